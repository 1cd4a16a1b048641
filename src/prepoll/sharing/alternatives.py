"""Sharings about as good as the best, and as different from it and from each other as can be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from prepoll.sharing.demands import Demand
from prepoll.sharing.programme import Choice, Limit, Programme, model_of, most_of, ones_of, total_of
from prepoll.sharing.table import SeatTable
from prepoll.sharing.types import Norm, Sharing

NEAR = 0.01
"""An alternative gives up at most this part of the optimum's expected seats."""

ALTERNATIVES = 3


def alternatives(
    table: SeatTable, demands: Sequence[Demand], best: Choice, near: float = NEAR
) -> tuple[tuple[Choice, float], ...]:
    """Return choices that lose at most a part `near` of the optimum, each with the expected seats it loses.

    Each in turn differs in as many seats as can be from whichever of those before it is most like it,
    the optimum first; among these it wins the most.
    """
    programme = table.programme(demands)
    most = total_of(programme.wins, best)
    near_enough = programme.limited(Limit(programme.wins, most * (1 - near), np.inf))
    shown: list[Choice] = [best]
    found: list[tuple[Choice, float]] = []
    while len(found) < ALTERNATIVES:
        choice = _most_different(near_enough, shown)
        if choice is None:
            break
        shown.append(choice)
        found.append((choice, (most - total_of(programme.wins, choice)) / table.draws))
    return tuple(found)


def _most_different(programme: Programme, shown: Sequence[Choice]) -> Choice | None:
    """Return the choice whose distance in seats from the nearest shown is largest, None where there is no other."""
    model = model_of(programme)
    distance = model.add_variable(0.0, float(len(shown[0])))
    for choice in shown:
        model.keep(ones_of(choice, programme.allowed.shape), -np.inf, float(len(choice)), {distance: 1.0})
    far = model.best()
    if far is None:
        return None
    least = min(differences(far, choice) for choice in shown)
    if least == 0:
        return None
    apart = [Limit(ones_of(choice, programme.allowed.shape), 0.0, len(choice) - float(least)) for choice in shown]
    return most_of(programme.limited(*apart), programme.wins) or far


def differences(a: Choice, b: Choice) -> int:
    """Count the seats in which two choices differ."""
    return sum(1 for one, other in zip(a, b, strict=True) if one != other)


def alternative_sharings(
    table: SeatTable, demands: Sequence[Demand], best: Choice, near: float = NEAR
) -> tuple[Sharing, ...]:
    """Put figures and words to the alternatives."""
    return tuple(
        table.sharing(
            Norm.ALTERNATIVE,
            table.teams(choice),
            f"Differs from the optimum in {differences(choice, best)} of {len(best)} seats and gives the alliance "
            f"{lost:.2f} expected seats less",
        )
        for choice, lost in alternatives(table, demands, best, near)
    )
