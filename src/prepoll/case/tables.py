"""Read a table file (.csv, .csv.gz, .parquet) into its header and its rows of text, with every defect of its form."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from prepoll.case.layouts import LAYOUTS
from prepoll.errors import Finding, Severity

_COLUMNS = {column for layout in LAYOUTS.values() for column in layout.columns}
_TITLES = 10  # lines, within which the columns' names stand
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_WEB_PAGE = re.compile(r"\s*<(?:!doctype|html|head|table|\?xml)", re.IGNORECASE)
_SHOWN = 40  # characters of a line
_MOJIBAKE = re.compile(r"\ufffd|Ã[\u0080-\u00bf]|â€|à¤|à¦")
csv.field_size_limit(2**24)


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as text: stripped cells, one list a row as long as the header; `lines` are the rows' places."""

    file: str
    header: tuple[str, ...]
    rows: tuple[list[str], ...]
    lines: tuple[int, ...]  # line of the row's first character
    line: int = 1  # of the header
    whole: bool = True  # False where the file, or some line of it, could not be read
    short: Mapping[int, int] = field(default_factory=dict)  # by the line of a row cut short, its cells


def read_table(path: Path, file: str) -> tuple[RawTable, list[Finding]]:
    """Read the table at `path`, shown as `file`; defects of form come back beside what could be read."""
    raw = contents(path)
    if isinstance(raw, tuple):
        return _nothing(file, *raw)
    if path.name.endswith(".parquet"):
        return _read_parquet(raw, file)
    if raw[:2] == b"\x1f\x8b":
        try:
            raw = gzip.decompress(raw)
        except (OSError, EOFError, zlib.error):
            return _nothing(file, "is a broken gzip file", "Compress the .csv again.")
    written, findings = decode(raw, file)
    if written is None:
        return _none(file), findings
    if _WEB_PAGE.match(written):
        shown, way_out = written.strip()[:_SHOWN], "Open it in a spreadsheet and save it as CSV UTF-8."
        return _none(file), [Finding(file, 1, None, shown, "is a web page, not a table", way_out)]
    table, defects = _read_csv(written, file)
    return table, findings + defects


def contents(path: Path) -> bytes | tuple[str, str]:
    """Read a file; or say why it cannot be read, and the way out."""
    if path.is_dir():
        return "is a folder, not a file", "Put the file itself here."
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return "is missing", "Add the file, or name the right one under [files] in case.toml."
    except OSError as error:
        return f"cannot be opened ({error.strerror})", "Check the file and who may read it."


def decode(raw: bytes, file: str) -> tuple[str | None, list[Finding]]:
    """Decode UTF-8 (a byte-order mark is dropped); another encoding is named and read on, rubbish gives None."""
    if raw[:4] == b"PK\x03\x04":
        return None, [_defect(file, None, "is a workbook or an archive, not text", "Save each sheet as CSV UTF-8.")]
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _other_encoding(raw, file, "utf-16", "UTF-16")
    if b"\x00" in raw:
        for codec, noughts in (("utf-16-le", raw[1::2]), ("utf-16-be", raw[::2])):
            if 3 * noughts.count(0) > len(noughts):
                return _other_encoding(raw, file, codec, "UTF-16")
        return None, [_defect(file, None, "is not text", "Save the table as CSV UTF-8.")]
    try:
        written = raw.decode("utf-8-sig")
        return written, _garbled(written, file)
    except UnicodeDecodeError:
        return _other_encoding(raw, file, "cp1252", "Windows-1252 (cp1252)")


def _garbled(written: str, file: str) -> list[Finding]:
    """Find the first word that went through the wrong encoding once and is UTF-8 now."""
    found = _MOJIBAKE.search(written)
    if found is None:
        return []
    line = 1 + written.count("\n", 0, found.start())
    before = re.split(r"[\s,;]", written[max(0, found.start() - 30) : found.start()])[-1]
    after = re.split(r"[\s,;]", written[found.start() : found.end() + 30])[0]
    problem, way_out = "letters were lost in an encoding", "Take the word from the source again, and save as UTF-8."
    return [Finding(file, line, None, before + after, problem, way_out, Severity.WARNING)]


def _other_encoding(raw: bytes, file: str, codec: str, name: str) -> tuple[str | None, list[Finding]]:
    try:
        written = raw.decode(codec)
    except UnicodeDecodeError:
        return None, [_defect(file, None, "is not text", "Save the table as CSV UTF-8.")]
    lines = written.lstrip("\ufeff").split("\n")
    line = next((n for n, each in enumerate(lines, 1) if not each.isascii()), 1) if name != "UTF-16" else 1
    word = next((each for each in re.split(r"[\s,;]+", lines[line - 1]) if not each.isascii()), lines[0][:_SHOWN])
    way_out = "Save it as UTF-8: in a spreadsheet, 'CSV UTF-8'."
    return written, [Finding(file, line, None, word.strip(), f"is not UTF-8; it looks like {name}", way_out)]


def _read_csv(written: str, file: str) -> tuple[RawTable, list[Finding]]:
    first = written.lstrip().split("\n", 1)[0]
    findings: list[Finding] = []
    separator = max(_SEPARATORS, key=first.count)
    if separator != ",":
        problem, way_out = f"is separated by {_SEPARATORS[separator]}", "Save it with commas between the cells."
        findings.append(Finding(file, 1, None, first[:_SHOWN].strip(), problem, way_out))
    reader = csv.reader(io.StringIO(written, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    start = 1
    whole = True
    try:
        for cells in reader:
            if rows or any(cell.strip() for cell in cells):  # empty lines above the header
                rows.append([cell.strip() for cell in cells])
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        way_out = 'Put cells with commas or quotes in "…" and write a quote inside as "".'
        shown = written.split("\n")[start - 1][:_SHOWN].strip()
        findings.append(Finding(file, start, None, shown, f"the row's quotes do not match ({error})", way_out))
        whole = False
    if not rows:
        return _none(file), [*findings, _defect(file, 1, "has no header", "Write the columns in line 1.")]
    table, findings = _squared(file, rows, lines, findings)
    return replace(table, whole=whole and table.whole), findings


def _squared(
    file: str, rows: list[list[str]], lines: list[int], findings: list[Finding]
) -> tuple[RawTable, list[Finding]]:
    if above := _header_place(rows):
        what = "the line" if above == 1 else "the lines"
        way_out = f"Delete {what}, so that the columns stand in line 1."
        place = next(place for place, cell in enumerate(rows[0]) if cell)
        problem = "a title stands above the columns"
        findings.append(Finding(file, lines[0], letters(place), rows[0][place], problem, way_out))
        rows, lines = rows[above:], lines[above:]
    header = tuple(rows[0])
    width = len(header)
    findings.extend(_nameless(file, rows, lines[0]))
    for column in sorted(name for name, times in Counter(header).items() if name and times > 1):
        way_out = "Delete or rename one of the two."
        findings.append(Finding(file, lines[0], column, column, "the column is there twice", way_out))
    kept: list[tuple[list[str], int]] = []
    short: dict[int, int] = {}
    wrong = 0
    for cells, line in zip(rows[1:], lines[1:], strict=True):
        if not any(cells):
            continue
        if defect := _misshapen(file, header, cells, line):
            findings.append(defect)
            wrong += 1
            continue
        if len(cells) < width:
            short[line] = len(cells)
        kept.append((cells[:width] + [""] * (width - len(cells)), line))
    places = tuple(line for _, line in kept)
    return RawTable(file, header, tuple(row for row, _ in kept), places, lines[0], not wrong, short), findings


def _header_place(rows: list[list[str]]) -> int:
    """Say in which row the columns' names stand: the first of names that are known, else the second under a title."""
    for place, row in enumerate(rows[:_TITLES]):
        names = ["_".join(cell.casefold().split()) for cell in row if cell]
        known = sum(name in _COLUMNS for name in names)
        if known > 1 and 2 * known >= len(names):
            return place
    return int(len(rows) > 1 and sum(map(bool, rows[0])) == 1 and sum(map(bool, rows[1])) > 2)


def _misshapen(file: str, header: tuple[str, ...], cells: list[str], line: int) -> Finding | None:
    """Find a row with more cells than the header, which puts them under wrong columns, and a second header."""
    width = len(header)
    if tuple(cells) == header:
        return Finding(file, line, header[0], cells[0], "the header stands here again", "Delete the line.")
    if len(cells) > width and any(cells[width:]):
        problem = f"the row has {len(cells)} cells, the header {width}"
        surplus = next(filter(None, cells[width:]))
        return Finding(file, line, letters(width), surplus, problem, 'Put cells that hold a comma in "…".')
    return None


def _nameless(file: str, rows: list[list[str]], line: int) -> list[Finding]:
    """Find columns with values and without a name, as merged header cells leave them."""
    findings: list[Finding] = []
    for place, name in enumerate(rows[0]):
        value = "" if name else next((row[place] for row in rows[1:] if len(row) > place and row[place]), "")
        if value:
            way_out = "Give it a name, or delete it; a merged header names its first column only."
            findings.append(Finding(file, line, letters(place), value, "the column has no name", way_out))
    return findings


def letters(place: int) -> str:
    """Name a column as spreadsheets do.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    return (letters(place // 26 - 1) if place > 25 else "") + chr(ord("A") + place % 26)


def _read_parquet(raw: bytes, file: str) -> tuple[RawTable, list[Finding]]:
    import polars  # noqa: PLC0415 - heavy, and needed for .parquet only

    try:
        frame = polars.read_parquet(io.BytesIO(raw))
    except (polars.exceptions.PolarsError, OSError, ValueError):
        return _nothing(file, "is not a parquet file", "Write it again, or save the table as CSV UTF-8.")
    rows = [[_as_text(value) for value in row] for row in frame.iter_rows()]
    return _squared(file, [list(frame.columns), *rows], list(range(1, len(rows) + 2)), [])


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _defect(file: str, line: int | None, problem: str, way_out: str) -> Finding:
    return Finding(file, line, None, None, problem, way_out)


def _nothing(file: str, problem: str, way_out: str) -> tuple[RawTable, list[Finding]]:
    return _none(file), [_defect(file, None, problem, way_out)]


def _none(file: str) -> RawTable:
    return RawTable(file, (), (), (), whole=False)
