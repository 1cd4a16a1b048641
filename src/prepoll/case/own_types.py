"""What a case made from somebody's own table consists of, before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prepoll.case.counts import Count
from prepoll.names import ElectionKind, PartyCode, PartyKind, SeatCode


@dataclass(frozen=True, slots=True)
class OwnElection:
    """A past election of the table."""

    code: str
    kind: ElectionKind
    held: date


@dataclass(frozen=True, slots=True)
class OwnParty:
    """A party of the table, NOTA, or the others."""

    code: PartyCode
    name: str
    kind: PartyKind


@dataclass(frozen=True, slots=True)
class OwnSeat:
    """A seat of the table."""

    code: SeatCode
    name: str
    region: str | None
    electors: int | None


@dataclass(frozen=True, slots=True)
class OwnCase:
    """All that is written into the new folder."""

    source: str  # the table's file and sheet
    title: str
    country: str | None
    as_of: date
    coming: date
    focal: tuple[PartyCode, ...]
    elections: tuple[OwnElection, ...]  # the newest first
    parties: tuple[OwnParty, ...]
    seats: tuple[OwnSeat, ...]
    counts: tuple[tuple[Count, SeatCode, PartyCode], ...]
    columns: tuple[str, ...]  # what was read as what
    assumed: tuple[str, ...]
