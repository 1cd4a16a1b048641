"""Making a brief, and reading it."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from prepoll import __version__
from prepoll_web.cases.access import fetch_case
from prepoll_web.jobs.actions import ask_for
from prepoll_web.jobs.models import State
from prepoll_web.runs.access import fetch_run
from prepoll_web.runs.forms import PinsForm
from prepoll_web.runs.kind import BRIEF, asked
from prepoll_web.runs.store import read_file
from prepoll_web.teams.access import Right, may, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.handing_out import as_csv

BRIEF_POLICY = (
    "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""A brief is one file with its style inside; it runs no script and loads nothing, whatever a case put in it."""


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Ask for the brief of a case, with the defaults or with another seed and number of draws."""
    member, found = fetch_case(signed_in(request), team, case, Right.MAKE_BRIEF)
    form = PinsForm(request.POST) if request.method == "POST" else PinsForm()
    if form.is_bound and form.is_valid():
        job = ask_for(member.user, team, case, BRIEF.name, asked(form.pins()), timezone.now())
        return redirect(BRIEF.address(job) if job.state == State.DONE else reverse("job", args=(team, job.id)))
    shown = {"team": found.team, "case": found, "form": form}
    return render(request, "runs/make.html", shown, status=422 if form.is_bound else 200)


@require_safe
def page(request: HttpRequest, team: str, run: UUID) -> HttpResponse:
    """Show what a brief was made from, with the ways to read it."""
    member, found = fetch_run(signed_in(request), team, run)
    note_reading(member, f"brief:{found.id}", timezone.now())
    shown = {"team": found.team, "case": found.case, "run": found, "newer": found.version != __version__}
    return render(request, "runs/page.html", shown)


@require_safe
def brief_html(request: HttpRequest, team: str, run: UUID) -> HttpResponse:
    """Show a brief as the page it is."""
    return _file(request, team, run, "brief.html", "text/html; charset=utf-8")


@require_safe
def brief_markdown(request: HttpRequest, team: str, run: UUID) -> HttpResponse:
    """Hand out a brief as Markdown."""
    return _file(request, team, run, "brief.md", "text/plain; charset=utf-8")


@require_safe
def brief_json(request: HttpRequest, team: str, run: UUID) -> HttpResponse:
    """Hand out a brief as JSON."""
    return _file(request, team, run, "brief.json", "application/json")


SEATS = ("code", "name", "region", "electors", "leader", "chance", "word", "second", "second_chance")
"""What the table of a brief says of each seat, under the names of its JSON."""


@require_safe
def brief_csv(request: HttpRequest, team: str, run: UUID) -> HttpResponse:
    """Hand out a brief's table of seats, if nothing new is agreed."""
    member, found = fetch_run(signed_in(request), team, run)
    note_reading(member, f"brief:{found.id}/brief.csv", timezone.now())
    brief = json.loads(read_file(found, "brief.json", field=may(member, Right.READ_FIELD)))
    return as_csv([{name: seat[name] for name in SEATS} for seat in brief["seats"]], SEATS, "brief")


def _file(request: HttpRequest, team: str, run: UUID, name: str, kind: str) -> HttpResponse:
    member, found = fetch_run(signed_in(request), team, run)
    note_reading(member, f"brief:{found.id}/{name}", timezone.now())
    response = HttpResponse(read_file(found, name, field=may(member, Right.READ_FIELD)), content_type=kind)
    response.headers["Content-Security-Policy"] = BRIEF_POLICY
    return response
