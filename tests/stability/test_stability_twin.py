"""Deviations against an independent enumeration, each structure evaluated whole."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stability_elections import (
    DENY_E,
    DEPOSITS,
    RECOGNITION,
    SEATS,
    VOTES,
    ledger_with,
    random_election,
    small_case,
)

from prepoll.alliances import Slate, Structure, evaluate, objective_draws, strongest_slate
from prepoll.names import AlliancesBy
from prepoll.stability import THRESHOLD, VOTES_THRESHOLD, stability

STRUCTURES = [
    Structure.of({}),
    Structure.of({"K": (frozenset("AB"),)}),
    Structure.of({"K": (frozenset("AB"), frozenset("CD")), "J": (frozenset("ABC"),)}),
    Structure.of({"K": (frozenset("ABCD"),), "J": (frozenset("AB"),)}),
]


def by_region(structure, election):
    """Write a structure as a partition of all parties for each region."""
    parties = election.draws.contenders
    return {r: sorted({structure.bloc_of(r, p) for p in parties}, key=sorted) for r in ("K", "J")}


def every_step(structure, election, present, hosts):
    """Yield region, movers, joined bloc, structure: by moving parties about in plain lists of sets."""
    for region, blocs in by_region(structure, election).items():
        anybody = any(len(b) > 1 for row in by_region(structure, election).values() for b in row)
        for old in blocs:
            if anybody and len(old) == 1:
                continue
            groups = [(p,) for p in old if p in present[region]]
            if len(old) > 2:
                groups += combinations([p for p in election.draws.contenders if p in old and p in present[region]], 2)
            for movers in groups:
                rest = [b for b in blocs if b != old]
                targets = [frozenset()] if len(old) > 1 else []
                if len(movers) == 1:
                    targets += [b for b in rest if b & present[region] and (len(b) > 1 or b & hosts[region])]
                for target in targets:
                    after = [b for b in rest if b != target] + [old - set(movers), target | set(movers)]
                    rows = by_region(structure, election) | {region: after}
                    moved = {r: tuple(b for b in row if len(b) > 1) for r, row in rows.items()}
                    yield region, movers, target, old, Structure.of(moved)


def best_share(election, region, party):
    """Return a party's largest expected share of votes for candidates in a seat of a region."""
    draws = election.draws
    rows = [i for s, i in draws.seat_index.items() if election.region_of[s] == region]
    means = [draws.share[i].astype(float).mean(axis=1) for i in rows]
    return max(m[draws.party_index[party]] / m[:-2].sum() for m in means)


def random_slate(election, structure, seed):
    """Let any member of a bloc stand, by lot."""
    rng = np.random.default_rng(seed)
    standing = {}
    for seat, who in strongest_slate(election, structure).standing.items():
        blocs = [structure.bloc_of(election.region_of[seat], party) for party in sorted(who)]
        standing[seat] = frozenset(str(rng.choice(sorted(bloc))) for bloc in blocs)
    return Slate(standing)


def slate_after(election, before, structure, touched, region):
    strongest = strongest_slate(election, structure)
    standing = {
        seat: (who - touched) | (strongest.standing[seat] & touched) if election.region_of[seat] == region else who
        for seat, who in before.standing.items()
    }
    return Slate(standing)


@settings(deadline=None, max_examples=40)
@example(6852, STRUCTURES[1], SEATS, False)  # who is allied has no strength there: nobody takes a step
@given(
    st.integers(0, 10_000),
    st.sampled_from(STRUCTURES),
    st.sampled_from([SEATS, VOTES, DEPOSITS, RECOGNITION, DENY_E]),
    st.booleans(),
)
def test_deviations_are_those_of_an_independent_enumeration(seed, structure, objective, given_slate):
    election = random_election(seed)
    slate = random_slate(election, structure, seed) if given_slate else None
    found = stability(small_case(objective), ledger_with(("A", "D", False)), election, structure, slate)
    draws = election.draws
    present = {
        r: frozenset(
            p
            for p in draws.contenders
            if any(
                draws.share[i, draws.party_index[p]].any()
                for s, i in draws.seat_index.items()
                if election.region_of[s] == r
            )
        )
        for r in ("K", "J")
    }
    hosts = {r: frozenset(p for p in present[r] if best_share(election, r, p) >= 0.03) for r in ("K", "J")}
    base = random_slate(election, structure, seed) if given_slate else strongest_slate(election, structure)
    before = evaluate(election, structure, base)
    expected = {}
    for region, movers, joined, old, after in every_step(structure, election, present, hosts):
        outcome = evaluate(election, after, slate_after(election, base, after, old | joined, region))
        gain = {
            p: objective_draws(outcome, p, objective) - objective_draws(before, p, objective)
            for p in {*movers, *joined}
        }
        stays = {p: objective_draws(before, p, objective).mean() for p in movers}
        above = {p: THRESHOLD if objective is not VOTES else VOTES_THRESHOLD * stays[p] for p in movers}
        wants = {p: gain[p].mean() > above[p] + 1e-9 and (gain[p] > 0).sum() > (gain[p] < 0).sum() for p in movers}
        barred = ("A" in movers and "D" in joined) or ("D" in movers and "A" in joined)
        hosts = all(gain[p].mean() >= -1e-2 if objective is VOTES else gain[p].mean() >= -1e-6 for p in joined)
        for p in movers:
            together = tuple(q for q in movers if q != p)
            key = (p, region, together or tuple(sorted(joined)), together)
            expected[key] = (after, gain[p], all(wants.values()) and hosts and not barred)
    rows = {(row.party, row.region, row.to, row.together): row for row in found.deviations}
    assert set(rows) == set(expected)
    assert len(rows) == len(found.deviations)
    for key, (after, gain, would) in expected.items():
        row = rows[key]
        assert row.structure == after
        assert row.gain.mean == pytest.approx(gain.mean(), rel=1e-5, abs=1e-2 if objective is VOTES else 1e-6)
        if objective is not VOTES:
            assert row.chance_gain == pytest.approx((gain > 1e-9).mean())
            assert row.would is would
    assert found.stable is not any(row.would for row in found.deviations)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from(STRUCTURES[1:]))
def test_marginal_worth_is_worth_with_less_worth_without(seed, structure):
    election = random_election(seed)
    found = stability(small_case(), ledger_with(), election, structure, focal="A")
    base = strongest_slate(election, structure)
    before = evaluate(election, structure, base)
    partners = {p for _, blocs in structure.blocs for b in blocs if "A" in b for p in b}
    assert {row.party for row in found.marginal} == partners
    for row in found.marginal:
        blocs = {r: tuple(b - {row.party} if "A" in b else b for b in bs) for r, bs in structure.blocs}
        without = Structure.of(blocs)
        standing = dict(base.standing)
        added = np.zeros(election.draws.count)
        for seat, region in election.region_of.items():
            bloc = next((b for b in structure.in_region(region) if {"A", row.party} <= b), frozenset())
            standing[seat] = (base.standing[seat] - bloc) | (strongest_slate(election, without).standing[seat] & bloc)
        after = evaluate(election, without, Slate(standing))
        for i, seat in enumerate(election.draws.seats):
            bloc = next(
                (b for b in structure.in_region(election.region_of[seat]) if {"A", row.party} <= b), frozenset()
            )
            place = election.draws.contenders.index
            added += before.wins[i, [place(p) for p in sorted(bloc)]].sum(axis=0)
            added -= after.wins[i, [place(p) for p in sorted(bloc - {row.party})]].sum(axis=0)
        assert row.alliance_seats.mean == pytest.approx(added.mean(), abs=1e-6)
        assert row.focal_value.mean == pytest.approx((before.seats_won("A") - after.seats_won("A")).mean(), abs=1e-6)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_a_case_wide_alliance_is_left_everywhere_at_once(seed):
    election = random_election(seed)
    everywhere = Structure.of({"K": (frozenset("ABC"),), "J": (frozenset("ABC"),)})
    found = stability(small_case(by=AlliancesBy.CASE), ledger_with(), election, everywhere)
    assert {row.region for row in found.deviations} == {"*"}
    for row in found.deviations:
        assert row.structure.in_region("K") == row.structure.in_region("J")
        outcome = evaluate(election, row.structure)
        gain = outcome.seats_won(row.party) - evaluate(election, everywhere).seats_won(row.party)
        assert row.gain.mean == pytest.approx(gain.mean(), abs=1e-6)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.sampled_from([SEATS, VOTES, DEPOSITS]))
def test_what_keeps_a_party_is_the_fewest_seats_that_do(seed, objective):
    structure = Structure.of({"K": (frozenset("ABC"),), "J": (frozenset("AB"),)})
    election = random_election(seed, regions=("K", "K", "J", "J"))
    base = random_slate(election, structure, seed)
    before = evaluate(election, structure, base)
    found = stability(small_case(objective), ledger_with(), election, structure, base)
    for row in found.deviations:
        if not row.would:
            assert row.keeps is None
            continue
        asked = [s for s in base.standing if askable(election, structure, base, s, row.party)]
        fewest = None
        for size in range(len(asked), 0, -1):
            for seats in combinations(asked, size):
                standing = dict(base.standing)
                for seat in seats:
                    bloc = structure.bloc_of(election.region_of[seat], row.party)
                    standing[seat] = (standing[seat] - bloc) | {row.party}
                after = evaluate(election, structure, Slate(standing))
                gain = objective_draws(after, row.party, objective) - objective_draws(before, row.party, objective)
                if gain.mean() >= row.gain.mean - 1e-6 * max(1.0, row.gain.mean):
                    fewest = size
        if fewest is None:
            assert row.keeps is None
        elif fewest == 1:
            assert "more seats" not in row.keeps
        else:
            assert row.keeps.startswith(f"{fewest} more seats")


def askable(election, structure, slate, seat, party):
    draws, partners = election.draws, structure.bloc_of(election.region_of[seat], party) - {party}
    return slate.standing[seat] & partners and draws.share[draws.seat_index[seat], draws.party_index[party]].any()
