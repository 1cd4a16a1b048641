"""Who is in a team, and what an owner can change of that; leaving; founding another team."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prepoll.commands.output import Row
from prepoll.errors import UsageError
from prepoll_web.teams.access import MAY, WORDS, Right, fetch_membership, may, signed_in
from prepoll_web.teams.actions import found_team, note_reading
from prepoll_web.teams.forms import InvitationForm, RoleForm, TeamForm
from prepoll_web.teams.handing_out import as_file
from prepoll_web.teams.invitations import invite, revoke
from prepoll_web.teams.membership import alter_role, leave, remove
from prepoll_web.teams.models import Invitation, InvitationState, Membership, Role


@require_safe
def people(request: HttpRequest, team: str) -> HttpResponse:
    """List the members of a team, and to owners the open invitations."""
    member = fetch_membership(signed_in(request), team, Right.READ)
    note_reading(member, "people", timezone.now())
    return _page(request, member)


@require_safe
def people_file(request: HttpRequest, team: str, kind: str) -> HttpResponse:
    """Hand out who is in a team, as JSON or as a table."""
    member = fetch_membership(signed_in(request), team, Right.READ)
    note_reading(member, f"people.{kind}", timezone.now())
    members = Membership.objects.filter(team=member.team).select_related("user").order_by("user__username")
    rows: list[Row] = [
        {
            "name": each.user.username,
            "role": each.role,
            "since": each.since.isoformat(timespec="seconds"),
            "closed": "" if each.user.is_active else "closed",
        }
        for each in members
    ]
    return as_file(kind, rows, (), "people")


@require_POST
def send_invitation(request: HttpRequest, team: str) -> HttpResponse:
    """Invite somebody, and show the link this once."""
    member = fetch_membership(signed_in(request), team, Right.MANAGE_PEOPLE)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, member, form=form, status=422)
    name, role = form.cleaned_data["name"], Role(form.cleaned_data["role"])
    invitation, secret = invite(member.user, team, name, role, timezone.now())
    way = reverse("join", kwargs={"secret": secret})
    link = settings.PREPOLL_ADDRESS.rstrip("/") + way if settings.PREPOLL_ADDRESS else request.build_absolute_uri(way)
    return _page(request, member, new=invitation, link=link)


@require_POST
def revoke_invitation(request: HttpRequest, team: str, invitation: UUID) -> HttpResponse:
    """Take an invitation back."""
    revoke(signed_in(request), team, invitation, timezone.now())
    return redirect("people", team=team)


@require_POST
def change_role(request: HttpRequest, team: str, member: int) -> HttpResponse:
    """Give a member another role."""
    owner = fetch_membership(signed_in(request), team, Right.MANAGE_PEOPLE)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, owner, problem=_("There is no such role."), status=422)
    role = Role(form.cleaned_data["role"])
    return _changed(request, owner, lambda: alter_role(owner.user, team, member, role, timezone.now()))


@require_POST
def remove_member(request: HttpRequest, team: str, member: int) -> HttpResponse:
    """End somebody's membership."""
    owner = fetch_membership(signed_in(request), team, Right.MANAGE_PEOPLE)
    return _changed(request, owner, lambda: remove(owner.user, team, member, timezone.now()))


@require_POST
def leave_team(request: HttpRequest, team: str) -> HttpResponse:
    """End one's own membership."""
    member = fetch_membership(signed_in(request), team, Right.READ)
    try:
        leave(member.user, team, timezone.now())
    except UsageError as error:
        return _page(request, member, problem=str(error), status=422)
    return redirect("my-teams")


@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """Found another team, as its owner."""
    form = TeamForm(request.POST) if request.method == "POST" else TeamForm()
    if form.is_bound and form.is_valid():
        membership = found_team(signed_in(request), form.cleaned_data["name"], timezone.now())
        return redirect("team", team=membership.team.slug)
    return render(request, "teams/found.html", {"form": form}, status=422 if form.is_bound else 200)


def _changed(request: HttpRequest, owner: Membership, change: Callable[[], object]) -> HttpResponse:
    try:
        change()
    except UsageError as error:
        return _page(request, owner, problem=str(error), status=422)
    return redirect("people", team=owner.team.slug)


def _page(
    request: HttpRequest,
    member: Membership,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    manages = may(member, Right.MANAGE_PEOPLE)
    members = Membership.objects.filter(team=member.team).select_related("user").order_by("user__username")
    still = Invitation.objects.filter(team=member.team, state=InvitationState.OPEN, expires_at__gt=timezone.now())
    shown = {
        "team": member.team,
        "member": member,
        "members": members,
        "roles": Role.choices,
        "rights": [(role.label, [words for right, words in WORDS.items() if right in MAY[role]]) for role in Role],
        "manages": manages,
        "invitations": still.select_related("invited_by").order_by("expires_at") if manages else [],
        "form": InvitationForm(),
        **more,
    }
    return render(request, "teams/people.html", shown, status=status)
