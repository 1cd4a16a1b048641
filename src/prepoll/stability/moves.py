"""Who would move out of each structure, in native code: numbers in, numbers out.

A structure of n parties is a restricted growth string a (Knuth, The Art of Computer Programming 4A,
section 7.2.1.5): a[i] is the bloc of party i, blocs are numbered in the order of their first members.
Its rank is its place among all Bell(n) strings in lexicographic order. Groups of parties are bit
masks. All tables are in the order of ranks; a structure that is not open (barred, or never counted)
is moved out of, and never into. A gain counts from more than `margin`.

A deviation forms one bloc, `group`. What the others do is one of two rules:
STAY, they stand as they did without those who left; BEST, they answer as `answers` says.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from prepoll.compiled import compiled, compiled_threads

Array = npt.NDArray[Any]
TIE = 1e-9

MOST_PARTIES = 12
"""Bell(12) is 4.2 million structures; numbers of blocs must also fit into four bits."""


class Play(NamedTuple):
    """A game under one rule of answers."""

    strings: Array  # (structure, party)
    values: Array  # (structure, party)
    is_open: Array  # (structure,)
    answers: Array  # (group,) ranks; empty: the others stay
    margin: float
    ways: Array  # of `extensions`
    most: Array  # of `most_possible`, (group, party)


@compiled
def extensions(n: int) -> Array:
    """Count strings, (left, blocs): ways to place `left` more parties once there are so many blocs."""
    ways = np.zeros((n + 1, n + 2), dtype=np.int64)
    ways[0, :] = 1
    for left in range(1, n + 1):
        for blocs in range(n + 1 - left + 1):
            ways[left, blocs] = blocs * ways[left - 1, blocs] + ways[left - 1, blocs + 1]
    return ways


@compiled
def rank_of(blocs: Array, group: int, ways: Array) -> int:
    """Return the rank of a partition, (party,) numbers of blocs 0 … n, once a group (0: nobody) has formed its own.

    The new number of each bloc is kept in four bits of one integer, all of them set while it has none:
    no memory is taken, at most `MOST_PARTIES` parties can be told apart.
    """
    n = len(blocs)
    numbers, found, rank = -1, 0, 0
    for i in range(n):
        place = 4 * (n + 1 if group >> i & 1 else blocs[i])
        number = numbers >> place & 15
        rank += min(number, found) * ways[n - 1 - i, found]
        if number == 15:
            numbers ^= (15 ^ found) << place
            found += 1
    return rank


@compiled
def ranks(strings: Array) -> Array:
    """Return the rank of each partition, (structure,); `strings` is (structure, party)."""
    ways = extensions(strings.shape[1])
    found = np.empty(len(strings), dtype=np.int64)
    for row in range(len(strings)):
        found[row] = rank_of(strings[row], 0, ways)
    return found


@compiled
def every_string(n: int) -> Array:
    """List all restricted growth strings of n parties in the order of their ranks, (structure, party) int8."""
    ways = extensions(n)
    strings = np.zeros((ways[n, 0], n), dtype=np.int8)
    for row in range(len(strings)):
        left, found = row, 0
        for i in range(n):
            each = ways[n - 1 - i, found]
            bloc = min(left // each, found)
            left -= bloc * each
            strings[row, i] = bloc
            found += bloc == found
    return strings


@compiled
def members(string: Array, bloc: int) -> int:
    """Return a bloc as a mask."""
    mask = 0
    for i in range(len(string)):
        if string[i] == bloc:
            mask |= 1 << i
    return mask


@compiled
def best_answers(strings: Array, values: Array, is_open: Array) -> Array:
    """Return for each group the rank of the structure that the others answer its bloc with, −1 where none is open.

    The others answer so that they gain most together; among answers equal to them the worst for the group
    is taken, so that nobody counts on kindness, and the first of those that are equal in this too.
    """
    n = strings.shape[1]
    found = np.full(1 << n, -1, dtype=np.int64)
    for row in range(len(strings)):
        if is_open[row]:
            for bloc in range(strings[row].max() + 1):
                group = members(strings[row], bloc)
                if found[group] < 0 or better_answer(values[row], values[found[group]], group):
                    found[group] = row
    return found


@compiled
def better_answer(new: Array, old: Array, group: int) -> bool:
    """Say whether the others are better off, or as well off and the group worse."""
    others, own = 0.0, 0.0
    for i in range(len(new)):
        if group >> i & 1:
            own += new[i] - old[i]
        else:
            others += new[i] - old[i]
    return others > TIE or (others > -TIE and own < -TIE)


@compiled
def most_possible(strings: Array, values: Array, is_open: Array) -> Array:
    """Return the most that each party can have with each group as a bloc, (group, party), in any open structure."""
    n = strings.shape[1]
    most = np.full((1 << n, n), -np.inf)
    for row in range(len(strings)):
        if is_open[row]:
            for bloc in range(strings[row].max() + 1):
                group = members(strings[row], bloc)
                for i in range(n):
                    most[group, i] = max(most[group, i], values[row, i])
    return most


@compiled
def moved_to(play: Play, row: int, group: int) -> int:
    """Return the rank of the structure once a group has formed a bloc of its own, −1 where that is not open."""
    place = play.answers[group] if len(play.answers) else rank_of(play.strings[row], group, play.ways)
    return int(place) if place >= 0 and play.is_open[place] else -1


@compiled
def walks(play: Play, row: int) -> Array:
    """Find the best single move out of a structure, twice: at will, and where those joined agree.

    Returns (2, 3) float64: party or −1, the bloc formed as a mask, the party's gain.
    """
    string, own = play.strings[row], play.values[row]
    best = np.array([[-1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]])
    number = string.max() + 1
    for i in range(len(string)):
        for bloc in range(number + 1):
            joined = members(string, bloc) if bloc < number else 0
            place = -1 if joined >> i & 1 else moved_to(play, row, joined | 1 << i)
            gain = play.values[place, i] - own[i] if place >= 0 else 0.0
            if gain > play.margin:
                for kind in range(2):
                    if gain > best[kind, 2] and (kind == 0 or agreed(joined, play.values[place], own)):
                        best[kind, 0], best[kind, 1], best[kind, 2] = i, joined | 1 << i, gain
    return best


@compiled
def agreed(joined: int, new: Array, own: Array) -> bool:
    """Say whether nobody of a bloc is worse off for being joined."""
    worse = 0
    for j in range(len(new)):
        worse += joined >> j & 1 and new[j] < own[j] - TIE
    return worse == 0


@compiled
def block(play: Play, row: int, groups: Array) -> int:
    """Return the first of some groups all of whose members gain by forming a bloc of their own, 0 where none does."""
    own = play.values[row]
    for group in groups:
        if all_gain(group, play.most[group], own, play.margin):
            place = moved_to(play, row, group)
            if place >= 0 and all_gain(group, play.values[place], own, play.margin):
                return int(group)
    return 0


@compiled
def all_gain(group: int, new: Array, own: Array, margin: float) -> bool:
    """Say whether every member of a group has more than before."""
    i = 0
    while i < len(own) and (not group >> i & 1 or new[i] - own[i] > margin):
        i += 1
    return i == len(own)


@compiled_threads
def weigh(play: Play, groups: Array) -> tuple[Array, Array]:
    """Find for every structure the best single moves, (structure, 2, 3), and the first blocking group, (structure,).

    `groups` are tried in their order.
    """
    count = len(play.strings)
    single = np.empty((count, 2, 3))
    blocking = np.empty(count, dtype=np.int64)
    for row in numba.prange(count):
        single[row] = walks(play, row)
        blocking[row] = block(play, row, groups)
    return single, blocking
