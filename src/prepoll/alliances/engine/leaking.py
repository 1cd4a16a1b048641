"""The walk over structures with full leakage: a seat's votes under every local structure, draws in blocks.

Parties are placed one by one in the order in which a bloc puts them up, so that the first of a bloc
stands and whoever joins it does not. Joining moves votes by a few multiplications; only a new stander
makes the walk share out anew what leaks. A branch ends where no party still to be placed can change
the winner in any draw of the block (see `_certain`): its winners are written once, for all structures
below. Winners are counted only where the lead is above `DOUBT`; draws below it are handed back, to be
counted by the formulas of the room, ties as ties. So pruning and rounding never change a count.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from prepoll.alliances.engine import board as board_module
from prepoll.alliances.engine.board import (
    APART,
    BEST,
    BLOCK,
    BLOCS,
    EVEN,
    HEAD,
    KIND,
    LABEL,
    LIST,
    LOUD,
    MINE,
    NEXT,
    PLACED,
    RANK,
    ROW,
    SECOND,
    SLOT,
    SLOTS,
    TAKEN,
    TIED,
    TOTAL,
    VOTES,
    K,
    add_leaks,
    beta_line,
    copy_line,
    divide,
    find_leads,
    join,
    leak_line,
    leaking_line,
    open_leak,
    stand,
    stander,
    tau_line,
    work_lines,
)
from prepoll.compiled import compiled, edition, inner

Array = npt.NDArray[Any]
Places = npt.NDArray[np.int64]

DOUBT = np.float32(4e-6)
"""A lead below this, as a share of the electorate, is not told from a tie in float32."""

FREE, BOUND, CLOSED = 0, 1, 2
"""How a party is placed: in any bloc or a new one; in the bloc of the party before it; in a new one nobody joins."""

ALL_DRAWS = -1
"""Stands for every draw where a slate is tied."""


class Seat(NamedTuple):
    """One seat: k contenders, of whom m are placed by the walk, n draws."""

    own: Array  # (k + 3, draw), the last three OTHERS, NOTA, NONVOTERS
    tau: Array  # (m, m, draw), by order of placing
    beta: Array  # (m, m, draw)
    lam: Array  # (m, k + 3, draw)
    row: Places  # (m,): the row of each party placed
    kind: Places  # (m,): FREE, BOUND or CLOSED
    even: Places  # (m,): mask of those that the rule of the slate does not put before or after it
    apart: Places  # (m,): mask of those never in one bloc with it
    stays: Places  # rows of contenders that stand alone whatever happens
    ways: Places  # (parties left, blocs): completions of a structure
    level: Places  # (free parties placed + 1,): where the counts of each level begin


class Found(NamedTuple):
    """What a walk writes."""

    wins: Places  # (place, k): draws won beyond doubt, by level and rank
    doubts: Places  # (room, 2): place and draw that are left to be counted
    many: Places  # (1,): doubts found; those beyond the room are not written


Walk = Callable[[Seat, Places, Found], None]


def _walk_with(kept_for: str) -> Walk:
    """Compile the walk; Numba keeps code by the values that a function closes over."""

    @compiled
    def walk(seat: Seat, draws: Places, found: Found) -> None:
        """Count the winners of a seat in some draws under every local structure."""
        _ = kept_for
        k, m = len(seat.own) - 3, len(seat.row)
        if m == 0:
            _hand_back(found, 0, ALL_DRAWS)
            return
        plan, path = np.zeros((m + 1, 4), np.int64), np.zeros((m + 1, LIST + 2 * m + k), np.int64)
        _note(seat, plan)
        board = np.zeros((plan[m, SLOTS] + 3 * (m + 1) + 8, BLOCK), np.float32)
        for first in range(0, len(draws), BLOCK):
            block = draws[first : first + BLOCK]
            _load(seat, block, board, plan)
            _reach(board, plan)
            plan[m, LOUD] = _loud(seat.stays, board, plan, path)
            _branches(board, plan, path, seat, block, found)

    return walk


@inner
def _note(seat: Seat, plan: Places) -> None:
    """Write down the parties placed, and in the last line where the board's lines begin."""
    k, m = len(seat.own) - 3, len(seat.row)
    for p in range(m):
        plan[p, ROW], plan[p, KIND], plan[p, APART], plan[p, EVEN] = (
            seat.row[p],
            seat.kind[p],
            seat.apart[p],
            seat.even[p],
        )
    plan[m, K], plan[m, VOTES] = k, k + 2 * m * m + m * k + 3 * m + 1
    plan[m, SLOTS] = plan[m, VOTES] + (m + 1) * k


@inner
def _load(seat: Seat, draws: Places, board: Array, plan: Places) -> None:
    """Bring a block of draws to the board; a block that is not full repeats its last draw."""
    k, m, last = len(seat.own) - 3, len(seat.row), len(draws) - 1
    for d in range(BLOCK):
        at = draws[min(d, last)]
        for r in range(k):
            board[r, d] = seat.own[r, at]
        for p in range(m):
            left = seat.lam[p, k, at] + seat.lam[p, k + 1, at] + seat.lam[p, k + 2, at]
            for q in range(m):
                board[tau_line(plan, p, q), d], board[beta_line(plan, p, q), d] = (
                    seat.tau[p, q, at],
                    seat.beta[p, q, at],
                )
            for r in range(k):
                board[leak_line(plan, p, r), d] = seat.lam[p, r, at]
            for r in seat.stays:
                left += seat.lam[p, r, at]
            board[open_leak(plan, p), d] = left


@inner
def _reach(board: Array, plan: Places) -> None:
    """Bound by how much the parties from each place on can change a lead between parties placed before.

    Each brings at most its own votes to one side; as a partner it costs a stander its deserters, who may
    all go to the other side, so that they count twice.
    """
    m = len(plan) - 1
    reach = open_leak(plan, 2 * m)
    for d in range(BLOCK):
        board[reach + m, d] = 0
        for p in range(m - 1, -1, -1):
            own, worst = board[plan[p, ROW], d], np.float32(0)
            for c in range(m):
                worst = max(worst, board[beta_line(plan, c, p), d] * board[plan[c, ROW], d])
            board[reach + p, d] = board[reach + p + 1, d] + (own + np.float32(2) * worst if own > 0 else own)


@inner
def _loud(stays: Places, board: Array, plan: Places, path: Places) -> int:
    """List those that stay and can win: of the others a bound shows that somebody always has more votes."""
    m, loud = len(plan) - 1, 0
    least = plan[m, SLOTS] + 3 * (m + 1)
    _least(stays, board, plan, least)
    for r in stays:
        beaten = True
        for d in range(BLOCK):
            most = board[r, d]
            for p in range(m):
                left = board[open_leak(plan, p), d]
                share = board[leak_line(plan, p, r), d] / left if left > 0 else np.float32(1)
                most += board[plan[p, ROW], d] * share
            beaten &= most + DOUBT < board[least, d]
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
    for d in range(BLOCK):
        kept = board[plan[first, ROW], d] if plan[first, KIND] == FREE else np.float32(0)
        for q in range(m):
            if q != first:
                kept -= kept * board[beta_line(plan, first, q), d]
        for r in stays:
            kept = max(kept, board[r, d])
        board[least, d] = kept


@inner
def _branches(board: Array, plan: Places, path: Places, seat: Seat, draws: Places, found: Found) -> None:
    """Walk over all ways to place the parties."""
    m, p, ways, level, early = len(plan) - 1, 0, seat.ways, seat.level, True
    for q in range(m):  # where a slate may be tied, who stands is not known before the end
        early &= plan[q, EVEN] == 1 << q
    for i in range(plan[m, LOUD]):
        r = path[0, LIST + 2 * m + i]
        copy_line(board, r, plan[m, VOTES] + r)
    _start(plan, path, 0)
    while p >= 0:
        label = path[p, NEXT]
        if label > (path[p - 1, LABEL] if plan[p, KIND] == BOUND else path[p, BLOCS]):
            p -= 1
            continue
        path[p, NEXT] = label + 1
        if label < path[p, BLOCS] and path[p, LIST + m + label] & plan[p, APART]:
            continue
        _place(plan, path, ways, p, label)
        if not path[p + 1, TIED]:
            _vote(board, plan, path, p, label)
        if p + 1 == m:
            _end(board, plan, path, level[path[m, PLACED]] + path[m, RANK], draws, found)
        elif early and plan[p + 1, KIND] == FREE and _certain(board, plan, path, p + 1):
            place = level[path[p + 1, PLACED]] + _rank(plan, path, ways, p + 1)
            _count(board, plan, path, place, len(draws), found.wins)
        else:
            p += 1
            _start(plan, path, p)


@inner
def _vote(board: Array, plan: Places, path: Places, p: int, label: int) -> None:
    """Count the votes with one more party placed, and who leads."""
    if label < path[p, BLOCS]:
        join(board, plan, path, p)
    else:
        stand(board, plan, path, p)
    if p + 2 == len(plan) or plan[p + 1, KIND] == FREE:
        find_leads(board, plan, path, p + 1)


@inner
def _end(board: Array, plan: Places, path: Places, place: int, draws: Places, found: Found) -> None:
    """Write down who wins when everybody is placed, and which draws are in doubt."""
    if path[len(plan) - 1, TIED]:
        _hand_back(found, place, ALL_DRAWS)
        return
    _count(board, plan, path, place, len(draws), found.wins)
    best, second, some = work_lines(plan) + BEST, work_lines(plan) + SECOND, False
    for d in range(BLOCK):
        some |= not board[best, d] - board[second, d] > DOUBT
    if some:
        for d in range(len(draws)):
            if not board[best, d] - board[second, d] > DOUBT:
                _hand_back(found, place, draws[d])


@inner
def _start(plan: Places, path: Places, p: int) -> None:
    """Set the first bloc that a party can be placed in."""
    if plan[p, KIND] == BOUND:
        path[p, NEXT] = path[p - 1, LABEL]
    elif plan[p, KIND] == CLOSED:
        path[p, NEXT] = path[p, BLOCS]
    else:
        path[p, NEXT] = _closed(plan, path, p)


@inner
def _closed(plan: Places, path: Places, p: int) -> int:
    """Count the blocs that nobody may join; they come first."""
    count = 0
    for b in range(path[p, BLOCS]):
        count += plan[path[b, HEAD], KIND] == CLOSED
    return count


@inner
def _place(plan: Places, path: Places, ways: Places, p: int, label: int) -> None:
    """Note a party's bloc in the next slot of the branch."""
    m, blocs, closed = len(plan) - 1, path[p, BLOCS], _closed(plan, path, p)
    for i in range(LIST, LIST + 2 * m):
        path[p + 1, i] = path[p, i]
    path[p, LABEL], path[0, SLOT] = label, p + 1
    if label == blocs:
        path[label, HEAD] = p
        path[p + 1, LIST + m + label] = 0
    path[p + 1, LIST + label] = p + 1
    path[p + 1, LIST + m + label] |= 1 << p
    path[p + 1, BLOCS] = blocs + (label == blocs)
    path[p + 1, TIED] = path[p, TIED] or (label < blocs and plan[p, EVEN] >> path[label, HEAD] & 1)
    path[p + 1, RANK], path[p + 1, PLACED] = path[p, RANK], path[p, PLACED]
    if plan[p, KIND] == FREE:
        path[p + 1, RANK] += (label - closed) * ways[len(ways) - 2 - path[p, PLACED], blocs - closed]
        path[p + 1, PLACED] += 1


@inner
def _rank(plan: Places, path: Places, ways: Places, slot: int) -> int:
    """Return the rank of the structure of the parties placed so far among those of its level."""
    closed, left, blocs, rank = _closed(plan, path, slot), path[slot, PLACED], 0, 0
    for q in range(slot):
        if plan[q, KIND] == FREE:
            left -= 1
            label = path[q, LABEL] - closed
            rank += label * ways[left, blocs]
            blocs += label == blocs
    return int(rank)


@inner
def _count(board: Array, plan: Places, path: Places, place: int, draws: int, wins: Places) -> None:
    """Add up the draws that each wins beyond doubt."""
    m, second = len(plan) - 1, work_lines(plan) + SECOND
    slot = path[0, SLOT]
    for i in range(plan[m, LOUD] + path[slot, BLOCS]):
        r, won = stander(plan, path, i), 0
        row = plan[m, VOTES] + slot * plan[m, K] + r
        for d in range(draws):
            won += board[row, d] - board[second, d] > DOUBT
        wins[place, r] += won


@inner
def _certain(board: Array, plan: Places, path: Places, slot: int) -> bool:
    """Say whether nobody still to be placed can change the winner in any draw of the block.

    A lead shrinks at most by the reach of those still to be placed and by what new standers take from
    those who leak (`taken`); a new stander has at most both together.
    """
    m, work = len(plan) - 1, work_lines(plan)
    best, second, taken, reach = work + BEST, work + SECOND, work + TAKEN, open_leak(plan, 2 * m + slot)
    for d in range(BLOCK):
        board[taken, d] = 0
    if not _clear(board, best, second, taken, reach):
        return False
    for q in range(slot):
        amount = leaking_line(plan, path, slot, q)
        if amount >= 0:
            add_leaks(board, plan, path, slot, q)
            divide(board, amount, work + TOTAL, work + MINE)
            for p in range(slot, m):
                lam = leak_line(plan, q, plan[p, ROW])
                for d in range(BLOCK):
                    board[taken, d] += board[work + MINE, d] * board[lam, d]
    return _clear(board, best, second, taken, reach)


@inner
def _clear(board: Array, best: int, second: int, taken: int, reach: int) -> bool:
    """Say whether the lead is beyond reach in every draw."""
    good = True
    for d in range(BLOCK):
        rival = board[second, d] if board[second, d] > board[taken, d] else board[taken, d]
        good &= board[best, d] - rival > board[reach, d] + board[taken, d] + DOUBT
    return good


@inner
def _hand_back(found: Found, place: int, draw: int) -> None:
    """Note a draw that is left to be counted."""
    at = found.many[0]
    if at < len(found.doubts):
        found.doubts[at, 0], found.doubts[at, 1] = place, draw
    found.many[0] = at + 1


walk: Walk = _walk_with(edition(board_module))
