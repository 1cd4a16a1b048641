"""What was said in public between two parties, to stand beside what is said in private."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from prepoll.names import PartyCode, Relation
from prepoll_web.cases.models import Case
from prepoll_web.evidence.actions import take_stock
from prepoll_web.evidence.coding import case_on
from prepoll_web.evidence.desk import desk_of
from prepoll_web.evidence.relations import Sentence, said, sentences, stood
from prepoll_web.talks.text import Text


@dataclass(frozen=True, slots=True)
class Public:
    """Where a pair stands by the ledger, and the newest claims about it."""

    a: PartyCode
    b: PartyCode
    relation: str
    claims: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Leaving:
    """A condition that a party leaves another, and where the two stand by all that the team knows."""

    party: PartyCode
    leaves: PartyCode
    relation: str
    met: bool
    has_page: bool  # our case knows both; the other side's may have more parties


def leavings(case: Case, text: Text, at: datetime) -> list[Leaving]:
    """Hold each "only if X leaves Y" of an offer against the team's ledger, on the case's day.

    It is met where the two are neither allied nor in talks, nor does one support the other.
    """
    if not text.only_if:
        return []
    take_stock(case, at)
    ledger, known = desk_of(case).ledger(), set(case_on(case).party_by_code)
    found = []
    for party, leaves in text.only_if:
        entry = ledger.entry(party, leaves)
        met = entry is None or entry.relation not in TOGETHER
        found.append(Leaving(party, leaves, stood(entry), met, {party, leaves} <= known))
    return found


TOGETHER: Final = frozenset({Relation.ALLIED, Relation.SUPPORTING, Relation.TALKING})
"""Relations in which a party has not left another."""

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
