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

from prepoll.alliances.engine import block as block_module
from prepoll.alliances.engine import board as board_module
from prepoll.alliances.engine import lanes as lanes_module
from prepoll.alliances.engine.block import BOUND, CLOSED, DOUBT, FREE, Seat, bound_reach, find_loud, lay_out, load
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
    loyal_line,
    open_leak,
    stand,
    stander,
    tau_line,
    work_lines,
)
from prepoll.alliances.engine.lanes import (
    ASIDE,
    COSTS,
    GIVES,
    JOINER,
    KEPT,
    LANES,
    LOUD_ONES,
    LOYAL,
    MANY,
    MINE_AT,
    MINE_OPEN,
    NOTE,
    OWN,
    SIZE,
    THEIRS_AT,
    THEIRS_OPEN,
    VOTES_AT,
    counts_joined,
)
from prepoll.compiled import compiled, edition, inner

Array = npt.NDArray[Any]
Places = npt.NDArray[np.int64]

count_joined = counts_joined(float(DOUBT))

ALL_DRAWS = -1
"""Stands for every draw where a slate is tied."""


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
        lay_out(seat, plan)
        board = np.zeros((plan[m, SLOTS] + 3 * (m + 1) + 9, BLOCK), np.float32)
        note, won = np.zeros((4, NOTE + k + m), np.int64), np.zeros(k + m, np.int64)
        open_ = np.zeros(BLOCK // LANES, np.int32)
        for first in range(0, len(draws), BLOCK):
            block = draws[first : first + BLOCK]
            load(seat, block, board, plan)
            bound_reach(board, plan)
            plan[m, LOUD] = find_loud(seat.stays, board, plan, path)
            _branches(board, plan, path, seat, block, found, note, won, open_)

    return walk


@inner
def _branches(  # noqa: PLR0913, PLR0917  arrays, and no tuple of them, whose references would be counted
    board: Array,
    plan: Places,
    path: Places,
    seat: Seat,
    draws: Places,
    found: Found,
    note: Places,
    won: Places,
    open_: Array,
) -> None:
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
        if p + 1 == m and label < path[p, BLOCS] and not path[m, TIED]:
            place = level[path[m, PLACED]] + path[m, RANK]
            _end_joined(board, plan, path, place, draws, found, note, won, open_)
            continue
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
def _end_joined(  # noqa: PLR0913, PLR0917  as above
    board: Array,
    plan: Places,
    path: Places,
    place: int,
    draws: Places,
    found: Found,
    note: Places,
    won: Places,
    open_: Array,
) -> None:
    """Write down who wins when the last party joins a bloc, and which draws are in doubt."""
    _note_joined(plan, path, len(draws), note)
    some = count_joined(board, note, won, open_)
    for i in range(note[ASIDE, MANY]):
        found.wins[place, stander(plan, path, i)] += won[i]
        won[i] = 0
    if some:
        for d in range(len(draws)):
            if open_[d // LANES] >> (d % LANES) & 1:
                _hand_back(found, place, draws[d])


@inner
def _note_joined(plan: Places, path: Places, size: int, note: Places) -> None:
    """Note where the lines are that matter when the last party joins a bloc."""
    m, p = len(plan) - 1, len(plan) - 2
    b, loud, before, nothing = path[p, LABEL], plan[m, LOUD], plan[m, VOTES] + p * plan[m, K], work_lines(plan) + 8
    head = path[b, HEAD]
    note[ASIDE, MANY], note[ASIDE, LOUD_ONES], note[ASIDE, OWN] = loud + path[p, BLOCS], loud, loud + b
    note[ASIDE, JOINER], note[ASIDE, KEPT] = plan[p, ROW], plan[m, SLOTS] + m + 1 + path[p, LIST + b]
    note[ASIDE, COSTS], note[ASIDE, GIVES] = beta_line(plan, head, p), tau_line(plan, p, head)
    note[ASIDE, MINE_OPEN], note[ASIDE, THEIRS_OPEN] = open_leak(plan, p), open_leak(plan, head)
    note[ASIDE, SIZE], note[ASIDE, LOYAL] = size, loyal_line(plan, p)
    for i in range(note[ASIDE, MANY]):
        r = stander(plan, path, i)
        note[VOTES_AT, i] = before + r
        note[MINE_AT, i] = nothing if i == loud + b else leak_line(plan, p, r)
        note[THEIRS_AT, i] = nothing if i == loud + b else leak_line(plan, head, r)


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


walk: Walk = _walk_with(edition(board_module, block_module, lanes_module))
