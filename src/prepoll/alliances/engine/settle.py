"""Draws whose winner the walk left in doubt, counted one by one by the room's own formulas, ties as ties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from prepoll.alliances import kernel
from prepoll.alliances.engine.block import CLOSED, FREE, Places, Seat
from prepoll.alliances.engine.codes import Labels
from prepoll.alliances.kernel import LocalCode, SeatArrays, count_seat, find_winners
from prepoll.alliances.parts import UNIT
from prepoll.compiled import compiled, edition, inner

Settle = Callable[[Seat, Labels, Places, Places], None]


def _settle_with(kept_for: str) -> Settle:
    """Compile the settling of doubts; Numba keeps code by the values that a function closes over."""

    @compiled
    def settle(seat: Seat, labels: Labels, doubts: Places, parts: Places) -> None:
        """Add to `parts`, (structure, k), what each contender wins in doubtful (structure, draw), in 1/UNIT."""
        _ = kept_for
        k, m = len(seat.own) - 3, len(seat.row)
        arrays, votes, wins = _one_draw(k), np.empty((k + 3, 1), np.float32), np.empty((k, 1), np.float32)
        member, head = np.zeros(m, np.int64), np.zeros(m, np.int64)
        for i in range(len(doubts)):
            at, draw = doubts[i]
            _fill(seat, draw, arrays)
            _member(seat, labels[at], member)
            blocs, stands = np.zeros(k, np.int64), 0
            for r in seat.stays:
                blocs[r] = 1 << r
                stands |= 1 << r
            for p in range(m):
                mask, head[p] = 0, p
                for q in range(m):
                    if member[q] == member[p]:
                        mask |= 1 << seat.row[q]
                        head[p] = min(head[p], q)
                blocs[seat.row[p]] = mask
                stands |= (head[p] == p) << seat.row[p]
            count_seat(arrays, LocalCode(stands, blocs, np.zeros(k, np.int64)), votes)
            find_winners(votes, stands, wins)
            for r in range(k):
                if wins[r, 0] > 0:
                    parts[at, r] += UNIT // np.int64(np.rint(1 / wins[r, 0]))

    return settle


@compiled
def _one_draw(k: int) -> SeatArrays:
    f = np.float32
    return SeatArrays(
        np.zeros((k + 3, 1), f),
        np.zeros((k, k, 1), f),
        np.zeros((k, k, 1), f),
        np.zeros((k, k + 3, 1), f),
        np.zeros((k, 1), f),
    )


@inner
def _fill(seat: Seat, draw: int, arrays: SeatArrays) -> None:
    """Cut one draw out of a seat."""
    for r in range(len(seat.own)):
        arrays.own[r, 0] = seat.own[r, draw]
    for p in range(len(seat.row)):
        arrays.rebel[seat.row[p], 0] = seat.rebel[p, draw]
        for q in range(len(seat.row)):
            arrays.tau[seat.row[p], seat.row[q], 0] = seat.tau[p, q, draw]
            arrays.beta[seat.row[p], seat.row[q], 0] = seat.beta[p, q, draw]
        for r in range(len(seat.own)):
            arrays.lam[seat.row[p], r, 0] = seat.lam[p, r, draw]


@inner
def _member(seat: Seat, labels: npt.NDArray[Any], member: Places) -> None:
    """Write the bloc of each party placed: free ones by their labels, closed ones after them."""
    free, bloc, closed = 0, 0, len(labels)
    for p in range(len(member)):
        if seat.kind[p] == FREE:
            bloc = labels[free]
            free += 1
        elif seat.kind[p] == CLOSED:
            bloc = closed
            closed += 1
        member[p] = bloc


settle: Settle = _settle_with(edition(kernel))
