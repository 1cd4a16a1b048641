"""Goodman's regression: the baseline that everybody knows."""

from __future__ import annotations

import numpy as np

from prepoll.ecological.types import Convergence, Floats


def goodman(start: Floats, end: Floats) -> tuple[Floats, Convergence]:
    """Return row shares by least squares on unit counts, negative ones set to 0, (origin, destination).

    Goodman 1953, Ecological regressions and behavior of individuals; rows are brought to sum 1 afterwards.
    """
    raw, *_ = np.linalg.lstsq(start, end, rcond=None)
    clipped = np.maximum(raw, 0.0)
    total = clipped.sum(axis=1, keepdims=True)
    even = np.full_like(clipped, 1.0 / clipped.shape[1])
    return np.divide(clipped, total, out=even, where=total > 0), Convergence(True, 1, 0.0)
