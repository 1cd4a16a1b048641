"""One Gaussian over log-strength and how an observation changes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.strength.types import Floats

Ints = npt.NDArray[np.int64]
Glimpse = tuple[Floats, Floats, Floats]
"""What a belief predicts: values (n,), their slopes (n, k) in the k numbers believed, noise covariance (n, n)."""

PASSES = 3
"""Times that an observation is linearised, each around where the last one ended."""


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

    def block(self, live: Ints) -> Floats:
        """Return the covariance of some numbers, in place where they are all."""
        return self.covariance if len(live) == len(self.mean) else self.covariance[np.ix_(live, live)]

    def islands(self, slopes: Floats) -> list[tuple[Ints, Ints]]:
        """Divide observations (n, k) and numbers into parts that have nothing to do with each other.

        Returns pairs of places: of observations, and of the numbers that they or their partners in
        correlation belong to, all seats of a party together.
        """
        seats = len(self.mean) // self.parties
        blocks = self.covariance.reshape(seats, self.parties, seats, self.parties)
        tied = np.any(blocks != 0.0, axis=(0, 2))
        seen = np.any(slopes.reshape(len(slopes), seats, self.parties) != 0.0, axis=1)
        label = _components(tied | (seen.T.astype(np.int64) @ seen > 0))
        owner = label[seen.argmax(axis=1)]
        return [
            (np.flatnonzero(owner == part), np.flatnonzero(np.tile(label == part, seats)))
            for part in np.unique(owner).tolist()
        ]


def _components(tied: npt.NDArray[np.bool_]) -> Ints:
    """Give one number to each connected part of a graph (party, party)."""
    label = np.arange(len(tied))
    while True:
        lower = np.where(tied | np.eye(len(tied), dtype=np.bool_), label[None, :], len(tied)).min(axis=1)
        if (lower == label).all():
            return label
        label = lower


def observe(
    belief: Belief,
    value: Floats,
    see: Callable[[Belief], Glimpse],
    passes: int = PASSES,
    point: Belief | None = None,
) -> Belief:
    """Update `belief` by observed values (n,), seen through `see`, which is linearised anew in each pass.

    Each pass starts from `belief` again and is linearised around where the last one ended (García-Fernández,
    Svensson, Morelande and Särkkä 2015, iterated posterior linearisation); with `point` the first one
    around that. Errors of observations of unconnected parties must be independent.
    """
    around = belief if point is None else point
    predicted, slopes, noise = see(around)
    islands = belief.islands(slopes)
    blocks = [belief.block(live) for _, live in islands]
    for step in range(passes):
        if step > 0:
            predicted, slopes, noise = see(around)
        mean, covariance = belief.mean.copy(), belief.covariance.copy()
        for (rows, live), block in zip(islands, blocks, strict=True):
            slope = slopes[np.ix_(rows, live)]
            gain = slope @ block
            spread = gain @ slope.T + noise[np.ix_(rows, rows)]
            surprise = value[rows] - predicted[rows] - slope @ (belief.mean[live] - around.mean[live])
            root = np.linalg.cholesky(spread)
            half = np.linalg.solve(root, gain)
            mean[live] = belief.mean[live] + half.T @ np.linalg.solve(root, surprise)
            covariance[np.ix_(live, live)] = block - half.T @ half
        around = Belief(mean, covariance, belief.parties)
    return around


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
