"""The largest product of gains: a concave aim over whole seats, closed in on from above.

The logarithm of each member's gain is never above its tangents. HiGHS seeks the largest sum of
variables kept below tangents: no choice can have more. The true sum at the choice found is what can be
had. A tangent is added where the choice lies, until the two are as near as asked for. Where no limit binds
the seats, they are divided first: that bounds the product quickly, and with many seats whole ones come near.
The tangents at the gains of divided seats also say what each option of a seat costs at least; the few options
that cost less than is left to gain are then tried in every way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
import numpy.typing as npt

from prepoll.sharing.programme import Choice, Programme, Table, model_of, total_of
from prepoll.sharing.solver import Model

NEAR = 1e-3
"""The search ends where no product can be larger by more than this part; what is left is stated."""

ROUNDS = 12
"""Tangents are added so many times at most."""

TANGENTS = 24
"""Tangents to begin with, at gains in even steps of their logarithm."""

CLOSE = 80
"""Changes of one seat that are tried in pairs: those that cost the product least."""

ROUNDING = 1e-12
"""A product that grows by no larger part has not grown."""

MOST_WAYS = 100_000
"""Ways to choose the options left that are tried at most."""

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
    if not programme.limits:
        found = _divided(programme, _Search(Model(programme.allowed, NEAR / 2, whole=False), won, alone, largest))
        if found is not None and found.gap <= NEAR:
            return found
    return _Search(model_of(programme, NEAR / 2), won, alone, largest).run()


def _divided(programme: Programme, search: _Search) -> Bargain | None:
    """Divide seats for a bound, make them whole, and exchange a few; None where somebody then gains too little."""
    bound, parts = search.bound()
    if parts is None:
        return None
    start = np.where(programme.allowed, parts, -1.0).argmax(axis=1)
    choice = _exchanged(programme, search, start)
    gains = search.gains(choice)
    if any(gain < most * LEAST for gain, most in zip(gains, search.largest, strict=True)):
        return None
    if bound - sum(map(log, gains)) > NEAR:
        best = _tried(programme, search, parts, choice)
        if best is not None:
            return Bargain(best, 0.0)
    return Bargain(choice, max(0.0, exp(bound - sum(map(log, gains))) - 1))


def _tried(programme: Programme, search: _Search, parts: Table, found: Choice) -> Choice | None:
    """Return the choice with the largest product, every way tried that may have a larger one; None if they are many.

    With the tangents at the gains g* of divided seats the sum of logarithms is at most that of g* and
    of (g − g*) / g*, which adds over seats: what an option costs there, no choice with it can get back.
    """
    won, alone, largest = np.stack(search.won), np.array(search.alone), np.array(search.largest)
    at = np.maximum((won * parts).sum(axis=(1, 2)) - alone, largest * LEAST)
    each = np.where(programme.allowed, (won / at[:, None, None]).sum(axis=0), -np.inf)
    best, seats = each.argmax(axis=1), np.arange(len(each))
    cost = each[seats, best][:, None] - each
    at_most = float((np.log(at) - 1 - alone / at).sum() + each[seats, best].sum())
    left = at_most - sum(map(log, search.gains(found))) + ROUNDING
    ways = _Ways(best[None], np.zeros(1), (won[:, seats, best].sum(axis=1) - alone)[None])
    for seat in range(len(each)):
        options = [int(option) for option in np.flatnonzero(cost[seat] < left) if option != best[seat]]
        ways = ways.with_options(seat, options, (cost[seat], won[:, seat] - won[:, seat, best[seat]][:, None]), left)
        if len(ways.costs) > MOST_WAYS:
            return None
    gains = np.maximum(ways.gains, largest * LEAST / 2)
    first = int(np.where((ways.gains >= largest * LEAST).all(axis=1), np.log(gains).sum(axis=1), -np.inf).argmax())
    more = float(np.log(gains[first]).sum()) > sum(map(log, search.gains(found))) + ROUNDING
    return tuple(ways.choices[first].tolist()) if more else found


@dataclass(frozen=True, slots=True)
class _Ways:
    """Choices under way: their options, (way, seat), what they cost at least, (way,), and gain, (way, member)."""

    choices: npt.NDArray[np.intp]
    costs: npt.NDArray[np.float64]
    gains: npt.NDArray[np.float64]

    def with_options(self, seat: int, options: Sequence[int], table: tuple[Table, Table], left: float) -> _Ways:
        """Add the ways with other options in a seat that cost less in all than is left.

        `table` is what each option costs, (option,), and adds to the gains, (member, option).
        """
        rows = [(self.choices, self.costs, self.gains)]
        for option in options:
            costs = self.costs + table[0][option]
            near = costs < left
            choices = self.choices[near]
            choices[:, seat] = option
            rows.append((choices, costs[near], self.gains[near] + table[1][:, option]))
        choices, costs, gains = (np.concatenate(column) for column in zip(*rows, strict=True))
        return _Ways(choices, costs, gains)


def _exchanged(programme: Programme, search: _Search, start: npt.NDArray[np.intp]) -> Choice:
    """Change one seat or two at a time while the product grows."""
    won, seats = np.stack(search.won), np.arange(len(start))
    cells = np.argwhere(programme.allowed)
    least = np.array(search.largest)[:, None] * LEAST / 2
    choice = start.copy()
    while True:
        gains = won[:, seats, choice].sum(axis=1) - np.array(search.alone)
        moves = won[:, cells[:, 0], cells[:, 1]] - won[:, cells[:, 0], choice[cells[:, 0]]]  # (member, cell)
        worth = np.log(np.maximum(gains[:, None] + moves, least)).sum(axis=0)
        near = np.argsort(-worth, kind="stable")[:CLOSE]
        pairs = moves[:, near, None] + moves[:, None, near]
        together = np.log(np.maximum(gains[:, None, None] + pairs, least[:, :, None])).sum(axis=0)
        together[cells[near, 0][:, None] == cells[near, 0]] = -np.inf
        np.fill_diagonal(together, worth[near])
        one, two = np.unravel_index(together.argmax(), together.shape)
        if together[one, two] <= np.log(np.maximum(gains, least[:, 0])).sum() + ROUNDING:
            return tuple(choice.tolist())
        for move in (near[one], near[two]):
            choice[cells[move, 0]] = cells[move, 1]


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
        for member, most in enumerate(largest):
            for gain in np.geomspace(most * LEAST, most, TANGENTS):
                self.add_tangent(member, float(gain))

    def add_tangent(self, member: int, gain: float) -> None:
        """Keep a member's logarithm below the tangent at a gain: log(g) ≤ log(gain) + (g − gain) / gain."""
        high = log(gain) - 1 - self.alone[member] / gain
        self.model.keep(-self.won[member] / gain, -np.inf, high, {self.logs[member]: 1.0})

    def add_tangents(self, gains: Sequence[float]) -> None:
        """Keep every member's logarithm below the tangent at its gain."""
        for member, gain in enumerate(gains):
            self.add_tangent(member, gain)

    def bound(self) -> tuple[float, Table | None]:
        """Return the most that the sum of logarithms can be with seats divided, and how they are then divided."""
        bound, parts = np.inf, None
        for _ in range(ROUNDS):
            parts = self.model.divided()
            if parts is None:
                break
            bound = min(bound, self.model.bound)
            gains = [float((table * parts).sum()) - least for table, least in zip(self.won, self.alone, strict=True)]
            if min(gains) <= 0 or bound - sum(map(log, gains)) <= NEAR / 20:
                break
            self.add_tangents(gains)
        return bound, parts

    def run(self) -> Bargain | None:
        """Seek, add tangents, seek again."""
        best: Choice | None = None
        reached, bound = -np.inf, np.inf
        for _ in range(ROUNDS):
            choice = self.model.best()
            if choice is None:
                break
            gains = self.gains(choice)
            bound = min(bound, self.model.bound)
            if sum(map(log, gains)) > reached:
                best, reached = choice, sum(map(log, gains))
            if bound - reached <= NEAR:
                break
            self.add_tangents(gains)
        return None if best is None else Bargain(best, max(0.0, exp(bound - reached) - 1))

    def gains(self, choice: Choice) -> list[float]:
        """Return what each member gains by a choice, at least half of the least told apart from none."""
        rows = zip(self.won, self.alone, self.largest, strict=True)
        return [max(total_of(table, choice) - least, most * LEAST / 2) for table, least, most in rows]
