"""Seats divided in numbers: lists of parties and their seats, and so many seats each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prepoll.names import Stance
from prepoll.news import frames
from prepoll.news.clause import Clause
from prepoll.news.found import Found, sides
from prepoll.news.frames import mentions_at
from prepoll.news.mentions import Mention
from prepoll.news.scope import elsewhere, supposed

WHO = "[NZHW]"
ONE_MORE = rf"[,a|]{{1,2}}\.?{WHO}[vl.9]{{0,3}}#X?"
SPLIT = re.compile(
    rf"{WHO}[vmc2.]{{0,3}}[lgc3][.v9]{{0,3}}#X?[^\";?]{{0,6}}?[,a|][^\";?]{{0,4}}?{WHO}[^,\";?]{{0,4}}?#X?(?:{ONE_MORE})*"
)  # "A will contest 31 seats, B 14 and C five"
SHARES = re.compile(
    rf"#[.lX9f]{{0,2}}[42]\.?{WHO}(?:,?a?\.?#[.Xl]{{0,2}}[42]\.?{WHO})+"
)  # "31 seats for A, 14 for B and five for C"
GIVEN = re.compile(r"[NHWZ][vjymc2.]{0,3}[gG][.9]?\Z")  # "A allots 7 seats to B, 2 to C"
EACH = re.compile(rf"({frames.LIST})[vmclg.29]{{0,4}}#X?[.93#X]{{0,4}}?(#)")  # "A and B will contest 38 seats each"
EACH_FOR = re.compile(rf"#X?(#)X?[42]\.?({frames.LIST})")  # "38 seats each for A and B"
EACH_OF = re.compile(r"(D)[vmc2.]{0,3}[l.]?\.?#")  # "Each will contest 38"


def split(clause: Clause) -> Iterator[Found]:
    """Yield the divisions of seats told in numbers."""
    numbers = clause.signs.count("#")
    if numbers < 2:
        yield from each_of(clause) if numbers and "D" in clause.signs else ()
        return
    given = [s for s in SHARES.finditer(clause.signs) if not GIVEN.search(clause.signs, 0, s.start())]
    for found in (*SPLIT.finditer(clause.signs), *given):
        yield from among(clause, found.start(), found.end(), mentions_at(clause, *found.span()))
    for found in EACH.finditer(clause.signs):
        if apiece(clause, found.start(2)):
            yield from among(clause, found.start(), found.end(), mentions_at(clause, *found.span(1)))
    for found in EACH_FOR.finditer(clause.signs):
        if apiece(clause, found.start(1)):
            yield from among(clause, found.start(), found.end(), mentions_at(clause, *found.span(2)))
    yield from each_of(clause)


def each_of(clause: Clause) -> Iterator[Found]:
    """Yield what "each" of those spoken of gets; every other division has two numbers."""
    for found in EACH_OF.finditer(clause.signs):
        if clause.words(found.start()).startswith("each"):
            yield from among(clause, found.start(), found.end(), mentions_at(clause, *found.span(1)))


def among(clause: Clause, start: int, end: int, parties: tuple[Mention, ...]) -> Iterator[Found]:
    """Yield the division of seats among some parties, unless it is supposed or of another time."""
    if len(sides(parties)) > 1 and not elsewhere(clause, start) and not supposed(clause, end - 1):
        yield Found(start, end, Stance.SEAT_DEAL, parties, None)


def apiece(clause: Clause, place: int) -> bool:
    """Say whether a number is "each"."""
    return clause.words(place) in ("each", "apiece")
