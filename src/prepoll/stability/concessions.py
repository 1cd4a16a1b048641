"""What would keep a party: the fewest seats that make staying at least as good as the step."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from prepoll.names import PartyCode, SeatCode
from prepoll.stability.boards import Board, Scales, conceded

MOST_TRIED = 2
"""Seats conceded together at most, where seats' values do not add up and every set is tried."""

ROUNDING = 1e-6
"""Gains nearer to each other than this, or than this part of them, are equal."""


def concession(scales: Scales, board: Board, party: PartyCode, needed: float) -> str | None:
    """Name the smallest concession of further seats worth at least `needed` to a party, None where none is.

    Tried are the seats in which a member of its bloc stands and it might. Of several single seats that
    would do, those that cost the alliance the fewest expected seats are named, all where they are equal.
    """
    needed -= ROUNDING * max(1.0, abs(needed))
    offered = _seats_to_ask_for(board, party)
    if not scales.additive:
        return _tried(scales, board, party, offered, needed)
    every = conceded(board, offered, party)
    gains = {seat: float(scales.gain_in(seat, party, board, every).mean()) for seat in offered}
    enough = [seat for seat in offered if gains[seat] >= needed]
    return _cheapest(board, every, party, enough) if enough else _fewest(board, party, gains, needed)


def _tried(scales: Scales, board: Board, party: PartyCode, offered: Sequence[SeatCode], needed: float) -> str | None:
    """Try one seat, then sets of them; their values do not add up."""

    def enough(*seats: SeatCode) -> bool:
        return float(scales.gain(party, board, conceded(board, seats, party)).mean()) >= needed

    single = [seat for seat in offered if enough(seat)]
    if single:
        return _cheapest(board, conceded(board, single, party), party, single)
    for size in range(2, MOST_TRIED + 1):
        for seats in combinations(offered, size):
            if enough(*seats):
                return _together(board, party, seats)
    return None


def _seats_to_ask_for(board: Board, party: PartyCode) -> list[SeatCode]:
    seats, election = [], board.election
    stood_down = {c.seat for c in board.structure.courtesies if c.giver == party}
    for seat, place in election.draws.seat_index.items():
        bloc = board.structure.bloc_of(election.region_of[seat], party)
        share = election.draws.share[place, election.draws.party_index[party]]
        given = seat in stood_down and any(courtesy.giver == party for courtesy in board.local(seat).courtesies)
        if board.standing(seat) & (bloc - {party}) and not given and share.any():
            seats.append(seat)
    return seats


def _cheapest(board: Board, every: Board, party: PartyCode, enough: Sequence[SeatCode]) -> str:
    """Name the cheapest of the seats each of which would do; in `every` all of them are given."""
    costs = {}
    for seat in enough:
        bloc = board.structure.bloc_of(board.election.region_of[seat], party)
        costs[seat] = float((board.won_in(seat, bloc) - every.won_in(seat, bloc)).mean())
    cheapest = [seat for seat in enough if costs[seat] == min(costs.values())]
    return f"{' or '.join(_named(board, party, seat) for seat in cheapest)} would keep it"


def _fewest(board: Board, party: PartyCode, gains: dict[SeatCode, float], needed: float) -> str | None:
    """Take the seats worth most to the party until they are worth enough together."""
    ranked = sorted(gains, key=gains.__getitem__, reverse=True)
    worth = 0.0
    for number, seat in enumerate(ranked, start=1):
        worth += max(gains[seat], 0.0)
        if worth >= needed:
            return _together(board, party, ranked[:number])
    return None


def _together(board: Board, party: PartyCode, seats: Sequence[SeatCode]) -> str:
    named = ", ".join(_named(board, party, seat) for seat in seats)
    return f"{len(seats)} more seats would keep it, at best {named}"


def _named(board: Board, party: PartyCode, seat: SeatCode) -> str:
    """Name a seat and who of the party's bloc stands there."""
    bloc = board.structure.bloc_of(board.election.region_of[seat], party)
    holders = " and ".join(sorted((board.standing(seat) & bloc) - {party}))
    return f"{seat} (now with {holders})"
