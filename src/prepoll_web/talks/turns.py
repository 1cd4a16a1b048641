"""What falls due in talks, and whose turn it is: to answer, to send, to approve, to sign, to do what was agreed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from prepoll.case.types import Case as LibraryCase
from prepoll.names import RegionCode
from prepoll_web.cases.models import Case
from prepoll_web.deadlines.moments import Term, first, lapsed, seat_moments, zone_of
from prepoll_web.deadlines.sources import Deadline, Turn
from prepoll_web.evidence.coding import case_on
from prepoll_web.meetings.turns import asked, may_approve
from prepoll_web.talks.drafting import approval_of, is_over
from prepoll_web.talks.models import (
    Addressee,
    AgreementState,
    Direction,
    Obligation,
    Offer,
    OfferState,
    Reply,
    Side,
    Talk,
)
from prepoll_web.talks.signing import standing_of
from prepoll_web.talks.stages import MOVES, Move, Stage
from prepoll_web.talks.words import duty_in_words
from prepoll_web.teams.access import Right, may
from prepoll_web.teams.models import Membership


def talk_deadlines(member: Membership, at: datetime) -> Iterator[Deadline]:
    """Yield when replies, offers and obligations fall due; they name parties, and nothing of what is offered."""
    for row in _waiting(member).exclude(approach__reply_due=None):
        mine = row.approach.direction == Direction.IN
        words = _("Our reply to %(party)s falls due") if mine else _("The reply of %(party)s falls due")
        href = reverse("approach", args=(member.team.slug, row.approach_id))
        about = f"approach:{row.approach_id}:{row.party}"
        yield _deadline(
            about, Term.REPLY, row.approach.reply_due, words % {"party": row.party}, href, row.approach.case
        )
    for offer in _open(member).exclude(shared__reply_due=None):
        words = _("Round %(number)s of the talks %(talk)s lapses") % {"number": offer.number, "talk": offer.talk}
        assert offer.shared is not None
        href = reverse("offer", args=(member.team.slug, offer.id))
        yield _deadline(f"offer:{offer.id}", Term.OFFER, offer.shared.reply_due, words, href, offer.talk.case)
    for duty, side in _undone(member):
        words = _("%(party)s has to have done what it undertook") % {"party": duty.party}
        href = reverse("agreement", args=(member.team.slug, duty.agreement_id))
        about = f"agreement:{duty.agreement_id}:{duty.number}"
        yield _deadline(about, Term.OBLIGATION, duty.due, words, href, side.talk.case)


def talk_turns(member: Membership, at: datetime) -> Iterator[Turn]:
    """Yield what waits for somebody in talks."""
    if may(member, Right.READ_TALKS):
        yield from _replies(member, at)
        yield from _rounds(member, at)
        yield from _signatures(member)
        yield from _untaken(member)
        yield from _duties(member, at)
        yield from _idle(member, at)


def _replies(member: Membership, at: datetime) -> Iterator[Turn]:
    for row in _waiting(member):
        due, case = row.approach.reply_due, row.approach.case
        if due is not None and due <= at:
            continue
        mine = row.approach.direction == Direction.IN
        yield Turn(
            about=f"approach:{row.approach_id}:{row.party}",
            words=_("Answer the approach of %(party)s" if mine else "Answer our approach") % {"party": row.party},
            href=reverse("approach", args=(member.team.slug, row.approach_id)),
            mine=mine and may(member, Right.NEGOTIATE),
            whom=_("the negotiators") if mine else row.party,
            ends=_local(due, case),
            case=case,
            within=f"talk:{row.talk_id}" if row.talk_id else "",
        )


def _rounds(member: Membership, at: datetime) -> Iterator[Turn]:
    negotiates = may(member, Right.NEGOTIATE)
    drafts = Offer.objects.filter(talk__team=member.team, shared=None, dropped_at=None, talk__stage__in=_CAN_BE_SENT)
    for offer in drafts.select_related(*_WITH):
        found = approval_of(offer)
        waits = found is not None and not found.complete
        words = _("Approve round %(number)s of the talks %(talk)s") if waits else _("Send round %(number)s of %(talk)s")
        mine = may_approve(member, found) if found and waits else negotiates
        whom = asked(found) if found and waits else _("the negotiators")
        yield _turn(offer, words, mine, whom, None)
    for offer in _open(member):
        assert offer.shared is not None
        if is_over(offer.shared, at):
            continue
        own = offer.sender == offer.talk.ours
        given = set(offer.shared.assents.values_list("party", flat=True)) | {offer.sender}
        others = ", ".join(party for party in offer.talk.parties if party not in given)
        if own or offer.talk.ours in given:
            yield _turn(offer, _("Answer round %(number)s of %(talk)s"), False, others, offer.shared.reply_due)
        else:
            whom = _("the negotiators")
            yield _turn(offer, _("Answer round %(number)s of %(talk)s"), negotiates, whom, offer.shared.reply_due)


def _signatures(member: Membership) -> Iterator[Turn]:
    sides = Side.objects.filter(talk__team=member.team, own=True, agreement__state=AgreementState.IN_PRINCIPLE)
    for side in sides.select_related("agreement__shared", "talk__team", "talk__case__team").order_by("id"):
        href = reverse("agreement", args=(member.team.slug, side.agreement_id))
        words = _("Sign the agreement %(talk)s") % {"talk": side.talk}
        about, case = f"agreement:{side.agreement_id}", side.talk.case
        if side.signed_at is None:
            found = standing_of(side)
            yield Turn(about, words, href, may_approve(member, found), asked(found), None, case, _within(side))
        for other in side.agreement.sides.filter(signed_at=None).exclude(pk=side.pk).order_by("party"):
            yield Turn(about, words, href, False, other.party, None, case, _within(side))


def _untaken(member: Membership) -> Iterator[Turn]:
    sides = Side.objects.filter(talk__team=member.team, own=True, agreement__state=AgreementState.SIGNED, scenario=None)
    for side in sides.select_related("talk__team", "talk__case__team").order_by("id"):
        href, case = reverse("agreement", args=(member.team.slug, side.agreement_id)), side.talk.case
        words = _("Write the agreement %(talk)s into the case") % {"talk": side.talk}
        mine, whom = may(member, Right.NEGOTIATE), _("the negotiators")
        yield Turn(f"agreement:{side.agreement_id}", words, href, mine, whom, None, case, _within(side))


def _duties(member: Membership, at: datetime) -> Iterator[Turn]:
    for duty, side in _undone(member, dated=False):
        case = side.talk.case
        words = _("Overdue, %(duty)s") if lapsed(duty.due, at) else "%(duty)s"
        yield Turn(
            about=f"agreement:{duty.agreement_id}:{duty.number}",
            words=words % {"duty": duty_in_words(duty, case_on(case))},
            href=reverse("agreement", args=(member.team.slug, duty.agreement_id)),
            mine=duty.party == side.party and may(member, Right.NEGOTIATE),
            whom=duty.party,
            ends=_local(duty.due, case),
            case=case,
            within=_within(side),
        )


def _idle(member: Membership, at: datetime) -> Iterator[Turn]:
    """Yield talks in which nothing is on the way: no draft, no offer that is open, no approach that waits.

    They are to come on before the first hour after which a deal moves voters only in one of their seats.
    """
    busy = Offer.objects.filter(Q(shared=None, dropped_at=None) | Q(shared__state=OfferState.OPEN))
    rows = Talk.objects.filter(team=member.team, stage__in=_CAN_BE_SENT).exclude(id__in=busy.values("talk"))
    rows = rows.exclude(id__in=[row.talk_id for row in _waiting(member) if not lapsed(row.approach.reply_due, at)])
    closing: dict[UUID, list[tuple[RegionCode, datetime]]] = {}
    for talk in rows.select_related("team", "case__team").order_by("opened_at", "id"):
        if talk.case_id not in closing:
            closing[talk.case_id] = _closing(case_on(talk.case), at)
        yield Turn(
            about=f"talk:{talk.id}",
            words=_("Make an offer in the talks %(talk)s, or end them") % {"talk": talk},
            href=reverse("talk", args=(member.team.slug, talk.id)),
            mine=may(member, Right.NEGOTIATE),
            whom=_("the negotiators"),
            ends=first(ends for region, ends in closing[talk.case_id] if talk.region in ("", region)),
            case=talk.case,
            within=f"talk:{talk.id}",
        )


def _closing(case: LibraryCase, at: datetime) -> list[tuple[RegionCode, datetime]]:
    """List when withdrawals are still to close, with the region of each seat."""
    ahead = [row for row in seat_moments(case) if row.term is Term.WITHDRAWALS and not lapsed(row.ends, at)]
    return [(case.region_of[row.seat], row.ends) for row in ahead]


def _within(side: Side) -> str:
    return f"talk:{side.talk_id}"


_CAN_BE_SENT = [stage.value for stage in MOVES[Move.OFFER]]
"""Stages of talks from which a draft can still be sent."""
_WITH = ("talk__team", "talk__case__team", "shared")


def _waiting(member: Membership) -> QuerySet[Addressee]:
    rows = Addressee.objects.filter(approach__team=member.team, reply=Reply.WAITING)
    rows = rows.exclude(talk__stage__in=(Stage.AGREED.value, Stage.FAILED.value))  # nobody waits for that any more
    return rows.select_related("approach__case__team").order_by("id")


def _open(member: Membership) -> QuerySet[Offer]:
    rows = Offer.objects.filter(talk__team=member.team, shared__state=OfferState.OPEN)
    return rows.select_related(*_WITH).order_by("made_at", "id")


def _undone(member: Membership, *, dated: bool = True) -> Iterator[tuple[Obligation, Side]]:
    sides = Side.objects.filter(talk__team=member.team, own=True, agreement__state=AgreementState.SIGNED)
    for side in sides.select_related("talk__case__team", "agreement").order_by("id"):
        for duty in side.agreement.obligations.filter(done_at=None):
            if duty.due is not None or not dated:
                yield duty, side


def _turn(offer: Offer, words: str, mine: bool, whom: str, due: datetime | None) -> Turn:
    case = offer.talk.case
    href = reverse("offer", args=(case.team.slug, offer.id))
    said = words % {"number": offer.number, "talk": offer.talk}
    return Turn(f"offer:{offer.id}", said, href, mine, whom, _local(due, case), case, f"talk:{offer.talk_id}")


def _deadline(about: str, term: Term, ends: datetime | None, words: str, href: str, case: Case) -> Deadline:
    assert ends is not None, "only what has an end is asked for"
    return Deadline(about, term, ends.astimezone(zone_of(case_on(case).country)), words, href, Right.READ_TALKS)


def _local(due: datetime | None, case: Case) -> datetime | None:
    return None if due is None else due.astimezone(zone_of(case_on(case).country))
