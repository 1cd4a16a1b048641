"""The Gaussian answer against samplers that know no linearisation: two seats, two parties and OTHERS."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from prepoll.names import FrontKind
from prepoll.strength import assess
from prepoll.strength.ageing import polling_day, years_between
from prepoll.strength.assumptions import (
    CASE_MOVES,
    COUNT_LOG_SD,
    LEFT_OUT,
    LEFT_OUT_LOG_SD,
    RATE_LOG_SD,
    SEAT_MOVES,
    SEEN_PRIOR,
    TRANSFER,
)
from prepoll.strength.belief import observe
from prepoll.strength.counts import history_of
from prepoll.strength.frame import frame_of
from prepoll.strength.past import Past
from prepoll.strength.shares import Target, sight_shares, with_points
from prepoll.strength.slates import Slates

SAMPLES = 200_000
CHAINS, STEPS, BURN = 300, 6_000, 2_000


def metropolis(log_density, start, scale):
    """Run many random walks at once; returns (number, sample)."""
    rng = np.random.default_rng(11)
    place = start[:, None] + 0.3 * rng.normal(size=(len(start), CHAINS))
    here, kept = log_density(place), []
    for step in range(STEPS):
        proposed = place + scale * rng.normal(size=place.shape)
        there = log_density(proposed)
        taken = np.log(rng.random(CHAINS)) < there - here
        place, here = np.where(taken, proposed, place), np.where(taken, there, here)
        if step >= BURN and step % 10 == 0:
            kept.append(place)
    return np.concatenate(kept, axis=1)


def normal(error, covariance):
    return -0.5 * np.einsum("in,ij,jn->n", error, np.linalg.inv(covariance), error)


def effects(case, seat):
    """Covariance over three seats of an effect common to them and of one that is each seat's own."""
    return case**2 * np.ones((3, 3)) + seat**2 * np.eye(3)


OWN = effects(CASE_MOVES.own, SEAT_MOVES.own)


def to_the_coming(sample, prior, centre, years):
    """Mean, median and log-sd of the coming election's strengths, given samples (seat, …) of the last one's."""
    gain = (prior - OWN) @ np.linalg.inv(prior)
    drift = effects(CASE_MOVES.year, SEAT_MOVES.year) * years
    covariance = prior + drift - gain @ (prior - np.cov(sample)) @ gain.T
    middle = centre + gain @ (np.median(sample, axis=1) - centre)
    return centre + gain @ (sample.mean(axis=1) - centre), middle, np.sqrt(np.diagonal(covariance))


def counted(case):
    """What the counts alone say, before the record of errors widens or narrows it."""
    frame, beliefs = frame_of(case), []
    past = Past(frame, history_of(case, frame), Slates(case), (), polling_day(case))
    past.take(lambda belief, *_: beliefs.append(belief))
    return beliefs[-1]


def test_alone_and_in_a_front_agree_with_a_sampler(make):
    """A stands alone in N1 and N3 and for A and B in N2, where B stays out; what B has there is hardly known."""
    seats = ("N1", "N2", "N3")
    alone = {"A": 50_000, "B": 30_000, "IND": 20_000}
    votes = make.votes("GE2", "N1", **alone) + make.votes("GE2", "N3", **alone)
    votes += make.votes("GE2", "N2", A=70_000, IND=30_000)
    fronts = (make.front("GE2", "N2", "A"), make.front("GE2", "N2", "B"))
    case = make.case(parties=("A", "B"), seats=seats, results=votes, fronts=fronts)
    case = replace(case, regions=(replace(case.regions[0], seats=seats),))
    strength = counted(case)

    prior = effects(CASE_MOVES.start, SEAT_MOVES.start) + OWN
    priors = (prior, prior + LEFT_OUT_LOG_SD**2 * np.diag([0.0, 1.0, 0.0]))
    weaker = LEFT_OUT[1] * np.log(2 / 3) - LEFT_OUT[0]
    centres = (np.full(3, np.log(SEEN_PRIOR)), np.log(SEEN_PRIOR) + np.array([0.0, weaker, 0.0]))

    def log_density(x):  # A in three seats, B in three, the pair's rate of transfer and the contest's
        rate = np.log(TRANSFER[FrontKind.SEAT_SHARING]) + RATE_LOG_SD[0] * x[6] + RATE_LOG_SD[1] * x[7]
        seen = np.stack([x[0], np.logaddexp(x[1], rate + x[4]), x[2], x[3], x[5]])
        counts = np.log([[0.5], [0.7], [0.5], [0.3], [0.3]])
        data = ((counts - seen) ** 2).sum(axis=0) / COUNT_LOG_SD**2 + x[6] ** 2 + x[7] ** 2
        both = (normal(x[3 * i : 3 * i + 3] - centres[i][:, None], priors[i]) for i in range(2))
        return sum(both) - 0.5 * data

    start = np.array([-0.7, -0.6, -0.7, -1.2, -1.7, -1.2, 0.0, 0.0])
    sample = metropolis(log_density, start, 0.03 * np.array([1, 3, 1, 1, 9, 1, 9, 9])[:, None])
    years = years_between(case.past[0].date, case.election_date)
    for party in range(2):
        exact = sample[3 * party : 3 * party + 3]
        mean, middle, spread = to_the_coming(exact, priors[party], centres[party], years)
        np.testing.assert_allclose(strength.mean[[0, 2], party], mean[[0, 2]], atol=0.03)
        np.testing.assert_allclose(strength.log_sd[[0, 2], party], spread[[0, 2]], rtol=0.03)
        assert abs(strength.mean[1, party] - middle[1]) < 0.3  # the sum is linear only near where it is looked at
        assert 0.75 < strength.log_sd[1, party] / spread[1] < 1.25


def weigh(log_weight):
    weight = np.exp(log_weight - log_weight.max())
    return weight / weight.sum()


def test_figures_agree_with_importance_sampling(make):
    """Polls see shares summed over seats, which are not linear in log-strength; a third of their error is allowed."""
    votes = make.votes("GE2", "N1", A=50_000, B=30_000, IND=20_000) + make.votes(
        "GE2", "N2", A=20_000, B=60_000, IND=20_000
    )
    case = make.case(parties=("A", "B"), seats=("N1", "N2"), results=votes)
    strength = assess(case)
    size = np.array([60_000.0, 90_000.0])
    targets = [Target(size, np.array(meant)) for meant in ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0])]
    printed, noise = np.log([0.45, 0.30]), np.array([[0.14**2, -0.01], [-0.01, 0.22**2]])
    see = sight_shares(frame_of(case), targets, noise, strength.present)
    after = observe(with_points(strength.belief), printed, see)

    def shares(belief, seed):
        root = np.linalg.cholesky(belief.covariance)
        z = belief.mean.reshape(-1, 1) + root @ np.random.default_rng(seed).normal(size=(6, SAMPLES))
        strengths = np.exp(z.reshape(2, 3, -1))
        return strengths / strengths.sum(axis=1, keepdims=True)

    share = shares(strength.belief, 13)
    off = printed[:, None] - np.log(np.einsum("s,spn->pn", size / size.sum(), share)[:2])
    weight = weigh(normal(off, noise))
    assert 1 / (weight**2).sum() > 5_000
    mean, ours = share @ weight, shares(after, 14)
    np.testing.assert_allclose(ours.mean(axis=2), mean, atol=0.02)
    spread = np.sqrt(((share - mean[..., None]) ** 2) @ weight)
    np.testing.assert_allclose(ours.std(axis=2), spread, rtol=0.15, atol=0.003)
