"""Every decision about an offer that was sent: under one lock for all sides, so that exactly one wins.

What was decided is told to the other teams in the words of the shared text alone. An offer whose time is up
lapses whenever somebody looks at it or decides about it; no job is needed for that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from prepoll.errors import UsageError
from prepoll.names import PartyCode
from prepoll_web.approvals.texts import canonical
from prepoll_web.cases.models import Case
from prepoll_web.events.models import What
from prepoll_web.evidence.coding import case_on
from prepoll_web.talks.access import fetch_offer
from prepoll_web.talks.agreeing import agree
from prepoll_web.talks.drafting import (
    OfferMovedError,
    SeenOffer,
    approval_of,
    is_over,
    next_number,
    no_longer_open,
    open_draft,
    share,
)
from prepoll_web.talks.mandate import check_mandate
from prepoll_web.talks.models import Agreement, Assent, Offer, OfferState, Shared, Talk
from prepoll_web.talks.stages import Move
from prepoll_web.talks.table import Row, Table, advance, own, take_seats, write
from prepoll_web.talks.text import check, read_text
from prepoll_web.teams.access import Right
from prepoll_web.teams.models import Membership, User

CLOSED_AS: Final[Mapping[OfferState, What]] = {
    OfferState.DECLINED: What.OFFER_DECLINED,
    OfferState.WITHDRAWN: What.OFFER_WITHDRAWN,
    OfferState.COUNTERED: What.OFFER_COUNTERED,
    OfferState.LAPSED: What.OFFER_LAPSED,
    OfferState.OVERTAKEN: What.OFFER_OVERTAKEN,
}
"""What the record says of an offer that is closed without agreement."""


def send_offer(by: User, seen: SeenOffer, at: datetime) -> Offer:
    """Send a draft: to every team at the table, and to be handed on to parties that are not on the server.

    Raises OfferMovedError where the draft was changed or sent since it was looked at, OutsideMandateError where
    the sender may not commit the team to it, UsageError where it is not approved or its time is up.
    """
    settle_offer(by, seen.team, seen.offer, at)
    with transaction.atomic():
        member, table, offer = open_draft(by, seen, Right.NEGOTIATE, at)
        talk = offer.talk
        text = read_text(offer.text)
        check(text, case_on(talk.case), table.at)
        check_mandate(member, talk, text, table.at)
        _check_approved(offer)
        rows = _close_answered(offer, table, by)
        advance(talk, Move.OFFER)
        offer.shared = share(offer.text, table.at)
        offer.version += 1
        offer.save(update_fields=["shared", "version"])
        told = canonical(offer.shared.text)
        rows.append(own(talk, by, What.OFFER_SENT, f"offer:{offer.id}", number=offer.number, after=told))
        rows += [hand_over(offer.shared, other, table.at) for other in table.others(talk)]
        write(rows, table.at)
    return offer


def _check_approved(offer: Offer) -> None:
    found = approval_of(offer)
    if found is not None and not found.complete:
        names = ", ".join(str(body) for body in found.missing)
        raise UsageError(_("The offer is not approved yet by: %(names)s.") % {"names": names})


def _close_answered(offer: Offer, table: Table, by: User) -> list[Row]:
    """Close the offer that this one answers, if it is still open."""
    if offer.answers is None or offer.answers.shared_id is None:
        return []
    shared = _lock(offer.answers.shared_id)
    _check_open(shared, table.at)
    return _close(shared, OfferState.COUNTERED, table, offer.talk, by)


def hand_over(shared: Shared, talk: Talk, at: datetime) -> Row:
    """Give another team its copy; it has nothing but the shared text. Talks that it had ended are open again."""
    advance(talk, Move.REOPEN, quietly=True)
    advance(talk, Move.OFFER, quietly=True)
    copy = Offer.objects.create(
        talk=talk, number=next_number(talk), sender=shared.sender, text=shared.text, shared=shared, made_at=at
    )
    details: dict[str, str | int | None] = {
        "party": shared.sender,
        "number": copy.number,
        "after": canonical(shared.text),
    }
    return Row(talk.team, What.OFFER_RECEIVED, f"offer:{copy.id}", details=details)


def accept_offer(by: User, team: str, offer: UUID, at: datetime, party: PartyCode = "") -> Agreement | None:
    """Accept an offer; once every party has, it is agreed in principle, and the agreement is returned.

    With `party` somebody notes that a party which is not on the server accepts. Raises OfferMovedError where the
    offer is no longer open, its time is up or the party has accepted already, OutsideMandateError where accepting
    is more than the member may commit the team to.
    """
    settle_offer(by, team, offer, at)
    with transaction.atomic():
        member, table, found, shared = _open_offer(by, team, offer, at)
        party = party or found.talk.ours
        _check_speaks(found, table, party)
        if found.talk.ours in (party, found.sender):  # noted for a party that is not here, it binds us too
            check_mandate(member, found.talk, read_text(shared.text), table.at)
        if Assent.objects.filter(shared=shared, party=party).exists():
            raise OfferMovedError(_("%(party)s has accepted already.") % {"party": party})
        Assent.objects.create(shared=shared, party=party, at=table.at)
        rows = _told(shared, table, found.talk, by, What.OFFER_ACCEPTED, party=party)
        agreed = None
        if _waited_for(shared) == frozenset():
            _set_state(shared, OfferState.ACCEPTED, table.at)
            agreed, more = agree(shared, table)
            rows += more
            for other in _still_open(found.talk):
                rows += _close(other, OfferState.OVERTAKEN, table, found.talk, None)
        write(rows, table.at)
    return agreed


def decline_offer(by: User, team: str, offer: UUID, at: datetime, party: PartyCode = "") -> Offer:
    """Decline an offer, or note that a party which is not on the server does; OfferMovedError as above."""
    settle_offer(by, team, offer, at)
    with transaction.atomic():
        _member, table, found, shared = _open_offer(by, team, offer, at)
        party = party or found.talk.ours
        _check_speaks(found, table, party)
        write(_close(shared, OfferState.DECLINED, table, found.talk, by, party), table.at)
    return found


def withdraw_offer(by: User, team: str, offer: UUID, at: datetime) -> Offer:
    """Take an offer back that nobody has closed; OfferMovedError as above."""
    settle_offer(by, team, offer, at)
    with transaction.atomic():
        _member, table, found, shared = _open_offer(by, team, offer, at)
        if found.sender != found.talk.ours:
            raise Http404
        write(_close(shared, OfferState.WITHDRAWN, table, found.talk, by), table.at)
    return found


def settle_offer(by: User, team: str, offer: UUID, at: datetime) -> None:
    """Let the offers of a table lapse whose time is up, before somebody decides about one."""
    found = fetch_offer(by, team, offer, Right.NEGOTIATE)[1]
    settle(found.talk, at)


def settle(talk: Talk, at: datetime) -> None:
    """Let the offers of a table lapse whose time is up; done whenever one is read or decided about, once for each."""
    if not _overdue(talk, at):
        return
    with transaction.atomic():
        table = take_seats(talk, at)
        for pk in _overdue(talk, table.at):
            shared = _lock(pk)
            if shared.state == OfferState.OPEN and shared.reply_due is not None:
                write(_lapse(shared, table, table.of(talk)), shared.reply_due)


def settle_case(case: Case, at: datetime) -> None:
    """Let the offers of every table of a case lapse whose time is up."""
    late = Talk.objects.filter(offers__shared__state=OfferState.OPEN, offers__shared__reply_due__lte=at, case=case)
    for talk in late.distinct().order_by("id"):
        settle(talk, at)


def _lapse(shared: Shared, table: Table, talk: Talk) -> list[Row]:
    """Close an offer at the hour at which its time was up, whoever noticed that when.

    When it was noticed stands in the record of the team that did; it is nothing to the others.
    """
    assert shared.reply_due is not None, "only what has an hour lapses"
    rows = _close(shared, OfferState.LAPSED, replace(table, at=shared.reply_due), talk, None)
    told = {"noticed": table.at.isoformat()}
    return [replace(row, details={**(row.details or {}), **told}) if row.team == talk.team else row for row in rows]


def _overdue(talk: Talk, at: datetime) -> list[UUID]:
    rows = Shared.objects.filter(copies__talk=talk, state=OfferState.OPEN, reply_due__lte=at)
    return list(rows.order_by("sent_at", "id").values_list("id", flat=True))


def close_all(table: Table, talk: Talk, by: User, of: Talk | None = None) -> list[Row]:
    """Close what is open between these talks and the others, as they end: own offers taken back, others declined.

    With `of`, only what those other talks have before them.
    """
    rows: list[Row] = []
    there = Shared.objects.filter(copies__talk=of or talk, state=OfferState.OPEN)
    for pk in there.order_by("id").values_list("id", flat=True):
        shared = _lock(pk)
        state = OfferState.WITHDRAWN if shared.sender == talk.ours else OfferState.DECLINED
        rows += _close(shared, state, table, talk, by)
    return rows


def _still_open(talk: Talk) -> list[Shared]:
    rows = Shared.objects.filter(copies__talk=talk, state=OfferState.OPEN).order_by("id")
    return [_lock(pk) for pk in rows.values_list("id", flat=True)]


def _open_offer(by: User, team: str, offer: UUID, at: datetime) -> tuple[Membership, Table, Offer, Shared]:
    """Take a seat at the table of an offer that is open; else OfferMovedError."""
    found = fetch_offer(by, team, offer, Right.NEGOTIATE)[1]
    table = take_seats(found.talk, at)
    member, found = fetch_offer(by, team, offer, Right.NEGOTIATE)  # again: rights can end while one waits
    if found.shared_id is None:
        raise OfferMovedError(_("The offer has not been sent."))
    found.talk = table.of(found.talk)
    shared = _lock(found.shared_id)
    _check_open(shared, table.at)
    return member, table, found, shared


def _lock(shared: UUID) -> Shared:
    return Shared.objects.select_for_update(no_key=True).get(pk=shared)


def _check_open(shared: Shared, at: datetime) -> None:
    if shared.state != OfferState.OPEN:
        raise no_longer_open(shared.get_state_display())
    if is_over(shared, at):
        raise no_longer_open(str(OfferState.LAPSED.label))


def _check_speaks(offer: Offer, table: Table, party: PartyCode) -> None:
    """Refuse an answer by whoever cannot give it: the sender, or somebody else's party that is on the server."""
    if party == offer.sender or party not in offer.talk.members:
        raise Http404
    if party != offer.talk.ours and table.speaker(party) is not None:
        raise UsageError(_("%(party)s answers for itself.") % {"party": party})
    if offer.talk.ours not in (party, offer.sender) and len(table.talks) > 1:
        raise UsageError(_("What %(party)s answers is noted by whoever made the offer.") % {"party": party})


def _waited_for(shared: Shared) -> frozenset[PartyCode]:
    given = set(shared.assents.values_list("party", flat=True))
    return frozenset(shared.text["parties"]) - given - {shared.sender}


def _close(
    shared: Shared, state: OfferState, table: Table, talk: Talk, by: User | None, party: PartyCode = ""
) -> list[Row]:
    """Close an offer, and take the talks back to where no offer is open."""
    _set_state(shared, state, table.at)
    for each in table.talks:
        if not Shared.objects.filter(copies__talk=each, state=OfferState.OPEN).exists():
            advance(each, Move.CLOSE_OFFER, quietly=True)
    before = OfferState.OPEN.value
    told = {"party": party or talk.ours} if by else {}
    return _told(shared, table, talk, by, CLOSED_AS[state], before=before, after=state.value, **told)


def _set_state(shared: Shared, state: OfferState, at: datetime) -> None:
    if not Shared.objects.filter(pk=shared.pk, state=OfferState.OPEN).update(state=state, closed_at=at):
        raise OfferMovedError(_("The offer is no longer open."))
    shared.state, shared.closed_at = state, at


def _told(shared: Shared, table: Table, talk: Talk, by: User | None, what: What, **details: str) -> list[Row]:
    """Make the rows of something that happened to an offer, for each team about its own copy."""
    rows = []
    for copy in shared.copies.filter(talk__in=table.talks).order_by("talk_id"):
        here, who = table.of(copy.talk), by.username if by and copy.talk_id == talk.pk else ""
        rows.append(Row(here.team, what, f"offer:{copy.id}", who, {"number": copy.number, **details}))
    return rows
