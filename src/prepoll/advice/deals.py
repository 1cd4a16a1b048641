"""The ways to share an alliance's seats that an option is judged on, and which of them every member would take."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from prepoll.advice.bench import Bench, step
from prepoll.advice.candidates import Plan
from prepoll.advice.partners import partner_objective
from prepoll.advice.types import Deal
from prepoll.advice.wording import joined
from prepoll.alliances import interval, strongest_slate
from prepoll.alliances.types import Bloc, Slate, Structure
from prepoll.case.types import Objective
from prepoll.ledger.places import NUMBERS, place
from prepoll.names import PartyCode, RegionCode, SeatCode, Stance
from prepoll.sharing import (
    Demands,
    Infeasible,
    Margins,
    Norm,
    Sharing,
    best_sharing,
    margins,
    share_seats,
    share_seats_quickly,
)

STRONGEST = "each seat with its strongest member"
PROPORTIONAL = "seats in proportion to votes"
ASKED = "seats as asked for"


def shared_bloc(bench: Bench, plan: Plan) -> tuple[Bloc, tuple[RegionCode, ...]]:
    """Return the bloc whose seats are shared: the largest, and its regions; bound partners can make it differ."""
    blocs = {region: plan.structure.bloc_of(region, bench.party) for region in plan.regions}
    largest = max(blocs.values(), key=len)
    return largest, tuple(region for region, bloc in blocs.items() if bloc == largest)


def norms(bench: Bench, plan: Plan) -> tuple[Sharing, ...]:
    """Share the seats of a plan by every norm but the Nash product, the optimum first."""
    bloc, regions = shared_bloc(bench, plan)
    return share_seats_quickly(bench.election, plan.structure, bloc, regions, bench.past)


def every_norm(bench: Bench, plan: Plan) -> tuple[Sharing, ...]:
    """Share the seats of a plan by every norm, the optimum first."""
    bloc, regions = shared_bloc(bench, plan)
    shared = share_seats(bench.election, plan.structure, bloc, regions, sitting=bench.past)
    return () if isinstance(shared, Infeasible) else shared


def margins_of(bench: Bench, plan: Plan, shared: Sequence[Sharing]) -> Margins | None:
    """Say what could be moved in the seats of a plan and what that costs; None where they cannot be shared."""
    bloc, regions = shared_bloc(bench, plan)
    return margins(bench.election, plan.structure, bloc, regions, shared) if shared else None


def settle(bench: Bench, quick: Bench, plan: Plan, shared: Sequence[Sharing]) -> tuple[Deal, ...]:
    """Judge a plan on every way to share its seats, and have it judged from here on by the best, which comes first.

    The best is the one that gives the party most, in whole steps, among those that every member would take; of
    those that are level the first, and where there is none, the strongest members stand.
    """
    bloc, regions = shared_bloc(bench, plan)
    seats = bench.seats_in(regions)
    found: dict[Deal, Slate | None] = {}
    usual = strongest_slate(bench.election, plan.structure)
    for name, slate in _slates(bench, plan, shared):
        if slate not in (usual, *found.values()):
            bench.stand(plan.structure, slate)
            here = [(slate or usual).standing[seat] for seat in seats]
            found[_deal(bench, plan.structure, bloc, name, here)] = slate
    first = next(iter(found))
    taken = [deal for deal in found if deal.taken]
    best = max(taken, key=lambda deal: deal.steps, default=first)
    for judge in (bench, quick):
        judge.stand(plan.structure, found[best])
    return (best, *(deal for deal in found if deal is not best))


def _slates(bench: Bench, plan: Plan, shared: Sequence[Sharing]) -> Iterator[tuple[str, Slate | None]]:
    """Yield ways to share the seats, each with its slate: the strongest stand, in proportion, as asked for."""
    yield STRONGEST, None
    yield from ((PROPORTIONAL, _slate(bench, plan, row)) for row in shared if row.norm is Norm.PROPORTIONAL)
    bloc, regions = shared_bloc(bench, plan)
    wanted = asked(bench, bloc)
    if wanted:
        demands = Demands(least={party: number for party, number in wanted.items() if number})
        met = best_sharing(bench.election, plan.structure, bloc, regions, demands)
        if not isinstance(met, Infeasible):
            said = joined([f"{party} {number}" for party, number in wanted.items()])
            yield f"{ASKED} ({said})", _slate(bench, plan, met)


def asked(bench: Bench, bloc: Bloc) -> Mapping[PartyCode, int]:
    """Return how many seats each member last asked for, of those who did so in a number or by name."""
    found: dict[PartyCode, int] = {}
    rows = [judged.statement for judged in bench.ledger.statements]
    for row in sorted(rows, key=lambda row: (row.dated is not None, row.dated), reverse=True):
        near = row.target is None or row.target in bloc
        if row.stance is Stance.DEMANDS and row.actor in bloc and near and row.actor not in found:
            number = _number(bench, row.seats)
            if number:
                found[row.actor] = min(number, len(bench.election.draws.seats))
    return dict(sorted(found.items()))


def _number(bench: Bench, words: str | None) -> int:
    where = place(words, bench.case)
    if words is None or where.whole:
        return 0
    if where.seats:
        return len(where.seats)
    numbers = [int(digits) for digits in re.findall(r"\b\d{1,3}\b", words)]
    numbers += [NUMBERS[word] for word in re.findall(r"[a-z]+", words.lower()) if word in NUMBERS]
    return numbers[0] if len(numbers) == 1 else 0


def _slate(bench: Bench, plan: Plan, shared: Sharing) -> Slate:
    """Put the shared seats into the slate of the strongest; who is outside the alliance stands as before."""
    bloc, _ = shared_bloc(bench, plan)
    standing: dict[SeatCode, frozenset[PartyCode]] = dict(strongest_slate(bench.election, plan.structure).standing)
    for seat, team in shared.teams.items():
        standing[seat] = (standing[seat] - bloc) | set(team) or standing[seat]
    return Slate(standing)


def _deal(bench: Bench, structure: Structure, bloc: Bloc, name: str, standing: Sequence[Bloc]) -> Deal:
    order = (bench.party, *(p for p in bench.election.draws.contenders if p in bloc and p != bench.party))
    gains = {p: interval(bench.gain(structure, _objective(bench, p), p)) for p in order}
    return Deal(
        name=name,
        seats=tuple((party, sum(party in here for here in standing)) for party in order),
        gains=tuple(gains.items()),
        refused=tuple(p for p in order if gains[p].mean <= -step(_objective(bench, p)) / 2),
        steps=bench.key(structure)[0],
    )


def _objective(bench: Bench, party: PartyCode) -> Objective:
    return bench.objective if party == bench.party else partner_objective(bench)
