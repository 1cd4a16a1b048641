"""Expectation and maximisation: whose votes are the ones counted, and what table do they make."""

from __future__ import annotations

import numpy as np

from prepoll.ecological.types import Convergence, Floats

ROUGH_VOTES = 20.0
ROUGH_SPREAD = 0.02
STEPS = 1000
STILL = 1e-4


def independent_start(start: Floats, end: Floats) -> Floats:
    """Return a rough table from `start` (unit, origin) and `end` (unit, destination), (origin, destination)."""
    total = end.sum(axis=0) / max(float(end.sum()), 1e-300)
    prior = ROUGH_VOTES * np.tile(total, (start.shape[1], 1))
    shares, _ = multinomial(start, end, prior, ROUGH_SPREAD, steps=300)
    table: Floats = start.sum(axis=0)[:, None] * shares
    return table


def multinomial(
    start: Floats, end: Floats, prior: Floats, spread: float, steps: int = STEPS
) -> tuple[Floats, Convergence]:
    """Return row shares by EM for a multinomial, (origin, destination), and how it came to rest.

    Each vote for a destination is split over origins in proportion to who was there and what they do;
    `prior` (origin, destination) are votes known beforehand; a unit of n votes weighs 1 / (1 + spread · n).
    """
    weight = 1.0 / (1.0 + spread * start.sum(axis=1, keepdims=True))
    shares = np.tile(end.sum(axis=0) / end.sum(), (start.shape[1], 1))
    moved, taken = np.inf, 0
    while moved >= STILL and taken < steps:
        expected = start @ shares
        ratio = np.divide(weight * end, expected, out=np.zeros_like(end), where=expected > 0)
        votes = shares * (start.T @ ratio) + prior
        total = votes.sum(axis=1, keepdims=True)
        new = np.divide(votes, total, out=shares.copy(), where=total > 0)
        moved, taken, shares = float(np.abs(new - shares).max()), taken + 1, new
    return shares, Convergence(moved < STILL, taken, moved)


def gaussian(start: Floats, end: Floats, spread: float, steps: int = STEPS) -> tuple[Floats, Convergence]:
    """Return row shares by EM where the votes of each origin in a unit are taken as Gaussian.

    Given the unit's counts, the votes of an origin are their mean plus what is left over, shared out by
    variance; negative ones count as none. `spread` is the over-dispersion of an origin's voters.
    """
    shares = np.tile(end.sum(axis=0) / end.sum(), (start.shape[1], 1))
    last = end.shape[1] - 1
    weight = start + spread * start**2
    moved, taken = np.inf, 0
    while moved >= STILL and taken < steps:
        slope = shares[:, :, None] * (np.eye(last + 1) - shares[:, None, :])
        variance = np.einsum("ur,rck->uck", weight, slope)[:, :last, :last] + 0.25 * np.eye(last)
        left_over = (end - start @ shares)[:, :last, None]
        pull = np.linalg.solve(variance, left_over)[..., 0]
        extra = weight[:, :, None] * np.einsum("rck,uk->urc", slope[:, :, :last], pull)
        votes = np.maximum(start[:, :, None] * shares + extra, 0.0).sum(axis=0)
        total = votes.sum(axis=1, keepdims=True)
        new = np.divide(votes, total, out=shares.copy(), where=total > 0)
        moved, taken, shares = float(np.abs(new - shares).max()), taken + 1, new
    return shares, Convergence(moved < STILL, taken, moved)
