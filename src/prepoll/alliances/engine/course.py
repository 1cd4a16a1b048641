"""The way through all structures, bloc by bloc: each bloc with every way to divide everybody else.

The ways to divide some players are the same whoever they are: they are laid out once for each number of
players, who are then numbered from 0. The next bloc is always the first player left with some of the others.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from prepoll.alliances.engine.codes import bell, completions
from prepoll.compiled import compiled, inner

Places = npt.NDArray[np.int64]
Steps = npt.NDArray[np.int16]
Ranks = npt.NDArray[np.int32]

DEPTH, BLOC, REST, LEFT = 0, 1, 2, 3
"""Columns of a step: how many blocs were placed before, the bloc placed, who is left, and how many they are.

Each step is also one structure: the one in which who is left is one bloc."""


class Course(NamedTuple):
    """The way through all structures over m players."""

    steps: Steps  # (step, 4): the ways to divide 0, 1 … m − 1 others, one behind the other
    first: Places  # (m + 1,): where those of each number begin
    ranks: Ranks  # for each bloc and each step of the others: the rank of the structure
    begin: Places  # (2**m,): where those of each bloc begin
    ways: Places  # (m + 1, blocs): completions of a structure


@cache
def course(players: int) -> Course:
    """Lay out the way through all structures over so many players."""
    first = np.cumsum([0, *(bell(others) for others in range(players))]).astype(np.int64)
    steps = np.zeros((first[-1], 4), dtype=np.int16)
    for others in range(players):
        list_steps(others, steps[first[others] : first[others + 1]])
    sizes = np.array([0, *(bell(players - mask.bit_count()) for mask in range(1, 1 << players))], dtype=np.int64)
    begin = np.cumsum(sizes) - sizes
    ranks, ways = np.zeros(sizes.sum(), dtype=np.int32), completions(players)
    list_ranks(steps, first, begin, ways, ranks)
    return Course(steps, first, ranks, begin, ways)


@compiled
def list_steps(players: int, steps: Steps) -> None:
    """Write the ways to divide some players: the next bloc is the first player left with some of the others."""
    rest, left = np.zeros(players + 1, np.int64), np.zeros(players + 1, np.int64)
    rest[0] = (1 << players) - 1
    depth, bloc = 0, 0
    for step in range(len(steps)):
        steps[step, DEPTH], steps[step, BLOC], steps[step, REST] = depth, bloc, rest[depth]
        steps[step, LEFT] = size_of(rest[depth])
        left[depth] = rest[depth] & (rest[depth] - 1)
        while depth >= 0 and not left[depth]:
            depth -= 1
        if depth < 0:
            return
        left[depth] = (left[depth] - 1) & rest[depth] & (rest[depth] - 1)
        bloc = (rest[depth] & -rest[depth]) | left[depth]
        rest[depth + 1] = rest[depth] ^ bloc
        depth += 1


@compiled
def list_ranks(steps: Steps, first: Places, begin: Places, ways: Places, ranks: Ranks) -> None:
    """Write the rank of the structure that each bloc makes with each way to divide the others."""
    every = len(begin) - 1
    expand, blocs = np.zeros(len(begin), np.int64), np.zeros(len(first) + 1, np.int64)
    for bloc in range(1, every + 1):
        others = every ^ bloc
        expand_subsets(others, expand)
        start, end = first[size_of(others)], first[size_of(others) + 1]
        blocs[0] = bloc
        for i in range(end - start):
            depth = steps[start + i, DEPTH]
            if depth:
                blocs[depth] = expand[steps[start + i, BLOC]]
            blocs[depth + 1] = expand[steps[start + i, REST]]
            ranks[begin[bloc] + i] = rank_of(blocs, depth + 2, ways)


@inner
def size_of(mask: int) -> int:
    """Count the players of a bloc."""
    size = 0
    while mask:
        mask &= mask - 1
        size += 1
    return size


@inner
def expand_subsets(others: int, expand: Places) -> None:
    """List the subsets of some players in the order of their numbers."""
    subset, i = 0, 0
    while True:
        expand[i] = subset
        subset = (subset - others) & others
        i += 1
        if not subset:
            return


@inner
def rank_of(blocs: Places, many: int, ways: Places) -> int:
    """Return the rank of a structure given by its blocs; one of them may be empty."""
    players, found, rank, seen = len(ways) - 1, 0, 0, 0
    for player in range(players):
        bloc = 0
        for i in range(many):
            if blocs[i] >> player & 1:
                bloc = blocs[i]
        label, before = 0, seen & ((bloc & -bloc) - 1)
        while before:
            before &= before - 1
            label += 1
        rank += label * ways[players - 1 - player, found]
        if bloc >> player & 1 and not bloc & ((1 << player) - 1):
            seen |= 1 << player
            found += 1
    return rank
