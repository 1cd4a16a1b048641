"""The chart of a scenario: the page, its specification, and the program that draws it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from prepoll.errors import PrepollError
from prepoll_web.scenarios.access import fetch_scenario
from prepoll_web.scenarios.charts import LEAST, chart_spec, make_script, script_version, seat_chances
from prepoll_web.scenarios.figures import figures
from prepoll_web.scenarios.plan import read_plan
from prepoll_web.scenarios.seat_map import swatch
from prepoll_web.scenarios.studies import open_case
from prepoll_web.scenarios.views import SENT_BACK, given_of, query_of
from prepoll_web.teams.access import Right, signed_in
from prepoll_web.teams.actions import note_reading


@require_safe
def page(request: HttpRequest, team: str, scenario: UUID) -> HttpResponse:
    """Show how likely each number of seats is, as a chart and as a table."""
    member, found = fetch_scenario(signed_in(request), team, scenario, Right.READ)
    note_reading(member, f"scenario:{found.id}/chances", timezone.now())
    given = given_of(request)
    shown: dict[str, object] = {
        "team": found.team, "case": found.case, "scenario": found, "given": given, "query": query_of(given),
        "version": script_version(),
    }  # fmt: skip
    try:
        opened = open_case(found.case, found.seed, found.draws)
        reckoned = figures(opened, read_plan(found.plan), given)
    except PrepollError as error:
        return render(request, "scenarios/chances.html", {**shown, "problem": str(error)}, status=SENT_BACK)
    shown["figures"] = reckoned
    shown["rows"] = [
        (row.party, swatch(opened.party[row.party]), [(k, f"{part:.1%}") for k, part in row.parts if part >= LEAST])
        for row in seat_chances(reckoned)
    ]
    return render(request, "scenarios/chances.html", shown)


@require_safe
def spec(request: HttpRequest, team: str, scenario: UUID) -> HttpResponse:
    """Hand out the chart's specification, figures included."""
    member, found = fetch_scenario(signed_in(request), team, scenario, Right.READ)
    note_reading(member, f"scenario:{found.id}/chart", timezone.now())
    try:
        opened = open_case(found.case, found.seed, found.draws)
        reckoned = figures(opened, read_plan(found.plan), given_of(request))
    except PrepollError as error:
        return JsonResponse({"problem": str(error)}, status=SENT_BACK)
    return JsonResponse(chart_spec(opened, seat_chances(reckoned)))


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """Hand out the program that draws charts; its address carries its version, so that it is asked for once."""
    response = HttpResponse(make_script().read_bytes(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
