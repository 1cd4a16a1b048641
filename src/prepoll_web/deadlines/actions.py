"""Every change of calendars and of who is reminded."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from prepoll.errors import UsageError
from prepoll_web.deadlines.access import digest_of
from prepoll_web.deadlines.models import Feed, Recipient
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import Membership, User


@transaction.atomic
def make_feed(by: User, team: str, at: datetime) -> tuple[Feed, str]:
    """Give a member a new secret address for their calendar; an earlier one is read no more. Returns the secret."""
    member = fetch_membership(by, team, Right.KEEP_CALENDAR)
    _end_feed(member, at)
    secret = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            feed = Feed.objects.create(team=member.team, user=by, secret_hash=digest_of(secret), made_at=at)
    except IntegrityError as error:
        raise UsageError(_("A new address was made at this moment. Look at it, or make another.")) from error
    _note(What.CALENDAR_MADE, member, at, f"calendar:{feed.id}")
    return feed, secret


@transaction.atomic
def revoke_feed(by: User, team: str, at: datetime) -> None:
    """End the address of a member's calendar; again it changes nothing."""
    _end_feed(fetch_membership(by, team, Right.KEEP_CALENDAR), at)


@transaction.atomic
def set_address(by: User, team: str, address: str, at: datetime) -> None:
    """Have a member reminded at an address, or no more where it is empty. The record does not keep the address."""
    member = fetch_membership(by, team, Right.KEEP_CALENDAR)
    before = "set" if Recipient.objects.filter(team=member.team, user=by).exists() else ""
    if address:
        Recipient.objects.update_or_create(team=member.team, user=by, defaults={"address": address, "since": at})
    else:
        Recipient.objects.filter(team=member.team, user=by).delete()
    _note(What.REMINDERS_SET, member, at, f"member:{by.username}"[:100], before=before, after="set" if address else "")


def _end_feed(member: Membership, at: datetime) -> None:
    feed = Feed.objects.filter(team=member.team, user=member.user, revoked_at=None).first()
    if feed and Feed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=at):
        _note(What.CALENDAR_REVOKED, member, at, f"calendar:{feed.id}")


def _note(what: What, member: Membership, at: datetime, about: str, **told: str) -> None:
    record(what, by=member.user.username, at=at, team=member.team.id, about=about, details=told)
