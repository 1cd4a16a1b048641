"""Which alliances are worth judging in full, and which are left out and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from prepoll.advice.bench import Bench
from prepoll.advice.likeness import like_mindedness
from prepoll.advice.partners import LIKE_MINDED, partner_gain
from prepoll.advice.wording import counted, joined, percent
from prepoll.alliances import judge
from prepoll.alliances.types import Structure
from prepoll.names import AlliancesBy, PartyCode, RegionCode, Relation, Status

SMALL = 0.02
"""A party below this share of votes for candidates in every seat brings too little to be searched."""
STRONG = 0.10
"""A party that is not in touch with the focal one is searched if it has this share in some seat …"""
"""… or is like-minded to `partners.LIKE_MINDED`."""

MOST_PARTNERS = 3
MOST_PARTIES = 10
BEAM = 8
"""Sets of two partners that are tried with a third, and the most sets of three that are tried."""
SHORTLIST = 5
"""Open alliances that are judged in full where no other number is asked for."""
SHOWN: Mapping[Status, int] = {Status.FREE: SHORTLIST, Status.SOFTLY_BARRED: 2, Status.BARRED: 2}
LEAST = 2
"""Open options that are shown though they bring nothing, so that what is possible is seen."""
IN_TOUCH = frozenset({Relation.ALLIED, Relation.TALKING, Relation.OPEN, Relation.SUPPORTING})


@dataclass(frozen=True, slots=True)
class Plan:
    """Partners in some regions, as far as it was judged on a part of the draws."""

    partners: tuple[PartyCode, ...]  # those who come along because they are bound last
    regions: tuple[RegionCode, ...]  # where the party has a partner
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


def plans(quick: Bench, shortlist: int = SHORTLIST) -> tuple[tuple[Plan, ...], tuple[str, ...]]:
    """Choose the alliances to judge in full, and say what was left out.

    Every partner is tried by itself, in each region and in all; then pairs of partners that no bar
    keeps from the party, the most promising first; then the best pairs with a third. Alliances of
    those in touch with the party are kept first, that with the strongest of them always. Any other
    larger set is kept only where it brings a step more than each smaller one in it, and a single
    partner only where it brings something. Of open alliances at most `shortlist` are kept.
    """
    partners, left_out = thinkable(quick)
    singles = _tried(quick, [(partner,) for partner in partners])
    open_to = [p for p in partners if any(p in s.partners and s.group is Status.FREE for s in singles)]
    pairs = _tried(quick, _promising(quick, combinations(open_to, 2), singles))
    threes = _tried(quick, _grown(quick, pairs, open_to))
    found = _distinct([*singles, *(plan for plan in (*pairs, *threes) if plan.group is Status.FREE)])
    shown = {**SHOWN, Status.FREE: shortlist}
    kept = tuple(
        plan
        for status, most in shown.items()
        for plan in _kept(quick, [p for p in found if p.group is status], status, most)
    )
    return kept, (*left_out, *_asked_for(shortlist), *_unsearched(open_to, found, kept))


def thinkable(bench: Bench) -> tuple[tuple[PartyCode, ...], tuple[str, ...]]:
    """List the parties an alliance is thinkable with, the strongest first, and say who is left out.

    A party that is in touch with the focal one by name, or softly barred, is taken; one that is open
    only as any like-minded party is, barred, or of which nothing is known, only where it is strong
    or like-minded. Those in touch stay in however small they are; rivals that the objective is to
    deny are no partners.
    """
    peak = peaks(bench)
    wanted = [p for p in bench.election.draws.contenders if p not in (bench.party, *bench.objective.rivals)]
    small = [p for p in wanted if peak[p] < SMALL and not in_touch(bench, p)]
    far = [p for p in wanted if p not in small and not _worth_a_thought(bench, p, peak[p])]
    taken = sorted((p for p in wanted if p not in (*small, *far)), key=lambda p: (not in_touch(bench, p), -peak[p]))
    return tuple(taken[:MOST_PARTIES]), tuple(_left(small, far, taken[MOST_PARTIES:]))


def peaks(bench: Bench, regions: Sequence[RegionCode] | None = None) -> Mapping[PartyCode, float]:
    """Return each contender's greatest mean share of votes for candidates over seats, everyone alone."""
    draws = bench.election.draws
    places = [draws.seat_index[seat] for seat in bench.seats_in(bench.regions if regions is None else regions)]
    mean = draws.share[places].mean(axis=2, dtype=np.float64)
    valid = mean[:, :-3] / np.maximum(mean[:, :-2].sum(axis=1, keepdims=True), 1e-12)
    return dict(zip(draws.contenders, map(float, valid.max(axis=0)), strict=True))


def in_touch(bench: Bench, party: PartyCode) -> bool:
    """Say whether a party and the focal one have a way to each other.

    So they have where a statement names both as talking, open, supporting or allied; and where each
    seeks like-minded parties without naming the other, and the two are like-minded.
    """
    entry = bench.ledger.entry(bench.party, party)
    if entry is None or entry.relation not in IN_TOUCH:
        return False
    if by_name(bench, party):
        return True
    like = like_mindedness(bench.case, bench.party, party).score
    return {entry.a_stands, entry.b_stands} <= IN_TOUCH and like is not None and like >= LIKE_MINDED


def by_name(bench: Bench, party: PartyCode) -> bool:
    """Say whether a statement that names both puts a party in touch with the focal one."""
    entry = bench.ledger.entry(bench.party, party)
    return entry is not None and entry.relation in IN_TOUCH and not entry.inferred


def _worth_a_thought(bench: Bench, party: PartyCode, peak: float) -> bool:
    entry = bench.ledger.entry(bench.party, party)
    if in_touch(bench, party) or (entry is not None and entry.status is Status.SOFTLY_BARRED):
        return True
    like = like_mindedness(bench.case, bench.party, party).score
    return peak >= STRONG or (like is not None and like >= LIKE_MINDED)


def _left(small: Sequence[PartyCode], far: Sequence[PartyCode], rest: Sequence[PartyCode]) -> Iterable[str]:
    if small:
        yield f"Not searched, under {percent(SMALL)} of votes in every seat: {joined(small)}."
    if far:
        yield (
            f"Not searched, not in touch, under {percent(STRONG)} of votes in every seat and "
            f"like-minded below {LIKE_MINDED}: {joined(far)}."
        )
    if rest:
        yield f"Not searched, the weakest of more than {MOST_PARTIES} parties: {joined(rest)}."


def _scopes(bench: Bench, partners: Sequence[PartyCode]) -> tuple[tuple[RegionCode, ...], ...]:
    """List the regions an alliance can be made in: each where all partners have strength, then all where one has."""
    if bench.case.alliances_by is AlliancesBy.CASE:
        return (bench.regions,)
    peak = {region: peaks(bench, (region,)) for region in bench.regions}
    some = tuple(r for r in bench.regions if any(peak[r][p] >= SMALL for p in partners)) or bench.regions
    every = [(r,) for r in some if all(peak[r][p] >= SMALL for p in partners)]
    return tuple(dict.fromkeys((*every, some)))


def _tried(bench: Bench, sets: Iterable[Sequence[PartyCode]]) -> list[Plan]:
    """Try sets of partners in each scope; keep the best scope, and all regions where that is another."""
    found = []
    for partners in sets:
        tried = [_plan(bench, partners, regions) for regions in _scopes(bench, partners)]
        best = max(tried, key=lambda plan: (_RANK[plan.group], plan.key, -len(plan.regions)))
        found.append(best)
        if tried[-1].key != best.key:
            found.append(tried[-1])
    return found


_RANK: Mapping[Status, int] = {Status.FREE: 2, Status.SOFTLY_BARRED: 1, Status.BARRED: 0}


def _plan(bench: Bench, partners: Sequence[PartyCode], regions: Sequence[RegionCode]) -> Plan:
    structure = bench.structure(partners, regions)
    status, reasons = judge(structure, bench.ledger, bench.election.region_of)
    allied = bench.allied_in(structure)
    members = frozenset[PartyCode]().union(*(structure.bloc_of(region, bench.party) for region in allied))
    bound = [p for p in bench.election.draws.contenders if p in members - {bench.party, *partners}]
    return Plan((*partners, *bound), allied, structure, status, reasons, bench.key(structure))


def _distinct(plans_made: Sequence[Plan]) -> list[Plan]:
    """Keep the first of plans that come to the same structure, as those with two partners bound to each other do."""
    return list({plan.structure.id: plan for plan in reversed(plans_made)}.values())[::-1]


def _promising(
    bench: Bench, sets: Iterable[tuple[PartyCode, ...]], singles: Sequence[Plan]
) -> list[tuple[PartyCode, ...]]:
    """Order sets by what their members bring one by one, those in touch first; keep two beams."""
    best = {partner: plan.key for plan in reversed(singles) for partner in plan.partners}

    def order(row: tuple[PartyCode, ...]) -> tuple[float, ...]:
        return (-_touching(bench, row), *(-sum(part) for part in zip(*(best[p] for p in row), strict=True)))

    return sorted(sets, key=order)[: 2 * BEAM]


def _touching(bench: Bench, partners: Sequence[PartyCode]) -> bool:
    return all(in_touch(bench, partner) for partner in partners)


def _grown(bench: Bench, pairs: Sequence[Plan], partners: Sequence[PartyCode]) -> list[tuple[PartyCode, ...]]:
    """Add a third partner to the best pairs that no bar touches; threes of those in touch first."""
    free = [pair for pair in pairs if pair.group is Status.FREE]
    ranked = sorted(free, key=lambda plan: plan.key, reverse=True)
    order = {party: i for i, party in enumerate(partners)}
    touching = combinations([p for p in partners if in_touch(bench, p)], MOST_PARTNERS)
    grown = (
        tuple(sorted({*plan.partners, third}, key=order.__getitem__))
        for plan in ranked
        for third in partners
        if third not in plan.partners
    )
    return list(dict.fromkeys((*touching, *grown)))[:BEAM]


def _kept(bench: Bench, found: Sequence[Plan], status: Status, most: int) -> list[Plan]:
    """Keep the best plans of a status: those with partners in touch first, then those that bring more."""
    ranked = sorted(found, key=lambda plan: plan.key, reverse=True)
    best = list({plan.partners: plan for plan in reversed(ranked)}.values())[::-1]
    if status is Status.FREE:
        touching = [plan for plan in best if _touching(bench, plan.partners)]
        more = [plan for plan in best if plan not in touching and _brings(bench, plan, best)]
        wider = [plan for plan in ranked if plan not in best and _touching(bench, plan.partners)]
        rest = [plan for plan in best if len(plan.partners) == 1 and plan not in (*touching, *more)]
        best = list(dict.fromkeys((*_strongest(bench, touching), *touching, *more, *wider)))
        best += rest[: max(0, LEAST - len(best))]
    return sorted(best[:most], key=lambda plan: plan.key, reverse=True)


def _strongest(bench: Bench, found: Sequence[Plan]) -> list[Plan]:
    """Return the plan with the strongest partner named in touch, alone.

    Here the strongest member stands in each seat, which can leave little to the party; a fairer share is judged later.
    """
    alone = [plan for plan in found if len(plan.partners) == 1 and by_name(bench, plan.partners[0])]
    peak = peaks(bench)
    return sorted(alone, key=lambda plan: -peak[plan.partners[0]])[:1]


def _brings(bench: Bench, plan: Plan, found: Sequence[Plan]) -> bool:
    """Say whether a plan brings something, a step more than every part of its partners, and could come about.

    A gain that shows only on other objectives than the one asked for counts where every partner is
    willing: votes that a partner has no reason to give are not on offer.
    """
    parts = [other.key[:2] for other in found if set(other.partners) < set(plan.partners)]
    if not all(plan.key[:2] > part for part in parts):
        return False
    nothing = tuple(0 for _ in plan.key)
    willing = plan.key > nothing and all(partner_gain(bench, plan.structure, p).willing for p in plan.partners)
    return plan.key[:2] > nothing[:2] or willing


def _asked_for(shortlist: int) -> Iterable[str]:
    """Say that fewer alliances than usual were asked for."""
    if shortlist < SHORTLIST:
        yield f"Not judged in full, as asked: more than {counted(shortlist, 'open alliance')}."


def _unsearched(partners: Sequence[PartyCode], found: Sequence[Plan], kept: Sequence[Plan]) -> Iterable[str]:
    """Say how many sets were tried and not shown, and how many were not tried."""
    tried = {frozenset(plan.partners) for plan in found}
    shown = {frozenset(plan.partners) for plan in kept}
    sets = [row for size in range(1, MOST_PARTNERS + 1) for row in combinations(partners, size)]
    untried = sum(frozenset(row) not in tried for row in sets)
    if hidden := len(tried - shown):
        yield (
            f"{counted(hidden, 'further set')} of partners judged on a part of the draws: no more gained, or only what "
            "their partners have no reason to give."
        )
    if untried:
        yield f"{counted(untried, 'set')} of two or three partners not tried: their members promise less."
    yield f"Sets of more than {MOST_PARTNERS} partners are not searched; other parties stay as the ledger has them."
