"""The same for other programs: a page's rows as JSON and as CSV, under addresses of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import HttpResponse
from django.urls import URLPattern, path

from prepoll.commands.output import Cell, Row, Rows, csv_text, json_text


def file_addresses(way: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """Return the addresses of a page's rows: `way`.json and `way`.csv, the view told which by `kind`."""
    return [path(f"{way}.{kind}", view, {"kind": kind}, name=f"{name}-{kind}") for kind in ("json", "csv")]


def row_of(columns: Sequence[str], **cells: Cell) -> Row:
    """Return a row of a table that has rows of several kinds; the cells that are not given stay empty.

    >>> row_of(("seat", "party"), party="A")
    {'seat': None, 'party': 'A'}
    """
    assert cells.keys() <= set(columns), "a cell of no column would be lost"
    return {name: cells.get(name) for name in columns}


def as_file(kind: str, rows: Rows, columns: Sequence[str], name: str) -> HttpResponse:
    """Hand rows out in the form that was asked for."""
    return as_csv(rows, columns, name) if kind == "csv" else as_json(rows)


def as_json(document: object) -> HttpResponse:
    """Hand a document out as JSON."""
    return HttpResponse(json_text(document) + "\n", content_type="application/json")


def as_csv(rows: Rows, columns: Sequence[str], name: str) -> HttpResponse:
    """Hand rows out as a table to be saved; a text that a spreadsheet would take for a formula is quoted."""
    text = csv_text(rows) if rows else ",".join(columns) + "\n"
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
