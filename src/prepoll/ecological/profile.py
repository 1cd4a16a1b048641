"""The profile: how voters of each origin choose between families of destinations, everywhere alike.

A district's log odds are eta[r,c] = profile[r, family of c] + appeal[c] + own[r,c]: appeal is what a
destination has for everybody there, own what is left. Both are Gaussian around 0, so that a district's
prior is one Gaussian around the profile, and districts together say what the profile is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.ecological.assumptions import Assumptions
from prepoll.ecological.matching import UNMATCHED
from prepoll.ecological.surface import Fitted, Prior
from prepoll.ecological.types import ENTRIES, EXITS, Floats
from prepoll.names import OTHERS

NEVER = -6.0
"""Log odds that someone who enters also leaves."""

Cells = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Profile:
    """Log odds by origin and family, with what is held of them before."""

    origins: tuple[str, ...]
    families: tuple[str, ...]
    odds: Floats  # (origin, family)
    before: Prior  # of `odds`

    def cells(self, origins: Sequence[str], families: Sequence[str]) -> Cells:
        """Return where the cells of a district stand in the profile, (origin of it · destination of it,)."""
        rows = np.array([self.origins.index(name) for name in origins], dtype=np.intp)
        columns = np.array([self.families.index(name) for name in families], dtype=np.intp)
        return (rows[:, None] * len(self.families) + columns).ravel()

    def prior(self, cells: Cells, shape: tuple[int, int], given: Assumptions) -> Prior:
        """Return the prior of a district's log odds, as weighty as `trust` in its units allows."""
        return Prior(self.odds.ravel()[cells].reshape(shape), district_precision(shape, given) / given.trust)


def first_profile(origins: Sequence[str], given: Assumptions) -> Profile:
    """Return the profile that is held before any unit is seen: loyalty, and nothing else."""
    names = tuple(sorted(set(origins)))
    families = (*names, UNMATCHED, *((EXITS,) if EXITS not in names else ()))
    odds = np.zeros((len(names), len(families)))
    spread = np.full(odds.shape, given.profile_spread)
    for i, name in enumerate(names):
        odds[i, i] = given.loyalty - (given.remainder if name == OTHERS else 0.0)
        spread[i, i] = given.loyalty_spread
    if ENTRIES in names:
        odds[names.index(ENTRIES), families.index(EXITS)] = NEVER
    correlation = np.eye(odds.size)
    for i in range(len(names)):
        for j in range(len(names)):
            if i != j:
                correlation[i * len(families) + j, j * len(families) + i] = given.symmetry
    covariance = correlation * np.outer(spread.ravel(), spread.ravel())
    precision: Floats = np.asarray(np.linalg.inv(covariance) / given.trust, dtype=np.float64)
    return Profile(names, families, odds, Prior(odds, precision))


def district_precision(shape: tuple[int, int], given: Assumptions) -> Floats:
    """Return the inverse covariance of appeal and own log odds, (origin · destination, the same)."""
    origins, destinations = shape
    own, appeal = given.district_spread**2, given.column_spread**2
    block = (np.eye(origins) - appeal / (own + origins * appeal)) / own
    return np.asarray(np.kron(block, np.eye(destinations)), dtype=np.float64)


def relearned(profile: Profile, fits: Sequence[tuple[Cells, Prior, Fitted]]) -> Profile:
    """Return the profile that the fits of all districts make most likely.

    Each district says of its cells of the profile: around its fit its likelihood is Gaussian, and what it
    tells of the profile is that with the district's own spread taken out.
    """
    precision = profile.before.precision.copy()
    weighted = precision @ profile.before.mean.ravel()
    for cells, prior, fit in fits:
        kept = prior.precision @ np.linalg.inv(fit.at.information + prior.precision)
        pull = prior.precision @ (fit.eta - prior.mean).ravel()
        np.add.at(weighted, cells, kept @ (fit.at.information @ fit.eta.ravel() + pull))
        np.add.at(precision, (cells[:, None], cells), prior.precision - kept @ prior.precision)
    odds = np.asarray(np.linalg.solve(precision, weighted), dtype=np.float64).reshape(profile.odds.shape)
    return Profile(profile.origins, profile.families, odds, profile.before)
