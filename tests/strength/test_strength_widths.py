"""Doubt by size and by turnover: what widens, what narrows, and what stays as it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from prepoll.strength import assess
from prepoll.strength.ageing import polling_day
from prepoll.strength.assumptions import TURNOVER, WIDTH_MOST
from prepoll.strength.counts import history_of
from prepoll.strength.frame import frame_of
from prepoll.strength.past import Past
from prepoll.strength.results import ever_stood
from prepoll.strength.slates import Slates
from prepoll.strength.widths import WIDENED, turnover, widened


@pytest.fixture
def three_sizes(make):
    """A large party, one of 12 and one of 3 per cent, in four seats of two elections."""
    seats = ("N1", "N2", "S1", "S2")
    shares = {"A": 50_000, "B": 33_000, "C": 12_000, "D": 3_000, "IND": 2_000}
    votes = tuple(row for seat in seats for row in make.votes("GE2", seat, **shares))
    return make.case(parties=("A", "B", "C", "D"), results=votes)


def counted(case):
    frame, beliefs = frame_of(case), []
    history = history_of(case, frame)
    Past(frame, history, Slates(case), (), polling_day(case)).take(lambda belief, *_: beliefs.append(belief))
    return frame, history, beliefs[-1]


def correlation(belief):
    covariance = belief.covariance
    sd = np.sqrt(np.diagonal(covariance))
    return covariance / sd[:, None] / sd[None, :]


def test_the_smaller_a_party_the_wider_and_the_large_narrower(three_sizes):
    frame, history, before = counted(three_sizes)
    after = widened(before, np.ones_like(before.mean, dtype=bool), turnover(frame, history))
    ratio = (after.log_sd / before.log_sd)[0, :4]  # A, B, C, D
    assert ratio[0] < ratio[1] < 1.0 < ratio[2] < ratio[3]
    assert (after.log_sd <= WIDTH_MOST + 1e-9).all()
    strength = assess(three_sizes)
    np.testing.assert_allclose(strength.log_sd[:, :4], after.log_sd[:, :4])
    np.testing.assert_allclose(strength.mean[:, :4], after.mean[:, :4])


def test_correlations_within_each_level_are_kept(three_sizes):
    _, _, before = counted(three_sizes)
    everywhere = np.ones_like(before.mean, dtype=bool)
    after = widened(before, everywhere, TURNOVER[0])
    none = {name: np.zeros_like(getattr(before, name)) for name in ("case", "region", "own")}
    for level in none:
        alone = [replace(one, **{**none, level: getattr(one, level)}) for one in (before, after)]
        np.testing.assert_allclose(correlation(alone[0]), correlation(alone[1]), atol=1e-9)


def test_the_median_falls_by_half_of_what_the_mean_would_rise_by(three_sizes):
    _, _, before = counted(three_sizes)
    after = widened(before, np.ones_like(before.mean, dtype=bool), TURNOVER[0])
    rise = (after.mean + after.variance / 2) - (before.mean + before.variance / 2)  # of the log of a mean strength
    np.testing.assert_allclose(before.mean - after.mean, rise, atol=1e-12)


def test_a_belief_wider_than_the_bound_is_not_made_wider(three_sizes):
    _, _, before = counted(three_sizes)
    wide = replace(before, own=before.own * 10.0)
    after = widened(wide, np.ones_like(before.mean, dtype=bool), TURNOVER[0])
    small = wide.log_sd > WIDTH_MOST
    assert small.any()
    assert (after.log_sd[small] <= wide.log_sd[small] * (1 + 1e-9)).all()


def test_turnover_is_half_the_change_of_shares(make):
    """Pedersen's index by hand: N1 moves 20 points from A to B, N2 and both others none: a mean of .05."""
    rows = make.votes("GE1", "N1", A=60, B=40) + make.votes("GE2", "N1", A=40, B=60)
    for seat in ("N2", "S1", "S2"):
        rows += make.votes("GE1", seat, A=50, B=50) + make.votes("GE2", seat, A=5_000, B=5_000)
    case = make.case(parties=("A", "B"), results=rows, weights={"GE1": 0.4, "GE2": 1.0})
    frame = frame_of(case)
    assert turnover(frame, history_of(case, frame)) == pytest.approx((TURNOVER[0] + 0.05) / 2)


def test_one_election_has_the_turnover_of_the_record(three_sizes):
    frame, history, _ = counted(three_sizes)
    assert turnover(frame, history) == TURNOVER[0]


def test_where_votes_moved_more_all_is_less_sure(three_sizes):
    _, _, before = counted(three_sizes)
    everywhere = np.ones_like(before.mean, dtype=bool)
    calm, lively = (widened(before, everywhere, moved).log_sd for moved in (0.1, 0.3))
    assert (calm < lively).all()


def test_a_case_without_counts_is_left_as_it_is(make):
    case = make.case(polls=(make.poll("A", 0.4),))
    strength = assess(case)
    assert not [move for move in strength.moves if move.source == WIDENED]
    assert not ever_stood(frame_of(case), history_of(case, frame_of(case))).any()
