"""How an offer that everybody accepted becomes an agreement; called under the table's lock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.dateparse import parse_datetime

from prepoll_web.deadlines.moments import lapsed
from prepoll_web.events.models import What
from prepoll_web.talks.models import Agreement, Duty, Obligation, Shared, Side
from prepoll_web.talks.stages import Move
from prepoll_web.talks.table import Row, Table, advance
from prepoll_web.talks.text import Promise, Text, read_text


def _can_be_done(text: Text, at: datetime) -> Iterator[tuple[Promise, datetime | None]]:
    """Yield what is undertaken, and by when; a candidate whose hour to withdraw is over stays on the ballot."""
    for duty in text.duties:
        due = parse_datetime(duty.due) if duty.due else None
        if duty.duty != Duty.WITHDRAW or not lapsed(due, at):
            yield duty, due


def agree(shared: Shared, table: Table) -> tuple[Agreement, list[Row]]:
    """Make the agreement of an accepted offer, with a side for each party and what each has undertaken."""
    agreement = Agreement.objects.create(shared=shared, text=shared.text, made_at=table.at)
    text = read_text(shared.text)
    copies = {copy.talk_id for copy in shared.copies.all()}
    here = [talk for talk in table.talks if talk.pk in copies]
    sender = next((each for each in here if each.ours == shared.sender), here[0])
    for party in text.parties:
        talk = next((each for each in here if each.ours == party), None)
        Side.objects.create(agreement=agreement, party=party, talk=talk or sender, own=talk is not None)
    for number, (duty, due) in enumerate(_can_be_done(text, table.at), 1):
        Obligation.objects.create(
            agreement=agreement, number=number, party=duty.party, duty=duty.duty, words=duty.words, seat=duty.seat,
            due=due,
        )  # fmt: skip
    for talk in here:
        advance(talk, Move.ACCEPT, quietly=True)
    return agreement, [Row(talk.team, What.AGREEMENT_MADE, f"agreement:{agreement.id}") for talk in here]
