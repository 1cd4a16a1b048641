"""Choices under limits on numbers of seats alone, by the cheapest exchanges of seats: exact, without a solver.

Every seat begins with its best option. While an option has too many seats or too few, one seat after the
other changes along the cheapest path between options: successive shortest paths (Ahuja, Magnanti and Orlin,
Network Flows, 1993, section 9.7). What costs less is what loses fewer seats won, then fewer votes. At the
end another choice is as good only if some round of exchanges costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]

SHARES = 27720
"""Seats won are counted in whole parts of one: a tie of up to twelve divides it evenly."""


class Loss(NamedTuple):
    """What is lost: parts of seats won first, then votes."""

    parts: int
    votes: float

    def plus(self, other: Loss) -> Loss:
        """Add two losses."""
        return Loss(self.parts + other.parts, self.votes + other.votes)


class Move(NamedTuple):
    """One seat changes its option; without a seat, an option uses one place of its number more or less."""

    start: int
    end: int
    seat: int | None


NOTHING = Loss(0, 0.0)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many seats each option may have."""

    low: tuple[int, ...]
    high: tuple[int, ...]


@dataclass(eq=False)
class Exchange:
    """A choice under way; `used` is the number of seats that each option stands for within its limits.

    One more node, `pool`, takes what the options use: all seats together.
    """

    allowed: npt.NDArray[np.bool_]
    parts: npt.NDArray[np.int64]  # (seat, option)
    votes: Table
    numbers: Numbers
    chosen: npt.NDArray[np.int64]  # (seat,)
    used: npt.NDArray[np.int64]  # (option,)
    rounding: float  # votes that are no difference

    @property
    def pool(self) -> int:
        """Return the number of the node behind the options."""
        return len(self.used)

    def excess(self) -> list[int]:
        """Return by how many seats each option, then the pool, has too many."""
        held = np.bincount(self.chosen, minlength=self.pool)
        return [*(held - self.used).tolist(), int(self.used.sum()) - len(self.chosen)]

    def cheapest(self) -> dict[tuple[int, int], tuple[Loss, Move]]:
        """Return the cheapest move from each node to each other one."""
        seats = np.arange(len(self.chosen))
        parts = self.parts[seats, self.chosen][:, None] - self.parts
        votes = self.votes[seats, self.chosen][:, None] - self.votes
        found: dict[tuple[int, int], tuple[Loss, Move]] = {}
        for start in range(self.pool):
            here = np.flatnonzero(self.chosen == start)
            for end in range(self.pool):
                rows = here[self.allowed[here, end]]
                if end != start and len(rows):
                    seat = int(rows[np.lexsort((votes[rows, end], parts[rows, end]))[0]])
                    loss = Loss(int(parts[seat, end]), float(votes[seat, end]))
                    found[start, end] = (loss, Move(start, end, seat))
            if self.used[start] < self.numbers.high[start]:
                found[start, self.pool] = (NOTHING, Move(start, self.pool, None))
            if self.used[start] > self.numbers.low[start]:
                found[self.pool, start] = (NOTHING, Move(self.pool, start, None))
        return found

    def make(self, moves: Sequence[Move]) -> None:
        """Make some moves."""
        for move in moves:
            if move.seat is not None:
                self.chosen[move.seat] = move.end
            elif move.end == self.pool:
                self.used[move.start] += 1
            else:
                self.used[move.end] -= 1

    def less(self, one: Loss, other: Loss) -> bool:
        """Say whether one loss is less than another by more than rounding."""
        return one.parts < other.parts or (one.parts == other.parts and one.votes < other.votes - self.rounding)

    def paths(self, start: int) -> dict[int, tuple[Loss, tuple[Move, ...]]]:
        """Return the cheapest path from a node to every other that can be reached (Bellman and Ford)."""
        moves = self.cheapest()
        found: dict[int, tuple[Loss, tuple[Move, ...]]] = {start: (NOTHING, ())}
        for _ in range(self.pool):
            for (one, other), (loss, move) in moves.items():
                if one in found and other != start:
                    cost = found[one][0].plus(loss)
                    if other not in found or self.less(cost, found[other][0]):
                        found[other] = (cost, (*found[one][1], move))
        return found

    def repaired(self) -> bool:
        """Exchange seats until every number is kept; False where none can be."""
        while max(excess := self.excess()) > 0:
            start = next(node for node, over in enumerate(excess) if over > 0)
            ends = [(path, end) for end, path in self.paths(start).items() if excess[end] < 0]
            if not ends:
                return False
            best = ends[0][0]
            for path, _ in ends[1:]:
                best = path if self.less(path[0], best[0]) else best
            self.make(best[1])
        return True

    def round_for_nothing(self) -> tuple[Move, ...] | None:
        """Return exchanges that lead back to where they begin and cost nothing; None where all cost something."""
        nothing = Loss(0, self.rounding)
        moves = [(loss, move) for loss, move in self.cheapest().values() if move.seat is not None]
        for start in range(self.pool):
            paths = self.paths(start)
            for loss, move in moves:
                if move.end == start and move.start in paths:
                    cost, path = paths[move.start]
                    if not self.less(nothing, cost.plus(loss)):
                        return (*path, move)
        return None


def exchanged(
    allowed: npt.NDArray[np.bool_], wins: Table, votes: Table, numbers: Numbers, rounding: float
) -> tuple[tuple[int, ...], tuple[int, ...] | None] | None:
    """Return the choice with the most seats won, then the most votes, and another that is as good if there is one.

    `allowed`, `wins` (summed over draws) and `votes` are (seat, option); `rounding` is the part of all votes that
    is no difference. None where the numbers cannot be kept.
    """
    if not allowed.any(axis=1).all() or any(low > high for low, high in zip(numbers.low, numbers.high, strict=True)):
        return None
    parts = np.rint(wins * SHARES).astype(np.int64)
    level = parts == np.where(allowed, parts, parts.min() - 1).max(axis=1)[:, None]
    chosen = np.where(allowed & level, votes, -np.inf).argmax(axis=1)
    used = np.clip(np.bincount(chosen, minlength=allowed.shape[1]), numbers.low, numbers.high)
    most = float(np.abs(votes[np.arange(len(chosen)), chosen]).sum())
    under_way = Exchange(allowed, parts, votes, numbers, chosen, used, rounding * max(1.0, most))
    if not under_way.repaired():
        return None
    best = tuple(int(option) for option in chosen)
    moves = under_way.round_for_nothing()
    if moves is None:
        return best, None
    under_way.make(moves)
    return best, tuple(int(option) for option in chosen)
