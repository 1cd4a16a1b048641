"""Fetching a row is the permission check: who is no member finds nothing, who lacks the right is told so."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prepoll_web.teams.models import Membership, Role, User


class Right(StrEnum):
    """Something that a member may be allowed to do."""

    READ = "read"
    ADD_CASE = "add_case"
    MAKE_BRIEF = "make_brief"
    EDIT_SCENARIO = "edit_scenario"
    PUBLISH = "publish"
    ADD_MEMBER = "add_member"
    MANAGE_PEOPLE = "manage_people"
    READ_RECORD = "read_record"
    ADD_EVIDENCE = "add_evidence"
    READ_FIELD = "read_field"
    KEEP_CALENDAR = "keep_calendar"
    READ_TALKS = "read_talks"
    NEGOTIATE = "negotiate"
    READ_MEETINGS = "read_meetings"
    HOLD_MEETING = "hold_meeting"
    APPROVE = "approve"


WORDS: Final[Mapping[Right, Promise]] = {
    Right.READ: gettext_lazy("read cases, evidence, scenarios and briefs"),
    Right.ADD_CASE: gettext_lazy("add cases"),
    Right.MAKE_BRIEF: gettext_lazy("make briefs"),
    Right.EDIT_SCENARIO: gettext_lazy("play scenarios"),
    Right.PUBLISH: gettext_lazy("make links and files for others"),
    Right.ADD_MEMBER: gettext_lazy("add members"),
    Right.MANAGE_PEOPLE: gettext_lazy("invite, change roles, remove"),
    Right.READ_RECORD: gettext_lazy("read the record"),
    Right.ADD_EVIDENCE: gettext_lazy("add articles and judge claims"),
    Right.READ_FIELD: gettext_lazy("read and write field reports"),
    Right.KEEP_CALENDAR: gettext_lazy("keep a calendar of deadlines"),
    Right.READ_TALKS: gettext_lazy("read talks"),
    Right.NEGOTIATE: gettext_lazy("negotiate"),
    Right.READ_MEETINGS: gettext_lazy("read meetings"),
    Right.HOLD_MEETING: gettext_lazy("hold meetings"),
    Right.APPROVE: gettext_lazy("approve what a body decides on"),
}
"""Each right, as the page on people says it."""

_WORKS: Final = frozenset(
    {
        Right.READ,
        Right.ADD_CASE,
        Right.MAKE_BRIEF,
        Right.EDIT_SCENARIO,
        Right.ADD_EVIDENCE,
        Right.READ_FIELD,
        Right.KEEP_CALENDAR,
        Right.READ_TALKS,
        Right.READ_MEETINGS,
        Right.HOLD_MEETING,
    }
)

MAY: Final[Mapping[Role, frozenset[Right]]] = {
    Role.VIEWER: frozenset({Right.READ}),
    Role.ANALYST: _WORKS,
    Role.NEGOTIATOR: _WORKS | {Right.NEGOTIATE},
    Role.APPROVER: _WORKS | {Right.NEGOTIATE, Right.PUBLISH, Right.APPROVE},
    Role.OWNER: frozenset(Right),
}
"""What each role may do."""


def signed_in(request: HttpRequest) -> User:
    """Return who is signed in; PermissionDenied where nobody is, which the middleware does not let happen."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def fetch_membership(user: User, team: str, right: Right) -> Membership:
    """Fetch a user's membership of a team by the team's slug, if it carries a right.

    Raises Http404 for a stranger, as for a team that is not there, and PermissionDenied for a member
    whose role does not carry the right.
    """
    found = (
        Membership.objects.select_related("team", "user")
        .filter(user=user, user__is_active=True, team__slug=team)
        .first()
    )
    if found is None:
        raise Http404
    if right not in MAY[Role(found.role)]:
        who = ", ".join(str(role.label) for role in Role if right in MAY[role])
        raise PermissionDenied(
            _("Your role in this team is %(role)s. This is open to: %(who)s.")
            % {"role": found.get_role_display(), "who": who}
        )
    return found


def may(membership: Membership, right: Right) -> bool:
    """Say whether a membership carries a right, for a page to show or leave out a button."""
    return right in MAY[Role(membership.role)]
