"""Fetching a scenario is the permission check."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from prepoll_web.scenarios.models import Scenario
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import Membership, User


def fetch_scenario(user: User, team: str, scenario: UUID, right: Right) -> tuple[Membership, Scenario]:
    """Fetch a scenario of a team with the user's membership, if it carries a right; else as `fetch_membership`."""
    member = fetch_membership(user, team, right)
    rows = Scenario.objects.filter(team=member.team, id=scenario, removed_at=None)
    found = rows.select_related("team", "case", "made_by", "changed_by").first()
    if found is None:
        raise Http404
    return member, found
