"""What stands in the way of an alliance, with the words it rests on and what would have to change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from prepoll.advice.types import Obstacle
from prepoll.case.types import Case
from prepoll.ledger.types import Bar, Entry, Ledger
from prepoll.names import Attribution, PartyCode, Relation, SeatCode, Stance
from prepoll.news.types import Statement

BREAK = re.compile(r"[.!?][”’\"')]*\s+|\n\s*\n")
"""Where a sentence or a paragraph ends."""


def obstacles(
    case: Case, ledger: Ledger, party: PartyCode, partners: Sequence[PartyCode], seats: Sequence[SeatCode]
) -> tuple[Obstacle, ...]:
    """List what stands between the members of an alliance in some seats: bars first, then doubts.

    A bar comes with the quote of the statement that decides it. Below it stand claims that are
    contested, hedged or conditional, and partners of whom nothing is on record.
    """
    pairs = [*((party, partner) for partner in partners), *combinations(partners, 2)]
    barred = [obstacle for pair in pairs for obstacle in _bars(ledger, pair, seats)]
    doubts = [obstacle for pair in pairs for obstacle in _doubts(case, ledger, pair, own=pair[0] == party)]
    hedges: dict[tuple[str | None, int | None, int | None], str | None]
    hedges = {(s.source.article, s.source.start, s.source.end): s.hedge for s in _statements(ledger)}
    rows = _once((*sorted(barred, key=lambda obstacle: obstacle.soft is True), *doubts))
    return tuple(_with_hedge(case, row, hedges.get((row.article, row.start, row.end))) for row in rows)


def _once(rows: Iterable[Obstacle]) -> tuple[Obstacle, ...]:
    """Leave out what is said twice, and join obstacles that rest on one passage and have one remedy."""
    joint: dict[tuple[object, ...], Obstacle] = {}
    for row in rows:
        key = (row.article, row.start, row.end, row.remedy, row.soft) if row.article else (row.words,)
        before = joint.get(key)
        if before is None:
            joint[key] = row
        elif row.words not in before.words:
            joint[key] = replace(before, words=f"{before.words} {row.words}")
    return tuple(joint.values())


def _statements(ledger: Ledger) -> tuple[Statement, ...]:
    return tuple(row.statement for row in ledger.statements)


def _with_hedge(case: Case, row: Obstacle, hedge: str | None) -> Obstacle:
    """Extend a quote to the hedge where that stands in the same sentence, as no refusal is shown without it."""
    text = next((article.raw for article in case.articles if article.id == row.article), None)
    if text is None or not hedge or row.start is None or row.end is None or hedge in (row.quote or ""):
        return row
    first, last = sentence_around(text, row.start, row.end)
    after, before = text.find(hedge, row.end, last), text.rfind(hedge, first, row.start)
    if after >= 0:
        return replace(row, quote=text[row.start : after + len(hedge)], end=after + len(hedge))
    if before >= 0:
        return replace(row, quote=text[before : row.end], start=before)
    return row


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the first and last place of the sentence, within its paragraph, that a passage stands in.

    >>> text = "He came. With B he ruled out a tie-up for now. She left."
    >>> text[slice(*sentence_around(text, 9, 20))]
    'With B he ruled out a tie-up for now.'
    """
    before = max((found.end() for found in BREAK.finditer(text, 0, start)), default=0)
    after = BREAK.search(text, end)
    return before, len(text) if after is None else after.start() + len(after[0].rstrip())


def covers(bar: Bar, pair: tuple[PartyCode, PartyCode], seats: Sequence[SeatCode]) -> bool:
    """Say whether a bar stands between two parties in any of some seats."""
    return {bar.a, bar.b} == set(pair) and (not bar.seats or not set(bar.seats).isdisjoint(seats))


def _bars(ledger: Ledger, pair: tuple[PartyCode, PartyCode], seats: Sequence[SeatCode]) -> Iterator[Obstacle]:
    for bar in ledger.bars:
        if covers(bar, pair, seats):
            statement = _deciding(ledger, bar.statements)
            yield _obstacle(bar.why, statement, soft=bar.soft, remedy=_remedy(bar, statement))


def _remedy(bar: Bar, statement: Statement | None) -> str:
    """Say what would have to change for a bar to fall."""
    if statement is None:
        return "The bar was set by hand: it falls when the override is lifted."
    other = bar.b if statement.actor == bar.a else bar.a
    if statement.condition:
        return f"{statement.actor} ties it to a condition (“{statement.condition}”): that would have to change."
    if statement.stance is Stance.ALONE:
        return f"{statement.actor} would have to give up fighting alone, on record."
    if bar.soft and statement.hedge:
        return f"The refusal is hedged (“{statement.hedge}”): {statement.actor} would have to lift it towards {other}."
    return f"{statement.actor} would have to take its refusal of {other} back, on record."


def _doubts(case: Case, ledger: Ledger, pair: tuple[PartyCode, PartyCode], *, own: bool) -> Iterator[Obstacle]:
    """List what is uncertain between two parties neither bound nor barred; silence only where `own`."""
    bound = any(set(bond) == set(pair) for bond in ledger.bonds)
    if bound or any(covers(bar, pair, [seat.code for seat in case.seats]) for bar in ledger.bars):
        return
    entry = ledger.entry(*pair)
    if entry is not None and entry.inferred:
        words = f"{pair[0]} and {pair[1]}: only inferred: neither has named the other."
        yield _obstacle(
            words, _deciding(ledger, entry.statements), soft=None, remedy="One of them has to ask the other."
        )
    elif entry is not None:
        yield from _entry_doubts(ledger, entry)
    if own and stands(entry, pair[1]) is Relation.UNKNOWN:
        words = f"Nothing on record says where {pair[1]} stands towards {pair[0]}."
        yield _obstacle(words, None, soft=None, remedy=f"Ask {pair[1]}; it counts as open only on {pair[0]}’s side.")


def _entry_doubts(ledger: Ledger, entry: Entry) -> Iterator[Obstacle]:
    statement = _deciding(ledger, entry.statements)
    between = f"{entry.a} and {entry.b}"
    if entry.contested:
        words = f"What is said of {between} is contested: {entry.why}"
        yield _obstacle(words, statement, soft=None, remedy="A named statement of either side would settle it.")
    elif statement is not None and statement.attribution is not Attribution.NAMED:
        words = f"Nobody is named behind what is said of {between} ({statement.attribution.value} only)."
        yield _obstacle(words, statement, soft=None, remedy="A named statement of either side would confirm it.")
    elif statement is not None and statement.condition:
        words = f"{statement.actor} makes it conditional: “{statement.condition}”."
        yield _obstacle(words, statement, soft=None, remedy="The condition has to be met.")
    elif entry.hedged:
        hedge = f" (“{statement.hedge}”)" if statement is not None and statement.hedge else ""
        words = f"What is said of {between} is hedged{hedge}."
        yield _obstacle(words, statement, soft=None, remedy="A statement without the hedge would settle it.")


def stands(entry: Entry | None, party: PartyCode) -> Relation:
    """Return where a party stands in an entry; unknown where there is none."""
    if entry is None:
        return Relation.UNKNOWN
    return (entry.a_stands if entry.a == party else entry.b_stands) or Relation.UNKNOWN


def _deciding(ledger: Ledger, statements: Sequence[str]) -> Statement | None:
    return ledger.statement(statements[0]) if statements else None


def _obstacle(words: str, statement: Statement | None, *, soft: bool | None, remedy: str | None) -> Obstacle:
    if statement is None:
        return Obstacle(words, None, None, None, None, None, None, None, soft, remedy)
    return Obstacle(
        words=words,
        quote=statement.quote,
        speaker=statement.speaker,
        attribution=statement.attribution.value,
        article=statement.source.article,
        start=statement.source.start,
        end=statement.source.end,
        dated=statement.dated,
        soft=soft,
        remedy=remedy,
    )
