"""What partners insist on, one sentence each, and the smallest set of it that cannot be met."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from types import MappingProxyType
from typing import TypeVar

from prepoll.errors import UsageError
from prepoll.names import PartyCode, RegionCode, SeatCode
from prepoll.sharing.types import Demands, Infeasible, Teams

End = TypeVar("End", bound=Hashable)

EXACT_UP_TO = 14
"""With so many demands or fewer every subset is tried; with more, demands are dropped one by one."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """Where each member may stand, and which seats cannot be left empty: nobody else stands there."""

    may_stand: Mapping[PartyCode, frozenset[SeatCode]]
    must_fill: frozenset[SeatCode] = frozenset()
    region_of: Mapping[SeatCode, RegionCode] = field(default_factory=dict)  # for quotas


class DemandKind(StrEnum):
    """What a single demand is about."""

    LEAST = "least"
    MOST = "most"
    MUST = "must"
    NEVER = "never"
    WINS = "wins"


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that one party insists on: a number of seats to contest or to win, or a seat."""

    party: PartyCode
    kind: DemandKind
    number: int | None = None  # least, most
    seat: SeatCode | None = None  # must, never
    wins: float | None = None  # wins: expected seats
    region: RegionCode | None = None  # least, most: a quota of one region

    def __str__(self) -> str:
        return _WORDS[self.kind](self) + (f" in {self.region}" if self.region else "")


def _seats(number: int | None) -> str:
    return "1 seat" if number == 1 else f"{number} seats"


_WORDS: Mapping[DemandKind, Callable[[Demand], str]] = {
    DemandKind.LEAST: lambda demand: f"{demand.party} asks for at least {_seats(demand.number)}",
    DemandKind.MOST: lambda demand: f"{demand.party} takes at most {_seats(demand.number)}",
    DemandKind.MUST: lambda demand: f"{demand.party} must have {demand.seat}",
    DemandKind.NEVER: lambda demand: f"{demand.party} will not take {demand.seat}",
    DemandKind.WINS: lambda demand: f"{demand.party} asks to win at least {demand.wins:.4g} expected seats",
}


def demand_list(demands: Demands) -> tuple[Demand, ...]:
    """List demands one by one: numbers first, then seats, each kind in the order given."""
    rows = [Demand(party, DemandKind.LEAST, number=n) for party, n in demands.least.items()]
    rows += [Demand(party, DemandKind.MOST, number=n) for party, n in demands.most.items()]
    rows += [
        Demand(quota.party, kind, number=number, region=quota.region)
        for quota in demands.quotas
        for kind, number in ((DemandKind.LEAST, quota.least), (DemandKind.MOST, quota.most))
        if number is not None
    ]
    rows += [Demand(party, DemandKind.MUST, seat=s) for party, seats in demands.must.items() for s in seats]
    rows += [Demand(party, DemandKind.NEVER, seat=s) for party, seats in demands.never.items() for s in seats]
    rows += [Demand(party, DemandKind.WINS, wins=n) for party, n in demands.wins.items()]
    return tuple(dict.fromkeys(rows))


def check_demands(
    demands: Demands, members: Collection[PartyCode], seats: Collection[SeatCode], regions: Collection[RegionCode] = ()
) -> None:
    """Raise UsageError, all defects together, where a demand names a party, seat, region or number not there."""
    problems = []
    for demand in demand_list(demands):
        if demand.party not in members:
            problems.append(f"{demand}: {demand.party} is not a member of {'+'.join(sorted(members))}")
        if demand.seat is not None and demand.seat not in seats:
            problems.append(f"{demand}: {demand.seat} is not among the seats shared ({', '.join(seats)})")
        if demand.region is not None and demand.region not in regions:
            problems.append(f"{demand}: {demand.region} is not among the regions shared ({', '.join(regions)})")
        if (demand.number or demand.wins or 0) < 0:
            problems.append(f"{demand}: a number of seats is 0 or more")
    problems += [
        f"{seat}, in which members may fight each other, is not among the seats shared"
        for seat in demands.friendly
        if seat not in seats
    ]
    if problems:
        among = "+".join(sorted(members))
        raise UsageError(f"These demands do not fit a sharing among {among}:\n" + "\n".join(dict.fromkeys(problems)))


def meets(teams: Teams, demand: Demand, region_of: Mapping[SeatCode, RegionCode] = MappingProxyType({})) -> bool:
    """Say whether who stands where grants a demand about numbers to contest or seats."""
    if demand.seat is not None:
        return (demand.party in teams.get(demand.seat, ())) is (demand.kind is DemandKind.MUST)
    counted = [team for seat, team in teams.items() if demand.region is None or region_of.get(seat) == demand.region]
    held = sum(1 for team in counted if demand.party in team)
    number = demand.number or 0
    return held >= number if demand.kind is DemandKind.LEAST else held <= number


def can_be_met(demands: Sequence[Demand], ballot: Ballot) -> bool:
    """Say whether some allocation grants all demands to contest numbers and seats, one stander or nobody in each.

    Quotas of regions bind seats in a third way, which matching does not see: they may not be among the demands.
    Must-haves are fixed first. What is left are two matchings, of the places that each party still
    needs to seats and of the seats that must be filled to places a party may take; where each can
    be had by itself, both can be had together (Mendelsohn and Dulmage 1958).
    """
    never = {(demand.party, demand.seat) for demand in demands if demand.kind is DemandKind.NEVER}
    taken: dict[SeatCode, PartyCode] = {}
    for demand in demands:
        if demand.kind is DemandKind.MUST and demand.seat is not None:
            fixed = taken.setdefault(demand.seat, demand.party) == demand.party
            if not fixed or (demand.party, demand.seat) in never or demand.seat not in ballot.may_stand[demand.party]:
                return False
    needed: list[frozenset[SeatCode]] = []
    takers: dict[SeatCode, set[tuple[PartyCode, int]]] = {seat: set() for seat in ballot.must_fill if seat not in taken}
    for party, seats in ballot.may_stand.items():
        least, most = _numbers(demands, party, len(seats))
        held = sum(1 for owner in taken.values() if owner == party)
        if max(held, least) > most:
            return False
        free = frozenset(seat for seat in seats if seat not in taken and (party, seat) not in never)
        needed += [free] * (least - held)
        for seat in free & takers.keys():
            takers[seat].update((party, place) for place in range(most - held))
    return _all_matched(needed) and _all_matched([frozenset(row) for row in takers.values()])


def _numbers(demands: Sequence[Demand], party: PartyCode, seats: int) -> tuple[int, int]:
    """Return the least and the most seats that a party's demands leave it."""
    numbers = {kind: [d.number or 0 for d in demands if d.party == party and d.kind is kind] for kind in DemandKind}
    return max(numbers[DemandKind.LEAST], default=0), min(numbers[DemandKind.MOST], default=seats)


def _all_matched(rows: Sequence[frozenset[End]]) -> bool:
    """Match each row to an end of its own (Kuhn's augmenting paths)."""
    holder: dict[End, int] = {}

    def matched(row: int, tried: set[End]) -> bool:
        for end in rows[row]:
            if end not in tried:
                tried.add(end)
                if end not in holder or matched(holder[end], tried):
                    holder[end] = row
                    return True
        return False

    return all(matched(row, set()) for row in range(len(rows)))


def smallest_clash(
    demands: Sequence[Demand], granted: Callable[[Sequence[Demand]], bool]
) -> tuple[tuple[Demand, ...], bool]:
    """Return a set of demands that cannot be met together, and whether none is smaller.

    A deletion filter (Chinneck and Dravnieks 1991) gives a set from which nothing can
    be left out; with at most `EXACT_UP_TO` demands smaller subsets are then tried in order of size.
    `granted` says whether demands can be met together.
    """
    core = list(demands)
    for demand in demands:
        rest = [other for other in core if other != demand]
        if not granted(rest):
            core = rest
    if len(demands) > EXACT_UP_TO:
        return tuple(core), False
    for size in range(1, len(core)):
        for subset in combinations(demands, size):
            if not granted(subset):
                return subset, True
    return tuple(core), True


def infeasible(
    demands: Sequence[Demand], ballot: Ballot, granted: Callable[[Sequence[Demand]], bool] | None = None
) -> Infeasible:
    """Say in words which demands clash, with the seats in which a party that asks for a number may stand.

    Without `granted` whether demands can be met is found by matching.
    """
    clash, smallest = smallest_clash(demands, granted or (lambda rows: can_be_met(rows, ballot)))
    return Infeasible(tuple(_because(demand, ballot) for demand in clash), smallest)


def _because(demand: Demand, ballot: Ballot) -> str:
    if demand.kind is not DemandKind.LEAST:
        return str(demand)
    where = ballot.may_stand[demand.party]
    here = [seat for seat in where if demand.region is None or ballot.region_of[seat] == demand.region]
    return f"{demand} of the {len(here)} in which it may stand"
