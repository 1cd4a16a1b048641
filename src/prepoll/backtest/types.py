"""A record of past elections, and how a projection did on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.names import PartyCode

Floats = npt.NDArray[np.float64]
StateName = str
FrontName = str


@dataclass(frozen=True, slots=True)
class Count:
    """Votes of one party (its candidates added up) in one constituency of one election."""

    year: int
    state: StateName
    number: int
    constituency: str
    party: PartyCode
    votes: int
    electors: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """General elections and the fronts of their day; by-elections left out."""

    counts: tuple[Count, ...]
    fronts: Mapping[tuple[int, StateName], Mapping[PartyCode, FrontName]]  # a party without one is a front of its own
    notes: tuple[str, ...]  # what was missing or left out

    @property
    def years(self) -> tuple[int, ...]:
        """List the years of general elections, the earliest first."""
        return tuple(sorted({count.year for count in self.counts}))


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a rule said of one constituency: a chance and a share for each front, and what happened."""

    state: StateName
    constituency: str
    fronts: tuple[FrontName, ...]
    chance: Floats  # (front,), sums to 1
    share: Floats  # (front,), expected share of votes for candidates
    low90: Floats  # (front,); equal to share where the rule gives no interval
    high90: Floats
    won: int  # place of the front that won
    actual: Floats  # (front,), share that happened
    new: bool  # the winner's or the runner-up's front is composed anew


@dataclass(frozen=True, slots=True)
class Score:
    """How a rule did over constituencies."""

    rule: str
    cut: str  # "all", "new fronts"
    seats: int
    right: int
    brier: float  # multi-class, 0 to 2
    log: float  # natural logarithm of the chance given to the front that won, sign turned; lower is better
    share_error: float  # mean absolute error of front shares, points
    cover90: float | None  # part of front shares inside their 90 % interval; None where the rule gives none
