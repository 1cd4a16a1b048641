"""Every structure over some players, counted exactly on every draw.

`search_all(election, players, seats, limits)` is the front door. It returns `Searched`:
`expected_seats[structure, contender]`, `index(blocs)` for the place of a structure, `blocs(index)` for
the way back, `labels[structure, player]`, `allowed[structure]`. One table is for one set of seats: the
whole case, or a region where alliances may differ by region. `alliances.seat_chances` gives P(win) seat by seat.

A seat's votes depend on the structure among the players with strength there; most draws depend on
fewer still (see `leaking`). Counts are kept by the players that they depend on and added up at the end.
Seats are counted on threads; counts are whole numbers, so that their order changes nothing.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from prepoll.alliances.engine.codes import bell, strings
from prepoll.alliances.engine.leaking import ALL_DRAWS, Found, walk
from prepoll.alliances.engine.seats import Limits, Local, localised
from prepoll.alliances.engine.settle import settle
from prepoll.alliances.engine.singly import count_singly, kept_apart
from prepoll.alliances.engine.tables import Parts, Searched, Tables, allowed
from prepoll.alliances.parts import UNIT
from prepoll.alliances.types import Election
from prepoll.errors import UsageError
from prepoll.names import PartyCode, SeatCode

NOTHING = Limits()

ROOM = 4096
"""Doubtful draws of a piece of a seat that are made room for at first."""

AHEAD = 3
"""Seats a processor that are cut out before the first of them is counted to the end."""

Counted = tuple[Parts, tuple[int, ...]]


def search_all(
    election: Election,
    players: Sequence[PartyCode],
    seats: Sequence[SeatCode] | None = None,
    limits: Limits = NOTHING,
) -> Searched:
    """Count the seats that every structure over the players gives to every contender.

    All Bell(n) structures, minus those that the limits forbid; who is no player stays alone or in its
    bloc of `limits.stay`. `seats` are those of the draws where not given. Raises UsageError where a
    player is no contender, is named twice, or players are more than 12.
    """
    check_players(election, players)
    tables = Tables(len(players), len(election.draws.contenders))
    for local, parts in count_seats(election, players, seats or election.draws.seats, limits):
        start = 0
        for free in range(len(local.order) + 1):
            rows = bell(free)
            tables.add(local.order[:free], local.columns, parts[start : start + rows])
            start += rows
    return finish(election, players, limits, tables)


def finish(election: Election, players: Sequence[PartyCode], limits: Limits, tables: Tables) -> Searched:
    """Add up the tables of a search, which are used up, and leave out what the limits forbid."""
    unit_of = {member: i for i, player in enumerate(players) for member in limits.unit_of(player)}
    labels, parts = strings(len(players)), tables.folded()
    pairs = [(unit_of[a], unit_of[b]) for a, b in limits.apart if a in unit_of and b in unit_of]
    good = allowed(labels, pairs)
    parts[~good] = 0
    return Searched(tuple(players), election.draws.contenders, election.draws.count, labels, good, parts)


def check_players(election: Election, players: Sequence[PartyCode]) -> None:
    """Raise UsageError where a player is no contender or is named twice."""
    unknown = [player for player in players if player not in election.draws.contenders]
    if unknown:
        known = ", ".join(election.draws.contenders)
        raise UsageError(f"Not among the contenders: {', '.join(unknown)}. Name parties of {known}.")
    if len(players) > len(set(players)):
        raise UsageError(f"A player is named twice among {', '.join(players)}.")


def workers() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def count_seats(
    election: Election, players: Sequence[PartyCode], seats: Sequence[SeatCode], limits: Limits
) -> Iterator[tuple[Local, Parts]]:
    """Count every seat; yield its parts, (place, row), in the order of the seats."""
    pieces = max(1, -(-2 * workers() // len(seats)))
    waiting: deque[tuple[Local, list[Future[Counted]]]] = deque()
    with ThreadPoolExecutor(workers()) as pool:
        for local in localised(election, seats, players, limits):
            cut = (
                []
                if _has_courtesy(election, local, limits)
                else np.array_split(np.arange(election.draws.count), pieces)
            )
            waiting.append((local, [pool.submit(count, local, draws) for draws in cut]))
            if len(waiting) > AHEAD * workers():
                first, jobs = waiting.popleft()
                yield first, _joined(election, first, players, limits, [job.result() for job in jobs])
        for first, jobs in waiting:
            yield first, _joined(election, first, players, limits, [job.result() for job in jobs])


def _joined(
    election: Election, local: Local, players: Sequence[PartyCode], limits: Limits, counted: list[Counted]
) -> Parts:
    """Add up the pieces of a seat, and count singly what they leave open."""
    parts = sum((part for part, _ in counted), np.zeros((local.rows, len(local.columns)), dtype=np.int64))
    singly = sorted({at for _, left in counted for at in left}) if counted else kept_apart(local)
    if singly:
        parts[int(local.seat.level[-1]) :] += count_singly(election, local, players, limits, singly)
    return parts


def _has_courtesy(election: Election, local: Local, limits: Limits) -> bool:
    present = {election.draws.contenders[column] for column in local.columns}
    return any(row.seat == local.code and row.giver in present for row in limits.courtesies)


def count(local: Local, draws: npt.NDArray[np.int64]) -> Counted:
    """Count some draws of a seat: parts won, (place, row), and the structures that a tied slate leaves open."""
    found = _found(local, ROOM)
    walk(local.seat, draws, found)
    if found.many[0] > ROOM:
        found = _found(local, int(found.many[0]))
        walk(local.seat, draws, found)
    parts, last = found.wins * UNIT, int(local.seat.level[-1])
    doubts = found.doubts[: found.many[0]] - np.array([last, 0])
    whole = doubts[:, 1] == ALL_DRAWS
    settle(local.seat, strings(len(local.order)), doubts[~whole], parts[last:])
    return parts, tuple(int(at) for at in np.unique(doubts[whole, 0]))


def _found(local: Local, room: int) -> Found:
    wins = np.zeros((local.rows, len(local.columns)), dtype=np.int64)
    return Found(wins, np.empty((room, 2), dtype=np.int64), np.zeros(1, dtype=np.int64))
