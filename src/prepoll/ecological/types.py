"""What goes into ecological inference and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from prepoll.errors import ModelError

Floats = npt.NDArray[np.float64]

ENTRIES = "ENTRIES"
"""Row of those who vote at the second election and were not counted at the first."""
EXITS = "EXITS"
"""Column of those who were counted at the first election and are not at the second."""
LEVELS = (0.5, 0.8, 0.9)
"""Levels at which intervals are given; each holds the one before."""


class Estimator(StrEnum):
    """Ways to estimate a table from its margins in units."""

    POOLED = "pooled"
    ALONE = "alone"
    EM = "em"
    GAUSSIAN = "gaussian"
    LPHOM = "lphom"
    SYMMETRIC = "symmetric"
    GOODMAN = "goodman"


class Balance(StrEnum):
    """What is done where a unit's two totals differ."""

    SCALE = "scale"
    FLOWS = "flows"


@dataclass(frozen=True, slots=True)
class Units:
    """The votes of one district, unit by unit, at both ends of the transfer."""

    district: str
    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    start: Floats  # (unit, origin); votes, none negative
    end: Floats  # (unit, destination); votes, each unit with the total it has in `start`

    def __post_init__(self) -> None:
        units = self.start.shape[0]
        if self.start.shape != (units, len(self.origins)) or self.end.shape != (units, len(self.destinations)):
            raise ModelError(
                f"District {self.district}: counts and option names do not fit. Give one column an option."
            )
        if not (np.isfinite(self.start).all() and np.isfinite(self.end).all()):
            raise ModelError(f"District {self.district}: a count is not a finite number. Give whole numbers of votes.")
        if (self.start < 0).any() or (self.end < 0).any():
            raise ModelError(f"District {self.district}: a count is negative. Votes are 0 or more.")
        before, after = self.start.sum(axis=1), self.end.sum(axis=1)
        if not np.allclose(before, after, rtol=1e-6, atol=1e-6):
            raise ModelError(
                f"District {self.district}: the two totals of a unit differ. Balance the units first (`balanced`)."
            )

    @property
    def rows(self) -> Floats:
        """Return the votes of each origin in the district, (origin,)."""
        total: Floats = self.start.sum(axis=0)
        return total

    @property
    def columns(self) -> Floats:
        """Return the votes of each destination in the district, (destination,)."""
        total: Floats = self.end.sum(axis=0)
        return total


@dataclass(frozen=True, slots=True)
class Convergence:
    """How an estimate came to rest."""

    reached: bool
    steps: int
    last_move: float  # the largest change of a row share in the last step

    @property
    def sentence(self) -> str:
        """Say it in words."""
        state = "settled" if self.reached else "did not settle"
        return f"{state} after {self.steps} steps; the last moved a row share by {100 * self.last_move:.2g} points"


@dataclass(frozen=True, slots=True)
class Estimate:
    """The estimated table of one district, with intervals where the estimator has them."""

    district: str
    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    votes: Floats  # (origin, destination); adds up to the totals of both sides
    draws: Floats | None  # (draw, origin, destination); votes; None: the estimator gives no intervals
    convergence: Convergence
    notes: tuple[str, ...] = ()

    @property
    def shares(self) -> Floats:
        """Return the votes as parts of their row, (origin, destination); NaN in a row without votes."""
        return row_shares(self.votes)

    def intervals(self) -> Mapping[float, tuple[Floats, Floats]] | None:
        """Return for each level the ends of the interval of each row share, (origin, destination) each."""
        if self.draws is None:
            return None
        drawn = row_shares(self.draws)
        centre = self.shares
        ends = {}
        for level in LEVELS:
            low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
            ends[level] = (np.fmin(low, centre), np.fmax(high, centre))
        return ends


def row_shares(votes: Floats) -> Floats:
    """Divide each row of the last two axes by its sum; NaN where that is 0."""
    total = votes.sum(axis=-1, keepdims=True)
    shares: Floats = np.divide(votes, total, out=np.full_like(votes, np.nan), where=total > 0)
    return shares
