"""Find two columns whose names were exchanged: one defect, not one in each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from prepoll.case import cells
from prepoll.case.layouts import CODE_COLUMNS
from prepoll.case.records import Found, Record, Records
from prepoll.errors import Finding
from prepoll.names import WHOLE_CASE

_LEAST = 5  # rows from which on a whole column can be judged
_MOST = 0.8  # of the filled cells
_NAMED_BY: Mapping[str, tuple[tuple[str, str], ...]] = {
    "parties": (("results", "party"), ("polls", "party"), ("fronts", "party")),
    "seats": (("results", "seat"), ("units", "seat"), ("reports", "seat")),
}
"""The columns of other tables that name the codes of these."""


def without_swapped(
    tables: Mapping[str, Records], found: Iterable[Found], regions: Iterable[str]
) -> tuple[dict[str, Records], list[Found]]:
    """Take the rows of tables with exchanged columns away, and their findings for the one that says so."""
    kept, findings = dict(tables), list(found)
    known = _known(tables, regions)
    unreadable = Counter((each.finding.file, each.finding.column) for each in findings)
    for name, table in tables.items():
        swapped = _misread(table, unreadable) or _misplaced(name, table, known) or _misnamed(name, table, tables)
        if swapped is not None:
            kept[name] = replace(table, records=(), whole=False)
            findings = [each for each in findings if each.finding.file != table.file]
            findings.append(Found(swapped, None))
    return kept, findings


def _known(tables: Mapping[str, Records], regions: Iterable[str]) -> Mapping[str, set[str]]:
    """Map each table that others point to, to its codes; `places` are what fronts may name as a region."""
    named = (("parties", "code"), ("seats", "code"), ("units", "unit"))
    known = {name: {str(value) for value in _values(tables[name], column)} for name, column in named}
    contests = {str(value) for value in _values(tables["results"], "contest")}
    return known | {"places": {*known["seats"], *known["units"], *contests, *regions, WHOLE_CASE}}


def _values(table: Records, column: str) -> list[object]:
    return [record.values[column] for record in table.records if column in record.values]


def _texts(table: Records) -> list[str]:
    return [name for name, reader in table.layout.columns.items() if reader is cells.text]


def _misread(table: Records, unreadable: Mapping[tuple[str, str | None], int]) -> Finding | None:
    """Find a column of numbers, days or choices that cannot be read, while a column of texts holds such values."""
    rows = len(table.records)
    for column, reader in table.layout.columns.items():
        if rows < _LEAST or unreadable.get((table.file, column), 0) < _MOST * rows:
            continue
        for other in _texts(table):
            values = _values(table, other)
            if len(values) >= _LEAST and sum(_reads(reader, str(value)) for value in values) >= _MOST * len(values):
                return _finding(table, column, other, "")
    return None


def _reads(reader: cells.Reader, value: str) -> bool:
    try:
        reader(value)
    except cells.Unreadable:
        return False
    return True


def _misplaced(name: str, table: Records, known: Mapping[str, set[str]]) -> Finding | None:
    """Find a column that points to codes and holds none, while another column of texts holds them."""
    for column, codes in _pointers(name, known).items():
        values = [str(value) for value in _values(table, column)]
        if not codes or len(values) < _LEAST or _share(values, codes) > 1 - _MOST:
            continue
        for other in _texts(table):
            there = [str(value) for value in _values(table, other)]
            if other == column or len(there) < _LEAST:
                continue
            own = _pointers(name, known).get(other)
            fits_itself = own is not None and _share(there, own) > 1 - _MOST
            if _share(there, codes) >= _MOST and not fits_itself:
                return _finding(table, column, other, values[0])
    return None


def _misnamed(name: str, table: Records, tables: Mapping[str, Records]) -> Finding | None:
    """Find codes that no other table names, while most of what they name stands in the names of these rows."""
    if name not in _NAMED_BY:
        return None
    codes, names = ({str(value) for value in _values(table, column)} for column in ("code", "name"))
    named = {str(value) for other, column in _NAMED_BY[name] for value in _values(tables[other], column)}
    if len(table.records) >= _LEAST and len(named & names) >= _MOST * len(named) > 0 and not named & codes:
        return _finding(table, "code", "name", str(_values(table, "code")[0]))
    return None


def _pointers(name: str, known: Mapping[str, set[str]]) -> dict[str, set[str]]:
    pointers = dict.fromkeys(CODE_COLUMNS.get(name, ()), known["parties"])
    if name in ("results", "units", "reports"):
        pointers["seat"] = known["seats"]
    if name == "fronts":
        pointers["region"] = known["places"]
    return pointers


def _share(values: list[str], codes: set[str]) -> float:
    return sum(value in codes for value in values) / len(values)


def _finding(table: Records, column: str, other: str, value: str) -> Finding:
    first: Record = table.records[0]
    shown = value or str(first.values.get(other, ""))
    problem = f"the column holds what belongs in {other}, and {other} what belongs here"
    return Finding(table.file, 1, column, shown, problem, "Exchange the two column names, or the columns.")
