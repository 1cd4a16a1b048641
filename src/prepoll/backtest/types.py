"""A record of past elections, and how a projection did on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from prepoll.case.types import PollShare
from prepoll.names import ElectionKind, LineageKind, PartyCode

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
StateName = str
FrontName = str
SeatKey = tuple[StateName, str]
"""A constituency of one election: its state and its name in capital letters without marks."""


@dataclass(frozen=True, slots=True)
class Count:
    """Votes of one party (its candidates added up) in one constituency of one election."""

    year: int
    state: StateName
    number: int | None
    constituency: str
    party: PartyCode
    votes: int
    electors: int | None
    strongest: int  # votes of the party's strongest candidate: independents do not win together


@dataclass(frozen=True, slots=True)
class UnitCount:
    """Votes of one party in one assembly constituency, which lies in one constituency of today's map."""

    year: int
    state: StateName
    unit: str
    seat: str  # name of the parliamentary constituency, as in SeatKey
    party: PartyCode
    votes: int


@dataclass(frozen=True, slots=True)
class Descent:
    """A party that came from another, as a line of `lineage.csv` says it."""

    party: PartyCode
    year: int
    parent: PartyCode
    weight: float | None
    kind: LineageKind


@dataclass(frozen=True, slots=True)
class RecordedPoll:
    """One printed figure of one published poll, for one election in one state or in the whole country."""

    election: str  # "GE2014", "AE2017-UP"
    state: StateName | None
    label: str  # the party or front as printed
    share: PollShare  # its region is the state and its party the label


Fronts = Mapping[tuple[int, StateName], Mapping[PartyCode, FrontName]]


@dataclass(frozen=True)
class Record:
    """General elections and the fronts of their day, with what else is known of the states; by-elections left out."""

    counts: tuple[Count, ...]
    fronts: Fronts  # of general elections; a party without one is a front of its own
    notes: tuple[str, ...]  # what was missing or left out
    assembly: tuple[UnitCount, ...] = ()
    assembly_fronts: Mapping[tuple[int, StateName], Mapping[PartyCode, FrontName]] | None = None
    lineage: tuple[Descent, ...] = ()
    polls: tuple[RecordedPoll, ...] = ()

    @cached_property
    def years(self) -> tuple[int, ...]:
        """List the years of general elections, the earliest first."""
        return tuple(sorted({count.year for count in self.counts}))

    @cached_property
    def by_year(self) -> Mapping[int, tuple[Count, ...]]:
        """Map each year to its counts."""
        return {year: tuple(count for count in self.counts if count.year == year) for year in self.years}

    @cached_property
    def assembly_of(self) -> Mapping[StateName, tuple[UnitCount, ...]]:
        """Map each state to what was counted in its assembly elections."""
        found: dict[StateName, list[UnitCount]] = {}
        for row in self.assembly:
            found.setdefault(row.state, []).append(row)
        return {state: tuple(rows) for state, rows in found.items()}

    def last_before(self, year: int) -> int | None:
        """Return the year of the general election before `year`, None where the record has none."""
        return max((past for past in self.years if past < year), default=None)

    def fronts_of(self, kind: ElectionKind, year: int, state: StateName) -> Mapping[PartyCode, FrontName]:
        """Map the parties of one state's election to their fronts."""
        known = self.fronts if kind is ElectionKind.PARLIAMENT else self.assembly_fronts or {}
        return known.get((year, state), {})


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a rule said of one constituency, draw by draw, and what happened."""

    state: StateName
    constituency: str
    fronts: tuple[FrontName, ...]
    chance: Floats  # (front,), sums to 1
    share: Floats  # (front,), expected share of votes for candidates
    quantiles: Floats  # (front, level) of the share, at `LEVELS`
    rank: Floats  # (front,), part of the draws under the share that happened
    winners: Ints  # (draw,), place of the front that wins
    won: int  # place of the front that won
    actual: Floats  # (front,), share that happened
    cuts: frozenset[str]  # "new", "renewed", "broken", "split"


LEVELS = (0.05, 0.10, 0.25, 0.75, 0.90, 0.95)
"""Points of a distribution that bound its 90, 80 and 50 % intervals."""

INTERVALS = {90: (0, 5), 80: (1, 4), 50: (2, 3)}
"""Where in `LEVELS` the bounds of each interval stand."""


@dataclass(frozen=True, slots=True)
class Band:
    """How an interval did: the part of outcomes inside and its mean width."""

    inside: float
    width: float


@dataclass(frozen=True, slots=True)
class Called:
    """Seats that carried one label, and how many of them were right."""

    seats: int
    right: int


@dataclass(frozen=True, slots=True)
class Score:
    """How a rule did over constituencies."""

    rule: str
    cut: str  # "all", "new", a state …
    seats: int
    right: int
    brier: float  # multi-class, 0 to 2
    log: float  # natural logarithm of the chance given to the front that won, sign turned; lower is better
    share_error: float  # mean absolute error of front shares, points
    bands: Mapping[int, Band]  # of front shares, by per cent; widths in points
    totals: Mapping[int, Band]  # of each front's seats in each state of ten seats or more; widths in seats
    totals_counted: int  # how many such totals there are
    labels: Mapping[str, Called]  # safe, likely, leaning, toss-up
    ranks: tuple[int, ...]  # tenths of the draws in which the outcomes fell


@dataclass(frozen=True, slots=True)
class Difference:
    """A score of one rule less that of another, with its interval when states are drawn anew."""

    rule: str
    against: str
    cut: str
    measure: str  # "log", "brier"
    mean: float
    low: float  # 5 %
    high: float  # 95 %
