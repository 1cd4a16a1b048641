"""The parts of ecological inference got a second way: brute force, finite differences, another solver, by hand."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment, linprog

from prepoll.ecological import ENTRIES, EXITS, Balance, Units, assumptions, balanced
from prepoll.ecological.expectation import gaussian, multinomial
from prepoll.ecological.goodman import goodman
from prepoll.ecological.margins import fitted, independent
from prepoll.ecological.matching import UNMATCHED, agreement, assignment, common_name, families
from prepoll.ecological.options import grouped, reduced
from prepoll.ecological.pooling import doubted
from prepoll.ecological.profile import district_precision, first_profile, relearned
from prepoll.ecological.programme import lphom, symmetric
from prepoll.ecological.surface import Fitted, Linear, Prior, Seen, climb, linearise, softmax
from prepoll.ecological.types import Convergence, row_shares
from prepoll.errors import ModelError


def some_units(seed, units=30, origins=3, destinations=3, voters=400):
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.full(destinations, 0.7), origins)
    mix = rng.dirichlet(np.ones(origins), units)
    start = np.stack([rng.multinomial(voters, m) for m in mix]).astype(float)
    votes = np.stack([rng.multinomial(x.astype(int), shares) for x in start]).astype(float)
    return start, votes.sum(axis=1), votes.sum(axis=0)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 10_000))
def test_assignment_agrees_with_trying_every_pairing(rows, columns, seed):
    worth = np.random.default_rng(seed).random((rows, columns))
    pairs = assignment(worth)
    short, long = sorted((rows, columns))
    wide = worth if rows <= columns else worth.T
    best = max(sum(wide[i, j] for i, j in enumerate(p)) for p in itertools.permutations(range(long), short))
    assert sum(worth[i, j] for i, j in pairs) == pytest.approx(best)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs) == short


@pytest.mark.parametrize("seed", range(20))
def test_large_assignments_are_worth_what_another_solver_finds(seed):
    rng = np.random.default_rng(seed)
    worth = rng.random((12, 4)) @ rng.random((4, 14)) + 0.1 * rng.random((12, 14))
    pairs = assignment(worth)
    assert sum(worth[i, j] for i, j in pairs) == pytest.approx(worth[linear_sum_assignment(-worth)].sum())


def test_options_of_one_name_belong_together_and_the_rest_is_assigned():
    table = np.array([[10.0, 70, 0], [60, 5, 0], [5, 5, 90]])
    assert families(("A", "B", "C"), ("X", "Y", "C"), table) == ("B", "A", "C")
    assert families(("A",), ("X", "Y"), np.array([[1.0, 9]])) == (UNMATCHED, "A")
    flat = np.array([[30.0, 29, 0], [29, 30, 0], [5, 5, 90]])
    assert families(("A", "B", "C"), ("X", "Y", "C"), flat) == ("A", "B", "C")
    assert families(("A", "B", "C"), ("X", "Y", "C"), flat, {"X": "B"}) == ("B", "A", "C")
    assert families(("A", "C"), ("X", "Y"), flat[[0, 2], :2], {"X": "B"}) == ("A", "C")
    assert common_name("12 New Zealand First") == "New Zealand First"
    assert common_name("other") == common_name("99 Others") == "OTHERS"
    assert common_name("2nd Way") == "2nd Way"


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 10_000))
def test_fitting_keeps_totals_and_odds_ratios(origins, destinations, seed):
    rng = np.random.default_rng(seed)
    table = rng.random((origins, destinations)) + 0.05
    rows = rng.random(origins) * 100 + 1
    columns = rng.random(destinations) + 0.1
    columns *= rows.sum() / columns.sum()
    found = fitted(table, rows, columns)
    assert found.sum(axis=1) == pytest.approx(rows)
    assert found.sum(axis=0) == pytest.approx(columns)
    change = np.log(found) - np.log(table)
    assert change - change[:1] - change[:, :1] + change[0, 0] == pytest.approx(0, abs=1e-6)


def test_fitting_lifts_zeros_that_stand_in_the_way():
    found = fitted(np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([4.0, 6.0]), np.array([3.0, 7.0]))
    assert found.sum(axis=0) == pytest.approx([3, 7])
    assert found == pytest.approx(independent(np.array([4.0, 6.0]), np.array([3.0, 7.0])))


def test_the_linear_programme_finds_what_another_solver_finds():
    start, end, _ = some_units(3, units=8)
    shares, _ = lphom(start, end)
    cells, errors = 9, end.size
    cost = np.concatenate([np.zeros(cells), np.ones(2 * errors)])
    left, right = [], []
    for r in range(3):
        left.append(np.concatenate([np.repeat(np.arange(3) == r, 3), np.zeros(2 * errors)]))
        right.append(1.0)
    for c in range(3):
        weights = np.zeros((3, 3))
        weights[:, c] = start.sum(axis=0)
        left.append(np.concatenate([weights.ravel(), np.zeros(2 * errors)]))
        right.append(end[:, c].sum())
    for u, c in np.ndindex(end.shape):
        weights, slack = np.zeros((3, 3)), np.zeros((2, *end.shape))
        weights[:, c], slack[0, u, c], slack[1, u, c] = start[u], 1, -1
        left.append(np.concatenate([weights.ravel(), slack.ravel()]))
        right.append(end[u, c])
    other = linprog(cost, A_eq=np.array(left), b_eq=np.array(right))
    assert np.abs(end - start @ shares).sum() == pytest.approx(other.fun)
    assert shares.sum(axis=1) == pytest.approx(1)
    assert start.sum(axis=0) @ shares == pytest.approx(end.sum(axis=0))


@pytest.mark.parametrize("single", [goodman, lphom, symmetric])
def test_baselines_find_a_table_that_holds_in_every_unit(single):
    shares = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1]])
    start = np.array([[10.0, 90], [50, 50], [80, 20]])
    found, rest = single(start, start @ shares)
    if single is not symmetric:  # the way back does not hold in every unit
        assert found == pytest.approx(shares, abs=1e-9)
    assert found.sum(axis=1) == pytest.approx(1, abs=1e-6)
    assert rest.reached


def test_em_leaves_what_fits_and_says_when_it_is_not_at_rest():
    start, end, _ = some_units(5)
    shares, rest = multinomial(start, end, np.zeros((3, 3)), 0.0, steps=4000)
    likelihood = (end * np.log(start @ shares)).sum()
    for seed in range(20):
        other = softmax(np.log(shares + 1e-12) + np.random.default_rng(seed).normal(0, 0.2, shares.shape))
        assert (end * np.log(start @ other)).sum() <= likelihood + 1e-3
    assert rest.reached
    assert not multinomial(start, end, np.zeros((3, 3)), 0.0, steps=2)[1].reached
    assert not gaussian(start, end, 0.0, steps=2)[1].reached


def test_gaussian_em_comes_near_the_table_of_many_units():
    start, end, votes = some_units(6, units=200)
    shares, _ = gaussian(start, end, 0.0)
    assert np.abs(shares - row_shares(votes)).max() < 0.06


def test_the_likelihood_is_linearised_as_finite_differences_say():
    start, end, votes = some_units(8, units=12)
    offset = np.random.default_rng(1).normal(0, 0.3, end.shape)
    seen, eta = Seen(start, end, offset, 0.03), np.log(row_shares(votes + 1))
    at = linearise(seen, eta)

    def mean(point):
        return np.einsum("ur,urc->uc", start, softmax(point + offset[:, None, :]))[:, :2].ravel()

    steps = np.eye(9).reshape(9, 3, 3) * 1e-5
    jacobian = np.stack([(mean(eta + step) - mean(eta - step)) / 2e-5 for step in steps], axis=1)
    weight = np.zeros((24, 24))
    for u, x in enumerate(start):
        variance = (0.25 + 1e-5 * x.sum()) * np.eye(2)
        for r, count in enumerate(x):
            p = softmax(eta[r] + offset[u])
            variance += (count + 0.03 * count**2) * (np.diag(p) - np.outer(p, p))[:2, :2]
        weight[2 * u : 2 * u + 2, 2 * u : 2 * u + 2] = np.linalg.inv(variance)
    residual = end[:, :2].ravel() - mean(eta)
    assert at.information == pytest.approx(jacobian.T @ weight @ jacobian, rel=1e-4, abs=1e-4)
    assert at.gradient == pytest.approx(jacobian.T @ weight @ residual, rel=1e-4, abs=1e-4)
    assert at.chi_square == pytest.approx(residual @ weight @ residual)


def test_a_fit_ends_where_the_pull_of_units_and_prior_is_even():
    start, end, _ = some_units(9)
    prior = Prior(np.zeros((3, 3)), np.eye(9))
    fit = climb(Seen(start, end, np.zeros_like(end), 0.01), prior, np.zeros((3, 3)), 200)
    pull = fit.at.gradient + prior.precision @ (prior.mean - fit.eta).ravel()
    assert fit.convergence.reached
    assert np.abs(np.linalg.solve(fit.at.information + prior.precision, pull)).max() < 0.02
    assert not climb(Seen(start, end, np.zeros_like(end), 0.01), prior, np.zeros((3, 3)), 1).convergence.reached


def test_districts_agree_upon_whose_a_name_is_where_most_of_them_say_so():
    whose = [("A", "B", ""), ("A", "B", "C"), ("B", "A", ""), ("A", "B", "")]
    assert agreement([(("X", "Y", "Z"), row) for row in whose]) == {"X": "A", "Y": "B"}
    torn = [("A", "B"), ("B", "A"), ("A", "B"), ("B", "A")]
    assert agreement([(("1", "2"), row) for row in torn]) == {}
    once = [(("X",), ("A",)), (("Y",), ("A",)), (("Z",), ("A",))]
    assert agreement(once) == {}


def test_the_profile_is_that_of_one_joint_gaussian():
    """Profile and districts solved together as one large system give the same profile."""
    given_ = assumptions("pooled")
    profile = first_profile(("A", "B"), given_)
    cells = profile.cells(("A", "B"), ("B", UNMATCHED))
    rng = np.random.default_rng(4)
    fits, blocks = [], []
    for _ in range(3):
        root = rng.normal(size=(4, 4))
        information, centre = root @ root.T, rng.normal(size=4)
        prior = profile.prior(cells, (2, 2), given_)
        both = information + prior.precision
        eta = np.linalg.solve(both, information @ centre + prior.precision @ prior.mean.ravel())
        at = Linear(information @ (centre - eta), information, 0.0, np.full((2, 2), 0.5))
        fits.append((cells, prior, Fitted(eta.reshape(2, 2), at, Convergence(True, 1, 0.0))))
        blocks.append((information, centre, prior.precision))
    size = profile.odds.size
    joint, weighted = np.zeros((size + 12, size + 12)), np.zeros(size + 12)
    joint[:size, :size] = profile.before.precision
    weighted[:size] = profile.before.precision @ profile.before.mean.ravel()
    picks = np.eye(size)[cells]
    for i, (information, centre, precision) in enumerate(blocks):
        own = slice(size + 4 * i, size + 4 * i + 4)
        joint[own, own] += information + precision
        joint[:size, :size] += picks.T @ precision @ picks
        joint[:size, own] -= picks.T @ precision
        joint[own, :size] -= precision @ picks
        weighted[own] += information @ centre
    assert relearned(profile, fits).odds.ravel() == pytest.approx(np.linalg.solve(joint, weighted)[:size])


def test_a_district_s_precision_is_the_inverse_of_its_covariance():
    given_ = assumptions("alone")
    same_destination = np.kron(np.ones((3, 3)), np.eye(2))
    covariance = given_.district_spread**2 * np.eye(6) + given_.column_spread**2 * same_destination
    assert district_precision((3, 2), given_) @ covariance == pytest.approx(np.eye(6), abs=1e-9)


def test_units_that_differ_by_chance_are_trusted_in_full():
    shipped = assumptions("pooled")
    assert doubted(shipped, 0.0, 1.0) == replace(shipped, context=0.0, trust=1.0, widening=1.0, tilt=0.0)
    assert doubted(shipped, 0.05, 1.0) == shipped
    assert doubted(shipped, 0.001, 40.0) == shipped  # large units: alike beyond chance, and biased together


def test_small_options_are_estimated_as_one_and_given_back_by_votes():
    start = np.array([[500.0, 480, 6, 2, 0], [300, 680, 4, 8, 0]])
    end = np.array([[600.0, 388], [400, 592]])
    data = reduced(Units("d", ("1 A", "2 B", "3 C", "4 D", "5 E"), ("x", "y"), start, end), 0.02)
    assert data.origins.names == ("A", "B", "OTHERS")
    assert data.start[:, 2].tolist() == [8, 12]
    back = data.spread_out(np.array([[700.0, 100], [280, 880], [15, 5]]))
    assert back[2:] == pytest.approx(np.array([[7.5, 2.5], [7.5, 2.5], [0, 0]]))
    assert back.sum() == pytest.approx(1980)
    assert grouped(("A", "B"), np.array([99.0, 1.0]), 0.05).names == ("A", "B")


def test_units_are_balanced_by_scale_or_by_flows():
    start, end = np.array([[6.0, 4], [5, 5], [3, 0]]), np.array([[4.0, 4], [9, 3], [0, 0]])
    scaled = balanced((("A", "B"), start), (("X", "Y"), end), Balance.SCALE)
    assert scaled.end.tolist() == [[5, 5], [7.5, 2.5]]
    flows = balanced((("A", "B"), start), (("X", "Y"), end), Balance.FLOWS)
    assert flows.origins == ("A", "B", ENTRIES)
    assert flows.destinations == ("X", "Y", EXITS)
    assert flows.start[:, 2].tolist() == [0, 2, 0]
    assert flows.end[:, 2].tolist() == [2, 0, 3]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ([[1.0, 2.0]], [[3.0]], "do not fit"),
        ([[-1.0, 4.0]], [[3.0, 0.0]], "negative"),
        ([[np.nan, 4.0]], [[3.0, 0.0]], "not a finite number"),
        ([[1.0, 4.0]], [[3.0, 0.0]], "totals of a unit differ"),
    ],
)
def test_counts_that_make_no_sense_are_refused(start, end, words):
    with pytest.raises(ModelError, match=words):
        Units("d", ("A", "B"), ("X", "Y"), np.array(start), np.array(end))
