"""The walk over structures where what leaks abstains: a bloc's votes depend on the bloc alone.

Votes are counted once for each bloc. For one bloc after the other, "more than" another bloc is a set of
draws, kept in bits; a walk over the ways to divide everybody else intersects such sets, goes no further
where nothing is left, and counts bits where everybody is placed. What a bloc wins there is added to the
structure. The bloc with the player put up first of all is not walked over: it wins what nobody else does. Its
rivals are chosen against it first, so that most walks end early. Two blocs that are level in some draw are
noticed when they are compared, and what they lead together is shared out by a walk of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from prepoll.alliances.engine import bits as bits_module
from prepoll.alliances.engine import bloc_votes as votes_module
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
    mark_rough,
    meet,
)
from prepoll.alliances.engine.bloc_votes import (
    Rough,
    count_votes,
    find_floors,
    list_by_leader,
    load,
    put_on_steps,
    write_floor,
)
from prepoll.alliances.engine.codes import bell, reordered
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

MANY = 8
"""Players from which on it pays to look first whether a bloc can win at all in a block of draws."""


def search_separable(arenas: Iterable[Seat], players: int, threads: int, *, everybody: bool = False) -> Parts:
    """Count the seats that every structure gives to every player, (structure, player), in 1/UNIT.

    Each seat comes with the places of its players among all, in the order in which they stand; who has
    no strength in any draw gives nothing and costs nobody anything, and is left out unless `everybody`
    is to be walked over; where nobody has any, nobody wins. Seats are handed to threads as they come; each adds
    up its own, in whole numbers.
    """
    tables, rest, lock = Tables(players, players), iter(arenas), Lock()

    def work() -> dict[tuple[int, ...], Parts]:
        counted: dict[tuple[int, ...], Parts] = {}
        rooms: dict[int, Room] = {}
        while True:
            with lock:
                seat = next(rest, None)
            if seat is None:
                return counted
            order, arena = seat if everybody else alive(seat)
            here = tuple(sorted(order))
            if not here:
                continue
            if here not in counted:
                counted[here] = np.zeros((len(here), bell(len(here))), dtype=np.int64)
            if len(here) not in rooms:
                rooms[len(here)] = make_room(len(here))
            add_arena(arena, [here.index(player) for player in order], counted[here], rooms[len(here)])

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
    add_arena(arena, range(m), parts, make_room(m))
    return np.ascontiguousarray(parts.T)


class Target(NamedTuple):
    """Where a seat's counts go."""

    places: Places  # (m,): the place of each of the seat's players
    ranks: Ranks  # (structure,): the rank over places of each structure over the seat's players
    parts: Parts  # (place, structure)


class Room(NamedTuple):
    """Arrays to work on, kept from seat to seat: new ones cost as much as what is done with them."""

    votes: Lines  # (bloc, DRAWS); row 0 is what the bloc looked at must have at least
    rough: Rough  # (bloc, DRAWS): votes in so many equal steps that few of two blocs are on one
    kept: Lines  # (half of the blocs, DRAWS): what a stander has kept of the own voters
    flows: Lines  # own strength by player, then tau, then beta by pair
    floors: Lines  # (player, DRAWS): the least that any bloc with the player has
    over: Sets  # by subset of the others; row 0 holds all draws
    sets: Sets  # by blocs placed; the last row holds the draws that there are
    won: Ranks  # by bloc and step: draws won, 0 between seats
    lost: Ranks  # (structure,): draws that the first player's bloc does not win, 0 between seats


def make_room(players: int) -> Room:
    """Make the arrays for seats with so many players."""
    blocs, rows = 1 << players, players * (2 * players + 1)
    votes, kept, flows, floors = (np.zeros((n, DRAWS), dtype=np.float32) for n in (blocs, blocs // 2, rows, players))
    rough = np.zeros((blocs, DRAWS), dtype=np.uint16)
    over, sets = np.full((blocs, WORDS), -1, dtype=np.int64), np.zeros((players + 2, WORDS), dtype=np.int64)
    won, lost = (np.zeros(n, dtype=np.int32) for n in (len(course(players).ranks), bell(players)))
    return Room(votes, rough, kept, flows, floors, over, sets, won, lost)


def add_arena(arena: Arena, places: Sequence[int], parts: Parts, room: Room) -> None:
    """Add what a seat gives under every structure to `parts`, (place, structure); its players have places there."""
    to = Target(np.array(places, dtype=np.int64), reordered(places), parts)
    walk_blocs(arena, course(len(arena.own)), to, room)


def _walk_with(kept_for: str) -> Callable[[Arena, Course, Target, Room], None]:
    """Compile the walk; Numba keeps code by the values that a function closes over."""

    @compiled
    def walk(arena: Arena, course: Course, to: Target, room: Room) -> None:
        """Add up who wins under every structure, (place, structure), in 1/UNIT."""
        _ = kept_for
        (own, tau, beta), (places, ranks, parts) = arena, to
        votes, rough, kept, flows, floors, over, sets, won, lost = room
        m, n = own.shape
        draws, level, expand = np.zeros(n, np.int64), np.zeros(1 << m, np.int64), np.zeros(1 << m, np.int64)
        blocs, leaders, some = np.zeros(m + 2, np.int64), np.zeros(n, np.int64), np.zeros(1 << m, np.bool_)
        draws[:], votes[0] = np.arange(n), -np.inf
        if m >= MANY:
            list_by_leader(own, leaders, blocs, draws)
        for first in range(0, n, DRAWS):
            load(own, tau, beta, draws[first : first + DRAWS], flows)
            count_votes(flows, m, kept, votes)
            if m >= MANY:
                find_floors(votes, m, floors)
            put_on_steps(flows, m, votes, rough)
            _within(min(DRAWS, n - first), sets)
            for bloc in range(2, 1 << m, 2):
                if m >= MANY:
                    write_floor(floors, bloc, votes)
                mark_least(votes, bloc, 0, sets, 0)
                if meet(sets, 0, sets, m + 1, 0):
                    others, some[bloc] = (1 << m) - 1 ^ bloc, True
                    many = _above(votes, rough, bloc, others, over, level)
                    start, end = course.first[size_of(others)], course.first[size_of(others) + 1]
                    _divide(course.steps[start:end], course.ways, over, sets, won[course.begin[bloc] :])
                    for i in range(many):
                        blocs[0], blocs[1] = min(bloc, level[i]), max(bloc, level[i])
                        _tie(
                            votes,
                            course.steps,
                            course.first,
                            course.ways,
                            over,
                            sets,
                            expand,
                            blocs,
                            places,
                            ranks,
                            parts,
                        )
        _add_up(won, some, course.begin, course.ranks, lost, places, ranks, parts)
        for at in range(len(ranks)):
            parts[places[0], ranks[at]] += (n - lost[at]) * UNIT
            lost[at] = 0

    return walk


@inner
def _within(size: int, sets: Sets) -> None:
    """Write the draws that a block holds into the last row."""
    last = len(sets) - 1
    for d in range(DRAWS):
        word, bit = d // 64, np.int64(1) << (d % 64)
        sets[last, word] = sets[last, word] | bit if d < size else sets[last, word] & ~bit


@inner
def _above(votes: Lines, rough: Rough, bloc: int, others: int, over: Sets, level: Places) -> int:
    """Write in which draws a bloc has more than each set of the others; row 0 has all. List those level with it.

    Two blocs without the first player are looked at twice: the bloc lists those after it.
    """
    subset, row, many = others & -others, 1, 0
    while subset:
        if (  # what is not told apart roughly is compared again
            mark_rough(rough, bloc, subset, over, row)
            and mark_above(votes, bloc, subset, over, row)
            and (subset & 1 or subset > bloc)
        ):
            level[many] = subset
            many += 1
        subset = (subset - others) & others
        row += 1
    return many


@inner
def _divide(steps: Steps, ways: Places, over: Sets, sets: Sets, won: Ranks) -> None:
    """Add up the draws that a bloc wins under every way to divide the others."""
    step = 0
    while step < len(steps):
        depth = steps[step, DEPTH]
        if meet(sets, depth, over, steps[step, BLOC], depth + 1):
            won[step] += count_shared(sets, depth + 1, over, steps[step, REST])
            step += 1
        else:
            step += ways[steps[step, LEFT], 0]


@inner
def _add_up(  # noqa: PLR0913, PLR0917  arrays, and no tuple of them, whose references would be counted
    won: Ranks,
    some: npt.NDArray[np.bool_],
    begin: Places,
    own_ranks: Ranks,
    lost: Ranks,
    places: Places,
    ranks: Ranks,
    parts: Parts,
) -> None:
    """Give each bloc what it won; note what is lost to the first player's bloc."""
    for head in range(1, len(places)):  # one place after the other: all of them are too many for the cache
        for bloc in range(1 << head, len(some), 2 << head):
            if some[bloc]:
                end = begin[bloc + 1] if bloc + 1 < len(some) else len(won)
                for i in range(begin[bloc], end):
                    if won[i]:
                        lost[own_ranks[i]] += won[i]
                        parts[places[head], ranks[own_ranks[i]]] += won[i] * UNIT
                        won[i] = 0


@inner
def _tie(  # noqa: PLR0913, PLR0917  as above
    votes: Lines,
    steps: Steps,
    first: Places,
    ways: Places,
    over: Sets,
    sets: Sets,
    expand: Places,
    blocs: Places,
    places: Places,
    ranks: Ranks,
    parts: Parts,
) -> None:
    """Share out the draws in which two blocs lead together, and are the first two that do."""
    mark_level(votes, blocs[0], blocs[1], sets, 0)
    if not meet(sets, 0, sets, len(sets) - 1, 0):
        return
    others = len(votes) - 1 ^ blocs[0] ^ blocs[1]
    expand_subsets(others, expand)
    for row in range(1, 1 << size_of(others)):
        mark_least(votes, blocs[0], expand[row], over, row)
    step = first[size_of(others)]
    end = step + ways[size_of(others), 0]
    while step < end:
        depth = steps[step, DEPTH]
        if depth:
            blocs[depth + 1] = expand[steps[step, BLOC]]
        if not meet(sets, depth, over, steps[step, BLOC], depth + 1):
            step += ways[steps[step, LEFT], 0]
            continue
        blocs[depth + 2] = expand[steps[step, REST]]
        if meet(sets, depth + 1, over, steps[step, REST], len(sets) - 2):
            at = ranks[rank_of(blocs, depth + 3, ways)]
            for d in range(DRAWS):
                if sets[len(sets) - 2, d // 64] >> (d % 64) & 1:
                    _credit(votes, d, blocs, depth + 3, at, places, parts)
        step += 1


@inner
def _credit(votes: Lines, d: int, blocs: Places, many: int, at: int, places: Places, parts: Parts) -> None:  # noqa: PLR0913, PLR0917  as above
    """Give all who lead in a draw their parts, unless two others are the first two of them."""
    level = 0
    for i in range(many):
        if blocs[i] and votes[blocs[i], d] == votes[blocs[0], d]:
            level += 1
            if blocs[i] < blocs[1] and i:
                return
    for i in range(many):
        if blocs[i] and votes[blocs[i], d] == votes[blocs[0], d]:
            parts[places[size_of((blocs[i] & -blocs[i]) - 1)], at] += UNIT // level
            parts[places[0], at] -= UNIT // level


walk_blocs = _walk_with(edition(bits_module, course_module, votes_module))
