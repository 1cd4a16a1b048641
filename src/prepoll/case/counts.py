"""Take the counts out of somebody's own results table, row by row, with every defect named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from prepoll.case import cells
from prepoll.case.recognise import YEAR, Columns, Counted, Shape
from prepoll.case.sheets import Sheet
from prepoll.case.tallies import count_of, is_empty, share_of
from prepoll.errors import CaseError, Finding

_TOTALS = re.compile(
    r"(?i)(?:grand |sub |all |over)?-?totals?|total (?:valid )?ballots|rejected ballots|sum|all|overall|"
    r"(?:total |all )?valid votes|total votes|turnout|majority|jumlah|margin|rejected(?: votes)?|invalid(?: votes)?|"
    r"electors|electorate|registered voters"
)


_ASSUMED_VOTES = 100_000  # of a seat, where a table has shares alone
_ASSUMED_TURNOUT = 0.65  # where it has electors too and no turnout


@dataclass(frozen=True, slots=True)
class Count:
    """One party's votes in one seat of one election, as the table names them."""

    line: int
    seat: str
    seat_code: str | None
    region: str | None
    party: str
    candidate: str | None
    votes: int
    electors: int | None
    when: str  # what the row says of the election: a year, a day or a name, "" where nothing


@dataclass(slots=True)
class Gathered:
    """What was taken out of a table: counts, and what was left out or filled in on the way."""

    counts: list[Count] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def counts_of(sheet: Sheet, columns: Columns) -> Gathered:
    """Read all counts of a table.

    Rows of totals and by-elections and cells that say that nobody stood are left out; a seat's name
    is filled down over merged cells. Raises CaseError with every cell that holds no count.
    """
    gathered = Gathered()
    findings: list[Finding] = []
    totals: list[int] = []
    filled: list[int] = []
    by_elections: list[int] = []
    seat, region = "", ""
    for row, line in zip(sheet.rows, sheet.lines, strict=True):
        if not row[columns.seat] and seat and columns.shape is Shape.LONG:
            filled.append(line)
        seat = row[columns.seat] or (seat if columns.shape is Shape.LONG else "")
        if not seat or _TOTALS.fullmatch(seat) or _is_total(row, columns):
            totals.append(line)
        elif columns.by_election is not None and row[columns.by_election] not in ("", "0", "0.0", "No", "no", "FALSE"):
            by_elections.append(line)
        else:
            region = row[columns.region] or region if columns.region is not None else ""
            gathered.counts.extend(_row(sheet, columns, (_of_region(row, columns, region), line, seat), findings))
    if findings:
        raise CaseError(sorted(findings, key=lambda each: (each.line or 0, each.column or "")))
    if any(counted.share for counted in columns.votes):
        gathered.notes.append(f"the table has shares: the votes of each seat are its shares of {_shared_out(columns)}")
    if any(counted.by is not None for counted in columns.votes):
        many = len(columns.votes)
        gathered.notes.append(f"the table names {many} parties a seat; whoever else stood there is not in it")
    gathered.notes += _told(totals, "left out as totals or notes, not seats or parties")
    gathered.notes += _told(filled, "given the seat of the row above, as merged cells mean it")
    gathered.notes += _told(by_elections, "left out as by-elections")
    return gathered


def _of_region(row: tuple[str, ...], columns: Columns, region: str) -> tuple[str, ...]:
    """Write the region of the row above into a row that has none, as merged cells mean it."""
    place = columns.region
    return row if place is None or row[place] else (*row[:place], region, *row[place + 1 :])


def _shared_out(columns: Columns) -> str:
    """Say of what the shares of a table are taken."""
    if columns.valid is not None:
        return "its valid votes"
    if columns.electors is None:
        return f"{_ASSUMED_VOTES:,} votes, as no column has them"
    return "its electors times " + ("its turnout" if columns.turnout is not None else f"{_ASSUMED_TURNOUT}, as turnout")


def _told(lines: list[int], what: str) -> list[str]:
    if not lines:
        return []
    shown = ", ".join(map(str, lines[:8])) + (", …" if len(lines) > 8 else "")
    rows = "row was" if len(lines) == 1 else "rows were"
    return [f"{len(lines)} {rows} {what} (line{'s' * (len(lines) > 1)} {shown})"]


def _is_total(row: tuple[str, ...], columns: Columns) -> bool:
    return columns.party is not None and bool(_TOTALS.fullmatch(row[columns.party]))


def _row(
    sheet: Sheet, columns: Columns, place: tuple[tuple[str, ...], int, str], findings: list[Finding]
) -> Iterator[Count]:
    row, line, seat = place

    def cell(column: int | None) -> str | None:
        return row[column] or None if column is not None else None

    electors = _electors(sheet, columns, row, line, findings)
    findings.extend(_no_year(sheet, columns, row, line))
    when = cell(columns.day) or cell(columns.election) or cell(columns.year) or ""
    common = (line, seat, cell(columns.seat_code), cell(columns.region))
    for counted in columns.votes:
        written = row[counted.place]
        if is_empty(written):
            continue
        votes = _votes(written, counted, row, columns)
        party = counted.party or cell(columns.party if counted.by is None else counted.by)
        if votes is None:
            findings.append(_no_count(sheet, line, counted.place, written))
        elif not party:
            way_out = "Name it; independents may be written IND."
            named = _heading(sheet, columns.party if counted.by is None else counted.by)
            findings.append(Finding(_where(sheet), line, named, "", "no party is named", way_out))
        elif votes or columns.shape is Shape.LONG:
            yield Count(*common, party, cell(columns.candidate), votes, electors, counted.year or when)


def _votes(written: str, counted: Counted, row: tuple[str, ...], columns: Columns) -> int | None:
    """Read a cell of votes, or of a share of the seat's valid votes."""
    if not counted.share:
        return count_of(written)
    share = share_of(written)
    if share is None:
        return None
    return round(share * (100 if counted.fraction else 1) * _valid_votes(row, columns))


def _valid_votes(row: tuple[str, ...], columns: Columns) -> float:
    """Return the votes of which a row's shares are taken: counted, else electors times turnout, else assumed."""
    valid = count_of(row[columns.valid]) if columns.valid is not None else None
    electors = count_of(row[columns.electors]) if columns.electors is not None else None
    if valid or not electors:
        return valid or _ASSUMED_VOTES
    turnout = share_of(row[columns.turnout]) if columns.turnout is not None else None
    return electors * (turnout or _ASSUMED_TURNOUT)


def _no_year(sheet: Sheet, columns: Columns, row: tuple[str, ...], line: int) -> Iterator[Finding]:
    """Find a year that is none, where a column holds years and nothing else says when."""
    if columns.year is None or columns.day is not None or columns.election is not None:
        return
    written = row[columns.year]
    if not YEAR.search(written):
        way_out = "Write the year of the election in four digits."
        yield Finding(_where(sheet), line, _heading(sheet, columns.year), written, "is not a year", way_out)


def _electors(sheet: Sheet, columns: Columns, row: tuple[str, ...], line: int, findings: list[Finding]) -> int | None:
    if columns.electors is None or is_empty(row[columns.electors]):
        return None
    electors = count_of(row[columns.electors])
    if electors is None:
        findings.append(_no_count(sheet, line, columns.electors, row[columns.electors]))
    return electors or None


def _no_count(sheet: Sheet, line: int, column: int, value: str) -> Finding:
    try:
        cells.count(value)
        way_out = "Write the number of votes."
    except cells.Unreadable as defect:
        way_out = defect.way_out
    problem = "is not a number of votes or electors"
    return Finding(_where(sheet), line, _heading(sheet, column), value, problem, way_out)


def _where(sheet: Sheet) -> str:
    return sheet.file if sheet.name is None else f"{sheet.file}, sheet {sheet.name!r}"


def _heading(sheet: Sheet, column: int | None) -> str | None:
    return None if column is None else sheet.header[column]
