"""Tables of expected seats over all structures: local ones per group of players, folded into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.alliances.engine.codes import Labels, Ranks, bell, rank, reordered, strings, without
from prepoll.alliances.parts import UNIT
from prepoll.alliances.types import Bloc
from prepoll.compiled import compiled
from prepoll.errors import UsageError
from prepoll.names import PartyCode

Parts = npt.NDArray[np.int64]


@compiled
def _add(table: Parts, ranks: Ranks, columns: Parts, parts: Parts) -> None:
    for at in range(len(parts)):
        for i in range(len(columns)):
            table[ranks[at], columns[i]] += parts[at, i]


@compiled
def _fold(wide: Parts, ranks: Ranks, small: Parts) -> None:
    for at in range(len(wide)):
        for column in range(wide.shape[1]):
            wide[at, column] += small[ranks[at], column]


class Tables:
    """Seats won, in 1/UNIT, by the structure among those players on whom a draw depends.

    A table for each set of players, (structure, contender). What depends on few is counted for few;
    `folded` adds all up over the structures of everybody.
    """

    def __init__(self, players: int, contenders: int) -> None:
        self.players, self.contenders = players, contenders
        self.of: dict[int, Parts] = {}

    def add(self, order: Sequence[int], columns: Sequence[int], parts: Parts) -> None:
        """Add a table over players in some order, (structure, column), to that of their set."""
        mask = sum(1 << player for player in order)
        table = self._table(mask)
        _add(table, reordered(order), np.array(columns, dtype=np.int64), parts)

    def folded(self) -> Parts:
        """Return the sum over all sets, (structure of all players, contender); the tables are used up."""
        for player in range(self.players):
            for mask in [mask for mask in self.of if not mask >> player & 1]:
                wider = mask | 1 << player
                place = (wider & (1 << player) - 1).bit_count()
                small = self.of.pop(mask)
                _fold(self._table(wider), without(wider.bit_count(), place), small)
        return self._table((1 << self.players) - 1)

    def _table(self, mask: int) -> Parts:
        if mask not in self.of:
            self.of[mask] = np.zeros((bell(mask.bit_count()), self.contenders), dtype=np.int64)
        return self.of[mask]


@dataclass(frozen=True, slots=True)
class Searched:
    """Every structure over some players in some seats, with the seats it is expected to give.

    `labels` is (structure, player) uint8, restricted growth strings in the order of their rank;
    `allowed` (structure,), False where the limits forbid it; `parts` (structure, contender) int64,
    seats won over all draws in 1/UNIT, exact, ties as equal parts; 0 where not allowed.
    """

    players: tuple[PartyCode, ...]
    contenders: tuple[PartyCode, ...]
    draws: int
    labels: Labels
    allowed: npt.NDArray[np.bool_]
    parts: Parts

    @property
    def expected_seats(self) -> npt.NDArray[np.float64]:
        """Return mean seats over draws, (structure, contender) float64; NaN where not allowed."""
        seats: npt.NDArray[np.float64] = self.parts / (UNIT * self.draws)
        seats[~self.allowed] = np.nan
        return seats

    def index(self, blocs: Sequence[Bloc]) -> int:
        """Return the place of a structure given by blocs of players; who is in none is alone.

        Raises UsageError where a party is no player or in two blocs.
        """
        named = [party for bloc in blocs for party in bloc]
        unknown = sorted(set(named) - set(self.players))
        if unknown or len(named) > len(set(named)):
            raise UsageError(f"Blocs {blocs} are not over {', '.join(self.players)}, each at most once.")
        labels = {party: i for i, bloc in enumerate(blocs) for party in bloc}
        return rank([labels.get(party, len(blocs) + i) for i, party in enumerate(self.players)])

    def blocs(self, index: int) -> tuple[Bloc, ...]:
        """Return the blocs of two or more of a structure."""
        found: dict[int, set[PartyCode]] = {}
        for player, label in zip(self.players, self.labels[index], strict=True):
            found.setdefault(int(label), set()).add(player)
        return tuple(frozenset(bloc) for bloc in found.values() if len(bloc) > 1)


def allowed(labels: Labels, pairs: Sequence[tuple[int, int]]) -> npt.NDArray[np.bool_]:
    """Say which structures keep all pairs of players apart, (structure,)."""
    good = np.ones(len(labels), dtype=np.bool_)
    for a, b in pairs:
        good &= labels[:, a] != labels[:, b]
    return good


def all_strings(players: int) -> Labels:
    """List every structure over so many players."""
    return strings(players)
