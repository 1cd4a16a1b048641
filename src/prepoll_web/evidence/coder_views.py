"""Two coders side by side: adding one's file, the figures, the places where they differ."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from prepoll.agreement import Agreement
from prepoll.commands.output import Row
from prepoll.errors import PrepollError, UsageError
from prepoll_web.cases.access import fetch_case
from prepoll_web.cases.models import Case
from prepoll_web.evidence.actions import take_stock
from prepoll_web.evidence.coders import Difference, add_coding, coders_of, compare
from prepoll_web.evidence.coding import MACHINE
from prepoll_web.evidence.forms import CoderForm
from prepoll_web.evidence.handing_out import as_csv, as_json, said_plainly
from prepoll_web.evidence.words import ALPHAS, LEVELS
from prepoll_web.teams.access import Right, may, signed_in
from prepoll_web.teams.actions import note_reading

COLUMNS = ("article", "dated", "quote", "first", "second")


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def coders(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Compare two coders; take in another one's file."""
    right = Right.ADD_EVIDENCE if request.method == "POST" else Right.READ
    member, found = fetch_case(signed_in(request), team, case, right)
    take_stock(found, timezone.now())
    form = CoderForm(request.POST, request.FILES) if request.method == "POST" else CoderForm()
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            if form.cleaned_data["file"].size > settings.MAX_UPLOAD_BYTES:
                raise UsageError(gettext("The file is too large."))
            coder = form.cleaned_data["coder"].strip()
            add_coding(member.user, team, case, coder, form.cleaned_data["file"], timezone.now())
        except PrepollError as error:
            problem = str(error)
        else:
            return redirect("coders", team=team, case=found.id)
    if not form.is_bound:
        note_reading(member, f"coders:{found.id}", timezone.now())
    shown = {"team": found.team, "case": found, "form": form, "may_add": may(member, Right.ADD_EVIDENCE)}
    shown |= _compared(request, found) | {"refused": problem}
    return render(request, "evidence/coders.html", shown, status=422 if form.is_bound else 200)


def _compared(request: HttpRequest, found: Case) -> dict[str, object]:
    names = [MACHINE, *coders_of(found)]
    first, second = _chosen(request, names)
    held: dict[str, object] = {"names": names, "first": first, "second": second}
    if second:
        try:
            figures, differences = compare(found, first, second)
        except PrepollError as error:
            return held | {"problem": str(error)}
        measures = [(LEVELS[row.level], row) for row in figures.measures]
        alphas = [(ALPHAS[name], value) for name, value in figures.alpha.items()]
        return held | {"figures": figures, "measures": measures, "alphas": alphas, "differences": differences}
    return held


def _chosen(request: HttpRequest, names: list[str]) -> tuple[str, str]:
    first, second = request.GET.get("first", ""), request.GET.get("second", "")
    first = first if first in names else names[0]
    return first, second if second in names else names[-1] if names[-1] != first else ""


def _rows(differences: list[Difference]) -> list[Row]:
    return [
        {
            "article": each.article.name,
            "dated": str(each.article.dated),
            "quote": each.quote,
            "first": each.words[0],
            "second": each.words[1],
        }
        for each in differences
    ]


def _figures(figures: Agreement) -> list[Row]:
    return [
        {
            "level": str(each.level),
            "first": each.a,
            "second": each.b,
            "both": each.both,
            "f1": each.f1,
            "low": each.low,
            "high": each.high,
        }
        for each in figures.measures
    ]


@require_safe
@said_plainly
def coders_json(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Hand out the figures and the differences as JSON."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ)
    note_reading(member, f"coders:{found.id}.json", timezone.now())
    take_stock(found, timezone.now())
    held = _compared(request, found)
    figures, differences = held.get("figures"), held.get("differences")
    measures = _figures(figures) if isinstance(figures, Agreement) else []
    alpha = dict(figures.alpha) if isinstance(figures, Agreement) else {}
    rows = _rows(differences) if isinstance(differences, list) else []
    return as_json({"first": held["first"], "second": held["second"], "f1": measures, "alpha": alpha, "rows": rows})


@require_safe
@said_plainly
def coders_csv(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Hand out the differences as a table."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ)
    note_reading(member, f"coders:{found.id}.csv", timezone.now())
    take_stock(found, timezone.now())
    differences = _compared(request, found).get("differences")
    return as_csv(_rows(differences) if isinstance(differences, list) else [], COLUMNS, "differences")
