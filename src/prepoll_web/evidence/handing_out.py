"""The same for other programs: a page's rows as JSON and as CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from prepoll.commands.output import Rows, csv_text, json_text
from prepoll.errors import PrepollError

Keys = ParamSpec("Keys")
View = Callable[Concatenate[HttpRequest, Keys], HttpResponse]


def said_plainly(view: View[Keys]) -> View[Keys]:
    """Have a page say what is wrong with a case, where its files keep the page from being made."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: Keys.args, **keys: Keys.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **keys)
        except PrepollError as error:
            return render(request, "evidence/problem.html", {"problem": str(error)}, status=409)

    return page


def as_json(document: object) -> HttpResponse:
    """Hand a document out as JSON."""
    return HttpResponse(json_text(document) + "\n", content_type="application/json")


def as_csv(rows: Rows, columns: Sequence[str], name: str) -> HttpResponse:
    """Hand rows out as a table to be saved; a text that a spreadsheet would take for a formula is quoted."""
    text = csv_text(rows) if rows else ",".join(columns) + "\n"
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
