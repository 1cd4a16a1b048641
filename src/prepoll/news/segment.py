"""Text becomes paragraphs, sentences and quotations, all as spans of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from prepoll.news.lexicon import table

STOP = re.compile(  # begins with a set of marks, which makes it quick to search for
    r"[.!?\u2026\u0964\u06d4\n/|](?:(?<=[.!?\u2026\u0964\u06d4])[\"'\u201d\u2019)\]]*(?=\s)"
    r"|(?<=\n)(?=[ \t]*(?:[-*\u2022>#]|[QA][.:] |\d\d?[.:]\d\d ))|(?<= /)/(?= )|(?<= \|)(?= ))"
)
LONGEST = 1500  # characters; no sentence of an article is longer
SHORT = frozenset(table("sentences")["short"])
OPENERS = frozenset(table("sentences")["openers"])
LAST_WORD = re.compile(r"([\w.\-&]+)\.[\"'\u201d\u2019)\]]*\Z")
BLANK = re.compile(r"\n[ \t\r]*\n\s*")
WORD = re.compile(r"\w+")
INITIALS = re.compile(r"(?:\w\.)+\w")
QUOTE = re.compile(r"\u201c[^\u201c\u201d]*(?:\u201d|\Z)|\"[^\"]*(?:\"|\Z)|\u2018[^\u2018\n]{12,}?\u2019(?!\w)")

OPENING = '\u201c"\u2018'


class Sentence(NamedTuple):
    """A sentence: code points of the text, `end` exclusive, and the number of its paragraph."""

    start: int
    end: int
    paragraph: int


class Paragraph(NamedTuple):
    """A run of text between blank lines."""

    start: int
    end: int
    number: int


def paragraphs(text: str, start: int = 0) -> Iterator[Paragraph]:
    """Yield the paragraphs after `start`, without the white space around them; a blank line ends one."""
    position, number = start, 0
    gaps = [gap.span() for gap in BLANK.finditer(text, start)] if text.find("\n", start) >= 0 else []
    for end, following in (*gaps, (len(text), len(text))):
        run = text[position:end]
        right = position + len(run.rstrip())
        if position < right:
            yield Paragraph(right - len(run[: right - position].lstrip()), right, number)
        position, number = following, number + 1


def sentences(text: str, whole: Paragraph) -> tuple[Sentence, ...]:
    """Split a paragraph into sentences; abbreviations and initials do not end one."""
    cuts = [whole.start]
    for stop in STOP.finditer(text, whole.start, whole.end):
        if ends_sentence(text, cuts[-1], stop.end(), whole.end):
            cuts.append(stop.end())
    cuts.append(whole.end)
    if whole.end - whole.start > LONGEST:
        cuts = [place for left, right in pairwise(cuts) for place in (left, *bounds(text, left, right))] + [whole.end]
    found = []
    for left, right in pairwise(cuts):
        run = text[left:right]
        bare = run.lstrip()
        if bare:
            found.append(Sentence(right - len(bare), left + len(run.rstrip()), whole.number))
    return tuple(found)


def bounds(text: str, left: int, right: int) -> Iterator[int]:
    """Yield places that cut an endless run of words into pieces, at white space where there is some."""
    while right - left > LONGEST:
        space = text.rfind(" ", left + 1, left + LONGEST)
        left = space + 1 if space > 0 else left + LONGEST
        yield left


def ends_sentence(text: str, begin: int, stop: int, limit: int) -> bool:
    """Say whether the mark before `stop` ends the sentence that began at `begin`."""
    rest = text[stop : min(stop + 12, limit)].lstrip()
    if not rest:
        return False
    if text[stop - 1] in "\n/|":
        return True
    opening = rest.lstrip("\"'\u201c\u2018([")
    if opening[:1].islower():
        return False
    plain = text[max(begin, stop - 24) : stop - 1].rsplit(None, 1)
    if plain and plain[-1].isalpha() and len(plain[-1]) > 1:
        return text[stop - 1] != "." or plain[-1].lower() not in SHORT
    return not shortened(text, max(begin, stop - 24), stop, opening)


def shortened(text: str, begin: int, stop: int, opening: str) -> bool:
    """Say whether the mark before `stop` belongs to a short form or an initial; `opening` follows it."""
    word = LAST_WORD.search(text, begin, stop)
    if word is None:
        return False
    last = word[1].split("-")[-1]
    following = WORD.match(opening)
    if "-" in word[1] and following and following[0].lower() in OPENERS:
        return False
    return last.lower() in SHORT or (len(last) == 1 and last.isupper()) or INITIALS.fullmatch(last) is not None


def quotations(text: str, whole: Paragraph) -> tuple[tuple[int, int], ...]:
    """List the quotations of a paragraph, marks included; one left open runs to the paragraph's end."""
    if not any(text.find(mark, whole.start, whole.end) >= 0 for mark in OPENING):
        return ()
    return tuple((found.start(), found.end()) for found in QUOTE.finditer(text, whole.start, whole.end))
