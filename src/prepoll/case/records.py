"""Read a raw table through its layout: a record for each row, dated by when it was known, and every defect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from prepoll.case import cells
from prepoll.case.headers import header_findings, with_plain_header
from prepoll.case.layouts import Layout
from prepoll.case.tables import RawTable
from prepoll.errors import Finding, Severity


@dataclass(frozen=True, slots=True)
class Found:
    """A finding and the day from which its row counts; None: always."""

    finding: Finding
    known: date | None


@dataclass(frozen=True, slots=True)
class Record:
    """One row: `values` are its filled cells as read (an unreadable one is absent)."""

    line: int
    values: Mapping[str, Any]  # the types are those of the layout's readers; rows.py gives them their places
    known: date | None
    broken: frozenset[str] = frozenset()  # columns whose cells could not be read


@dataclass(frozen=True, slots=True)
class Records:
    """A table's records in the order of the file."""

    file: str
    layout: Layout
    records: tuple[Record, ...]
    whole: bool = True  # False where rows may be missing that the file has

    def visible(self, day: date) -> list[Record]:
        """List the records known by `day`; those with a broken cell too, so that all their defects are named."""
        return [record for record in self.records if record.known is None or record.known <= day]


def read_records(table: RawTable, layout: Layout) -> tuple[Records, list[Found]]:
    """Read all rows of `table`; defects carry the day from which their row counts."""
    table, respelt = with_plain_header(table, layout)
    found = [Found(finding, None) for finding in (*respelt, *header_findings(table, layout))]
    if not table.header or not set(layout.required) <= set(table.header):
        return Records(table.file, layout, (), whole=False), found
    places = {name: table.header.index(name) for name in table.header if name in layout.columns}
    twice = {name for name in places if table.header.count(name) > 1}
    columns = {name: _read_column(table, name, place, layout.columns[name]) for name, place in places.items()}
    records: list[Record] = []
    for index, line in enumerate(table.lines):
        values: dict[str, Any] = {}
        defects: list[Finding] = []
        for name, column in columns.items():
            value = column[index]
            if isinstance(value, cells.Unreadable):
                if name in twice:
                    continue  # it may be the other column of this name that holds it
                raw = table.rows[index][places[name]]
                defects.append(Finding(table.file, line, name, raw, value.problem, value.way_out))
            elif value is not None:
                values[name] = value
        lacking = _lacking(table, index, layout, values, defects)
        defects.extend(each for each in lacking if each.column not in twice)
        known = _known(values, layout)
        if any(defect.column in layout.dated for defect in defects):
            known = None
        found.extend(Found(defect, known) for defect in defects)
        broken = frozenset(defect.column for defect in defects if defect.column is not None)
        records.append(Record(line, values, known, broken))
    return Records(table.file, layout, tuple(records), table.whole), found


def _read_column(table: RawTable, name: str, place: int, read: cells.Reader) -> list[object]:
    cache: dict[str, object] = {"": None}
    column: list[object] = []
    for row in table.rows:
        raw = row[place]
        if raw not in cache:
            try:
                cache[raw] = read(raw)
            except cells.Unreadable as defect:
                cache[raw] = defect
        column.append(cache[raw])
    return column


def _lacking(
    table: RawTable, index: int, layout: Layout, values: Mapping[str, Any], defects: Iterable[Finding]
) -> list[Finding]:
    unreadable = {defect.column for defect in defects}
    if (cut := table.short.get(table.lines[index])) is not None:
        return [_short(table, index, cut, layout, values)]
    return [
        Finding(table.file, table.lines[index], name, "", "the cell is empty", f"Every row needs its {name}.")
        for name in layout.required
        if name not in values and name not in unreadable
    ]


def _short(table: RawTable, index: int, cut: int, layout: Layout, values: Mapping[str, Any]) -> Finding:
    """Name a row with fewer cells than the header, once; it is an error where a cell that is needed is lost."""
    width = len(table.header)
    problem = f"the row has {cut} cells, the header {width}; the rest counts as empty"
    needed = any(name not in values for name in layout.required)
    severity = Severity.ERROR if needed else Severity.WARNING
    return Finding(table.file, table.lines[index], table.header[cut], "", problem, "Add the missing commas.", severity)


def _known(values: Mapping[str, Any], layout: Layout) -> date | None:
    for name in layout.dated:
        if name in values:
            value = values[name]
            return value.date() if isinstance(value, datetime) else value
    return None
