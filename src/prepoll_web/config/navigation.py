"""Where one can go from a page: the teams of who is signed in, and the places of the team and the case at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, ResolverMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prepoll_web.teams.access import Right, may
from prepoll_web.teams.models import Membership, User

register = template.Library()


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: the name of its address, what the link says, and the right that it takes."""

    name: str
    words: str | Promise
    right: Right = Right.READ


@dataclass(frozen=True, slots=True)
class Link:
    """A place as a page shows it."""

    href: str
    words: str | Promise
    here: bool


IN_TEAM: Final = (
    Place("team", _("Cases")),
    Place("team-meetings", _("Meetings"), Right.READ_MEETINGS),
    Place("jobs", _("Runs")),
    Place("deadlines", _("Deadlines")),
    Place("people", _("People")),
    Place("record", _("Record"), Right.READ_RECORD),
)
IN_CASE: Final = (
    Place("case", _("Overview")),
    Place("evidence", _("Evidence")),
    Place("field", _("Field"), Right.READ_FIELD),
    Place("scenarios", _("Scenarios")),
    Place("meetings", _("Meetings"), Right.READ_MEETINGS),
    Place("talks", _("Talks"), Right.READ_TALKS),
)
"""A place has its link once `config/urls.py` knows an address of its name, with `team` and, in a case, `case`."""


@register.inclusion_tag("navigation.html", takes_context=True)
def navigation(context: template.Context) -> Mapping[str, object]:
    """Show the teams to switch between, the team's places and, on a page of a case, the case's."""
    request, team = context.get("request"), context.get("team")
    user = getattr(request, "user", None)  # a request refused early has none
    if not isinstance(request, HttpRequest) or not isinstance(user, User):
        return {}
    teams = list(Membership.objects.filter(user=user).select_related("team").order_by("team__name"))
    member = next((each for each in teams if each.team == team), None)
    if member is None:
        return {"teams": teams}
    case = context.get("case")
    keys = {"team": member.team.slug}
    return {
        "teams": teams,
        "team": member.team,
        "places": _links(IN_TEAM, member, request, keys),
        "case": case,
        "case_places": _links(IN_CASE, member, request, {**keys, "case": case.id}) if case else [],
    }


def _links(places: tuple[Place, ...], member: Membership, request: HttpRequest, keys: Mapping[str, Any]) -> list[Link]:
    found, at = [], _application(request.resolver_match)
    for place in places:
        try:
            href = reverse(place.name, kwargs=dict(keys))
        except NoReverseMatch:
            continue
        if may(member, place.right):
            under = place.name not in ("team", "case") and request.path.startswith(href)
            of_same = "case" in keys and place.name != "case" and at == _application(resolve(href))
            found.append(Link(href, place.words, here=under or of_same or request.path == href))
    return found


def _application(match: ResolverMatch | None) -> str:
    """Return the application that a page is of: what belongs to a case has addresses of its own as well."""
    return match.func.__module__.split(".")[1] if match and match.func.__module__.startswith("prepoll_web.") else ""
