"""Estimates: what must hold of every one, and how near they come to tables that are known."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from prepoll.ecological import LEVELS, Balance, Estimator, Options, Units, balanced, estimate, merged, read_units
from prepoll.ecological.margins import independent
from prepoll.ecological.types import row_shares
from prepoll.errors import ModelError, UsageError

pytestmark = pytest.mark.xdist_group(__name__)  # what they share is made once, not in every process

DATA = Path(__file__).parent / "data"
WITH_INTERVALS = (Estimator.POOLED, Estimator.ALONE)


@pytest.fixture(scope="module")
def real():
    return read_units(DATA / "nz_2014_units.csv.gz", "party", "candidate").districts


@pytest.fixture(scope="module")
def pooled(real):
    return estimate(real, Options(draws=200))


@pytest.fixture(scope="module")
def true(real):
    """The true tables as estimates, options under 3 % taken together."""
    votes = {}
    with gzip.open(DATA / "nz_2014_truth.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            votes[row["district"], row["party"], row["candidate"]] = float(row["votes"])
    tables = []
    for units, blank in zip(real, estimate(real, Options(Estimator.GOODMAN)), strict=True):
        cells = [[votes.get((units.district, p, c), 0.0) for c in units.destinations] for p in units.origins]
        tables.append(merged(type(blank)(**{**fields(blank), "votes": np.array(cells)}), 0.03))
    return tables


def fields(one):
    return {name: getattr(one, name) for name in one.__slots__}


def error(found, true):
    pairs = zip(found, true, strict=True)
    return np.mean([50 * np.abs(merged(f, 0.03).votes - t.votes).sum() / t.votes.sum() for f, t in pairs])


def made(seed, units=25, origins=4, destinations=3, name="d", voters=300):
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.full(destinations, 0.6), origins)
    start = np.stack([rng.multinomial(voters, m) for m in rng.dirichlet(np.ones(origins), units)]).astype(float)
    votes = np.stack([rng.multinomial(x.astype(int), shares) for x in start]).astype(float)
    names = tuple("ABCDEFG"[:origins]), tuple("TUVWXYZ"[:destinations])
    return Units(name, *names, start, votes.sum(axis=1)), votes.sum(axis=0)


@pytest.mark.parametrize("estimator", Estimator)
def test_every_estimate_adds_up_to_both_totals(estimator):
    districts = [made(seed, name=f"d{seed}", origins=2 + seed % 3)[0] for seed in range(10)]
    for units, one in zip(districts, estimate(districts, Options(estimator, draws=60)), strict=True):
        assert one.votes.sum(axis=1) == pytest.approx(units.rows, rel=1e-6)
        assert one.votes.sum(axis=0) == pytest.approx(units.columns, rel=1e-6)
        assert (one.votes >= 0).all()
        assert (one.draws is not None) == (estimator in WITH_INTERVALS)
        if one.draws is not None:
            assert one.draws.sum(axis=2) == pytest.approx(np.tile(units.rows, (60, 1)), rel=1e-6)


@pytest.mark.parametrize("estimator", Estimator)
def test_the_order_of_options_units_and_districts_changes_nothing(estimator):
    districts = [made(seed, name=f"d{seed}")[0] for seed in range(10)]
    rng = np.random.default_rng(0)
    turned = []
    for units in reversed(districts):
        u, r, c = (rng.permutation(n) for n in (len(units.start), len(units.origins), len(units.destinations)))
        origins, destinations = tuple(units.origins[i] for i in r), tuple(units.destinations[j] for j in c)
        turned.append(Units(units.district, origins, destinations, units.start[u][:, r], units.end[u][:, c]))
    there = estimate(districts, Options(estimator, draws=0))
    back = {one.district: one for one in estimate(turned, Options(estimator, draws=0))}
    for one in there:
        other = back[one.district]
        rows = [other.origins.index(name) for name in one.origins]
        columns = [other.destinations.index(name) for name in one.destinations]
        assert other.votes[np.ix_(rows, columns)] == pytest.approx(one.votes, abs=1e-3 * one.votes.sum())


@pytest.mark.parametrize("estimator", WITH_INTERVALS)
def test_intervals_hold_the_estimate_and_one_another(estimator):
    districts = [made(seed, name=f"d{seed}")[0] for seed in range(10)]
    for one in estimate(districts, Options(estimator, draws=100)):
        inner = (one.shares, one.shares)
        for level in LEVELS:
            low, high = one.intervals()[level]
            assert (low <= inner[0] + 1e-12).all()
            assert (high >= inner[1] - 1e-12).all()
            inner = (low, high)


@pytest.mark.parametrize("estimator", Estimator)
@pytest.mark.parametrize(("origins", "destinations", "units"), [(1, 3, 9), (3, 1, 9), (1, 1, 4), (3, 3, 1)])
def test_one_option_and_one_unit_are_no_trouble(estimator, origins, destinations, units):
    district, votes = made(2, units=units, origins=origins, destinations=destinations)
    (one,) = estimate([district], Options(estimator, draws=50))
    if min(origins, destinations) == 1:
        assert one.votes == pytest.approx(votes)
    assert one.votes.sum(axis=0) == pytest.approx(district.columns)
    assert one.votes.sum(axis=1) == pytest.approx(district.rows)


@pytest.mark.parametrize("estimator", [e for e in Estimator if e is not Estimator.SYMMETRIC])
def test_ten_times_the_votes_give_much_the_same_shares(estimator):
    district, _ = made(3, voters=2000)
    tenfold = Units("d", district.origins, district.destinations, 10 * district.start, 10 * district.end)
    (one,), (ten,) = (estimate([units], Options(estimator, draws=0)) for units in (district, tenfold))
    assert ten.shares == pytest.approx(one.shares, abs=0.03)


def test_the_same_seed_gives_the_same_draws(real):
    first, second, other = (estimate(real[:1], Options(draws=50, seed=seed))[0] for seed in (1, 1, 2))
    assert (first.draws == second.draws).all()
    assert not (first.draws == other.draws).all()


def test_options_without_votes_have_no_share_and_no_part():
    units, _ = made(5)
    start = np.column_stack([units.start, np.zeros(25)])
    end = np.column_stack([units.end, np.zeros(25)])
    (one,) = estimate([Units("d", (*units.origins, "Z0"), (*units.destinations, "Z1"), start, end)], Options(draws=60))
    assert np.isnan(one.shares[-1]).all()
    assert one.votes[-1].tolist() == [0] * 4
    assert one.votes[:, -1].tolist() == [0] * 5
    low, high = one.intervals()[0.9]
    assert np.isfinite(low[:-1]).all()
    assert (high[:-1, -1] == 0).all()


def test_where_all_units_show_one_table_it_is_found_and_held():
    pairs = [made(seed, units=60, name=f"d{seed}", voters=500) for seed in range(10)]
    districts, tables = [units for units, _ in pairs], [votes for _, votes in pairs]
    best = {}
    for estimator in (Estimator.POOLED, Estimator.ALONE, Estimator.EM, Estimator.LPHOM):
        found = estimate(districts, Options(estimator, draws=100))
        best[estimator] = np.mean(
            [50 * np.abs(f.votes - t).sum() / t.sum() for f, t in zip(found, tables, strict=True)]
        )
        if found[0].draws is not None:
            ends = [f.intervals()[0.9] for f in found]
            held = [
                (low <= row_shares(t)) & (row_shares(t) <= high) for (low, high), t in zip(ends, tables, strict=True)
            ]
            assert np.mean(held) > 0.8
    assert best[Estimator.POOLED] < 1.3 * best[Estimator.EM]
    assert best[Estimator.POOLED] < best[Estimator.LPHOM] < 5


def test_real_tables_are_met_better_than_by_any_baseline(real, pooled, true):
    score = {e: error(estimate(real, Options(e, draws=0)), true) for e in Estimator if e is not Estimator.POOLED}
    ours = error(pooled, true)
    assert ours < 6
    assert ours < score[Estimator.ALONE] - 0.3
    assert ours < 0.6 * min(score[e] for e in (Estimator.LPHOM, Estimator.GOODMAN, Estimator.EM))
    blank = np.mean(
        [
            50 * np.abs(independent(t.votes.sum(axis=1), t.votes.sum(axis=0)) - t.votes).sum() / t.votes.sum()
            for t in true
        ]
    )
    assert blank > 30


def test_intervals_hold_real_cells_about_as_often_as_they_say(pooled, true):
    held, half = [], []
    for found, table in zip(pooled, true, strict=True):
        low, high = merged(found, 0.03).intervals()[0.9]
        held += ((low <= table.shares) & (table.shares <= high)).ravel().tolist()
        half += ((high - low) / 2).ravel().tolist()
    assert 0.8 <= np.mean(held) <= 0.98
    assert np.mean(half) < 0.1


def test_voters_who_come_and_go_do_not_pass_into_one_another():
    units, _ = made(7, units=30)
    rng = np.random.default_rng(1)
    fewer = np.rint(units.end * rng.uniform(0.7, 1.1, (30, 1)))
    flows = balanced((units.origins, units.start), (units.destinations, fewer), Balance.FLOWS)
    (one,) = estimate([Units("d", flows.origins, flows.destinations, flows.start, flows.end)], Options(draws=0))
    assert one.votes[-1, -1] < 0.05 * one.votes[-1].sum()


def test_an_estimate_that_does_not_settle_says_so(monkeypatch):
    from prepoll.ecological import pooling

    monkeypatch.setattr(pooling, "LAST_STEPS", 0)
    (one,) = estimate([made(4)[0]], Options(Estimator.ALONE, draws=0))
    assert not one.convergence.reached
    assert any("did not settle" in note for note in one.notes)


def test_few_districts_are_estimated_alone_and_it_is_said(real):
    few = estimate(real[:2], Options(draws=0))
    alone = estimate(real[:2], Options(Estimator.ALONE, draws=0))
    assert all(np.array_equal(a.votes, b.votes) for a, b in zip(few, alone, strict=True))
    assert "too few to pool" in few[0].notes[0]


def test_districts_without_votes_or_with_one_name_are_refused():
    nothing = Units("empty", ("A",), ("X",), np.zeros((2, 1)), np.zeros((2, 1)))
    with pytest.raises(ModelError, match="District empty: no unit has votes"):
        estimate([nothing])
    with pytest.raises(UsageError, match="Two districts are named d"):
        estimate([made(1)[0], made(2)[0]])
