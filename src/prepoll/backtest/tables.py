"""Tables of a back-test folder, read with their defects named."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from prepoll.backtest.spellings import column_name
from prepoll.errors import Finding, Severity

if TYPE_CHECKING:
    import polars as pl

ENDINGS = (".parquet", ".csv")
YEAR = re.compile(r"(?<!\d)(19|20)\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Layout:
    """What a table is called, which columns it must have and which hold numbers.

    `what` says what a required file holds, and is empty where the file may be missing; of a table of counts no
    two files may hold one year.
    """

    stem: str
    columns: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    what: str = ""
    counts: bool = False


def read_table(folder: Path, layout: Layout) -> tuple[pl.DataFrame | None, list[Finding]]:
    """Read a table of a folder: `stem`.parquet or .csv and, put below each other, all `stem`_….parquet and .csv.

    Columns under other names that are known are renamed, columns of numbers are numbers; a file without a year takes
    the one in its name. None where no file is there, or with what is wrong in any of them.
    """
    import polars as pl  # noqa: PLC0415  slow to load; only the back-test reads tables here

    paths = files_of(folder, layout.stem)
    if not paths:
        missing = _missing_file(f"{layout.stem}.parquet or {layout.stem}.csv", layout.what)
        return None, [missing] if layout.what else []
    frames, findings = [], list[Finding]()
    for path in paths:
        frame, defects = read_file(path, layout)
        findings += defects
        frames += [] if frame is None else [frame]
    if findings:
        return None, findings
    return pl.concat(frames, how="diagonal_relaxed"), twice_given(frames, [path.name for path in paths], layout)


def files_of(folder: Path, stem: str) -> list[Path]:
    """List the files of a table, the one with the plain name first."""
    plain = next((path for end in ENDINGS if (path := folder / f"{stem}{end}").is_file()), None)
    more = sorted(path for path in folder.glob(f"{stem}[_-]*") if path.suffix in ENDINGS and path.is_file())
    return [*([] if plain is None else [plain]), *more]


def twice_given(frames: Sequence[pl.DataFrame], names: Sequence[str], layout: Layout) -> list[Finding]:
    """Name the years that two files of one table of counts hold: their votes would be counted twice."""
    first: dict[tuple[object, ...], str] = {}
    found: dict[tuple[str, str, str], None] = {}
    for frame, name in zip(frames, names, strict=True) if layout.counts else ():
        keys = [column for column in ("year", "type") if column in frame.columns]
        for key in frame.select(keys).unique().drop_nulls().sort(keys).iter_rows():
            before = first.setdefault(key, name)
            if before != name:
                found[name, before, f"{key[0]:.0f}"] = None
    return [
        Finding(name, None, "year", year, f"{before} holds this year as well", "Keep it in one of the two.")
        for name, before, year in found
    ]


def read_file(path: Path, layout: Layout) -> tuple[pl.DataFrame | None, list[Finding]]:
    """Read one file of a table; None with what is wrong."""
    import polars as pl  # noqa: PLC0415  as above

    readers: Mapping[str, Callable[[Path], pl.DataFrame]] = {".parquet": pl.read_parquet, ".csv": _read_csv}
    try:
        frame = _named(readers[path.suffix](path), path, layout)
    except (pl.exceptions.PolarsError, OSError) as error:
        return None, [_unreadable(path.name, str(error).partition("\n")[0])]
    missing = [column for column in layout.columns if column not in frame.columns]
    findings = [missing_column(path.name, column, frame.columns) for column in missing]
    findings += _not_numbers(frame, path.name, layout.numbers)
    if findings:
        return None, findings
    return frame.with_columns(
        _plain(frame[column]).cast(pl.Float64, strict=False) for column in layout.numbers if column in frame.columns
    ), []


def _named(frame: pl.DataFrame, path: Path, layout: Layout) -> pl.DataFrame:
    """Give columns the names that they have here; where two would have one name, the first keeps it."""
    import polars as pl  # noqa: PLC0415  as above

    taken = set(frame.columns) & set(layout.columns)
    names: dict[str, str] = {}
    for column in frame.columns:
        name = column_name(column)
        if column not in taken and name not in taken and (name == column or name not in frame.columns):
            names[column] = name
            taken.add(name)
    frame = frame.rename(names)
    year = YEAR.search(path.stem)
    if "year" in layout.columns and "year" not in frame.columns and year is not None:
        frame = frame.with_columns(pl.lit(int(year[0])).alias("year"))
    return frame


def _read_csv(path: Path) -> pl.DataFrame:
    import polars as pl  # noqa: PLC0415  as above

    return pl.read_csv(path, infer_schema_length=None, encoding="utf8-lossy")


def _missing_file(name: str, what: str) -> Finding:
    return Finding(name, None, None, None, "the file is missing", f"Put it into the back-test folder: {what}.")


def _unreadable(name: str, why: str) -> Finding:
    return Finding(name, None, None, None, f"the file cannot be read: {why}", "Save it again as Parquet or CSV.")


def missing_column(name: str, column: str, there: Sequence[str] = ()) -> Finding:
    """Say that a column is missing, and which are there."""
    shown = f" The file has: {', '.join(there)}." if there else ""
    way_out = f"Add it, or rename the one that holds it.{shown}"
    return Finding(name, 1, column, None, "the column is missing", way_out)


def _not_numbers(frame: pl.DataFrame, file: str, columns: Sequence[str]) -> list[Finding]:
    """Name the columns that hold something else than numbers, with the first value that is none."""
    import polars as pl  # noqa: PLC0415  as above

    found = []
    for column in columns:
        if column not in frame.columns or frame[column].dtype.is_numeric():
            continue
        text = _plain(frame[column])
        wrong = text.is_not_null() & (text != "") & text.cast(pl.Float64, strict=False).is_null()
        if wrong.any():
            line = int(wrong.arg_true()[0]) + 2
            found.append(Finding(file, line, column, str(text[line - 2]), "not a number", "Write a whole number."))
    return found


def _plain(values: pl.Series) -> pl.Series:
    """Take commas and blanks out of numbers that are written with them."""
    import polars as pl  # noqa: PLC0415  as above

    if values.dtype.is_numeric():
        return values
    return values.cast(pl.String, strict=False).str.replace_all(r"[,\s]", "")


def note(file: str, column: str | None, problem: str, way_out: str) -> Finding:
    """Say what was missing and how it was read nevertheless."""
    return Finding(file, None, column, None, problem, way_out, Severity.NOTE)
