"""Where a claim applies: the words for its seats, matched to seats of the case.

What names no seat of the case stays unlocated; a bare number ("three seats") is counted, not located.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from prepoll.case.types import Case, Region
from prepoll.names import SeatCode

NUMBERS = {
    word: value
    for value, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        start=1,
    )
} | {"both": 2, "single": 1}

REGION_WORDS = re.compile(r"\b(seats|region|division|province|constituencies|segments)\b")
DIRECTION = re.compile(r"\b(north|south|central|east|west|northern|southern|eastern|western)\s*$")
DEFINITE = re.compile(r"\b(all|both|the|every|its)\b")


@dataclass(frozen=True, slots=True)
class Place:
    """Seats that some words mean: `seats` empty and `counted` where only a number is said."""

    words: str | None
    seats: tuple[SeatCode, ...] = ()
    counted: bool = False
    whole: bool = False  # the words mean every seat of the case

    @property
    def everywhere(self) -> bool:
        """Say whether nothing limits the claim."""
        return self.words is None or self.whole

    @property
    def located(self) -> bool:
        """Say whether the words name seats of the case."""
        return bool(self.seats)


def place(words: str | None, case: Case) -> Place:
    """Match the words for the seats of a claim to the case's seats, by code, name, part of a name or region.

    A name that is a seat's and a region's ("Jammu") means the region beside "seats", "division" or a number
    above one, else the seat. "All five" and "the three … seats" mean the whole case, or the only region of
    that size; a bare number is counted and not located.
    """
    if words is None or not words.strip():
        return Place(None)
    text = _plain(words)
    found = _named(text, case)
    number = _number(text)
    if not found and number is not None and DEFINITE.search(text):
        found = _only_group(number, case)
    if not found and re.search(r"\b(all|every)\b( the)? (seats?|constituenc)", text):
        found = {seat.code for seat in case.seats}
    ordered = tuple(seat.code for seat in case.seats if seat.code in found)
    whole = len(ordered) == len(case.seats)
    return Place(words, ordered, counted=not ordered and number is not None, whole=whole)


def _plain(words: str) -> str:
    return re.sub(r"[\s\-‐‑–—/&]+", " ", words.casefold()).strip()


def _has(name: str, text: str) -> re.Match[str] | None:
    return re.search(rf"\b{re.escape(name)}\b", text)


def _named(text: str, case: Case) -> set[SeatCode]:
    """Collect the seats that the text names itself or through a region."""
    regions = {_plain(region.name): region for region in case.regions if region.code != "*"}
    regions |= {_plain(region.code): region for region in case.regions if region.code != "*"}
    found: set[SeatCode] = set()
    for name, region in regions.items():
        if _means_region(name, text, regions, case):
            found |= set(region.seats)
            text = re.sub(rf"\b{re.escape(name)}\b", " ", text)
    for seat in case.seats:
        if _has(_plain(seat.name), text) or _has(_plain(seat.code), text):
            found.add(seat.code)
    return found | {code for part, code in _parts(case).items() if _has(part, text)}


def _means_region(name: str, text: str, regions: Iterable[str], case: Case) -> bool:
    """Say whether a region's name in the text means the region and no seat or part of it."""
    match = _has(name, text)
    if match is None or DIRECTION.search(text[: match.start()]):
        return False
    if name not in {_plain(seat.name) for seat in case.seats}:
        return True
    beside = any(other != name and _has(other, text) for other in regions)
    return beside or (_number(text) or 0) > 1 or bool(REGION_WORDS.search(text))


def _parts(case: Case) -> dict[str, SeatCode]:
    """Map the parts of double names ("Anantnag" of Anantnag-Rajouri) to the one seat that has them."""
    pairs = [(part, seat.code) for seat in case.seats for part in _double(seat.name)]
    counts = Counter(part for part, _ in pairs)
    return {part: code for part, code in pairs if counts[part] == 1}


def _double(name: str) -> list[str]:
    parts = re.split(r"[-–—/&]| and ", name.casefold())
    return [part.strip() for part in parts if len(part.strip()) > 3] if len(parts) > 1 else []


def _number(text: str) -> int | None:
    """Return the one number of the text, None where there is none or several."""
    digits = [int(word) for word in re.findall(r"\b\d{1,3}\b", text)]
    spelt = [NUMBERS[word] for word in re.findall(r"[a-z]+", text) if word in NUMBERS]
    numbers = digits + spelt
    return numbers[0] if len(numbers) == 1 else None


def _only_group(number: int, case: Case) -> set[SeatCode]:
    """Return the whole case or the only region with this many seats."""
    if number == len(case.seats):
        return {seat.code for seat in case.seats}
    fitting: list[Region] = [region for region in case.regions if len(region.seats) == number]
    return set(fitting[0].seats) if len(fitting) == 1 else set()
