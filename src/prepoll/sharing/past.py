"""Who came in where last time, on today's seats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum

from prepoll.case.types import Case, Past
from prepoll.names import PartyCode, PartyKind, SeatCode


def last_finish(case: Case) -> dict[SeatCode, tuple[PartyCode, ...]]:
    """Return for each seat its parties in the order of their last votes, the winner first.

    Votes are those of the latest election of the kind that the case gives most weight, which is the
    kind of the coming one; old units are laid on today's seats by their weights. Votes are read as
    cast: where a party stood for an alliance it has the claim, and one that did not stand has none.
    Parties with the same votes come by their codes, whatever the order of rows. Empty where no past
    result is known.
    """
    past = _last(case)
    if past is None:
        return {}
    parties = {party.code for party in case.parties if party.kind is PartyKind.PARTY}
    places = _places(case)
    votes: dict[SeatCode, dict[PartyCode, list[float]]] = {}
    for result in case.results:
        if result.election == past.election and result.party in parties:
            for seat, weight in places.get(result.unit, ((result.seat, 1.0),)):
                votes.setdefault(seat, {}).setdefault(result.party, []).append(weight * result.votes)
    return {seat.code: _order(votes[seat.code]) for seat in case.seats if seat.code in votes}


def _last(case: Case) -> Past | None:
    counted = {result.election for result in case.results}
    known = [past for past in case.past if past.election in counted]
    kind = max(known, key=lambda p: (p.weight, p.date, p.kind)).kind if known else None
    return max((past for past in known if past.kind is kind), key=lambda p: (p.date, p.election), default=None)


def _places(case: Case) -> Mapping[str | None, Sequence[tuple[SeatCode, float]]]:
    """Map each unit to today's seats with the part of it that lies in each."""
    places: dict[str | None, list[tuple[SeatCode, float]]] = {}
    for unit in case.units:
        places.setdefault(unit.unit, []).append((unit.seat, unit.weight))
    return places


def _order(votes: Mapping[PartyCode, Sequence[float]]) -> tuple[PartyCode, ...]:
    return tuple(sorted(votes, key=lambda party: (-fsum(votes[party]), party)))
