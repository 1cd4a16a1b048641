"""How an offer that everybody accepted becomes an agreement; called under the table's lock."""

from __future__ import annotations

from django.utils.dateparse import parse_datetime

from prepoll_web.events.models import What
from prepoll_web.talks.models import Agreement, Obligation, Shared, Side
from prepoll_web.talks.stages import Move
from prepoll_web.talks.table import Row, Table, advance
from prepoll_web.talks.text import read_text


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
    for number, duty in enumerate(text.duties, 1):
        Obligation.objects.create(
            agreement=agreement, number=number, party=duty.party, duty=duty.duty, words=duty.words, seat=duty.seat,
            due=parse_datetime(duty.due) if duty.due else None,
        )  # fmt: skip
    for talk in here:
        advance(talk, Move.ACCEPT, quietly=True)
    return agreement, [Row(talk.team, What.AGREEMENT_MADE, f"agreement:{agreement.id}") for talk in here]
