"""The Gaussian update on low rank plus blocks against closed forms, and its promises."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.strength.belief import Belief, observe

SEATS, PARTIES = 3, 4
SIZE = SEATS * PARTIES


def some_belief(rng, scale=1.0):
    return Belief(
        mean=rng.normal(size=(SEATS, PARTIES)),
        case=scale * rng.normal(size=(SEATS, PARTIES, 3)),
        region=scale * rng.normal(size=(SEATS, PARTIES, 2)),
        own=scale * rng.normal(size=(SEATS, PARTIES, PARTIES)),
        regions=np.array([0, 1, 0]),
    )


@st.composite
def linear_problems(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(1, 5))
    belief = some_belief(rng, draw(st.sampled_from([0.2, 1.0, 3.0])))
    slopes = rng.normal(size=(n, SIZE)) * (rng.random((n, SIZE)) < 0.4)
    slopes[:, 0] += 1.0
    roots = rng.normal(size=(n, n))
    return belief, rng.normal(size=n), slopes, roots @ roots.T + 0.05 * np.eye(n)


def seen(slopes, noise):
    return lambda around: (slopes @ around.mean.ravel(), slopes, noise)


def test_the_covariance_is_that_of_the_sources():
    belief = some_belief(np.random.default_rng(4))
    same = belief.regions[:, None] == belief.regions[None, :]
    expected = np.einsum("spk,tqk->sptq", belief.case, belief.case)
    expected += np.einsum("spk,tqk->sptq", belief.region, belief.region) * same[:, None, :, None]
    for seat in range(SEATS):
        expected[seat, :, seat, :] += belief.own[seat] @ belief.own[seat].T
    np.testing.assert_allclose(belief.covariance, expected.reshape(SIZE, SIZE), atol=1e-12)
    np.testing.assert_allclose(belief.variance.ravel(), np.diagonal(belief.covariance), atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(linear_problems())
def test_evidence_never_raises_a_variance(problem):
    belief, value, slopes, noise = problem
    after = observe(belief, value, seen(slopes, noise))
    assert (after.variance <= belief.variance + 1e-9).all()
    assert np.linalg.eigvalsh(after.covariance).min() > -1e-7


@settings(max_examples=60, deadline=None)
@given(linear_problems())
def test_two_linear_updates_are_the_least_squares_solution(problem):
    belief, value, slopes, noise = problem
    once = observe(belief, value, seen(slopes, noise), passes=2)
    twice = observe(once, value + 1.0, seen(2.0 * slopes, noise), passes=2)
    gain = belief.covariance @ slopes.T @ np.linalg.inv(slopes @ belief.covariance @ slopes.T + noise)
    mean = belief.mean.ravel() + gain @ (value - slopes @ belief.mean.ravel())
    left = belief.covariance - gain @ slopes @ belief.covariance
    np.testing.assert_allclose(once.mean.ravel(), mean, atol=1e-7)
    np.testing.assert_allclose(once.covariance, left, atol=1e-7)
    gain = left @ (2.0 * slopes).T @ np.linalg.inv(4.0 * slopes @ left @ slopes.T + noise)
    np.testing.assert_allclose(twice.mean.ravel(), mean + gain @ (value + 1.0 - 2.0 * slopes @ mean), atol=1e-6)
    np.testing.assert_allclose(twice.covariance, left - gain @ (2.0 * slopes) @ left, atol=1e-6)


def test_draws_have_the_covariance_of_the_belief_with_and_without_tails():
    rng = np.random.default_rng(8)
    belief, slopes = some_belief(rng), rng.normal(size=(2, SIZE))
    after = observe(belief, np.array([0.5, -0.5]), seen(slopes, 0.1 * np.eye(2)))
    for tail, kurtosis in ((None, 3.0), (6.0, 3.0 * 4.0 / 2.0)):
        drawn = after.deviations(200_000, np.random.default_rng(9), tail=tail).reshape(SIZE, -1)
        np.testing.assert_allclose(np.cov(drawn), after.covariance, atol=0.35)
        before = belief.deviations(200_000, np.random.default_rng(9), tail=tail)[0, 0]
        size = belief.case[0, 0] @ belief.case[0, 0] + belief.region[0, 0] @ belief.region[0, 0]
        part = size / belief.variance[0, 0]
        expected = 3.0 + (kurtosis - 3.0) * (part**2 + (1.0 - part) ** 2)
        assert abs((before**4).mean() / (before**2).mean() ** 2 - expected) < 0.5


def test_another_order_is_the_same_belief():
    rng = np.random.default_rng(3)
    after = observe(some_belief(rng), np.array([1.0]), seen(rng.normal(size=(1, SIZE)), np.eye(1)))
    seats, parties = np.array([2, 0, 1]), np.array([1, 3, 0, 2])
    cells = (seats[:, None] * PARTIES + parties[None, :]).ravel()
    other = after.ordered(seats, parties)
    np.testing.assert_allclose(other.mean, after.mean[np.ix_(seats, parties)])
    np.testing.assert_allclose(other.covariance, after.covariance[np.ix_(cells, cells)], atol=1e-10)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([None, 5.0]), st.integers(0, 3))
def test_draws_are_corrected_as_by_one_update_after_the_other_and_alike_in_both_precisions(seed, tail, updates):
    rng = np.random.default_rng(seed)
    belief = after = some_belief(rng, 0.5)
    for _ in range(updates):
        after = observe(after, rng.normal(size=2), seen(rng.normal(size=(2, SIZE)), np.eye(2)))
    chance, n_draws = np.random.default_rng(seed), 7
    expected = belief.deviations(n_draws, chance, tail).reshape(SIZE, -1)
    for one in after.updates:
        expected = expected + one.correction(expected, chance)
    plain = after.deviations(n_draws, np.random.default_rng(seed), tail)
    np.testing.assert_allclose(plain.reshape(SIZE, -1), expected, atol=1e-9)
    single = np.zeros((SEATS, PARTIES + 2, n_draws), dtype=np.float32)
    after.draw_into(single[:, 1:-1], np.random.default_rng(seed), tail)
    np.testing.assert_allclose(single[:, 1:-1], plain, atol=2e-4)
    assert (single[:, [0, -1]] == 0).all()
