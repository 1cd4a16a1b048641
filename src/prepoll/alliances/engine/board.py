"""The board of the walk: a seat's votes along one branch, changed by each party that is placed.

The functions share three arrays and pass numbers of lines, not views: what native code would do to keep
count of its references costs more than the arithmetic. Loops run over a whole block of draws and write
one line each, so that the processor works on several draws at a time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from prepoll.compiled import inner

Array = npt.NDArray[Any]
Places = npt.NDArray[np.int64]

BLOCK = 256
"""Draws that are walked over together."""

ROW, KIND, APART, EVEN = 0, 1, 2, 3
"""Columns of the plan, a line for each party placed: its row, its kind, masks of parties."""

K, LOUD, VOTES, SLOTS = 0, 1, 2, 3
"""Columns of the plan's last line: contenders, rows that stay and can win, where lines of the board begin."""

BLOCS, RANK, PLACED, TIED, LABEL, NEXT, HEAD, SLOT, LIST = 0, 1, 2, 3, 4, 5, 6, 7, 8
"""Columns of the path, a line for each slot; the label and head of party and bloc i are in line i.

The slot that is looked at stands in line 0, column SLOT."""

GONE, GIVEN, MINE, THEIRS, TOTAL, BEST, SECOND, TAKEN = 0, 1, 2, 3, 4, 5, 6, 7
"""The lines to work on."""

# Lines of the board: own strength by row, then tau, beta by pair, leak by party and row, open leak and
# amount by party, reach by slot, loyal by party; votes by slot and row; base, kept and lost by slot; nine to
# work on, the last of which is always 0.


@inner
def tau_line(plan: Places, q: int, c: int) -> int:
    """Return the line of the share of q that follows to c."""
    m = len(plan) - 1
    return int(plan[m, K] + q * m + c)


@inner
def beta_line(plan: Places, c: int, q: int) -> int:
    """Return the line of the share of c lost because of q."""
    m = len(plan) - 1
    return int(plan[m, K] + m * m + c * m + q)


@inner
def leak_line(plan: Places, q: int, r: int) -> int:
    """Return the line of the leak from q to row r."""
    m = len(plan) - 1
    return int(plan[m, K] * (1 + q) + 2 * m * m + r)


@inner
def open_leak(plan: Places, q: int) -> int:
    """Return the line of the leak from q to those who always stand and to the residuals; then amounts, then reach."""
    m = len(plan) - 1
    return int(plan[m, K] * (1 + m) + 2 * m * m + q)


@inner
def loyal_line(plan: Places, q: int) -> int:
    """Return the line of those voters of q who follow no rebel."""
    m = len(plan) - 1
    return int(plan[m, VOTES] - m + q)


@inner
def work_lines(plan: Places) -> int:
    """Return the first of the lines to work on."""
    return int(plan[len(plan) - 1, SLOTS] + 3 * len(plan))


@inner
def stander(plan: Places, path: Places, i: int) -> int:
    """Return the row of the i-th that can win: the loud ones that stay, then the standers in order."""
    m = len(plan) - 1
    loud = plan[m, LOUD]
    return int(path[0, LIST + 2 * m + i] if i < loud else plan[path[i - loud, HEAD], ROW])


@inner
def copy_line(board: Array, line: int, to: int) -> None:
    """Copy a line."""
    for d in range(BLOCK):
        board[to, d] = board[line, d]


@inner
def add_line(board: Array, line: int, to: int) -> None:
    """Add a line to another."""
    for d in range(BLOCK):
        board[to, d] += board[line, d]


@inner
def join(board: Array, plan: Places, path: Places, p: int) -> None:
    """Count votes with a party standing down in a bloc: it gives, costs deserters, and the rest leak."""
    m, b, slot, work = len(plan) - 1, path[p, LABEL], p + 1, work_lines(plan)
    head, was, k = path[b, HEAD], path[p, LIST + b], plan[m, K]
    move(board, plan, p, head, was)
    before, after, c = plan[m, VOTES] + p * k, plan[m, VOTES] + slot * k, plan[head, ROW]
    for d in range(BLOCK):
        board[after + c, d] = board[before + c, d] - board[work + GONE, d] + board[work + GIVEN, d]
    add_leaks(board, plan, path, p, p)
    divide(board, open_leak(plan, m + p), work + TOTAL, work + MINE)
    add_leaks(board, plan, path, p, head)
    divide(board, work + GONE, work + TOTAL, work + THEIRS)
    mine, theirs = work + MINE, work + THEIRS
    for i in range(plan[m, LOUD] + path[p, BLOCS]):
        r = stander(plan, path, i)
        if r != c:
            to, start, x, y = after + r, before + r, leak_line(plan, p, r), leak_line(plan, head, r)
            for d in range(BLOCK):
                board[to, d] = board[start, d] + board[mine, d] * board[x, d] + board[theirs, d] * board[y, d]


@inner
def move(board: Array, plan: Places, p: int, head: int, was: int) -> None:
    """Move the votes of a party that stands down and those of its stander; what is left of each leaks."""
    m, own, slot, work, loyal = len(plan) - 1, plan[p, ROW], p + 1, work_lines(plan), loyal_line(plan, p)
    base = plan[m, SLOTS]
    kept, lost, gone, given = base + m + 1, base + 2 * (m + 1), work + GONE, work + GIVEN
    tau, beta, amount = tau_line(plan, p, head), beta_line(plan, head, p), open_leak(plan, m + p)
    for d in range(BLOCK):
        board[gone, d] = board[kept + was, d] * board[beta, d] if board[own, d] > 0 else np.float32(0)
    for d in range(BLOCK):
        board[given, d] = board[tau, d] * board[loyal, d]
    for d in range(BLOCK):
        board[amount, d] = board[loyal, d] - board[given, d]
    for d in range(BLOCK):
        board[kept + slot, d] = board[kept + was, d] - board[gone, d]
    for d in range(BLOCK):
        board[lost + slot, d] = board[lost + was, d] + board[gone, d]
    for d in range(BLOCK):
        board[base + slot, d] = board[base + was, d] - board[gone, d] + board[given, d]


@inner
def add_leaks(board: Array, plan: Places, path: Places, slot: int, q: int) -> None:
    """Add up the leaks of a party to those who stand outside its bloc."""
    total, b = work_lines(plan) + TOTAL, path[q, LABEL]
    copy_line(board, open_leak(plan, q), total)
    for i in range(path[slot, BLOCS]):
        if i != b:
            lam = leak_line(plan, q, plan[path[i, HEAD], ROW])
            for d in range(BLOCK):
                board[total, d] += board[lam, d]


@inner
def divide(board: Array, amount: int, total: int, rate: int) -> None:
    """Divide what leaks; where nobody is open to it, it abstains."""
    for d in range(BLOCK):
        share = np.true_divide(board[amount, d], board[total, d])
        board[rate, d] = share if board[total, d] > 0 else np.float32(0)


@inner
def stand(board: Array, plan: Places, path: Places, p: int) -> None:
    """Count votes with a party standing in a new bloc: all that leaks is shared out anew."""
    m, slot, row, k = len(plan) - 1, p + 1, plan[p, ROW], plan[len(plan) - 1, K]
    base, votes = plan[m, SLOTS], plan[m, VOTES] + slot * k
    copy_line(board, row, base + slot)
    copy_line(board, row, base + m + 1 + slot)
    for d in range(BLOCK):
        board[base + 2 * (m + 1) + slot, d] = 0
    for i in range(plan[m, LOUD]):
        r = path[0, LIST + 2 * m + i]
        copy_line(board, r, votes + r)
    for b in range(path[slot, BLOCS]):
        copy_line(board, base + path[slot, LIST + b], votes + plan[path[b, HEAD], ROW])
    for q in range(p):
        if leaking_line(plan, path, slot, q) >= 0:
            add_leaks(board, plan, path, slot, q)
            divide(board, leaking_line(plan, path, slot, q), work_lines(plan) + TOTAL, work_lines(plan) + MINE)
            pour(board, plan, path, slot, q)


@inner
def leaking_line(plan: Places, path: Places, slot: int, q: int) -> int:
    """Return the line of what leaks from a party: of who does not stand, or of a stander with partners; else -1."""
    m, b = len(plan) - 1, path[q, LABEL]
    if path[b, HEAD] != q:
        return open_leak(plan, m + q)
    members = path[slot, LIST + m + b]
    return int(plan[m, SLOTS] + 2 * (m + 1) + path[slot, LIST + b]) if members & (members - 1) else -1


@inner
def pour(board: Array, plan: Places, path: Places, slot: int, q: int) -> None:
    """Share out what leaks from a party among those who stand outside its bloc."""
    m, rate = len(plan) - 1, work_lines(plan) + MINE
    votes, c = plan[m, VOTES] + slot * plan[m, K], plan[path[path[q, LABEL], HEAD], ROW]
    for i in range(plan[m, LOUD] + path[slot, BLOCS]):
        r = stander(plan, path, i)
        if r != c:
            to, lam = votes + r, leak_line(plan, q, r)
            for d in range(BLOCK):
                board[to, d] += board[rate, d] * board[lam, d]


@inner
def find_leads(board: Array, plan: Places, path: Places, slot: int) -> None:
    """Find the most and the second most votes in each draw."""
    m, best, second = len(plan) - 1, work_lines(plan) + BEST, work_lines(plan) + SECOND
    for d in range(BLOCK):
        board[best, d] = -1
    for d in range(BLOCK):
        board[second, d] = -1
    for i in range(plan[m, LOUD] + path[slot, BLOCS]):
        row = plan[m, VOTES] + slot * plan[m, K] + stander(plan, path, i)
        for d in range(BLOCK):
            less = board[row, d] if board[row, d] < board[best, d] else board[best, d]
            board[second, d] = less if less > board[second, d] else board[second, d]
        for d in range(BLOCK):
            board[best, d] = board[row, d] if board[row, d] > board[best, d] else board[best, d]
