"""Fetching a run is the permission check."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from prepoll_web.runs.models import Run
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import Membership, User


def fetch_run(user: User, team: str, run: UUID) -> tuple[Membership, Run]:
    """Fetch a run of a team with the user's membership; Http404 for a stranger."""
    member = fetch_membership(user, team, Right.READ)
    found = Run.objects.filter(team=member.team, id=run).select_related("team", "case", "made_by").first()
    if found is None:
        raise Http404
    return member, found
