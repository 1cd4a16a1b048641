"""The tree against one dense Gaussian with all effects of all seats written out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.strength.ageing import Moment
from prepoll.strength.assumptions import Moves
from prepoll.strength.process import Parting, Timeline, covariance
from prepoll.strength.readout import read_out
from prepoll.strength.splits import Descent
from prepoll.strength.tree import EMPTY, Levels, Lines, grow, means

SEATS, PARTIES, MOMENTS, RATES, WIDTH = 4, 3, 2, 2, 3
CELLS = PARTIES * MOMENTS


def some_covariance(rng):
    root = rng.normal(size=(CELLS, CELLS))
    return root @ root.T / CELLS


def some_levels(rng, regional=True):
    return Levels(
        mean=rng.normal(size=(SEATS, CELLS)),
        case=some_covariance(rng),
        region=some_covariance(rng) if regional else None,
        seat=some_covariance(rng),
        loose=np.repeat(rng.random((SEATS, PARTIES)) * (rng.random((SEATS, PARTIES)) < 0.5), MOMENTS, axis=1),
        rates=np.array([0.3, 0.6]),
        regions=np.array([0, 1, 1, 0]) if regional else np.zeros(SEATS, dtype=np.int64),
        moments=MOMENTS,
    )


def some_lines(rng):
    variance = 0.1 + rng.random((SEATS, WIDTH))
    variance[1, 2] = variance[2, 1:] = EMPTY
    said = variance < EMPTY
    return Lines(
        cells=rng.normal(size=(SEATS, WIDTH, CELLS)) * said[:, :, None],
        rates=rng.normal(size=(SEATS, WIDTH, RATES)) * said[:, :, None],
        rest=rng.normal(size=(SEATS, WIDTH)) * said,
        variance=variance,
    )


def dense(levels, lines):
    """Mean and covariance of all (seat, cell), conditioned at once."""
    same = levels.regions[:, None] == levels.regions[None, :]
    prior = np.kron(np.ones((SEATS, SEATS)), levels.case) + np.kron(np.eye(SEATS), levels.seat)
    if levels.region is not None:
        prior += np.kron(same, levels.region)
    for seat in range(SEATS):
        here = slice(seat * CELLS, (seat + 1) * CELLS)
        for party in range(PARTIES):
            own = np.zeros(CELLS)
            own[party * MOMENTS : (party + 1) * MOMENTS] = levels.loose[seat, party * MOMENTS]
            prior[here, here] += np.outer(own, own)
    slopes = np.zeros((SEATS * WIDTH, SEATS * CELLS))
    for seat in range(SEATS):
        slopes[seat * WIDTH : (seat + 1) * WIDTH, seat * CELLS : (seat + 1) * CELLS] = lines.cells[seat]
    rates = lines.rates.reshape(-1, RATES)
    noise = np.diag(lines.variance.ravel()) + rates @ np.diag(levels.rates**2) @ rates.T
    gain = prior @ slopes.T @ np.linalg.inv(slopes @ prior @ slopes.T + noise)
    return levels.mean + (gain @ lines.rest.ravel()).reshape(SEATS, CELLS), prior - gain @ slopes @ prior


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), regional=st.booleans())
def test_passing_up_and_down_is_conditioning_at_once(seed, regional):
    rng = np.random.default_rng(seed)
    levels, lines = some_levels(rng, regional), some_lines(rng)
    grown = grow(levels, lines)
    mean, after = dense(levels, lines)
    np.testing.assert_allclose(means(grown), mean, atol=1e-6)
    now = [seat * CELLS + party * MOMENTS + MOMENTS - 1 for seat in range(SEATS) for party in range(PARTIES)]
    belief = read_out(grown, Descent((), (), (), (), None), 1.0)
    np.testing.assert_allclose(belief.mean.ravel(), mean.ravel()[now], atol=1e-6)
    np.testing.assert_allclose(belief.covariance, after[np.ix_(now, now)], atol=1e-5)


def test_effects_drift_with_the_years_and_start_where_their_parents_are():
    """Two moments before a split and one after; party 1 comes from party 0, party 2 does not move."""
    moments = (Moment(0.0, True), Moment(2.0, False), Moment(6.0, True))
    moves = Moves(start=1.0, new=1.0, year=0.1, own=0.2, other=0.3, kind=0.4)
    partings = (Parting(5.0, 1, 0, 1.0, 0.5, 0.25),)
    found = covariance(Timeline(moments, partings), moves, np.array([1.0, 1.0, 0.7]), np.array([1.0, 1.0, 0.0]))
    cells = found.reshape(3, 3, 3, 3)
    np.testing.assert_allclose(cells[0, 0, 0], [1.04, 1.0, 1.0])
    assert cells[0, 1, 0, 1] == pytest.approx(1.0 + 0.02 + 0.09 + 0.16)
    assert cells[0, 2, 0, 2] == pytest.approx(1.0 + 0.06 + 0.04 + 0.25**2)
    assert cells[1, 2, 1, 2] == pytest.approx(1.0 + 0.05 + 0.25 + 0.01 + 0.04)
    assert cells[1, 2, 0, 1] == pytest.approx(1.0 + 0.02)  # what the parent was in its second year
    assert cells[1, 2, 0, 2] == pytest.approx(1.0 + 0.05 - 0.5 * 0.25)
    assert cells[1, 0, 0, 0] == pytest.approx(0.0)
    np.testing.assert_allclose(cells[2, :, 2], np.full((3, 3), 0.49))


def test_a_child_of_two_parents_is_their_mean_by_parts():
    moments = (Moment(0.0, True), Moment(4.0, True))
    moves = Moves(start=1.0, new=1.0, year=0.0, own=0.0, other=0.0, kind=0.0)
    partings = (Parting(2.0, 2, 0, 0.75, 0.4, 0.0), Parting(2.0, 2, 1, 0.25, 0.8, 0.0))
    cells = covariance(Timeline(moments, partings), moves, np.ones(3), np.ones(3)).reshape(3, 2, 3, 2)
    assert cells[2, 1, 0, 1] == pytest.approx(0.75)
    assert cells[2, 1, 1, 1] == pytest.approx(0.25)
    assert cells[2, 1, 2, 1] == pytest.approx(0.75**2 * (1 + 0.16) + 0.25**2 * (1 + 0.64))
    assert cells[2, 0, 2, 1] == pytest.approx(0.0)  # who stood before under that name is gone
