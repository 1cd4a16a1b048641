"""What an offer is worth to each side, and what could be said in return."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import comb, prod

from prepoll.alliances.outcomes import evaluate, interval
from prepoll.alliances.slates import strongest_slate
from prepoll.alliances.tally import Samples
from prepoll.alliances.types import Bloc, Election, Slate, Structure
from prepoll.alliances.worth import objective_draws
from prepoll.case.types import Case, Objective
from prepoll.errors import UsageError
from prepoll.names import PartyCode, RegionCode, SeatCode
from prepoll.sharing.demands import Demand, DemandKind
from prepoll.sharing.norms import claimed
from prepoll.sharing.programme import solve
from prepoll.sharing.table import Allocation, SeatTable, seat_table
from prepoll.sharing.types import Demands, Norm, OfferSide, OfferValue, Sharing

COUNTERS = 3
"""Counter-offers returned at most."""

COUNTS_TRIED = 200
"""Ways to divide the number of seats that are tried at most; with more, only single seats are moved."""

WHOLE_FROM = 100
"""From here on a gain is written without decimals: it is of votes."""


def value_offer(
    case: Case,
    election: Election,
    structure: Structure,
    allocation: Allocation,
    objectives: Mapping[PartyCode, Objective],
) -> OfferValue:
    """Weigh an offer of seats for each member of the bloc that it is made to, against its going alone.

    The bloc is the one that the parties named belong to in their seats' region; alone means that all its
    members stand by themselves, everybody else staying. A seat that the offer does not name goes to
    the strongest member. A party's objective is the case's default where none is given. It accepts
    where it gains in expectation and in more draws than it loses. Counter-offers are allocations from
    which every member gains, none of them bettered for all by another, by the product of the gains.
    Raises UsageError where the offer is not within one bloc, or names a seat or party outside it.
    """
    bloc, regions = _addressed(election, structure, allocation)
    must = {p: tuple(s for s, q in allocation.items() if q == p) for p in sorted(bloc)}
    table = seat_table(election, structure, bloc, regions, Demands(must=must))
    aims = {party: objectives.get(party) or _default(case) for party in table.members}
    desk = _Desk(election, structure, bloc, regions, aims)
    offered = {**claimed(table, {}).allocation, **allocation}
    values = desk.values(offered)
    sides = tuple(desk.side(party, offered, values[party]) for party in table.members)
    return OfferValue(sides, offered, _counters(desk, table, offered))


def _addressed(election: Election, structure: Structure, allocation: Allocation) -> tuple[Bloc, tuple[RegionCode, ...]]:
    """Return the one bloc that an offer is made within, and its regions; UsageError with all that is amiss."""
    given = [(seat, party) for seat, party in allocation.items() if seat in election.region_of and party is not None]
    blocs = {(seat, party): structure.bloc_of(election.region_of[seat], party) for seat, party in given}
    problems = [f"there is no seat {seat}" for seat in allocation if seat not in election.region_of]
    problems += [
        f"{party}, given {seat}, has no partner there" for (seat, party), bloc in blocs.items() if len(bloc) < 2
    ]
    names = dict.fromkeys("+".join(sorted(bloc)) for bloc in blocs.values() if len(bloc) > 1)
    if len(names) > 1:
        problems.append(f"its parties belong to more than one alliance: {', '.join(names)}")
    if not given and not problems:
        problems.append("it gives no party a seat")
    if problems:
        raise UsageError(
            f"The offer cannot be weighed: {'; '.join(problems)}. "
            "Name seats of one alliance and their parties; offers that differ between regions are weighed one by one."
        )
    bloc = next(iter(blocs.values()))
    regions = tuple(region for region, row in structure.blocs if bloc in row)
    outside = [seat for seat in allocation if election.region_of[seat] not in regions]
    if outside:
        raise UsageError(f"{'+'.join(sorted(bloc))} is no alliance in {', '.join(outside)}. Leave these seats out.")
    return bloc, regions


def _default(case: Case) -> Objective:
    if not case.objectives:
        raise UsageError(f"{case.folder}/case.toml names no objective. Add [[objective]] with a code, or give one.")
    return next((objective for objective in case.objectives if objective.default), case.objectives[0])


@dataclass(frozen=True, slots=True)
class _Values:
    """What one allocation, or going alone, is worth to a party, (draw,)."""

    value: Samples
    alone: Samples

    @property
    def gain(self) -> float:
        return float((self.value - self.alone).mean())


class _Desk:
    """Weighs allocations of one bloc for its members."""

    def __init__(
        self,
        election: Election,
        structure: Structure,
        bloc: Bloc,
        regions: Sequence[RegionCode],
        aims: Mapping[PartyCode, Objective],
    ) -> None:
        self.election, self.structure, self.bloc, self.aims = election, structure, bloc, aims
        self.slate = strongest_slate(election, structure)
        apart = Structure.of(
            {r: tuple(b for b in blocs if r not in regions or b != bloc) for r, blocs in structure.blocs},
            structure.courtesies,
        )
        singly = strongest_slate(election, apart)
        standing = {s: (who - bloc) | (singly.standing[s] & bloc) for s, who in self.slate.standing.items()}
        outcome = evaluate(election, apart, Slate(standing))
        self.alone = {party: objective_draws(outcome, party, aim) for party, aim in aims.items()}

    def values(self, allocation: Allocation) -> dict[PartyCode, _Values]:
        """Count an allocation in full and weigh it for every member."""
        standing = dict(self.slate.standing)
        for seat, party in allocation.items():
            standing[seat] = (standing[seat] - self.bloc) | ({party} if party is not None else set())
        outcome = evaluate(self.election, self.structure, Slate(standing))
        return {
            party: _Values(objective_draws(outcome, party, aim), self.alone[party]) for party, aim in self.aims.items()
        }

    def side(self, party: PartyCode, allocation: Allocation, values: _Values) -> OfferSide:
        """Say what an allocation is worth to one party and whether it would take it."""
        gain = values.value - values.alone
        more, less = float((gain > 0).mean()), float((gain < 0).mean())
        accept = bool(gain.mean() > 0 and more > less)
        size = abs(float(gain.mean()))
        written = f"{size:,.0f}" if size >= WHOLE_FROM else f"{size:.2f}"
        change = f"{'gains' if gain.mean() >= 0 else 'loses'} {written}"
        return OfferSide(
            party=party,
            seats=tuple(seat for seat, stander in allocation.items() if stander == party),
            value=interval(values.value),
            alone=interval(values.alone),
            gain=interval(gain),
            chance_gain=more,
            accept=accept,
            why=f"On “{self.aims[party].name}” {party} {change} in expectation over going alone: "
            f"more in {more:.0%} of draws, less in {less:.0%}.",
        )


def _counters(desk: _Desk, table: SeatTable, offered: Allocation) -> tuple[Sharing, ...]:
    """Return the allocations that every member gains from, the largest product of gains first."""
    gains: dict[tuple[tuple[SeatCode, PartyCode | None], ...], dict[PartyCode, float]] = {}
    for allocation in _alternatives(table, offered):
        key = tuple(allocation.items())
        if allocation != offered and key not in gains:
            gains[key] = {party: values.gain for party, values in desk.values(allocation).items()}
    good = {key: row for key, row in gains.items() if all(gain > 0 for gain in row.values())}
    kept = [key for key, row in good.items() if not any(_betters(other, row) for other in good.values())]
    ranked = sorted(kept, key=lambda key: prod(good[key].values()), reverse=True)
    return tuple(
        table.sharing(Norm.COUNTER_OFFER, dict(key), _in_words(good[key], dict(key), offered))
        for key in ranked[:COUNTERS]
    )


def _betters(a: Mapping[PartyCode, float], b: Mapping[PartyCode, float]) -> bool:
    """Say whether a is at least as good as b for everybody and better for somebody."""
    return all(a[party] >= b[party] for party in b) and any(a[party] > b[party] for party in b)


def _alternatives(table: SeatTable, offered: Allocation) -> Iterator[dict[SeatCode, PartyCode | None]]:
    """Yield the offer with one seat moved, and for each division of the number of seats the best placing."""
    for seat in table.seats:
        for party in table.standers(seat):
            yield {**offered, seat: party}
    for counts in _divisions(len(table.seats), len(table.members)):
        pairs = list(zip(table.members, counts, strict=True))
        demands = [Demand(p, kind, number=n) for p, n in pairs for kind in (DemandKind.LEAST, DemandKind.MOST)]
        solution = solve(table.programme(demands))
        if solution is not None:
            yield table.allocation(solution.choice)


def _divisions(seats: int, members: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to divide seats among members, none where there are too many."""
    if comb(seats + members - 1, members - 1) <= COUNTS_TRIED:
        yield from (row for row in product(range(seats + 1), repeat=members) if sum(row) == seats)


def _in_words(gains: Mapping[PartyCode, float], allocation: Allocation, offered: Allocation) -> str:
    moves = ", ".join(f"{s} to {p or 'nobody'}" for s, p in allocation.items() if p != offered.get(s))
    worth = ", ".join(f"{party} {gain:.2f}" for party, gain in gains.items())
    return f"With {moves}, every member gains over going alone: {worth}"
