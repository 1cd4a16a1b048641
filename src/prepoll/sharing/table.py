"""What each seat gives the alliance with each member as its only stander, and in friendly contests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import numpy.typing as npt

from prepoll.alliances import interval
from prepoll.alliances.slates import Standing, strongest_standing
from prepoll.alliances.types import Bloc, Election, Structure
from prepoll.alliances.winning import polls, who_wins
from prepoll.errors import UsageError
from prepoll.names import PartyCode, RegionCode, SeatCode
from prepoll.sharing.demands import Ballot, Demand, DemandKind, can_be_met, meets
from prepoll.sharing.programme import SEAT_TOLERANCE, Limit, Programme, every_choice, most_of
from prepoll.sharing.types import Demands, Norm, Sharing, Team, Teams

PerDraw = npt.NDArray[np.float64]
Table = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SeatTable:
    """Wins and votes of every seat with each team of the alliance that may stand in it, counted in full.

    `won` maps a seat and a team to (member of the team, draw) float32: seats won (1, or 1/k in a tie of
    k); `votes` to the team's expected votes, counts. `own` is the expected number of own voters, `alone` the
    expected seats of each member, of those shared, if all members stand by themselves.
    """

    seats: tuple[SeatCode, ...]
    members: tuple[PartyCode, ...]  # in the order of the draws
    won: Mapping[tuple[SeatCode, Team], npt.NDArray[np.float32]]
    votes: Mapping[tuple[SeatCode, Team], float]
    own: Mapping[tuple[SeatCode, PartyCode], float]
    alone: Mapping[PartyCode, float]
    may_be_empty: frozenset[SeatCode]  # somebody else stands there
    draws: int
    region_of: Mapping[SeatCode, RegionCode]

    @property
    def ballot(self) -> Ballot:
        """Say where each member may stand and which seats must be filled."""
        may_stand = {m: frozenset(seat for seat in self.seats if (seat, (m,)) in self.won) for m in self.members}
        return Ballot(may_stand, frozenset(self.seats) - self.may_be_empty, self.region_of)

    @property
    def regions(self) -> tuple[RegionCode, ...]:
        """List the regions of the seats shared."""
        return tuple(dict.fromkeys(self.region_of[seat] for seat in self.seats))

    @cached_property
    def options(self) -> tuple[Team, ...]:
        """List the teams that there are: members one by one, friendly contests, nobody."""
        friendly = dict.fromkeys(team for _, team in self.won if len(team) > 1)
        return (*((member,) for member in self.members), *friendly, ())

    def standers(self, seat: SeatCode) -> tuple[PartyCode, ...]:
        """List the members that may stand in a seat by themselves."""
        return tuple(member for member in self.members if (seat, (member,)) in self.won)

    def wins(self, seat: SeatCode, team: Team) -> PerDraw:
        """Return the seats that a team wins in a seat, (draw,)."""
        return np.asarray(self.won[seat, team].sum(axis=0, dtype=np.float64)) if team else np.zeros(self.draws)

    def programme(self, demands: Iterable[Demand] = ()) -> Programme:
        """Write the choice of teams under some demands as an integer programme."""
        options = self.options
        shape = (len(self.seats), len(options))
        allowed, votes = np.zeros(shape, dtype=np.bool_), np.zeros(shape)
        for i, seat in enumerate(self.seats):
            allowed[i, -1] = seat in self.may_be_empty
            for j, team in enumerate(options[:-1]):
                if (seat, team) in self.won:
                    allowed[i, j], votes[i, j] = True, self.votes[seat, team]
        rows = tuple(demands)
        for demand in rows:
            self._fix(demand, allowed)
        limits = tuple(self._limit(demand) for demand in rows if demand.seat is None)
        return Programme(allowed, self.sums.sum(axis=0), votes, limits)

    @cached_property
    def sums(self) -> npt.NDArray[np.float64]:
        """Return seats won, summed over draws, (member, seat, option)."""
        place = {seat: i for i, seat in enumerate(self.seats)}
        sums = np.zeros((len(self.members), len(self.seats), len(self.options)))
        for (seat, team), won in self.won.items():
            rows = [self.members.index(member) for member in team]
            sums[rows, place[seat], self.options.index(team)] = won.sum(axis=1, dtype=np.float64)
        return sums

    def won_by(self, member: PartyCode) -> Table:
        """Return the seats that a member wins, summed over draws, (seat, option)."""
        found: Table = self.sums[self.members.index(member)]
        return found

    def held_by(self, member: PartyCode, region: RegionCode | None = None) -> Table:
        """Return 1 where a member stands, in all seats or in those of a region, (seat, option)."""
        row = np.array([float(member in team) for team in self.options])
        here = np.array([float(region is None or self.region_of[seat] == region) for seat in self.seats])
        held: Table = here[:, None] * row
        return held

    def _fix(self, demand: Demand, allowed: npt.NDArray[np.bool_]) -> None:
        if demand.seat is not None:
            stands = np.array([demand.party in team for team in self.options])
            allowed[self.seats.index(demand.seat), stands ^ (demand.kind is DemandKind.MUST)] = False

    def _limit(self, demand: Demand) -> Limit:
        if demand.kind is DemandKind.WINS:
            least = (demand.wins or 0.0) * self.draws
            return Limit(self.won_by(demand.party), least - SEAT_TOLERANCE, np.inf)
        held, number = self.held_by(demand.party, demand.region), float(demand.number or 0)
        return Limit(held, number, np.inf) if demand.kind is DemandKind.LEAST else Limit(held, 0.0, number)

    def granted(self, demands: Sequence[Demand]) -> bool:
        """Say whether some choice meets demands: by matching where one stands in each seat, else by HiGHS."""
        simple = all(len(team) < 2 for team in self.options)
        if simple and all(demand.kind is not DemandKind.WINS and demand.region is None for demand in demands):
            return can_be_met(demands, self.ballot)
        programme = self.programme(demands)
        return most_of(programme, programme.wins) is not None

    def teams(self, choice: Sequence[int]) -> dict[SeatCode, Team]:
        """Name the options of a choice."""
        options = self.options
        return {seat: options[option] for seat, option in zip(self.seats, choice, strict=True)}

    def choice(self, teams: Teams) -> tuple[int, ...]:
        """Return the options that teams are."""
        options = self.options
        return tuple(options.index(teams[seat]) for seat in self.seats)

    def expected(self, teams: Teams) -> dict[PartyCode, float]:
        """Return the expected seats of each member."""
        won = self.sums[:, np.arange(len(self.seats)), self.choice(teams)].sum(axis=1) / self.draws
        return dict(zip(self.members, won.tolist(), strict=True))

    def expected_wins(self, teams: Teams) -> float:
        """Return the expected seats of the alliance."""
        return sum(self.expected(teams).values())

    def meets(self, teams: Teams, demand: Demand) -> bool:
        """Say whether who stands where grants a demand."""
        if demand.kind is DemandKind.WINS:
            return self.expected(teams)[demand.party] >= (demand.wins or 0.0) - SEAT_TOLERANCE
        return meets(teams, demand, self.region_of)

    def sharing(self, norm: Norm, teams: Teams, why: str, demands: Iterable[Demand] = ()) -> Sharing:
        """Put figures to who stands where, and say at the end of `why` which demands are not met."""
        each = {member: np.zeros(self.draws) for member in self.members}
        for seat, team in teams.items():
            for place, member in enumerate(team):
                each[member] += self.won[seat, team][place]
        unmet = tuple(str(demand) for demand in demands if not self.meets(teams, demand))
        return Sharing(
            norm=norm,
            allocation={seat: team[0] if team else None for seat, team in teams.items()},
            alliance_seats=interval(np.sum(list(each.values()), axis=0)),
            each={member: interval(won) for member, won in each.items()},
            seat_wins={seat: float(self.wins(seat, team).mean()) for seat, team in teams.items()},
            why=why + (f"; does not meet: {', '.join(unmet)}." if unmet else "."),
            friendly={seat: team for seat, team in teams.items() if len(team) > 1},
            unmet=unmet,
        )


def every_team_choice(table: SeatTable, demands: Sequence[Demand] = ()) -> Iterator[dict[SeatCode, Team]]:
    """Yield all that may stand where under some demands; for a few seats only."""
    yield from (table.teams(choice) for choice in every_choice(table.programme(demands)))


def seat_table(
    election: Election, structure: Structure, bloc: Bloc, regions: Sequence[RegionCode], demands: Demands
) -> SeatTable:
    """Count every seat of some regions with each member of a bloc as its only stander.

    Where a demand allows it members are also counted against each other. Everybody else stands as the
    strongest rule says. A member without strength in a seat stands there only where a demand says that
    it must; one that has stood down for an outsider does not. Raises UsageError where the bloc is not
    one of the structure's in each region, or nobody at all could stand in a seat.
    """
    seats = _seats_of(election, structure, bloc, regions)
    members = tuple(party for party in election.draws.contenders if party in bloc)
    stands = strongest_standing(election, structure)
    stands[:, [election.draws.party_index[member] for member in members]] = False  # everybody else
    teams = [
        (seat, team)
        for seat in seats
        for team in _teams(_who_may_stand(election, structure, seat, members, demands), seat in demands.friendly)
    ]
    may_be_empty = frozenset(seat for seat in seats if stands[election.draws.seat_index[seat]].any())
    _check_standers(seats, may_be_empty | {seat for seat, _ in teams})
    found = _counted(election, structure, stands, teams)
    return SeatTable(
        seats=seats,
        members=members,
        won={cell: won for cell, (won, _) in zip(teams, found, strict=True)},
        votes={cell: votes for cell, (_, votes) in zip(teams, found, strict=True)},
        own=_own_votes(election, seats, members),
        alone=_alone(election, apart(structure, bloc, regions), seats, members),
        may_be_empty=may_be_empty,
        draws=election.draws.count,
        region_of={seat: election.region_of[seat] for seat in seats},
    )


def _check_standers(seats: Sequence[SeatCode], filled: Collection[SeatCode]) -> None:
    empty = [seat for seat in seats if seat not in filled]
    if empty:
        raise UsageError(
            f"The seats cannot be shared: nobody has strength in {', '.join(empty)}, so that nobody could win there. "
            "Give past results, a poll or a report of a party there."
        )


def _teams(stand: Sequence[PartyCode], friendly: bool) -> Iterator[Team]:
    yield from ((member,) for member in stand)
    if friendly:
        yield from (team for size in range(2, len(stand) + 1) for team in combinations(stand, size))


def _counted(
    election: Election, structure: Structure, stands: Standing, teams: Sequence[tuple[SeatCode, Team]]
) -> list[tuple[npt.NDArray[np.float32], float]]:
    """Return what each team wins, (member, draw), and its expected votes, in its seat; `stands` has everybody else."""
    draws, boards = election.draws, dict.fromkeys(team for _, team in teams)
    index, number = draws.party_index, {team: i for i, team in enumerate(boards)}
    tables = [stands.copy() for _ in boards]
    asked = []
    for seat, team in teams:
        place, mine = draws.seat_index[seat], [index[member] for member in team]
        tables[number[team]][place, mine] = True
        asked += [(place, number[team], party) for party in mine]
    found = iter(polls(election, [(structure, table) for table in tables], asked))
    rows = [[next(found) for _ in team] for _, team in teams]
    return [
        (
            np.stack([poll.won for poll in row]),
            float(np.sum([poll.votes for poll in row])) * float(draws.electors[draws.seat_index[seat]]),
        )
        for (seat, _), row in zip(teams, rows, strict=True)
    ]


def apart(structure: Structure, bloc: Bloc, regions: Sequence[RegionCode]) -> Structure:
    """Return a structure in which the members of a bloc of some regions stand by themselves there."""
    return Structure.of(
        {r: tuple(b for b in blocs if r not in regions or b != bloc) for r, blocs in structure.blocs},
        structure.courtesies,
    )


def _alone(
    election: Election, singly: Structure, seats: Sequence[SeatCode], members: Sequence[PartyCode]
) -> dict[PartyCode, float]:
    """Return the expected seats of members that stand by themselves, everybody else as before."""
    index, won = election.draws.party_index, dict.fromkeys(members, 0.0)
    found = who_wins(election, [(singly, strongest_standing(election, singly))])[0]
    for seat in seats:
        for member in members:
            won[member] += float(found.in_seat(election.draws.seat_index[seat], index[member]).mean())
    return won


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
