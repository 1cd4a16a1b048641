"""A team's cases: the list, adding one, looking at one."""

from __future__ import annotations

from dataclasses import asdict, fields
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prepoll.commands.output import Row
from prepoll.errors import CaseError, PrepollError, Severity
from prepoll_web.cases.access import fetch_case
from prepoll_web.cases.actions import add_case
from prepoll_web.cases.archive import ArchiveError
from prepoll_web.cases.forms import CaseForm
from prepoll_web.cases.models import Case
from prepoll_web.cases.reading import Standing, standings
from prepoll_web.cases.sample import sample_archive
from prepoll_web.teams.access import Right, fetch_membership, may, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.handing_out import as_file

SHOWN = 200
"""How many defects of an upload a page lists."""


@require_safe
def of_team(request: HttpRequest, team: str) -> HttpResponse:
    """List the cases of a team."""
    member = fetch_membership(signed_in(request), team, Right.READ)
    cases = Case.objects.filter(team=member.team).select_related("added_by").order_by("-added_at")
    note_reading(member, "cases", timezone.now())
    page = {"member": member, "team": member.team, "cases": cases, "may_add": may(member, Right.ADD_CASE)}
    return render(request, "cases/of_team.html", page)


@require_safe
def of_team_file(request: HttpRequest, team: str, kind: str) -> HttpResponse:
    """Hand out the cases of a team, as JSON or as a table."""
    member = fetch_membership(signed_in(request), team, Right.READ)
    note_reading(member, f"cases.{kind}", timezone.now())
    rows: list[Row] = [
        {
            "id": str(case.id),
            "title": case.title,
            "as_of": str(case.as_of),
            "added": case.added_at.isoformat(timespec="seconds"),
            "by": case.added_by.username,
            "input_hash": case.input_hash,
        }
        for case in Case.objects.filter(team=member.team).select_related("added_by").order_by("-added_at")
    ]
    return as_file(kind, rows, ("id", "title", "as_of", "added", "by", "input_hash"), "cases")


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, team: str) -> HttpResponse:
    """Add a case, or say everything that is wrong with the file."""
    member = fetch_membership(signed_in(request), team, Right.ADD_CASE)
    form = CaseForm(request.POST or None, request.FILES or None) if request.method == "POST" else CaseForm()
    reasons: list[str] = []
    english = False
    if request.method == "POST" and form.is_valid():
        try:
            case = add_case(member.user, team, form.cleaned_data["archive"], timezone.now())
        except PrepollError as error:
            reasons, english = _reasons(error), isinstance(error, CaseError)
        else:
            return redirect("case", team=team, case=case.id)
    page = {"team": member.team, "form": form, "reasons": reasons[:SHOWN], "more": max(len(reasons) - SHOWN, 0)}
    return render(
        request, "cases/add.html", {**page, "english": english}, status=422 if request.method == "POST" else 200
    )


@require_POST
def add_sample(request: HttpRequest, team: str) -> HttpResponse:
    """Add the sample case, to look around with."""
    case = add_case(signed_in(request), team, sample_archive(), timezone.now())
    return redirect("case", team=team, case=case.id)


@require_safe
def page(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Show a case: who is where, its briefs, the button that makes one."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ)
    note_reading(member, f"case:{found.id}", timezone.now())
    try:
        rows, problem = standings(found), ""
    except PrepollError as error:
        rows, problem = (), str(error)
    shown = {
        "team": found.team,
        "case": found,
        "standings": rows,
        "problem": problem,
        "may_make": may(member, Right.MAKE_BRIEF),
    }
    return render(request, "cases/page.html", shown)


@require_safe
def page_file(request: HttpRequest, team: str, case: UUID, kind: str) -> HttpResponse:
    """Hand out who is where on the day of a case, as its page says it; as JSON or as a table."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ)
    note_reading(member, f"case:{found.id}.{kind}", timezone.now())
    try:
        rows = [asdict(row) for row in standings(found)]
    except PrepollError as error:
        return HttpResponse(str(error), content_type="text/plain; charset=utf-8", status=409)
    return as_file(kind, rows, [field.name for field in fields(Standing)], "who-is-where")


def _reasons(error: PrepollError) -> list[str]:
    if isinstance(error, CaseError):  # what stops the case comes first, so that no note crowds it out
        return [str(each) for each in sorted(error.findings, key=lambda each: each.severity is not Severity.ERROR)]
    return list(error.reasons) if isinstance(error, ArchiveError) else [str(error)]
