"""When mandates end, and whose turn it is to approve one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from prepoll_web.approvals.actions import turn_of
from prepoll_web.approvals.standing import Standing
from prepoll_web.deadlines.moments import Term, zone_of
from prepoll_web.deadlines.sources import Deadline, Turn
from prepoll_web.evidence.coding import case_on
from prepoll_web.meetings.mandates import State, judge, subject_of
from prepoll_web.meetings.models import Mandate
from prepoll_web.teams.access import Right, may
from prepoll_web.teams.models import Membership


def mandate_deadlines(member: Membership, at: datetime) -> Iterator[Deadline]:
    """Yield when the mandates of a team end, with the holder and nothing of what they say."""
    for mandate in _living(member, at):
        yield Deadline(
            about=subject_of(mandate),
            term=Term.MANDATE,
            ends=mandate.until.astimezone(zone_of(case_on(mandate.case).country)),
            words=_("The mandate of %(holder)s ends") % {"holder": mandate.holder.username},
            href=reverse("mandate", args=(member.team.slug, mandate.id)),
            right=Right.READ_MEETINGS,
        )


def mandate_turns(member: Membership, at: datetime) -> Iterator[Turn]:
    """Yield the mandates that wait for approval."""
    if not may(member, Right.READ_MEETINGS):
        return
    for mandate in _living(member, at):
        judged = judge(mandate, at)
        if judged.state is State.DRAFT:
            yield Turn(
                about=subject_of(mandate),
                words=_("Approve the mandate of %(holder)s") % {"holder": mandate.holder.username},
                href=reverse("mandate", args=(member.team.slug, mandate.id)),
                mine=may_approve(member, judged.standing),
                whom=asked(judged.standing),
                ends=mandate.until.astimezone(zone_of(case_on(mandate.case).country)),
                case=mandate.case,
            )


def may_approve(member: Membership, found: Standing) -> bool:
    """Say whether a member can give one of the approvals that are still to come."""
    return may(member, Right.APPROVE) and bool(turn_of(member.user, found))


def asked(found: Standing) -> str:
    """Name who still has to approve."""
    return ", ".join(_("the approvers") if body is None else body.name for body in found.missing)


def _living(member: Membership, at: datetime) -> list[Mandate]:
    rows = Mandate.objects.filter(team=member.team, withdrawn_at=None, until__gt=at)
    return list(rows.select_related("team", "case__team", "holder", "decision").order_by("until", "id"))
