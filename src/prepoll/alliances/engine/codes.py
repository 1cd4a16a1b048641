"""Structures over n players as restricted growth strings, ranked, unranked and cut down.

A string gives each player the label of its bloc; the first player has label 0 and a label is at most
one above all before it, so that each partition has one string (Knuth, The Art of Computer Programming
4A, section 7.2.1.5). The rank of a string is its place in lexicographic order, 0 … Bell(n) − 1:
everybody together first, everybody alone last. Packed, a string is one integer of four bits a player.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from prepoll.compiled import compiled
from prepoll.errors import UsageError

Labels = npt.NDArray[np.uint8]  # (structure, player): the label of each player's bloc
Ranks = npt.NDArray[np.int32]  # (structure,)

MOST = 12
"""Players that can be searched over: Bell(12) is 4,213,597 structures."""


@cache
def completions(n: int) -> npt.NDArray[np.int64]:
    """Count the ways to place the rest of n players, (players left, blocs so far): row n, column 0 is Bell(n).

    >>> int(completions(10)[10, 0])
    115975
    """
    ways = np.ones((n + 1, n + 2), dtype=np.int64)
    for left in range(1, n + 1):
        for blocs in range(n + 1 - left + 1):
            ways[left, blocs] = blocs * ways[left - 1, blocs] + ways[left - 1, blocs + 1]
    ways.flags.writeable = False
    return ways


def bell(n: int) -> int:
    """Count the partitions of n players."""
    return int(completions(n)[n, 0])


@cache
def strings(n: int) -> Labels:
    """List every structure over n players in the order of its rank, (Bell(n), n).

    Raises UsageError for more than 12 players.

    >>> strings(3).tolist()
    [[0, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 1], [0, 1, 2]]
    """
    if n > MOST:
        raise UsageError(f"{n} players have too many structures to try them all. Name at most {MOST} players.")
    rows: Labels = np.zeros((1, 0), dtype=np.uint8)
    for _ in range(n):
        blocs = rows.max(axis=1, initial=0).astype(np.int64) + (rows.shape[1] > 0)
        again = np.repeat(np.arange(len(rows)), blocs + 1)
        first = np.repeat(np.cumsum(blocs + 1) - (blocs + 1), blocs + 1)
        last = (np.arange(len(again)) - first).astype(np.uint8)
        rows = np.column_stack([rows[again], last])
    rows.flags.writeable = False
    return rows


def rank(labels: Sequence[int]) -> int:
    """Return the rank of a structure given by any labels, one a player.

    >>> rank([7, 3, 7]), strings(3)[2].tolist()
    (2, [0, 1, 0])
    """
    return int(ranks(np.array([labels], dtype=np.uint8))[0])


def ranks(labels: Labels) -> Ranks:
    """Return the ranks of structures given by any labels below 64, (structure, player) → (structure,)."""
    return _ranks(np.ascontiguousarray(labels), completions(labels.shape[1]))


@compiled
def _ranks(labels: Labels, ways: npt.NDArray[np.int64]) -> Ranks:
    players = labels.shape[1]
    found = np.empty(len(labels), dtype=np.int32)
    name = np.empty(64, dtype=np.int64)
    for i in range(len(labels)):
        name[:] = -1
        blocs, at = 0, 0
        for k in range(players):
            label = labels[i, k]
            new = name[label] < 0
            if new:
                name[label] = blocs
            at += name[label] * ways[players - 1 - k, blocs]
            blocs += new
        found[i] = at
    return found


@cache
def without(n: int, player: int) -> Ranks:
    """Return for each structure over n players the rank of what is left without one, (Bell(n),).

    >>> without(2, 0).tolist()
    [0, 0]
    """
    return ranks(np.delete(strings(n), player, axis=1))


@compiled
def _follow(ranks: Ranks, found: Ranks) -> None:
    for i in range(len(found)):
        found[i] = ranks[found[i]]


@cache
def brought_first(n: int, player: int) -> Ranks:
    """Return for each structure over n players its rank where one player is counted first, (Bell(n),)."""
    return ranks(strings(n)[:, [player, *(other for other in range(n) if other != player)]])


def reordered(order: Sequence[int]) -> Ranks:
    """Return for each structure over players put in an order its rank over the sorted players, (Bell(n),).

    One player after the other, from the last, is brought to the front: what that does to ranks is known.

    >>> reordered([0, 1, 2]).tolist(), reordered([2, 0, 1]).tolist()
    ([0, 1, 2, 3, 4], [0, 2, 3, 1, 4])
    """
    found, now = np.arange(bell(len(order)), dtype=np.int32), list(order)
    for player in sorted(order, reverse=True):
        at = now.index(player)
        if at:
            _follow(brought_first(len(order), at), found)
            now.insert(0, now.pop(at))
    return found


def packed(labels: Labels) -> npt.NDArray[np.int64]:
    """Pack strings of at most 15 players into one integer each, four bits a player, (structure,)."""
    shifts = 4 * np.arange(labels.shape[1], dtype=np.int64)
    whole: npt.NDArray[np.int64] = (labels.astype(np.int64) << shifts).sum(axis=1)
    return whole


def apart(labels: Labels, first: int, second: int) -> npt.NDArray[np.bool_]:
    """Say in which structures two players are in different blocs, (structure,)."""
    different: npt.NDArray[np.bool_] = labels[:, first] != labels[:, second]
    return different
