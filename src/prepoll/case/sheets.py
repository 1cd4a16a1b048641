"""Read somebody's own table (.csv, .tsv, .xlsx, .xls, .ods, .parquet): find its header, keep every row's line."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from prepoll.case.tables import contents, decode
from prepoll.errors import CaseError, Finding, UsageError

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_ROWS_OF_TITLES = 20  # a header stands within them
_PAIR = 2  # cells: a word and a year are a title
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_NUMBER = re.compile(r"[+-]?[\d][\d.,'\s\u00a0\u202f]*%?")

Grid = list[list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as text: stripped cells, each row as long as the header."""

    file: str
    name: str | None  # of the sheet in a workbook
    title: str  # what stands above the header
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]  # of the rows in the file
    notes: tuple[str, ...]  # what was assumed in reading it


def read_sheet(path: Path, wanted: str | None = None) -> Sheet:
    """Read the table in a file, or in the sheet `wanted` of a workbook.

    Raises UsageError where there is no file, sheet or table, and CaseError where it cannot be read.
    """
    path = Path(path)
    raw = contents(path)
    if isinstance(raw, tuple):
        raise UsageError(f"{path}: the table {raw[0]}. Give a .csv, .xlsx, .ods or .parquet file.")
    if path.suffix.lower() in WORKBOOKS or raw[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return _from_workbook(raw, path.name, wanted)
    if path.suffix.lower() == ".parquet":
        return _framed(_parquet(raw, path.name), path.name, None, ())
    grid, notes = _text(raw, path.name)
    return _framed(grid, path.name, None, notes)


def _from_workbook(raw: bytes, file: str, wanted: str | None) -> Sheet:
    import fastexcel  # noqa: PLC0415 - needed for workbooks only

    try:
        book = fastexcel.read_excel(raw)
        names = list(book.sheet_names)
        grids = {name: _sheet_grid(book, name) for name in ([wanted] if wanted in names else names)}
    except (fastexcel.FastExcelError, ValueError, OSError) as error:
        problem, way_out = f"is no workbook that can be read ({_first_line(error)})", "Save the sheet as CSV UTF-8."
        raise CaseError([Finding(file, None, None, None, problem, way_out)]) from None
    if wanted is not None and wanted not in names:
        raise UsageError(f"{file} has no sheet {wanted!r}. Give --sheet one of: {', '.join(names)}.")
    filled = [name for name, grid in grids.items() if sum(sum(map(bool, row)) > 1 for row in grid) > 1]
    if not filled:
        raise UsageError(f"{file} has no sheet with a table. The columns stand in one row, the values below.")
    others = f"; the others are {', '.join(filled[1:])}" if filled[1:] else ""
    notes = (f"the table is the sheet {filled[0]!r}{others} (--sheet)",) if len(names) > 1 else ()
    return _framed(grids[filled[0]], file, filled[0], notes)


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0].strip().rstrip(".")


def _sheet_grid(book: object, name: str) -> Grid:
    frame = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()  # type: ignore[attr-defined]
    return [[_cell(value) for value in row] for row in frame.iter_rows()]


def _cell(value: object) -> str:
    text = "" if value is None else _plain(str(value))
    return re.sub(r"(?<=^\d{4}-\d{2}-\d{2})[ T]00:00:00(\.0+)?$", "", text)


def _plain(cell: str) -> str:
    """Take line breaks out of a cell, and the apostrophe by which a spreadsheet keeps a number as text."""
    return re.sub(r"^'(?=\d)", "", " ".join(cell.split()))


def _parquet(raw: bytes, file: str) -> Grid:
    import polars  # noqa: PLC0415 - heavy, and needed for .parquet only

    try:
        frame = polars.read_parquet(io.BytesIO(raw))
    except (polars.exceptions.PolarsError, OSError, ValueError):
        finding = Finding(file, None, None, None, "is not a parquet file", "Write it again, or save it as CSV UTF-8.")
        raise CaseError([finding]) from None
    return [list(frame.columns), *([_cell(value) for value in row] for row in frame.iter_rows())]


def _text(raw: bytes, file: str) -> tuple[Grid, tuple[str, ...]]:
    if raw[:2] == b"\x1f\x8b":
        try:
            raw = gzip.decompress(raw)
        except (OSError, EOFError, zlib.error):
            way_out = "Compress the .csv again."
            raise CaseError([Finding(file, None, None, None, "is a broken gzip file", way_out)]) from None
    written, findings = decode(raw, file)
    if written is None:
        raise CaseError(findings)
    sample = "\n".join(written.split("\n")[:_ROWS_OF_TITLES])
    separator = max((",", ";", "\t", "|"), key=sample.count)
    notes = tuple(f"the file {finding.problem.replace('is not UTF-8; it ', '')}" for finding in findings)
    try:
        rows = [
            [_plain(cell) for cell in row] for row in csv.reader(io.StringIO(written, newline=""), delimiter=separator)
        ]
    except csv.Error as error:
        way_out = "Open it in a spreadsheet and save it as CSV UTF-8."
        raise CaseError([Finding(file, None, None, None, f"is no table ({error})", way_out)]) from None
    return rows, notes


def _framed(grid: Grid, file: str, name: str | None, notes: tuple[str, ...]) -> Sheet:
    """Find the header, fill merged ones, square the rows, and leave out empty ones."""
    place = _header_place(grid)
    if place is None:
        raise UsageError(f"{file} has no table: no row with two column names or more, and values below it.")
    top = list(grid[place])
    first = place + 1
    if first + 1 < len(grid) and _is_second_header(top, grid[first]):
        top = _joined(top, grid[first])
        notes = (*notes, f"rows {place + 1} and {first + 1} are read as one header")
        first += 1
    width = max((index + 1 for index, cell in enumerate(top) if cell), default=0)
    kept = [(number, row) for number, row in enumerate(grid[first:], first + 1) if any(row)]
    rows = tuple(tuple((row + [""] * width)[:width]) for _, row in kept)
    title = " ".join(cell for row in grid[:place] for cell in row if cell)
    return Sheet(file, name, title, tuple(top[:width]), rows, tuple(number for number, _ in kept), notes)


def _header_place(grid: Grid) -> int | None:
    for place, row in enumerate(grid[:_ROWS_OF_TITLES]):
        names = [cell for cell in row if cell]
        years = sum(bool(_YEAR.fullmatch(cell)) for cell in names) if len(names) > _PAIR else 0
        words = sum(not _NUMBER.fullmatch(cell) for cell in names) + years
        if len(names) > 1 and words > len(names) / 2 and any(sum(map(bool, below)) > 1 for below in grid[place + 1 :]):
            return place
    return None


def _is_second_header(top: list[str], below: list[str]) -> bool:
    """Say whether a row goes on with the header: merged cells leave gaps, and no number stands below them."""
    gaps = any(cell and not (top + [""] * len(below))[place] for place, cell in enumerate(below))
    return gaps and sum(map(bool, below)) > 1 and not any(_NUMBER.fullmatch(cell) for cell in below)


def _joined(top: list[str], below: list[str]) -> list[str]:
    width = max(len(top), len(below))
    names: list[str] = []
    last = ""
    for upper, lower in zip(top + [""] * (width - len(top)), below + [""] * (width - len(below)), strict=True):
        last = upper or (last if lower else "")
        names.append(f"{last} / {lower}" if last and lower else last or lower)
    return names
