"""What is said where a case keeps a page from being made, and the files that pages hand out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from prepoll.errors import PrepollError
from prepoll_web.teams.handing_out import as_csv, as_file, as_json

__all__ = ["as_csv", "as_file", "as_json", "said_plainly"]

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
