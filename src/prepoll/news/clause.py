"""A sentence as a row of chunks: one sign for each mention, cue and small word, so that frames are short patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from operator import itemgetter
from typing import NamedTuple

from prepoll.news.lexicon import lexicon
from prepoll.news.mentions import Kind, Mention
from prepoll.news.segment import Sentence

SIGNS = {Kind.PARTY: "N", Kind.PERSON: "H"}
HOLE = "\ue000"  # stands for every character of a name while the other words are looked for
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
PARTNER = re.compile(r"(?:its|their|his|her) (?:\w+ ){0,2}(?:ally|partner|rival|neighbour)\Z")
DIGIT = re.compile(r"\d")
WORD = re.compile(r"\w")
PARTIAL = re.compile(r'(?<=[a-z\ue000] )"([^"]{1,90})"(?=[ ,.;:])')
FIRST_PERSON = re.compile(r"(?<![\w\-])(?:we|us|our|ours|i|me|my|you|your)(?![\w\-])")
SPEAKING = ("said", "says", "told", "added", "replied", "that", "quipped", "tweeted", "wrote", "answered", "declared")
first = itemgetter(0)


Piece = tuple[int, int, str, str, Mention | None]  # start, end, sign, cue, what is mentioned


class Chunk(NamedTuple):
    """A run of a sentence: code points of the text, the cue that it is a form of, and what it mentions."""

    start: int
    end: int
    cue: str
    mention: Mention | None = None


chunk: Callable[[tuple[int, int, str, Mention | None]], Chunk] = partial(tuple.__new__, Chunk)  # the quick way


class Clause(NamedTuple):
    """A sentence in chunks; `signs` has one character for each."""

    signs: str
    chunks: tuple[Chunk, ...]
    low: str
    start: int
    end: int

    def words(self, place: int) -> str:
        """Return the words of a chunk."""
        chunk = self.chunks[place]
        return self.low[chunk.start : chunk.end]


def chunked(low: str, sentence: Sentence, named: Sequence[Mention], year: int | None) -> Clause:
    """Cut a sentence into chunks; words that say nothing leave none, unknown ones one for each run."""
    start, end = sentence.start, sentence.end
    pieces, position = [], start
    for mention in named:
        pieces += [low[position : mention.start], HOLE * (mention.end - mention.start)]
        position = mention.end
    pieces.append(low[position:end])
    run = "".join(pieces)
    if '"' in run:
        run = PARTIAL.sub(unquoted, run)
    found: list[Piece] = [(m.start - start, m.end - start, SIGNS[m.kind], "name", m) for m in named]
    found += words_found(run)
    found.sort(key=first)
    return assembled(found, run, low, start, year)


def unquoted(partial: re.Match[str]) -> str:
    """Return a partial quotation without its marks: a few words of a sentence that goes on in the reporter's own."""
    ahead = partial.string[max(0, partial.start() - 12) : partial.start() - 1].rsplit(" ", 1)[-1]
    if FIRST_PERSON.search(partial[1]) or ahead in SPEAKING or partial[1][-1] in "?!":
        return partial[0]
    return f" {partial[1]} "


def words_found(run: str) -> list[Piece]:
    """Find the words of the lexicon in a run, the longest first at each place, as whole words only."""
    found: list[Piece] = []
    begin: int | None = 0
    while begin is not None and begin < len(run):
        begin = words_from(run, begin, found)
    return found


def words_from(run: str, begin: int, found: list[Piece]) -> int | None:
    """Add the words from a place on; where a form runs into the middle of a word, return where to begin anew."""
    words, size = lexicon(), len(run)
    forms, wide = words.forms, words.wide
    for index, left, right in words.automaton.find_matches_as_indexes(run[begin:] if begin else run):
        if begin:
            left, right = left + begin, right + begin  # noqa: PLW2901  places of the whole run
        if left and run[left - 1].isalnum() and run[left].isalnum():
            continue
        if right == size or not run[right].isalnum() or not run[right - 1].isalnum():
            sign, cue = forms[index]
            found.append((left, right, sign, cue, None))
        elif wide[index]:
            return shorter(run, left, right, found)
    return None


def shorter(run: str, left: int, right: int, found: list[Piece]) -> int:
    """Add the longest form that is made of the whole words of a span, if any; return where to go on."""
    words = lexicon()
    space = run.rfind(" ", left, right)
    while space > left:
        index = words.index.get(run[left:space])
        if index is not None:
            found.append((left, space, *words.forms[index], None))
            return space + 1
        space = run.rfind(" ", left, space)
    return run.find(" ", left) + 1


def assembled(found: Sequence[Piece], run: str, low: str, start: int, year: int | None) -> Clause:
    """Put chunks in a row, unknown words between them included."""
    signs: list[str] = []
    chunks: list[Chunk] = []
    position = 0
    for left, right, sign, cue, mention in found:
        if left < position:
            continue
        gap = run[position:left]
        if gap and gap != " " and (unsaid := unknown(gap, year)):
            signs.append(unsaid)
            chunks.append(chunk((start + position, start + left, "gap", None)))
        if sign:
            if mention is not None and signs and signs[-1] in ",ZJ":
                take_off_partner(signs, chunks, low, spaced=not gap.strip())
            signs.append(sign)
            chunks.append(chunk((start + left, start + right, cue, mention)))
        position = right
    unsaid = unknown(run[position:], year)
    if unsaid:
        signs.append(unsaid)
        chunks.append(chunk((start + position, start + len(run), "gap", None)))
    return Clause("".join(signs), tuple(chunks), low, start, start + len(run))


def take_off_partner(signs: list[str], chunks: list[Chunk], low: str, *, spaced: bool) -> None:
    """Take "its ally" off before the name that says who it is; `spaced` where nothing stands between."""
    if "".join(signs[-2:]) in ("Z,", "J,") and partner(low, chunks[-2]):
        del signs[-1], chunks[-1]
    if signs and signs[-1] in "ZJ" and partner(low, chunks[-1]) and spaced:
        signs.pop()
        chunks.pop()


def partner(low: str, chunk: Chunk) -> bool:
    """Say whether a chunk is "its ally", which the name behind it says again."""
    return PARTNER.fullmatch(low, chunk.start, chunk.end) is not None


@lru_cache(maxsize=1 << 15)
def unknown(gap: str, year: int | None) -> str:
    """Return the sign of words that are in no cue: a past year, a number, other words, nothing."""
    if DIGIT.search(gap):
        date = YEAR.search(gap)
        if date is None:
            return "#"
        return "z" if year and int(date[0]) < year else "f"
    return "." if WORD.search(gap) else ""
