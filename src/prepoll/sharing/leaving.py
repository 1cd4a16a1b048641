"""Courtesies that two parties of different blocs could exchange: who leaves which seat to the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from prepoll.alliances.slates import Standing, strongest_standing
from prepoll.alliances.structures import touches
from prepoll.alliances.types import Election, StandDown, Structure
from prepoll.alliances.winning import who_wins
from prepoll.errors import UsageError
from prepoll.ledger.types import Ledger
from prepoll.names import PartyCode
from prepoll.sharing.desk import with_courtesies
from prepoll.sharing.programme import SEAT_TOLERANCE, Limit, Programme, solve

Pair = tuple[PartyCode, PartyCode]

ONE_EACH = 1.0
"""Votes are no matter here: of exchanges that win as much that with the fewest courtesies is shown."""


def best_courtesies(election: Election, ledger: Ledger, structure: Structure, pair: Pair) -> tuple[StandDown, ...]:
    """Return the seats that two parties would best leave to each other, where they are no partners.

    Together they win the most expected seats of all exchanges from which neither loses any, with the fewest
    courtesies; the strongest stand. A seat can be left where both stand and no bar is between them. Empty where
    nothing is gained. Raises UsageError where one is no contender.
    """
    unknown = [party for party in pair if party not in election.draws.contenders]
    if unknown:
        raise UsageError(f"Not among the contenders: {', '.join(unknown)}. Name parties that have strength.")
    stands = strongest_standing(election, structure)
    free = _free(election, ledger, structure, pair, stands)
    if not free.any():
        return ()
    a, b = pair
    ways = [structure, *(_all_left(election, structure, free, *row) for row in ((a, b), (b, a)))]
    own = _won(election, ways, pair)
    allowed = np.column_stack([np.ones(len(free), dtype=np.bool_), free, free])
    limits = tuple(Limit(table, float(table[:, 0].sum()) - SEAT_TOLERANCE, np.inf) for table in own)
    fewest = np.tile([0.0, -ONE_EACH, -ONE_EACH], (len(free), 1))
    found = solve(Programme(allowed, own[0] + own[1], fewest, limits))
    assert found is not None  # to leave nothing is allowed
    chosen = zip(election.draws.seats, found.choice, strict=True)
    return tuple(StandDown(seat, *((a, b) if way == 1 else (b, a))) for seat, way in chosen if way)


def _free(
    election: Election, ledger: Ledger, structure: Structure, pair: Pair, stands: Standing
) -> npt.NDArray[np.bool_]:
    """Say in which seats one of two may leave the other the seat, (seat,)."""
    a, b = pair
    bars = [bar for bar in ledger.bars if {bar.a, bar.b} == {a, b}]
    both = stands[:, [election.draws.party_index[party] for party in pair]].all(axis=1)
    apart = [
        b not in structure.bloc_of(election.region_of[seat], a) and not any(touches(bar, (seat,)) for bar in bars)
        for seat in election.draws.seats
    ]
    return np.asarray(both & np.array(apart, dtype=np.bool_))


def _all_left(
    election: Election, structure: Structure, free: npt.NDArray[np.bool_], giver: PartyCode, taker: PartyCode
) -> Structure:
    left = [StandDown(seat, giver, taker) for seat, can in zip(election.draws.seats, free, strict=True) if can]
    return with_courtesies(structure, left)


def _won(election: Election, ways: Sequence[Structure], pair: Pair) -> list[npt.NDArray[np.float64]]:
    """Return for each of two the seats won, summed over draws, (seat, way)."""
    found = who_wins(election, [(way, strongest_standing(election, way)) for way in ways])
    places, seats = [election.draws.party_index[party] for party in pair], range(len(election.draws.seats))
    return [np.array([[won.in_seat(seat, place).sum() for won in found] for seat in seats]) for place in places]
