"""Whose turn it is, for any page of a team."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.http import HttpRequest

from prepoll_web.cases.models import Case
from prepoll_web.deadlines import clock
from prepoll_web.deadlines.sources import turns_of
from prepoll_web.teams.models import Membership, Team, User

register = template.Library()


@register.inclusion_tag("deadlines/_turns.html", takes_context=True)
def whose_turn(
    context: template.Context, team: Team, case: Case | None = None, about: str = ""
) -> Mapping[str, object]:
    """Say what waits for the member who looks, then what waits for others; of one case or thing where it is given."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if not isinstance(request, HttpRequest) or not isinstance(user, User):
        return {}
    member = Membership.objects.select_related("team", "user").filter(team=team, user=user).first()
    if member is None:
        return {}
    found = turns_of(member, clock.reading(team))
    of_case = [each for each in found if case is None or each.case == case]
    return {"turns": [each for each in of_case if not about or each.belongs(about)], "shown": True}
