"""The outlines of a case's seats: from its boundaries, or as a grid of tiles where there are none."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from prepoll.brief.atlas import MARGIN, WIDTH, Projection, label_place, outline
from prepoll.case.types import Case, Seat
from prepoll.names import SeatCode

WIDEST: Final = 10
"""Tiles in a row at most."""
GAP: Final = 3.0
LARGEST: Final = 56.0


@dataclass(frozen=True, slots=True)
class Outline:
    """A seat as it is drawn: a path, and where its letters stand; pixels."""

    seat: SeatCode
    path: str
    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All seats of a case, in the order of the case, on a drawing WIDTH wide; `tiles` where none has a boundary."""

    outlines: tuple[Outline, ...]
    height: float
    tiles: bool


def sheet_of(case: Case) -> Sheet:
    """Draw every seat once; seats without a boundary stand as tiles below the map."""
    bounded = {boundary.seat: boundary for boundary in case.boundaries}
    drawn = [bounded[seat.code] for seat in case.seats if seat.code in bounded]
    rest = [seat for seat in _by_region(case) if seat.code not in bounded]
    outlines: dict[SeatCode, Outline] = {}
    height = MARGIN
    if drawn:
        project = Projection(drawn)
        height = float(project.height)
        for boundary in drawn:
            at = label_place(boundary, project)
            outlines[boundary.seat] = Outline(boundary.seat, outline(boundary, project), at)
    for tile in _tiles(rest, height):
        outlines[tile.seat] = tile
    height += _rows(rest) * _side(rest) + (MARGIN if rest else 0)
    return Sheet(tuple(outlines[seat.code] for seat in case.seats), height, tiles=not drawn)


def _by_region(case: Case) -> list[Seat]:
    """List seats region by region, so that neighbours on the grid are of one region."""
    place = {code: i for i, code in enumerate(region.code for region in case.regions)}
    return sorted(case.seats, key=lambda seat: place.get(case.region_of[seat.code], 0))


def _columns(seats: Sequence[Seat]) -> int:
    return min(WIDEST, max(1, math.ceil(math.sqrt(len(seats) * 1.4))))


def _rows(seats: Sequence[Seat]) -> int:
    return math.ceil(len(seats) / _columns(seats))


def _side(seats: Sequence[Seat]) -> float:
    return min(LARGEST, (WIDTH - 2 * MARGIN) / _columns(seats))


def _tiles(seats: Sequence[Seat], top: float) -> Iterator[Outline]:
    columns, side = _columns(seats), _side(seats)
    edge = side - GAP
    for i, seat in enumerate(seats):
        x, y = MARGIN + i % columns * side, top + i // columns * side
        path = f"M{x:g},{y:g}h{edge:g}v{edge:g}h{-edge:g}Z"
        yield Outline(seat.code, path, (x + edge / 2, y + edge / 2))
