"""Tables fitted to their totals, and the table that knows nothing but them."""

from __future__ import annotations

import numpy as np

from prepoll.ecological.types import Floats

ROUNDS = 500
PRECISION = 1e-9
"""Fitting stops where no row total is off by more than this part of all votes."""


def fitted(table: Floats, rows: Floats, columns: Floats) -> Floats:
    """Scale rows and columns in turn until both totals hold: iterative proportional fitting.

    `table` is (…, row, column), nothing negative; `rows` (row,) and `columns` (column,) have one sum.
    Odds ratios stay as they are. Where zeros stand in the way of a total, they are lifted a little.
    Deming and Stephan 1940.
    """
    total = max(float(rows.sum()), 1e-300)
    scaled = np.maximum(table, 1e-12) * rows[:, None]
    for _ in range(ROUNDS):
        scaled = scaled * _ratio(columns, scaled.sum(axis=-2))[..., None, :]
        sums = scaled.sum(axis=-1)
        if np.abs(sums - rows).max(initial=0.0) < PRECISION * total:
            break
        scaled = scaled * _ratio(rows, sums)[..., :, None]
    return scaled


def _ratio(wanted: Floats, found: Floats) -> Floats:
    ratio: Floats = np.divide(wanted, found, out=np.zeros_like(found), where=found > 0)
    return ratio


def independent(rows: Floats, columns: Floats) -> Floats:
    """Return the table in which destination does not depend on origin, (row, column)."""
    table: Floats = np.outer(rows, columns) / max(float(rows.sum()), 1e-300)
    return table
