"""Seat by seat: who of a party's bloc stands, how often the party and its bloc win, and how often several tie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from prepoll.alliances.ballots import who_stands
from prepoll.alliances.slates import Standing
from prepoll.alliances.types import Election, Slate, Structure
from prepoll.alliances.winning import Won, who_wins
from prepoll.errors import UsageError
from prepoll.names import PartyCode, SeatCode


@dataclass(frozen=True, slots=True)
class SeatChance:
    """What a structure gives a party in one seat; each of k tied has 1/k of a draw."""

    seat: SeatCode
    stands: tuple[PartyCode, ...]  # of the party's bloc, in the order of the draws
    won: float  # chance that the party wins
    bloc_won: float  # chance that somebody of its bloc wins, the party included
    tied: int  # draws in which several have most votes, whoever they are


def seat_chances(
    election: Election, slates: Sequence[tuple[Structure, Slate | None]], party: PartyCode
) -> tuple[tuple[SeatChance, ...], ...]:
    """Say for each structure and slate (None: the strongest stand) how often a party wins each seat.

    Raises UsageError where the party is no contender, ModelError where a slate does not fit its structure.
    """
    if party not in election.draws.contenders:
        known = ", ".join(election.draws.contenders)
        raise UsageError(f"Party {party} is not among the contenders. Name one of {known}.")
    boards = [(structure, who_stands(election, structure, slate)) for structure, slate in slates]
    found = zip(boards, who_wins(election, boards), strict=True)
    return tuple(_chances(election, board, won, party) for board, won in found)


def _chances(
    election: Election, board: tuple[Structure, Standing], won: Won, party: PartyCode
) -> tuple[SeatChance, ...]:
    draws, (structure, stands), rows = election.draws, board, []
    for place, seat in enumerate(draws.seats):
        bloc = structure.bloc_of(election.region_of[seat], party)
        wins = {p: float(won.in_seat(place, i).mean()) for p, i in draws.party_index.items() if p in bloc}
        standing = tuple(p for p in wins if stands[place, draws.party_index[p]])
        tied = len(won.ties[place].draws) if place in won.ties else 0
        rows.append(SeatChance(seat, standing, wins[party], float(np.sum(list(wins.values()))), tied))
    return tuple(rows)
