"""A Gaussian tree: effects of the whole case, of its regions and of each seat, and counts that see their sums.

Given the effects above it, a seat has nothing to do with any other. So counts are taken in seat by seat,
passed up as what they say of region and case, and passed down again: exact for linear counts, and its
work grows with the number of seats and not with its cube. A cell is a party at a moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from prepoll.strength.arrays import Floats, Ints

EMPTY = 1e9
"""Variance of lines that fill up: they say nothing."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Effects before any count; `region` is None where all seats lie in one."""

    mean: Floats  # (seat, cell)
    case: Floats  # (cell, cell)
    region: Floats | None  # (cell, cell), of each region
    seat: Floats  # (cell, cell), of each seat
    loose: Floats  # (seat, cell), log-sd that a party has in a seat beside that, the same at all moments
    rates: Floats  # (rate,), log-sd of each rate of transfer
    regions: Ints  # (seat,), numbered from 0
    moments: int

    @property
    def cells(self) -> int:
        """Count the cells."""
        return int(self.case.shape[0])

    @property
    def now(self) -> slice:
        """Return where the cells of the last moment are."""
        return slice(self.moments - 1, None, self.moments)

    @property
    def loose_factor(self) -> Floats:
        """Return the loose effects of a party in a seat as columns, (seat, cell, party)."""
        parties = self.cells // self.moments
        return self.loose[:, :, None] * np.repeat(np.eye(parties), self.moments, axis=0)[None]


@dataclass(frozen=True, slots=True)
class Lines:
    """Counts as linear functions of cells and rates, (seat, line, …); lines to fill up have no slope."""

    cells: Floats  # (seat, line, cell)
    rates: Floats  # (seat, line, rate)
    rest: Floats  # (seat, line), what was seen less what the means of all effects say
    variance: Floats  # (seat, line)


@dataclass(frozen=True, slots=True)
class Branch:
    """One region with its seats, and what its counts have come to."""

    seats: Ints
    lines: Lines
    gain: Floats  # (seat, cell, line), covariance of the seat's own effects with its lines
    weighed: Floats  # (seat, line, cell + rate + 1): lines and rest, over the lines' spread
    kept: Floats  # (seat, party, line), of the last moment's own effects from the lines
    factor: Floats  # (cell, source) of the region's effects, no sources where there is no region level
    region_root: Floats  # (source, source), of their precision
    region_slope: Floats  # (source, upper), of their mean from the case's effects and the rates
    region_rest: Floats  # (source,)
    known: Floats  # (upper, upper), precision that the region's counts give the case's effects and the rates
    pull: Floats  # (upper,)


@dataclass(frozen=True, slots=True)
class Grown:
    """The tree after all counts: the case's effects and rates as factor · source, and the regions below."""

    levels: Levels
    factor: Floats  # (upper, source); upper: the cells, then the rates
    centre: Floats  # (source,)
    root: Floats  # (source, source), of the sources' precision
    branches: tuple[Branch, ...]

    @property
    def upper(self) -> Floats:
        """Return the mean of the case's effects and rates, (upper,)."""
        return np.asarray(self.factor @ self.centre, dtype=np.float64)

    @property
    def rates(self) -> Floats:
        """Return the mean log of each rate over its prior, (rate,)."""
        return self.upper[self.levels.cells :]


def factor_of(covariance: Floats) -> Floats:
    """Return a factor F of a covariance with F Fᵀ equal to it, without sources that say nothing.

    >>> factor_of(np.array([[1.0, 1.0], [1.0, 1.0]])).shape
    (2, 1)
    """
    values, vectors = np.linalg.eigh(covariance)
    kept = values > 1e-10 * max(float(values[-1]), 1e-12)
    return np.asarray(vectors[:, kept] * np.sqrt(values[kept]), dtype=np.float64)


def grow(levels: Levels, lines: Lines) -> Grown:
    """Take all counts in."""
    region_factor = np.zeros((levels.cells, 0)) if levels.region is None else factor_of(levels.region)
    branches = tuple(_branch(levels, _of(lines, seats), seats, region_factor) for seats in _by_region(levels.regions))
    case = factor_of(levels.case)
    rates = len(levels.rates)
    factor = np.zeros((levels.cells + rates, case.shape[1] + rates))
    factor[: levels.cells, : case.shape[1]] = case
    factor[levels.cells :, case.shape[1] :] = np.diag(levels.rates)
    known = np.eye(factor.shape[1]) + factor.T @ sum(branch.known for branch in branches) @ factor
    pull = factor.T @ sum(branch.pull for branch in branches)
    root = np.asarray(np.linalg.cholesky(known), dtype=np.float64)
    centre = np.asarray(np.linalg.solve(known, pull), dtype=np.float64)
    return Grown(levels, factor, centre, root, branches)


def _by_region(regions: Ints) -> Iterator[Ints]:
    for region in np.unique(regions):
        yield np.flatnonzero(regions == region)


def _of(lines: Lines, seats: Ints) -> Lines:
    """Take the lines of some seats, without those at the end that fill up in all of them."""
    said = np.flatnonzero((lines.variance[seats] < EMPTY).any(axis=0))
    width = int(said[-1]) + 1 if len(said) else 0
    parts = (lines.cells, lines.rates, lines.rest, lines.variance)
    return Lines(*(np.ascontiguousarray(part[seats, :width]) for part in parts))


def _branch(levels: Levels, lines: Lines, seats: Ints, factor: Floats) -> Branch:
    gain, spread = _seat_gain(levels, lines, seats)
    seen = np.concatenate([lines.cells, lines.rates, lines.rest[:, :, None]], axis=2)
    towards_now = np.swapaxes(gain[:, levels.now], 1, 2)
    solved = np.linalg.solve(spread, np.concatenate([seen, towards_now], axis=2))
    weighed, kept = solved[:, :, : seen.shape[2]], solved[:, :, seen.shape[2] :]
    every = seen.reshape(-1, seen.shape[2]).T @ weighed.reshape(-1, seen.shape[2])
    every = (every + every.T) / 2.0
    known, pull = every[:-1, :-1], every[:-1, -1]
    cells = levels.cells
    inner = np.eye(factor.shape[1]) + factor.T @ known[:cells, :cells] @ factor
    towards = factor.T @ known[:cells, :]
    slope = np.linalg.solve(inner, towards)
    rest = np.linalg.solve(inner, factor.T @ pull[:cells])
    return Branch(
        seats=seats,
        lines=lines,
        gain=gain,
        weighed=weighed,
        kept=np.swapaxes(kept, 1, 2),
        factor=factor,
        region_root=np.linalg.cholesky(inner),
        region_slope=slope,
        region_rest=rest,
        known=known - towards.T @ slope,
        pull=pull - towards.T @ rest,
    )


def _seat_gain(levels: Levels, lines: Lines, seats: Ints) -> tuple[Floats, Floats]:
    """Return the covariance of a seat's own effects with its lines (seat, cell, line), and the lines' spread."""
    towards = lines.cells @ levels.seat  # (seat, line, cell)
    loose = levels.loose_factor[seats]
    seen = lines.cells @ loose
    gain = np.swapaxes(towards + seen @ np.swapaxes(loose, 1, 2), 1, 2)
    spread = lines.cells @ gain
    lengths = np.arange(spread.shape[1])
    spread[:, lengths, lengths] += lines.variance
    return gain, spread


def means(grown: Grown) -> Floats:
    """Return the mean of every cell in every seat, (seat, cell)."""
    levels, upper = grown.levels, grown.upper
    found = levels.mean.copy()
    for branch in grown.branches:
        shared = upper[: levels.cells] + branch.factor @ (branch.region_rest - branch.region_slope @ upper)
        left = branch.weighed @ np.concatenate([-shared, -upper[levels.cells :], [1.0]])
        found[branch.seats] += shared + (branch.gain @ left[:, :, None])[:, :, 0]
    return found


@dataclass(frozen=True, slots=True)
class Roots:
    """The coming election's log-strengths as sums of independent sources, (seat, party, source)."""

    case: Floats
    region: Floats
    own: Floats


def roots(grown: Grown) -> Roots:
    """Return how the last moment's log-strengths hang on the case's, the region's and their own sources."""
    levels = grown.levels
    seats, parties = len(levels.mean), levels.cells // levels.moments
    upper = grown.factor @ np.linalg.inv(grown.root).T
    width = max(branch.factor.shape[1] for branch in grown.branches)
    found = Roots(
        np.zeros((seats, parties, upper.shape[1])),
        np.zeros((seats, parties, width)),
        np.zeros((seats, parties, parties)),
    )
    for branch in grown.branches:
        shared = upper[: levels.cells] - branch.factor @ (branch.region_slope @ upper)
        region = branch.factor @ np.linalg.inv(branch.region_root).T
        seen = branch.lines.cells @ shared + branch.lines.rates @ upper[levels.cells :]
        found.case[branch.seats] = shared[levels.now] - branch.kept @ seen
        found.region[branch.seats, :, : region.shape[1]] = region[levels.now] - branch.kept @ (
            branch.lines.cells @ region
        )
        found.own[branch.seats] = _own_roots(levels, branch)
    return found


def _own_roots(levels: Levels, branch: Branch) -> Floats:
    now = levels.now
    each = np.eye(branch.kept.shape[1])
    before = levels.seat[now, now] + each * (levels.loose[branch.seats][:, now] ** 2)[:, None, :]
    left = before - branch.kept @ branch.gain[:, now].swapaxes(1, 2)
    return np.asarray(np.linalg.cholesky(left + 1e-9 * each), dtype=np.float64)
