"""Local structures that the walk leaves to the room: tied slates and courtesies, counted one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from prepoll.alliances.engine.codes import Labels, strings
from prepoll.alliances.engine.seats import Limits, Local
from prepoll.alliances.engine.tables import Parts
from prepoll.alliances.parts import whole_parts
from prepoll.alliances.slates import claimed_slate, strongest
from prepoll.alliances.types import Bloc, Election, Structure
from prepoll.alliances.votes import Winners, local_structure, winners_of
from prepoll.names import PartyCode


def count_singly(
    election: Election, local: Local, players: Sequence[PartyCode], limits: Limits, ranks: Iterable[int]
) -> Parts:
    """Count a seat under some local structures by the room's own count, (structure, row), in 1/UNIT."""
    labels = strings(len(local.order))
    parts = np.zeros((len(labels), len(local.columns)), dtype=np.int64)
    region = election.region_of[local.code]
    for at in ranks:
        blocs = (*_blocs(local, players, limits, labels[at]), *limits.stay)
        structure = Structure.of({region: blocs}, limits.courtesies)
        standing = (
            claimed_slate(election, structure, limits.claims).standing[local.code]
            if limits.claims
            else strongest(election, structure, local.code)
        )
        parts[at] = _parts(winners_of(election, local_structure(election, structure, local.code, standing)), local)
    return parts


def _blocs(local: Local, players: Sequence[PartyCode], limits: Limits, labels: Labels) -> tuple[Bloc, ...]:
    blocs: dict[int, Bloc] = {}
    for player, label in zip(local.order, labels, strict=True):
        blocs[int(label)] = blocs.get(int(label), frozenset()) | limits.unit_of(players[player])
    return tuple(blocs.values())


def _parts(winners: Winners, local: Local) -> Parts:
    """Add up what each row wins in whole parts of a seat."""
    return np.array([whole_parts(winners.won(column)) for column in local.columns], dtype=np.int64)


def kept_apart(local: Local) -> list[int]:
    """List the local structures that keep apart who has to be."""
    labels, seat = strings(len(local.order)), local.seat
    unit = np.cumsum(seat.kind == 0) - 1  # the free player that each party placed moves with
    good = np.ones(len(labels), dtype=np.bool_)
    for p in range(len(seat.row)):
        for q in range(p):
            if seat.apart[p] >> q & 1 and unit[q] >= 0:
                good &= labels[:, unit[p]] != labels[:, unit[q]]
    return [int(at) for at in np.flatnonzero(good)]
