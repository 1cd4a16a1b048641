"""The walk over structures where what leaks abstains: a bloc's votes depend on the bloc alone.

Votes are counted once for each bloc. For one bloc after the other, "more than" another bloc is a set of
draws, kept in bits; a walk over the ways to divide everybody else intersects such sets, goes no further
where nothing is left, and counts bits where everybody is placed. What a bloc wins there is added to the
structure. Draws in which several lead are found by their absence and shared out by a second walk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from prepoll.alliances.engine import bits as bits_module
from prepoll.alliances.engine import course as course_module
from prepoll.alliances.engine.bits import (
    DRAWS,
    WORDS,
    Lines,
    Sets,
    count_shared,
    mark_above,
    mark_least,
    mark_level,
    meet,
)
from prepoll.alliances.engine.codes import bell
from prepoll.alliances.engine.course import (
    BLOC,
    DEPTH,
    LEFT,
    REST,
    Course,
    Places,
    Ranks,
    Steps,
    course,
    expand_subsets,
    rank_of,
    size_of,
)
from prepoll.alliances.engine.tables import Parts, Tables
from prepoll.alliances.parts import UNIT
from prepoll.compiled import compiled, edition, inner

Array = npt.NDArray[Any]


class Arena(NamedTuple):
    """One seat whose players are placed in the order in which a bloc puts them up; all others win nothing."""

    own: Array  # (m, draw): shares of the electorate, float32
    tau: Array  # (m, m, draw): [q, c] is the share of q's voters who follow to c; the rest abstain
    beta: Array  # (m, m, draw): [c, q] is the share of c's voters lost because of q; they abstain


Seat = tuple[tuple[int, ...], Arena]


def search_separable(arenas: Iterable[Seat], players: int, threads: int, *, everybody: bool = False) -> Parts:
    """Count the seats that every structure gives to every player, (structure, player), in 1/UNIT.

    Each seat comes with the places of its players among all, in the order in which they stand; who has
    no strength in any draw gives nothing and costs nobody anything, and is left out unless `everybody`
    is to be walked over. Seats are handed to threads as they come; each adds up its own, in whole numbers.
    """
    tables, rest, lock = Tables(players, players), iter(arenas), Lock()

    def work() -> dict[tuple[int, ...], Parts]:
        counted: dict[tuple[int, ...], Parts] = {}
        while True:
            with lock:
                seat = next(rest, None)
            if seat is None:
                return counted
            order, arena = seat if everybody else alive(seat)
            here = tuple(sorted(order))
            if here not in counted:
                counted[here] = np.zeros((len(here), bell(len(here))), dtype=np.int64)
            add_arena(arena, [here.index(player) for player in order], counted[here])

    with ThreadPoolExecutor(threads) as pool:
        for job in [pool.submit(work) for _ in range(threads)]:
            for here, parts in job.result().items():
                tables.add(here, here, parts.T)
    return tables.folded()


def alive(seat: Seat) -> Seat:
    """Cut a seat down to those with strength in some draw."""
    order, arena = seat
    some = np.flatnonzero((arena.own > 0).any(axis=1))
    if len(some) == len(order):
        return seat
    pairs = np.ix_(some, some)
    cut = Arena(arena.own[some], np.ascontiguousarray(arena.tau[pairs]), np.ascontiguousarray(arena.beta[pairs]))
    return tuple(order[i] for i in some), cut


def count_arena(arena: Arena) -> Parts:
    """Count a seat under every structure over its players, (structure by rank, player), in 1/UNIT."""
    m = len(arena.own)
    parts = np.zeros((m, bell(m)), dtype=np.int64)
    add_arena(arena, range(m), parts)
    return np.ascontiguousarray(parts.T)


def add_arena(arena: Arena, places: Iterable[int], parts: Parts) -> None:
    """Add what a seat gives under every structure to `parts`, (place, structure); its players have places there."""
    walk_blocs(arena, np.array(list(places), dtype=np.int64), course(len(arena.own)), parts)


def _walk_with(kept_for: str) -> Callable[[Arena, Places, Course, Parts], None]:
    """Compile the walk; Numba keeps code by the values that a function closes over."""

    @compiled
    def walk(arena: Arena, places: Places, course: Course, parts: Parts) -> None:
        """Add up who wins under every structure, (place, structure), in 1/UNIT."""
        _ = kept_for
        own, tau, beta = arena
        m, n = own.shape
        votes, kept = np.zeros((1 << m, DRAWS), np.float32), np.zeros((1 << m, DRAWS), np.float32)
        over, sets = np.full((1 << m, WORDS), -1, np.int64), np.zeros((m + 2, WORDS), np.int64)
        flows, expand = np.zeros((m * (2 * m + 1), DRAWS), np.float32), np.zeros(1 << m, np.int64)
        heads, blocs = np.zeros(1 << m, np.int64), np.zeros(m + 2, np.int64)
        for first in range(0, n, DRAWS):
            size = min(DRAWS, n - first)
            _load(own, tau, beta, first, size, flows)
            _bloc_votes(flows, places, heads, kept, votes)
            _within(size, sets)
            won = np.int64(0)
            for bloc in range(1, 1 << m):
                others = (1 << m) - 1 ^ bloc
                _above(votes, bloc, others, over)
                start, many = course.first[size_of(others)], course.ways[size_of(others), 0]
                ranks = course.ranks[course.begin[bloc] : course.begin[bloc] + many]
                won += _divide(course.steps[start : start + many], course.ways, over, sets, ranks, parts[heads[bloc]])
            if won < size * course.ways[m, 0]:
                for bloc in range(1, 1 << m):
                    _ties(votes, bloc, course.steps, course.first, course.ways, over, sets, expand, blocs, heads, parts)

    return walk


@inner
def _load(own: Array, tau: Array, beta: Array, first: int, size: int, flows: Lines) -> None:
    """Bring a block of draws into lines: own strength by player, then tau, then beta by pair."""
    m = len(own)
    for q in range(m):
        for d in range(size):
            flows[q, d] = own[q, first + d]
        for c in range(m):
            if c != q:
                for d in range(size):
                    flows[m + q * m + c, d] = tau[q, c, first + d]
                for d in range(size):
                    flows[m + m * m + q * m + c, d] = beta[q, c, first + d]


@inner
def _bloc_votes(flows: Lines, places: Places, heads: Places, kept: Lines, votes: Lines) -> None:
    """Count the votes of every bloc: its first member stands, each other gives and costs deserters."""
    m = len(places)
    for members in range(1, 1 << m):
        top, head, bloc = 0, -1, 0
        for q in range(m):
            if members >> q & 1:
                top = q
                bloc |= 1 << places[q]
                head = q if head < 0 else head
        heads[bloc], before = places[head], bloc ^ 1 << places[top]
        if not before:
            for d in range(DRAWS):
                kept[bloc, d] = flows[top, d]
            for d in range(DRAWS):
                votes[bloc, d] = flows[top, d]
            continue
        tau, beta = m + top * m + head, m + m * m + head * m + top
        for d in range(DRAWS):
            lost = kept[before, d] * flows[beta, d] if flows[top, d] > 0 else np.float32(0)
            kept[bloc, d] = kept[before, d] - lost
            votes[bloc, d] = votes[before, d] - lost + flows[tau, d] * flows[top, d]


@inner
def _within(size: int, sets: Sets) -> None:
    """Write the draws that a block holds into the first row and the last."""
    for d in range(DRAWS):
        word, bit = d // 64, np.int64(1) << (d % 64)
        sets[0, word] = sets[0, word] | bit if d < size else sets[0, word] & ~bit
    for word in range(WORDS):
        sets[len(sets) - 1, word] = sets[0, word]


@inner
def _above(votes: Lines, bloc: int, others: int, over: Sets) -> None:
    """Write in which draws a bloc has more than each set of the others; row 0 has all."""
    subset, row = others & -others, 1
    while subset:
        mark_above(votes, bloc, subset, over, row)
        subset = (subset - others) & others
        row += 1


@inner
def _divide(steps: Steps, ways: Places, over: Sets, sets: Sets, ranks: Ranks, won: Places) -> int:
    """Add up the draws that a bloc wins under every way to divide the others; return them all."""
    step, total = 0, 0
    while step < len(steps):
        depth = steps[step, DEPTH]
        if meet(sets, depth, over, steps[step, BLOC], depth + 1):
            draws = count_shared(sets, depth + 1, over, steps[step, REST])
            won[ranks[step]] += draws * UNIT
            total += draws
            step += 1
        else:
            step += ways[steps[step, LEFT], 0]
    return total


@inner
def _ties(  # noqa: PLR0913, PLR0917  as above
    votes: Lines,
    bloc: int,
    steps: Steps,
    first: Places,
    ways: Places,
    over: Sets,
    sets: Sets,
    expand: Places,
    blocs: Places,
    heads: Places,
    parts: Parts,
) -> None:
    """Share out the draws in which a bloc and a later one lead together, and are the first two that do."""
    every, within = len(votes) - 1, len(sets) - 1
    others = every ^ bloc
    second = others & -others
    while second:
        if second > bloc:
            mark_level(votes, bloc, second, sets, 0)
            if meet(sets, 0, sets, within, 0):
                expand_subsets(others ^ second, expand)
                for row in range(1, 1 << size_of(others ^ second)):
                    mark_least(votes, bloc, expand[row], over, row)
                blocs[0], blocs[1], start = bloc, second, first[size_of(others ^ second)]
                _share(votes, steps, start, ways, over, sets, expand, blocs, heads, parts)
        second = (second - others) & others


@inner
def _share(  # noqa: PLR0913, PLR0917  as above
    votes: Lines,
    steps: Steps,
    start: int,
    ways: Places,
    over: Sets,
    sets: Sets,
    expand: Places,
    blocs: Places,
    heads: Places,
    parts: Parts,
) -> None:
    """Walk over the ways to divide all but two blocs that are level, where nobody has more than they."""
    step = start
    end = start + ways[steps[start, LEFT], 0]
    while step < end:
        depth = steps[step, DEPTH]
        if depth:
            blocs[depth + 1] = expand[steps[step, BLOC]]
        if not meet(sets, depth, over, steps[step, BLOC], depth + 1):
            step += ways[steps[step, LEFT], 0]
            continue
        blocs[depth + 2] = expand[steps[step, REST]]
        if meet(sets, depth + 1, over, steps[step, REST], len(sets) - 2):
            rank = rank_of(blocs, depth + 3, ways)
            for d in range(DRAWS):
                if sets[len(sets) - 2, d // 64] >> (d % 64) & 1:
                    _credit(votes, d, blocs, depth + 3, rank, heads, parts)
        step += 1


@inner
def _credit(votes: Lines, d: int, blocs: Places, many: int, rank: int, heads: Places, parts: Parts) -> None:  # noqa: PLR0913, PLR0917  as above
    """Give all who lead in a draw their parts, unless two others are the first two of them."""
    level = 0
    for i in range(many):
        if blocs[i] and votes[blocs[i], d] == votes[blocs[0], d]:
            level += 1
            if blocs[i] < blocs[1] and i:
                return
    for i in range(many):
        if blocs[i] and votes[blocs[i], d] == votes[blocs[0], d]:
            parts[heads[blocs[i]], rank] += UNIT // level


walk_blocs = _walk_with(edition(bits_module, course_module))
