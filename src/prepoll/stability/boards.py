"""A structure cut into seats, and what a change of some seats is worth to a party."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np
import numpy.typing as npt

from prepoll.alliances.slates import strongest, strongest_slate
from prepoll.alliances.types import Election, Slate, Structure
from prepoll.alliances.votes import Local, local_structure, winners_of
from prepoll.alliances.worth import value_of
from prepoll.case.types import Objective
from prepoll.names import PartyCode, SeatCode
from prepoll.sharing import NOT_ADDITIVE, seat_tally, seat_value

PerDraw = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Board:
    """A structure with who stands, cut into what matters in each seat."""

    structure: Structure
    standing: Mapping[SeatCode, frozenset[PartyCode]]
    locals: Mapping[SeatCode, Local]


def lay_out(election: Election, structure: Structure, slate: Slate | None = None) -> Board:
    """Cut a structure and its slate into seats; where no slate is given, the strongest member stands."""
    standing = (strongest_slate(election, structure) if slate is None else slate).standing
    cut = {seat: local_structure(election, structure, seat, standing[seat]) for seat in election.draws.seats}
    return Board(structure, standing, cut)


def redone(election: Election, board: Board, structure: Structure, touched: frozenset[PartyCode]) -> Board:
    """Lay out another structure: touched parties by the strongest rule, everybody else stands as before."""
    standing, cut = dict(board.standing), dict(board.locals)
    regions = {election.region_of[seat] for seat in board.locals}
    alike = {region for region in regions if board.structure.in_region(region) == structure.in_region(region)}
    for seat, before in board.locals.items():
        if election.region_of[seat] in alike:
            continue
        standing[seat] = (board.standing[seat] - touched) | (strongest(election, structure, seat) & touched)
        local = local_structure(election, structure, seat, standing[seat])
        cut[seat] = before if local == before else local
    return Board(structure, standing, cut)


def conceded(election: Election, board: Board, seats: Iterable[SeatCode], to: PartyCode) -> Board:
    """Lay out the same structure with some seats of a party's bloc given to it."""
    standing, cut = dict(board.standing), dict(board.locals)
    for seat in seats:
        bloc = board.structure.bloc_of(election.region_of[seat], to)
        standing[seat] = (standing[seat] - bloc) | {to}
        cut[seat] = local_structure(election, board.structure, seat, standing[seat])
    return Board(board.structure, standing, cut)


class Scales:
    """Weighs boards for parties on one objective; only seats that differ are weighed where values add up."""

    def __init__(self, election: Election, objective: Objective) -> None:
        self.election, self.objective = election, objective
        self.additive = objective.code not in NOT_ADDITIVE

    def gain(self, party: PartyCode, before: Board, after: Board) -> PerDraw:
        """Return what a party gains from one board to another, (draw,)."""
        if not self.additive:
            return self.value(party, after) - self.value(party, before)
        gained = np.zeros(self.election.draws.count)
        for seat, local in after.locals.items():
            was = before.locals[seat]
            if local is not was and local != was:
                gained += self._seat_value(party, local) - self._seat_value(party, was)
        return gained

    def value(self, party: PartyCode, board: Board) -> PerDraw:
        """Return what a board is worth to a party, (draw,)."""
        if self.additive:
            worth = np.zeros(self.election.draws.count)
            for local in board.locals.values():
                worth += self._seat_value(party, local)
            return worth
        rows = (seat_tally(self.election, local, party, self.objective) for local in board.locals.values())
        return value_of(reduce(add, rows), self.objective, (self.objective,))

    def seats(self, parties: Iterable[PartyCode], local: Local) -> PerDraw:
        """Return the seats that some parties win in one seat, (draw,): 1, or their part in a tie."""
        won = np.zeros(self.election.draws.count)
        for party in sorted(parties):  # sums of parts of tied seats depend on their order in the last digit
            won += winners_of(self.election, local).won(self.election.draws.party_index[party])
        return won

    def _seat_value(self, party: PartyCode, local: Local) -> PerDraw:
        return seat_value(self.election, local, party, self.objective)
