"""Parties that came from others: what a child starts with and what its parents lose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

import numpy as np

from prepoll.case.types import Case, Lineage
from prepoll.identity import content_id
from prepoll.names import LineageKind, PartyCode
from prepoll.strength.ageing import years_between
from prepoll.strength.assumptions import (
    LEAST_SHARE,
    SPLIT_LEAST_LOGIT_SD,
    SPLIT_MOST_LOG_SD,
    SPLIT_SIBLING_LOG_SD,
    SPLIT_WEIGHT,
)
from prepoll.strength.belief import log_sum
from prepoll.strength.frame import Frame
from prepoll.strength.process import Parting
from prepoll.strength.types import Evidence, EvidenceKind, Floats

NINETY = 2 * 1.6448536269514722
"""Standard deviations between the 5 % and the 95 % point."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One parent's part in a child: the expected share of its voters, with log-sds of child and parent."""

    parent: PartyCode
    kind: LineageKind
    weight: float  # expected share of the parent's voters that goes to the child
    log_sd: float  # of that share
    loss_sd: float  # log-sd of what is left to the parent
    row: str


@dataclass(frozen=True, slots=True)
class Birth:
    """A child with all branches of one day."""

    child: PartyCode
    since: date
    branches: tuple[Branch, ...]


def births(case: Case, frame: Frame) -> tuple[Birth, ...]:
    """List the splits, mergers and renamings between parties of the case, oldest first."""
    rows = sorted(
        (row for row in case.lineage if row.party in frame.party_index and row.parent in frame.party_index),
        key=lambda row: (row.since, row.party, row.parent),
    )
    found: list[Birth] = []
    for (since, child), group in groupby(rows, key=lambda row: (row.since, row.party)):
        siblings = [branch for birth in found if birth.since == since for branch in birth.branches]
        found.append(Birth(child, since, tuple(_after(_branch(row), siblings) for row in group)))
    return tuple(found)


def _after(branch: Branch, siblings: Iterable[Branch]) -> Branch:
    """Read a branch as a share of what children born the same day have left of the parent."""
    older = [one for one in siblings if one.parent == branch.parent and one.kind is LineageKind.SPLIT]
    if not older or branch.kind is not LineageKind.SPLIT:
        return branch
    left = float(np.prod([1.0 - one.weight for one in older]))
    known = sum(one.loss_sd**2 for one in older)
    log_sd = float(np.sqrt(max(branch.log_sd**2 - known, SPLIT_SIBLING_LOG_SD**2)))
    weight = min(branch.weight / left, 1.0 - LEAST_SHARE)
    return replace(branch, weight=weight, log_sd=log_sd, loss_sd=_loss_sd(weight, log_sd))


def _branch(row: Lineage) -> Branch:
    if row.kind is not LineageKind.SPLIT:
        return Branch(row.parent, row.kind, row.weight if row.weight is not None else 1.0, 0.0, 0.0, row.row.id)
    weight, low, high = SPLIT_WEIGHT if row.weight is None else (row.weight, row.low, row.high)
    weight = min(max(weight, LEAST_SHARE), 1.0 - LEAST_SHARE)
    log_sd = split_log_sd(weight, low, high)
    return Branch(row.parent, row.kind, weight, log_sd, _loss_sd(weight, log_sd), row.row.id)


def _loss_sd(weight: float, log_sd: float) -> float:
    return min(weight * log_sd / max(1.0 - weight, 0.05), SPLIT_MOST_LOG_SD)


def split_log_sd(weight: float, low: float | None, high: float | None) -> float:
    """Return the log-sd of a split's share: from the 5 % and 95 % points, never surer than the record.

    >>> round(split_log_sd(0.2, 0.02, 0.55), 2), round(split_log_sd(0.5, 0.45, 0.55), 2)
    (1.01, 0.58)
    """
    least = SPLIT_LEAST_LOGIT_SD * (1.0 - weight)
    if high is None or high <= weight:
        return least
    stated = np.log(high / low) / NINETY if low else 2.0 * np.log(high / weight) / NINETY
    return float(np.clip(stated, least, SPLIT_MOST_LOG_SD))


@dataclass(frozen=True, slots=True)
class Descent:
    """Who came from whom, placed on a time axis.

    A child without a record of its own begins as a part of its parents. One that had voters before, or that
    parents merged into, is shown as a sum: its own and what the parents would have had.
    """

    births: tuple[Birth, ...]
    years: tuple[float, ...]  # of each birth
    owns: tuple[bool, ...]  # whether the child stood before
    summed: tuple[bool, ...]
    frame: Frame

    @classmethod
    def of(cls, frame: Frame, births: Sequence[Birth], start: date, first_stood: dict[int, date]) -> Descent:
        """Place births after `start`; `first_stood` says when parties were first counted."""
        late = date.max
        owns = [first_stood.get(frame.party_index[birth.child], late) < birth.since for birth in births]
        kinds = [any(branch.kind is not LineageKind.SPLIT for branch in birth.branches) for birth in births]
        return cls(
            births=tuple(births),
            years=tuple(years_between(start, birth.since) for birth in births),
            owns=tuple(owns),
            summed=tuple(own or kind for own, kind in zip(owns, kinds, strict=True)),
            frame=frame,
        )

    def first(self, count: int) -> Descent:
        """Return the same without the births after the first `count`."""
        return Descent(self.births[:count], self.years[:count], self.owns[:count], self.summed[:count], self.frame)

    def terms(self, party: int, years: float) -> tuple[tuple[int, float], ...]:
        """List whose strengths a party's count adds up at a time, with the log of the part of each."""
        joined = [
            place
            for place, birth in enumerate(self.births)
            if self.summed[place] and self.years[place] <= years and self.frame.party_index[birth.child] == party
        ]
        found = [(party, 0.0)] if all(self.owns[place] for place in joined) else []
        for place in joined:
            for branch in self.births[place].branches:
                split = branch.kind is LineageKind.SPLIT
                part = float(np.log(branch.weight) - (np.log(1.0 - branch.weight) if split else 0.0))
                parent = self.frame.party_index[branch.parent]
                found += [(p, x + part) for p, x in self.terms(parent, self.years[place])]
        return tuple(found)

    def partings(self, point: Floats, local: float | None = None) -> tuple[Parting, ...]:
        """List the splits of children that begin as parts of their parents, linearised at log-strengths (party,).

        Each varies by its own log-sd, or by `local`, and what the parent loses in proportion.
        """
        found = []
        for birth, since in self._begun():
            for branch, part in zip(birth.branches, self._parts(birth, point)[1], strict=True):
                child, parent = self.frame.party_index[birth.child], self.frame.party_index[branch.parent]
                gain = branch.log_sd if local is None or branch.kind is not LineageKind.SPLIT else local
                loss = branch.loss_sd * gain / branch.log_sd if branch.log_sd > 0 else 0.0
                found.append(Parting(since, child, parent, float(part), gain, loss))
        return tuple(found)

    def mean(self, start: Floats, point: Floats, years: Sequence[float]) -> Floats:
        """Return the mean log-strength of every party at every time, (party, time), from that at the start."""
        now, found = start.copy(), np.zeros((len(start), len(years)))
        events = sorted([(at, 0, i) for i, at in enumerate(years)] + [(at, 1, i) for i, at in enumerate(self.years)])
        for _, sort, place in events:
            if sort == 0:
                found[:, place] = now
                continue
            birth, before = self.births[place], now.copy()
            parents = [self.frame.party_index[branch.parent] for branch in birth.branches]
            if not self.summed[place]:
                total, part = self._parts(birth, point)
                now[self.frame.party_index[birth.child]] = total + part @ (before[parents] - point[parents])
            for parent, branch in zip(parents, birth.branches, strict=True):
                now[parent] += np.log(1.0 - branch.weight) if branch.kind is LineageKind.SPLIT else 0.0
        return found

    def inherited(self, value: Floats, point: Floats) -> Floats:
        """Return what holds of parties in seats (seat, party), with that of parents held of their children."""
        found = value.copy()
        for birth, _ in self._begun():
            parents = [self.frame.party_index[branch.parent] for branch in birth.branches]
            found[:, self.frame.party_index[birth.child]] = found[:, parents] @ self._parts(birth, point)[1]
        return found

    def _begun(self) -> list[tuple[Birth, float]]:
        every = zip(self.births, self.years, self.summed, strict=True)
        return [(birth, since) for birth, since, summed in every if not summed]

    def _parts(self, birth: Birth, point: Floats) -> tuple[float, Floats]:
        """Return a child's log-strength at a point and each parent's part in it; weights are expectations."""
        given = [
            point[self.frame.party_index[branch.parent]] + np.log(branch.weight) - branch.log_sd**2 / 2
            for branch in birth.branches
        ]
        total, part = log_sum(np.array(given))
        return float(total), part


def split_evidence(birth: Birth) -> tuple[Evidence, ...]:
    """Write down a birth as evidence, one for each parent."""
    return tuple(
        Evidence(
            id=content_id("evidence", ["split", birth.child, birth.since, branch.parent, branch.weight, branch.row]),
            kind=EvidenceKind.SPLIT,
            source=f"{branch.kind} {birth.since}",
            seat=None,
            parties=(birth.child, branch.parent),
            share=branch.weight,
            log_sd=branch.log_sd,
            rows=(branch.row,),
            used=True,
            note=f"expected share of {branch.parent}'s voters that went to {birth.child}",
        )
        for branch in birth.branches
    )


def dissolved(birth_list: Iterable[Birth]) -> frozenset[PartyCode]:
    """List the parties that merged, were renamed or gave all their voters away."""
    given: dict[PartyCode, float] = {}
    for birth in birth_list:
        for branch in birth.branches:
            part = branch.weight if branch.kind is LineageKind.SPLIT else 1.0
            given[branch.parent] = given.get(branch.parent, 0.0) + part
    return frozenset(party for party, part in given.items() if part >= 1.0 - 1e-9)
