"""Scenarios side by side: the page, and the same for programs."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from prepoll.commands.output import csv_text, json_text
from prepoll.errors import PrepollError, UsageError
from prepoll_web.cases.access import fetch_case
from prepoll_web.cases.models import Case
from prepoll_web.scenarios.compare import MOST, Comparison, compare, comparison_rows
from prepoll_web.scenarios.models import Scenario
from prepoll_web.scenarios.plan import Plan, read_plan
from prepoll_web.scenarios.seat_map import geometry, small_map, swatch
from prepoll_web.scenarios.studies import Opened, open_case
from prepoll_web.scenarios.views import SENT_BACK, given_of
from prepoll_web.teams.access import Right, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.models import Membership


@require_safe
def page(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Show up to four scenarios side by side, with their differences from the first."""
    member, found = _fetched(request, team, case, "compare")
    shown: dict[str, object] = {"member": member, "team": found.team, "case": found, "given": given_of(request)}
    try:
        opened, compared = _compared(request, found)
    except PrepollError as error:
        return render(request, "scenarios/compare.html", {**shown, "problem": str(error)}, status=SENT_BACK)
    return render(request, "scenarios/compare.html", shown | _shown(request, opened, compared))


@require_safe
def as_json(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Hand out a comparison as JSON."""
    return _file(request, team, case, "json")


@require_safe
def as_csv(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Hand out a comparison as CSV, no cell a formula."""
    return _file(request, team, case, "csv")


def _file(request: HttpRequest, team: str, case: UUID, kind: str) -> HttpResponse:
    _member, found = _fetched(request, team, case, f"compare.{kind}")
    try:
        _opened, compared = _compared(request, found)
    except PrepollError as error:
        return HttpResponse(str(error), content_type="text/plain; charset=utf-8", status=SENT_BACK)
    rows = comparison_rows(compared)
    if kind == "csv":
        response = HttpResponse(csv_text(rows), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="comparison.csv"'
        return response
    first = compared.first
    document = {"draws": first.draws, "of": first.of, "first": compared.columns[0].name, "parties": rows}
    return HttpResponse(json_text(document) + "\n", content_type="application/json")


def _fetched(request: HttpRequest, team: str, case: UUID, what: str) -> tuple[Membership, Case]:
    member, found = fetch_case(signed_in(request), team, case, Right.READ)
    note_reading(member, f"scenarios:{found.id}/{what}", timezone.now())
    return member, found


def _compared(request: HttpRequest, case: Case) -> tuple[Opened, Comparison]:
    """Open the scenarios that were asked for; a single one is set beside what is in force."""
    rows = _asked(request, case)
    if not rows:
        raise UsageError(_("Choose up to four scenarios on the list, then compare them."))
    pins = {(row.seed, row.draws) for row in rows}
    if len(pins) > 1:
        raise UsageError(
            _("These scenarios are played on different draws, so that their differences would be chance. ")
            + _("Make copies with one seed and number of draws.")
        )
    opened = open_case(case, *pins.pop())
    named: list[tuple[str, Plan]] = [(row.name, read_plan(row.plan)) for row in rows]
    if len(named) == 1:
        named.insert(0, (_("In force"), opened.base))
    return opened, compare(opened, named, given_of(request))


def _asked(request: HttpRequest, case: Case) -> list[Scenario]:
    wanted = list(dict.fromkeys(request.GET.getlist("s")))
    if len(wanted) > MOST:
        raise UsageError(_("Up to four scenarios can be compared. Take some off."))
    try:
        keys = [UUID(each) for each in wanted]
    except ValueError as error:
        raise UsageError(_("A scenario is named by its id. Choose on the list.")) from error
    found = {row.id: row for row in Scenario.objects.filter(case=case, id__in=keys, removed_at=None)}
    if len(found) < len(keys):
        raise UsageError(_("A scenario that was chosen is not there any more. Choose again on the list."))
    return [found[key] for key in keys]


def _shown(request: HttpRequest, opened: Opened, compared: Comparison) -> dict[str, object]:
    given = given_of(request)
    chosen = [("s", each) for each in request.GET.getlist("s")]
    asked = [*chosen, *([("seat", given.seat), ("wins", given.party)] if given else [])]
    maps = [
        (column, small_map(opened.sheet, column.figures.seats, opened.party, f"map{i}"))
        for i, column in enumerate(compared.columns)
    ]
    return {
        "compared": compared,
        "maps": maps,
        "geometry": geometry(opened.sheet),
        "parties": [(line, swatch(opened.party[line.party])) for line in compared.parties],
        "changed": [line for line in compared.seats if line.changed],
        "same": sum(not line.changed for line in compared.seats),
        "query": "?" + urlencode(asked),
        "chosen": [value for _key, value in chosen],
        "seats": [(seat.code, seat.name) for seat in opened.case.seats],
        "contenders": list(opened.strength),
    }
