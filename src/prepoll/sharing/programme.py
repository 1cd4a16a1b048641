"""The integer programme of seat sharing, and four ways to solve it.

One option in each seat: a member, several in a friendly contest, or nobody; sums of tables over the
choice lie between bounds. First the most seats are sought, then among all allocations with as many the
most votes. Allocations equal in both are a tie and are returned as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from math import ceil, floor

import numpy as np
import numpy.typing as npt

from prepoll.errors import ModelError
from prepoll.sharing.exchanges import Numbers, exchanged
from prepoll.sharing.solver import NONE_BETTER, Model

Choice = tuple[int, ...]
"""For each seat the option chosen, the last one leaving it empty."""

Table = npt.NDArray[np.float64]

SEAT_TOLERANCE = 1e-4
"""Seats are summed over draws, so two sums that differ do so by at least one part of a tied seat."""

VOTE_TOLERANCE = 1e-9
"""Relative: votes nearer to one another than this are equal."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The sum of a table (seat, option) over a choice lies between two bounds."""

    table: Table
    low: float
    high: float

    def holds(self, choice: Choice) -> bool:
        """Say whether a choice keeps within the bounds."""
        total = total_of(self.table, choice)
        return self.low - SEAT_TOLERANCE <= total <= self.high + SEAT_TOLERANCE


@dataclass(frozen=True, slots=True)
class Programme:
    """What there is to choose, seat by seat; the last option of each seat leaves it empty."""

    allowed: npt.NDArray[np.bool_]  # (seat, option)
    wins: Table  # (seat, option), seats won, summed over draws
    votes: Table  # (seat, option), expected votes for the alliance
    limits: tuple[Limit, ...] = ()

    def __post_init__(self) -> None:
        shapes = {table.shape for table in (self.wins, self.votes, *(limit.table for limit in self.limits))}
        if shapes != {self.allowed.shape}:
            raise ModelError(f"A programme of {self.allowed.shape} options has tables of {sorted(shapes)}.")

    def admits(self, choice: Choice) -> bool:
        """Say whether a choice keeps within the limits and the options allowed."""
        allowed = self.allowed[np.arange(len(choice)), list(choice)].all()
        return bool(allowed) and all(limit.holds(choice) for limit in self.limits)

    def limited(self, *limits: Limit) -> Programme:
        """Return the programme with some limits more."""
        return replace(self, limits=(*self.limits, *limits))


def total_of(table: Table, choice: Choice) -> float:
    """Add up a table over the seats of a choice."""
    return float(table[np.arange(len(choice)), list(choice)].sum())


def ones_of(choice: Choice, shape: tuple[int, ...]) -> Table:
    """Return a table that is 1 where a choice is, 0 elsewhere."""
    chosen = np.zeros(shape)
    chosen[np.arange(len(choice)), list(choice)] = 1.0
    return chosen


@dataclass(frozen=True, slots=True)
class Solution:
    """A best choice, and one other that is as good in seats and votes where there is one."""

    choice: Choice
    other: Choice | None
    gap: float = 0.0  # seats that a better choice might have more, as a part of this one's


class Solver(StrEnum):
    """Ways to solve the programme."""

    HIGHS = "highs"
    BRUTE = "brute"
    SEATS = "seats"
    EXCHANGES = "exchanges"


def solve(programme: Programme, solver: Solver | None = None) -> Solution | None:
    """Return a best choice, None where no choice keeps within the limits.

    Where no solver is named: seat by seat if no limit binds one seat to another, by exchanges if limits are
    numbers of seats, else HiGHS.
    """
    return SOLVERS[solver or _fitting(programme)](programme)


def _fitting(programme: Programme) -> Solver:
    if not programme.limits:
        return Solver.SEATS
    return Solver.HIGHS if numbers_of(programme) is None else Solver.EXCHANGES


def every_choice(programme: Programme) -> Iterator[Choice]:
    """Yield every choice that keeps within the limits; for a few seats only."""
    options = [np.flatnonzero(row).tolist() for row in programme.allowed]
    yield from (choice for choice in product(*options) if programme.admits(choice))


def try_everything(programme: Programme) -> Solution | None:
    """Solve by trying every choice; for a few seats only."""
    ranked = sorted(
        every_choice(programme),
        key=lambda c: (round(total_of(programme.wins, c), 4), total_of(programme.votes, c)),
        reverse=True,
    )
    if not ranked:
        return None
    other = ranked[1] if len(ranked) > 1 and equally_good(programme, ranked[0], ranked[1]) else None
    return Solution(ranked[0], other)


def equally_good(programme: Programme, a: Choice, b: Choice) -> bool:
    """Say whether two choices give the same seats and the same votes."""
    seats = abs(total_of(programme.wins, a) - total_of(programme.wins, b))
    votes_a, votes_b = total_of(programme.votes, a), total_of(programme.votes, b)
    return seats <= SEAT_TOLERANCE and abs(votes_a - votes_b) <= VOTE_TOLERANCE * max(1.0, abs(votes_a))


def model_of(programme: Programme, gap: float = NONE_BETTER) -> Model:
    """Write a programme for HiGHS."""
    model = Model(programme.allowed, gap)
    for limit in programme.limits:
        model.keep(limit.table, limit.low, limit.high)
    return model


def most_of(programme: Programme, table: Table, gap: float = NONE_BETTER) -> Choice | None:
    """Return the choice with the largest sum of a table, None where no choice keeps within the limits.

    With a gap the sum may be less than the largest by that part of it.
    """
    if not programme.limits:
        each = np.where(programme.allowed, table, -np.inf)
        return tuple(each.argmax(axis=1).tolist()) if programme.allowed.any(axis=1).all() else None
    return model_of(programme, gap).best(table)


def seat_by_seat(programme: Programme) -> Solution | None:
    """Solve where nothing binds one seat to another: in each the most seats, then the most votes."""
    if programme.limits:
        raise ModelError("Limits bind the seats to one another: they cannot be chosen one by one.")
    best = most_of(programme, programme.wins)
    if best is None:
        return None
    seats = np.arange(len(best))
    level = programme.wins >= (programme.wins[seats, best] - SEAT_TOLERANCE / len(best))[:, None]
    votes = np.where(programme.allowed & level, programme.votes, -np.inf)
    choice = votes.argmax(axis=1)
    most = votes[seats, choice]
    votes[seats, choice] = -np.inf
    seat = int((most - votes.max(axis=1)).argmin())  # where another option costs the fewest votes
    other = choice.copy()
    other[seat] = votes[seat].argmax()
    found, second = tuple(choice.tolist()), tuple(other.tolist())
    tied = bool(np.isfinite(votes[seat]).any()) and equally_good(programme, found, second)
    return Solution(found, second if tied else None)


def numbers_of(programme: Programme) -> Numbers | None:
    """Read the limits as numbers of seats, option by option; None where one of them is anything else."""
    seats, options = programme.allowed.shape
    low, high = [0] * options, [seats] * options
    for limit in programme.limits:
        row = limit.table[0]
        if (limit.table != row).any() or sorted(row.tolist()) != [0.0] * (options - 1) + [1.0]:
            return None
        option = int(row.argmax())
        low[option] = max(low[option], ceil(max(limit.low, 0) - SEAT_TOLERANCE))
        high[option] = min(high[option], floor(min(limit.high, seats) + SEAT_TOLERANCE))
    return Numbers(tuple(low), tuple(high))


def solve_by_exchanges(programme: Programme) -> Solution | None:
    """Solve where the limits are numbers of seats: the cheapest exchanges from the best of each seat."""
    numbers = numbers_of(programme)
    if numbers is None:
        raise ModelError("The limits are not numbers of seats alone: exchanges cannot keep them.")
    found = exchanged(programme.allowed, programme.wins, programme.votes, numbers, VOTE_TOLERANCE)
    return None if found is None else Solution(*found)


def solve_with_highs(programme: Programme) -> Solution | None:
    """Solve by HiGHS: seats, then votes at no loss of seats, then once more without the choice found."""
    model = model_of(programme)
    first = model.best(programme.wins)
    if first is None:
        return None
    most_seats, gap = total_of(programme.wins, first), model.gap
    model.keep(programme.wins, most_seats - SEAT_TOLERANCE, np.inf)
    best = model.best(programme.votes) or first
    if total_of(programme.wins, best) < most_seats - 2 * SEAT_TOLERANCE:
        raise ModelError("HiGHS lost the optimum it had found; the tables of seats hold figures it cannot scale.")
    model.keep(ones_of(best, programme.allowed.shape), 0.0, len(best) - 1.0)
    second = model.best(programme.votes)
    tied = second is not None and equally_good(programme, best, second)
    return Solution(best, second if tied else None, gap)


SOLVERS: Mapping[Solver, Callable[[Programme], Solution | None]] = {
    Solver.HIGHS: solve_with_highs,
    Solver.BRUTE: try_everything,
    Solver.SEATS: seat_by_seat,
    Solver.EXCHANGES: solve_by_exchanges,
}
