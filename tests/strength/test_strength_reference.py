"""The Gaussian answer against a sampler that knows no linearisation: two seats, two parties and OTHERS."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from prepoll.strength import assess
from prepoll.strength.assumptions import (
    SEEN_PRIOR,
    SWING_CASE,
    SWING_REGION,
    SWING_SEAT_TOTAL,
    TINY_FACTOR,
    TINY_SHARE,
    TRANSFER_LOG_SD,
)

SAMPLES = 200_000
CHAINS, STEPS, BURN = 400, 5_000, 1_000


def blocks(case, region, seat):
    """Covariance over two seats of one region."""
    return (case + region) * np.ones((2, 2)) + seat * np.eye(2)


def swing(*shares):
    """One election's own swing of a party with these shares."""
    wider = (1 + TINY_FACTOR * np.exp(-np.mean(shares) / TINY_SHARE)) ** 2
    local = SWING_SEAT_TOTAL**2 - SWING_REGION**2
    return blocks(SWING_CASE**2, wider * SWING_REGION**2, wider * local) / 2


def log_normal(error, covariance):
    return -0.5 * np.einsum("in,ij,jn->n", error, np.linalg.inv(covariance), error)


def metropolis(log_density, start, scale):
    """Run many random walks at once; returns (number, sample)."""
    rng = np.random.default_rng(11)
    place = start[:, None] + scale * rng.normal(size=(len(start), CHAINS))
    here, kept = log_density(place), []
    for step in range(STEPS):
        proposed = place + scale * rng.normal(size=place.shape)
        there = log_density(proposed)
        taken = np.log(rng.random(CHAINS)) < there - here
        place, here = np.where(taken, proposed, place), np.where(taken, there, here)
        if step >= BURN and step % 10 == 0:
            kept.append(place)
    return np.concatenate(kept, axis=1)


def test_alone_and_in_a_front_agree_with_a_sampler(make):
    """A stands alone in N1 and for A and B in N2, where B stays out; B stands in N1."""
    votes = make.votes("GE2", "N1", A=50_000, B=30_000, IND=20_000) + make.votes("GE2", "N2", A=70_000, IND=30_000)
    fronts = (make.front("GE2", "N2", "A"), make.front("GE2", "N2", "B"))
    strength = assess(make.case(parties=("A", "B"), seats=("N1", "N2"), results=votes, fronts=fronts))

    prior = blocks(SEEN_PRIOR[1] ** 2, SEEN_PRIOR[2] ** 2, SEEN_PRIOR[3] ** 2)
    noise_a = swing(0.5, 0.7) + np.diag([1 / 50_001, 1 / 70_001])
    noise_b = swing(0.3)[:1, :1] + 1 / 30_001

    def log_density(x):  # strengths of A in both seats, of B in both, log of the transfer rate's error
        rate = np.log(0.6) + TRANSFER_LOG_SD * x[4]
        seen = np.stack([x[0], np.logaddexp(x[1], rate + x[3])])
        own = log_normal(x[:2] - np.log(SEEN_PRIOR[0]), prior) + log_normal(x[2:4] - np.log(SEEN_PRIOR[0]), prior)
        data = log_normal(np.log([[0.5], [0.7]]) - seen, noise_a) + log_normal(np.log(0.3) - x[2:3], noise_b)
        return own + data - 0.5 * x[4] ** 2

    sample = metropolis(log_density, np.array([-0.7, -0.6, -1.2, -1.5, 0.0]), 0.35)
    exact = sample[:4].reshape(2, 2, -1)  # (party, seat, sample)
    shares = np.exp(strength.mean) / np.exp(strength.mean).sum(axis=1, keepdims=True)
    later = np.array([swing(*shares[:, p])[0, 0] for p in range(2)])  # until the election
    np.testing.assert_allclose(strength.mean[:, :2].T, exact.mean(axis=2), atol=0.25)
    np.testing.assert_allclose(strength.mean[0, :2], exact[:, 0].mean(axis=1), atol=0.06)
    ours = np.sqrt(np.diagonal(strength.covariance).reshape(2, 3)[:, :2].T)
    np.testing.assert_allclose(ours, np.sqrt(exact.var(axis=2) + later[:, None]), rtol=0.2)


def weigh(log_weight):
    weight = np.exp(log_weight - log_weight.max())
    return weight / weight.sum()


def test_a_poll_agrees_with_importance_sampling(make):
    """The poll sees shares summed over seats, which are not linear in log-strength; half its error is allowed."""
    votes = make.votes("GE2", "N1", A=50_000, B=30_000, IND=20_000) + make.votes(
        "GE2", "N2", A=20_000, B=60_000, IND=20_000
    )
    case = make.case(parties=("A", "B"), seats=("N1", "N2"), results=votes)
    before = assess(case)
    polls = (make.poll("A", 0.45), make.poll("B", 0.30))
    after = assess(replace(case, polls=polls))

    rng = np.random.default_rng(13)
    z = (before.mean.reshape(-1, 1) + np.linalg.cholesky(before.covariance) @ rng.normal(size=(6, SAMPLES))).reshape(
        2, 3, -1
    )
    share = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    cast = 1 / (1 + np.exp(-before.turnout_mean))
    size = before.electors * cast * (1 - np.exp(before.nota_mean))
    total = np.einsum("s,spn->pn", size / size.sum(), share)
    weight = weigh(-0.5 * (np.log(0.45 / total[0]) / 0.14) ** 2 - 0.5 * (np.log(0.30 / total[1]) / 0.22) ** 2)
    assert 1 / (weight**2).sum() > 5_000
    mean = share @ weight
    ours = (after.mean.reshape(-1, 1) + np.linalg.cholesky(after.covariance) @ rng.normal(size=(6, SAMPLES))).reshape(
        2, 3, -1
    )
    drawn = np.exp(ours) / np.exp(ours).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(drawn.mean(axis=2), mean, atol=0.015)
    spread = np.sqrt(((share - mean[..., None]) ** 2) @ weight)
    np.testing.assert_allclose(drawn.std(axis=2), spread, rtol=0.15, atol=0.003)
