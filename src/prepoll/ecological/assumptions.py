"""The constants of the estimators, read from the file that is shipped with them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is held true before a file is seen; `constants.toml` says what each is."""

    context: float
    trust: float
    loyalty: float
    loyalty_spread: float
    remainder: float
    profile_spread: float
    symmetry: float
    district_spread: float
    column_spread: float
    widening: float  # factor on the standard deviations of log odds
    scarcity: float  # with n units they are wider by the root of 1 + scarcity / n


@cache
def assumptions(kind: str) -> Assumptions:
    """Read the constants for `kind`: "pooled" (many districts) or "alone" (one)."""
    table = tomllib.loads(files("prepoll.ecological").joinpath("constants.toml").read_text(encoding="utf-8"))
    intervals = table["intervals"]
    return Assumptions(**table[kind], widening=intervals[kind], scarcity=intervals["scarcity"])
