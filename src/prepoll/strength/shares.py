"""Shares of the valid votes, over seats and parties, as polls and reports speak of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.chance import generator
from prepoll.strength.assumptions import LEAST_SHARE
from prepoll.strength.belief import Belief, Glimpse
from prepoll.strength.frame import Frame
from prepoll.strength.types import Evidence, Floats

POINTS = 1024
"""Points at which shares are looked at to find their line: with 256, what small parties add up to is too rough."""


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


def with_points(belief: Belief) -> Belief:
    """Return a belief with the points at which shares are looked at."""
    return belief.with_cloud(POINTS, generator(0, "strength", "shares"))


def sight_shares(
    frame: Frame, targets: Sequence[Target], noise: Floats, present: npt.NDArray[np.bool_]
) -> Callable[[Belief], Glimpse]:
    """Return the function that predicts log-shares (n,) of `targets` from a belief, with its slopes.

    A share is of votes for candidates, summed over seats; more for one party is less for the others.
    The line is the mean over the belief, not the tangent, so that draws agree with what was seen: small
    parties of which little is known take more in the mean than at their medians.
    """
    inside = np.flatnonzero(np.any([target.seats > 0 for target in targets], axis=0))
    seats = np.stack([target.seats[inside] / target.seats.sum() for target in targets])  # (n, seat)
    parties = np.stack([target.parties for target in targets])  # (n, party)
    here = present[inside]
    size = len(frame.parties)
    cells = (inside[:, None] * size + np.arange(size)).ravel()

    def see(belief: Belief) -> Glimpse:
        away = belief.points()[inside]
        strength = np.exp(belief.mean[inside, :, None] + away) * here[:, :, None]
        share = strength / strength.sum(axis=1, keepdims=True)  # (seat, party, point)
        meant = np.einsum("ns,np,spm->nsm", seats, parties, share, optimize=True)
        total = np.maximum(meant.sum(axis=1), LEAST_SHARE)  # (n, point)
        pull = meant / total[:, None, :]  # (n, seat, point), the seats' parts in what is meant
        own = np.einsum("ns,nm,spm->nsp", seats, 1.0 / total, share, optimize=True) * parties[:, None, :]
        slope = (own - np.einsum("nsm,spm->nsp", pull, share, optimize=True)) / share.shape[2]
        slopes = np.zeros((len(targets), present.size))
        slopes[:, cells] = slope.reshape(len(targets), -1)
        explained = np.einsum("ni,in->n", slopes, belief.times(slopes.T))
        left = np.maximum(np.log(total).var(axis=1) - explained, 0.0)
        return np.log(total).mean(axis=1), slopes, noise + np.diag(left)

    return see
