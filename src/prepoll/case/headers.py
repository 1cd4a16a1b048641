"""Check the header of a table against the columns it should have, and against those of the other tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from prepoll.case import cells
from prepoll.case.layouts import LAYOUTS, REMARKS, Layout
from prepoll.case.tables import RawTable
from prepoll.errors import Finding, Severity

_SHOWN = 40  # columns that one note names
_COUNTED = Counter(name for layout in LAYOUTS.values() for name in layout.columns)
_OWNERS = {
    name: layout.name
    for layout in LAYOUTS.values()
    for name, reader in layout.columns.items()
    if _COUNTED[name] == 1 and reader is not cells.text
}
"""Columns of numbers, days and choices that one table alone has, and that table."""


def header_findings(table: RawTable, layout: Layout) -> list[Finding]:
    """List missing columns, columns of another table, and columns that nothing is computed from."""
    if not table.header:
        return []
    missing = [name for name in layout.required if name not in table.header]
    if other := _other_table(table, layout, missing):
        shown = ", ".join(filter(None, table.header))
        way_out = f"Save the table as {other}.csv, and put the rows of {layout.name} here."
        column = missing[0] if missing else table.header[0]
        return [Finding(table.file, table.line, column, shown, f"the columns are those of {other}.csv", way_out)]
    return [*_missing(table, layout, missing), *_strays(table, layout), *_unused(table, layout)]


def with_plain_header(table: RawTable, layout: Layout) -> tuple[RawTable, list[Finding]]:
    """Read column names in other capitals, or with blanks for underscores, as those meant; one warning names them."""
    meant = {
        name: plain
        for name in table.header
        if (plain := "_".join(name.casefold().split())) != name
        and plain in layout.columns
        and plain not in table.header
    }
    if not meant:
        return table, []
    way_out = f"Write {', '.join(meant.values())}, in small letters; they are read so."
    first = next(iter(meant))
    problem = f"column names are written otherwise than they should be: {', '.join(meant)}"
    warning = Finding(table.file, table.line, meant[first], first, problem, way_out, Severity.WARNING)
    return replace(table, header=tuple(meant.get(name, name) for name in table.header)), [warning]


def _other_table(table: RawTable, layout: Layout, missing: list[str]) -> str | None:
    """Say whose columns these are: of a table that fits better, where one needed here is missing or none is ours."""
    own = set(layout.columns) & set(table.header)
    fitting = [
        other
        for other in LAYOUTS.values()
        if other is not layout and set(other.required) <= set(table.header) and len(other.required) > 1
        if missing or (own <= set(other.columns) and len(set(other.columns) & set(table.header)) > len(own) + 1)
    ]
    return max(fitting, key=lambda other: len(set(other.columns) & set(table.header))).name if fitting else None


def _missing(table: RawTable, layout: Layout, missing: list[str]) -> list[Finding]:
    spare = [column for column in table.header if column not in layout.columns][:500]
    return [
        Finding(
            table.file,
            table.line,
            name,
            _nearest_of(name, spare),
            "the column is missing",
            f"{cells.nearest(name, spare)}Columns needed: {', '.join(layout.required)}.",
        )
        for name in missing
    ]


def _nearest_of(name: str, headings: list[str]) -> str:
    """Return the heading that stands where a name should, "" where none is like it."""
    meant = cells.nearest(name, headings)
    return next((each for each in headings if f"Did you mean {each}? " == meant), "")


def _strays(table: RawTable, layout: Layout) -> list[Finding]:
    """Warn of filled columns that belong to another table, where nobody will look for them."""
    findings: list[Finding] = []
    for place, name in enumerate(table.header):
        owner = _OWNERS.get(name)
        if name in layout.columns or name in REMARKS or owner is None:
            continue
        value = next((row[place] for row in table.rows if row[place]), None)
        if value is not None:
            way_out = f"Move it to {owner}.csv, or give it another name to keep it as a remark."
            problem = f"the column belongs to {owner}.csv and is not read here"
            findings.append(Finding(table.file, table.line, name, value, problem, way_out, Severity.WARNING))
    return findings


def _unused(table: RawTable, layout: Layout) -> list[Finding]:
    known = {*layout.columns, *REMARKS, *_OWNERS}
    extra = [name for name in table.header if name and name not in known]
    if not extra:
        return []
    more = f" and {len(extra) - _SHOWN} more" if len(extra) > _SHOWN else ""
    problem = f"columns that nothing is computed from: {', '.join(extra[:_SHOWN])}{more}"
    missing = [name for name in layout.columns if name not in table.header]
    meant = "".join(cells.nearest(name, missing, 85) for name in extra[:_SHOWN])
    way_out = f"{meant}They are kept; check the spelling if one of them should count."
    return [Finding(table.file, table.line, None, None, problem, way_out, Severity.NOTE)]
