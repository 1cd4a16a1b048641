"""One Gaussian over log-strength and how an observation changes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.strength.types import Floats

Ints = npt.NDArray[np.int64]
Glimpse = tuple[Floats, Floats, Floats]
"""What a mean predicts: values (n,), their slopes (n, k) in the k numbers believed, noise covariance (n, n)."""

PASSES = 3
"""Gauss–Newton passes: each looks from where the last one ended."""


@dataclass(frozen=True, slots=True)
class Belief:
    """A mean (k,) and covariance (k, k) of log-strength, seat-major; `parties` is the length of a seat's run."""

    mean: Floats
    covariance: Floats
    parties: int

    @property
    def log_sd(self) -> Floats:
        """Return the standard deviation of each number, (k,)."""
        return np.sqrt(np.maximum(np.diagonal(self.covariance), 0.0))

    def linked(self, touched: npt.NDArray[np.bool_]) -> Ints:
        """List the places of all parties that the `touched` ones (party,) are correlated with, themselves included."""
        seats = len(self.mean) // self.parties
        blocks = self.covariance.reshape(seats, self.parties, seats, self.parties)
        tied = np.any(blocks != 0.0, axis=(0, 2))
        reached = touched
        while True:
            wider = reached | tied[reached].any(axis=0)
            if (wider == reached).all():
                return np.flatnonzero(np.tile(reached, seats))
            reached = wider


def observe(belief: Belief, value: Floats, see: Callable[[Floats], Glimpse], passes: int = PASSES) -> Belief:
    """Update `belief` by observed values (n,), seen through `see`, which is linearised anew in each pass.

    An iterated extended Kalman update: the maximum of the posterior, and the covariance there.
    """
    place = belief.mean
    _, slopes, _ = see(place)
    touched = np.any(slopes != 0.0, axis=0).reshape(-1, belief.parties).any(axis=0)
    live = belief.linked(touched)
    before, prior = belief.mean[live], belief.covariance[np.ix_(live, live)]
    for _ in range(passes):
        predicted, slopes, noise = see(place)
        gain = slopes[:, live] @ prior
        spread = gain @ slopes[:, live].T + noise
        surprise = value - predicted - slopes[:, live] @ (before - place[live])
        place = place.copy()
        place[live] = before + gain.T @ np.linalg.solve(spread, surprise)
    half = np.linalg.solve(np.linalg.cholesky(spread), gain)
    covariance = belief.covariance.copy()
    covariance[np.ix_(live, live)] = prior - half.T @ half
    return Belief(place, covariance, belief.parties)


def log_sum(exponents: Floats) -> tuple[Floats, Floats]:
    """Return the logarithm of the sum of exponentials over the last axis, and each one's part in it.

    >>> total, part = log_sum(np.log(np.array([[0.1, 0.3]])))
    >>> [round(float(x), 3) for x in (np.exp(total[0]), *part[0])]
    [0.4, 0.25, 0.75]
    """
    top = exponents.max(axis=-1, keepdims=True)
    scaled = np.exp(exponents - top)
    total = scaled.sum(axis=-1, keepdims=True)
    return (top + np.log(total))[..., 0], scaled / total
