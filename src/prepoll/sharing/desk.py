"""Weighs who stands where in one alliance for each of its members, against what else each could have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np
import numpy.typing as npt

from prepoll.alliances.outcomes import interval
from prepoll.alliances.slates import strongest_slate
from prepoll.alliances.tally import Samples, Tally
from prepoll.alliances.types import Bloc, Election, StandDown, Structure
from prepoll.alliances.votes import Local, local_structure
from prepoll.alliances.worth import value_of
from prepoll.case.types import Objective
from prepoll.names import PartyCode, RegionCode, SeatCode
from prepoll.sharing.seat_values import NOT_ADDITIVE, seat_tally, seat_value
from prepoll.sharing.table import SeatTable, apart
from prepoll.sharing.types import OfferSide, OutsideOption, Team, Teams

WHOLE_FROM = 100
"""From here on a gain is written without decimals: it is of votes."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """An alliance to which an offer is made: its structure, members, regions, and what each wants."""

    structure: Structure
    bloc: Bloc
    regions: tuple[RegionCode, ...]
    aims: Mapping[PartyCode, Objective]
    others: Mapping[PartyCode, OutsideOption]
    courtesies: tuple[StandDown, ...] = ()  # seats that members leave to others by the offer, beside those of before


def with_courtesies(structure: Structure, courtesies: Sequence[StandDown]) -> Structure:
    """Return a structure with more courtesies."""
    return Structure.of(dict(structure.blocs), (*structure.courtesies, *courtesies)) if courtesies else structure


class Desk:
    """Weighs allocations of one bloc for its members; everybody else stands by the strongest rule."""

    def __init__(self, election: Election, addressed: Addressed, table: SeatTable) -> None:
        self.election, self.at, self.table = election, addressed, table
        self.offered = with_courtesies(addressed.structure, addressed.courtesies)
        self.slate = strongest_slate(election, self.offered)
        self.singly = apart(addressed.structure, addressed.bloc, addressed.regions)
        alone = strongest_slate(election, self.singly)
        bloc, shared = addressed.bloc, frozenset(addressed.regions)
        self.standing_alone = {
            seat: (who - bloc) | (alone.standing[seat] & bloc)
            if election.region_of[seat] in shared
            else alone.standing[seat]
            for seat, who in self.slate.standing.items()
        }
        self.alone = {party: self._whole(party, self._locals_alone()) for party in table.members}
        self.additive = all(aim.code not in NOT_ADDITIVE for aim in addressed.aims.values())

    def fallback(self, party: PartyCode) -> Samples:
        """Return what a party has without the alliance, (draw,): alone, or its best other option if that is more."""
        other = self.at.others.get(party)
        return self.alone[party] if other is None else other.draws

    def values(self, teams: Teams) -> dict[PartyCode, Samples]:
        """Count who stands where in full and weigh it for every member, (draw,)."""
        locals_ = [self._local(seat, teams.get(seat)) for seat in self.election.draws.seats]
        return {party: self._whole(party, locals_) for party in self.table.members}

    def gains(self, teams: Teams) -> dict[PartyCode, float]:
        """Return what each member gains in expectation over what it has without the alliance."""
        return {party: float((v - self.fallback(party)).mean()) for party, v in self.values(teams).items()}

    def worth(self, party: PartyCode) -> npt.NDArray[np.float64]:
        """Return what each team in each seat is worth to a party on average, (seat, option), 0 where none may stand."""
        options, aim = self.table.options, self.at.aims[party]
        found = np.zeros((len(self.table.seats), len(options)))
        for i, seat in enumerate(self.table.seats):
            for j, team in enumerate(options):
                if (seat, team) in self.table.won or (not team and seat in self.table.may_be_empty):
                    found[i, j] = seat_value(self.election, self._local(seat, team), party, aim).mean()
        return found

    def elsewhere(self, party: PartyCode) -> float:
        """Return what the seats that are not shared are worth to a party on average."""
        aim, shared = self.at.aims[party], set(self.table.seats)
        rest = (seat for seat in self.election.draws.seats if seat not in shared)
        return float(sum(seat_value(self.election, self._local(s, None), party, aim).mean() for s in rest))

    def side(self, party: PartyCode, teams: Teams, value: Samples) -> OfferSide:
        """Say what an allocation is worth to one party and whether it would take it."""
        alone, other = self.alone[party], self.at.others.get(party)
        gain, over = value - alone, value - self.fallback(party)
        more, less = float((gain > 0).mean()), float((gain < 0).mean())
        accept = bool(over.mean() > 0 and (over > 0).sum() > (over < 0).sum())
        return OfferSide(
            party=party,
            seats=tuple(seat for seat, team in teams.items() if party in team),
            value=interval(value),
            alone=interval(alone),
            gain=interval(gain),
            chance_gain=more,
            accept=accept,
            why=_in_words(self.at.aims[party], party, gain, other, over),
            chance_loss=less,
            other=other,
            other_gain=None if other is None else interval(over),
            other_chance=None if other is None else float((over > 0).mean()),
        )

    def _local(self, seat: SeatCode, team: Team | None) -> Local:
        standing = self.slate.standing[seat]
        if team is not None and self.election.region_of[seat] in self.at.regions:
            standing = (standing - self.at.bloc) | set(team)
        return local_structure(self.election, self.offered, seat, standing)

    def _locals_alone(self) -> list[Local]:
        cut = ((seat, self.standing_alone[seat]) for seat in self.election.draws.seats)
        return [local_structure(self.election, self.singly, seat, standing) for seat, standing in cut]

    def _whole(self, party: PartyCode, locals_: list[Local]) -> Samples:
        aim = self.at.aims[party]
        if aim.code not in NOT_ADDITIVE:
            return np.asarray(np.sum([seat_value(self.election, local, party, aim) for local in locals_], axis=0))
        tallies: list[Tally] = [seat_tally(self.election, local, party, aim) for local in locals_]
        return value_of(reduce(add, tallies), aim, (aim,))


def _in_words(aim: Objective, party: PartyCode, gain: Samples, other: OutsideOption | None, over: Samples) -> str:
    why = f"On “{aim.name}” {party} {change(gain)} in expectation over going alone: {odds(gain)}"
    if other is not None:
        why += f"; {change(over)} over its best other option, {other.described}: {odds(over)}"
    return why + "."


def change(gain: Samples) -> str:
    """Write an expected gain or loss; one that rounds to nothing is called nothing."""
    mean = float(gain.mean())
    written = f"{abs(mean):,.0f}" if abs(mean) >= WHOLE_FROM else f"{abs(mean):.2f}"
    if float(written.replace(",", "")) == 0:
        return "neither gains nor loses"
    return f"{'gains' if mean > 0 else 'loses'} {written}"


def odds(gain: Samples) -> str:
    """Write how often there is more and less."""
    return f"more in {(gain > 0).mean():.0%} of draws, less in {(gain < 0).mean():.0%}"
