"""Fetching a meeting, a mandate or a line is the permission check."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from prepoll_web.meetings.models import Mandate, Meeting, PublicLine
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import Membership, User


def fetch_meeting(
    user: User, team: str, meeting: UUID, right: Right, *, lock: bool = False
) -> tuple[Membership, Meeting]:
    """Fetch a meeting of a team with the user's membership, if it carries a right; `lock` holds its row."""
    member = fetch_membership(user, team, right)
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True) if lock else Meeting.objects.all()
    found = rows.filter(team=member.team, id=meeting).select_related("team", "case", "body", "called_by").first()
    if found is None:
        raise Http404
    return member, found


def fetch_mandate(
    user: User, team: str, mandate: UUID, right: Right, *, lock: bool = False
) -> tuple[Membership, Mandate]:
    """Fetch a mandate of a team with the user's membership, if it carries a right; `lock` holds its row."""
    member = fetch_membership(user, team, right)
    rows = Mandate.objects.select_for_update(of=("self",), no_key=True) if lock else Mandate.objects.all()
    found = rows.filter(team=member.team, id=mandate).select_related("team", "case", "decision")
    if (row := found.select_related("meeting__body", "holder", "made_by", "changed_by").first()) is None:
        raise Http404
    return member, row


def fetch_line(user: User, team: str, line: UUID, right: Right) -> tuple[Membership, PublicLine]:
    """Fetch a public line of a team's meeting with the user's membership, if it carries a right."""
    member = fetch_membership(user, team, right)
    rows = PublicLine.objects.filter(meeting__team=member.team, id=line).select_related("meeting__team")
    if (found := rows.first()) is None:
        raise Http404
    return member, found
