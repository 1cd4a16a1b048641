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
    widening: float  # factor on the standard deviations of log odds of a cell that has its whole row
    company: float  # with n districts they are wider by the root of 1 + company / n
    scarcity: float  # with n units they are wider by the root of 1 + scarcity / n
    tilt: float  # a cell with the part p of its row has them wider by p to the power of -tilt
    tails: float  # degrees of freedom of the t distribution that they are the scale of


@cache
def assumptions(kind: str) -> Assumptions:
    """Read the constants for `kind`: "pooled" (many districts) or "alone" (one)."""
    table = tomllib.loads(files("prepoll.ecological").joinpath("constants.toml").read_text(encoding="utf-8"))
    return Assumptions(**table[kind], **table["intervals"])
