"""Structures: every way to form blocs, what the ledger binds, and what it bars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from prepoll.alliances.types import Bloc, StandDown, Structure
from prepoll.case.types import Case
from prepoll.ledger.types import Bar, Courtesy, Ledger
from prepoll.names import AlliancesBy, Attribution, PartyCode, PartyKind, RegionCode, Relation, SeatCode, Status

SEVERITY: Mapping[Status, int] = {Status.BOUND: 0, Status.FREE: 1, Status.SOFTLY_BARRED: 2, Status.BARRED: 3}
"""How far each status is from being done."""


def partitions(players: Sequence[PartyCode]) -> Iterator[tuple[Bloc, ...]]:
    """Yield every way to divide players into blocs, singles included: Bell(n) of them, each once.

    The order is that of restricted growth strings (Knuth, The Art of Computer Programming 4A,
    section 7.2.1.5): everybody together first, everybody alone last.
    """
    if not players:
        yield ()
        return
    for smaller in partitions(players[:-1]):
        last = players[-1]
        for i, bloc in enumerate(smaller):
            yield (*smaller[:i], bloc | {last}, *smaller[i + 1 :])
        yield (*smaller, frozenset({last}))


@dataclass(frozen=True, slots=True)
class Base:
    """What is in force on the case's day, and what was left out of it with the reason."""

    structure: Structure
    left_out: tuple[str, ...]


def base_structure(case: Case, ledger: Ledger) -> Structure:
    """Return what is in force: bonds make blocs, courtesies make stand-downs, everyone else is alone.

    `base` says what was left out and why.
    """
    return base(case, ledger).structure


def base(case: Case, ledger: Ledger) -> Base:
    """Return the structure in force with what was left out of it.

    A bond that would put two barred parties in one bloc gives way to the older one; of two of one day
    both give way. A courtesy that is hedged, or that rests on a reporter alone, is not in force.
    """
    left_out: list[str] = []
    blocs = {}
    every = tuple(seat for region in case.regions for seat in region.seats)
    for region in case.regions:
        seats = region.seats if case.alliances_by is AlliancesBy.REGION else every
        bonds = [pair for pair in ledger.bonds if _holds(ledger, pair, seats)]
        blocs[region.code] = _joined(ledger, bonds, seats, left_out)
    courtesies = tuple(c for row in ledger.courtesies for c in _stand_downs(case, ledger, row, left_out))
    return Base(Structure.of(blocs, courtesies), tuple(dict.fromkeys(left_out)))


def _holds(ledger: Ledger, pair: tuple[PartyCode, PartyCode], seats: tuple[SeatCode, ...]) -> bool:
    """Say whether a bond holds in a region: an alliance limited to seats holds where they lie."""
    entry = ledger.entry(*pair)
    return entry is None or not entry.only_seats or any(seat in seats for seat in entry.only_seats)


def _joined(
    ledger: Ledger, bonds: list[tuple[PartyCode, PartyCode]], seats: tuple[SeatCode, ...], left_out: list[str]
) -> tuple[Bloc, ...]:
    """Join bonds into blocs, the oldest first; name those that give way to a bar."""
    blocs: list[Bloc] = []
    for group in _by_age(ledger, bonds):
        good = [pair for pair in group if not _clash(ledger, _merged(blocs, [pair]), seats)]
        if _clash(ledger, _merged(blocs, good), seats):
            good = []
        left_out += [
            f"The alliance of {a} and {b} is left out: with it, parties would be in one bloc that refuse each other."
            for a, b in group
            if (a, b) not in good
        ]
        blocs = _merged(blocs, good)
    return tuple(blocs)


def _by_age(ledger: Ledger, bonds: list[tuple[PartyCode, PartyCode]]) -> list[list[tuple[PartyCode, PartyCode]]]:
    """Group bonds by the day since which they hold, oldest first; those without a day last."""
    groups: dict[str, list[tuple[PartyCode, PartyCode]]] = {}
    for pair in sorted(bonds):
        entry = ledger.entry(*pair)
        day = "9999" if entry is None or entry.since is None else entry.since.isoformat()
        groups.setdefault(day, []).append(pair)
    return [groups[day] for day in sorted(groups)]


def _merged(blocs: list[Bloc], pairs: Iterable[tuple[PartyCode, PartyCode]]) -> list[Bloc]:
    merged = list(blocs)
    for pair in pairs:
        touched = [bloc for bloc in merged if bloc & set(pair)]
        merged = [bloc for bloc in merged if bloc not in touched]
        merged.append(frozenset(pair).union(*touched))
    return merged


def _clash(ledger: Ledger, blocs: list[Bloc], seats: tuple[SeatCode, ...]) -> bool:
    return any(not bar.soft and {bar.a, bar.b} <= bloc and touches(bar, seats) for bar in ledger.bars for bloc in blocs)


def touches(bar: Bar, seats: Iterable[SeatCode]) -> bool:
    """Say whether a bar holds in some of the seats: everywhere, or limited to seats among them."""
    return not bar.seats or any(seat in bar.seats for seat in seats)


def _stand_downs(case: Case, ledger: Ledger, row: Courtesy, left_out: list[str]) -> tuple[StandDown, ...]:
    """Return the stand-downs of a courtesy in force; name one that is not."""
    parties = {party.code for party in case.parties if party.kind is PartyKind.PARTY}
    if row.hedged:
        reason = "it is hedged"
    elif not _somebody_stands_behind(ledger, row):
        reason = "it rests on a reporter alone"
    elif not {row.giver, row.taker} <= parties:
        reason = "it is not between two parties"
    else:
        known = {seat.code for seat in case.seats}
        return tuple(StandDown(seat, row.giver, row.taker) for seat in row.seats if seat in known)
    left_out.append(f"The courtesy of {row.giver} to {row.taker} in {', '.join(row.seats)} is left out: {reason}.")
    return ()


def _somebody_stands_behind(ledger: Ledger, row: Courtesy) -> bool:
    """Say whether a courtesy was a user's override or has a named speaker or sources behind it."""
    known = {name for judged in ledger.statements for name in (judged.statement.id, judged.original_id)}
    behind = [ledger.statement(name).attribution for name in row.statements if name in known]
    return not behind or any(who is not Attribution.REPORTER for who in behind)


def alone(structure: Structure, party: PartyCode) -> Structure:
    """Return a structure with a party taken out of its blocs: the party goes alone, the others stay."""
    return Structure.of(
        {region: tuple(bloc - {party} for bloc in blocs) for region, blocs in structure.blocs}, structure.courtesies
    )


def judge(
    structure: Structure, ledger: Ledger, region_of: Mapping[SeatCode, RegionCode]
) -> tuple[Status, tuple[str, ...]]:
    """Return the worst status of all pairs in a bloc, and for each bar a sentence with the way out.

    A bar limited to seats holds in the regions of those seats. A structure without blocs is free.
    """
    worst, reasons = Status.BOUND if structure.blocs else Status.FREE, []
    for region, blocs in structure.blocs:
        seats = [seat for seat, here in region_of.items() if here == region]
        for a, b in (pair for bloc in blocs for pair in combinations(sorted(bloc), 2)):
            status, bars = _judge_pair(ledger, a, b, seats)
            worst = max(worst, status, key=SEVERITY.__getitem__)
            reasons += [_in_words(ledger, bar) for bar in bars]
    return worst, tuple(dict.fromkeys(reasons))


def _judge_pair(ledger: Ledger, a: PartyCode, b: PartyCode, seats: list[SeatCode]) -> tuple[Status, list[Bar]]:
    bars = [bar for bar in ledger.bars if {bar.a, bar.b} == {a, b} and touches(bar, seats)]
    if any(not bar.soft for bar in bars):
        return Status.BARRED, bars
    if bars:
        return Status.SOFTLY_BARRED, bars
    bound = (a, b) in ledger.bonds or (b, a) in ledger.bonds
    return (Status.BOUND if bound else Status.FREE), bars


def _in_words(ledger: Ledger, bar: Bar) -> str:
    """Say what bars a pair and what would have to change."""
    where = f" in {', '.join(bar.seats)}" if bar.seats else ""
    refusing = _refusing(ledger, bar)
    if bar.soft:
        change = f"What would have to change: the hedge or the condition of {refusing} lapses or is met."
    else:
        change = f"What would have to change: a named word of {refusing} that takes it back."
    why = bar.why if bar.why.endswith((".", "!", "?")) else bar.why + "."
    return f"{bar.a} and {bar.b}{where}: {why} {change}"


def _refusing(ledger: Ledger, bar: Bar) -> str:
    """Name who refuses: one side, or both where both do or the bar is an override."""
    entry = ledger.entry(bar.a, bar.b)
    refusals = (Relation.RULED_OUT, Relation.BROKEN)
    sides = [] if entry is None else [(entry.a, entry.a_stands), (entry.b, entry.b_stands)]
    return " and ".join(str(party) for party, stands in sides if stands in refusals) or f"{bar.a} or {bar.b}"
