"""A seat of a scenario, and a scenario's figures as files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from prepoll.alliances import Outcome
from prepoll.commands.output import csv_text, json_text
from prepoll.commands.project import projection, seat_rows, total_rows
from prepoll.errors import PrepollError
from prepoll_web.scenarios.access import fetch_scenario
from prepoll_web.scenarios.figures import Given, kept_draws, only
from prepoll_web.scenarios.models import Scenario
from prepoll_web.scenarios.plan import plan_json, read_plan
from prepoll_web.scenarios.seat_page import seat_page
from prepoll_web.scenarios.studies import Opened, open_case
from prepoll_web.scenarios.views import SENT_BACK, given_of, query_of
from prepoll_web.teams.access import Right, may, signed_in
from prepoll_web.teams.actions import note_reading


@require_safe
def seat(request: HttpRequest, team: str, scenario: UUID, seat: str) -> HttpResponse:
    """Show one seat: who stands, chances, past results, evidence."""
    member, found = fetch_scenario(signed_in(request), team, scenario, Right.READ)
    note_reading(member, f"scenario:{found.id}/{seat}"[:100], timezone.now())
    opened = open_case(found.case, found.seed, found.draws)
    if seat not in opened.seat:
        raise Http404
    given, plan = given_of(request), read_plan(found.plan)
    shown: dict[str, object] = {
        "team": found.team,
        "case": found.case,
        "scenario": found,
        "given": given,
        "query": query_of(given),
        "may_edit": may(member, Right.EDIT_SCENARIO),
        "parties": list(opened.strength),
    }
    try:
        shown["seat"] = seat_page(opened, plan, seat, given, reporters=may(member, Right.READ_FIELD))
    except PrepollError as error:
        return render(request, "scenarios/seat.html", {**shown, "problem": str(error)}, status=SENT_BACK)
    template = "scenarios/_seat.html" if request.htmx else "scenarios/seat.html"  # type: ignore[attr-defined]
    return render(request, template, shown)


@require_safe
def as_json(request: HttpRequest, team: str, scenario: UUID) -> HttpResponse:
    """Hand out a scenario's figures as `prepoll project --json` prints them, with what the scenario supposes."""
    document, _found = _document(request, team, scenario, "json")
    status = SENT_BACK if "problem" in document else 200
    return HttpResponse(json_text(document) + "\n", content_type="application/json", status=status)


@require_safe
def as_csv(request: HttpRequest, team: str, scenario: UUID) -> HttpResponse:
    """Hand out a scenario's seats as `prepoll project --csv` prints them, no cell a formula."""
    document, found = _document(request, team, scenario, "csv")
    response = HttpResponse(csv_text(document.get("seats", ())), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="scenario-{found.id}.csv"'
    response.status_code = SENT_BACK if "problem" in document else 200
    return response


def _document(request: HttpRequest, team: str, scenario: UUID, kind: str) -> tuple[dict[str, Any], Scenario]:
    member, found = fetch_scenario(signed_in(request), team, scenario, Right.READ)
    note_reading(member, f"scenario:{found.id}/{kind}", timezone.now())
    given = given_of(request)
    supposed = {
        "scenario": found.name,
        "version_of_scenario": found.version,
        "supposes": plan_json(read_plan(found.plan)),
    }
    try:
        opened = open_case(found.case, found.seed, found.draws)
        outcome = _outcome(opened, found, given)
    except PrepollError as error:
        return {**supposed, "problem": str(error)}, found
    condition = (
        {"given": {"seat": given.seat, "wins": given.party, "draws_left": outcome.wins.shape[2]}} if given else {}
    )
    document = projection(opened.study, outcome, seat_rows(outcome), total_rows(outcome))
    return {**document, **supposed, **condition}, found


def _outcome(opened: Opened, scenario: Scenario, given: Given | None) -> Outcome:
    plan = read_plan(scenario.plan)
    outcome = opened.outcome(plan)
    return only(outcome, kept_draws(opened.counts(plan), given)) if given else outcome
