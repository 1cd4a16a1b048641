"""The Gaussian update against closed forms, and its promises."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.strength.gaussian import Belief, observe

SEATS, PARTIES = 3, 4
SIZE = SEATS * PARTIES


@st.composite
def linear_problems(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(1, 5))
    factors = rng.normal(size=(SIZE, SIZE)) * draw(st.sampled_from([0.2, 1.0, 3.0]))
    belief = Belief(rng.normal(size=SIZE), factors @ factors.T + 0.01 * np.eye(SIZE), PARTIES)
    slopes = rng.normal(size=(n, SIZE)) * (rng.random((n, SIZE)) < 0.4)
    slopes[:, 0] += 1.0
    roots = rng.normal(size=(n, n))
    return belief, rng.normal(size=n), slopes, roots @ roots.T + 0.05 * np.eye(n)


@settings(max_examples=60, deadline=None)
@given(linear_problems())
def test_evidence_never_raises_a_variance(problem):
    belief, value, slopes, noise = problem
    after = observe(belief, value, lambda around: (slopes @ around.mean, slopes, noise))
    assert (np.diagonal(after.covariance) <= np.diagonal(belief.covariance) + 1e-9).all()
    assert np.linalg.eigvalsh(after.covariance).min() > -1e-8


@settings(max_examples=60, deadline=None)
@given(linear_problems())
def test_linear_update_is_the_least_squares_solution(problem):
    belief, value, slopes, noise = problem
    after = observe(belief, value, lambda around: (slopes @ around.mean, slopes, noise))
    weight = np.linalg.inv(belief.covariance) + slopes.T @ np.linalg.inv(noise) @ slopes
    pull = np.linalg.inv(belief.covariance) @ belief.mean + slopes.T @ np.linalg.inv(noise) @ value
    np.testing.assert_allclose(after.mean, np.linalg.solve(weight, pull), atol=1e-5, rtol=1e-5)
    np.testing.assert_allclose(after.covariance, np.linalg.inv(weight), atol=1e-5, rtol=1e-4)


def test_independent_parties_are_updated_apart_with_the_same_result():
    rng = np.random.default_rng(5)
    blocks = np.zeros((SEATS, PARTIES, SEATS, PARTIES))
    for party in range(PARTIES):
        roots = rng.normal(size=(SEATS, SEATS))
        blocks[:, party, :, party] = roots @ roots.T + 0.1 * np.eye(SEATS)
    belief = Belief(rng.normal(size=SIZE), blocks.reshape(SIZE, SIZE), PARTIES)
    slopes = np.zeros((3, SIZE))
    slopes[0, 0] = slopes[1, 5] = 1.0
    slopes[2, [2, 3]] = 0.5  # ties the third party to the fourth
    value, noise = np.array([0.3, -1.0, 2.0]), np.diag([0.1, 0.2, 0.3])
    islands = belief.islands(slopes)
    assert [rows.tolist() for rows, _ in islands] == [[0], [1], [2]]
    assert [len(live) for _, live in islands] == [3, 3, 6]
    after = observe(belief, value, lambda around: (slopes @ around.mean, slopes, noise))
    gain = belief.covariance @ slopes.T @ np.linalg.inv(slopes @ belief.covariance @ slopes.T + noise)
    np.testing.assert_allclose(after.mean, belief.mean + gain @ (value - slopes @ belief.mean), atol=1e-10)
    np.testing.assert_allclose(after.covariance, belief.covariance - gain @ slopes @ belief.covariance, atol=1e-10)
