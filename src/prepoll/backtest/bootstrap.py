"""How sure a difference between two rules is, when the states are drawn anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from prepoll.backtest.scores import brier, in_cut, inside, log_loss
from prepoll.backtest.types import Difference, Floats, Forecast, Ints
from prepoll.chance import generator

RESAMPLES = 2000
MEASURES: Mapping[str, Callable[[Forecast], float]] = {"log": log_loss, "brier": brier}


def difference(
    rule: tuple[str, Sequence[Forecast]], against: tuple[str, Sequence[Forecast]], cut: str, measure: str, seed: int
) -> Difference:
    """Compare two rules on the same constituencies: mean difference of a score and its 90 % interval.

    States are drawn with replacement, each with all its seats, for seats of a state err together.
    """
    of = MEASURES[measure]
    pairs = [(a, b) for a, b in zip(rule[1], against[1], strict=True) if in_cut(a, cut)]
    gaps: dict[str, list[float]] = defaultdict(list)
    for a, b in pairs:
        gaps[a.state].append(of(a) - of(b))
    low, mean, high = clustered([np.array(gaps[state]) for state in sorted(gaps)], seed, cut)
    return Difference(rule[0], against[0], cut, measure, mean, low, high)


def clustered(groups: Sequence[Floats], seed: int, name: str) -> tuple[float, float, float]:
    """Return 5 % point, mean and 95 % point of the mean over all values when whole groups are drawn anew."""
    sums = np.array([group.sum() for group in groups])
    sizes = np.array([len(group) for group in groups], dtype=np.float64)
    rng = generator(seed, "back-test", "bootstrap", name)
    drawn: Ints = rng.integers(0, len(groups), size=(RESAMPLES, len(groups)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.05, 0.95])
    return float(low), float(sums.sum() / sizes.sum()), float(high)


def clustered_inside(forecasts: Sequence[Forecast], percent: int, cut: str, seed: int) -> tuple[float, float, float]:
    """Return the part of shares inside their interval with its own 90 % interval, states drawn anew.

    Of a single state its constituencies are drawn anew, each with all its elections.
    """
    groups: dict[str, list[Floats]] = defaultdict(list)
    for row in forecasts:
        if in_cut(row, cut):
            groups[row.constituency if cut == row.state else row.state].append(inside(row, percent))
    return clustered([np.concatenate(groups[name]) for name in sorted(groups)], seed, f"{cut}{percent}")
