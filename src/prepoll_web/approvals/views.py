"""The bodies of a team: who they are, what they must approve, who speaks for them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from prepoll.errors import UsageError
from prepoll_web.approvals import actions
from prepoll_web.approvals.forms import BodyForm, KindsForm, SpeakerForm
from prepoll_web.approvals.models import Body, Kind
from prepoll_web.deadlines.clock import reading
from prepoll_web.teams.access import MAY, Right, fetch_membership, may, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.handing_out import as_file, row_of
from prepoll_web.teams.models import Membership, Role


@require_safe
def bodies(request: HttpRequest, team: str) -> HttpResponse:
    """List the bodies of a team."""
    member = fetch_membership(signed_in(request), team, Right.READ_MEETINGS)
    note_reading(member, "bodies", reading(member.team))
    return _page(request, member)


COLUMNS = ("id", "body", "must_approve", "speaker", "may_approve")


@require_safe
def bodies_file(request: HttpRequest, team: str, kind: str) -> HttpResponse:
    """Hand out the bodies with a row for each who speaks for one, as JSON or as a table."""
    member = fetch_membership(signed_in(request), team, Right.READ_MEETINGS)
    note_reading(member, f"bodies.{kind}", reading(member.team))
    able, rows = _able(member), []
    for body in _living(member):
        speaking: list[str | None] = [*_speaking(body)]
        cells = {"id": str(body.id), "body": body.name, "must_approve": ", ".join(body.needed_for)}
        for name in speaking or [None]:
            may_approve = None if name is None else "yes" if name in able else "no"
            rows.append(row_of(COLUMNS, **cells, speaker=name, may_approve=may_approve))
    return as_file(kind, rows, COLUMNS, "bodies")


@require_POST
def make(request: HttpRequest, team: str) -> HttpResponse:
    """Name a body."""
    member = fetch_membership(signed_in(request), team, Right.MANAGE_PEOPLE)
    form = BodyForm(request.POST)
    if not form.is_valid():
        return _page(request, member, form=form, status=422)
    name, kinds, at = form.cleaned_data["name"], form.kinds(), reading(member.team)
    return _changed(request, member, lambda: actions.make_body(member.user, team, name, kinds, at))


@require_POST
def ask_for(request: HttpRequest, team: str, body: UUID) -> HttpResponse:
    """Say what a body must approve."""
    member = fetch_membership(signed_in(request), team, Right.MANAGE_PEOPLE)
    form, at = KindsForm(request.POST), reading(member.team)
    kinds = form.kinds() if form.is_valid() else []
    return _changed(request, member, lambda: actions.ask_for_kinds(member.user, team, body, kinds, at))


@require_POST
def end(request: HttpRequest, team: str, body: UUID) -> HttpResponse:
    """Ask a body no more."""
    member = fetch_membership(signed_in(request), team, Right.MANAGE_PEOPLE)
    return _changed(request, member, lambda: actions.end_body(member.user, team, body, reading(member.team)))


@require_POST
def name_speaker(request: HttpRequest, team: str, body: UUID) -> HttpResponse:
    """Have a member speak for a body."""
    member, user = fetch_membership(signed_in(request), team, Right.MANAGE_PEOPLE), request.POST.get("user", "")
    return _changed(request, member, lambda: actions.name_speaker(member.user, team, body, user, reading(member.team)))


@require_POST
def end_speaker(request: HttpRequest, team: str, body: UUID) -> HttpResponse:
    """Have somebody speak for a body no more."""
    member, user = fetch_membership(signed_in(request), team, Right.MANAGE_PEOPLE), request.POST.get("user", "")
    return _changed(request, member, lambda: actions.end_speaker(member.user, team, body, user, reading(member.team)))


def _changed(request: HttpRequest, member: Membership, change: Callable[[], object]) -> HttpResponse:
    try:
        change()
    except UsageError as error:
        return _page(request, member, problem=str(error), status=422)
    return redirect("bodies", team=member.team.slug)


def _page(request: HttpRequest, member: Membership, *, status: int = 200, **more: object) -> HttpResponse:
    able = _able(member)
    shown = {
        "team": member.team,
        "rows": [_row(body, able) for body in _living(member)],
        "manages": may(member, Right.MANAGE_PEOPLE),
        "form": BodyForm(initial={"needed_for": [kind.value for kind in Kind]}),
        **more,
    }
    return render(request, "approvals/bodies.html", shown, status=status)


def _living(member: Membership) -> QuerySet[Body]:
    return Body.objects.filter(team=member.team, ended_at=None).prefetch_related("speakers__user")


def _able(member: Membership) -> list[str]:
    """Return who of the team may approve."""
    members = Membership.objects.filter(team=member.team).select_related("user").order_by("user__username")
    return [row.user.username for row in members if Right.APPROVE in MAY[Role(row.role)]]


def _speaking(body: Body) -> list[str]:
    return [each.user.username for each in body.speakers.all() if each.ended_at is None]


def _row(body: Body, able: list[str]) -> dict[str, object]:
    """Show a body; who speaks for it and may not approve any more is marked."""
    speaking = _speaking(body)
    free = [name for name in able if name not in speaking]
    return {
        "body": body,
        "needed_for": [kind.label for kind in Kind if kind.value in body.needed_for],
        "speakers": [(name, name in able) for name in speaking],
        "kinds_form": KindsForm(initial={"needed_for": body.needed_for}, auto_id=f"id_{body.id}_%s"),
        "speaker_form": SpeakerForm(free) if free else None,
    }
