"""Sharings that no other betters for one member without another losing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from prepoll.names import PartyCode
from prepoll.sharing.demands import Demand
from prepoll.sharing.programme import SEAT_TOLERANCE, Choice, Limit, Programme, most_of, total_of
from prepoll.sharing.table import SeatTable
from prepoll.sharing.types import FrontierPoint

LEVELS = 9
"""Levels asked for of two members, evenly spread over what the second can have."""

WEIGHTS = (0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0, 1 / 0.98, 1 / 0.95, 1 / 0.9, 1 / 0.8, 1 / 0.7, 2.0, 4.0)
"""What a seat of the second and of the third of three members weighs beside one of the first."""

SHOWN = 10
"""Points shown of three members: the one with most seats for the alliance, then those farthest from each other."""

SPREAD = 1e-3
"""What a seat of the second member weighs beside one of the first: enough that none is given away for nothing."""


def frontier(table: SeatTable, demands: Sequence[Demand], *, corners: bool = False) -> tuple[FrontierPoint, ...]:
    """Return points of the efficient frontier of expected seats for two or three members, else none.

    Of two members the one that can win most is given what is left once the other has one of a few levels
    (Haimes, Lasdon and Wismer 1971; the sum that makes it efficient: Mavrotas 2009). Of three the largest
    weighed sums are taken, each efficient (Geoffrion 1968), which leaves out points inside the hull. Between two points
    there may be others. Points that leave a member below what it wins alone are shown only if all do.
    The first member's seats fall from point to point. With `corners` two members too get the points of
    weighed sums only, which takes no solver.
    """
    chosen = {2: _by_weights if corners else _by_levels, 3: _by_weights}.get(len(table.members))
    if chosen is None:
        return ()
    programme = table.programme(demands)
    order = sorted(table.members, key=lambda m: (-_most(table, programme, m), table.members.index(m)))
    points = [_point(table, choice) for choice in dict.fromkeys(chosen(table, programme, order))]
    kept = [p for p in points if not any(_betters(other, p) for other in points)]
    fair = [p for p in kept if all(p.each[m] >= table.alone[m] - SEAT_TOLERANCE for m in table.members)]
    return tuple(sorted(_spread(fair or kept), key=lambda p: [-p.each[member] for member in order]))


def _by_levels(table: SeatTable, programme: Programme, order: Sequence[PartyCode]) -> Iterator[Choice]:
    first, second = (table.won_by(member) for member in order)
    least, most = most_of(programme, first + SPREAD * second), most_of(programme, second + SPREAD * first)
    if least is None or most is None:
        return
    yield most
    for low in np.linspace(total_of(second, least), total_of(second, most), LEVELS):
        floor = Limit(second, float(low) - SEAT_TOLERANCE, np.inf)
        choice = most_of(programme.limited(floor), first + SPREAD * second)
        if choice is not None:
            yield choice


def _by_weights(table: SeatTable, programme: Programme, order: Sequence[PartyCode]) -> Iterator[Choice]:
    first, *others = (table.won_by(member) for member in order)
    for row in product(WEIGHTS, repeat=len(others)):
        weighed = first + sum((weight * won for weight, won in zip(row, others, strict=True)), np.zeros(first.shape))
        choice = most_of(programme, weighed)
        if choice is not None:
            yield choice


def _spread(points: Sequence[FrontierPoint]) -> list[FrontierPoint]:
    """Keep a few points: the one with most seats, then each time the one farthest from those kept."""
    left, kept = sorted(points, key=lambda p: -p.total), list[FrontierPoint]()
    while left and len(kept) < SHOWN:
        far = max(left, key=lambda p: min((_distance(p, other) for other in kept), default=0.0))
        kept.append(far)
        left.remove(far)
    return kept


def _distance(a: FrontierPoint, b: FrontierPoint) -> float:
    return sum((a.each[m] - b.each[m]) ** 2 for m in a.each)


def _most(table: SeatTable, programme: Programme, member: PartyCode) -> float:
    won = table.won_by(member)
    choice = most_of(programme, won)
    return -1.0 if choice is None else round(total_of(won, choice), 4)


def _point(table: SeatTable, choice: Choice) -> FrontierPoint:
    teams = table.teams(choice)
    each = table.expected(teams)
    contests = {member: sum(member in team for team in teams.values()) for member in table.members}
    return FrontierPoint(each, contests, sum(each.values()), teams)


def _betters(a: FrontierPoint, b: FrontierPoint) -> bool:
    return all(a.each[m] >= b.each[m] for m in b.each) and any(a.each[m] > b.each[m] for m in b.each)
