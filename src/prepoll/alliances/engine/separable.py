"""The walk over structures where what leaks abstains: a bloc's votes depend on the bloc alone.

Votes are counted once for each bloc. "At least as many as" between two blocs is a set of draws, kept
in bits; the walk over structures intersects such sets, drops a bloc that leads nowhere, and counts
bits where everybody is placed. A draw in which several lead is a tie and counts as equal parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from prepoll.alliances.engine.codes import bell, completions
from prepoll.alliances.engine.settle import UNIT
from prepoll.alliances.engine.tables import Parts, Tables
from prepoll.compiled import bits_set, compiled, inner

Array = npt.NDArray[Any]
Places = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint32]

LANES = 64
"""Words of 32 draws that are walked over together; draw 32-bit place j of lane l is draw j · LANES + l."""


class Arena(NamedTuple):
    """One seat whose players are placed in the order in which a bloc puts them up; all others win nothing."""

    own: Array  # (m, draw): shares of the electorate, float32
    tau: Array  # (m, m, draw): [q, c] is the share of q's voters who follow to c; the rest abstain
    beta: Array  # (m, m, draw): [c, q] is the share of c's voters lost because of q; they abstain


def search_separable(
    arenas: Iterable[tuple[tuple[int, ...], Arena]], players: int, threads: int, *, everybody: bool = False
) -> Parts:
    """Count the seats that every structure gives to every player, (structure, player), in 1/UNIT.

    Each seat comes with the places of its players among all, in the order in which they stand; who has
    no strength in any draw gives nothing and costs nobody anything, and is left out unless `everybody`
    is to be walked over.
    """
    tables, rest = Tables(players, players), iter(arenas)
    with ThreadPoolExecutor(threads) as pool:
        while batch := list(islice(rest, 4 * threads)):
            for order, parts in pool.map(_whole if everybody else _count, batch):
                tables.add(order, order, parts)
    return tables.folded()


def _whole(seat: tuple[tuple[int, ...], Arena]) -> tuple[tuple[int, ...], Parts]:
    """Count a seat among everybody."""
    return seat[0], count_arena(seat[1])


def _count(seat: tuple[tuple[int, ...], Arena]) -> tuple[tuple[int, ...], Parts]:
    """Count a seat among those with strength."""
    order, arena = seat
    alive = np.flatnonzero((arena.own > 0).any(axis=1))
    if len(alive) < len(order):
        pairs = np.ix_(alive, alive)
        arena = Arena(arena.own[alive], np.ascontiguousarray(arena.tau[pairs]), np.ascontiguousarray(arena.beta[pairs]))
    return tuple(order[i] for i in alive), count_arena(arena)


def count_arena(arena: Arena) -> Parts:
    """Count a seat under every structure over its players, (structure by rank, player), in 1/UNIT."""
    m = len(arena.own)
    wins = np.zeros((bell(m), m), dtype=np.int64)
    ties = np.zeros((bell(m), m), dtype=np.int64)
    walk_blocs(arena, wins, ties)
    parts: Parts = np.empty_like(wins)
    put_parts(wins, ties, _ranks_by_leaf(m), parts)
    return parts


@cache
def _ranks_by_leaf(players: int) -> Places:
    """Return the rank of each structure in the order in which the walk ends, (structure,)."""
    found = np.zeros(bell(players), dtype=np.int64)
    list_ranks(completions(players), found)
    return found


@compiled
def put_parts(wins: Places, ties: Places, ranks: Places, parts: Parts) -> None:
    """Bring what was counted by the order of the walk into that of the ranks, in 1/UNIT."""
    for leaf in range(len(wins)):
        for player in range(wins.shape[1]):
            parts[ranks[leaf], player] = wins[leaf, player] * UNIT + ties[leaf, player]


@compiled
def list_ranks(ways: Places, found: Places) -> None:
    """Walk over the structures as `walk_blocs` does and write their ranks."""
    players, depth, leaf = len(ways) - 1, 0, 0
    path, labels = np.zeros((players + 1, 5), np.int64), np.zeros(players, np.int64)
    _begin(path, 0, (1 << players) - 1)
    while depth >= 0:
        bloc, rest = _next(path, depth), path[depth, REST]
        if not bloc:
            depth -= 1
            continue
        for player in range(players):
            if bloc >> player & 1:
                labels[player] = depth
        if rest == bloc:
            found[leaf] = _rank(labels, ways)
            leaf += 1
        else:
            depth += 1
            _begin(path, depth, rest ^ bloc)


@compiled
def walk_blocs(arena: Arena, wins: Places, ties: Places) -> None:
    """Add up who wins under every structure, in the order in which the walk ends: sole wins, and parts of ties."""
    own, tau, beta = arena
    m, n = own.shape
    votes = np.zeros((1 << m, 32 * LANES), np.float32)
    kept = np.zeros((1 << m, 32 * LANES), np.float32)
    ternary = np.zeros(1 << m, np.int64)
    for mask in range(1, 1 << m):
        low = mask & -mask
        ternary[mask] = ternary[mask ^ low] + 3 ** bits_set(np.uint32(low - 1))
    atleast = np.zeros((3**m, LANES), np.uint32)
    leads = np.zeros((m + 1, m, LANES), np.uint32)
    level = np.zeros(3**m, np.bool_)
    path = np.zeros((m + 1, 5), np.int64)
    for first in range(0, n, 32 * LANES):
        size = min(32 * LANES, n - first)
        _bloc_votes(own, tau, beta, first, size, kept, votes)
        _within(leads, size)
        _compare(votes.view(np.uint32), ternary, leads, atleast, level)
        _structures(atleast, ternary, level, leads, path, size, wins, ties)


@inner
def _bloc_votes(  # noqa: PLR0913, PLR0917  as above
    own: Array, tau: Array, beta: Array, first: int, size: int, kept: Array, votes: Array
) -> None:
    """Count the votes of every bloc: its first member stands, each other gives and costs deserters."""
    m = len(own)
    for mask in range(1, 1 << m):
        top = 0
        while mask >> (top + 1):
            top += 1
        head, before = 0, mask ^ (1 << top)
        while not mask >> head & 1:
            head += 1
        if not before:
            for d in range(size):
                kept[mask, d] = own[top, first + d]
                votes[mask, d] = own[top, first + d]
            continue
        for d in range(size):
            strength, was = own[top, first + d], kept[before, d]
            lost = was * beta[head, top, first + d] if strength > 0 else np.float32(0)
            kept[mask, d] = was - lost
            votes[mask, d] = votes[before, d] - lost + tau[top, head, first + d] * strength


@inner
def _compare(votes: Words, ternary: Places, leads: Words, atleast: Words, level: Array) -> None:
    """Write for each two disjoint blocs in which draws each has at least as many votes, and if any are level.

    `votes` are read as whole numbers, which float32 above 0 are ordered like: the sign of a difference says
    which is less, without a jump.
    """
    every, lanes = len(ternary) - 1, atleast.shape[1]
    for a in range(1, every + 1):
        rest = every ^ a
        b = rest
        while b > a:
            one, other = ternary[a] + 2 * ternary[b], ternary[b] + 2 * ternary[a]
            for lane in range(lanes):
                atleast[one, lane] = 0
            for lane in range(lanes):
                atleast[other, lane] = 0
            for j in range(32):
                for lane in range(lanes):
                    first, second = votes[a, j * lanes + lane], votes[b, j * lanes + lane]
                    atleast[one, lane] = (atleast[one, lane] >> ONE) | ((first - second) & SIGN)
                    atleast[other, lane] = (atleast[other, lane] >> ONE) | ((second - first) & SIGN)
            some = np.uint32(0)
            for lane in range(lanes):
                some |= ~(atleast[one, lane] | atleast[other, lane]) & leads[0, 0, lane]
            for lane in range(lanes):
                atleast[one, lane] = ~atleast[one, lane]
            for lane in range(lanes):
                atleast[other, lane] = ~atleast[other, lane]
            level[one] = some > 0
            level[other] = some > 0
            b = (b - 1) & rest


SIGN, ONE = np.uint32(1 << 31), np.uint32(1)


BLOC, REST, LEFT, LIVE, TIED = 0, 1, 2, 3, 4
"""Columns of the path, a line for each bloc placed: it, who is left, the next choice, after which blocs it leads.

TIED says whether two that lead are level in some draw."""


@inner
def _structures(  # noqa: PLR0913, PLR0917  arrays, and no tuple of them, whose references would be counted
    atleast: Words,
    ternary: Places,
    level: Array,
    leads: Words,
    path: Places,
    size: int,
    wins: Places,
    ties: Places,
) -> None:
    """Walk over the structures: the next bloc is the first player left with some of the others."""
    depth, leaf = 0, 0
    _begin(path, 0, len(ternary) - 1)
    path[0, TIED] = 0
    while depth >= 0:
        bloc, rest = _next(path, depth), path[depth, REST]
        if not bloc:
            depth -= 1
            continue
        tied = _is_level(ternary, level, path, depth)
        if rest != bloc:
            _lead(atleast, ternary, leads, path, depth, tied)
            depth += 1
            _begin(path, depth, rest ^ bloc)
            path[depth, TIED] = tied
            continue
        if tied:
            _lead(atleast, ternary, leads, path, depth, tied)
            _share(leads, path, depth + 1, leaf, wins, ties)
        else:
            _finish(atleast, ternary, leads, path, depth, size, wins[leaf])
        leaf += 1


@inner
def _begin(path: Places, depth: int, rest: int) -> None:
    """Set the first choice of a line: everybody left together."""
    path[depth, REST], path[depth, LEFT] = rest, rest & (rest - 1)


@inner
def _next(path: Places, depth: int) -> int:
    """Place the next bloc of a line and return it; 0 where none is left."""
    more, rest = path[depth, LEFT], path[depth, REST]
    if more < 0:
        return 0
    path[depth, LEFT] = (more - 1) & rest & (rest - 1) if more else -1
    path[depth, BLOC] = (rest & -rest) | more
    return int(path[depth, BLOC])


@inner
def _is_level(ternary: Places, level: Array, path: Places, depth: int) -> bool:
    """Say whether the bloc placed last, or one before it, is level with another that leads."""
    tied, bloc = path[depth, TIED] > 0, ternary[path[depth, BLOC]]
    for i in range(depth):
        if path[i, LIVE] >> depth & 1:
            tied |= level[bloc + 2 * ternary[path[i, BLOC]]]
    return bool(tied)


@inner
def _finish(  # noqa: PLR0913, PLR0917  as above
    atleast: Words, ternary: Places, leads: Words, path: Places, depth: int, size: int, wins: Places
) -> None:
    """Count the draws that each bloc leads with the last one placed, which has all the others; no ties."""
    left = size
    for i in range(depth):
        if path[i, LIVE] >> depth & 1:
            under, won = ternary[path[i, BLOC]] + 2 * ternary[path[depth, BLOC]], 0
            for lane in range(leads.shape[2]):
                won += bits_set(leads[depth, i, lane] & atleast[under, lane])
            wins[_head(path[i, BLOC])] += won
            left -= won
    wins[_head(path[depth, BLOC])] += left


@inner
def _within(leads: Words, size: int) -> None:
    """Write the draws that a block holds into the first line."""
    for lane in range(LANES):
        word = np.uint32(0)
        for j in range(32):
            if j * LANES + lane < size:
                word |= np.uint32(1) << np.uint32(j)
        leads[0, 0, lane] = word


@inner
def _lead(atleast: Words, ternary: Places, leads: Words, path: Places, depth: int, tied: bool) -> None:
    """Intersect the leads with the bloc placed last, into the next line; it leads where no other does, or level."""
    bloc, lanes = path[depth, BLOC], leads.shape[2]
    for lane in range(lanes):
        leads[depth + 1, depth, lane] = leads[0, 0, lane]
    for i in range(depth):
        path[i, LIVE] &= ~(1 << (depth + 1))
        if path[i, LIVE] >> depth & 1:
            under, some = ternary[path[i, BLOC]] + 2 * ternary[bloc], np.uint32(0)
            for lane in range(lanes):
                left = leads[depth, i, lane] & atleast[under, lane]
                leads[depth + 1, i, lane] = left
                some |= left
            path[i, LIVE] |= np.int64(some > 0) << (depth + 1)
            over = ternary[bloc] + 2 * ternary[path[i, BLOC]]
            if tied:
                for lane in range(lanes):
                    leads[depth + 1, depth, lane] &= atleast[over, lane]
            else:
                for lane in range(lanes):
                    leads[depth + 1, depth, lane] &= ~leads[depth + 1, i, lane]
    path[depth, LIVE] = 1 << (depth + 1)


@inner
def _rank(labels: Places, ways: Places) -> int:
    """Return the rank of a structure."""
    players, blocs, rank = len(ways) - 1, 0, 0
    for player in range(players):
        rank += labels[player] * ways[players - 1 - player, blocs]
        blocs += labels[player] == blocs
    return int(rank)


@inner
def _head(bloc: int) -> int:
    """Return the player who stands for a bloc."""
    return int(bits_set(np.uint32((bloc & -bloc) - 1)))


@inner
def _share(leads: Words, path: Places, blocs: int, leaf: int, wins: Places, ties: Places) -> None:
    """Count the draws that each bloc leads; where several lead, give each its part."""
    for lane in range(leads.shape[2]):
        for j in range(32):
            several, bit = 0, np.uint32(1) << np.uint32(j)
            for i in range(blocs):
                several += path[i, LIVE] >> blocs & 1 and leads[blocs, i, lane] & bit > 0
            for i in range(blocs):
                if path[i, LIVE] >> blocs & 1 and leads[blocs, i, lane] & bit > 0:
                    head = _head(path[i, BLOC])
                    wins[leaf, head] += several == 1
                    ties[leaf, head] += UNIT // several if several > 1 else 0
