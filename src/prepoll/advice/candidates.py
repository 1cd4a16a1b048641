"""Which alliances are worth judging in full, and which are left out and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from prepoll.advice.bench import Bench
from prepoll.advice.likeness import like_mindedness
from prepoll.advice.wording import joined, percent
from prepoll.alliances import judge
from prepoll.alliances.types import Structure
from prepoll.names import AlliancesBy, PartyCode, RegionCode, Relation, Status

SMALL = 0.02
"""A party below this share of votes for candidates in every seat brings too little to be searched."""
STRONG = 0.10
"""A party that refuses, or of which nothing is known, is searched if it has this share in some seat …"""
LIKE_MINDED = 0.6
"""… or is like-minded to this score."""

MOST_PARTNERS = 3
MOST_PARTIES = 10
BEAM = 8
"""Sets of two partners that are tried with a third, and the most sets of three that are tried."""
SHOWN: Mapping[Status, int] = {Status.FREE: 6, Status.SOFTLY_BARRED: 2, Status.BARRED: 2}
IN_TOUCH = frozenset({Relation.ALLIED, Relation.TALKING, Relation.SUPPORTING})


@dataclass(frozen=True, slots=True)
class Plan:
    """Partners in some regions, as far as it was judged on a part of the draws."""

    partners: tuple[PartyCode, ...]
    regions: tuple[RegionCode, ...]
    structure: Structure
    status: Status
    reasons: tuple[str, ...]  # why it is barred
    key: tuple[int, ...]

    @property
    def group(self) -> Status:
        """Return the group it is ranked in: bound counts as free."""
        return group_of(self.status)


def group_of(status: Status) -> Status:
    """Return the group in which a status is ranked: bound counts as free."""
    return Status.FREE if status is Status.BOUND else status


def plans(quick: Bench) -> tuple[tuple[Plan, ...], tuple[str, ...]]:
    """Choose the alliances to judge in full, and say what was left out.

    Every partner is tried alone, in each region and in all; pairs of partners that are not barred
    with the party, the most promising first; of the best pairs, threes. A larger set is kept only
    where it beats every smaller one in it.
    """
    partners, left_out = thinkable(quick)
    singles = _tried(quick, [(partner,) for partner in partners])
    open_to = [p for p in partners if any(s.partners == (p,) and s.status is not Status.BARRED for s in singles)]
    pairs = _tried(quick, _promising(combinations(open_to, 2), singles))
    threes = _tried(quick, _grown(pairs, open_to))
    found = [*singles, *(plan for plan in (*pairs, *threes) if plan.status is not Status.BARRED)]
    kept = tuple(plan for status in SHOWN for plan in _kept(quick, [p for p in found if p.group is status], status))
    return kept, (*left_out, *_unsearched(open_to, found, kept))


def thinkable(bench: Bench) -> tuple[tuple[PartyCode, ...], tuple[str, ...]]:
    """List the parties an alliance is thinkable with, the strongest first, and say who is left out.

    A party that the ledger has as allied, talking, open, supporting or softly barred is taken; one
    that is barred, or of which nothing is known, only where it is strong or like-minded. Those in
    touch with the party stay in however small they are.
    """
    peak = peaks(bench)
    wanted = [p for p in bench.election.draws.contenders if p != bench.party]
    small = [p for p in wanted if peak[p] < SMALL and not _in_touch(bench, p)]
    far = [p for p in wanted if p not in small and not _worth_a_thought(bench, p, peak[p])]
    taken = sorted((p for p in wanted if p not in (*small, *far)), key=lambda p: (not _in_touch(bench, p), -peak[p]))
    return tuple(taken[:MOST_PARTIES]), tuple(_left(small, far, taken[MOST_PARTIES:]))


def peaks(bench: Bench) -> Mapping[PartyCode, float]:
    """Return each contender's greatest mean share of votes for candidates over the seats, everyone alone."""
    share = bench.election.draws.share
    valid = share[:, :-3].mean(axis=2, dtype=np.float64)
    valid /= np.maximum(share[:, :-2].mean(axis=2, dtype=np.float64).sum(axis=1, keepdims=True), 1e-12)
    return dict(zip(bench.election.draws.contenders, map(float, valid.max(axis=0)), strict=True))


def _in_touch(bench: Bench, party: PartyCode) -> bool:
    entry = bench.ledger.entry(bench.party, party)
    return entry is not None and entry.relation in IN_TOUCH and not entry.inferred


def _worth_a_thought(bench: Bench, party: PartyCode, peak: float) -> bool:
    entry = bench.ledger.entry(bench.party, party)
    known = entry is not None and (entry.relation in IN_TOUCH or entry.relation is Relation.OPEN)
    if known or (entry is not None and entry.status is Status.SOFTLY_BARRED):
        return True
    like = like_mindedness(bench.case, bench.party, party).score
    return peak >= STRONG or (like is not None and like >= LIKE_MINDED)


def _left(small: Sequence[PartyCode], far: Sequence[PartyCode], rest: Sequence[PartyCode]) -> Iterable[str]:
    if small:
        yield f"Not searched, under {percent(SMALL)} of votes in every seat: {joined(small)}."
    if far:
        yield (
            f"Not searched, no approach on record, under {percent(STRONG)} of votes in every seat and "
            f"like-minded below {LIKE_MINDED}: {joined(far)}."
        )
    if rest:
        yield f"Not searched, the weakest of more than {MOST_PARTIES} parties: {joined(rest)}."


def _scopes(bench: Bench) -> tuple[tuple[RegionCode, ...], ...]:
    """List the regions an alliance can be made in: each by itself, then all."""
    if bench.case.alliances_by is AlliancesBy.CASE:
        return (bench.regions,)
    each = tuple((region,) for region in bench.regions)
    return each if len(each) == 1 else (*each, bench.regions)


def _tried(bench: Bench, sets: Iterable[Sequence[PartyCode]]) -> list[Plan]:
    """Try sets of partners in each scope; keep the best scope, and all regions where that is another."""
    found = []
    for partners in sets:
        tried = [_plan(bench, partners, regions) for regions in _scopes(bench)]
        best = max(tried, key=lambda plan: (_RANK[plan.group], plan.key, -len(plan.regions)))
        found.append(best)
        if tried[-1].key != best.key:
            found.append(tried[-1])
    return found


_RANK: Mapping[Status, int] = {Status.FREE: 2, Status.SOFTLY_BARRED: 1, Status.BARRED: 0}


def _plan(bench: Bench, partners: Sequence[PartyCode], regions: Sequence[RegionCode]) -> Plan:
    structure = bench.structure(partners, regions)
    status, reasons = judge(structure, bench.ledger, bench.election.region_of)
    return Plan(tuple(partners), tuple(regions), structure, status, reasons, bench.key(structure))


def _promising(sets: Iterable[tuple[PartyCode, ...]], singles: Sequence[Plan]) -> list[tuple[PartyCode, ...]]:
    """Order sets by what their members bring one by one, the best first; keep three beams."""
    best = {plan.partners[0]: plan.key for plan in reversed(singles)}
    return sorted(sets, key=lambda row: tuple(-sum(part) for part in zip(*(best[p] for p in row), strict=True)))[
        : 3 * BEAM
    ]


def _grown(pairs: Sequence[Plan], partners: Sequence[PartyCode]) -> list[tuple[PartyCode, ...]]:
    """Add a third partner to the best pairs that are not barred."""
    ranked = sorted((p for p in pairs if p.status is not Status.BARRED), key=lambda p: p.key, reverse=True)
    order = {party: i for i, party in enumerate(partners)}
    grown = {
        tuple(sorted({*plan.partners, third}, key=order.__getitem__)): None
        for plan in ranked[:BEAM]
        for third in partners
        if third not in plan.partners
    }
    return list(grown)[:BEAM]


def _kept(bench: Bench, found: Sequence[Plan], status: Status) -> list[Plan]:
    """Keep the best plans of a status; those with one partner in touch always."""
    ranked = sorted(found, key=lambda plan: plan.key, reverse=True)
    useful = [plan for plan in ranked if not _beaten(plan, found)]
    first = [plan for plan in useful if len(plan.partners) == 1 and _in_touch(bench, plan.partners[0])]
    chosen = [*first, *(plan for plan in useful if plan not in first)][: max(SHOWN[status], len(first))]
    return sorted(chosen, key=lambda plan: plan.key, reverse=True)


def _beaten(plan: Plan, found: Sequence[Plan]) -> bool:
    """Say whether a part of the partners does as well."""
    return any(set(other.partners) < set(plan.partners) and other.key >= plan.key for other in found)


def _unsearched(partners: Sequence[PartyCode], found: Sequence[Plan], kept: Sequence[Plan]) -> Iterable[str]:
    """Say how many sets were tried and not shown, and how many were not tried."""
    tried = {frozenset(plan.partners) for plan in found}
    shown = {frozenset(plan.partners) for plan in kept}
    sets = [row for size in range(1, MOST_PARTNERS + 1) for row in combinations(partners, size)]
    untried = sum(frozenset(row) not in tried for row in sets)
    if hidden := len(tried - shown):
        yield f"{hidden} further sets of partners were judged on a part of the draws; they bring no more."
    if untried:
        yield f"{untried} sets of two or three partners were not tried: their members promise less."
    yield f"Sets of more than {MOST_PARTNERS} partners are not searched; other parties stay as the ledger has them."
