"""Where one party says two things that do not go together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations

from prepoll.ledger.claims import REFUSALS, SETS
from prepoll.ledger.types import Contradiction, Judged
from prepoll.names import Attribution, PartyCode, Stance
from prepoll.news.types import Statement

WINDOW = timedelta(days=14)
SPLIT = re.compile(r"\s*(?:;|\||\s/\s|…)\s*")


def contradictions_of(judged: Iterable[Judged]) -> tuple[Contradiction, ...]:
    """List different deadlines given for one matter on one day, and opposite words on record within 14 days."""
    statements = sorted((one.statement for one in judged), key=_as_read)
    found = [*_deadlines(statements), *_opposites(statements)]
    return tuple(sorted(set(found), key=lambda one: (one.party, one.about, one.statements)))


def _as_read(one: Statement) -> tuple[str, str, int, str]:
    return str(one.dated), one.source.article, one.source.start, one.id


def _towards(target: PartyCode | None) -> str:
    return target or "like-minded parties"


def _deadlines(statements: list[Statement]) -> Iterator[Contradiction]:
    """Compare what one party promises about one target on one day."""
    matters: dict[tuple[date, PartyCode, str], list[tuple[str, Statement]]] = {}
    for one in statements:
        if one.deadline is None or one.dated is None or one.stance in (Stance.DENIES, Stance.ALONE, Stance.RULES_OUT):
            continue
        parts = [part for part in SPLIT.split(one.deadline) if part]
        matters.setdefault((one.dated, one.actor, _towards(one.target)), []).extend((part, one) for part in parts)
    for (day, party, target), promises in matters.items():
        words = tuple(dict.fromkeys(part for part, _ in promises))
        days = {one.deadline_date for _, one in promises if one.deadline_date is not None}
        within = any(len(SPLIT.split(one.deadline or "")) > 1 for _, one in promises)
        if len({_plain(word) for word in words}) > 1 and (len(days) != 1 or within):
            about = f"when an alliance with {target} is decided ({day.isoformat()})"
            yield Contradiction(party, about, tuple(dict.fromkeys(one.id for _, one in promises)), words)


def _plain(words: str) -> str:
    return re.sub(r"\W+", " ", words.casefold()).strip()


def _opposites(statements: list[Statement]) -> Iterator[Contradiction]:
    """Compare a party's named refusals with its named steps forward, within 14 days of each other."""
    matters: dict[tuple[PartyCode, PartyCode | None], list[Statement]] = {}
    for one in statements:
        if one.attribution is Attribution.NAMED and not _aimless(one):
            matters.setdefault((one.actor, one.target), []).append(one)
    for (party, target), named in matters.items():
        about = f"an alliance with {_towards(target)}"
        for first, second in combinations(named, 2):
            if _opposite(first, second):
                yield Contradiction(party, about, (first.id, second.id), (first.quote, second.quote))


def _aimless(one: Statement) -> bool:
    return one.stance is Stance.RULES_OUT and one.target is None


def _opposite(first: Statement, second: Statement) -> bool:
    """Say whether one refuses or denies what the other wants.

    A break after talks is a course of events; a hedged "alone" goes together with looking for allies.
    """
    if first.dated is None or second.dated is None or abs(second.dated - first.dated) > WINDOW:
        return False
    if Stance.BREAKS in (first.stance, second.stance) and first.dated != second.dated:
        return False
    if any(one.stance is Stance.ALONE and (one.hedge or one.condition) for one in (first, second)):
        return False
    negative = [SETS.get(one.stance) in REFUSALS or one.stance is Stance.DENIES for one in (first, second)]
    return negative[0] != negative[1] and Stance.SUPPORTS not in (first.stance, second.stance)
