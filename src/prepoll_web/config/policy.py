"""What a browser may do with a page: load our style, scripts and images, ask us, nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error

from prepoll_web.place import is_full

PAGE: str = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def strict(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Put the content policy on every page that has none of its own; keep pages out of shared stores."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", PAGE)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return answer


def went_wrong(request: HttpRequest) -> HttpResponse:
    """Say that something went wrong here; where the disk is full, say so, as nobody can mend that from a page."""
    error = sys.exc_info()[1]
    if isinstance(error, OSError) and is_full(error):
        return render(request, "507.html", status=507)
    return server_error(request)
