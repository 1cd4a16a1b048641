"""The rows of a case folder, one frozen type each, and the case they make up.

Every row that came from a file carries its `row`: the file, the line, and an id made from its
content, so that a figure can name its sources and the name survives rows added above it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from prepoll.case.country import Country, country_rules
from prepoll.names import (
    AlliancesBy,
    ElectionKind,
    FrontKind,
    FrontStands,
    LineageKind,
    Measure,
    PartyCode,
    PartyKind,
    PollKind,
    RegionCode,
    ReportKind,
    SeatCode,
    Sphere,
    UnitCode,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Row:
    """Says where a datum stands: file within the case folder, line (1 is the header), content id."""

    file: str
    line: int = field(compare=False, repr=False)  # rows added above move it, and change nothing
    id: str  # "results.csv:3fa9…", made from the row's content; equal rows get #2, #3 …


@dataclass(frozen=True, slots=True)
class Party:
    """A party, a bloc of parties, or a remainder such as independents."""

    code: PartyCode
    name: str
    aliases: tuple[str, ...]  # without code and name
    kind: PartyKind
    founded: date | None
    parent: PartyCode | None
    colour: str | None  # "#rrggbb"
    row: Row


@dataclass(frozen=True, slots=True)
class Membership:
    """A party's membership of a bloc; `until` is the last day, None while it lasts."""

    bloc: PartyCode
    party: PartyCode
    since: date | None
    until: date | None
    row: Row


@dataclass(frozen=True, slots=True)
class Lineage:
    """A party that came from another; weights are shares of the parent's voters."""

    party: PartyCode
    since: date
    parent: PartyCode
    weight: float | None
    low: float | None
    high: float | None
    kind: LineageKind
    row: Row


@dataclass(frozen=True, slots=True)
class Person:
    """A politician in one role; somebody with two roles has two rows."""

    name: str
    aliases: tuple[str, ...]
    party: PartyCode | None
    role: str | None
    since: date | None
    until: date | None
    row: Row


@dataclass(frozen=True, slots=True)
class Region:
    """A group of seats in which alliances may differ."""

    code: RegionCode
    name: str
    seats: tuple[SeatCode, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """One constituency; dates are None where they are not announced by the case's day."""

    code: SeatCode
    name: str
    region: RegionCode | None
    electors: int | None
    nominations_close: date | None
    withdrawals_close: date | None
    polling_day: date | None
    row: Row


@dataclass(frozen=True, slots=True)
class Unit:
    """A share `weight` of an old unit (assembly segment, booth) that lies in today's seat."""

    unit: UnitCode
    seat: SeatCode
    weight: float
    row: Row


@dataclass(frozen=True, slots=True)
class Result:
    """Votes of one candidate, or of several added up, in one unit of one election."""

    election: str
    kind: ElectionKind | None
    date: date
    unit: UnitCode | None  # None: the whole seat
    seat: SeatCode  # today's seat with the largest part; see Unit for split units
    party: PartyCode
    candidate: str | None
    votes: int
    electors: int | None  # of the unit
    contest: str | None  # the constituency fought then
    row: Row


@dataclass(frozen=True, slots=True)
class FrontMember:
    """A party's place in a front of a past election."""

    election: str
    region: str  # a contest, a region or "*"
    front: str
    party: PartyCode
    kind: FrontKind | None
    stands: FrontStands | None
    row: Row


@dataclass(frozen=True, slots=True)
class Position:
    """A party's answer to one question, -2 to 2."""

    party: PartyCode
    question: str
    question_text: str | None
    position: float
    weight: float
    source: str | None
    row: Row


@dataclass(frozen=True, slots=True)
class PollShare:
    """One printed figure of one poll; `share` is a fraction of the valid votes."""

    pollster: str
    kind: PollKind
    since: date | None
    until: date | None
    published: date | None
    sample: int | None
    region: str  # a region's code, "*" or a name that is neither
    party: PartyCode  # party, bloc or remainder
    share: float
    scenario: str | None
    row: Row


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody in the field, the press or an office said; shares are fractions."""

    date: date
    seat: SeatCode | None  # both None: the whole case
    unit: UnitCode | None
    party: PartyCode
    reporter: str
    sphere: Sphere
    kind: ReportKind
    measure: Measure
    of: str | None
    estimate: float | None
    low: float | None
    high: float | None
    election: str | None  # the election whose count it is, where it is one
    note: str | None
    source: str | None
    row: Row


@dataclass(frozen=True, slots=True)
class Article:
    """One file of news as it was decoded: front matter included, HTML not yet extracted."""

    id: str  # file stem
    file: str
    date: date
    source: str | None
    address: str | None
    title: str | None
    raw: str  # newlines as they are
    html: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's verdict on a statement, or an override; the newest row counts."""

    statement: str  # statement id
    verdict: Verdict
    correction: str | None  # "field=value; field=value"
    by: str
    at: datetime
    row: Row


@dataclass(frozen=True, slots=True)
class Past:
    """A past election that the case takes evidence from."""

    election: str
    kind: ElectionKind
    date: date
    weight: float
    why: str | None


@dataclass(frozen=True, slots=True)
class Objective:
    """What a party wants: `code` says how it is counted, `rivals` whose seats are denied."""

    code: str  # seats, deposits, recognition, votes or any code with rivals
    name: str
    threshold: float | None
    strict: bool
    rivals: tuple[PartyCode, ...]
    default: bool
    country: str | None = None  # whose rules of deposits and recognition count it; None: those of elsewhere


@dataclass(frozen=True, slots=True)
class Publication:
    """Hours in which opinion polls may not be shown, and until when exit polls may not."""

    silence_hours: float | None
    exit_polls_until: datetime | None


@dataclass(frozen=True, slots=True)
class Boundary:
    """A seat's outline: polygons, each an outer ring and its holes, points (longitude, latitude)."""

    seat: SeatCode
    polygons: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it was known on `as_of`: later rows are not in it."""

    folder: str  # the folder's name, without its place on the machine
    title: str
    country: str | None
    rule: str
    as_of: date
    election_date: date | None  # None: not announced by as_of
    alliances_by: AlliancesBy
    focal: tuple[PartyCode, ...]
    regions: tuple[Region, ...]
    past: tuple[Past, ...]
    objectives: tuple[Objective, ...]
    publication: Publication
    parties: tuple[Party, ...]
    blocs: tuple[Membership, ...]
    lineage: tuple[Lineage, ...]
    people: tuple[Person, ...]
    seats: tuple[Seat, ...]
    units: tuple[Unit, ...]
    results: tuple[Result, ...]
    fronts: tuple[FrontMember, ...]
    positions: tuple[Position, ...]
    polls: tuple[PollShare, ...]
    reports: tuple[Report, ...]
    articles: tuple[Article, ...]
    judgements: tuple[Judgement, ...]
    boundaries: tuple[Boundary, ...]
    notes: tuple[str, ...] = field(default=())  # what was read but not used, in words; independent of later rows

    def party(self, code: PartyCode) -> Party:
        """Return the party with `code`; KeyError where there is none."""
        return self.party_by_code[code]

    @property
    def country_rules(self) -> Country:
        """Return the rules of the case's country, or those of elsewhere."""
        return country_rules(self.country)

    @property
    def party_by_code(self) -> Mapping[PartyCode, Party]:
        """Map codes to parties, blocs and remainders."""
        return {party.code: party for party in self.parties}

    @property
    def region_of(self) -> Mapping[SeatCode, RegionCode]:
        """Map each seat to its region; one region `*` where the case names none."""
        return {seat: region.code for region in self.regions for seat in region.seats}

    def members(self, bloc: PartyCode, on: date) -> tuple[PartyCode, ...]:
        """List the parties that belong to `bloc` on a day."""
        return tuple(
            row.party
            for row in self.blocs
            if row.bloc == bloc and (row.since is None or row.since <= on) and (row.until is None or on <= row.until)
        )
