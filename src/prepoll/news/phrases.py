"""A sentence in classes of words: what each word does in any sentence on alliances, and which part each name plays."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from prepoll.names import PartyCode
from prepoll.news.clause import Clause, without_partial
from prepoll.news.forms import written_out
from prepoll.news.lexicon import table
from prepoll.news.mentions import Kind, Mention
from prepoll.news.segment import Sentence

TOKEN = re.compile(r"'(?:s|ll|d|re|m|ve)?(?!\w)|[^\W_]+(?:['-][^\W_]+)*|[,;:\"?()!|\u2013\u2014\u2026]|(?<= )-(?= )")
HARD = frozenset('";:?()|!')
NAME = "N"
PLACE = "L"
OWNER = "'"
LISTED = frozenset(("a", ",a", ","))
PREPOSITION, AND, COMMA, OTHER = "p", "a", ",", "."


class Token(NamedTuple):
    """A word, a form of several words or a mention: code points of the text, and the sign of its class."""

    sign: str
    start: int
    end: int
    words: str
    mention: Mention | None = None


class Group(NamedTuple):
    """Names of one list: the places of the first and the last in the row of tokens, and what governs them."""

    first: int
    last: int
    mentions: tuple[Mention, ...]
    link: str  # the preposition before the first, "" where none
    owner: bool  # a possessive

    @property
    def parties(self) -> tuple[PartyCode, ...]:
        """Return the parties of the list, each once."""
        return tuple(dict.fromkeys(p for m in self.mentions for p in m.parties))

    @property
    def loose(self) -> bool:
        """Say whether nobody in particular is meant."""
        return all(m.kind is Kind.ANYONE for m in self.mentions)


@cache
def classes() -> tuple[dict[str, str], dict[str, int]]:
    """Return the sign of each form of words, and of each first word the most words of a form that begins with it."""
    signs: dict[str, str] = {}
    for row in table("classes")["class"]:
        for form in written_out(row["forms"]):
            signs.setdefault(form, row["sign"])
    longest: dict[str, int] = {}
    for form in signs:
        words = form.split(" ")
        longest[words[0]] = max(longest.get(words[0], 1), len(words))
    return signs, longest


def tokens(clause: Clause, text: str) -> list[Token]:
    """Return the tokens of a sentence: mentions, words by their class, and words of no class, plain or with a capital.

    `text` is the article as it is written, which `clause` counts in.
    """
    named = [c.mention for c in clause.chunks if c.mention is not None]
    low, start, end = clause.low, clause.start, clause.end
    run = low[start:end]
    if '"' in run:
        run = without_partial(low, Sentence(start, end, 0), named)
    found: list[Token] = []
    position = start
    for mention in named:
        if mention.start >= position:
            found += words_of(run[position - start : mention.start - start], position)
            if found and found[-1].words == "to":
                found[-1] = found[-1]._replace(sign=PREPOSITION)
            found.append(Token(NAME, mention.start, mention.end, low[mention.start : mention.end], mention))
            position = mention.end
    found += words_of(run[position - start :], position)
    return [capital(token, text) if token.sign == OTHER else token for token in found]


def capital(token: Token, text: str) -> Token:
    """Return a word of no class as a place where it is written as a name."""
    named = text[token.start].isupper() and not text[token.start : token.end].isupper()
    return token._replace(sign=PLACE) if named else token


def words_of(gap: str, offset: int) -> list[Token]:
    """Return the words of a part of a sentence that begins at an offset of the text."""
    return [Token(sign, left + offset, right + offset, form) for sign, left, right, form in classed(gap)]


@lru_cache(maxsize=1 << 13)
def classed(gap: str) -> tuple[tuple[str, int, int, str], ...]:
    """Cut the words between two names into forms, of several words first, with their signs; small words leave none."""
    signs, longest = classes()
    words = [(w[0], *w.span()) for w in TOKEN.finditer(gap)]
    found = []
    at = 0
    while at < len(words):
        form, size = words[at][0], min(longest.get(words[at][0], 1), len(words) - at)
        while size > 1 and (form := " ".join(w[0] for w in words[at : at + size])) not in signs:
            size -= 1
        form = form if size > 1 else words[at][0]
        sign = signs.get(form)
        sign = of_mark(form) if sign is None else sign
        if sign:
            found.append((sign, words[at][1], words[at + size - 1][2], form))
        at += size
    return tuple(found)


def of_mark(word: str) -> str:
    """Return the sign of a mark, of a possessive, or of a word of no class."""
    if word in (",", "-", "\u2013", "\u2014", "\u2026"):
        return COMMA
    if word in ("'s", "'"):
        return OWNER
    if word.endswith("n't"):
        return "n"
    if word[0].isdigit():
        return "#"
    return "|" if word in HARD else OTHER


def groups(row: list[Token]) -> list[Group]:
    """Return the lists of names in a row of tokens."""
    found: list[Group] = []
    for place, token in enumerate(row):
        if token.mention is None:
            continue
        between = "".join(t.sign for t in row[found[-1].last + 1 : place]) if found else ""
        last = found[-1] if found else None
        joined = between in LISTED or (not between and last and token.start - row[last.last].end == 1)
        if last and joined and not last.owner:
            owner = row[place + 1].sign == OWNER if place + 1 < len(row) else False
            found[-1] = last._replace(last=place, mentions=(*last.mentions, token.mention), owner=owner)
            continue
        before = row[place - 1] if place else None
        if before and before.sign == COMMA and place > 1 and row[place - 2].sign == PREPOSITION:
            before = row[place - 2]  # "with its former ally, the Blues": small words are no tokens
        link = before.words if before and before.sign == PREPOSITION else ""
        owner = place + 1 < len(row) and row[place + 1].sign == OWNER
        found.append(Group(place, place, (token.mention,), link, owner))
    return found
