"""Inviting people by a link, and taking such a link up."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext

from prepoll.errors import UsageError
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import Invitation, InvitationState, Membership, Role, User

OPEN_FOR: Final = timedelta(days=7)


@transaction.atomic
def invite(by: User, team: str, name: str, role: Role, at: datetime) -> tuple[Invitation, str]:
    """Invite somebody and return the invitation with its secret, which is kept nowhere else."""
    owner = fetch_membership(by, team, Right.MANAGE_PEOPLE)
    name = name.strip()
    if not 0 < len(name) <= 80:
        raise UsageError(gettext("Say whom the invitation is for, in 1 to 80 characters."))
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        team=owner.team,
        name=name,
        role=role,
        secret_hash=_hash(secret),
        invited_by=by,
        invited_at=at,
        expires_at=at + OPEN_FOR,
    )
    _note(What.INVITED, invitation, by, at)
    return invitation, secret


@transaction.atomic
def revoke(by: User, team: str, invitation: uuid.UUID, at: datetime) -> None:
    """Take an invitation back; one that was taken up or taken back stays as it is."""
    owner = fetch_membership(by, team, Right.MANAGE_PEOPLE)
    found = Invitation.objects.filter(team=owner.team, id=invitation)
    if not found.exists():
        raise Http404
    if found.filter(state=InvitationState.OPEN).update(state=InvitationState.REVOKED):
        _note(What.INVITATION_REVOKED, found.get(), by, at)


def fetch_invitation(secret: str, at: datetime) -> Invitation:
    """Fetch an invitation that is still open by its secret; Http404 for any other, whatever became of it."""
    found = Invitation.objects.filter(
        secret_hash=_hash(secret), state=InvitationState.OPEN, expires_at__gt=at
    ).select_related("team", "invited_by")
    if (invitation := found.first()) is None:
        raise Http404
    return invitation


@transaction.atomic
def join(user: User, secret: str, at: datetime) -> Membership:
    """Join a team by an invitation, once; who is a member already keeps the role and the invitation stays open.

    Raises Http404 where the invitation is not open, and UsageError where somebody else has just taken it up.
    """
    invitation = fetch_invitation(secret, at)
    if Membership.objects.filter(team=invitation.team, user=user).exists():
        raise UsageError(gettext("You are a member of this team already."))
    still = Invitation.objects.filter(id=invitation.id, state=InvitationState.OPEN, expires_at__gt=at)
    if not still.update(state=InvitationState.TAKEN, taken_by=user):
        raise UsageError(gettext("This invitation is not open any more. Ask for another."))
    membership = Membership.objects.create(team=invitation.team, user=user, role=invitation.role, since=at)
    _note(What.INVITATION_TAKEN, invitation, user, at)
    return membership


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _note(what: What, invitation: Invitation, by: User, at: datetime) -> None:
    about = f"invitation:{invitation.id}"
    details = {"role": invitation.role, "name": invitation.name}
    record(what, by=by.username, at=at, team=invitation.team_id, about=about, details=details)
