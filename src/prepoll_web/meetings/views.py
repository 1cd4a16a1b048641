"""Meetings: the lists of a team and of a case, calling one, its paper, its agenda, closing its minutes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from prepoll.errors import PrepollError
from prepoll_web.approvals.models import Body
from prepoll_web.cases.access import fetch_case
from prepoll_web.cases.models import Case
from prepoll_web.deadlines.clock import reading
from prepoll_web.deadlines.moments import zone_of
from prepoll_web.evidence.actions import take_stock
from prepoll_web.evidence.coding import case_on
from prepoll_web.evidence.handing_out import said_plainly
from prepoll_web.jobs.actions import ask_for
from prepoll_web.jobs.models import State
from prepoll_web.meetings import actions
from prepoll_web.meetings.access import fetch_meeting
from prepoll_web.meetings.drafting import AGENDA, asked_for, moved_on
from prepoll_web.meetings.forms import CallForm, ItemForm
from prepoll_web.meetings.mandates import Judged, judge
from prepoll_web.meetings.models import ItemKind, Mandate, Meeting, PublicLine
from prepoll_web.meetings.paper import agenda_html, as_markdown, standing_items
from prepoll_web.meetings.watching import flagged
from prepoll_web.runs.forms import PinsForm
from prepoll_web.runs.models import Run
from prepoll_web.teams.access import Right, fetch_membership, may, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.models import Membership, Team


@require_safe
@said_plainly
def of_team(request: HttpRequest, team: str) -> HttpResponse:
    """List the meetings of a team, its mandates, and which public lines are contradicted."""
    member = fetch_membership(signed_in(request), team, Right.READ_MEETINGS)
    note_reading(member, "meetings", reading(member.team))
    found = Meeting.objects.filter(team=member.team)
    return render(request, "meetings/of_team.html", _listed(member, found, None))


@require_safe
@said_plainly
def of_case(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """List the meetings of a case, and let one be called."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ_MEETINGS)
    note_reading(member, f"meetings:{found.id}", reading(member.team))
    return _of_case(request, member, found)


def _of_case(
    request: HttpRequest, member: Membership, case: Case, form: CallForm | None = None, problem: str = ""
) -> HttpResponse:
    library = case_on(case)
    bodies = list(Body.objects.filter(team=member.team, ended_at=None))
    with timezone.override(zone_of(library.country)):
        shown = {
            **_listed(member, Meeting.objects.filter(case=case), case),
            "bodies": bodies,
            "form": form or CallForm(library, bodies, ours=_last_party(case)),
            "zone": zone_of(library.country),
            "problem": problem,
        }
        return render(request, "meetings/of_case.html", shown, status=422 if problem or form else 200)


def _last_party(case: Case) -> str:
    """Return the party of the latest meeting on a case; empty where there was none."""
    last = Meeting.objects.filter(case=case).first()  # the latest
    return last.party if last else ""


def _listed(member: Membership, found: QuerySet[Meeting], case: Case | None) -> dict[str, object]:
    """Return what a list of meetings shows: each with its mandates and whether its line is contradicted."""
    meetings, mandates = listed(member, found)
    return {
        "team": member.team,
        "case": case,
        "meetings": [(each, against, _zone(each.case)) for each, against in meetings],
        "mandates": [(each, _zone(each.mandate.case)) for each in mandates],
        "may_hold": may(member, Right.HOLD_MEETING),
    }


def listed(member: Membership, found: QuerySet[Meeting]) -> tuple[list[tuple[Meeting, int]], list[Judged]]:
    """Return meetings, each with how many later statements contradict its line, and their mandates."""
    rows = found.select_related("team", "case", "body").prefetch_related("lines__meeting__case")
    meetings = list(rows)
    against = _contradictions(meetings, member.team)
    return [(each, against.get(each.id, 0)) for each in meetings], mandates_of(meetings, member.team)


def mandates_of(meetings: Iterable[Meeting], team: Team) -> list[Judged]:
    """Return the mandates that meetings gave, judged as of now."""
    at = reading(team)
    rows = Mandate.objects.filter(meeting__in=meetings).select_related("team", "case", "holder", "decision")
    return [judge(each, at) for each in rows]


def _zone(case: Case) -> tzinfo:
    return zone_of(case_on(case).country)


def _contradictions(meetings: list[Meeting], team: Team) -> dict[UUID, int]:
    """Count for each meeting the later statements that contradict its line."""
    lines = [line for each in meetings for line in each.lines.all() if line.ended_at is None]
    for case in {line.meeting.case_id: line.meeting.case for line in lines}.values():
        take_stock(case, reading(team))
    found = flagged(lines)
    return {line.meeting_id: len(found[line.id]) for line in lines}


@require_POST
@said_plainly
def call(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Call a meeting."""
    member, found = fetch_case(signed_in(request), team, case, Right.HOLD_MEETING)
    library = case_on(found)
    with timezone.override(zone_of(library.country)):
        form = CallForm(library, Body.objects.filter(team=member.team, ended_at=None), request.POST)
        if not form.is_valid():
            return _of_case(request, member, found, form)
        called = form.called()
    try:
        meeting = actions.call_meeting(member.user, team, case, called, reading(member.team))
    except PrepollError as error:
        return _of_case(request, member, found, form, str(error))
    return redirect("meeting", team=team, meeting=meeting.id)


@require_safe
@said_plainly
def page(request: HttpRequest, team: str, meeting: UUID) -> HttpResponse:
    """Show a meeting: its agenda, its paper, its mandates, its line and what contradicts it."""
    member, found = fetch_meeting(signed_in(request), team, meeting, Right.READ_MEETINGS)
    note_reading(member, f"meeting:{found.id}", reading(member.team))
    return show(request, member, found)


def show(
    request: HttpRequest,
    member: Membership,
    meeting: Meeting,
    problem: str = "",
    form: ItemForm | None = None,
) -> HttpResponse:
    """Render a meeting's page, with what went wrong where something did."""
    library = case_on(meeting.case)
    lines = list(PublicLine.objects.filter(meeting=meeting).select_related("meeting__case", "by", "ended_by"))
    line = next((each for each in lines if each.ended_at is None), None)
    if line is not None:
        take_stock(meeting.case, reading(member.team))
    shown = {
        "team": member.team,
        "case": meeting.case,
        "meeting": meeting,
        "party": next((each.name for each in library.parties if each.code == meeting.party), meeting.party),
        "agenda": agenda_html(meeting.agenda),
        "under_way": meeting.items.exists(),
        "pins": PinsForm(),
        "sheets": _sheets(meeting),
        "mandates": [(each, _zone(meeting.case)) for each in mandates_of([meeting], member.team)],
        "line": line,
        "earlier_lines": [each for each in lines if each.ended_at is not None],
        "run": _run_of(meeting),
        "moved_on": moved_on(meeting),
        "clashes": flagged([line])[line.id] if line else (),
        "may_hold": may(member, Right.HOLD_MEETING),
        "open": meeting.closed_at is None,
        "problem": problem,
        "kept": form.data.get("text", "") if form else "",
        "zone": zone_of(library.country),
    }
    with timezone.override(zone_of(library.country)):
        return render(request, "meetings/page.html", shown, status=422 if problem or form else 200)


def _run_of(meeting: Meeting) -> Run | None:
    """Return the brief that was made with the same pins as the agenda, where there is one."""
    pins = {"seed": meeting.seed, "draws": meeting.draws, "version": meeting.version}
    return Run.objects.filter(case=meeting.case, input_hash=meeting.input_hash, **pins).first()


def _sheets(meeting: Meeting) -> list[dict[str, object]]:
    """Return each kind of row with the rows as they stand."""
    return [{"kind": kind, "rows": standing_items(meeting, kind)} for kind in ItemKind]


@require_POST
@said_plainly
def write(request: HttpRequest, team: str, meeting: UUID) -> HttpResponse:
    """Write a row into a meeting's paper, or correct one."""
    member, found = fetch_meeting(signed_in(request), team, meeting, Right.HOLD_MEETING)
    form = ItemForm(request.POST)
    if not form.is_valid():
        return show(request, member, found, _("Nothing was written down: the text is empty or too long."), form)
    written = form.written()
    try:
        actions.write_down(member.user, team, meeting, written, reading(member.team))
    except PrepollError as error:
        found.refresh_from_db()
        return show(request, member, found, str(error), form)
    return redirect(reverse("meeting", args=(team, found.id)) + f"#{written.kind.value}")


@require_POST
@said_plainly
def close(request: HttpRequest, team: str, meeting: UUID) -> HttpResponse:
    """Close the minutes of a meeting."""
    member, found = fetch_meeting(signed_in(request), team, meeting, Right.HOLD_MEETING)
    try:
        actions.close(member.user, team, meeting, reading(member.team))
    except PrepollError as error:
        found.refresh_from_db()
        return show(request, member, found, str(error))
    return redirect("meeting", team=team, meeting=meeting)


@require_POST
@said_plainly
def draft_agenda(request: HttpRequest, team: str, meeting: UUID) -> HttpResponse:
    """Ask for a meeting's agenda, with the defaults or with another seed and number of draws."""
    member, found = fetch_meeting(signed_in(request), team, meeting, Right.HOLD_MEETING)
    form = PinsForm(request.POST)
    if found.closed_at is not None or not form.is_valid():
        return show(request, member, found, _("The minutes are closed, or seed and draws will not do."))
    asked = asked_for(found, form.pins().seed, form.pins().draws)
    job = ask_for(member.user, team, found.case_id, AGENDA.name, asked, reading(member.team))
    return redirect(AGENDA.address(job) if job.state == State.DONE else reverse("job", args=(team, job.id)))


@require_safe
@said_plainly
def as_text(request: HttpRequest, team: str, meeting: UUID) -> HttpResponse:
    """Hand out a meeting's paper as Markdown."""
    member, found = fetch_meeting(signed_in(request), team, meeting, Right.READ_MEETINGS)
    note_reading(member, f"meeting:{found.id}/md", reading(member.team))
    lines = PublicLine.objects.filter(meeting=found, ended_at=None)
    text = as_markdown(found, lines, zone_of(case_on(found.case).country))
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="meeting.md"'
    return response
