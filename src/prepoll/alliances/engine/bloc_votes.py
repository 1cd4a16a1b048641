"""The votes of every bloc of a seat in a block of draws, where what leaks abstains.

Draws that are alike are counted together, so that a bloc without a chance in a block is seen at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from prepoll.alliances.engine.bits import DRAWS, Lines
from prepoll.alliances.engine.course import Places
from prepoll.compiled import inner

Array = npt.NDArray[Any]
Rough = npt.NDArray[np.uint16]

HIGHEST = np.float32(65535)
"""The highest of the steps on which votes are put for a first comparison."""


@inner
def list_by_leader(own: Array, leaders: Places, starts: Places, draws: Places) -> None:
    """List draws by who is strongest in them, the first player last, so that those alike are walked over together.

    Who is strongest in each draw is written into `leaders`, (draw,); `starts` is to work on, a place for each player.
    """
    m = len(own)
    for d in range(len(draws)):
        leaders[d] = 0
    for q in range(1, m):
        for d in range(len(draws)):
            leaders[d] = q if own[q, d] > own[leaders[d], d] else leaders[d]
    for q in range(m):
        starts[q] = 0
    for d in range(len(draws)):
        for q in range(leaders[d]):
            starts[q] += 1
    for d in range(len(draws)):
        draws[starts[leaders[d]]] = d
        starts[leaders[d]] += 1


@inner
def load(own: Array, tau: Array, beta: Array, draws: Places, flows: Lines) -> None:
    """Bring a block of draws into lines: own strength by player, then tau, then beta by pair with one put up before."""
    m = len(own)
    for q in range(m):
        _bring(own, q, draws, flows, q)
        for c in range(q):
            _bring(tau[q], c, draws, flows, m + q * m + c)
            _bring(beta[c], q, draws, flows, m + m * m + c * m + q)


@inner
def _bring(rows: Array, row: int, draws: Places, flows: Lines, line: int) -> None:
    """Bring a row's draws to a line; those that follow each other are copied at once."""
    at = 0
    while at < len(draws):
        first, start = draws[at] - at, at
        while at < len(draws) and draws[at] == first + at:
            at += 1
        for d in range(start, at):
            flows[line, d] = rows[row, first + d]


@inner
def count_votes(flows: Lines, m: int, kept: Lines, votes: Lines) -> None:
    """Count the votes of every bloc: its first member stands, each other gives and costs deserters."""
    for head in range(m):
        for d in range(DRAWS):
            kept[0, d] = flows[head, d]
        for d in range(DRAWS):
            votes[1 << head, d] = flows[head, d]
        for top in range(head + 1, m):
            tau, beta = m + top * m + head, m + m * m + head * m + top
            for others in range(1 << (top - head - 1)):
                now, before, bloc = others | 1 << (top - head - 1), (2 * others + 1) << head, 1 << top
                bloc |= before
                for d in range(DRAWS):
                    lost = kept[others, d] * flows[beta, d] if flows[top, d] > 0 else np.float32(0)
                    kept[now, d] = kept[others, d] - lost
                    votes[bloc, d] = votes[before, d] - lost + flows[tau, d] * flows[top, d]


@inner
def put_on_steps(flows: Lines, m: int, votes: Lines, rough: Rough) -> None:
    """Put votes on steps; who has more is never on a lower one."""
    most = np.float32(0)
    for d in range(DRAWS):
        every = np.float32(0)
        for q in range(m):
            every += flows[q, d]
        most = every if every > most else most
    each = HIGHEST / most if most > 0 else np.float32(0)
    for bloc in range(1, len(votes)):
        for d in range(DRAWS):
            step = votes[bloc, d] * each
            step = step if step < HIGHEST else HIGHEST
            rough[bloc, d] = np.uint16(np.int32(step if step > 0 else np.float32(0)))


@inner
def find_floors(votes: Lines, m: int, floors: Lines) -> None:
    """Find the least that any bloc with each player has."""
    for q in range(m):
        for d in range(DRAWS):
            floors[q, d] = np.inf
    for bloc in range(1, 1 << m):
        for q in range(m):
            if bloc >> q & 1:
                for d in range(DRAWS):
                    floors[q, d] = votes[bloc, d] if votes[bloc, d] < floors[q, d] else floors[q, d]


@inner
def write_floor(floors: Lines, bloc: int, votes: Lines) -> None:
    """Write into row 0 what a bloc has at least where it wins: nobody else's bloc has less than their floor."""
    for d in range(DRAWS):
        votes[0, d] = floors[0, d]
    for q in range(1, len(floors)):
        if not bloc >> q & 1:
            for d in range(DRAWS):
                votes[0, d] = floors[q, d] if floors[q, d] > votes[0, d] else votes[0, d]
