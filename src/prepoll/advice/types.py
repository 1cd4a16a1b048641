"""A party's options, ranked, with what stands in the way and what to find out first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from prepoll.alliances.types import Interval, Ranked, Slate, Worth
from prepoll.case.types import Objective
from prepoll.names import PartyCode, RegionCode, SeatCode, Status
from prepoll.sharing.types import Margins, Sharing
from prepoll.stability.types import Stability


class DateKind(StrEnum):
    """Why a day binds."""

    NOMINATIONS_CLOSE = "nominations_close"
    WITHDRAWALS_CLOSE = "withdrawals_close"
    POLLING = "polling"
    OWN_DEADLINE = "own_deadline"  # a deadline from a statement
    SCHEDULE_UNKNOWN = "schedule_unknown"


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A day that binds, seat by seat, and how many days are left from the case's day."""

    on: date | None
    kind: DateKind
    seat: SeatCode | None
    party: PartyCode | None
    days_left: int | None
    words: str  # one sentence
    statement: str | None  # id of the statement it comes from


@dataclass(frozen=True, slots=True)
class Slack:
    """Days between a party's own deadline and the last day of nominations (or withdrawals) of a seat."""

    statement: str
    deadline: date
    seat: SeatCode
    nominations_close: date
    days: int  # negative: the deadline falls after nominations close
    words: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Two parties' answers to one question of positions.csv; distance 0 (same) to 4."""

    question: str
    question_text: str | None
    own: float
    other: float
    distance: float
    weight: float
    sources: tuple[str, ...]  # as in the files: an address or "editorial judgement"


@dataclass(frozen=True, slots=True)
class LikeMindedness:
    """How near two parties are, question by question; `score` 1 (same answers) to 0 (opposite)."""

    a: PartyCode
    b: PartyCode
    score: float | None  # None: no common question
    answers: tuple[Answer, ...]
    nearest: tuple[str, ...]
    furthest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something in the way of an option, with the quote or the row it rests on."""

    words: str
    quote: str | None
    speaker: str | None
    attribution: str | None
    article: str | None
    start: int | None
    end: int | None
    dated: date | None
    soft: bool | None  # None: not a bar
    remedy: str | None


@dataclass(frozen=True, slots=True)
class PartnerGain:
    """What an option is worth to a partner, on its own default objective, against going alone."""

    party: PartyCode
    objective: str
    gain: Interval
    chance_gain: float
    willing: bool
    words: str


@dataclass(frozen=True, slots=True)
class TransferRange:
    """The focal party's value and gain if transfer is at its low end, as expected, at its high end."""

    worst: float
    expected: float
    best: float
    worst_gain: float
    best_gain: float
    breakeven: float | None  # share of transfer from which the option beats going alone; None: never or always
    words: str


@dataclass(frozen=True, slots=True)
class SeatEffect:
    """What an option changes in one seat for the focal party and the alliance."""

    seat: SeatCode
    stands: PartyCode | None
    win_alone: float  # chance that the stander's party wins it with everyone alone
    win_with: float
    share_alone: Interval  # share of valid votes
    share_with: Interval
    leader_with: PartyCode
    leader_chance: float


@dataclass(frozen=True, slots=True)
class Deal:
    """One way to share an alliance's seats, and what each member gains over the focal party's going alone.

    Gains are on the focal party's objective for itself and on the case's default one for its partners.
    """

    name: str  # "seats in proportion to votes"
    seats: tuple[tuple[PartyCode, int], ...]  # seats that each member contests, the focal party first
    gains: tuple[tuple[PartyCode, Interval], ...]
    refused: tuple[PartyCode, ...]  # members that lose by it, half a step or more
    steps: int  # what the focal party gains, in steps that can be told

    @property
    def taken(self) -> bool:
        """Say whether every member would take it."""
        return not self.refused


@dataclass(frozen=True, slots=True)
class Option:
    """One alliance the focal party could make, judged from every side."""

    name: str  # "JKAP + DPAP"
    partners: tuple[PartyCode, ...]
    regions: tuple[RegionCode, ...]
    ranked: Ranked
    sharing: tuple[Sharing, ...]  # the optimum first
    seats: tuple[SeatEffect, ...]
    partner_gains: tuple[PartnerGain, ...]
    like_mindedness: tuple[LikeMindedness, ...]
    obstacles: tuple[Obstacle, ...]
    slack: tuple[Slack, ...]
    transfer: TransferRange
    stability: Stability
    objectives: Mapping[str, Interval]  # objective code → gain over going alone
    verdict: str  # one sentence
    deals: tuple[Deal, ...] = ()  # ways to share the seats; all figures of the option are on the first
    slate: Slate | None = None  # who stands then; None: the strongest member of each bloc
    margins: Margins | None = None  # what could be moved in `sharing`; of the first option only


@dataclass(frozen=True, slots=True)
class FindOut:
    """A fact worth finding out before deciding: how much the choice depends on it."""

    words: str
    about: str  # what it is: "transfer DPAP→JKAP", "strength JKAP in ANR"
    value: float  # expected gain on the objective from knowing it
    changes: float  # chance that the best option changes
    how: str


@dataclass(frozen=True, slots=True)
class PublicLine:
    """Three sentences that can be said on record and keep the hedges."""

    sentences: tuple[str, ...]
    rests_on: tuple[str, ...]  # statement ids
    warnings: tuple[str, ...]  # contradictions among spokespersons, each with its words
    differs: tuple[str, ...]  # statement ids of the contradiction


@dataclass(frozen=True, slots=True)
class Advice:
    """All that is to be said to one focal party on one day."""

    party: PartyCode
    objective: Objective
    as_of: date
    alone: Worth
    options: tuple[Option, ...]  # feasible first, then softly barred, then barred; best first in each
    left_out: tuple[str, ...]  # structures not searched and why
    calendar: tuple[CalendarRow, ...]
    find_out: tuple[FindOut, ...]
    public_line: PublicLine
    verdict: tuple[str, str, str]  # three sentences
    would_change: tuple[str, ...]
    gained: tuple[str, ...]  # what could still be gained where no alliance wins a seat
    lost: tuple[str, ...]  # what could be lost

    def best(self, status: Status = Status.FREE) -> Option | None:
        """Return the best option of a status (bound counts as free)."""
        wanted = {Status.FREE, Status.BOUND} if status is Status.FREE else {status}
        return next((option for option in self.options if option.ranked.status in wanted), None)
