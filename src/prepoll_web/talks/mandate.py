"""What a mandate says to an offer; nothing here ever leaves the team."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from prepoll.errors import UsageError
from prepoll_web.meetings.limits import breaches
from prepoll_web.meetings.mandates import limits_of, mandate_for
from prepoll_web.talks.models import Talk
from prepoll_web.talks.text import Text, allocation
from prepoll_web.teams.access import Right, may
from prepoll_web.teams.models import Membership


class OutsideMandateError(UsageError):
    """What somebody is about to commit the team to is not within their mandate."""


def outside(member: Membership, talk: Talk, text: Text, at: datetime) -> tuple[str, ...]:
    """Say what of an offer is outside a member's mandate at an hour; nothing where all of it is within.

    Who may approve needs no mandate, but keeps to one that they have.
    """
    partners = frozenset(text.parties) - {talk.ours}
    found = mandate_for(talk.team, talk.case, member, partners, at)
    if found is None:
        told = _("You have no mandate in force for talks with %(parties)s: a meeting grants one, an approver signs it.")
        return () if may(member, Right.APPROVE) else (told % {"parties": ", ".join(sorted(partners))},)
    return tuple(breach.words for breach in breaches(limits_of(found), partners, allocation(text), at))


def check_mandate(member: Membership, talk: Talk, text: Text, at: datetime) -> None:
    """Raise OutsideMandateError with everything that is outside a member's mandate."""
    if found := outside(member, talk, text, at):
        way_out = _("An approver may extend the mandate.")
        raise OutsideMandateError("\n".join([*found, way_out]))
