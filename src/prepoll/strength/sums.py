"""Past counts as sums of strengths, and the lines that stand for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.strength.ageing import Moment
from prepoll.strength.arrays import Floats, Ints
from prepoll.strength.assumptions import COUNT_LOG_SD, RATE_LOG_SD
from prepoll.strength.belief import log_sum
from prepoll.strength.frame import Frame
from prepoll.strength.results import Sighting
from prepoll.strength.splits import Descent
from prepoll.strength.tree import EMPTY, Lines

Term = tuple[int, float, bool]
"""A cell whose strength a count contains, the log of the part that it contains, and whether it was lent."""


@dataclass(frozen=True, slots=True)
class Sums:
    """All counts: the logarithm of each is that of a sum of strengths."""

    seat: Ints  # (n,)
    line: Ints  # (n,), place among the counts of the seat
    election: Ints  # (n,)
    cells: Ints  # (n, term)
    offsets: Floats  # (n, term), log; missing ones have minus infinity
    lent: npt.NDArray[np.bool_]  # (n, term), of a partner
    rate: Ints  # (n,), which rate of transfer lends, 0 where none does
    value: Floats  # (n,), log of the share
    variance: Floats  # (n,)
    shape: tuple[int, int, int]  # seats, cells, rates

    @property
    def curved(self) -> bool:
        """Say whether any count is a sum of several."""
        return bool(self.cells.shape[1] > 1)

    @property
    def rates(self) -> int:
        """Count the rates of transfer."""
        return self.shape[2]


def sums_of(frame: Frame, moments: Sequence[Moment], seen: Sequence[Sequence[Sighting]], descent: Descent) -> Sums:
    """Put the sightings of all elections into arrays."""
    every = [(place, one) for place, sightings in enumerate(seen) for one in sightings]
    pairs = {_pair(place, one): 0 for place, one in every if one.backing}
    number = {pair: i for i, pair in enumerate(pairs)}
    terms = [_terms(frame, moments, descent, place, one) for place, one in every]
    width = max((len(one) for one in terms), default=1)
    cells, lent = np.zeros((len(every), width), dtype=np.int64), np.zeros((len(every), width), dtype=np.bool_)
    offsets = np.full((len(every), width), -np.inf)
    for i, row in enumerate(terms):
        cells[i] = row[0][0]
        for k, (cell, offset, from_partner) in enumerate(row):
            cells[i, k], offsets[i, k], lent[i, k] = cell, offset, from_partner
    seat = np.array([one.seat for _, one in every], dtype=np.int64)
    return Sums(
        seat=seat,
        line=_places(seat, len(frame.seats)),
        election=np.array([place for place, _ in every], dtype=np.int64),
        cells=cells,
        offsets=offsets,
        lent=lent,
        rate=np.array([number.get(_pair(place, one), 0) for place, one in every], dtype=np.int64),
        value=np.log([one.share for _, one in every]),
        variance=np.array([one.extra_sd**2 + COUNT_LOG_SD**2 for _, one in every]),
        shape=(len(frame.seats), len(frame.parties) * len(moments), len(number)),
    )


def _pair(place: int, one: Sighting) -> tuple[int, int, tuple[str, ...]]:
    return place, one.party, tuple(backer.party for backer in one.backing)


def _terms(frame: Frame, moments: Sequence[Moment], descent: Descent, place: int, one: Sighting) -> list[Term]:
    """List a count's own strengths and those of its backers, each party as the sum that it was then."""
    found: list[Term] = []

    def add(party: int, offset: float, lent: bool) -> None:
        for part, log_part in descent.terms(party, moments[place].years):
            found.append((part * len(moments) + place, offset + log_part, lent))

    add(one.party, one.own_offset, False)
    for backer, offset in zip(one.backing, one.backer_offsets, strict=True):
        add(frame.column(backer.party), offset + float(np.log(backer.transfer)), True)
    return found


def _places(seat: Ints, seats: int) -> Ints:
    counted = np.zeros(seats, dtype=np.int64)
    found = np.zeros(len(seat), dtype=np.int64)
    for i, place in enumerate(seat.tolist()):
        found[i] = counted[place]
        counted[place] += 1
    return found


def linearised(sums: Sums, mean: Floats, around: tuple[Floats, Floats], told: npt.NDArray[np.bool_]) -> Lines:
    """Return the counts of some elections as lines around the given means of cells (seat, cell) and rates.

    `told` (election,) says of which; `mean` (seat, cell) is the means before any count, which the rest is taken from.
    """
    seats, cells, rates = sums.shape
    width = int(sums.line.max(initial=-1)) + 1
    lines = Lines(
        cells=np.zeros((seats, width, cells)),
        rates=np.zeros((seats, width, rates)),
        rest=np.zeros((seats, width)),
        variance=np.full((seats, width), EMPTY),
    )
    if not len(sums.seat):
        return lines
    used = np.flatnonzero(told[sums.election])
    at, places = (sums.seat[used], sums.line[used]), sums.cells[used]
    strength = around[0][at[0][:, None], places]
    moved = around[1][sums.rate[used]] if rates else np.zeros(len(used))
    total, part = log_sum(strength + sums.offsets[used] + sums.lent[used] * moved[:, None])
    lent = (part * sums.lent[used]).sum(axis=1)
    np.add.at(lines.cells, (at[0][:, None], at[1][:, None], places), part)
    if rates:
        lines.rates[at[0], at[1], sums.rate[used]] = lent
    held = (part * (strength - mean[at[0][:, None], places])).sum(axis=1)
    lines.rest[at] = sums.value[used] - total + held + lent * moved
    lines.variance[at] = sums.variance[used] + (lent * RATE_LOG_SD[1]) ** 2
    return lines
