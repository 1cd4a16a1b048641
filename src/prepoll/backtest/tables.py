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

ENDINGS = (".parquet", ".csv", ".csv.gz")
NOTHING = ("", "-", "–", "—", "na", "n/a", "n.a.", "nil", "none", "null", "nan", "..", "?")
"""What stands in a cell of numbers where nothing is known."""

YEAR = re.compile(r"(?<!\d)(19|20)\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Layout:
    """What a table is called, which columns it must have and which hold numbers.

    `what` says what a required file holds, and is empty where the file may be missing; of a table of counts no
    two files may hold one year. `shares` are the columns of numbers that may carry a per cent sign, `other_names` what
    columns are called elsewhere, in this table alone.
    """

    stem: str
    columns: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    what: str = ""
    counts: bool = False
    shares: tuple[str, ...] = ()
    other_names: tuple[tuple[str, str], ...] = ()


def read_table(folder: Path, layout: Layout) -> tuple[pl.DataFrame | None, list[Finding]]:
    """Read a table of a folder: `stem`.parquet or .csv and, put below each other, all `stem`_….parquet and .csv.

    Columns under other names that are known are renamed, columns of numbers are numbers; a file without a year takes
    the one in its name. None where no file is there, or with what is wrong in any of them; else with notes.
    """
    import polars as pl  # noqa: PLC0415  slow to load; only the back-test reads tables here

    paths = files_of(folder, layout.stem)
    if not paths:
        missing = _missing_file(f"{layout.stem}.parquet or {layout.stem}.csv", layout.what)
        return None, [missing] if layout.what else []
    frames, findings = [], list[Finding]()
    ignored = [_ignored(path.name) for path in _of_table(folder, layout.stem) if not _ending(path)]
    for path in paths:
        frame, defects = read_file(path, layout)
        findings += defects
        frames += [] if frame is None else [frame]
    if findings:
        return None, findings + ignored
    twice = twice_given(frames, [path.name for path in paths], layout)
    return None if twice else pl.concat(frames, how="diagonal_relaxed"), twice + ignored


def files_of(folder: Path, stem: str) -> list[Path]:
    """List the files of a table, the one with the plain name first."""
    mine = [path for path in _of_table(folder, stem) if _ending(path)]
    plain = sorted((path for path in mine if _name(path) == stem), key=lambda path: ENDINGS.index(_ending(path)))
    return [*plain[:1], *(path for path in mine if _name(path) != stem)]


def _of_table(folder: Path, stem: str) -> list[Path]:
    names = (stem, f"{stem}_", f"{stem}-")
    files = sorted(path for path in folder.glob("*") if path.is_file())
    return [path for path in files if _name(path) == stem or _name(path).startswith(names[1:])]


def _ending(path: Path) -> str:
    """Return the ending of a file that can be read, in small letters; nothing where it is none."""
    return next((end for end in reversed(ENDINGS) if path.name.lower().endswith(end)), "")


def _name(path: Path) -> str:
    return (path.name.lower().removesuffix(_ending(path)) if _ending(path) else path.stem).lower()


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

    readers: Mapping[str, Callable[[Path], pl.DataFrame]] = {".parquet": pl.read_parquet}
    if not _ending(path):
        return None, [_unreadable(path.name, f"its ending is none of {', '.join(ENDINGS)}")]
    try:
        frame = _named(readers.get(_ending(path), _read_csv)(path), path, layout)
    except (pl.exceptions.PolarsError, OSError) as error:
        return None, [_unreadable(path.name, str(error).partition("\n")[0])]
    missing = [column for column in layout.columns if column not in frame.columns]
    findings = [missing_column(path.name, column, frame.columns) for column in missing]
    findings += _not_numbers(frame, path.name, layout)
    if layout.counts and frame.is_empty():
        findings.append(Finding(path.name, None, None, None, "the file has no rows", "Fill it, or take it away."))
    return (None, findings) if findings else (_typed(frame, layout), [])


def _typed(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Make numbers of columns of numbers, and words without blanks around them of all others."""
    import polars as pl  # noqa: PLC0415  as above

    numbers = [_plain(frame[name], layout).cast(pl.Float64) for name in layout.numbers if name in frame.columns]
    words = [values for values in frame if values.name not in layout.numbers and not values.dtype.is_nested()]
    texts = [values.cast(pl.String).str.strip_chars().replace("", None) for values in words]
    return frame.with_columns(*numbers, *texts)


def _named(frame: pl.DataFrame, path: Path, layout: Layout) -> pl.DataFrame:
    """Give columns the names that they have here; where two would have one name, the first keeps it."""
    import polars as pl  # noqa: PLC0415  as above

    taken = set(frame.columns) & set(layout.columns)
    names: dict[str, str] = {}
    for column in frame.columns:
        name = column_name(column)
        name = dict(layout.other_names).get(name, name)
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


def _ignored(name: str) -> Finding:
    return note(name, None, f"the file is not read, its ending is none of {', '.join(ENDINGS)}", "Save it as CSV.")


def _missing_file(name: str, what: str) -> Finding:
    return Finding(name, None, None, None, "the file is missing", f"Put it into the back-test folder: {what}.")


def _unreadable(name: str, why: str) -> Finding:
    return Finding(name, None, None, None, f"the file cannot be read: {why}", "Save it again as Parquet or CSV.")


def missing_column(name: str, column: str, there: Sequence[str] = ()) -> Finding:
    """Say that a column is missing, and which are there."""
    shown = f" The file has: {', '.join(there)}." if there else ""
    way_out = f"Add it, or rename the one that holds it.{shown}"
    return Finding(name, 1, column, None, "the column is missing", way_out)


def _not_numbers(frame: pl.DataFrame, file: str, layout: Layout) -> list[Finding]:
    """Name the columns that hold something else than numbers, with the first value that is none."""
    import polars as pl  # noqa: PLC0415  as above

    found = []
    for column in (column for column in layout.numbers if column in frame.columns):
        text = _plain(frame[column], layout)
        wrong = text.is_not_null() & text.cast(pl.Float64, strict=False).is_null()
        if wrong.any():
            line = int(wrong.arg_true()[0]) + 2
            way_out = "Write one number, or leave the cell empty where nothing is known."
            found.append(Finding(file, line, column, str(frame[column][line - 2]), "not a number", way_out))
        below = (text.cast(pl.Float64, strict=False) < 0).fill_null(False)
        if column == "votes" and below.any():
            line = int(below.arg_true()[0]) + 2
            way_out = "Counts start at 0; leave the cell empty where nothing is known."
            found.append(Finding(file, line, column, str(frame[column][line - 2]), "below zero", way_out))
    return found


def _plain(values: pl.Series, layout: Layout) -> pl.Series:
    """Take commas and blanks out of numbers, per cent signs out of shares, and words for nothing away."""
    import polars as pl  # noqa: PLC0415  as above

    if values.dtype.is_numeric() or values.dtype == pl.Boolean:
        number = values.cast(pl.Float64, strict=False)
        return number.set(~number.is_finite(), None)
    text = values.cast(pl.String, strict=False).str.replace_all(r"[,\s]", "")
    if values.name in layout.shares:
        text = text.str.replace(r"(%|percent|percentage)$", "")
    return text.set(text.str.to_lowercase().is_in(NOTHING), None)


def note(file: str, column: str | None, problem: str, way_out: str) -> Finding:
    """Say what was missing and how it was read nevertheless."""
    return Finding(file, None, column, None, problem, way_out, Severity.NOTE)
