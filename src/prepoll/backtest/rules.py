"""The simple rules that a projection must beat, and the projection itself.

Every rule says a share for each front in each constituency. The simple ones get their chances from one
error model: the chance of a front is in proportion to share to the power of kappa, kappa fitted on the
training elections by the log score.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from prepoll.backtest.past_cases import case_before, seat_code
from prepoll.backtest.types import Count, Floats, Forecast, FrontName, Record, StateName
from prepoll.names import NOTA, OTHERS, PartyCode, SeatCode

TINY = 1e-3  # the share of a front that stood nowhere near before


class Rule(StrEnum):
    """What is scored."""

    NO_CHANGE = "no change"
    ADDITION = "vote addition"
    ZERO_TRANSFER = "zero transfer"
    PREPOLL = "prepoll"


@dataclass(frozen=True, slots=True)
class Contest:
    """One constituency: votes before by party, who stands now and for which front, and what happened."""

    state: StateName
    seat: SeatCode
    before: Mapping[PartyCode, int]
    standing: frozenset[PartyCode]
    front_of: Mapping[PartyCode, FrontName]
    fronts: tuple[FrontName, ...]  # of those standing, OTHERS last
    actual: Floats  # (front,)
    new: bool

    @property
    def won(self) -> int:
        """Give the place of the front that won."""
        return int(np.argmax(self.actual))


def contests(record: Record, year: int) -> tuple[Contest, ...]:
    """List the constituencies of a year that were fought under the same name at the election before."""
    last = max((past for past in record.years if past < year), default=None)
    now, then = _by_seat(record, year), _by_seat(record, last)
    return tuple(
        _contest(record, year, key, [c for c in now[key] if c.party != NOTA], then[key])
        for key in sorted(now)
        if key in then
    )


def _by_seat(record: Record, year: int | None) -> dict[tuple[StateName, SeatCode], list[Count]]:
    seats: dict[tuple[StateName, SeatCode], list[Count]] = defaultdict(list)
    for count in record.counts:
        if count.year == year:
            seats[count.state, seat_code(count)].append(count)
    return seats


def _contest(
    record: Record, year: int, key: tuple[StateName, SeatCode], now: list[Count], then: list[Count]
) -> Contest:
    state, seat = key
    front_of = record.fronts.get((year, state), {})
    tally: dict[FrontName, int] = defaultdict(int)
    best: dict[FrontName, int] = defaultdict(int)  # votes of the front's strongest candidate
    for count in now:
        front = OTHERS if count.party == OTHERS else front_of.get(count.party, count.party)
        tally[front] += count.votes
        best[front] = max(best[front], count.votes)
    fronts = tuple(sorted(tally, key=lambda name: (name == OTHERS, -best[name])))
    total = sum(tally.values())
    leaders = sorted(fronts, key=lambda name: -best[name])[:2]
    return Contest(
        state=state,
        seat=seat,
        before={count.party: count.votes for count in then if count.party != NOTA},
        standing=frozenset(count.party for count in now) - {OTHERS},
        front_of=front_of,
        fronts=fronts,
        actual=np.array([tally[name] / total for name in fronts]),
        new=any(_composed_anew(record, year, state, name) for name in leaders),
    )


def _composed_anew(record: Record, year: int, state: StateName, front: FrontName) -> bool:
    """Say whether a front of two or more has a member that was not in one front with the others before."""
    now = record.fronts.get((year, state), {})
    members = {party for party, name in now.items() if name == front}
    last = max((past for past in record.years if past < year), default=year)
    before = record.fronts.get((last, state), {})
    return len(members) > 1 and len({before.get(party, party) for party in members}) > 1


def shares_by(contest: Contest, rule: Rule) -> Floats:
    """Return the share of each front by a simple rule, (front,), sums to 1."""
    total = sum(contest.before.values())
    parts: dict[FrontName, list[float]] = {front: [TINY] for front in contest.fronts}
    for party, votes in contest.before.items():
        front = OTHERS if party == OTHERS else contest.front_of.get(party, party)
        if front in parts and _counts(contest, party, rule):
            parts[front].append(votes / total)
    combine: Callable[[list[float]], float] = max if rule is Rule.NO_CHANGE else sum
    shares = np.array([combine(parts[front]) for front in contest.fronts])
    result: Floats = shares / shares.sum()
    return result


def _counts(contest: Contest, party: PartyCode, rule: Rule) -> bool:
    return rule is not Rule.ZERO_TRANSFER or party == OTHERS or party in contest.standing


def chances(shares: Floats, kappa: float) -> Floats:
    """Turn shares into chances: in proportion to share to the power of kappa."""
    powers = np.exp(kappa * np.log(np.maximum(shares, TINY)))
    result: Floats = powers / powers.sum()
    return result


def fit_kappa(training: tuple[Contest, ...], rule: Rule) -> float:
    """Choose kappa by the log score over training constituencies, on a grid of 1 to 10."""
    shares = [(shares_by(contest, rule), contest.won) for contest in training]
    if not shares:
        return 3.0
    grid = np.arange(1.0, 10.01, 0.25)
    losses = [-np.mean([np.log(chances(row, kappa)[won]) for row, won in shares]) for kappa in grid]
    return float(grid[int(np.argmin(losses))])


def simple_forecast(contest: Contest, rule: Rule, kappa: float) -> Forecast:
    """Forecast a constituency by a simple rule."""
    shares = shares_by(contest, rule)
    return Forecast(
        state=contest.state,
        constituency=contest.seat,
        fronts=contest.fronts,
        chance=chances(shares, kappa),
        share=shares,
        low90=shares,
        high90=shares,
        won=contest.won,
        actual=contest.actual,
        new=contest.new,
    )


__all__ = ["Contest", "Rule", "case_before", "chances", "contests", "fit_kappa", "shares_by", "simple_forecast"]
