"""Estimates tables from units: one door, with an estimator for every taste behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from prepoll.ecological.assumptions import assumptions
from prepoll.ecological.expectation import gaussian, multinomial
from prepoll.ecological.goodman import goodman
from prepoll.ecological.margins import fitted
from prepoll.ecological.matching import MOST
from prepoll.ecological.options import SMALLEST, Reduced, common_parts, reduced, with_common_names
from prepoll.ecological.pooling import Round, Tell, convergence, drawn_tables, pooled
from prepoll.ecological.programme import lphom, symmetric
from prepoll.ecological.types import Convergence, Estimate, Estimator, Floats, Units
from prepoll.errors import UsageError

FEWEST_POOLED = 10
"""With fewer districts a shared profile is known too badly to lean on, and each is estimated alone."""
SPREAD = 0.02
NOTHING_COMMON = "estimated alone: districts have few names of options in common, on either side"
TURNED = "pooled over the options that they go to, as those that they come from differ from district to district"


@dataclass(frozen=True, slots=True)
class Options:
    """How to estimate."""

    estimator: Estimator = Estimator.POOLED
    draws: int = 400  # of tables, for intervals; 0: no intervals
    seed: int = 1
    smallest: float = SMALLEST  # options with a smaller part of a district's votes are estimated together


@dataclass(frozen=True, slots=True)
class Solved:
    """What an estimator gives for one district: tables of groups of options."""

    table: Floats  # (origin group, destination group); votes
    draws: Floats | None  # (draw, origin group, destination group)
    convergence: Convergence
    notes: tuple[str, ...] = ()


Solve: TypeAlias = Callable[[Sequence[Units], Sequence[Reduced], Options, Tell | None], list[Solved]]
Single: TypeAlias = Callable[[Floats, Floats], tuple[Floats, Convergence]]


def estimate(
    districts: Sequence[Units], options: Options | None = None, tell: Tell | None = None
) -> tuple[Estimate, ...]:
    """Estimate where the voters of each origin went, district by district.

    Every table adds up to the totals of both sides. `tell` is called with each step. Raises UsageError
    where two districts have one name, and ModelError where a district has no votes.
    """
    options = options or Options()
    names = [units.district for units in districts]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UsageError(f"Two districts are named {', '.join(twice)}. Give each a name of its own.")
    data = [reduced(units, options.smallest) for units in districts]
    solved = SOLVERS[options.estimator](districts, data, options, tell)
    return tuple(_whole(*found) for found in zip(districts, data, solved, strict=True))


def _whole(units: Units, data: Reduced, solved: Solved) -> Estimate:
    """Give a table of groups back to the options, and say what stands on weak feet."""
    draws = None if solved.draws is None else data.spread_out(solved.draws)
    notes = solved.notes
    if not solved.convergence.reached:
        notes = (*notes, f"the estimate {solved.convergence.sentence}")
    votes = data.spread_out(solved.table)
    return Estimate(units.district, units.origins, units.destinations, votes, draws, solved.convergence, notes)


def _pooled(units: Sequence[Units], data: Sequence[Reduced], options: Options, tell: Tell | None) -> list[Solved]:
    """Estimate all districts together, as far as they have names in common."""
    if len(data) < FEWEST_POOLED:
        note = f"estimated alone: {len(data)} districts are too few to pool ({FEWEST_POOLED} are not)"
        return [_noted(solved, note) for solved in _alone(units, data, options, tell)]
    origins, destinations = common_parts(data)
    if max(origins, destinations) <= MOST:
        return [_noted(solved, NOTHING_COMMON) for solved in _alone(units, data, options, tell)]
    turned = origins <= MOST
    rounds = pooled(with_common_names([one.turned() for one in data] if turned else data), assumptions("pooled"), tell)
    found = [_solved(done, name.district, options) for done, name in zip(rounds, units, strict=True)]
    return [_turned(solved) for solved in found] if turned else found


def _turned(solved: Solved) -> Solved:
    """Turn a table from destinations to origins into one from origins to destinations."""
    draws = None if solved.draws is None else solved.draws.transpose(0, 2, 1)
    return Solved(solved.table.T, draws, solved.convergence, (*solved.notes, TURNED))


def _noted(solved: Solved, note: str) -> Solved:
    return Solved(solved.table, solved.draws, solved.convergence, (*solved.notes, note))


def _alone(units: Sequence[Units], data: Sequence[Reduced], options: Options, tell: Tell | None) -> list[Solved]:
    """Estimate each district by itself."""
    found = []
    for i, (name, one) in enumerate(zip(units, data, strict=True)):
        if tell is not None and i % 20 == 0:
            tell(f"District {i + 1} of {len(data)}")
        found.append(_solved(pooled([one], assumptions("alone"))[0], name.district, options))
    return found


def _solved(done: Round, district: str, options: Options) -> Solved:
    draws = drawn_tables(done, options.draws, options.seed, district) if options.draws else None
    return Solved(done.table, draws, convergence(done))


def _one_by_one(single: Single) -> Solve:
    """Make a solver of a function that takes one district's counts and returns row shares."""

    def solve(units: Sequence[Units], data: Sequence[Reduced], options: Options, tell: Tell | None) -> list[Solved]:
        found = []
        for one in data:
            shares, rest = single(one.start, one.end)
            found.append(Solved(fitted(shares, one.start.sum(axis=0), one.end.sum(axis=0)), None, rest))
        return found

    return solve


def _em(start: Floats, end: Floats) -> tuple[Floats, Convergence]:
    return multinomial(start, end, np.zeros((start.shape[1], end.shape[1])), SPREAD)


def _gaussian(start: Floats, end: Floats) -> tuple[Floats, Convergence]:
    return gaussian(start, end, SPREAD)


SOLVERS: Mapping[Estimator, Solve] = {
    Estimator.POOLED: _pooled,
    Estimator.ALONE: _alone,
    Estimator.EM: _one_by_one(_em),
    Estimator.GAUSSIAN: _one_by_one(_gaussian),
    Estimator.LPHOM: _one_by_one(lphom),
    Estimator.SYMMETRIC: _one_by_one(symmetric),
    Estimator.GOODMAN: _one_by_one(goodman),
}
