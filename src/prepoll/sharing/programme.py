"""The integer programme of seat sharing, and two ways to solve it.

One stander, or nobody, in each seat; between `least` and `most` seats for each member. First the
most seats are sought, then among all allocations with as many the most votes. Allocations equal
in both are a tie and are returned as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np
import numpy.typing as npt

from prepoll.errors import ModelError

Choice = tuple[int, ...]
"""For each seat the option chosen: a member's place, or the last one for an empty seat."""

Counts = npt.NDArray[np.int64]
Table = npt.NDArray[np.float64]

SEAT_TOLERANCE = 1e-4
"""Seats are summed over draws, so two sums that differ do so by at least one part of a tied seat."""

VOTE_TOLERANCE = 1e-9
"""Relative: votes nearer to one another than this are equal."""


@dataclass(frozen=True, slots=True)
class Programme:
    """What there is to choose, seat by seat; the last option of each seat leaves it empty."""

    allowed: npt.NDArray[np.bool_]  # (seat, option)
    wins: Table  # (seat, option), seats won, summed over draws
    votes: Table  # (seat, option), expected votes for the alliance
    least: Counts  # (option,), seats
    most: Counts  # (option,), seats

    def __post_init__(self) -> None:
        shape = self.allowed.shape
        if self.wins.shape != shape or self.votes.shape != shape or self.least.shape != shape[1:]:
            raise ModelError(f"A programme of {shape} options has tables of {self.wins.shape} and {self.votes.shape}.")

    def total(self, table: Table, choice: Choice) -> float:
        """Add up a table over the seats of a choice."""
        return float(table[np.arange(len(choice)), list(choice)].sum())

    def admits(self, choice: Choice) -> bool:
        """Say whether a choice keeps within the numbers of seats and the options allowed."""
        held = np.bincount(choice, minlength=self.allowed.shape[1])
        allowed = self.allowed[np.arange(len(choice)), list(choice)].all()
        return bool(allowed and (held >= self.least).all() and (held <= self.most).all())


@dataclass(frozen=True, slots=True)
class Solution:
    """A best choice, and one other that is as good in seats and votes where there is one."""

    choice: Choice
    other: Choice | None


class Solver(StrEnum):
    """Ways to solve the programme."""

    HIGHS = "highs"
    BRUTE = "brute"


def solve(programme: Programme, solver: Solver = Solver.HIGHS) -> Solution | None:
    """Return a best choice, None where no choice keeps within the numbers."""
    return SOLVERS[solver](programme)


def try_everything(programme: Programme) -> Solution | None:
    """Solve by trying every choice; for a few seats only."""
    options = [np.flatnonzero(row).tolist() for row in programme.allowed]
    choices: Iterator[Choice] = (choice for choice in product(*options) if programme.admits(choice))
    ranked = sorted(
        choices,
        key=lambda c: (round(programme.total(programme.wins, c), 4), programme.total(programme.votes, c)),
        reverse=True,
    )
    if not ranked:
        return None
    other = ranked[1] if len(ranked) > 1 and equally_good(programme, ranked[0], ranked[1]) else None
    return Solution(ranked[0], other)


def equally_good(programme: Programme, a: Choice, b: Choice) -> bool:
    """Say whether two choices give the same seats and the same votes."""
    seats = abs(programme.total(programme.wins, a) - programme.total(programme.wins, b))
    votes_a, votes_b = programme.total(programme.votes, a), programme.total(programme.votes, b)
    return seats <= SEAT_TOLERANCE and abs(votes_a - votes_b) <= VOTE_TOLERANCE * max(1.0, abs(votes_a))


def solve_with_highs(programme: Programme) -> Solution | None:
    """Solve by HiGHS: seats, then votes at no loss of seats, then once more without the choice found."""
    model = _Model(programme)
    first = model.best(programme.wins)
    if first is None:
        return None
    most_seats = programme.total(programme.wins, first)
    model.add_row(programme.wins, most_seats - SEAT_TOLERANCE, np.inf)
    best = model.best(programme.votes)
    if best is None or programme.total(programme.wins, best) < most_seats - SEAT_TOLERANCE:
        raise ModelError("HiGHS lost the optimum it had found; the tables of seats hold figures it cannot scale.")
    chosen = np.zeros(programme.allowed.shape)
    chosen[np.arange(len(best)), list(best)] = 1.0
    model.add_row(chosen, 0.0, len(best) - 1.0)
    second = model.best(programme.votes)
    tied = second is not None and equally_good(programme, best, second)
    return Solution(best, second if tied else None)


class _Model:
    """A HiGHS model of the programme: a 0-1 variable for each seat and option allowed."""

    def __init__(self, programme: Programme) -> None:
        import highspy  # noqa: PLC0415  (0.13 s to load, and only those who share seats need it)

        self.highs = highspy.Highs()
        self.highs.silent()
        options: Mapping[str, float] = {"threads": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 0.0, "random_seed": 0}
        for name, value in options.items():
            self.highs.setOptionValue(name, value)
        self.cells = np.argwhere(programme.allowed)  # (variable, 2): seat, option
        self.width = len(programme.allowed)
        n_cells = len(self.cells)
        self.highs.addVars(n_cells, np.zeros(n_cells), np.ones(n_cells))
        self.highs.changeColsIntegrality(
            n_cells, np.arange(n_cells, dtype=np.int32), np.full(n_cells, highspy.HighsVarType.kInteger)
        )
        self.highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.optimal = highspy.HighsModelStatus.kOptimal
        for seat in range(self.width):
            self._add(self.cells[:, 0] == seat, 1.0, 1.0)
        for option, (least, most) in enumerate(zip(programme.least, programme.most, strict=True)):
            self._add(self.cells[:, 1] == option, float(least), float(most))

    def add_row(self, table: Table, low: float, high: float) -> None:
        """Keep the sum of a table (seat, option) over the choice between two bounds."""
        self._add(table[self.cells[:, 0], self.cells[:, 1]], low, high)

    def _add(self, row: npt.NDArray[np.float64] | npt.NDArray[np.bool_], low: float, high: float) -> None:
        index = np.flatnonzero(row).astype(np.int32)
        self.highs.addRow(low, high, len(index), index, row[index].astype(np.float64))

    def best(self, table: Table) -> Choice | None:
        """Return the choice with the largest sum of a table, None where there is none at all."""
        costs = table[self.cells[:, 0], self.cells[:, 1]]
        self.highs.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        self.highs.run()
        if self.highs.getModelStatus() != self.optimal:
            return None
        picked = self.cells[np.asarray(self.highs.getSolution().col_value) > 0.5]
        choice = np.zeros(self.width, dtype=np.int64)
        choice[picked[:, 0]] = picked[:, 1]
        return tuple(int(option) for option in choice)


SOLVERS: Mapping[Solver, Callable[[Programme], Solution | None]] = {
    Solver.HIGHS: solve_with_highs,
    Solver.BRUTE: try_everything,
}
