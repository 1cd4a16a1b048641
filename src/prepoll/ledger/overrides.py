"""Relations set by a person: judgements on a pair, and the command line's --bar and --bind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from prepoll.case.types import Case
from prepoll.errors import UsageError
from prepoll.ledger.claims import REFUSALS
from prepoll.ledger.judging import Override
from prepoll.ledger.places import Place, place
from prepoll.ledger.standing import relation_of
from prepoll.ledger.types import Bar, Entry, Ledger
from prepoll.names import PartyCode, Relation, Status

PairOfParties = tuple[PartyCode, PartyCode]


def apply_overrides(ledger: Ledger, overrides: Iterable[Override], case: Case) -> Ledger:
    """Set relations as people have judged them; an override counts before every statement."""
    for one in overrides:
        ledger = _set(ledger, one, place(one.seats, case))
    return ledger


def with_overrides(
    ledger: Ledger,
    bars: Iterable[PairOfParties] = (),
    bonds: Iterable[PairOfParties] = (),
    by: str = "the command line",
) -> Ledger:
    """Bar or bind pairs of parties for one run, in the name of `by`.

    Raises UsageError, with all that is wrong, where a code is unknown, a pair is no pair, or is both barred and bound.
    """
    barred, joined = tuple(bars), tuple(bonds)
    _check(ledger, barred, joined)
    wanted = [(pair, Relation.RULED_OUT) for pair in barred] + [(pair, Relation.ALLIED) for pair in joined]
    for (a, b), relation in wanted:
        one = Override(a, b, False, relation, False, None, None, by, ledger.as_of, "")
        ledger = _set(ledger, one, Place(None))
    return ledger


def _check(ledger: Ledger, bars: tuple[PairOfParties, ...], bonds: tuple[PairOfParties, ...]) -> None:
    wrong = [f"{a}+{b} names no two parties" for a, b in (*bars, *bonds) if a == b]
    unknown = sorted({code for pair in (*bars, *bonds) for code in pair} - set(ledger.parties))
    if unknown and ledger.parties:
        wrong.append(f"{', '.join(unknown)}: no party of the case; it has {', '.join(ledger.parties)}")
    both = {frozenset(pair) for pair in bars} & {frozenset(pair) for pair in bonds}
    wrong += [f"{'+'.join(sorted(pair))} is both barred and bound" for pair in sorted(both, key=sorted)]
    if wrong:
        raise UsageError("; ".join(wrong) + ". Give pairs of party codes, such as --bar A+B or --bind A+B.")


def _set(ledger: Ledger, one: Override, where: Place) -> Ledger:
    """Replace the row of a pair, and its bar and bond, by what a person has set."""
    a, b = sorted((one.a, one.b))
    entry = _entry(ledger.entry(a, b), one, where)
    entries = [row for row in ledger.entries if (row.a, row.b) != (a, b)] + [entry]
    entries.sort(key=lambda row: (row.a, row.b is not None, row.b or ""))
    bars = [bar for bar in ledger.bars if {bar.a, bar.b} != {a, b}] + _bar(entry, where)
    bonds = {pair for pair in ledger.bonds if set(pair) != {a, b}} | (
        {(a, b)} if entry.status is Status.BOUND else set()
    )
    gone = entry.relation in REFUSALS and not entry.only_seats
    courtesies = [row for row in ledger.courtesies if not (gone and {row.giver, row.taker} == {a, b})]
    return replace(
        ledger,
        entries=tuple(entries),
        bars=tuple(sorted(bars, key=lambda bar: (bar.a, bar.b, bar.soft, bar.seats))),
        bonds=tuple(sorted(bonds)),
        courtesies=tuple(courtesies),
    )


def _bar(entry: Entry, where: Place) -> list[Bar]:
    if entry.status not in (Status.BARRED, Status.SOFTLY_BARRED) or not (where.everywhere or where.located):
        return []
    soft = entry.status is Status.SOFTLY_BARRED
    return [Bar(entry.a, str(entry.b), soft, entry.only_seats, entry.statements, entry.why)]


def _entry(before: Entry | None, one: Override, where: Place) -> Entry:
    """Make the row that an override leaves: both sides as set, or the first party's only."""
    a, b = sorted((one.a, one.b))
    stands = {one.a: one.relation, one.b: one.relation}
    if one.directed:
        stands[one.b] = _former(before, one.b)
    relation = relation_of(stands[a], stands[b])
    status = _status(relation, one.hedged)
    return Entry(
        a=a,
        b=b,
        relation=relation,
        a_stands=stands[a],
        b_stands=stands[b],
        status=status,
        hedged=one.hedged,
        contested=False,
        inferred=False,
        stage=before.stage if before is not None and before.relation is relation else None,
        since=before.since if before is not None and before.relation is relation else one.on,
        falls_due=before.falls_due if before is not None else None,
        only_seats=() if where.everywhere else where.seats,
        statements=before.statements if before is not None else (),
        why=_why(one, where, relation),
    )


def _former(before: Entry | None, party: PartyCode) -> Relation:
    if before is None:
        return Relation.UNKNOWN
    return before.a_stands if before.a == party else (before.b_stands or Relation.UNKNOWN)


def _status(relation: Relation, hedged: bool) -> Status:
    if relation in REFUSALS:
        return Status.SOFTLY_BARRED if hedged else Status.BARRED
    return Status.BOUND if relation is Relation.ALLIED else Status.FREE


def _why(one: Override, where: Place, relation: Relation) -> str:
    pair = f"{one.a}>{one.b}" if one.directed else f"{one.a}+{one.b}"
    seats = ", ".join(where.seats) or f"“{where.words}”, which names no seat of the case"
    limit = "" if where.everywhere else f", only in {seats}"
    reason = f": {one.why.rstrip('.')}" if one.why else ""
    row = f", {one.judgement}" if one.judgement else ""
    result = "" if relation is one.relation else f", so the pair is {_words(relation)}"
    return f"{pair} is set to {_words(one.relation)} by {one.by} ({_day(one.on)}{row}){limit}{reason}{result}."


def _words(relation: Relation) -> str:
    return relation.replace("_", " ")


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
