"""In which order parties came in last time, on today's seats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from prepoll.case.types import Case
from prepoll.names import ElectionKind, PartyCode, PartyKind, SeatCode


def order_of_finish(case: Case) -> Mapping[SeatCode, tuple[PartyCode, ...]]:
    """List for each of today's seats the parties of the last parliamentary election, most votes first.

    Old units count on today's seats by their weights; independents and remainders are left out.
    Empty where the case has no such election.
    """
    latest = max(
        (past for past in case.past if past.kind is ElectionKind.PARLIAMENT), key=lambda p: p.date, default=None
    )
    votes: dict[SeatCode, dict[PartyCode, float]] = defaultdict(lambda: defaultdict(float))
    if latest is not None:
        parties = {party.code for party in case.parties if party.kind is PartyKind.PARTY}
        weights = _weights(case)
        for row in case.results:
            if row.election == latest.election and row.party in parties:
                for seat, weight in weights.get(row.unit, {row.seat: 1.0}).items():
                    votes[seat][row.party] += weight * row.votes
    return {seat: tuple(sorted(row, key=lambda p: -row[p])) for seat, row in votes.items()}


def _weights(case: Case) -> Mapping[str | None, Mapping[SeatCode, float]]:
    weights: dict[str | None, dict[SeatCode, float]] = defaultdict(dict)
    for unit in case.units:
        weights[unit.unit][unit.seat] = unit.weight
    return weights
