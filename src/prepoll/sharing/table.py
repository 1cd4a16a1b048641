"""What each seat gives the alliance with each member as its only stander."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.alliances import interval, strongest_slate
from prepoll.alliances.types import Bloc, Election, Structure
from prepoll.alliances.votes import seat_votes
from prepoll.errors import UsageError
from prepoll.names import PartyCode, RegionCode, SeatCode
from prepoll.sharing.demands import Ballot, Demand, DemandKind, meets
from prepoll.sharing.programme import Programme
from prepoll.sharing.types import Demands, Norm, Sharing

Allocation = Mapping[SeatCode, PartyCode | None]
PerDraw = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SeatTable:
    """Wins and votes of every seat and member, each counted in full with that member alone standing.

    `wins` and `votes` map a seat and a member to (draw,): seats won (1, or 1/k in a tie of k) and
    votes on the member's symbol, counts. `own` is the expected number of own voters.
    """

    seats: tuple[SeatCode, ...]
    members: tuple[PartyCode, ...]  # in the order of the draws
    wins: Mapping[tuple[SeatCode, PartyCode], PerDraw]
    votes: Mapping[tuple[SeatCode, PartyCode], PerDraw]
    own: Mapping[tuple[SeatCode, PartyCode], float]
    may_be_empty: frozenset[SeatCode]  # somebody else stands there
    draws: int

    @property
    def ballot(self) -> Ballot:
        """Say where each member may stand and which seats must be filled."""
        may_stand = {m: frozenset(seat for seat in self.seats if (seat, m) in self.wins) for m in self.members}
        return Ballot(may_stand, frozenset(self.seats) - self.may_be_empty)

    def standers(self, seat: SeatCode) -> tuple[PartyCode, ...]:
        """List the members that may stand in a seat."""
        return tuple(member for member in self.members if (seat, member) in self.wins)

    def programme(self, demands: Iterable[Demand] = ()) -> Programme:
        """Write the choice of standers under some demands as an integer programme."""
        shape = (len(self.seats), len(self.members) + 1)
        allowed, wins, votes = np.zeros(shape, dtype=np.bool_), np.zeros(shape), np.zeros(shape)
        for i, seat in enumerate(self.seats):
            allowed[i, -1] = seat in self.may_be_empty
            for j, member in enumerate(self.members):
                if (seat, member) in self.wins:
                    allowed[i, j] = True
                    wins[i, j] = self.wins[seat, member].sum()
                    votes[i, j] = self.votes[seat, member].mean()
        least, most = np.zeros(shape[1], dtype=np.int64), np.full(shape[1], shape[0], dtype=np.int64)
        for demand in demands:
            self._restrict(demand, allowed, least, most)
        return Programme(allowed, wins, votes, least, most)

    def _restrict(
        self,
        demand: Demand,
        allowed: npt.NDArray[np.bool_],
        least: npt.NDArray[np.int64],
        most: npt.NDArray[np.int64],
    ) -> None:
        option = self.members.index(demand.party)
        if demand.seat is not None:
            row = self.seats.index(demand.seat)
            if demand.kind is DemandKind.NEVER:
                allowed[row, option] = False
            else:
                allowed[row, np.arange(allowed.shape[1]) != option] = False
        elif demand.kind is DemandKind.LEAST:
            least[option] = max(least[option], demand.number or 0)
        else:
            most[option] = min(most[option], demand.number or 0)

    def allocation(self, choice: Sequence[int]) -> dict[SeatCode, PartyCode | None]:
        """Name the options of a choice."""
        options: tuple[PartyCode | None, ...] = (*self.members, None)
        return {seat: options[option] for seat, option in zip(self.seats, choice, strict=True)}

    def expected_wins(self, allocation: Allocation) -> float:
        """Return the expected seats of the alliance under an allocation."""
        return float(sum(self.wins[seat, p].mean() for seat, p in allocation.items() if p is not None))

    def sharing(self, norm: Norm, allocation: Allocation, why: str, demands: Iterable[Demand] = ()) -> Sharing:
        """Put figures to an allocation, and say at the end of `why` which demands it does not meet."""
        nothing = np.zeros(self.draws)
        each = {member: nothing.copy() for member in self.members}
        for seat, party in allocation.items():
            if party is not None:
                each[party] += self.wins[seat, party]
        broken = [str(demand) for demand in demands if not meets(allocation, demand)]
        return Sharing(
            norm=norm,
            allocation=dict(allocation),
            alliance_seats=interval(np.sum(list(each.values()), axis=0)),
            each={member: interval(won) for member, won in each.items()},
            seat_wins={s: 0.0 if p is None else float(self.wins[s, p].mean()) for s, p in allocation.items()},
            why=why + (f"; does not meet: {', '.join(broken)}." if broken else "."),
        )


def seat_table(
    election: Election, structure: Structure, bloc: Bloc, regions: Sequence[RegionCode], demands: Demands
) -> SeatTable:
    """Count every seat of some regions with each member of a bloc as its only stander.

    Everybody else stands as the strongest rule says. A member without strength in a seat stands
    there only where a demand says that it must; one that has stood down for an outsider does not.
    Raises UsageError where the bloc is not one of the structure's in each region.
    """
    seats = _seats_of(election, structure, bloc, regions)
    members = tuple(party for party in election.draws.contenders if party in bloc)
    slate = strongest_slate(election, structure)
    wins: dict[tuple[SeatCode, PartyCode], PerDraw] = {}
    votes: dict[tuple[SeatCode, PartyCode], PerDraw] = {}
    for seat in seats:
        others = slate.standing[seat] - bloc
        for member in _who_may_stand(election, structure, seat, members, demands):
            counted = seat_votes(election, structure, seat, others | {member})
            row = counted.rows.index(election.draws.party_index[member])
            wins[seat, member] = counted.wins[row].astype(np.float64)
            electors = election.draws.electors[election.draws.seat_index[seat]]
            votes[seat, member] = counted.votes[row].astype(np.float64) * electors
    empty = frozenset(seat for seat in seats if slate.standing[seat] - bloc)
    return SeatTable(seats, members, wins, votes, _own_votes(election, seats, members), empty, election.draws.count)


def _seats_of(
    election: Election, structure: Structure, bloc: Bloc, regions: Sequence[RegionCode]
) -> tuple[SeatCode, ...]:
    name = "+".join(sorted(bloc))
    known = set(election.region_of.values())
    problems = [
        f"there is no region {region}; regions are {', '.join(sorted(known))}"
        for region in regions
        if region not in known
    ]
    problems += [
        f"in {region} the structure has {structure}"
        for region in regions
        if region in known and not _stands(structure, region, bloc)
    ]
    strangers = sorted(bloc - set(election.draws.contenders))
    if strangers:
        problems.append(f"{', '.join(strangers)} cannot stand: no strength is known of them")
    if problems or not regions:
        raise UsageError(
            f"The seats of {name} cannot be shared: {'; '.join(problems) or 'no region is named'}. "
            "Name regions in which the structure has this bloc."
        )
    return tuple(seat for seat in election.draws.seats if election.region_of[seat] in set(regions))


def _stands(structure: Structure, region: RegionCode, bloc: Bloc) -> bool:
    return all(structure.bloc_of(region, party) == bloc for party in bloc)


def _who_may_stand(
    election: Election, structure: Structure, seat: SeatCode, members: Sequence[PartyCode], demands: Demands
) -> list[PartyCode]:
    share = election.draws.share[election.draws.seat_index[seat]]
    stood_down = {c.giver for c in structure.courtesies if c.seat == seat and c.taker not in members}
    here = [m for m in members if bool((share[election.draws.party_index[m]] > 0).any())]
    asked = [m for m in members if seat in demands.must.get(m, ())]
    return [m for m in members if (m in here or m in asked) and m not in stood_down]


def _own_votes(
    election: Election, seats: Sequence[SeatCode], members: Collection[PartyCode]
) -> dict[tuple[SeatCode, PartyCode], float]:
    draws = election.draws
    means = {seat: draws.share[draws.seat_index[seat]].mean(axis=1, dtype=np.float64) for seat in seats}
    electors = {seat: float(draws.electors[draws.seat_index[seat]]) for seat in seats}
    return {(s, m): float(means[s][draws.party_index[m]]) * electors[s] for s in seats for m in members}
