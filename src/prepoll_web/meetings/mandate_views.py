"""Mandates: granting one by a decision, reading it, changing, approving and withdrawing it; and the line in public."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prepoll.case.types import Case as LibraryCase
from prepoll.errors import PrepollError
from prepoll_web.approvals.actions import may_take_back, turn_of
from prepoll_web.approvals.texts import Difference
from prepoll_web.deadlines.clock import reading
from prepoll_web.deadlines.moments import zone_of
from prepoll_web.evidence.actions import take_stock
from prepoll_web.evidence.coding import case_on
from prepoll_web.evidence.desk import desk_of
from prepoll_web.evidence.handing_out import said_plainly
from prepoll_web.meetings import actions, granting
from prepoll_web.meetings.access import fetch_line, fetch_mandate, fetch_meeting
from prepoll_web.meetings.forms import LineForm, line_start, parties_of
from prepoll_web.meetings.mandate_form import MandateForm, decisions_of, start_from, start_from_draft
from prepoll_web.meetings.mandates import State, judge
from prepoll_web.meetings.models import Mandate, MandateEdition, Meeting
from prepoll_web.meetings.public_line import drafted
from prepoll_web.meetings.telling import Names, changed, in_words
from prepoll_web.teams.access import Right, fetch_membership, may, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.models import Membership

CONFLICT = 409


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def grant(request: HttpRequest, team: str, meeting: UUID) -> HttpResponse:
    """Write a mandate by a decision of a meeting, starting from the one that the agenda proposes."""
    member, found = fetch_meeting(signed_in(request), team, meeting, Right.HOLD_MEETING)
    library, problem = case_on(found.case), ""
    with timezone.override(zone_of(library.country)):
        start = start_from_draft(found, library)
        form = _form(request, library, found, start)
        if form.is_bound and form.is_valid():
            try:
                made = granting.grant(member.user, team, meeting, form.granted(), reading(member.team))
            except PrepollError as error:
                problem = str(error)
            else:
                return redirect("mandate", team=team, mandate=made.id)
        return _asked(request, member, found, form, problem)


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def change(request: HttpRequest, team: str, mandate: UUID) -> HttpResponse:
    """Change or extend a mandate."""
    member, found = fetch_mandate(signed_in(request), team, mandate, Right.HOLD_MEETING)
    if granting.was_approved(found):
        member = fetch_membership(member.user, team, Right.APPROVE)
    library, problem = case_on(found.case), ""
    with timezone.override(zone_of(library.country)):
        start = start_from(found, library, granting.approvals_of(found))
        form = _form(request, library, found.meeting, start)
        if form.is_bound and form.is_valid():
            given = form.cleaned_data
            seen = granting.Seen(team, mandate, given["version"] or 0, given["approvals"] or 0)
            try:
                granting.change(member.user, seen, form.granted(), reading(member.team))
            except PrepollError as error:
                problem = str(error)
            else:
                return redirect("mandate", team=team, mandate=mandate)
        return _asked(request, member, found.meeting, form, problem, found)


def _form(request: HttpRequest, library: LibraryCase, meeting: Meeting, start: dict[str, object]) -> MandateForm:
    holders = granting.negotiators(meeting)
    return MandateForm(library, meeting, holders, request.POST if request.method == "POST" else None, start)


def _asked(
    request: HttpRequest,
    member: Membership,
    meeting: Meeting,
    form: MandateForm,
    problem: str,
    mandate: Mandate | None = None,
) -> HttpResponse:
    shown = {
        "team": member.team,
        "case": meeting.case,
        "meeting": meeting,
        "mandate": mandate,
        "form": form,
        "decided": bool(decisions_of(meeting)),
        "zone": zone_of(case_on(meeting.case).country),
        "problem": problem,
    }
    return render(request, "meetings/grant.html", shown, status=422 if form.is_bound else 200)


@require_safe
@said_plainly
def page(request: HttpRequest, team: str, mandate: UUID) -> HttpResponse:
    """Show a mandate: what it says, how far it is approved, what it said before."""
    member, found = fetch_mandate(signed_in(request), team, mandate, Right.READ_MEETINGS)
    note_reading(member, f"mandate:{found.id}", reading(member.team))
    return _show(request, member, found)


def _show(
    request: HttpRequest, member: Membership, mandate: Mandate, problem: str = "", status: int = 200
) -> HttpResponse:
    library, judged = case_on(mandate.case), judge(mandate, reading(member.team))
    names, zone = {seat.code: seat.name for seat in library.seats}, zone_of(library.country)
    approver, signed = may(member, Right.APPROVE), granting.was_approved(mandate)
    living = judged.state is not State.WITHDRAWN
    shown = {
        "team": member.team,
        "case": mandate.case,
        "meeting": mandate.meeting,
        "mandate": mandate,
        "judged": judged,
        "standing": judged.standing,
        "able": any(row.user_id == mandate.holder_id for row in granting.negotiators(mandate)),
        "stale": changed(judged.standing.earlier, judged.standing.text, names, zone),
        "parts": in_words(judged.standing.text, names, zone).items(),
        "history": _history(mandate, names, zone),
        "may_approve": approver and judged.state in (State.DRAFT, State.IN_FORCE),
        "turn": turn_of(member.user, judged.standing),
        "yours": may_take_back(member.user, judged.standing),
        "may_change": living and (approver if signed else may(member, Right.HOLD_MEETING)),
        "sign_address": reverse("sign-mandate", args=(member.team.slug, mandate.id)),
        "unsign_address": reverse("unsign-mandate", args=(member.team.slug, mandate.id)),
        "problem": problem,
    }
    with timezone.override(zone):
        return render(request, "meetings/mandate.html", shown, status=status)


def _history(mandate: Mandate, names: Names, zone: tzinfo) -> list[tuple[MandateEdition, tuple[Difference, ...]]]:
    """Return each version with what it changed, the newest first."""
    editions = list(mandate.editions.select_related("by"))
    pairs = zip(editions, [None, *editions], strict=False)
    return [(row, changed(before.text if before else None, row.text, names, zone)) for row, before in pairs][::-1]


@require_POST
@said_plainly
def sign(request: HttpRequest, team: str, mandate: UUID) -> HttpResponse:
    """Approve the text of a mandate that was read."""
    member, _found = fetch_mandate(signed_in(request), team, mandate, Right.APPROVE)
    seen = request.POST.get("seen", "") or "nothing"
    return _acted(
        request, member, mandate, lambda: granting.sign(member.user, team, mandate, seen, reading(member.team))
    )


@require_POST
@said_plainly
def unsign(request: HttpRequest, team: str, mandate: UUID) -> HttpResponse:
    """Take one's approval of a mandate back."""
    member, _found = fetch_mandate(signed_in(request), team, mandate, Right.APPROVE)
    return _acted(request, member, mandate, lambda: granting.unsign(member.user, team, mandate, reading(member.team)))


@require_POST
@said_plainly
def withdraw(request: HttpRequest, team: str, mandate: UUID) -> HttpResponse:
    """Withdraw a mandate for good."""
    member, _found = fetch_mandate(signed_in(request), team, mandate, Right.HOLD_MEETING)
    return _acted(request, member, mandate, lambda: granting.withdraw(member.user, team, mandate, reading(member.team)))


def _acted(request: HttpRequest, member: Membership, mandate: UUID, act: Callable[[], object]) -> HttpResponse:
    """Do something with a mandate and show it; where it came too late it is shown as it is now, and why."""
    try:
        act()
    except PrepollError as error:
        _, now = fetch_mandate(member.user, member.team.slug, mandate, Right.READ_MEETINGS)
        return _show(request, member, now, str(error), CONFLICT)
    return redirect("mandate", team=member.team.slug, mandate=mandate)


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def line(request: HttpRequest, team: str, meeting: UUID) -> HttpResponse:
    """Settle what the party says in public, starting from a draft with the hedges of what was said."""
    member, found = fetch_meeting(signed_in(request), team, meeting, Right.HOLD_MEETING)
    library, problem = case_on(found.case), ""
    parties = [row for row in parties_of(library) if row[0] != found.party]
    warnings: tuple[str, ...] = ()
    if request.method == "POST":
        form = LineForm(parties, request.POST)
        if form.is_valid():
            try:
                actions.settle_line(member.user, team, meeting, form.said(), reading(member.team))
            except PrepollError as error:
                problem = str(error)
            else:
                return redirect(reverse("meeting", args=(team, meeting)) + "#line")
    else:
        take_stock(found.case, reading(member.team))
        mandate = found.mandates.filter(withdrawn_at=None).first()
        desk = desk_of(found.case).public()
        draft = drafted(desk.case, desk.ledger(), found.party, mandate.terms["on_record"] if mandate else "")
        start = line_start(draft.text, draft.stands, library.as_of, mandate.id if mandate else None)
        form, warnings = LineForm(parties, initial=start), draft.warnings
    shown = {"team": member.team, "case": found.case, "meeting": found, "form": form, "warnings": warnings}
    return render(request, "meetings/line.html", {**shown, "problem": problem}, status=422 if form.is_bound else 200)


@require_POST
@said_plainly
def end_line(request: HttpRequest, team: str, public_line: UUID) -> HttpResponse:
    """Give a line up."""
    member, found = fetch_line(signed_in(request), team, public_line, Right.HOLD_MEETING)
    actions.end_line(member.user, team, public_line, reading(member.team))
    return redirect(reverse("meeting", args=(team, found.meeting_id)) + "#line")
