"""Those who are counted together as OTHERS: what part of their votes the strongest of them gets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from prepoll.backtest.contests import Contest
from prepoll.backtest.types import Floats
from prepoll.chance import generator
from prepoll.names import OTHERS

EDGES: Final = (0.1, 0.2, 0.35)
"""Shares of OTHERS between which the parts are kept apart: where they have many votes, one of them often has most."""

ENOUGH: Final = 20
"""Constituencies that a range needs; one with fewer takes those of the next below it too."""


@dataclass(frozen=True, slots=True)
class Outsiders:
    """Parts of OTHERS' votes that the strongest of them had, by the share of OTHERS: below each edge, and above."""

    parts: tuple[Floats, ...] = ()  # none: nobody of OTHERS can win

    def strongest(self, contest: Contest, share: Floats, seed: int) -> Floats | None:
        """Return the share of the strongest of OTHERS in each draw, (draw,); None where nobody stands outside.

        `share` is that of each front, (front, draw).
        """
        if OTHERS not in contest.place or not self.parts:
            return None
        together = share[contest.place[OTHERS]]
        at = generator(seed, "outsiders", *contest.key).random(len(together))
        drawn = [parts[(at * len(parts)).astype(np.intp)] for parts in self.parts]
        result: Floats = together * np.choose(np.searchsorted(EDGES, together), drawn)
        return result


NOBODY: Final = Outsiders()
"""Nobody of OTHERS can win."""


def fit_outsiders(training: Iterable[Contest]) -> Outsiders:
    """Collect the parts in constituencies already counted; none where nobody stood outside."""
    rows = [row for row in training if row.leading > 0]
    if not rows:
        return NOBODY
    share = np.array([row.actual[row.place[OTHERS]] for row in rows])
    leading = np.array([row.leading for row in rows])
    bounds: npt.NDArray[np.float64] = np.array([*EDGES, np.inf])
    found: list[Floats] = []
    for low, high in zip((0.0, *EDGES), bounds, strict=True):
        here = np.sort(leading[(share > low) & (share <= high)])
        below = found[-1] if found else np.sort(leading)
        found.append(here if len(here) >= ENOUGH else np.sort(np.concatenate([here, below])))
    return Outsiders(tuple(found))
