"""Every change of agreements: signed off by each side, fallen through, obligations done, rebels noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from prepoll.errors import UsageError
from prepoll.names import PartyCode, SeatCode
from prepoll_web.approvals.actions import approve, take_back
from prepoll_web.approvals.standing import Standing, standing
from prepoll_web.approvals.texts import digest_of
from prepoll_web.events.models import What
from prepoll_web.evidence.coding import case_on
from prepoll_web.talks.access import fetch_agreement, fetch_talk
from prepoll_web.talks.actions import SeenTalk, check_by_hand, moved_since
from prepoll_web.talks.exchange import close_all, settle
from prepoll_web.talks.models import Agreement, AgreementState, Obligation, Rebel, Side, Talk
from prepoll_web.talks.stages import Move
from prepoll_web.talks.table import Row, Table, advance, own, take_seats, write
from prepoll_web.teams.access import Right
from prepoll_web.teams.models import Membership, User


class AgreementMovedError(UsageError):
    """An agreement is not any more what it was when it was looked at."""


@dataclass(frozen=True, slots=True)
class Standard:
    """Somebody who stands against an agreement."""

    seat: SeatCode
    party: PartyCode
    name: str
    words: str = ""


def sign(by: User, team: str, agreement: UUID, seen: str, at: datetime) -> Agreement:
    """Approve an agreement; once every body of the team that has to has, the team's side is signed off.

    `seen` is the digest of the text that was read. Raises AgreementMovedError where it is settled already, and what
    `approvals.approve` raises.
    """
    with transaction.atomic():
        member, table, found, side = _open_agreement(by, team, agreement, Right.APPROVE, at)
        if not standing_of(side).complete:  # a body that was asked may have been ended since
            approve(member, subject_of(found), found.text, at=table.at, seen=seen, case=side.talk.case)
        if standing_of(side).complete:
            write(_sign(found, side, table, by), table.at)
        return found


def unsign(by: User, team: str, agreement: UUID, at: datetime) -> Agreement:
    """Take one's approval of an agreement back, and the team's signature with it, until everybody has signed.

    Raises AgreementMovedError where it is settled, and what `approvals.take_back` raises.
    """
    with transaction.atomic():
        member, table, found, side = _open_agreement(by, team, agreement, Right.APPROVE, at)
        take_back(member, subject_of(found), at=table.at)
        signed = Side.objects.filter(pk=side.pk).exclude(signed_at=None)
        if not standing_of(side).complete and signed.update(signed_at=None, signed_by=None):
            write(_told(found, table, side.talk, by, What.AGREEMENT_UNSIGNED, side.party), table.at)
        return found


def note_signed(by: User, team: str, agreement: UUID, party: PartyCode, at: datetime) -> Agreement:
    """Note that a party which is not on the server has signed; AgreementMovedError where it has already."""
    with transaction.atomic():
        _member, table, found, side = _open_agreement(by, team, agreement, Right.APPROVE, at)
        other = Side.objects.filter(agreement=found, party=party, own=False, talk=side.talk).first()
        if other is None:
            raise Http404
        other.talk = side.talk
        write(_sign(found, other, table, by), table.at)
        return found


def _sign(agreement: Agreement, side: Side, table: Table, by: User) -> list[Row]:
    """Sign one side off, and the agreement with it once all sides are."""
    if not Side.objects.filter(pk=side.pk, signed_at=None).update(signed_at=table.at, signed_by=by):
        raise AgreementMovedError(_("%(party)s has signed already.") % {"party": side.party})
    rows = _told(agreement, table, side.talk, by, What.AGREEMENT_SIGNED, side.party)
    if not Side.objects.filter(agreement=agreement, signed_at=None).exists():
        _settle(agreement, AgreementState.SIGNED, table)
        for talk in _talks(agreement, table):
            advance(talk, Move.SIGN, quietly=True)
    return rows


def let_fall(by: User, team: str, agreement: UUID, at: datetime) -> Agreement:
    """Let an agreement fall through that not everybody has signed; AgreementMovedError where it is settled."""
    with transaction.atomic():
        _member, table, found, side = _open_agreement(by, team, agreement, Right.NEGOTIATE, at)
        write(_fall(found, table, side.talk, by), table.at)
        return found


def _fall(agreement: Agreement, table: Table, talk: Talk, by: User) -> list[Row]:
    _settle(agreement, AgreementState.FALLEN, table)
    for each in _talks(agreement, table):
        advance(each, Move.FALL_THROUGH, quietly=True)
    return _told(agreement, table, talk, by, What.AGREEMENT_FALLEN, talk.ours)


def move_talk(by: User, seen: SeenTalk, move: Move, at: datetime) -> Talk:
    """Take talks to another stage by hand; those that end close what is open between the sides.

    Raises StageError where the table of moves has no such move, TalkMovedError where somebody was faster.
    """
    check_by_hand(move)
    settle(fetch_talk(by, seen.team, seen.talk, Right.NEGOTIATE)[1], at)
    with transaction.atomic():
        found = fetch_talk(by, seen.team, seen.talk, Right.NEGOTIATE)[1]
        table = take_seats(found, at)
        talk = table.of(found)
        if talk.version != seen.version:
            raise moved_since()
        before, rows = talk.stage, []
        advance(talk, move)
        if move is Move.FAIL:
            rows = close_all(table, talk, by) + fall_all(table, talk, by)
        rows.append(own(talk, by, What.TALK_MOVED, f"talk:{talk.id}", before=before, after=talk.stage))
        write(rows, table.at)
        return talk


def fall_all(table: Table, talk: Talk, by: User, of: Talk | None = None) -> list[Row]:
    """Let every agreement of these talks fall through that not everybody has signed; with `of`, those of others."""
    rows: list[Row] = []
    for agreement in Agreement.objects.filter(shared__copies__talk=of or talk, state=AgreementState.IN_PRINCIPLE):
        rows += _fall(agreement, table, talk, by)
    return rows


def finish(by: User, team: str, agreement: UUID, number: int, at: datetime) -> Obligation:
    """Note that an obligation is done: by the team whose party it is of, or for one that is not on the server."""
    with transaction.atomic():
        table, side, row = _duty(by, team, agreement, number, at)
        if not Obligation.objects.filter(pk=row.pk, done_at=None).update(done_at=table.at):
            raise AgreementMovedError(_("Somebody has noted this as done already."))
        write(_told(side.agreement, table, side.talk, by, What.OBLIGATION_DONE, row.party, number=number), table.at)
        row.refresh_from_db()
        return row


def not_done(by: User, team: str, agreement: UUID, number: int, at: datetime) -> Obligation:
    """Note that an obligation which was noted as done is not; by whom, and for whom, as `finish`."""
    with transaction.atomic():
        table, side, row = _duty(by, team, agreement, number, at)
        if not Obligation.objects.filter(pk=row.pk).exclude(done_at=None).update(done_at=None):
            raise AgreementMovedError(_("It is not noted as done."))
        write(_told(side.agreement, table, side.talk, by, What.OBLIGATION_UNDONE, row.party, number=number), table.at)
        row.refresh_from_db()
        return row


def _duty(by: User, team: str, agreement: UUID, number: int, at: datetime) -> tuple[Table, Side, Obligation]:
    """Take a seat at the table of a signed agreement, with an obligation that the team answers for."""
    _member, found, side = fetch_agreement(by, team, agreement, Right.NEGOTIATE)
    table = take_seats(side.talk, at)
    row = Obligation.objects.filter(agreement=found, number=number).first()
    if row is None or found.state != AgreementState.SIGNED:
        raise Http404
    if row.party not in answered_for(side):
        raise UsageError(_("%(party)s says itself when this is done.") % {"party": row.party})
    return table, side, row


@transaction.atomic
def note_rebel(by: User, team: str, agreement: UUID, standard: Standard, at: datetime) -> Rebel:
    """Note somebody who stands against an agreement; that stays with the team."""
    _member, found, side = fetch_agreement(by, team, agreement, Right.NEGOTIATE)
    name, words = " ".join(standard.name.split()), " ".join(standard.words.split())
    problems = []
    if not 0 < len(name) <= 200 or len(words) > 300 or "\x00" in name + words:
        problems.append(_("Give the name in 1 to 200 characters, and what is known in at most 300."))
    if standard.seat not in case_on(side.talk.case).region_of:
        problems.append(_("There is no seat %(seat)s in this case.") % {"seat": standard.seat})
    if standard.party not in found.text["parties"]:
        problems.append(_("%(parties)s is not at this table.") % {"parties": standard.party})
    if problems:
        raise UsageError("\n".join(problems))
    rebel = Rebel.objects.create(
        side=side, party=standard.party, seat=standard.seat, name=name, words=words, noted_by=by, noted_at=at
    )
    write([own(side.talk, by, What.REBEL_NOTED, f"agreement:{found.id}", seat=rebel.seat, party=rebel.party)], at)
    return rebel


def subject_of(agreement: Agreement) -> str:
    """Name an agreement as approvals do."""
    return f"agreement:{agreement.id}"


def standing_of(side: Side) -> Standing:
    """Say how far a team's bodies have approved an agreement."""
    return standing(side.talk.team, subject_of(side.agreement), side.agreement.text)


def digest_of_text(agreement: Agreement) -> str:
    """Return the digest of an agreement's text."""
    return digest_of(agreement.text)


def answered_for(side: Side) -> frozenset[PartyCode]:
    """Return the parties that a team answers for: its own, and those that are not on the server and at its talks."""
    rows = Side.objects.filter(agreement=side.agreement, talk=side.talk)
    return frozenset(rows.values_list("party", flat=True))


def _open_agreement(
    by: User, team: str, agreement: UUID, right: Right, at: datetime
) -> tuple[Membership, Table, Agreement, Side]:
    """Take a seat at the table of an agreement that is not settled; else AgreementMovedError."""
    side = fetch_agreement(by, team, agreement, right)[2]
    table = take_seats(side.talk, at)
    member, found, side = fetch_agreement(by, team, agreement, right)  # again: somebody may have been faster
    side.talk = table.of(side.talk)
    if found.state != AgreementState.IN_PRINCIPLE:
        raise AgreementMovedError(_("The agreement is settled: %(state)s.") % {"state": found.get_state_display()})
    return member, table, found, side


def _settle(agreement: Agreement, state: AgreementState, table: Table) -> None:
    unsettled = Agreement.objects.filter(pk=agreement.pk, state=AgreementState.IN_PRINCIPLE)
    if not unsettled.update(state=state, settled_at=table.at):
        raise AgreementMovedError(_("The agreement is settled already."))
    agreement.state, agreement.settled_at = state, table.at


def _talks(agreement: Agreement, table: Table) -> list[Talk]:
    copies = set(agreement.shared.copies.values_list("talk_id", flat=True))
    return [talk for talk in table.talks if talk.pk in copies]


def _told(
    agreement: Agreement, table: Table, talk: Talk, by: User, what: What, party: PartyCode, **more: int
) -> list[Row]:
    about = f"agreement:{agreement.id}"
    details: dict[str, str | int | None] = {"party": party, "state": agreement.state, **more}
    return [
        Row(each.team, what, about, by.username if each.pk == talk.pk else "", details)
        for each in _talks(agreement, table)
    ]
