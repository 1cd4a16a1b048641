"""Where each party stands towards each other on a day, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prepoll.names import PartyCode, Relation, SeatCode, Stance, Status
from prepoll.news.types import Statement


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement as it counts: as read, or as corrected by a person."""

    statement: Statement
    original_id: str  # the id of the statement as read
    judgement: str | None  # row id of the verdict that applies
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger: party `a` and party `b`, or `a` and like-minded parties (`b` None).

    A pair has one entry, codes in alphabetical order; `a_stands` is where a stands towards b.
    """

    a: PartyCode
    b: PartyCode | None
    relation: Relation
    a_stands: Relation
    b_stands: Relation | None  # None where b is None
    status: Status
    hedged: bool
    contested: bool
    inferred: bool  # follows from a statement to like-minded parties or to a bloc only
    stage: str | None
    since: date | None
    falls_due: date | None
    only_seats: tuple[SeatCode, ...]  # a refusal or support limited to these seats; empty: everywhere
    statements: tuple[str, ...]  # ids of the statements it rests on, the deciding one first
    why: str  # one sentence


@dataclass(frozen=True, slots=True)
class Due:
    """Something that a statement says will be settled by a day."""

    on: date
    party: PartyCode
    towards: PartyCode | None
    words: str  # "within a week"
    statement: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements of one party that do not go together."""

    party: PartyCode
    about: str
    statements: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that is not what it was on an earlier day."""

    before: Entry | None
    after: Entry


@dataclass(frozen=True, slots=True)
class Bar:
    """Two parties that may not be in one bloc: everywhere, or in `seats` only."""

    a: PartyCode
    b: PartyCode
    soft: bool
    seats: tuple[SeatCode, ...]
    statements: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Courtesy:
    """Party `giver` stands down for `taker` in `seats` without a joint front.

    `hedged` where the words are hedged or conditional; who stands behind them the statements say.
    """

    giver: PartyCode
    taker: PartyCode
    seats: tuple[SeatCode, ...]
    hedged: bool
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """All entries on a day, with the statements they rest on."""

    as_of: date
    entries: tuple[Entry, ...]
    statements: tuple[Judged, ...]
    due: tuple[Due, ...]
    contradictions: tuple[Contradiction, ...]
    bars: tuple[Bar, ...]
    bonds: tuple[tuple[PartyCode, PartyCode], ...]
    courtesies: tuple[Courtesy, ...]
    notes: tuple[str, ...] = ()  # what was read but could not be applied, in words
    parties: tuple[PartyCode, ...] = ()  # the case's parties of kind party, for overrides to be checked against

    def entry(self, a: PartyCode, b: PartyCode | None) -> Entry | None:
        """Return the entry of a pair in either order, None where nothing is known."""
        for entry in self.entries:
            if (entry.a, entry.b) == (a, b) or (b is not None and (entry.a, entry.b) == (b, a)):
                return entry
        return None

    def statement(self, statement_id: str) -> Statement:
        """Return a statement by its id; KeyError where there is none."""
        for judged in self.statements:
            if statement_id in (judged.statement.id, judged.original_id):
                return judged.statement
        raise KeyError(statement_id)

    def stance_of(self, statement_id: str) -> Stance:
        """Return a statement's stance."""
        return self.statement(statement_id).stance
