"""Every change of mandates: granted by a decision, changed, approved, taken back, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from prepoll.errors import UsageError
from prepoll_web.approvals.actions import approve, take_back
from prepoll_web.approvals.models import STANDS, Approval
from prepoll_web.approvals.standing import Standing, standing
from prepoll_web.approvals.texts import canonical
from prepoll_web.deadlines.clock import reading
from prepoll_web.deadlines.moments import lapsed
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.meetings.access import fetch_mandate, fetch_meeting
from prepoll_web.meetings.mandates import subject_of, text_of
from prepoll_web.meetings.models import ItemKind, Mandate, MandateEdition, Meeting
from prepoll_web.meetings.terms import Terms, terms_json
from prepoll_web.teams.access import MAY, Right, fetch_membership, may
from prepoll_web.teams.models import Membership, Role, User


class MandateMovedError(UsageError):
    """Somebody else changed, approved or withdrew the mandate since it was looked at, or it has ended."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What a mandate is to say: who holds it, by which decision, on which terms."""

    holder: str
    decision: UUID
    terms: Terms


@dataclass(frozen=True, slots=True)
class Seen:
    """Which version of which mandate somebody looked at, and how many approvals it had."""

    team: str
    mandate: UUID
    version: int
    approvals: int


@transaction.atomic
def grant(by: User, team: str, meeting: UUID, granted: Granted, at: datetime) -> Mandate:
    """Write a mandate by a decision of a meeting; it is in force once it is approved.

    Raises UsageError where its end has come or its holder may not negotiate.
    """
    member, found = fetch_meeting(by, team, meeting, Right.HOLD_MEETING)
    mandate = Mandate(
        team=member.team, case=found.case, meeting=found, made_by=by, made_at=at, changed_by=by, changed_at=at
    )
    _put_in(mandate, found, granted, at)
    mandate.save(force_insert=True)
    _keep_edition(What.MANDATE_GRANTED, mandate, "", by, at)
    return mandate


@transaction.atomic
def change(by: User, seen: Seen, granted: Granted, at: datetime) -> Mandate:
    """Change or extend a mandate: a new version, which is to be approved anew.

    Whoever holds meetings may change what nobody has approved; once somebody has, an approver may.
    Raises MandateMovedError where it is not as it was looked at, and UsageError as `grant`.
    """
    member, found = fetch_mandate(by, seen.team, seen.mandate, Right.HOLD_MEETING, lock=True)
    at = reading(found.team, now=at)
    _check_there(found)
    signed = was_approved(found)
    if signed and not may(member, Right.APPROVE):
        fetch_membership(by, seen.team, Right.APPROVE)
    if (found.version, approvals_of(found)) != (seen.version, seen.approvals):
        raise MandateMovedError(_("Somebody else changed or approved this mandate. Look at it as it is now."))
    before = canonical(text_of(found))
    _put_in(found, found.meeting, granted, at)
    found.version, found.changed_by, found.changed_at = found.version + 1, by, at
    found.save()
    _keep_edition(What.MANDATE_CHANGED, found, before, by, at)
    return found


@transaction.atomic
def sign(by: User, team: str, mandate: UUID, seen: str, at: datetime) -> Standing:
    """Approve a mandate whose text has the digest that was seen; return how far it is approved.

    Raises MandateMovedError where it was withdrawn or has ended, and what `approve` raises.
    """
    member, found = fetch_mandate(by, team, mandate, Right.APPROVE, lock=True)
    at = reading(found.team, now=at)
    _check_there(found)
    if lapsed(found.until, at):
        raise MandateMovedError(_("The mandate has ended by now. Extend it first."))
    approve(member, subject_of(found), text_of(found), at=at, seen=seen, case=found.case)
    return standing(found.team, subject_of(found), text_of(found))


@transaction.atomic
def unsign(by: User, team: str, mandate: UUID, at: datetime) -> int:
    """Take one's approval of a mandate back; return how many there were. Raises what `take_back` raises."""
    member, found = fetch_mandate(by, team, mandate, Right.APPROVE, lock=True)
    _check_there(found)
    return take_back(member, subject_of(found), at=at)


@transaction.atomic
def withdraw(by: User, team: str, mandate: UUID, at: datetime) -> Mandate:
    """Withdraw a mandate for good: by whoever approves, or holds meetings while nobody has approved it."""
    member, found = fetch_mandate(by, team, mandate, Right.HOLD_MEETING, lock=True)
    if was_approved(found) and not may(member, Right.APPROVE):
        fetch_membership(by, team, Right.APPROVE)
    _check_there(found)
    found.withdrawn_by, found.withdrawn_at = by, at
    found.save(update_fields=["withdrawn_by", "withdrawn_at"])
    _note(What.MANDATE_WITHDRAWN, found, canonical(text_of(found)), "", by, at)
    return found


def was_approved(mandate: Mandate) -> bool:
    """Say whether any version of a mandate was approved by anybody."""
    return Approval.objects.filter(team=mandate.team, subject=subject_of(mandate)).exists()


def approvals_of(mandate: Mandate) -> int:
    """Count the approvals of a mandate, of whatever version, that were not taken back."""
    return Approval.objects.filter(STANDS, team=mandate.team, subject=subject_of(mandate)).count()


def negotiators(of: Meeting | Mandate) -> list[Membership]:
    """List the members who may hold a mandate in the team of a meeting."""
    rows = Membership.objects.filter(team=of.team, user__is_active=True).select_related("user")
    return [row for row in rows.order_by("user__username") if Right.NEGOTIATE in MAY[Role(row.role)]]


def _put_in(mandate: Mandate, meeting: Meeting, granted: Granted, at: datetime) -> None:
    decision = meeting.items.filter(id=granted.decision, kind=ItemKind.DECISION).first()
    if decision is None:
        raise Http404
    holder = next((row.user for row in negotiators(meeting) if row.user.username == granted.holder), None)
    if holder is None:
        raise UsageError(_("A mandate is held by a negotiator, an approver or an owner of the team."))
    until = granted.terms.limits.until
    if lapsed(until, at):
        raise UsageError(_("A mandate ends in the future."))
    mandate.decision, mandate.holder, mandate.until = decision, holder, until
    mandate.terms = terms_json(granted.terms)


def _check_there(mandate: Mandate) -> None:
    if mandate.withdrawn_at is not None:
        raise MandateMovedError(_("This mandate was withdrawn."))


def _keep_edition(what: What, mandate: Mandate, before: str, by: User, at: datetime) -> None:
    text = text_of(mandate)
    MandateEdition.objects.create(mandate=mandate, version=mandate.version, text=text, by=by, at=at)
    _note(what, mandate, before, canonical(text), by, at)


def _note(what: What, mandate: Mandate, before: str, after: str, by: User, at: datetime) -> None:
    told: dict[str, str | int | None] = {"version": mandate.version, "before": before, "after": after}
    record(what, by=by.username, at=at, team=mandate.team_id, about=subject_of(mandate), details=told)
