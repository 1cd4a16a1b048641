"""Sharings that no other betters for one member without another losing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from prepoll.names import PartyCode
from prepoll.sharing.demands import Demand
from prepoll.sharing.programme import SEAT_TOLERANCE, Choice, Limit, Programme, Table, most_of, total_of
from prepoll.sharing.solver import NONE_BETTER
from prepoll.sharing.table import SeatTable
from prepoll.sharing.types import FrontierPoint

LEVELS = {2: 9, 3: 4}
"""Levels asked for, evenly spread over what a member can have; with three members, for each of two."""

LARGE = 150
"""With three members and more options than this, points are efficient to within `NEAR` of the first member's seats."""

NEAR = 1e-3

SPREAD = 1e-3
"""What a seat of another member weighs beside one of the first: enough that none is given away for nothing."""


def frontier(table: SeatTable, demands: Sequence[Demand]) -> tuple[FrontierPoint, ...]:
    """Return points of the efficient frontier of expected seats for two or three members, else none.

    The member that can win most is given what is left once each other has one of a few levels, from what it
    has where the first has all to what it can have at most; nobody has less than alone, where that can be.
    Each point is efficient (Haimes, Lasdon and Wismer 1971; the sum that makes it so: Mavrotas 2009);
    between two points there may be others. The first member's seats fall from point to point.
    """
    if len(table.members) not in LEVELS:
        return ()
    programme = _nobody_worse(table, demands)
    order = sorted(table.members, key=lambda m: (-_most(table, programme, m), table.members.index(m)))
    found = dict.fromkeys(_choices(table, programme, order))
    points = [_point(table, choice) for choice in found]
    kept = [p for p in points if not any(_betters(other, p) for other in points)]
    return tuple(sorted(kept, key=lambda p: [-p.each[member] for member in order]))


def _nobody_worse(table: SeatTable, demands: Sequence[Demand]) -> Programme:
    """Return the programme with nobody below what it wins alone, or without that where it cannot be."""
    programme = table.programme(demands)
    floors = (Limit(table.won_by(m), table.alone[m] * table.draws - SEAT_TOLERANCE, np.inf) for m in table.members)
    bound = programme.limited(*floors)
    return programme if most_of(bound, bound.wins) is None else bound


def _choices(table: SeatTable, programme: Programme, order: Sequence[PartyCode]) -> Iterator[Choice]:
    first, *others = (table.won_by(member) for member in order)
    weighed = first + SPREAD * sum(others, np.zeros(first.shape))
    gap = NEAR if len(others) > 1 and programme.allowed.sum() > LARGE else NONE_BETTER
    levels = []
    for won in others:
        least, most = most_of(programme, weighed, gap), most_of(programme, won + SPREAD * weighed, gap)
        if least is None or most is None:
            return
        yield most
        levels.append(np.linspace(total_of(won, least), total_of(won, most), LEVELS[len(order)]))
    for row in product(*levels):
        floors = (Limit(won, float(low) - SEAT_TOLERANCE, np.inf) for won, low in zip(others, row, strict=True))
        choice = most_of(programme.limited(*floors), weighed, gap)
        if choice is not None:
            yield choice


def _most(table: SeatTable, programme: Programme, member: PartyCode) -> float:
    won: Table = table.won_by(member)
    choice = most_of(programme, won)
    return -1.0 if choice is None else round(total_of(won, choice), 4)


def _point(table: SeatTable, choice: Choice) -> FrontierPoint:
    teams = table.teams(choice)
    each = table.expected(teams)
    contests = {member: sum(member in team for team in teams.values()) for member in table.members}
    return FrontierPoint(each, contests, sum(each.values()), teams)


def _betters(a: FrontierPoint, b: FrontierPoint) -> bool:
    return all(a.each[m] >= b.each[m] for m in b.each) and any(a.each[m] > b.each[m] for m in b.each)
