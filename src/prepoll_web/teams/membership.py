"""Changing roles and taking leave; a team is never left without an owner."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from prepoll.errors import UsageError
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import Membership, Role, Team, User


@transaction.atomic
def alter_role(by: User, team: str, member: int, role: Role, at: datetime) -> Membership:
    """Give a member another role; UsageError where they are the last owner."""
    found = _fetch_to_manage(by, team, member)
    if found.role == Role.OWNER and role != Role.OWNER:
        _refuse_the_last_owner(found)
    before, found.role = found.role, role
    found.save(update_fields=["role"])
    _note(What.MEMBER_ALTERED, found, by, at, {"before": before, "role": role.value})
    return found


@transaction.atomic
def remove(by: User, team: str, member: int, at: datetime) -> None:
    """End somebody's membership; what they did stays in the record. UsageError where they are the last owner."""
    found = _fetch_to_manage(by, team, member)
    _end(found, What.MEMBER_REMOVED, by, at)


@transaction.atomic
def leave(user: User, team: str, at: datetime) -> None:
    """End one's own membership; UsageError for the last owner."""
    _lock(fetch_membership(user, team, Right.READ).team)
    _end(fetch_membership(user, team, Right.READ), What.MEMBER_LEFT, user, at)


def _fetch_to_manage(by: User, team: str, member: int) -> Membership:
    owner = fetch_membership(by, team, Right.MANAGE_PEOPLE)
    _lock(owner.team)
    fetch_membership(by, team, Right.MANAGE_PEOPLE)  # again: another owner may have ended it before the lock
    found = Membership.objects.select_related("team", "user").filter(team=owner.team, id=member).first()
    if found is None:
        raise Http404
    return found


def _end(found: Membership, what: What, by: User, at: datetime) -> None:
    if found.role == Role.OWNER:
        _refuse_the_last_owner(found)
    _note(what, found, by, at, {"role": found.role})
    found.delete()


def _refuse_the_last_owner(found: Membership) -> None:
    if not Membership.objects.filter(team=found.team, role=Role.OWNER).exclude(id=found.id).exists():
        raise UsageError(_("A team needs an owner. Make somebody else an owner first."))


def _lock(team: Team) -> None:
    """Let one change of owners at a time through; SQLite lets one writer through anyway."""
    Team.objects.select_for_update(no_key=True).get(id=team.id)


def _note(what: What, found: Membership, by: User, at: datetime, details: dict[str, str]) -> None:
    about = f"member:{found.user.username}"[:100]
    record(what, by=by.username, at=at, team=found.team.id, about=about, details=details)
