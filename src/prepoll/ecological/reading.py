"""Reads counts by unit from a table of long rows: district, unit, kind, option, votes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from prepoll.case.sheets import Sheet, read_sheet
from prepoll.ecological.options import balanced
from prepoll.ecological.types import Balance, Floats, Units
from prepoll.errors import CaseError, Finding, UsageError

COLUMNS = ("district", "unit", "kind", "option", "votes")

Counts = dict[tuple[str, str], float]  # (unit, option) → votes


@dataclass(frozen=True, slots=True)
class UnitsFile:
    """The districts of a file, and what had to be done to its units."""

    districts: tuple[Units, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The counts of a file by district and kind."""

    file: str
    counts: Mapping[str, Mapping[str, Counts]]  # district → kind → counts
    kinds: tuple[str, ...]


def read_units(path: Path, origin: str, destination: str, balance: Balance = Balance.SCALE) -> UnitsFile:
    """Read the counts of kind `origin` and of kind `destination`, district by district.

    A district, or a unit, that was counted on one side only is left out, and a note says so. Raises UsageError
    where the file has no such kind or nothing is left, and CaseError with all defects of its rows.
    """
    table = read_table(path)
    asked = {"--from": origin, "--to": destination}
    missing = [f"{option} {kind!r}" for option, kind in asked.items() if kind not in table.kinds]
    if missing or origin == destination:
        what = f"has no kind for {' and '.join(missing)}" if missing else "cannot be read from a kind to itself"
        raise UsageError(f"{table.file} {what}. Its kinds: {', '.join(table.kinds)}.")
    districts, notes = [], []
    for name, kinds in table.counts.items():
        lacking = [kind for kind in (origin, destination) if kind not in kinds]
        if lacking:
            notes.append(f"district {name}: has no rows of kind {lacking[0]!r} and is left out")
            continue
        units, note = _district(name, kinds[origin], kinds[destination], balance)
        notes += note
        if len(units.start):
            districts.append(units)
    if not districts:
        raise UsageError(f"{table.file}: no unit has votes of both kinds. Give the units of both one name.")
    return UnitsFile(tuple(districts), tuple(notes))


def read_table(path: Path) -> Table:
    """Read all counts of a file (.csv, .csv.gz, .parquet or a workbook); every defect is reported at once."""
    sheet = read_sheet(Path(path))
    header = [name.strip().lower() for name in sheet.header]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        way_out = f"The columns are {', '.join(COLUMNS)}; a row is one option's votes in one unit."
        raise CaseError([Finding(sheet.file, 1, name, None, "the column is missing", way_out) for name in missing])
    places = [header.index(name) for name in COLUMNS]
    counts: dict[str, dict[str, Counts]] = {}
    findings: list[Finding] = []
    first: dict[tuple[str, ...], int] = {}
    for line, row in zip(sheet.lines, sheet.rows, strict=True):
        *names, votes = (row[place] for place in places)
        found = tuple(_defects(sheet, line, names, votes, first))
        findings += found
        if not found:
            district, unit, kind, option = names
            counts.setdefault(district, {}).setdefault(kind, {})[unit, option] = float(votes)
    if findings:
        raise CaseError(findings)
    return Table(sheet.file, dict(sorted(counts.items())), tuple(sorted({k for d in counts.values() for k in d})))


def _defects(
    sheet: Sheet, line: int, names: list[str], votes: str, first: dict[tuple[str, ...], int]
) -> Iterator[Finding]:
    """Name what is wrong with a row, and keep where its cell stood first."""
    for column, name in zip(COLUMNS, names, strict=False):
        if not name:
            yield Finding(sheet.file, line, column, None, "the cell is empty", "Every row names all four.")
    try:
        count = float(votes)
    except ValueError:
        count = math.nan
    if not (math.isfinite(count) and count >= 0):
        way_out = "Give a count, 0 or more, without a separator for thousands."
        yield Finding(sheet.file, line, "votes", votes, "is no number of votes", way_out)
    key = tuple(names)
    if key in first:
        way_out = "Add the two up, or give the units different names."
        yield Finding(
            sheet.file, line, "option", names[3], f"is counted twice in this unit (line {first[key]})", way_out
        )
    first.setdefault(key, line)


def _district(name: str, start: Counts, end: Counts, balance: Balance) -> tuple[Units, list[str]]:
    """Lay out a district's counts and balance its units; say which were left out or scaled by much."""
    units = sorted({unit for unit, _ in (*start, *end)})
    before, after = _matrix(start, units), _matrix(end, units)
    even = balanced(before, after, balance)
    notes = []
    lost = int(before[1].sum() + after[1].sum()) if len(even.start) == 0 else 0
    left_out = sum(1 for x, y in zip(before[1], after[1], strict=True) if (x.sum() > 0) != (y.sum() > 0))
    if balance is Balance.SCALE and left_out:
        notes.append(f"district {name}: {left_out} of {len(units)} units have votes of one kind only and are left out")
    if lost:
        notes.append(f"district {name}: no unit is left")
    gap = abs(float(after[1].sum()) / max(float(before[1].sum()), 1.0) - 1)
    if balance is Balance.SCALE and gap > 0.05:
        notes.append(f"district {name}: the two totals differ by {100 * gap:.0f} %; units are scaled to the first")
    return Units(name, even.origins, even.destinations, even.start, even.end), notes


def _matrix(counts: Counts, units: list[str]) -> tuple[tuple[str, ...], Floats]:
    """Lay counts out as (unit, option), with the names of the options."""
    sums: defaultdict[str, float] = defaultdict(float)
    for (_, option), votes in counts.items():
        sums[option] += votes
    options = tuple(sorted(sums))
    row_of = {unit: i for i, unit in enumerate(units)}
    column_of = {option: i for i, option in enumerate(options)}
    matrix = np.zeros((len(units), len(options)))
    for (unit, option), votes in counts.items():
        matrix[row_of[unit], column_of[option]] = votes
    return options, matrix
