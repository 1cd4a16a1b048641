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


class Play(NamedTuple):
    """A game under one rule of answers."""

    strings: Array  # (structure, party)
    values: Array  # (structure, party)
    is_open: Array  # (structure,)
    answers: Array  # (group,) ranks; empty: the others stay
    margin: float
    ways: Array  # of `alliances.engine.codes.completions`
    groups: Array  # (place,) masks in the order in which they are tried
    hope: Array  # of `hopes`, (place, party)


@compiled
def rank_of(strings: Array, row: int, group: int, ways: Array) -> int:
    """Return the rank of a partition, numbers of blocs 0 … n, once a group (0: nobody) has formed its own.

    The new number of each bloc is kept in four bits of one integer, all of them set while it has none:
    no memory is taken, and at most 13 parties can be told apart.
    """
    n = strings.shape[1]
    numbers, found, rank = -1, 0, 0
    for i in range(n):
        place = 4 * (n + 1 if group >> i & 1 else strings[row, i])
        number = numbers >> place & 15
        rank += min(number, found) * ways[n - 1 - i, found]
        if number == 15:
            numbers ^= (15 ^ found) << place
            found += 1
    return rank


@compiled
def members(strings: Array, row: int, bloc: int) -> int:
    """Return a bloc of a structure as a mask, 0 where it has no bloc of this number."""
    mask = 0
    for i in range(strings.shape[1]):
        if strings[row, i] == bloc:
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
                group = members(strings, row, bloc)
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
def hopes(strings: Array, values: Array, is_open: Array, answers: Array, groups: Array) -> Array:
    """Return the most that members of each group can have as a bloc, (group, party), infinite for all others.

    Where the others answer it is what they get; where they stay it is over all open structures.
    """
    n = strings.shape[1]
    most = np.full((1 << n, n), -np.inf)
    for row in range(len(strings)):
        if is_open[row]:
            for bloc in range(strings[row].max() + 1):
                group = members(strings, row, bloc)
                if not len(answers) or answers[group] == row:
                    for i in range(n):
                        most[group, i] = max(most[group, i], values[row, i])
    hope = most[groups]
    for k in range(len(groups)):
        for i in range(n):
            if not groups[k] >> i & 1:
                hope[k, i] = np.inf
    return hope


@compiled
def moved_to(play: Play, row: int, group: int) -> int:
    """Return the rank of the structure once a group has formed a bloc of its own, −1 where that is not open."""
    place = play.answers[group] if len(play.answers) else rank_of(play.strings, row, group, play.ways)
    return int(place) if place >= 0 and play.is_open[place] else -1


@compiled
def walks(play: Play, row: int, single: Array) -> None:
    """Write the best single move out of a structure to (structure, 2, 3): at will, and where those joined agree.

    The three are the party or −1, the bloc formed as a mask, the party's gain.
    """
    strings, values = play.strings, play.values
    single[row, 0, 0] = single[row, 1, 0] = -1.0
    for bloc in range(strings.shape[1] + 1):
        joined = members(strings, row, bloc)
        if joined == 0 and bloc != strings.shape[1]:
            continue
        for i in range(strings.shape[1]):
            place = -1 if joined >> i & 1 else moved_to(play, row, joined | 1 << i)
            gain = values[place, i] - values[row, i] if place >= 0 else 0.0
            for kind in range(2):
                if gain > max(play.margin, single[row, kind, 2]) and (kind == 0 or agreed(values, joined, place, row)):
                    single[row, kind, 0], single[row, kind, 1], single[row, kind, 2] = i, joined | 1 << i, gain


@compiled
def agreed(values: Array, joined: int, place: int, row: int) -> bool:
    """Say whether nobody of a bloc is worse off in another structure, at `place`, than in the one at `row`."""
    j = 0
    while j < values.shape[1] and (not joined >> j & 1 or values[place, j] >= values[row, j] - TIE):
        j += 1
    return bool(j == values.shape[1])


@compiled
def block(play: Play, row: int) -> int:
    """Return the first of the groups all of whose members gain by forming a bloc of their own, 0 where none does."""
    values, hope = play.values, play.hope
    for k in range(len(hope)):
        hopeful = True
        for i in range(values.shape[1]):  # everybody is compared: sums cost less than jumps that cannot be foreseen
            hopeful &= hope[k, i] - values[row, i] > play.margin
        if hopeful:
            group = play.groups[k]
            place = moved_to(play, row, group)
            if place >= 0 and all_gain(play, place, group, row):
                return int(group)
    return 0


@compiled
def all_gain(play: Play, place: int, group: int, row: int) -> bool:
    """Say whether the structure at `place` gives every member of a group more than the one at `row`."""
    gain = True
    for i in range(play.values.shape[1]):
        if group >> i & 1:
            gain &= play.values[place, i] - play.values[row, i] > play.margin
    return bool(gain)


@compiled_threads
def weigh(play: Play) -> tuple[Array, Array]:
    """Find for every structure the best single moves, (structure, 2, 3), and the first blocking group, (structure,).

    Rows are written in place: a view of a row would be counted by all threads at once.
    """
    count = len(play.strings)
    single = np.zeros((count, 2, 3))
    blocking = np.zeros(count, dtype=np.int64)
    for row in numba.prange(count):
        walks(play, row, single)
        blocking[row] = block(play, row)
    return single, blocking
