"""Score forecasts against what happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from prepoll.backtest.types import INTERVALS, Band, Called, Floats, Forecast, Score
from prepoll.names import OTHERS

SEEN_FROM = 0.02
"""Shares of fronts under this are left out of error and coverage: nobody looks at them."""

LABELS = (("safe", 0.95), ("likely", 0.80), ("leaning", 0.60), ("toss-up", 0.0))
"""What a seat is called, by the least chance of its likeliest front: the words of the brief."""

LARGE_STATE = 10
"""Seats of a state from which on its fronts' totals are looked at."""

IN_PLAY = 0.5
"""A total of seats counts where the front won some or was expected to win this many."""

TENTHS = 10


def score(rule: str, forecasts: Sequence[Forecast], cut: str = "all") -> Score:
    """Score one rule over constituencies of a cut: all, a kind of seat, or a state; at least one is in it.

    Brier: sum over fronts of (chance - happened) squared, 0 to 2 (Brier 1950). Log: the negative
    natural logarithm of the chance given to the front that won (Good 1952).
    """
    rows = [row for row in forecasts if in_cut(row, cut)]
    totals = _totals(rows)
    errors = np.concatenate([np.abs(row.actual - row.share)[seen(row)] for row in rows])
    return Score(
        rule=rule,
        cut=cut,
        seats=len(rows),
        right=sum(is_right(row) for row in rows),
        brier=float(np.mean([brier(row) for row in rows])),
        log=float(np.mean([log_loss(row) for row in rows])),
        share_error=100 * float(errors.mean()),
        bands=_share_bands(rows),
        totals={percent: band(*bounds) for percent, bounds in totals.items() if len(bounds[0])},
        totals_counted=len(totals[90][0]),
        labels=_labels(rows),
        ranks=rank_histogram(rows),
    )


def in_cut(row: Forecast, cut: str) -> bool:
    """Say whether a constituency belongs to a cut."""
    return cut == "all" or cut in row.cuts or cut == row.state


def is_right(row: Forecast) -> bool:
    """Say whether the likeliest front won."""
    return int(np.argmax(row.chance)) == row.won


def brier(row: Forecast) -> float:
    """Return the multi-class Brier score of one constituency."""
    happened = np.zeros(len(row.fronts))
    happened[row.won] = 1.0
    return float(((row.chance - happened) ** 2).sum())


def log_loss(row: Forecast) -> float:
    """Return the natural log score of one constituency, its sign turned."""
    return -float(np.log(row.chance[row.won]))


def seen(row: Forecast) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Say which fronts' shares are looked at, (front,)."""
    result: np.ndarray[tuple[int], np.dtype[np.bool_]] = np.maximum(row.actual, row.share) >= SEEN_FROM
    return result


def inside(row: Forecast, percent: int) -> Floats:
    """Say which of the shares looked at lie inside their interval, (n,), 1 or 0."""
    low, high = INTERVALS[percent]
    within = (row.quantiles[:, low] <= row.actual) & (row.actual <= row.quantiles[:, high])
    return within[seen(row)].astype(np.float64)


def band(actual: Floats, low: Floats, high: Floats) -> Band:
    """Say how many of the outcomes (n,) lie between two bounds, these included, and how far those are apart."""
    return Band(float(np.mean((low <= actual) & (actual <= high))), float(np.mean(high - low)))


def _share_bands(rows: Sequence[Forecast]) -> Mapping[int, Band]:
    actual = np.concatenate([row.actual[seen(row)] for row in rows])
    points = np.concatenate([row.quantiles[seen(row)] for row in rows])
    return {
        percent: band(100 * actual, 100 * points[:, low], 100 * points[:, high])
        for percent, (low, high) in INTERVALS.items()
    }


def _totals(rows: Sequence[Forecast]) -> Mapping[int, tuple[Floats, Floats, Floats]]:
    """Return seats won, lower and upper bounds (n,) for fronts in play in states of ten seats or more."""
    states: dict[str, list[Forecast]] = defaultdict(list)
    for row in rows:
        states[row.state].append(row)
    found = [one for seats in states.values() if len(seats) >= LARGE_STATE for one in state_totals(seats).values()]
    live = [(won, drawn) for won, drawn in found if won > 0 or drawn.mean() >= IN_PLAY]
    actual = np.array([won for won, _ in live], dtype=np.float64)
    bounds: dict[int, tuple[Floats, Floats, Floats]] = {}
    for percent in INTERVALS:
        tail = (100 - percent) / 200
        low = np.array([np.quantile(drawn, tail, method="lower") for _, drawn in live], dtype=np.float64)
        high = np.array([np.quantile(drawn, 1 - tail, method="higher") for _, drawn in live], dtype=np.float64)
        bounds[percent] = (actual, low, high)
    return bounds


def state_totals(seats: Sequence[Forecast]) -> dict[str, tuple[int, Floats]]:
    """Map each front of a state to the seats that it won and the seats that it wins draw by draw, (draw,)."""
    n_draws = len(seats[0].winners)
    won: dict[str, int] = defaultdict(int)
    drawn: dict[str, Floats] = defaultdict(lambda: np.zeros(n_draws))
    for row in seats:
        won[row.fronts[row.won]] += 1
        for i, front in enumerate(row.fronts):
            drawn[front] = drawn[front] + (row.winners == i)
    return {front: (won[front], drawn[front]) for front in sorted(drawn) if front != OTHERS}


def label(row: Forecast) -> str:
    """Return what the seat is called."""
    best = float(row.chance.max())
    return next(name for name, least in LABELS if best >= least)


def _labels(rows: Sequence[Forecast]) -> Mapping[str, Called]:
    called = {name: [row for row in rows if label(row) == name] for name, _ in LABELS}
    return {name: Called(len(mine), sum(is_right(row) for row in mine)) for name, mine in called.items()}


def rank_histogram(rows: Sequence[Forecast]) -> tuple[int, ...]:
    """Count in which tenth of the draws the shares fell that happened; level where the draws are right."""
    ranks = np.concatenate([row.rank[seen(row)] for row in rows])
    counts, _ = np.histogram(np.minimum(ranks, 1.0), bins=TENTHS, range=(0.0, 1.0))
    return tuple(counts.tolist())
