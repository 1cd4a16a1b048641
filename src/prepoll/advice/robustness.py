"""What an option is worth if voters follow less, or more, than expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

from prepoll.advice.bench import Bench, mean_value, step
from prepoll.advice.types import TransferRange
from prepoll.advice.views import part, with_quantile, with_tau
from prepoll.advice.wording import number, percent, unit
from prepoll.alliances.types import Bloc, Election, Structure
from prepoll.case.types import Objective
from prepoll.names import SeatCode

LOW, HIGH = 0.05, 0.95
"""Worst and best: every transfer within the alliance at these quantiles of its range."""

GRID = (0.0, 0.25, 0.5, 0.75, 1.0)
HALVINGS = 3
"""After the grid: a break-even is known to three points of a hundred."""


@dataclass(frozen=True, slots=True)
class Alliance:
    """A structure with the alliance in it that is asked about, and the seats where it makes a difference."""

    structure: Structure
    members: Bloc
    seats: tuple[SeatCode, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """The mean gain at each transfer of the grid, the same for every pair of the alliance."""

    gains: Mapping[float, float]

    def crossing(self, level: float) -> float | None:
        """Return the transfer from which the gain exceeds a level, between the points in proportion.

        None where it never does, or does at every transfer.
        """
        bracket = _bracket(self.gains, level)
        if bracket is None:
            return None
        low, high = bracket
        under, over = self.gains[low], self.gains[high]
        return low + (high - low) * (level - under) / (over - under)


def response(quick: Bench, alliance: Alliance) -> Response:
    """Set every transfer within an alliance to each share of the grid, and count the gain.

    Where neither end of the grid gains, what lies between is not counted. Found once for a slate.
    """
    key = (alliance.structure.id, alliance.members, alliance.seats)
    if key not in quick.answered:
        quick.answered[key] = _responded(quick, alliance)
    found = quick.answered[key]
    assert isinstance(found, Response)
    return found


def _responded(quick: Bench, alliance: Alliance) -> Response:
    election = part(quick.election, _touched(quick.objective, alliance, quick.election))
    pairs = list(permutations(sorted(alliance.members), 2))
    alone = _mean(election, quick, quick.alone)

    def gain(tau: float) -> float:
        return _mean(with_tau(election, pairs, tau), quick, alliance.structure) - alone

    level = step(quick.objective) / 2
    gains = {tau: gain(tau) for tau in (GRID[0], GRID[-1])}
    if all(value <= level for value in gains.values()):
        return Response(gains)
    gains |= {tau: gain(tau) for tau in GRID[1:-1]}
    for _ in range(HALVINGS):
        if bracket := _bracket(gains, level):
            middle = sum(bracket) / 2
            gains[middle] = gain(middle)
    return Response(gains)


def _bracket(gains: Mapping[float, float], level: float) -> tuple[float, float] | None:
    """Return the first two neighbouring transfers between which the gain comes to exceed a level."""
    rows = pairwise(sorted(gains.items()))
    return next(((low, high) for (low, under), (high, over) in rows if under <= level < over), None)


def transfer_range(bench: Bench, alliance: Alliance, answered: Response) -> TransferRange:
    """Value a structure with every transfer within the alliance at the low and the high end of its range."""
    here = part(bench.election, _touched(bench.objective, alliance, bench.election))
    alone = _mean(here, bench, bench.alone)
    ends = (with_quantile(bench.election, here, q, alliance.members) for q in (LOW, HIGH))
    worst, best = (_mean(end, bench, alliance.structure) - alone for end in ends)
    expected = float(bench.values(alliance.structure, bench.party)[bench.objective.code].mean())
    rest = expected - float(bench.gain(alliance.structure, bench.objective).mean())
    level = step(bench.objective) / 2
    breakeven = answered.crossing(level)
    words = _words(bench.objective, (worst, best), breakeven, min(answered.gains.values()) > level)
    return TransferRange(rest + worst, expected, rest + best, worst, best, breakeven, words)


def _touched(objective: Objective, alliance: Alliance, election: Election) -> Sequence[SeatCode]:
    """Return the seats to count: those of the alliance, but all where the objective does not add over seats."""
    return election.draws.seats if objective.code == "recognition" else alliance.seats


def _mean(election: Election, bench: Bench, structure: Structure) -> float:
    if election is bench.election:
        return float(bench.values(structure, bench.party)[bench.objective.code].mean())
    return mean_value(election, structure, bench.party, bench.objective, bench.slate_of(structure))


def _words(objective: Objective, ends: tuple[float, float], breakeven: float | None, always: bool) -> str:
    worst, best = (number(objective, gain, sign=True) for gain in ends)
    said = f"If few voters follow (1 case in 20) the gain is {worst}, if many do {best} {unit(objective)}"
    if breakeven is not None:
        return f"{said}; it beats going alone where more than {percent(breakeven)} follow."
    if always:
        return f"{said}; it beats going alone however few follow."
    return f"{said}; it does not beat going alone however many follow."
