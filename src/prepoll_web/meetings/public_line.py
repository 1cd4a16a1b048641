"""The line in public: drafted with its hedges from what was said, and held against what is said later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from prepoll.advice.public_line import public_line
from prepoll.case.types import Case as LibraryCase
from prepoll.ledger.types import Ledger
from prepoll.names import UNDIRECTED, PartyCode, Relation, Stance
from prepoll.news.types import Statement

ANY_OTHER: Final = ""
"""Whom a line speaks of where it names nobody: like-minded parties, any party."""


class Says(models.TextChoices):
    """What a line says of fighting the election together with a party."""

    SILENT = "silent", _("says nothing")
    SEEKS = "seeks", _("open or in talks, nothing agreed")
    AGREED = "agreed", _("it is agreed")
    REFUSES = "refuses", _("it is ruled out")


_AGAINST: Final = frozenset({Stance.ALONE, Stance.RULES_OUT, Stance.BREAKS, Stance.DENIES})
_DONE: Final = frozenset({Stance.AGREED, Stance.SEAT_DEAL})
_TOWARDS: Final = frozenset({Stance.SEEKS, Stance.OPEN, Stance.TALKS, Stance.OFFERS, Stance.DEMANDS, Stance.SUPPORTS})
CONTRADICTED_BY: Final[Mapping[Says, frozenset[Stance]]] = {
    Says.SILENT: frozenset(),
    Says.SEEKS: _AGAINST | _DONE,
    Says.AGREED: _AGAINST,
    Says.REFUSES: _TOWARDS | _DONE,
}
"""Which stances do not go together with what a line says."""

_STANDS: Final[Mapping[Relation, Says]] = {
    Relation.ALLIED: Says.AGREED,
    Relation.SUPPORTING: Says.AGREED,
    Relation.TALKING: Says.SEEKS,
    Relation.OPEN: Says.SEEKS,
    Relation.RULED_OUT: Says.REFUSES,
    Relation.BROKEN: Says.REFUSES,
    Relation.UNKNOWN: Says.SILENT,
}


@dataclass(frozen=True, slots=True)
class Drafted:
    """A line as it is proposed: its words, what it says of each party, and what to settle before anybody speaks."""

    text: str
    stands: Mapping[PartyCode, Says]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A later statement that does not go together with a line, and what the line says of the party."""

    statement: Statement
    about: PartyCode
    says: Says


def drafted(case: LibraryCase, ledger: Ledger, party: PartyCode, on_record: str) -> Drafted:
    """Draft a line: what the mandate lets be said, then what the party has said that is not in it, hedges kept."""
    found = public_line(case, ledger, party)
    sentences = [on_record.strip()] if on_record.strip() else []
    sentences += [words for words in found.sentences if words not in on_record]
    stands = {other: _side(ledger, party, other) for other in others(ledger, party)}
    return Drafted(" ".join(sentences), {**stands, ANY_OTHER: _side(ledger, party, None)}, found.warnings)


def others(ledger: Ledger, party: PartyCode) -> tuple[PartyCode, ...]:
    """List the parties of which a party has spoken by name, or they of it; of the rest it is only inferred."""
    named = [(row.a, row.b) for row in ledger.entries if row.b is not None and not row.inferred]
    return tuple(sorted({b if a == party else a for a, b in named if party in (a, b)}))


def _side(ledger: Ledger, party: PartyCode, other: PartyCode | None) -> Says:
    entry = ledger.entry(party, other)
    if entry is None:
        return Says.SILENT
    stands = entry.a_stands if entry.a == party else entry.b_stands
    return _STANDS[stands or Relation.UNKNOWN]


def clashes(stands: Mapping[PartyCode, Says], party: PartyCode, later: Iterable[Statement]) -> tuple[Clash, ...]:
    """List which of some later statements do not go together with a party's line, in their order.

    The party's own count, and those of others that hold for a pair, as that an alliance is agreed.
    """
    found = []
    for statement in later:
        for about, says in _spoken_of(stands, party, statement):
            if statement.stance in CONTRADICTED_BY[says] and not _bears(statement, says):
                found.append(Clash(statement, about, says))
                break
    return tuple(found)


def _spoken_of(
    stands: Mapping[PartyCode, Says], party: PartyCode, statement: Statement
) -> list[tuple[PartyCode, Says]]:
    """Return what a line says of whom a statement is about; of everybody where a party would go alone."""
    if statement.actor == party:
        if statement.stance is Stance.ALONE and statement.target is None:
            return sorted(stands.items())  # what is said of any other party comes first
        other = statement.target or ANY_OTHER
    elif statement.target == party and statement.stance in UNDIRECTED:
        other = statement.actor
    else:
        return []
    if other == ANY_OTHER and statement.stance is Stance.RULES_OUT:
        return []  # it does not say whom
    return [(other, stands.get(other, stands.get(ANY_OTHER, Says.SILENT)))]


def _bears(statement: Statement, says: Says) -> bool:
    """Say whether a statement is held back so far that it goes together: alone for now, while partners are sought."""
    held_back = bool(statement.hedge or statement.condition)
    return statement.stance is Stance.ALONE and says is Says.SEEKS and held_back
