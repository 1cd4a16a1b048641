"""Every change of drafts: offers before they are sent, and those that came by word of mouth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from prepoll.errors import UsageError
from prepoll_web.approvals.actions import approve, take_back
from prepoll_web.approvals.models import Approval, Kind
from prepoll_web.approvals.standing import Standing, bodies_needed, standing
from prepoll_web.approvals.texts import canonical, digest_of
from prepoll_web.deadlines.moments import lapsed
from prepoll_web.events.models import What
from prepoll_web.evidence.coding import case_on
from prepoll_web.talks.access import fetch_offer, fetch_talk
from prepoll_web.talks.actions import LONGEST
from prepoll_web.talks.models import Offer, OfferState, Shared, Talk
from prepoll_web.talks.once import known_as
from prepoll_web.talks.stages import Move, Stage, moved
from prepoll_web.talks.table import Table, advance, own, take_seats, write
from prepoll_web.talks.text import Text, allowed, check, read_text, reply_due, text_json
from prepoll_web.teams.access import Right
from prepoll_web.teams.models import Membership, User


class OfferMovedError(UsageError):
    """An offer is not any more what it was when it was looked at."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An offer as it is written; `note` stays with the team, `answers` is the offer that it counters.

    `once` is the form that it comes by: sent again as it stands, it is the same offer.
    """

    text: Text
    note: str = ""
    answers: UUID | None = None
    once: UUID | None = None


@dataclass(frozen=True, slots=True)
class SeenOffer:
    """Which version of which offer somebody looked at when they decided about it."""

    team: str
    offer: UUID
    version: int


@transaction.atomic
def draft_offer(by: User, team: str, talk: UUID, draft: Draft, at: datetime) -> Offer:
    """Draft an offer, or an answer to one; UsageError with everything that is amiss."""
    found = fetch_talk(by, team, talk, Right.NEGOTIATE)[1]
    table = take_seats(found, at)
    found = table.of(found)
    known = _known_as(found, draft)
    if there := Offer.objects.filter(pk=known, talk=found).first():
        return there
    moved(Stage(found.stage), Move.OFFER)
    _check_draft(found, draft, table.at)
    answers = _answered(found, draft.answers)
    offer = Offer.objects.create(
        id=known, talk=found, number=next_number(found), sender=found.ours, text=text_json(draft.text), note=draft.note,
        answers=answers, made_by=by, made_at=table.at,
    )  # fmt: skip
    told = canonical(offer.text)
    write([own(found, by, What.OFFER_DRAFTED, f"offer:{offer.id}", number=offer.number, after=told)], table.at)
    return offer


@transaction.atomic
def edit_offer(by: User, seen: SeenOffer, draft: Draft, at: datetime) -> Offer:
    """Change a draft; what was approved of it before is approved no more, as its digest is another.

    Raises OfferMovedError where it was changed, sent or given up since it was looked at.
    """
    _member, table, offer = open_draft(by, seen, Right.NEGOTIATE, at)
    _check_draft(offer.talk, draft, table.at)
    before, offer.text, offer.note = canonical(offer.text), text_json(draft.text), draft.note
    if offer.answers and offer.answers.shared and offer.answers.shared.state != OfferState.OPEN:
        offer.answers = None  # what it was to answer is closed; it can be sent as an offer of its own
    offer.version += 1
    offer.save(update_fields=["text", "note", "answers", "version"])
    after = canonical(offer.text)
    write([own(offer.talk, by, What.OFFER_CHANGED, f"offer:{offer.id}", before=before, after=after)], table.at)
    return offer


@transaction.atomic
def drop_offer(by: User, seen: SeenOffer, at: datetime) -> Offer:
    """Give a draft up; its row stays."""
    _member, table, offer = open_draft(by, seen, Right.NEGOTIATE, at)
    offer.dropped_at = table.at
    offer.version += 1
    offer.save(update_fields=["dropped_at", "version"])
    write([own(offer.talk, by, What.OFFER_DROPPED, f"offer:{offer.id}", number=offer.number)], table.at)
    return offer


@transaction.atomic
def approve_offer(by: User, seen: SeenOffer, at: datetime) -> Approval:
    """Approve a draft as it was read; OfferMovedError where it has been changed since.

    The draft's version goes on, so that whoever edits it at the same moment is told that it was approved.
    """
    member, table, offer = open_draft(by, seen, Right.APPROVE, at)
    digest, case = digest_of(offer.text), offer.talk.case
    approval = approve(member, subject_of(offer), offer.text, at=table.at, seen=digest, case=case)
    offer.version += 1
    offer.save(update_fields=["version"])
    return approval


@transaction.atomic
def unapprove_offer(by: User, seen: SeenOffer, at: datetime) -> Offer:
    """Take one's approval of a draft back, for as long as it is not sent; OfferMovedError where it is."""
    member, table, offer = open_draft(by, seen, Right.APPROVE, at)
    take_back(member, subject_of(offer), at=table.at)
    offer.version += 1
    offer.save(update_fields=["version"])
    return offer


@transaction.atomic
def note_received(by: User, team: str, talk: UUID, draft: Draft, at: datetime) -> Offer:
    """Note an offer that a party which is not on the server made; `draft.text` names it as the sender."""
    found = fetch_talk(by, team, talk, Right.NEGOTIATE)[1]
    table = take_seats(found, at)
    found = table.of(found)
    known = _known_as(found, draft)
    if there := Offer.objects.filter(pk=known, talk=found).first():
        return there
    sender = draft.text.sender
    if sender not in found.parties or table.speaker(sender) is not None:
        raise UsageError(_("Offers of %(party)s do not come by hand.") % {"party": sender})
    if len(table.talks) > 1:
        raise UsageError(_("Another team sits at this table. It has to hear such an offer from its sender."))
    _check_draft(found, draft, table.at)
    advance(found, Move.OFFER)
    text = text_json(draft.text)
    shared = share(text, table.at)
    offer = Offer.objects.create(
        id=known, talk=found, number=next_number(found), sender=sender, text=text, note=draft.note, shared=shared,
        made_by=by, made_at=table.at,
    )  # fmt: skip
    about = f"offer:{offer.id}"
    write([own(found, by, What.OFFER_RECEIVED, about, party=sender, after=canonical(text))], table.at)
    return offer


def share(text: Mapping[str, Any], at: datetime) -> Shared:
    """Write what all sides have before them, in the allowed fields alone."""
    shared_text = allowed(text)
    return Shared.objects.create(
        text=shared_text, digest=digest_of(shared_text), sender=shared_text["sender"], sent_at=at,
        reply_due=reply_due(read_text(shared_text)),
    )  # fmt: skip


def _known_as(talk: Talk, draft: Draft) -> UUID:
    return known_as(draft.once, talk.pk, canonical(text_json(draft.text)), draft.note, draft.answers)


def next_number(talk: Talk) -> int:
    """Return the number of the next round; the talks are under lock."""
    return Offer.objects.filter(talk=talk).count() + 1


def subject_of(offer: Offer) -> str:
    """Name an offer as approvals do."""
    return f"offer:{offer.id}"


def approval_of(offer: Offer) -> Standing | None:
    """Say how far a draft is approved; None where no body of the team has to approve offers."""
    if not bodies_needed(offer.talk.team, Kind.OFFER.value):
        return None
    return standing(offer.talk.team, subject_of(offer), offer.text)


def open_draft(by: User, seen: SeenOffer, right: Right, at: datetime) -> tuple[Membership, Table, Offer]:
    """Take a seat at the table of a draft that is still as it was looked at; else OfferMovedError."""
    member, offer = fetch_offer(by, seen.team, seen.offer, right)
    table = take_seats(offer.talk, at)
    member, offer = fetch_offer(by, seen.team, seen.offer, right)  # again: somebody may have been faster
    offer.talk = table.of(offer.talk)
    if offer.shared_id is not None:
        raise OfferMovedError(_("The offer has been sent; it cannot be changed any more."))
    if offer.dropped_at is not None:
        raise OfferMovedError(_("The draft was given up."))
    if offer.version != seen.version:
        raise OfferMovedError(_("Somebody changed or approved the draft after you opened it. Read it as it is now."))
    return member, table, offer


def _answered(talk: Talk, offer: UUID | None) -> Offer | None:
    if offer is None:
        return None
    found = Offer.objects.select_related("shared").filter(talk=talk, id=offer).exclude(sender=talk.ours).first()
    if found is None or found.shared is None:
        raise Http404
    if found.shared.state != OfferState.OPEN:
        raise no_longer_open(found.shared.get_state_display())
    return found


def no_longer_open(state: str) -> OfferMovedError:
    """Say what became of an offer that somebody wants to decide about."""
    return OfferMovedError(_("The offer is no longer open: %(state)s.") % {"state": state})


def _check_draft(talk: Talk, draft: Draft, at: datetime) -> None:
    """Refuse a text of other parties, or one that makes no sense."""
    text = draft.text
    if tuple(sorted(text.parties)) != talk.members or text.sender not in talk.members:
        raise UsageError(_("An offer is between the parties of its talks: %(parties)s.") % {"parties": talk})
    strangers = {row.party for row in text.duties} | {row[0] for row in text.only_if} | set(text.seats)
    strangers |= {party for row in text.courtesies for party in row[1:]} | {p for row in text.support for p in row[:2]}
    if outside := sorted(strangers - set(talk.members)):
        raise UsageError(_("%(parties)s is not at this table.") % {"parties": ", ".join(outside)})
    if len(draft.note) > LONGEST or "\x00" in draft.note:
        raise UsageError(_("A note has at most %(most)s characters.") % {"most": LONGEST})
    check(text, case_on(talk.case), at)


def is_over(shared: Shared, at: datetime) -> bool:
    """Say whether the time to reply to an offer is up."""
    return lapsed(shared.reply_due, at)
