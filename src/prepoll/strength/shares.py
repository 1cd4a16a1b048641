"""Shares of the valid votes, over seats and parties, as polls and reports speak of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.strength.assumptions import LEAST_SHARE
from prepoll.strength.gaussian import Belief, Glimpse
from prepoll.strength.types import Evidence, Floats


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is about: how much each seat counts, and how much of each party belongs to it."""

    seats: Floats  # (seat,), expected valid votes, 0 for seats outside
    parties: Floats  # (party,), 1 for those meant, 0 for others; between for part of a later child's voters


@dataclass(frozen=True, slots=True)
class Figure:
    """A target, the share read for it and its error; `evidence` says where it comes from."""

    target: Target
    log_share: float
    log_sd: float
    evidence: Evidence


def shares_of(mean: Floats, present: npt.NDArray[np.bool_]) -> Floats:
    """Bring log-strengths (seat, party) to shares that sum to 1 in each seat, absent parties at 0."""
    strength = np.exp(mean - mean.max(axis=1, keepdims=True)) * present
    return np.asarray(strength / strength.sum(axis=1, keepdims=True), dtype=np.float64)


def shared_noise(figures: Sequence[Figure], alike: Floats) -> Floats:
    """Return the error covariance (n, n) of figures of which pairs share a part `alike` of the surer one's variance.

    The surer one's, not the product of both: else the best mean of two would lie outside them.
    """
    variance = np.array([figure.log_sd**2 for figure in figures])
    noise: Floats = np.minimum(variance[:, None], variance[None, :]) * alike
    np.fill_diagonal(noise, variance)
    return noise


def sight_shares(
    targets: Sequence[Target], noise: Floats, present: npt.NDArray[np.bool_]
) -> Callable[[Belief], Glimpse]:
    """Return the function that predicts log-shares (n,) of `targets` from a belief, with its slopes.

    A share is of votes for candidates, summed over seats; more for one party is less for the others.
    """
    seats = np.stack([target.seats / target.seats.sum() for target in targets])  # (n, seat)
    parties = np.stack([target.parties for target in targets])  # (n, party)

    def see(belief: Belief) -> Glimpse:
        share = shares_of(belief.mean.reshape(present.shape), present)
        meant = seats[:, :, None] * parties[:, None, :] * share[None, :, :]
        total = np.maximum(meant.sum(axis=(1, 2)), LEAST_SHARE)
        part = meant / total[:, None, None]
        slopes = part - part.sum(axis=2, keepdims=True) * share[None, :, :]
        return np.log(total), slopes.reshape(len(targets), -1), noise

    return see
