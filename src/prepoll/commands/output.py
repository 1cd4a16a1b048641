"""How results are printed: a table for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence

from prepoll.errors import UsageError

Cell = str | int | float | None
Row = dict[str, Cell]
Rows = Sequence[Row]
NUMBER_START = frozenset("-0123456789<")


def emit(rows: Rows, *, as_json: bool, as_csv: bool, document: object = None, table: str | None = None) -> None:
    """Print `rows` as a table, or as CSV, or `document` (else the rows) as JSON."""
    if as_json and as_csv:
        raise UsageError("--json and --csv cannot be had together. Give one of them.")
    if as_json:
        say(json_text(list(rows) if document is None else document))
    elif as_csv:
        say(csv_text(rows), end="")
    else:
        say(table if table is not None else table_text(rows))


def say(text: str, end: str = "\n") -> None:
    """Write to standard output."""
    sys.stdout.write(text + end)


def progress(show: bool | None = None) -> Callable[[str], None]:
    """Return a function that writes a step to standard error, silent where that is no terminal."""
    shown = sys.stderr.isatty() if show is None else show

    def tell(sentence: str) -> None:
        if shown:
            sys.stderr.write(f"{sentence} …\n")
            sys.stderr.flush()

    return tell


def json_text(document: object) -> str:
    """Write a document as JSON, floats to six digits."""
    return json.dumps(rounded(document), ensure_ascii=False, indent=1, default=str)


def rounded(value: object) -> object:
    """Round every float in a document to six digits."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, Mapping):
        return {str(key): rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(item) for item in value]
    return value


def csv_text(rows: Rows) -> str:
    """Write rows as CSV; a text that a spreadsheet would take for a formula gets an apostrophe."""
    if not rows:
        return ""
    written = io.StringIO()
    writer = csv.DictWriter(written, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: formula_safe(value) for key, value in row.items()} for row in rows)
    return written.getvalue()


def formula_safe(value: Cell) -> Cell:
    """Keep a text from being read as a formula.

    >>> formula_safe("=1+1"), formula_safe(-2)
    ("'=1+1", -2)
    """
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def table_text(rows: Rows) -> str:
    """Write rows as a table in columns, numbers to the right.

    >>> print(table_text([{"party": "A", "seats": 1.5}, {"party": "B", "seats": 12.0}]))
    party  seats
    A       1.50
    B      12.00
    """
    if not rows:
        return "Nothing to show."
    heads = list(rows[0])
    lines = [[cell_text(row.get(head)) for head in heads] for row in rows]
    widths = [max(len(head), *(len(line[i]) for line in lines)) for i, head in enumerate(heads)]
    right = [all(not line[i] or line[i][0] in NUMBER_START for line in lines) for i in range(len(heads))]
    return "\n".join(_line(line, widths, right) for line in (heads, *lines))


def cell_text(value: Cell) -> str:
    """Write one cell."""
    if value is None:
        return ""
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _line(cells: Iterable[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    parts = [
        cell.rjust(width) if number else cell.ljust(width)
        for cell, width, number in zip(cells, widths, right, strict=True)
    ]
    return "  ".join(parts).rstrip()
