"""Who stood for whom in a past election."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prepoll.case.types import Case, FrontMember
from prepoll.names import WHOLE_CASE, FrontKind, PartyCode
from prepoll.strength.assumptions import TRANSFER


@dataclass(frozen=True, slots=True)
class Backing:
    """A party that did not stand and whose voters were asked to vote for one that did."""

    party: PartyCode
    transfer: float
    row: str  # id of the row of fronts.csv


class Slates:
    """The fronts of past elections, most specific place first: contest, then region, then the whole case."""

    def __init__(self, case: Case) -> None:
        self._known: dict[tuple[str, str, str], dict[PartyCode, list[FrontMember]]] = {}
        self._rows: dict[tuple[str, str], list[FrontMember]] = {}
        for row in case.fronts:
            self._rows.setdefault((row.election, row.region), []).append(row)

    def backers(
        self, election: str, contest: str, region: str, party: PartyCode, standing: Sequence[PartyCode]
    ) -> tuple[Backing, ...]:
        """List who backed `party`, one of those `standing`, in a contest, with the stated transfer of the day."""
        place = self._members(election, contest, region)
        fronts = {row.front for row in place.get(party, ()) if row.kind is not FrontKind.ALONE}
        found: dict[PartyCode, Backing] = {}
        for other, rows in place.items() if fronts else ():
            for row in rows:
                if other in standing or row.front not in fronts or row.kind is FrontKind.ALONE:
                    continue
                takers = sum(1 for one in standing if any(r.front == row.front for r in place.get(one, ())))
                rate = TRANSFER.get(row.kind or FrontKind.SEAT_SHARING, TRANSFER[FrontKind.SEAT_SHARING])
                found[other] = Backing(other, rate / takers, row.row.id)
        return tuple(found[other] for other in sorted(found))

    def backed(self, election: str, contest: str, region: str, party: PartyCode) -> bool:
        """Say whether a party was in a front of more than itself at a place."""
        place = self._members(election, contest, region)
        fronts = {row.front for row in place.get(party, ()) if row.kind is not FrontKind.ALONE}
        return any(row.front in fronts for other, rows in place.items() if other != party for row in rows)

    def shared_seats(self, election: str, party: PartyCode) -> bool:
        """Say whether a party shared seats with partners anywhere in an election, so that its total is cut short."""
        return any(
            row.party == party and row.kind is FrontKind.SEAT_SHARING
            for (code, _), rows in self._rows.items()
            if code == election
            for row in rows
        )

    def _members(self, election: str, contest: str, region: str) -> dict[PartyCode, list[FrontMember]]:
        if (election, contest, region) in self._known:
            return self._known[election, contest, region]
        found: dict[PartyCode, list[FrontMember]] = {}
        for place in (contest, region, WHOLE_CASE):
            here: dict[PartyCode, list[FrontMember]] = {}
            for row in self._rows.get((election, place), ()):
                here.setdefault(row.party, []).append(row)
            for party, rows in here.items():
                found.setdefault(party, rows)
        self._known[election, contest, region] = found
        return found
