"""A structure with who stands in every seat, and what a change of some seats is worth to a party."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np
import numpy.typing as npt

from prepoll.alliances.ballots import who_stands
from prepoll.alliances.frame import places_of
from prepoll.alliances.slates import Standing, strongest_standing
from prepoll.alliances.types import Election, Slate, Structure
from prepoll.alliances.votes import Local, local_structure
from prepoll.alliances.winning import Won, who_wins
from prepoll.alliances.worth import COUNTED, value_of
from prepoll.case.types import Objective
from prepoll.names import PartyCode, RegionCode, SeatCode
from prepoll.sharing import NOT_ADDITIVE, seat_tally, seat_value

PerDraw = npt.NDArray[np.float64]
Change = tuple[Structure, frozenset[PartyCode]]
"""Another structure, and the parties of whom others stand in it."""


@dataclass(frozen=True, eq=False)
class Board:
    """A structure with who stands, (seat, party) of the draws, and who wins then."""

    election: Election
    structure: Structure
    stands: Standing
    won: Won

    def standing(self, seat: SeatCode) -> frozenset[PartyCode]:
        """Name who stands in a seat."""
        draws = self.election.draws
        return frozenset(draws.parties[i] for i in np.flatnonzero(self.stands[draws.seat_index[seat]]).tolist())

    def local(self, seat: SeatCode) -> Local:
        """Return what a seat's votes depend on."""
        return local_structure(self.election, self.structure, seat, self.standing(seat))

    def won_by(self, parties: Iterable[PartyCode], region: RegionCode | None = None) -> PerDraw:
        """Return the seats that some parties win, (draw,), in all or in one region."""
        among = None if region is None else places_of(self.election)[region]
        return self.won.seats(self._places(parties), among)

    def won_in(self, seat: SeatCode, parties: Iterable[PartyCode]) -> PerDraw:
        """Return what some parties win of one seat, (draw,): 1, or their part in a tie."""
        place, found = self.election.draws.seat_index[seat], np.zeros(self.election.draws.count)
        for party in self._places(parties):
            found += self.won.in_seat(place, party)
        return found

    def _places(self, parties: Iterable[PartyCode]) -> list[int]:
        index = self.election.draws.party_index
        return [index[party] for party in sorted(parties) if party in index]


def lay_out(election: Election, structure: Structure, slate: Slate | None = None) -> Board:
    """Count a structure with its slate; where no slate is given, the strongest member stands."""
    return _boards(election, [(structure, who_stands(election, structure, slate))])[0]


def redone(board: Board, changes: Sequence[Change]) -> list[Board]:
    """Count other structures: touched parties by the strongest rule, everybody else stands as before."""
    return _boards(board.election, [(structure, _stands(board, structure, who)) for structure, who in changes])


def _stands(board: Board, structure: Structure, touched: frozenset[PartyCode]) -> Standing:
    election, index = board.election, board.election.draws.party_index
    other = np.zeros(len(board.stands), dtype=np.bool_)
    for region, here in places_of(election).items():
        if board.structure.in_region(region) != structure.in_region(region):
            other |= here
    table = np.ix_(other, np.array([index[party] for party in sorted(touched) if party in index], dtype=np.int64))
    stands = board.stands.copy()
    stands[table] = strongest_standing(election, structure)[table]
    return stands


def conceded(board: Board, seats: Iterable[SeatCode], to: PartyCode) -> Board:
    """Count the same structure with some seats of a party's bloc given to it."""
    election, index = board.election, board.election.draws.party_index
    stands = board.stands.copy()
    for seat in seats:
        place, bloc = election.draws.seat_index[seat], board.structure.bloc_of(election.region_of[seat], to)
        stands[place, [index[party] for party in bloc if party in index]] = False
        stands[place, index[to]] = True
    return _boards(election, [(board.structure, stands)])[0]


def _boards(election: Election, rows: Sequence[tuple[Structure, Standing]]) -> list[Board]:
    for structure, stands in rows:
        for place in np.flatnonzero(~stands.any(axis=1)).tolist():
            local_structure(election, structure, election.draws.seats[place], frozenset())  # refuses that nobody stands
    won = who_wins(election, rows)
    return [Board(election, structure, stands, who) for (structure, stands), who in zip(rows, won, strict=True)]


class Scales:
    """Weighs boards for parties on one objective; only seats that differ are weighed where values add up."""

    def __init__(self, election: Election, objective: Objective) -> None:
        self.election, self.objective = election, objective
        self.additive = objective.code not in NOT_ADDITIVE
        self.by_wins = objective.code == "seats" or (objective.code not in COUNTED and bool(objective.rivals))

    def gain(self, party: PartyCode, before: Board, after: Board) -> PerDraw:
        """Return what a party gains from one board to another, (draw,)."""
        if self.by_wins or not self.additive:
            return self.value(party, after) - self.value(party, before)
        gained = np.zeros(self.election.draws.count)
        for seat, was, now in zip(self.election.draws.seats, before.won.keys, after.won.keys, strict=True):
            if was != now:
                gained += self._seat_value(party, after.local(seat)) - self._seat_value(party, before.local(seat))
        return gained

    def gain_in(self, seat: SeatCode, party: PartyCode, before: Board, after: Board) -> PerDraw:
        """Return what a party gains in one seat, (draw,), on an objective whose values add up."""
        if self.by_wins:
            sign = 1 if self.objective.code == "seats" else -1
            return sign * (after.won_in(seat, self._counted(party)) - before.won_in(seat, self._counted(party)))
        return self._seat_value(party, after.local(seat)) - self._seat_value(party, before.local(seat))

    def value(self, party: PartyCode, board: Board) -> PerDraw:
        """Return what a board is worth to a party, (draw,)."""
        seats = self.election.draws.seats
        if self.by_wins:
            won = board.won_by(self._counted(party))
            return won if self.objective.code == "seats" else len(seats) - won
        if self.additive:
            return np.asarray(sum(self._seat_value(party, board.local(seat)) for seat in seats))
        rows = (seat_tally(self.election, board.local(seat), party, self.objective) for seat in seats)
        return value_of(reduce(add, rows), self.objective, (self.objective,))

    def _counted(self, party: PartyCode) -> tuple[PartyCode, ...]:
        """Name whose seats say all: the party's own, or its rivals'."""
        return (party,) if self.objective.code == "seats" else self.objective.rivals

    def _seat_value(self, party: PartyCode, local: Local) -> PerDraw:
        return seat_value(self.election, local, party, self.objective)
