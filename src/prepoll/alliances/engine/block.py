"""A block of draws brought to the board, and what can be bounded before anybody is placed."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from prepoll.alliances.engine.board import (
    APART,
    BLOCK,
    EVEN,
    KIND,
    LIST,
    ROW,
    SLOTS,
    VOTES,
    K,
    add_line,
    beta_line,
    copy_line,
    leak_line,
    loyal_line,
    open_leak,
    tau_line,
    work_lines,
)
from prepoll.compiled import inner

Array = npt.NDArray[Any]
Places = npt.NDArray[np.int64]

DOUBT = np.float32(4e-6)
"""A lead below this, as a share of the electorate, is not told from a tie in float32."""

FREE, BOUND, CLOSED = 0, 1, 2
"""How a party is placed: in any bloc or a new one; in the bloc of the party before it; in a new one nobody joins."""


class Seat(NamedTuple):
    """One seat: k contenders, of whom m are placed by the walk, n draws."""

    own: Array  # (k + 3, draw), the last three OTHERS, NOTA, NONVOTERS
    tau: Array  # (m, m, draw), by order of placing
    beta: Array  # (m, m, draw)
    lam: Array  # (m, k + 3, draw)
    rebel: Array  # (m, draw): the share of a party's voters who follow a rebel if it does not stand
    row: Places  # (m,): the row of each party placed
    kind: Places  # (m,): FREE, BOUND or CLOSED
    even: Places  # (m,): mask of those that the rule of the slate does not put before or after it
    apart: Places  # (m,): mask of those never in one bloc with it
    stays: Places  # rows of contenders that stand alone whatever happens
    ways: Places  # (parties left, blocs): completions of a structure
    level: Places  # (free parties placed + 1,): where the counts of each level begin


@inner
def lay_out(seat: Seat, plan: Places) -> None:
    """Write down the parties placed, and in the last line where the board's lines begin."""
    k, m = len(seat.own) - 3, len(seat.row)
    for p in range(m):
        plan[p, ROW], plan[p, KIND], plan[p, APART], plan[p, EVEN] = (
            seat.row[p],
            seat.kind[p],
            seat.apart[p],
            seat.even[p],
        )
    plan[m, K], plan[m, VOTES] = k, k + 2 * m * m + m * k + 4 * m + 1
    plan[m, SLOTS] = plan[m, VOTES] + (m + 1) * k


@inner
def load(seat: Seat, draws: Places, board: Array, plan: Places) -> None:
    """Bring a block of draws to the board; a block that is not full repeats its last draw."""
    k, m = len(seat.own) - 3, len(seat.row)
    for r in range(k):
        _bring(seat.own, r, draws, board, r)
    for p in range(m):
        loyal, row = loyal_line(plan, p), plan[p, ROW]
        _bring(seat.rebel, p, draws, board, loyal)
        for d in range(BLOCK):
            board[loyal, d] = board[row, d] - board[row, d] * board[loyal, d]
        for q in range(m):
            _bring(seat.tau[p], q, draws, board, tau_line(plan, p, q))
            _bring(seat.beta[p], q, draws, board, beta_line(plan, p, q))
        for r in range(k):
            _bring(seat.lam[p], r, draws, board, leak_line(plan, p, r))
        left, more = open_leak(plan, p), work_lines(plan)
        _bring(seat.lam[p], k, draws, board, left)
        for r in range(k + 1, k + 3):
            _bring(seat.lam[p], r, draws, board, more)
            add_line(board, more, left)
        for r in seat.stays:
            add_line(board, leak_line(plan, p, r), left)


@inner
def _bring(rows: Array, row: int, draws: Places, board: Array, line: int) -> None:
    """Bring a row's draws to a line."""
    last = len(draws) - 1
    for d in range(BLOCK):
        board[line, d] = rows[row, draws[min(d, last)]]


@inner
def bound_reach(board: Array, plan: Places) -> None:
    """Bound by how much the parties from each place on can change a lead between parties placed before.

    Each brings at most its own votes to one side; as a partner it costs a stander its deserters, who may
    all go to the other side, so that they count twice.
    """
    m = len(plan) - 1
    reach, worst = open_leak(plan, 2 * m), work_lines(plan)
    for d in range(BLOCK):
        board[reach + m, d] = 0
    for p in range(m - 1, -1, -1):
        line, row = reach + p, plan[p, ROW]
        for d in range(BLOCK):
            board[worst, d] = 0
        for c in range(m):
            beta, own = beta_line(plan, c, p), plan[c, ROW]
            for d in range(BLOCK):
                lost = board[beta, d] * board[own, d]
                board[worst, d] = lost if lost > board[worst, d] else board[worst, d]
        for d in range(BLOCK):
            own_, twice = board[row, d], np.float32(2) * board[worst, d]
            board[line, d] = board[line + 1, d] + (own_ + twice if own_ > 0 else own_)


@inner
def find_loud(stays: Places, board: Array, plan: Places, path: Places) -> int:
    """List those that stay and can win: of the others a bound shows that somebody always has more votes."""
    m, loud, least = len(plan) - 1, 0, work_lines(plan)
    if not len(stays):
        return 0
    _least(stays, board, plan, least)
    for r in stays:
        most, beaten = least + 1, True
        copy_line(board, r, most)
        for p in range(m):
            left, lam, row = open_leak(plan, p), leak_line(plan, p, r), plan[p, ROW]
            for d in range(BLOCK):
                share = np.true_divide(board[lam, d], board[left, d])
                board[most, d] += board[row, d] * (share if board[left, d] > 0 else np.float32(1))
        for d in range(BLOCK):
            beaten &= board[most, d] + DOUBT < board[least, d]
        if not beaten:
            path[0, LIST + 2 * m + loud] = r
            loud += 1
    return loud


@inner
def _least(stays: Places, board: Array, plan: Places, least: int) -> None:
    """Bound the winner's votes from below: those of who stays, and what the first free party keeps at worst."""
    m, first = len(plan) - 1, 0
    while first < m - 1 and plan[first, KIND] != FREE:
        first += 1
    if plan[first, KIND] == FREE:
        copy_line(board, plan[first, ROW], least)
    else:
        for d in range(BLOCK):
            board[least, d] = 0
    for q in range(m):
        if q != first:
            beta = beta_line(plan, first, q)
            for d in range(BLOCK):
                board[least, d] -= board[least, d] * board[beta, d]
    for r in stays:
        for d in range(BLOCK):
            board[least, d] = board[r, d] if board[r, d] > board[least, d] else board[least, d]
