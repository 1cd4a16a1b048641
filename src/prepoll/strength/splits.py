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
from prepoll.strength.assumptions import (
    LEAST_SHARE,
    SPLIT_LEAST_LOGIT_SD,
    SPLIT_MOST_LOG_SD,
    SPLIT_SEAT,
    SPLIT_SIBLING_LOG_SD,
    SPLIT_WEIGHT,
)
from prepoll.strength.frame import Frame
from prepoll.strength.gaussian import Belief, Ints, log_sum
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


def give_birth(belief: Belief, frame: Frame, birth: Birth, has_own: bool) -> Belief:
    """Move strength from parents to a child, as far as the stated weights and no surer than they are.

    A weight is an expectation: the child's median lies below it by half the variance. `has_own` says
    whether the child had voters before (a merger): they stay.
    """
    child = frame.party_index[birth.child]
    parents = [frame.party_index[branch.parent] for branch in birth.branches]
    total, part = _parts(belief, frame, birth, has_own)
    mean = belief.mean.copy()
    mean[_cells(frame, child)] = total
    for parent, branch in zip(parents, birth.branches, strict=True):
        mean[_cells(frame, parent)] += _log_left(branch)
    covariance = _carried(belief.covariance, frame, [*parents, child], child, part)
    for place, (parent, branch) in enumerate(zip(parents, birth.branches, strict=True)):
        _add_doubt(covariance, frame, child, parent, branch, part[:, place])
    return Belief(mean, covariance, belief.parties)


def _log_left(branch: Branch) -> float:
    """Return the log of the share of its voters that a parent keeps."""
    return float(np.log(1.0 - branch.weight if branch.kind is LineageKind.SPLIT else LEAST_SHARE))


def _cells(frame: Frame, party: int) -> Ints:
    return np.arange(len(frame.seats)) * len(frame.parties) + party


def _parts(belief: Belief, frame: Frame, birth: Birth, has_own: bool) -> tuple[Floats, Floats]:
    """Return the child's log-strength (seat,) and each source's part in it (seat, source), its own last."""
    given = [
        belief.mean[_cells(frame, frame.party_index[branch.parent])] + np.log(branch.weight) - branch.log_sd**2 / 2
        for branch in birth.branches
    ]
    own = belief.mean[_cells(frame, frame.party_index[birth.child])] if has_own else np.full(len(frame.seats), -np.inf)
    return log_sum(np.stack([*given, own], axis=1))


def _carried(covariance: Floats, frame: Frame, sources: Sequence[int], child: int, part: Floats) -> Floats:
    """Return the covariance after the child became the sum of its sources, each with its part (seat, source)."""
    cells = _cells(frame, child)
    places = [_cells(frame, source) for source in sources]
    after = covariance.copy()
    after[cells, :] = sum(part[:, [k]] * covariance[place, :] for k, place in enumerate(places))
    after[:, cells] = sum(part[:, k] * after[:, place] for k, place in enumerate(places))
    return after


def _add_doubt(covariance: Floats, frame: Frame, child: int, parent: int, branch: Branch, part: Floats) -> None:
    """Add what a split's unknown share adds to a covariance: up for the child is down for the parent.

    `part` (seat,) is the parent's part in the child.
    """
    local = SPLIT_SEAT if branch.kind is LineageKind.SPLIT else 0.0
    ratio = -branch.loss_sd / branch.log_sd if branch.log_sd > 0 else 0.0
    load = np.concatenate([part, np.full(len(part), ratio)])
    same_seat = np.tile(np.eye(len(part)), (2, 2))
    cells = np.concatenate([_cells(frame, child), _cells(frame, parent)])
    covariance[np.ix_(cells, cells)] += np.outer(load, load) * (branch.log_sd**2 + local**2 * same_seat)


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
