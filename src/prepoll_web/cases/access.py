"""Fetching a case is the permission check."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from prepoll_web.cases.models import Case
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import Membership, User


def fetch_case(user: User, team: str, case: UUID, right: Right) -> tuple[Membership, Case]:
    """Fetch a case of a team with the user's membership, if it carries a right; else as `fetch_membership`."""
    member = fetch_membership(user, team, right)
    found = Case.objects.filter(team=member.team, id=case).select_related("team", "added_by").first()
    if found is None:
        raise Http404
    return member, found
