"""What the entries mean for structures and calendars: bars, courtesies, what falls due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from prepoll.case.types import Case
from prepoll.ledger.claims import REFUSALS, Claim
from prepoll.ledger.entries import Pair, hedging, located_refusals, phrase
from prepoll.ledger.types import Bar, Courtesy, Due, Entry
from prepoll.names import PartyCode, PartyKind, Relation, SeatCode


def bars_of(pairs: Iterable[Pair], entries: Iterable[Entry], case: Case) -> tuple[Bar, ...]:
    """List the pairs of parties that may not be in one bloc: everywhere, else seat by seat."""
    rows = [
        bar
        for pair, entry in zip(pairs, entries, strict=True)
        if _both_parties(pair, case)
        for bar in _bars(pair, entry)
    ]
    return tuple(sorted(rows, key=lambda bar: (bar.a, bar.b, bar.soft, bar.seats)))


def _both_parties(pair: Pair, case: Case) -> bool:
    known = case.party_by_code
    codes = (pair.state.first, pair.state.second)
    return (
        all(code in known and known[code].kind is PartyKind.PARTY for code in codes if code is not None)
        and None not in codes
    )


def _bars(pair: Pair, entry: Entry) -> Iterator[Bar]:
    state = pair.state
    refusing = [side for side in (state.a, state.b) if side.stand in REFUSALS]
    soft = bool(refusing) and all(side.soft for side in refusing)
    if refusing:
        statements = tuple(dict.fromkeys(side.claim.statement.id for side in refusing if side.claim is not None))
        yield Bar(entry.a, str(entry.b), soft, (), statements, entry.why)
    if refusing and not soft:
        return
    limited = located_refusals((state.a, state.b))
    for softness in (False, True):
        alike = [claim for claim in limited if claim.soft is softness]
        seats = tuple(sorted({seat for claim in alike for seat in claim.place.seats}))
        if seats:
            why = "; ".join(dict.fromkeys(_limited_words(claim) for claim in alike)) + "."
            yield Bar(entry.a, str(entry.b), softness, seats, tuple(sorted({c.statement.id for c in alike})), why)


def _limited_words(claim: Claim) -> str:
    words = f"{phrase(claim)}, only in {', '.join(claim.place.seats)}"
    return f"{words}, softly: would change with {hedging(claim)}" if claim.soft else words


def courtesies_of(pairs: Iterable[Pair], case: Case) -> tuple[tuple[Courtesy, ...], tuple[str, ...]]:
    """List who stands down for whom and where, and note support that names no seat of the case.

    A later promise of the same seat replaces an earlier one.
    """
    backing = [
        claim
        for pair in pairs
        if _both_parties(pair, case)
        for side in (pair.state.a, pair.state.b)
        for claim in side.backing
    ]
    backing.sort(key=lambda claim: (claim.day, claim.rank, claim.order()))
    notes = [
        f"{phrase(claim)}: {_unplaced(claim)}, so no courtesy is counted."
        for claim in backing
        if not claim.place.located
    ]
    latest: dict[tuple[PartyCode, SeatCode], Claim] = {}
    for claim in backing:
        latest |= {(claim.by, seat): claim for seat in claim.place.seats}
    granted: dict[tuple[str, str, bool], dict[SeatCode, Claim]] = {}
    for (giver, seat), claim in latest.items():
        granted.setdefault((giver, str(claim.to), claim.soft), {})[seat] = claim
    rows = [
        Courtesy(giver, taker, tuple(sorted(seats)), hedged, tuple(sorted({c.statement.id for c in seats.values()})))
        for (giver, taker, hedged), seats in sorted(granted.items())
    ]
    return tuple(rows), tuple(dict.fromkeys(notes))


def _unplaced(claim: Claim) -> str:
    return "no seat is named" if claim.place.words is None else f"“{claim.place.words}” names no seat of the case"


def dues_of(pairs: Iterable[Pair], as_of: date) -> tuple[Due, ...]:
    """List what statements still in force promise to settle, from the case's day on, by day."""
    found: dict[str, Due] = {}
    for pair in pairs:
        for claim in pair.claims:
            statement = claim.statement
            due = statement.deadline_date
            if due is None or due < as_of or statement.target != _said_to(pair, claim) or not _in_force(pair, claim):
                continue
            found[statement.id] = Due(
                due, statement.actor, statement.target, statement.deadline or str(due), statement.id
            )
    return tuple(sorted(found.values(), key=lambda one: (one.on, one.party, one.towards or "", one.statement)))


def _said_to(pair: Pair, claim: Claim) -> PartyCode | None:
    return claim.to if pair.state.second is not None else None


def _in_force(pair: Pair, claim: Claim) -> bool:
    """Say whether what stands between the two has not been turned round since the claim."""
    since = pair.state.since
    same = claim.refuses == (pair.state.relation in REFUSALS)
    return claim.sets is not None and same and since is not None and pair.state.relation is not Relation.UNKNOWN
