"""Which mandate is in force: reckoned from its row, the approvals and the clock whenever it is asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from prepoll.names import PartyCode
from prepoll_web.approvals.standing import Standing, standing
from prepoll_web.cases.models import Case
from prepoll_web.deadlines.moments import lapsed, zone_of
from prepoll_web.evidence.coding import case_on
from prepoll_web.meetings.limits import Limits
from prepoll_web.meetings.models import Mandate
from prepoll_web.meetings.terms import read_terms
from prepoll_web.teams.access import Right, may
from prepoll_web.teams.models import Membership, Team


class State(models.TextChoices):
    """What a mandate is at an hour."""

    DRAFT = "draft", _("to be approved")
    IN_FORCE = "in_force", _("in force")
    LAPSED = "lapsed", _("ended")
    WITHDRAWN = "withdrawn", _("withdrawn")


@dataclass(frozen=True, slots=True)
class Judged:
    """A mandate with what it is at an hour, and how far it is approved."""

    mandate: Mandate
    state: State
    standing: Standing


def subject_of(mandate: Mandate) -> str:
    """Name a mandate as approvals do."""
    return f"mandate:{mandate.id}"


def text_of(mandate: Mandate) -> dict[str, object]:
    """Return the text of a mandate that is approved: all it says, its version among it."""
    return {
        **mandate.terms,
        "holder": mandate.holder.username,
        "decision": mandate.decision.text,
        "until": mandate.until.astimezone(UTC).isoformat(),
        "version": mandate.version,
    }


def limits_of(mandate: Mandate) -> Limits:
    """Return the limits of a mandate; its end in the time zone of the case's country."""
    until = mandate.until.astimezone(zone_of(case_on(mandate.case).country))
    return read_terms(mandate.terms, until).limits


def judge(mandate: Mandate, at: datetime) -> Judged:
    """Say what a mandate is at an hour, which is the clock's as `deadlines.clock.reading` gives it."""
    found = standing(mandate.team, subject_of(mandate), text_of(mandate))
    if mandate.withdrawn_at is not None:
        state = State.WITHDRAWN
    elif lapsed(mandate.until, at):
        state = State.LAPSED
    else:
        state = State.IN_FORCE if found.complete else State.DRAFT
    return Judged(mandate, state, found)


def in_force(mandate: Mandate, at: datetime) -> bool:
    """Say whether a mandate may be used at an hour."""
    return judge(mandate, at).state is State.IN_FORCE


def mandate_for(
    team: Team, case: Case, member: Membership, partners: Collection[PartyCode], at: datetime
) -> Mandate | None:
    """Return the newest mandate in force by which a member negotiates with all of some parties, None where none is."""
    if member.team_id != team.id or not may(member, Right.NEGOTIATE):
        return None
    rows = Mandate.objects.filter(team=team, case=case, holder=member.user, withdrawn_at=None, until__gt=at)
    found = rows.select_related("team", "case", "holder", "decision").order_by("-changed_at", "id")
    return next((row for row in found if set(partners) <= set(row.terms["partners"]) and in_force(row, at)), None)
