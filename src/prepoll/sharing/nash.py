"""The largest product of gains: a concave aim over whole seats, closed in on from above.

The logarithm of each member's gain is never above its tangents. HiGHS seeks the largest sum of
variables kept below tangents: no choice can have more. The true sum at the choice found is what can be
had. A tangent is added where the choice lies, until the two are as near as asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from prepoll.sharing.programme import Choice, Programme, Table, model_of, total_of
from prepoll.sharing.solver import Model

NEAR = 1e-3
"""The search ends where no product can be larger by more than this part; what is left is stated."""

ROUNDS = 12
"""Tangents are added so many times at most."""

TANGENTS = 24
"""Tangents to begin with, at gains in even steps of their logarithm."""

LEAST = 1e-4
"""Gains below this part of a member's largest are not told apart from none."""


@dataclass(frozen=True, slots=True)
class Bargain:
    """A choice with the largest product of gains found, and how much larger another might be, as a part."""

    choice: Choice
    gap: float


def nash(programme: Programme, won: Sequence[Table], alone: Sequence[float]) -> Bargain | None:
    """Return the choice with the largest product of gains over `alone`, None where not all can gain together.

    `won` holds one table (seat, option) a member, expected seats. Source: Nash, The bargaining problem,
    Econometrica 18 (1950); tangents: Duran and Grossmann, Mathematical Programming 36 (1986).
    """
    largest = [_largest(programme, table) - least for table, least in zip(won, alone, strict=True)]
    if any(gain <= 0 for gain in largest):
        return None
    model = model_of(programme, NEAR / 2)
    search = _Search(model, won, alone, largest)
    for member, most in enumerate(largest):
        for gain in np.geomspace(most * LEAST, most, TANGENTS):
            search.add_tangent(member, float(gain))
    return search.run()


def _largest(programme: Programme, table: Table) -> float:
    """Return the most that a member could have if each seat were chosen for it alone: no less than it can."""
    return float(np.where(programme.allowed, table, -np.inf).max(axis=1).sum())


class _Search:
    """One search under way."""

    def __init__(self, model: Model, won: Sequence[Table], alone: Sequence[float], largest: Sequence[float]) -> None:
        self.model, self.won, self.alone, self.largest = model, won, alone, largest
        self.logs = [model.add_variable(log(most * LEAST), log(most)) for most in largest]
        for table, least, most in zip(won, alone, largest, strict=True):
            model.keep(table, least + most * LEAST, np.inf)

    def add_tangent(self, member: int, gain: float) -> None:
        """Keep a member's logarithm below the tangent at a gain: log(g) ≤ log(gain) + (g − gain) / gain."""
        high = log(gain) - 1 - self.alone[member] / gain
        self.model.keep(-self.won[member] / gain, -np.inf, high, {self.logs[member]: 1.0})

    def run(self) -> Bargain | None:
        """Seek, add tangents, seek again."""
        best: Choice | None = None
        reached, bound = -np.inf, np.inf
        for _ in range(ROUNDS):
            choice = self.model.best()
            if choice is None:
                break
            gains = self._gains(choice)
            bound = min(bound, self.model.bound)
            if sum(map(log, gains)) > reached:
                best, reached = choice, sum(map(log, gains))
            if bound - reached <= NEAR:
                break
            for member, gain in enumerate(gains):
                self.add_tangent(member, gain)
        return None if best is None else Bargain(best, max(0.0, exp(bound - reached) - 1))

    def _gains(self, choice: Choice) -> list[float]:
        rows = zip(self.won, self.alone, self.largest, strict=True)
        return [max(total_of(table, choice) - least, most * LEAST / 2) for table, least, most in rows]
