"""Every change of approvals: given to the text that was read, taken back; and of the bodies that give them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from prepoll.errors import UsageError
from prepoll_web.approvals.models import STANDS, Approval, Body, Kind, Speaker
from prepoll_web.approvals.standing import Standing, standing
from prepoll_web.approvals.texts import canonical, digest_of
from prepoll_web.cases.models import Case
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.teams.access import MAY, Right, fetch_membership
from prepoll_web.teams.models import Membership, Role, Team, User

LONGEST_NAME = 80


class TextMovedError(UsageError):
    """The text was changed after it was read."""


class AlreadyApprovedError(UsageError):
    """What was to be approved is approved already."""


@transaction.atomic
def approve(
    member: Membership,
    subject: str,
    text: Mapping[str, object],
    *,
    at: datetime,
    seen: str = "",
    case: Case | None = None,
) -> Approval:
    """Approve a text for the first body that still has to and that the member speaks for.

    The caller holds the row that the text is made from under its lock. `seen` is the digest of the text that the
    member read. Raises TextMovedError where that is another text, AlreadyApprovedError where nobody has to be
    asked any more, UsageError where the bodies still to be asked have other speakers, and PermissionDenied.
    """
    member = fetch_membership(member.user, member.team.slug, Right.APPROVE)
    digest = digest_of(text)
    if seen and seen != digest:
        raise TextMovedError(_("The text was changed after you read it. Read it again before you approve it."))
    found = standing(member.team, subject, text)
    body = _body_to_speak_for(member.user, found)
    approval = Approval(
        team=member.team, case=case, subject=subject, body=body, digest=digest, text=dict(text), by=member.user, at=at
    )
    try:
        with transaction.atomic():
            approval.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyApprovedError(_("Somebody else has just approved this.")) from error
    _note(What.APPROVED, approval, member.user, at)
    return approval


def _body_to_speak_for(user: User, found: Standing) -> Body | None:
    if found.complete:
        raise AlreadyApprovedError(_("This is approved already."))
    turn = turn_of(user, found)
    if not turn:
        names = ", ".join(str(each) for each in found.missing)
        raise UsageError(_("You do not speak for whoever has to approve this still: %(names)s.") % {"names": names})
    return turn[0]


def turn_of(user: User, found: Standing) -> tuple[Body | None, ...]:
    """Return for whom an approver may approve a text next: bodies they speak for; None where any approver will do."""
    spoken = spoken_for(user)
    return tuple(body for body in found.missing if body is None or body.id in spoken)


@transaction.atomic
def take_back(member: Membership, subject: str, *, at: datetime) -> int:
    """Take back what the member, or a body that they speak for, approved of a subject; return how many approvals.

    The caller holds the row under its lock and knows whether it is too late. Raises UsageError where there is
    nothing to take back, and PermissionDenied.
    """
    member = fetch_membership(member.user, member.team.slug, Right.APPROVE)
    spoken = spoken_for(member.user)
    rows = Approval.objects.filter(STANDS, team=member.team, subject=subject).select_related("body")
    own = [row for row in rows if row.by_id == member.user.id or row.body_id in spoken]
    ended = [row for row in own if _end(row, member.user, at)]
    if not ended:
        raise UsageError(_("There is no approval of yours to take back."))
    return len(ended)


def _end(row: Approval, by: User, at: datetime) -> bool:
    if not Approval.objects.filter(STANDS, pk=row.pk).update(ended_by=by, ended_at=at):
        return False
    _note(What.APPROVAL_ENDED, row, by, at)
    return True


def may_take_back(user: User, found: Standing) -> bool:
    """Say whether some of the approvals of a text are an approver's own, or of a body that they speak for."""
    spoken = spoken_for(user)
    return any(row.by_id == user.id or row.body_id in spoken for row in found.approved_by)


def spoken_for(user: User) -> frozenset[UUID]:
    """Return the bodies that a user speaks for."""
    rows = Speaker.objects.filter(user=user, ended_at=None, body__ended_at=None)
    return frozenset(rows.values_list("body_id", flat=True))


@transaction.atomic
def make_body(by: User, team: str, name: str, needed_for: Iterable[Kind], at: datetime) -> Body:
    """Name a body of the team; UsageError where the name will not do or is taken."""
    owner = fetch_membership(by, team, Right.MANAGE_PEOPLE)
    Team.objects.select_for_update(no_key=True).get(id=owner.team.id)
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME or "\x00" in name:
        raise UsageError(_("The name of a body has 1 to %(most)s characters.") % {"most": LONGEST_NAME})
    if any(body.name.casefold() == name.casefold() for body in Body.objects.filter(team=owner.team, ended_at=None)):
        raise UsageError(_("There is a body of this name already."))
    kinds = sorted({kind.value for kind in needed_for})
    body = Body.objects.create(team=owner.team, name=name, needed_for=kinds, made_by=by, made_at=at)
    _note_body(What.BODY_MADE, body, by, at, {"name": name, "needed_for": ", ".join(kinds)})
    return body


@transaction.atomic
def ask_for_kinds(by: User, team: str, body: UUID, needed_for: Iterable[Kind], at: datetime) -> Body:
    """Say what a body must approve from now on."""
    found = _fetch_body(by, team, body)
    before, found.needed_for = found.needed_for, sorted({kind.value for kind in needed_for})
    found.save(update_fields=["needed_for"])
    told = {"before": ", ".join(before), "after": ", ".join(found.needed_for)}
    _note_body(What.BODY_CHANGED, found, by, at, told)
    return found


@transaction.atomic
def end_body(by: User, team: str, body: UUID, at: datetime) -> None:
    """Ask a body no more; what it approved stays. Ending it again changes nothing."""
    found = _fetch_body(by, team, body)
    if Body.objects.filter(pk=found.pk, ended_at=None).update(ended_at=at):
        _note_body(What.BODY_ENDED, found, by, at, {"name": found.name})


@transaction.atomic
def name_speaker(by: User, team: str, body: UUID, user: str, at: datetime) -> Speaker:
    """Have a member who may approve speak for a body; UsageError where they may not, or do already."""
    found = _fetch_body(by, team, body)
    member = Membership.objects.filter(team=found.team, user__username=user).select_related("user").first()
    if member is None or Right.APPROVE not in MAY[Role(member.role)]:
        raise UsageError(_("Only approvers and owners of the team can speak for a body."))
    try:
        with transaction.atomic():
            speaker = Speaker.objects.create(body=found, user=member.user, since=at)
    except IntegrityError as error:
        raise UsageError(_("%(user)s speaks for this body already.") % {"user": user}) from error
    _note_body(What.BODY_CHANGED, found, by, at, {"speaker": user, "before": "", "after": "speaks"})
    return speaker


@transaction.atomic
def end_speaker(by: User, team: str, body: UUID, user: str, at: datetime) -> None:
    """Have somebody speak for a body no more; what they approved stays. Again it changes nothing."""
    found = _fetch_body(by, team, body)
    if Speaker.objects.filter(body=found, user__username=user, ended_at=None).update(ended_at=at):
        _note_body(What.BODY_CHANGED, found, by, at, {"speaker": user, "before": "speaks", "after": ""})


def _fetch_body(by: User, team: str, body: UUID) -> Body:
    owner = fetch_membership(by, team, Right.MANAGE_PEOPLE)
    rows = Body.objects.select_for_update(of=("self",), no_key=True).select_related("team")
    found = rows.filter(team=owner.team, id=body).first()
    if found is None:
        raise Http404
    return found


def _note(what: What, row: Approval, by: User, at: datetime) -> None:
    told: dict[str, str | int | None] = {"digest": row.digest, "text": canonical(row.text)}
    told["body"] = row.body.name if row.body else None
    record(what, by=by.username, at=at, team=row.team_id, about=row.subject, details=told)


def _note_body(what: What, body: Body, by: User, at: datetime, told: Mapping[str, str]) -> None:
    record(what, by=by.username, at=at, team=body.team_id, about=f"body:{body.id}", details=dict(told))
