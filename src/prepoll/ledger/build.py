"""From statements and judgements to the ledger of a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from prepoll.case.types import Case
from prepoll.ledger.claims import INVITING, Claim, Level, claims_of, without_denied
from prepoll.ledger.consequences import bars_of, courtesies_of, dues_of
from prepoll.ledger.contradictions import contradictions_of
from prepoll.ledger.entries import Pair, entry_of, phrase
from prepoll.ledger.judging import judged_statements, verdicts
from prepoll.ledger.overrides import apply_overrides
from prepoll.ledger.standing import fold
from prepoll.ledger.types import Ledger
from prepoll.names import PartyCode, PartyKind, Relation, Stance, Status
from prepoll.news.types import Statement

Key = tuple[PartyCode, PartyCode | None]


def build_ledger(case: Case, statements: Iterable[Statement]) -> Ledger:
    """Return where each party stands towards each other on the case's day, and why.

    Statements dated after `case.as_of` and the order of the rest change nothing. Judgements come first;
    raises CaseError with all judgements that make no sense.
    """
    ruled = verdicts(case)
    judged, notes = judged_statements(statements, case, ruled.by_statement)
    standing, denied = without_denied(claims_of(judged, case), case)
    pairs = tuple(_pairs(standing, denied, case))
    entries = tuple(entry_of(pair, case) for pair in pairs)
    bonds = tuple((entry.a, str(entry.b)) for entry in entries if entry.status is Status.BOUND)
    courtesies, unplaced = courtesies_of(pairs, case)
    ledger = Ledger(
        as_of=case.as_of,
        entries=entries,
        statements=judged,
        due=dues_of(pairs, case.as_of),
        contradictions=contradictions_of(judged),
        bars=bars_of(pairs, entries, case),
        bonds=bonds,
        courtesies=courtesies,
        notes=notes + unplaced + _aimless(standing),
        parties=tuple(sorted(_players(case))),
    )
    return apply_overrides(ledger, ruled.overrides, case)


def _aimless(claims: tuple[Claim, ...]) -> tuple[str, ...]:
    """Note refusals that do not say whom they refuse."""
    words = (
        f"{phrase(claim)}: whom it refuses is not known, so it counts for nobody." for claim in claims if claim.aimless
    )
    return tuple(dict.fromkeys(words))


def _players(case: Case) -> list[PartyCode]:
    return [party.code for party in case.parties if party.kind is PartyKind.PARTY]


def _pairs(standing: tuple[Claim, ...], denied: tuple[Claim, ...], case: Case) -> Iterator[Pair]:
    """Fold each pair of which something is said, codes in alphabetical order, and each party's words to all."""
    grouped: dict[Key, list[Claim]] = {}
    for claim in standing:
        for key, one in _placed(claim, case):
            grouped.setdefault(key, []).append(one)
    cancelled: dict[Key, list[Claim]] = {}
    for claim in denied:
        if claim.to is not None:
            cancelled.setdefault(_key(claim.by, claim.to), []).append(claim)
    for key in sorted({*grouped, *cancelled}, key=lambda pair: (pair[0], pair[1] is not None, pair[1] or "")):
        claims = tuple(grouped.get(key, []))
        pair = Pair(fold(*key, claims), claims, tuple(cancelled.get(key, [])))
        if _told(pair):
            yield pair


def _told(pair: Pair) -> bool:
    """Say whether anything is left to tell of a pair: something stands, or somebody named the two."""
    stands = pair.state.relation is not Relation.UNKNOWN or pair.state.a.refused or pair.state.b.refused
    return bool(stands or pair.denied or any(_telling(claim) for claim in pair.claims))


def _telling(claim: Claim) -> bool:
    return not claim.aimless and (claim.level > Level.ALL or claim.to is None)


def _placed(claim: Claim, case: Case) -> Iterator[tuple[Key, Claim]]:
    """Give each pair that a claim bears on its copy: words to all bear on every other party."""
    if claim.to is not None:
        yield _key(claim.by, claim.to), claim
        return
    yield (claim.by, None), claim
    for other in _players(case) if claim.level is Level.ALL and claim.by in _players(case) else []:
        if other != claim.by and _general(claim):
            yield _key(claim.by, other), replace(claim, to=other)


def _general(claim: Claim) -> bool:
    return claim.refuses or claim.stance in INVITING or claim.stance is Stance.DENIES


def _key(a: PartyCode, b: PartyCode) -> Key:
    return (a, b) if a < b else (b, a)
