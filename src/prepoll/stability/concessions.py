"""What would keep a party: the fewest seats that make staying at least as good as the step."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from prepoll.alliances.types import Election
from prepoll.names import PartyCode, SeatCode
from prepoll.stability.boards import Board, Scales, conceded

MOST_TRIED = 2
"""Seats conceded together at most, where seats' values do not add up and every set is tried."""

ROUNDING = 1e-6
"""Gains nearer to each other than this, or than this part of them, are equal."""


def concession(election: Election, scales: Scales, board: Board, party: PartyCode, needed: float) -> str | None:
    """Name the smallest concession of further seats worth at least `needed` to a party, None where none is.

    Tried are the seats in which a member of its bloc stands and it might. Of several single seats that
    would do, those that cost the alliance the fewest expected seats are named, all where they are equal.
    """
    needed -= ROUNDING * max(1.0, abs(needed))
    offered = _seats_to_ask_for(election, board, party)
    gains = {seat: _gain(election, scales, board, party, (seat,)) for seat in offered}
    enough = [seat for seat in offered if gains[seat] >= needed]
    if enough:
        return _single(election, scales, board, party, enough)
    if scales.additive:
        return _fewest(board, election, party, gains, needed)
    for size in range(2, MOST_TRIED + 1):
        for seats in combinations(offered, size):
            if _gain(election, scales, board, party, seats) >= needed:
                return _together(board, election, party, seats)
    return None


def _seats_to_ask_for(election: Election, board: Board, party: PartyCode) -> list[SeatCode]:
    seats = []
    for seat, local in board.locals.items():
        partners = board.structure.bloc_of(election.region_of[seat], party) - {party}
        stood_down = any(courtesy.giver == party for courtesy in local.courtesies)
        share = election.draws.share[election.draws.seat_index[seat], election.draws.party_index[party]]
        if board.standing[seat] & partners and not stood_down and share.any():
            seats.append(seat)
    return seats


def _gain(election: Election, scales: Scales, board: Board, party: PartyCode, seats: tuple[SeatCode, ...]) -> float:
    return float(scales.gain(party, board, conceded(election, board, seats, party)).mean())


def _single(election: Election, scales: Scales, board: Board, party: PartyCode, enough: Sequence[SeatCode]) -> str:
    """Name the cheapest of the seats each of which would do."""
    costs = {seat: _cost(election, scales, board, party, seat) for seat in enough}
    cheapest = [seat for seat in enough if costs[seat] == min(costs.values())]
    return f"{' or '.join(_named(board, election, party, seat) for seat in cheapest)} would keep it"


def _cost(election: Election, scales: Scales, board: Board, party: PartyCode, seat: SeatCode) -> float:
    """Return the expected seats the alliance loses by giving a seat to a party."""
    bloc = board.structure.bloc_of(election.region_of[seat], party)
    after = conceded(election, board, (seat,), party)
    return float((scales.seats(bloc, board.locals[seat]) - scales.seats(bloc, after.locals[seat])).mean())


def _fewest(
    board: Board, election: Election, party: PartyCode, gains: dict[SeatCode, float], needed: float
) -> str | None:
    """Take the seats worth most to the party until they are worth enough together."""
    ranked = sorted(gains, key=gains.__getitem__, reverse=True)
    worth = 0.0
    for number, seat in enumerate(ranked, start=1):
        worth += max(gains[seat], 0.0)
        if worth >= needed:
            return _together(board, election, party, ranked[:number])
    return None


def _together(board: Board, election: Election, party: PartyCode, seats: Sequence[SeatCode]) -> str:
    named = ", ".join(_named(board, election, party, seat) for seat in seats)
    return f"{len(seats)} more seats would keep it, at best {named}"


def _named(board: Board, election: Election, party: PartyCode, seat: SeatCode) -> str:
    """Name a seat and who of the party's bloc stands there."""
    bloc = board.structure.bloc_of(election.region_of[seat], party)
    holders = " and ".join(sorted((board.standing[seat] & bloc) - {party}))
    return f"{seat} (now with {holders})"
