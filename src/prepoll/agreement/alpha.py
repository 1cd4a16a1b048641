"""Krippendorff's alpha for two coders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

Value = TypeVar("Value", bound=Hashable)
Distance = Callable[[Value, Value], float]


def krippendorff_alpha(units: Sequence[tuple[Value, Value]], distance: Distance[Value]) -> float | None:
    """Return 1 − observed over expected disagreement; None where no disagreement can be expected.

    `units` are what both coders gave for one thing; `distance` is 0 for equal values, 1 for wholly
    different ones. Expected disagreement is over all pairs of values, whoever gave them.
    Source: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections B and C.

    >>> krippendorff_alpha([("a", "a"), ("b", "b"), ("a", "b")], nominal)
    0.4444444444444444
    """
    if not units:
        return None
    observed = sum(distance(a, b) for a, b in units) / len(units)
    counts = Counter(value for unit in units for value in unit)
    values, total = list(counts), counts.total()
    apart = sum(counts[a] * counts[b] * distance(a, b) for a in values for b in values)
    expected = apart / (total * (total - 1))
    return None if expected == 0 else 1 - observed / expected


def nominal(a: object, b: object) -> float:
    """Return 0 where two values are equal, else 1."""
    return 0.0 if a == b else 1.0


def masi(a: frozenset[Hashable], b: frozenset[Hashable]) -> float:
    """Return the distance of two sets: 1 − Jaccard × (1 equal, 2/3 one within the other, 1/3 crossing, 0 apart).

    Source: Passonneau, Measuring Agreement on Set-valued Items (MASI), LREC 2006, section 4.

    >>> round(masi(frozenset({"talks"}), frozenset({"talks", "open"})), 3)
    0.667
    """
    if a == b:
        return 0.0
    shared = len(a & b)
    monotone = 0.0 if not shared else 2 / 3 if a < b or b < a else 1 / 3
    return 1 - shared / len(a | b) * monotone
