"""Fetching is the permission check: a report, a reporter, a link by its secret."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from prepoll_web.field.models import FieldReport, Link, Reporter
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import Membership, User


def fetch_report(user: User, team: str, report: UUID) -> tuple[Membership, FieldReport]:
    """Fetch a report of a team's case with the user's membership, for those who may read the field."""
    member = fetch_membership(user, team, Right.READ_FIELD)
    found = FieldReport.objects.filter(case__team=member.team, id=report).select_related("case__team").first()
    if found is None:
        raise Http404
    return member, found


def reporters_of(member: Membership) -> QuerySet[Reporter]:
    """Return the reporters of a member's team, without those who were deleted."""
    return Reporter.objects.filter(team=member.team, deleted_at=None)


def fetch_reporter(member: Membership, number: int) -> Reporter:
    """Fetch a reporter of a member's team by the number in the code."""
    found = reporters_of(member).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def hold_reporters(reporters: Iterable[Reporter]) -> dict[int, Reporter]:
    """Return reporters by number, and let nobody delete them until the transaction ends.

    Whoever writes or deletes a report holds its reporter first: of one that is being deleted nothing is taken in.
    Held in one order, so that no two wait for each other. Raises Http404 where one has been deleted meanwhile.
    """
    wanted = {each.pk for each in reporters}
    there = Reporter.objects.filter(pk__in=wanted, deleted_at=None).order_by("pk")
    held = {each.number: each for each in there.select_for_update(no_key=True)}
    if len(held) < len(wanted):
        raise Http404
    return held


def fetch_own_link(user: User, team: str, link: UUID) -> tuple[Membership, Link]:
    """Fetch a link of a team's reporter with the user's membership, for those who may read the field."""
    member = fetch_membership(user, team, Right.READ_FIELD)
    found = Link.objects.filter(reporter__team=member.team, id=link).select_related("case__team", "reporter").first()
    if found is None:
        raise Http404
    return member, found


def fetch_link(secret: str, at: datetime) -> Link:
    """Fetch what a secret address leads to; Http404 where it has run out, was revoked or never was."""
    valid = Link.objects.filter(digest=digest_of(secret), revoked_at=None, until__gt=at)
    found = valid.select_related("case__team", "reporter").first()
    if found is None:
        raise Http404
    return found


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
