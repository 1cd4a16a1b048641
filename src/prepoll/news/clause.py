"""A sentence as a row of chunks: one sign for each mention, cue and small word, so that frames are short patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from prepoll.news.lexicon import lexicon
from prepoll.news.mentions import Kind, Mention
from prepoll.news.segment import Sentence

SIGNS = {Kind.PARTY: "N", Kind.PERSON: "H"}
PARTNERS = frozenset(",ZJ")
HOLE = "\ue000"  # stands for every character of a name while the other words are looked for
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
PARTNER = re.compile(r"(?:its|their|his|her) (?:\w+ ){0,2}(?:ally|partner|rival|neighbour)\Z")
DIGIT = re.compile(r"\d")
WORD = re.compile(r"\w")
PARTIAL = re.compile(r'(?<=[a-z\ue000] )"([^"]{1,90})"(?=[ ,.;:])')
FIRST_PERSON = re.compile(r"(?<![\w\-])(?:we|us|our|ours|i|me|my|you|your)(?![\w\-])")
SPEAKING = ("said", "says", "told", "added", "replied", "that", "quipped", "tweeted", "wrote", "answered", "declared")


Piece = tuple[int, int, str, str]  # start, end, sign, cue


class Chunk(NamedTuple):
    """A run of a sentence: code points of the text, the cue that it is a form of, and what it mentions."""

    start: int
    end: int
    cue: str
    mention: Mention | None = None


chunk: Callable[[tuple[int, int, str, Mention | None]], Chunk] = partial(tuple.__new__, Chunk)  # the quick way


class Words(NamedTuple):
    """The words between two names: their signs, start, end and cue of each chunk, and whether no more words follow."""

    signs: str
    chunks: tuple[tuple[int, int, str], ...]
    closed: bool


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
    run = without_partial(low, sentence, named) if low.find('"', start, end) >= 0 else None
    signs = ""
    chunks: list[Chunk] = []
    position = start
    for mention in named:
        if mention.start < position:
            continue
        gap = low[position : mention.start] if run is None else run[position - start : mention.start - start]
        words = words_between(gap, year)
        chunks += [chunk((left + position, right + position, cue, None)) for left, right, cue in words.chunks]
        signs += words.signs
        if signs and signs[-1] in PARTNERS:
            signs = take_off_partner(signs, chunks, low, spaced=words.closed)
        signs += SIGNS[mention.kind]
        chunks.append(chunk((mention.start, mention.end, "name", mention)))
        position = mention.end
    words = words_between(low[position:end] if run is None else run[position - start :], year)
    chunks += [chunk((left + position, right + position, cue, None)) for left, right, cue in words.chunks]
    return Clause(signs + words.signs, tuple(chunks), low, start, max(end, position))


def without_partial(low: str, sentence: Sentence, named: Sequence[Mention]) -> str:
    """Return a sentence with holes for its names, its partial quotations without their marks."""
    pieces, position = [], sentence.start
    for mention in named:
        if mention.start >= position:
            pieces += [low[position : mention.start], HOLE * (mention.end - mention.start)]
            position = mention.end
    return PARTIAL.sub(unquoted, "".join(pieces) + low[position : sentence.end])


def unquoted(partial: re.Match[str]) -> str:
    """Return a partial quotation without its marks: a few words of a sentence that goes on in the reporter's own."""
    ahead = partial.string[max(0, partial.start() - 12) : partial.start() - 1].rsplit(" ", 1)[-1]
    if FIRST_PERSON.search(partial[1]) or ahead in SPEAKING or partial[1][-1] in "?!":
        return partial[0]
    return f" {partial[1]} "


@lru_cache(maxsize=1 << 13)
def words_between(run: str, year: int | None) -> Words:
    """Cut the words between two names into chunks; the same few words stand there in most articles."""
    found: list[Piece] = []
    begin: int | None = 0
    while begin is not None and begin < len(run):
        begin = words_from(run, begin, found)
    signs: list[str] = []
    chunks: list[tuple[int, int, str]] = []
    position = 0
    for left, right, sign, cue in found:
        if left > position and run[position:left] != " " and (unsaid := unknown(run[position:left], year)):
            signs.append(unsaid)
            chunks.append((position, left, "gap"))
        if sign:
            signs.append(sign)
            chunks.append((left, right, cue))
        position = right
    rest = run[position:]
    unsaid = unknown(rest, year)
    if unsaid:
        signs.append(unsaid)
        chunks.append((position, len(run), "gap"))
    return Words("".join(signs), tuple(chunks), not rest.strip())


def words_from(run: str, begin: int, found: list[Piece]) -> int | None:
    """Add the words of the lexicon from a place on, the longest first at each place, as whole words only.

    Where a form runs into the middle of a word, return where to begin anew.
    """
    words, size = lexicon(), len(run)
    forms, wide = words.forms, words.wide
    for index, left, right in words.automaton.find_matches_as_indexes(run[begin:] if begin else run):
        if begin:
            left, right = left + begin, right + begin  # noqa: PLW2901  places of the whole run
        if left and run[left - 1].isalnum() and run[left].isalnum():
            continue
        if right == size or not run[right].isalnum() or not run[right - 1].isalnum():
            found.append((left, right, *forms[index]))
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
            found.append((left, space, *words.forms[index]))
            return space + 1
        space = run.rfind(" ", left, space)
    return run.find(" ", left) + 1


def take_off_partner(signs: str, chunks: list[Chunk], low: str, *, spaced: bool) -> str:
    """Take "its ally" off before the name that says who it is; `spaced` where nothing stands between."""
    if signs.endswith(("Z,", "J,")) and partner(low, chunks[-2]):
        signs = signs[:-1]
        chunks.pop()
    if spaced and signs.endswith(("Z", "J")) and partner(low, chunks[-1]):
        signs = signs[:-1]
        chunks.pop()
    return signs


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
