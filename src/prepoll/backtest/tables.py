"""Tables of a back-test folder, read with their defects named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from prepoll.errors import Finding, Severity

if TYPE_CHECKING:
    import polars as pl


def read_table(
    folder: Path, stem: str, columns: Sequence[str], what: str | None = None
) -> tuple[pl.DataFrame | None, list[Finding]]:
    """Read `stem`.parquet or `stem`.csv; `what` says what a required file holds, None that it may be missing."""
    import polars as pl  # noqa: PLC0415  slow to load; only the back-test reads tables here

    readers: Mapping[str, Callable[[Path], pl.DataFrame]] = {".parquet": pl.read_parquet, ".csv": _read_csv}
    path = next((folder / f"{stem}{end}" for end in readers if (folder / f"{stem}{end}").is_file()), None)
    if path is None:
        return None, [] if what is None else [_missing_file(f"{stem}.parquet or {stem}.csv", what)]
    try:
        frame = readers[path.suffix](path)
    except (pl.exceptions.PolarsError, OSError) as error:
        return None, [_unreadable(path.name, str(error).partition("\n")[0])]
    missing = [column for column in columns if column not in frame.columns]
    return (None if missing else frame), [missing_column(path.name, column) for column in missing]


def _read_csv(path: Path) -> pl.DataFrame:
    import polars as pl  # noqa: PLC0415  as above

    return pl.read_csv(path, infer_schema_length=None, encoding="utf8-lossy")


def _missing_file(name: str, what: str) -> Finding:
    return Finding(name, None, None, None, "the file is missing", f"Put it into the back-test folder: {what}.")


def _unreadable(name: str, why: str) -> Finding:
    return Finding(name, None, None, None, f"the file cannot be read: {why}", "Save it again as Parquet or CSV.")


def missing_column(name: str, column: str) -> Finding:
    """Say that a column is missing."""
    return Finding(name, 1, column, None, "the column is missing", "Add it, or rename the one that holds it.")


def not_numbers(frame: pl.DataFrame, file: str, columns: Sequence[str]) -> list[Finding]:
    """Name the columns that hold something else than numbers, with the first value that is none."""
    import polars as pl  # noqa: PLC0415  as above

    found = []
    for column in columns:
        if column not in frame.columns or frame[column].dtype.is_numeric():
            continue
        text = frame[column].cast(pl.String, strict=False)
        wrong = text.is_not_null() & text.cast(pl.Float64, strict=False).is_null()
        if wrong.any():
            line = int(wrong.arg_true()[0]) + 2
            found.append(Finding(file, line, column, str(text[line - 2]), "not a number", "Write a whole number."))
    return found


def note(file: str, column: str | None, problem: str, way_out: str) -> Finding:
    """Say what was missing and how it was read nevertheless."""
    return Finding(file, None, column, None, problem, way_out, Severity.NOTE)
