"""The votes of units as a Gaussian whose mean and spread follow from the log odds of a table.

In unit u, x[u,r] voters of origin r go to destination c with probability p[u,r,c], the softmax over c of
eta[r,c] + offset[u,c]. The counts y[u] have mean sum_r x[u,r] p[u,r] and variance
sum_r (x[u,r] + spread · x[u,r]²) (diag p[u,r] - p[u,r] p[u,r]'): multinomial, and beyond it each unit's
own voters differ from those of the district (over-dispersion). The last destination is left out of the
variance, as it follows from the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prepoll.ecological.types import Convergence, Floats

ROUNDING = 0.25
"""Variance added to each count: whole votes, and totals that were scaled."""
LONGEST = 1.0
"""The farthest that a log odds moves in one step."""
STILL = 2e-3
"""A fit has come to rest where no row share moves by more."""


@dataclass(frozen=True, slots=True)
class Linear:
    """The likelihood around one point."""

    gradient: Floats  # (origin · destination,)
    information: Floats  # (origin · destination, origin · destination)
    chi_square: float  # squared residuals in units of their variance
    shares: Floats  # (origin, destination); of the district's voters of each origin


@dataclass(frozen=True, slots=True)
class Prior:
    """A Gaussian on log odds."""

    mean: Floats  # (origin, destination)
    precision: Floats  # (origin · destination, origin · destination)


@dataclass(frozen=True, slots=True)
class Fitted:
    """The most likely log odds under a prior, and the likelihood there."""

    eta: Floats  # (origin, destination)
    at: Linear
    convergence: Convergence


@dataclass(frozen=True, slots=True)
class Seen:
    """What is counted: votes per unit at both ends, the context of each unit, the spread between units."""

    start: Floats  # (unit, origin)
    end: Floats  # (unit, destination)
    offset: Floats  # (unit, destination)
    spread: float


def softmax(eta: Floats) -> Floats:
    """Return the probabilities of log odds over the last axis."""
    odds = np.exp(eta - eta.max(axis=-1, keepdims=True))
    shares: Floats = odds / odds.sum(axis=-1, keepdims=True)
    return shares


def linearise(seen: Seen, eta: Floats) -> Linear:
    """Expand the likelihood at `eta`, (origin, destination)."""
    x = seen.start
    units, last = len(x), eta.shape[1] - 1
    share = softmax(eta + seen.offset[:, None, :])
    slope = share[..., None] * (np.eye(last + 1) - share[..., None, :])
    variance = np.einsum("ur,urck->uck", x + seen.spread * x**2, slope)[:, :last, :last]
    variance += (ROUNDING + 1e-5 * x.sum(axis=1))[:, None, None] * np.eye(last)
    jacobian = (x[:, :, None, None] * slope[:, :, :last, :]).transpose(0, 2, 1, 3).reshape(units, last, eta.size)
    residual = (seen.end - np.einsum("ur,urc->uc", x, share))[:, :last]
    whitening = np.linalg.inv(np.linalg.cholesky(variance))
    white = whitening @ np.concatenate([jacobian, residual[..., None]], axis=2)
    flat = white.reshape(units * last, eta.size + 1)
    product = flat.T @ flat
    voters = np.einsum("ur,urc->rc", x, share)
    return Linear(product[:-1, -1], product[:-1, :-1], float(product[-1, -1]), voters / x.sum(axis=0)[:, None])


def climb(seen: Seen, prior: Prior, eta: Floats, steps: int) -> Fitted:
    """Seek the most likely log odds from `eta` on by Fisher scoring, in at most `steps` steps."""
    at = linearise(seen, eta)
    moved, taken = np.inf, 0
    while moved >= STILL and taken < steps:
        pull = prior.precision @ (prior.mean - eta).ravel()
        step = np.linalg.solve(at.information + prior.precision, at.gradient + pull)
        step = step / max(1.0, np.abs(step).max() / LONGEST)
        eta = eta + step.reshape(eta.shape)
        before, at = at, linearise(seen, eta)
        moved, taken = float(np.abs(at.shares - before.shares).max()), taken + 1
    return Fitted(eta, at, Convergence(moved < STILL, taken, moved))
