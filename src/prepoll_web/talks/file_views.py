"""The rows of the pages of talks as files: the lists of a case, the rounds, an offer's seats, an agreement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from prepoll.case.types import Case as LibraryCase
from prepoll.commands.output import Row
from prepoll_web.cases.access import fetch_case
from prepoll_web.deadlines.clock import reading
from prepoll_web.deadlines.moments import lapsed
from prepoll_web.deadlines.sources import Turn
from prepoll_web.evidence.coding import case_on
from prepoll_web.evidence.handing_out import said_plainly
from prepoll_web.talks.access import fetch_agreement, fetch_offer, fetch_talk
from prepoll_web.talks.exchange import settle
from prepoll_web.talks.models import AgreementState, Offer, OfferState, Rebel, Side
from prepoll_web.talks.views import Approached, listed
from prepoll_web.talks.words import duty_in_words, in_words, seat_name, who_stands
from prepoll_web.teams.access import Right, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.handing_out import as_csv, as_file, row_of

TALKS = ("kind", "id", "with", "state", "direction", "turn", "where", "rounds", "day", "by", "reply_due")
ROUNDS = ("number", "id", "sender", "seats", "state", "answers", "reply_due")
TEXT = ("kind", "seat", "name", "region", "party", "words")
AGREEMENT = (*TEXT, "state", "due", "at", "by")


@require_safe
@said_plainly
def of_case(request: HttpRequest, team: str, case: UUID, kind: str) -> HttpResponse:
    """Hand out the talks of a case, and a row for each party of its approaches."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ_TALKS)
    note_reading(member, f"talks:{found.id}.{kind}", reading(member.team))
    talks, approaches = listed(member, found)
    rows = [
        row_of(
            TALKS,
            kind="talks",
            id=str(talk.id),
            state=talk.stage,
            turn=_whose(turns),
            where=talk.region,
            rounds=rounds,
            day=str(talk.opened_at.date()),
            by=talk.opened_by.username,
            **{"with": ", ".join(talk.parties)},
        )
        for talk, turns, rounds in talks
    ]
    rows += [row for approached in approaches for row in _approached(approached)]
    return as_file(kind, rows, TALKS, "talks")


def _approached(approached: Approached) -> Iterator[Row]:
    approach, addressees, turns = approached
    for each, over in addressees:
        yield row_of(
            TALKS,
            kind="approach",
            id=str(approach.id),
            state="no answer" if over else each.reply,
            direction=approach.direction,
            turn=_whose(turns),
            where=approach.region,
            day=str(approach.made_at.date()),
            reply_due=_hour(approach.reply_due),
            **{"with": each.party},
        )


def _whose(turns: Iterable[Turn]) -> str:
    return "; ".join(f"{'you' if turn.mine else turn.whom}: {turn.words}" for turn in turns)


def _hour(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


@require_safe
@said_plainly
def rounds(request: HttpRequest, team: str, talk: UUID, kind: str) -> HttpResponse:
    """Hand out the rounds of talks: each offer with who stands where by it, and what became of it."""
    member, found = fetch_talk(signed_in(request), team, talk, Right.READ_TALKS)
    at, read = reading(member.team), case_on(found.case)
    note_reading(member, f"talk:{found.id}.{kind}", at)
    settle(found, at)
    offers = Offer.objects.filter(talk=found).select_related("shared", "answers")
    return as_file(kind, [_round(each, read) for each in offers], ROUNDS, "rounds")


def _round(offer: Offer, case: LibraryCase) -> Row:
    said = in_words(offer.text, case)
    left = "given up" if offer.dropped_at else "draft"
    state = offer.shared.state if offer.shared else left
    return row_of(
        ROUNDS,
        number=offer.number,
        id=str(offer.id),
        sender=offer.sender,
        seats="; ".join(f"{seat}: {party}" for seat, party in who_stands(said.text).items()),
        state=state,
        answers=offer.answers.number if offer.answers else None,
        reply_due=_hour(said.reply_due) if state == OfferState.OPEN else None,
    )


@require_safe
@said_plainly
def offer(request: HttpRequest, team: str, offer: UUID) -> HttpResponse:
    """Hand out the text of an offer that both sides read as a table: the seats by party, conditions, undertakings."""
    member, found = fetch_offer(signed_in(request), team, offer, Right.READ_TALKS)
    note_reading(member, f"offer:{found.id}.csv", reading(member.team))
    rows = list(_text_rows(TEXT, found.text, case_on(found.talk.case)))
    return as_csv(rows, TEXT, f"round-{found.number}")


def _text_rows(columns: tuple[str, ...], kept: dict[str, Any], case: LibraryCase) -> Iterator[Row]:
    said = in_words(kept, case)
    for seat, party in who_stands(said.text).items():
        place = {"seat": seat, "name": seat_name(case, seat), "region": case.region_of.get(seat)}
        kind = "friendly contest" if seat in said.text.friendly else "seat"
        yield row_of(columns, kind=kind, party=party, **place)
    for words in said.conditions:
        yield row_of(columns, kind="condition", words=words)
    for words in said.undertakings:
        yield row_of(columns, kind="undertaking", words=words)
    if said.text.words:
        yield row_of(columns, kind="words", words=said.text.words)


@require_safe
@said_plainly
def agreement(request: HttpRequest, team: str, agreement: UUID, kind: str) -> HttpResponse:
    """Hand out an agreement: its text, who has signed; once all have, its obligations and the team's own rebels."""
    member, found, side = fetch_agreement(signed_in(request), team, agreement, Right.READ_TALKS)
    at, read = reading(member.team), case_on(side.talk.case)
    note_reading(member, f"agreement:{found.id}.{kind}", at)
    rows = list(_text_rows(AGREEMENT, found.text, read))
    for each in found.sides.all():
        state = "signed" if each.signed_at else "not yet"
        rows.append(row_of(AGREEMENT, kind="signature", party=each.party, state=state, at=_hour(each.signed_at)))
    if found.state == AgreementState.SIGNED:
        rows += [*_obligations(side, read, at), *_rebels(side, read)]
    return as_file(kind, rows, AGREEMENT, "agreement")


def _obligations(side: Side, case: LibraryCase, at: datetime) -> Iterator[Row]:
    for row in side.agreement.obligations.all():
        state = "done" if row.done_at else "overdue" if lapsed(row.due, at) else "not yet"
        cells = {"party": row.party, "words": duty_in_words(row, case), "state": state}
        yield row_of(AGREEMENT, kind="obligation", due=_hour(row.due), at=_hour(row.done_at), **cells)


def _rebels(side: Side, case: LibraryCase) -> Iterator[Row]:
    """Yield who stands against the agreement as the side's own team has noted it."""
    for row in Rebel.objects.filter(side=side).select_related("noted_by"):
        place = {"seat": row.seat, "name": seat_name(case, row.seat), "region": case.region_of.get(row.seat)}
        words = f"{row.name}: {row.words}" if row.words else row.name
        cells = {"party": row.party, "words": words, "by": row.noted_by.username}
        yield row_of(AGREEMENT, kind="rebel", at=_hour(row.noted_at), **place, **cells)
