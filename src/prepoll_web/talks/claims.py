"""What was said in public between two parties, to stand beside what is said in private."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prepoll.names import PartyCode
from prepoll_web.cases.models import Case
from prepoll_web.evidence.actions import take_stock
from prepoll_web.evidence.desk import desk_of
from prepoll_web.evidence.relations import Sentence, said, sentences


@dataclass(frozen=True, slots=True)
class Public:
    """Where a pair stands by the ledger, and the newest claims about it."""

    a: PartyCode
    b: PartyCode
    relation: str
    claims: tuple[Sentence, ...]


MOST = 5
"""Claims that are shown of a pair; its own page has all."""


def public(case: Case, ours: PartyCode, parties: tuple[PartyCode, ...], at: datetime) -> list[Public]:
    """Return what the ledger says in public of a party and each of some others, on the case's day.

    The team's own records are left out: what was agreed in private was not said.
    """
    take_stock(case, at)
    desk = desk_of(case).public()
    ledger = desk.ledger()
    found = []
    for party in parties:
        entry = ledger.entry(ours, party)
        rows = tuple(sentences(desk, ledger, ours, party)[:MOST])
        found.append(Public(ours, party, said(entry) if entry else "", rows))
    return found
