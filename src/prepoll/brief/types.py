"""What a brief says, as plain values: the three writers read nothing else.

Figures keep the ids of what they were made from: `evidence` names observations, whose `rows` name
rows of the case folder by content; `statements` names claims; `structure` names an alliance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from prepoll.alliances.types import Interval
from prepoll.brief.proposals import PartyAdvice
from prepoll.case.types import Boundary
from prepoll.names import PartyCode, RegionCode, SeatCode

APART: Final = {"json": False}
"""Metadata of fields that stay out of brief.json: pictures' coordinates and articles' text."""


class Audience(StrEnum):
    """Who a brief is written for."""

    TEAM = "team"
    READER = "reader"  # of the team, but not to see field reports
    MEETING = "meeting"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Run:
    """What makes a run repeatable."""

    seed: int
    draws: int
    version: str
    input_hash: str
    as_of: date


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party as the brief shows it; `colour` is the case's, brought to a contrast that can be read."""

    code: PartyCode
    name: str
    kind: str
    focal: bool
    colour: str
    colour_given: str | None
    mark: str  # the shape that stands for it beside its colour
    confusable: tuple[PartyCode, ...]  # parties whose colours a colour-blind reader may take for this one


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that counts, with the passage it stands in."""

    id: str
    as_read: str  # its id before a person corrected it
    actor: PartyCode
    target: PartyCode | None
    stance: str
    speaker: str | None
    role: str | None
    attribution: str
    hedge: str | None
    condition: str | None
    deadline: str | None
    deadline_date: date | None
    seats: str | None
    reason: str | None
    stage: str | None
    decided_by: str | None
    decided_on: date | None
    authorised: str | None
    quote: str
    article: str
    start: int
    end: int
    dated: date | None
    source: str | None
    address: str | None
    title: str | None
    judgement: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where two parties stand, or one party and like-minded ones (`b` None)."""

    a: PartyCode
    b: PartyCode | None
    relation: str
    a_stands: str
    b_stands: str | None
    status: str
    hedged: bool
    contested: bool
    inferred: bool
    stage: str | None
    since: date | None
    falls_due: date | None
    only_seats: tuple[SeatCode, ...]
    statements: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class DueRow:
    """Something that a party said will be settled by a day."""

    on: date
    party: PartyCode
    towards: PartyCode | None
    words: str
    statement: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Statements of one party that do not go together."""

    party: PartyCode
    about: str
    statements: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A standing that is not what it was on the earlier day."""

    a: PartyCode
    b: PartyCode | None
    was: str
    now: str
    inferred: bool
    status_was: str | None
    status_now: str
    why: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """One field report, how it was read, and whether it moved a figure."""

    row: str
    date: date
    seat: SeatCode | None
    unit: str | None
    party: PartyCode
    reporter: str
    sphere: str
    kind: str
    measure: str
    estimate: float | None
    low: float | None
    high: float | None
    note: str | None
    source: str | None
    used: bool
    reading: str  # how it was read, or why it was not used


@dataclass(frozen=True, slots=True)
class Spread:
    """Reporters who give different figures for the same party, place and measure."""

    party: PartyCode
    seat: SeatCode | None
    unit: str | None
    measure: str
    lowest: float
    highest: float
    apart: bool  # the ranges they give do not meet
    reporters: tuple[str, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A party's expected share of votes for candidates in a seat, and its chance to win it."""

    figure: str  # "share:UDH:BJP"
    party: PartyCode
    share: Interval
    chance: float
    word: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One seat if nothing new is agreed."""

    code: SeatCode
    name: str
    region: RegionCode
    electors: float | None  # None: neither the case nor any count knows them
    leader: PartyCode
    chance: float
    word: str
    second: PartyCode | None
    second_chance: float
    polling_day: date | None
    tied: int  # draws in which the first place is shared
    parties: tuple[ShareRow, ...]  # the largest expected share first


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A party over all seats if nothing new is agreed."""

    figure: str  # "total:BJP"
    party: PartyCode
    seats: Interval
    one_or_more: float
    share: Interval


@dataclass(frozen=True, slots=True)
class MoveRow:
    """What one source did to a party's share of votes for candidates in a seat."""

    seat: SeatCode
    party: PartyCode
    kind: str
    source: str
    before: float
    after: float
    log_sd_before: float
    log_sd_after: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One observation behind the figures, with the rows it was made from."""

    id: str
    kind: str
    source: str
    seat: SeatCode | None
    parties: tuple[PartyCode, ...]
    share: float
    log_sd: float
    rows: tuple[str, ...]
    used: bool
    note: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A run of an article that is shown, from `start` on."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What of an article is shown: all its paragraphs, or the sentences that claims stand in."""

    article: str
    title: str | None
    source: str | None
    address: str | None
    date: date | None
    own_words: bool
    excerpts: tuple[Excerpt, ...] = field(metadata=APART)


@dataclass(frozen=True, slots=True)
class Leader:
    """Somebody who leads a party on the day of the case."""

    party: PartyCode
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Silence:
    """What the case says of hours in which nothing may be published, and whether exit polls are used."""

    hours: float | None
    exit_polls_until: datetime | None
    exit_polls_used: bool


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody's decision to publish inside a window, which the brief then shows."""

    by: str
    at: datetime
    rule: str


@dataclass(frozen=True, slots=True)
class Why:
    """The chain behind a figure in its short form: what the pages say under "why?"."""

    figure: str  # as in the row that it belongs to, or the option's with ":terms"
    address: str  # what `prepoll explain` takes
    title: str
    how: str
    draws: tuple[str, ...]
    evidence: tuple[str, ...]
    transfer: tuple[str, ...]
    claims: tuple[str, ...]  # ids
    rows: tuple[str, ...]  # file, line and text
    more: str  # rows that are not shown, counted by file


@dataclass(frozen=True, slots=True)
class FlowCell:
    """Which part of an option's voters went somewhere, with its 90 % interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FlowTable:
    """Where voters went between two past elections, estimated from counts by the same places."""

    before: str
    after: str
    where: str  # a region's name; empty: the whole case
    places: int
    by_unit: bool  # places are parts of seats; False: seats
    origins: tuple[tuple[str, float], ...]  # options of the first election and their parts of it
    destinations: tuple[str, ...]
    cells: tuple[tuple[FlowCell, ...], ...]  # (origin, destination)
    counts_abstention: bool
    picture: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief, whole: what the HTML, the Markdown and the JSON are written from."""

    title: str
    country: str | None
    as_of: date
    election_date: date | None
    run: Run
    audience: Audience
    focal: tuple[PartyCode, ...]
    regions: tuple[tuple[RegionCode, str], ...]
    objectives: tuple[tuple[str, str], ...]
    parties: tuple[PartyRow, ...]
    leaders: tuple[Leader, ...]
    standings: tuple[Standing, ...]
    claims: tuple[Claim, ...]
    due: tuple[DueRow, ...]
    clashes: tuple[Clash, ...]
    before: date | None
    changes: tuple[ChangeRow, ...]
    voices: tuple[Voice, ...]
    spreads: tuple[Spread, ...]
    base: str  # the structure that the assessment takes for granted, in words
    seats: tuple[SeatRow, ...]
    totals: tuple[TotalRow, ...]
    moves: tuple[MoveRow, ...]
    evidence: tuple[EvidenceRow, ...]
    advices: tuple[PartyAdvice, ...]
    caveats: tuple[str, ...]
    notes: tuple[str, ...]
    passages: tuple[Passage, ...]
    silence: Silence
    override: Override | None = None
    boundaries: tuple[Boundary, ...] = field(default=(), metadata=APART)
    whys: tuple[Why, ...] = field(default=(), metadata=APART)
    flows: tuple[FlowTable, ...] = field(default=(), metadata=APART)

    @property
    def party(self) -> Mapping[PartyCode, PartyRow]:
        """Map codes to parties."""
        return {row.code: row for row in self.parties}

    @property
    def claim(self) -> Mapping[str, Claim]:
        """Map ids to claims, those before a correction included."""
        return {row.as_read: row for row in self.claims} | {row.id: row for row in self.claims}
