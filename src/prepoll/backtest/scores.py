"""Score forecasts against what happened."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from prepoll.backtest.types import Forecast, Score

SEEN_FROM = 0.02
"""Shares of fronts under this are left out of error and coverage: nobody looks at them."""


def score(rule: str, forecasts: Sequence[Forecast], cut: str = "all") -> Score:
    """Score one rule over constituencies.

    Brier: sum over fronts of (chance - happened) squared, 0 to 2 (Brier 1950). Log: the negative
    natural logarithm of the chance given to the front that won (Good 1952).
    """
    rows = [row for row in forecasts if cut == "all" or row.new]
    errors: list[float] = []
    inside: list[bool] = []
    brier: list[float] = []
    log: list[float] = []
    for row in rows:
        happened = np.zeros(len(row.fronts))
        happened[row.won] = 1.0
        brier.append(float(((row.chance - happened) ** 2).sum()))
        log.append(-float(np.log(row.chance[row.won])))
        seen = np.maximum(row.actual, row.share) >= SEEN_FROM
        errors.extend(np.abs(row.actual - row.share)[seen])
        inside.extend(((row.low90 <= row.actual) & (row.actual <= row.high90))[seen])
    has_interval = any((row.high90 > row.low90).any() for row in rows)
    return Score(
        rule=rule,
        cut=cut,
        seats=len(rows),
        right=sum(int(np.argmax(row.chance)) == row.won for row in rows),
        brier=_mean(brier),
        log=_mean(log),
        share_error=100 * _mean(errors),
        cover90=_mean([float(value) for value in inside]) if has_interval else None,
    )


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")
