"""Whole structures in native code: what every party gets of all seats, and who wins each of them.

The votes of a seat are those of `kernel`; here they are added up, or the winners kept. Code that is kept
takes the text of `kernel` into account.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from prepoll.alliances import kernel
from prepoll.alliances.kernel import Ballot, Places, Stack, code_of, count_in, find_winners
from prepoll.compiled import compiled, edition

Array = npt.NDArray[Any]

TIED = 255
"""Stands for the winner of a seat in a draw that several win."""


class Asked(NamedTuple):
    """What is added up over seats."""

    parties: Places  # (asked,): places on the party axis of the draws
    rivals: npt.NDArray[np.bool_]  # (set, P)
    electors: npt.NDArray[np.float64]  # (s,)
    deposit: np.float32  # share of the votes for candidates from which a deposit is kept
    strict: bool  # or above which


class Sums(NamedTuple):
    """What has been added up over seats, draw by draw."""

    each: npt.NDArray[np.float64]  # (asked, 3, n): seats, votes and deposits
    candidates: npt.NDArray[np.float64]  # (n,): votes for candidates
    rivals: npt.NDArray[np.float64]  # (set, n): seats of each set of rivals
    lots: npt.NDArray[np.float64]  # (room, 3): the ties that those asked for are in: who, draw and chance


class Boards(NamedTuple):
    """Several structures, each with who stands; b of them, F courtesies in all."""

    bloc: Places  # (b, s, P)
    stands: npt.NDArray[np.bool_]  # (b, s, P)
    favours: Places  # (F, 3)
    ends: Places  # (b,): where the courtesies of each end


class Heads(NamedTuple):
    """Who wins, one line for each board and seat asked for, and what one party polls there."""

    first: npt.NDArray[np.uint8]  # (line, n): the row of the winner in the seat, `TIED` where there are several
    votes: npt.NDArray[np.float32]  # (line, n): of the party named for the line; (0, 0) where none is named
    ties: Places  # (room, 3): line, draw, and the mask of who wins


AddUp = Callable[[Stack, Ballot, Asked, Sums], int]
FindHeads = Callable[[Stack, Boards, Places, Heads], int]


def _add_up_with(kept_for: str) -> AddUp:
    """Compile the sums; Numba keeps code by the values that a function closes over."""

    @compiled
    def add_up(stack: Stack, ballot: Ballot, asked: Asked, sums: Sums) -> int:
        """Count every seat of a stack and add up what some parties get, draw by draw.

        Ties are written to `sums.lots` as far as there is room; returned is how many there are.
        """
        _ = kept_for
        n, found = len(sums.candidates), 0
        most = stack.width.max() + 3
        room, won = np.empty(most * n, dtype=stack.own.dtype), np.empty(most * n, dtype=np.float32)
        for s in range(len(stack.width)):
            k = stack.width[s]
            votes, wins = room[: (k + 3) * n].reshape((k + 3, n)), won[: k * n].reshape((k, n))
            local = code_of(stack, ballot, s)
            count_in(stack, s, local, votes)
            tied = find_winners(votes, local.stands, wins)
            _add_rivals(stack.column[s], wins, asked, sums.rivals)
            candidates = votes[0].copy()
            for r in range(1, k + 1):
                candidates += votes[r]
            for d in range(n):
                sums.candidates[d] += asked.electors[s] * candidates[d]
            for i in range(len(asked.parties)):
                mine = stack.row[s, asked.parties[i]]
                if mine >= 0 and local.stands >> mine & 1:
                    _add(votes[mine], candidates, wins[mine], asked.electors[s], asked, sums.each[i])
                    found = _draw_lots(i, wins[mine], sums.lots, found) if tied else found
        return found

    return add_up


def _find_heads_with(kept_for: str) -> FindHeads:
    """Compile the search for winners; as above."""

    @compiled
    def find_heads(stack: Stack, boards: Boards, lines: Places, heads: Heads) -> int:
        """Find who wins some seats of some boards, `lines` being (line, 3): seat, board, row of the party that polls.

        Ties are written as far as there is room; returned is how many there are.
        """
        _ = kept_for
        n, found = heads.first.shape[1], 0
        room = np.empty((stack.width.max() + 3) * n, dtype=stack.own.dtype)
        best = np.empty(n, dtype=stack.own.dtype)
        for line in range(len(lines)):
            s, b, row = lines[line]
            k, since = stack.width[s], 0 if b == 0 else boards.ends[b - 1]
            votes = room[: (k + 3) * n].reshape((k + 3, n))
            local = code_of(stack, Ballot(boards.bloc[b], boards.stands[b], boards.favours[since : boards.ends[b]]), s)
            count_in(stack, s, local, votes)
            found = _head(votes, local.stands, best, line, heads, found)
            if len(heads.votes):
                heads.votes[line] = votes[row]
        return found

    return find_heads


@compiled
def _add_rivals(column: Places, wins: Array, asked: Asked, rivals: Array) -> None:
    """Add the seats that each set of rivals wins."""
    for i in range(len(rivals)):
        for r in range(len(wins)):
            if asked.rivals[i, column[r]]:
                rivals[i] += wins[r]


@compiled
def _add(votes: Array, candidates: Array, wins: Array, electors: float, asked: Asked, sums: Array) -> None:
    """Add a seat's part of one party; a deposit is kept by whoever polls enough, else as far as the seat is won."""
    seats, cast, kept = sums[0], sums[1], sums[2]
    for d in range(len(votes)):
        enough = asked.deposit * candidates[d]
        over = votes[d] > enough or (not asked.strict and votes[d] == enough and votes[d] > 0)
        seats[d] += wins[d]
        cast[d] += electors * votes[d]
        kept[d] += 1 if over else wins[d]


@compiled
def _draw_lots(who: int, wins: Array, lots: Array, found: int) -> int:
    """Note the draws in which a seat is tied and the party's chance in each, behind those found so far."""
    for d in range(len(wins)):
        if 0 < wins[d] < 1:
            if found < len(lots):
                lots[found, 0], lots[found, 1], lots[found, 2] = who, d, wins[d]
            found += 1
    return found


@compiled
def _head(votes: Array, stands: int, best: Array, line: int, heads: Heads, found: int) -> int:
    """Write who has most votes in each draw of one line; only who stands can win, with no votes too."""
    first, several = heads.first[line], 0
    best[:] = -1
    for p in range(len(votes) - 3):
        if stands >> p & 1:
            row, name = votes[p], np.uint8(p)
            for d in range(len(best)):
                several |= row[d] == best[d]
                first[d] = name if row[d] > best[d] else first[d]
                best[d] = max(row[d], best[d])
    if several:
        found = _ties(votes, stands, best, line, heads, found)
    return found


@compiled
def _ties(votes: Array, stands: int, best: Array, line: int, heads: Heads, found: int) -> int:
    """Note the draws of a line that several win."""
    for d in range(len(best)):
        mask, many = 0, 0
        for p in range(len(votes) - 3):
            if stands >> p & 1 and votes[p, d] == best[d]:
                mask |= 1 << p
                many += 1
        if many > 1:
            heads.first[line, d] = TIED
            if found < len(heads.ties):
                heads.ties[found, 0], heads.ties[found, 1], heads.ties[found, 2] = line, d, mask
            found += 1
    return found


@compiled
def write_keys(ballot: Ballot, row: Places, keys: npt.NDArray[np.uint8]) -> None:
    """Write into `keys`, (s, P), all that a seat's votes depend on but courtesies.

    0 for who does not matter there; else 2 and, where it has partners that do, twice their number from 1 on
    in the order of the parties; 1 more for who stands.
    """
    number = np.zeros(ballot.bloc.max() + 2, dtype=np.int64)
    members = np.zeros_like(number)
    for s in range(len(keys)):
        number[:], members[:], found = 0, 0, 0
        for p in range(keys.shape[1]):
            if row[s, p] >= 0:
                members[ballot.bloc[s, p] + 1] += 1
        for p in range(keys.shape[1]):
            bloc = ballot.bloc[s, p] + 1
            if row[s, p] < 0:
                keys[s, p] = 0
                continue
            if bloc > 0 and members[bloc] > 1 and number[bloc] == 0:
                found += 1
                number[bloc] = found
            keys[s, p] = 2 + 2 * number[bloc] + ballot.stands[s, p]


@compiled
def add_wins(first: npt.NDArray[np.uint8], rows: Places, won: npt.NDArray[np.int32]) -> None:
    """Add to `won`, (n,), the seats of `first`, (seat, n), that go to the row named for each; −1 for none."""
    for s in range(len(first)):
        if rows[s] >= 0:
            line, row = first[s], np.uint8(rows[s])
            for d in range(len(won)):
                won[d] += line[d] == row


add_up: AddUp = _add_up_with(edition(kernel))
find_heads: FindHeads = _find_heads_with(edition(kernel))
