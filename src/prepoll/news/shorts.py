"""Short names that an article gives its parties: "the Union" for the Northern Union, "Jatiya" for the Jatiya Party."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from prepoll.names import PartyCode
from prepoll.news.attribute import stands_free
from prepoll.news.lexicon import table
from prepoll.news.mentions import Kind, Mention

GENERIC = frozenset(table("words")["common"]["generic"])
CAPITALISED = re.compile(r"[A-Z\u00c0-\u00de][\w\u2019']{2,}\Z")
CAPITAL_BEHIND = re.compile(r"(?: |-)(?:[A-Z\u00c0-\u00de]|minister\b|government\b|of [A-Z])")
CAPITAL_AHEAD = re.compile(r"[A-Z\u00c0-\u00de][\w\u2019'.]* \Z")
GATHERINGS = frozenset(("conference", "front", "union", "council", "forum", "force", "state", "republic"))
LEADING = ("-led ", "-backed ", "-headed ")
OWNED_BY = re.compile(r"'s \Z|\u2019s \Z")


def short_names(
    text: str, found: Sequence[Mention], words: Mapping[PartyCode, frozenset[str]], lasts: Mapping[str, PartyCode]
) -> list[Mention]:
    """Find the parties of an article where one word of a name of several stands for it.

    The last word needs "the" before it; the first one stands alone where the last is a word such as "Party".
    `words` are those of all names of each party of the cast, in lower case. A last word that the names of several
    parties of the article hold names none of them, nor does a first word that several of the cast hold. `lasts` are
    last words that one party of the cast has alone: they name it even where the article never writes it in full.
    """
    here = {code for m in found for code in m.parties}
    known = shortened(text, found, list(words.values()), [words[code] for code in words if code in here])
    for word, code in lasts.items():
        if alone_in_cast(text, word, spoken_of=code in here):
            known.setdefault(word, ((code,), 0, False))
    more: list[Mention] = []
    for word, (parties, after, first) in known.items():
        start = text.find(word, after)
        while start >= 0:
            end = start + len(word)
            if names_it(text, start, end, first=first) and (
                stands_free(text, start, end, len(text)) or text.startswith(LEADING, end)
            ):
                more.append(Mention(start, end, Kind.PARTY, parties))
            start = text.find(word, end)
    return more


def alone_in_cast(text: str, word: str, *, spoken_of: bool) -> bool:
    """Say whether a last word that one party of a cast has alone names it in an article."""
    low = word.lower()
    if low in GENERIC or (low in GATHERINGS and not spoken_of) or not CAPITALISED.match(word):
        return False
    return text.find(word) >= 0 and not common(text, word)


def shortened(
    text: str, found: Sequence[Mention], cast: Sequence[frozenset[str]], here: Sequence[frozenset[str]]
) -> dict[str, tuple[tuple[PartyCode, ...], int, bool]]:
    """Return the words that stand for a party: the party, where it was first named, first word or last."""
    known: dict[str, tuple[tuple[PartyCode, ...], int, bool]] = {}
    seen: set[str] = set()
    for mention in found:
        name = text[mention.start : mention.end]
        if name in seen or mention.kind is not Kind.PARTY or len(mention.parties) != 1 or " " not in name:
            continue
        seen.add(name)
        written = name.split()
        first = written[-1].lower() in GENERIC
        word = written[0] if first else written[-1]
        if word.lower() in GENERIC or not CAPITALISED.match(word) or (first and len(written) != 2):
            continue
        if sum(word.lower() in one for one in (cast if first else here)) == 1 and not common(text, word):
            known.setdefault(word, (mention.parties, mention.end, first))
    return known


def common(text: str, word: str) -> bool:
    """Say whether an article has a word in lower case too."""
    word = word.lower()
    start = text.find(word)
    while start >= 0:
        if stands_free(text, start, start + len(word), len(text)):
            return True
        start = text.find(word, start + 1)
    return False


def names_it(text: str, start: int, end: int, *, first: bool) -> bool:
    """Say whether a word at a place is a name by itself, and after "the" where it is a last word."""
    if not first and text[max(0, start - 4) : start].lower() not in ("the ", "\nthe") and not in_headline(text, start):
        return False
    if CAPITAL_BEHIND.match(text, end) or OWNED_BY.search(text, max(0, start - 3), start):
        return False
    return not first or CAPITAL_AHEAD.search(text, max(0, start - 20), start) is None


def in_headline(text: str, start: int) -> bool:
    """Say whether a word stands in a headline, which has no "the", and after no other name."""
    end = text.find("\n")
    if not start < end or text[end - 1] == ".":
        return False
    return CAPITAL_AHEAD.search(text, max(0, start - 20), start) is None
