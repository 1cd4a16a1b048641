"""Stable structures of a partition-function game: what a party gets depends on what all others do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from prepoll.alliances.types import Bloc
from prepoll.errors import ModelError
from prepoll.names import PartyCode

Partition = frozenset[Bloc]


class Answer(StrEnum):
    """What those do who neither leave nor are joined."""

    STAY = "stay"
    """They stand as before without those who left: the projection rule of Bloch and van den Nouweland (2014)."""
    BEST = "best"
    """They regroup so as to gain most together, the worst for those who left among equals: their max rule."""


@dataclass(frozen=True, slots=True)
class Game:
    """What every structure is worth to each party.

    `strings` is (structure, party) uint8, restricted growth strings in the order of their ranks, all
    Bell(n) of them; `values` is (structure, party) float64; `open` is (structure,), false where a bar
    or the search left a structure out: nobody moves there.
    """

    parties: tuple[PartyCode, ...]
    strings: npt.NDArray[np.uint8]
    values: npt.NDArray[np.float64]
    open: npt.NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        parties: Sequence[PartyCode],
        strings: npt.ArrayLike,
        values: npt.ArrayLike,
        is_open: npt.ArrayLike | None = None,
    ) -> Game:
        """Make a game from a table (structure, party) in any order; structures that it leaves out are not open.

        Blocs may carry any numbers from 0 to n. Raises ModelError where the tables do not fit, nobody plays, a
        structure comes twice, or a value that is open is not a number.
        """
        from prepoll.alliances.engine import codes  # noqa: PLC0415  (Numba takes 0.3 s to load)

        full = codes.strings(len(parties))
        given, worth = np.asarray(strings).astype(np.uint8), np.asarray(values, dtype=np.float64)
        opened = np.ones(len(given), dtype=np.bool_) if is_open is None else np.asarray(is_open, dtype=np.bool_)
        n = len(parties)
        _check(n, given, worth, opened)
        place = codes.ranks(given)
        if len(np.unique(place)) < len(place):
            raise ModelError("A structure comes twice in the table. Give each partition once.")
        every = np.full((len(full), n), np.nan)
        every[place] = worth
        is_there = np.zeros(len(full), dtype=np.bool_)
        is_there[place] = opened
        return cls(tuple(parties), full, every, is_there)

    def partition(self, row: int) -> Partition:
        """Return a structure as blocs, singles included."""
        return partition_of(self.parties, self.strings[row])

    def row(self, partition: Iterable[Iterable[PartyCode]]) -> int:
        """Return the place of a partition; parties that it does not name are alone. ModelError for strangers."""
        from prepoll.alliances.engine import codes  # noqa: PLC0415  (as above)

        blocs = np.full(len(self.parties), -1, dtype=np.int64)
        rows = [list(bloc) for bloc in partition]
        strangers = sorted({party for row in rows for party in row} - set(self.parties))
        if strangers:
            raise ModelError(f"{', '.join(strangers)} are not players. Players are {', '.join(self.parties)}.")
        for number, bloc in enumerate(rows):
            blocs[[self.parties.index(party) for party in bloc]] = number
        alone = np.flatnonzero(blocs < 0)
        blocs[alone] = len(rows) + np.arange(len(alone))
        return codes.rank(np.unique(blocs, return_inverse=True)[1].tolist())

    def group(self, mask: int) -> Bloc:
        """Name the members of a mask."""
        return frozenset(party for i, party in enumerate(self.parties) if mask >> i & 1)


def _check(n: int, strings: npt.NDArray[Any], values: npt.NDArray[Any], is_open: npt.NDArray[Any]) -> None:
    if not n:
        raise ModelError("A game without parties has no structures. Name at least one party.")
    shape = (len(strings), n)
    if strings.shape != shape or values.shape != shape or is_open.shape != shape[:1]:
        raise ModelError(
            f"A game of {n} parties has tables of {shape}, {shape} and {shape[:1]}: "
            f"not {strings.shape}, {values.shape} and {is_open.shape}."
        )
    if len(strings) and (strings.min() < 0 or strings.max() > n):
        raise ModelError(f"Blocs are numbered 0 to {n}, not {strings.min()} to {strings.max()}.")
    if not np.isfinite(values[is_open]).all():
        raise ModelError("A structure that is open has a value that is not a number.")


def partition_of(parties: Sequence[PartyCode], string: Sequence[int] | npt.NDArray[np.uint8]) -> Partition:
    """Return a string as blocs, singles included.

    >>> sorted(map(sorted, partition_of("ABC", [0, 1, 0])))
    [['A', 'C'], ['B']]
    """
    blocs: dict[int, set[PartyCode]] = {}
    for party, bloc in zip(parties, string, strict=True):
        blocs.setdefault(int(bloc), set()).add(party)
    return frozenset(map(frozenset, blocs.values()))


@dataclass(frozen=True, slots=True)
class Walk:
    """One party leaves its bloc, to join another or to stand alone."""

    party: PartyCode
    joins: Bloc  # empty: alone
    gain: float


@dataclass(frozen=True, slots=True)
class Stable:
    """Which structures are stable, and who breaks those that are not; arrays are in the order of the game.

    Nash: no party gains by a move of its own, whether or not it is welcome (Bogomolnaia and Jackson
    2002, as the next). Individual: no party gains by a move that harms nobody it joins. Core: no group
    gains, each of its members, by forming a bloc of its own.
    """

    game: Game
    answer: Answer
    single: npt.NDArray[np.float64]  # (structure, 2, 3): at will, agreed; party or −1, bloc formed, gain
    blocking: npt.NDArray[np.int64]  # (structure,): the smallest group that would go, 0 where none

    @property
    def nash(self) -> npt.NDArray[np.bool_]:
        """Say which structures no single party would leave, (structure,)."""
        return np.asarray(self.single[:, 0, 0] < 0)

    @property
    def individual(self) -> npt.NDArray[np.bool_]:
        """Say which structures no single party would leave for a place where it is welcome, (structure,)."""
        return np.asarray(self.single[:, 1, 0] < 0)

    @property
    def core(self) -> npt.NDArray[np.bool_]:
        """Say which structures no group would leave together, (structure,)."""
        return np.asarray(self.blocking == 0)

    def leaves_first(self, row: int, *, agreed: bool = True) -> Walk | None:
        """Return the single move with the largest gain, None where nobody would go; the first of equals."""
        party, mask, gain = self.single[row, int(agreed)]
        if party < 0:
            return None
        name = self.game.parties[int(party)]
        return Walk(name, self.game.group(int(mask)) - {name}, float(gain))

    def breaks(self, row: int) -> Bloc:
        """Return the smallest group that would leave together, empty where none would."""
        return self.game.group(int(self.blocking[row]))


def stable_structures(game: Game, *, answer: Answer = Answer.STAY, margin: float = 0.0) -> Stable:
    """Find every structure that no party, no welcome party, and no group would leave.

    A deviation forms one bloc of the movers and those they join; what the others do is `answer`. A
    move counts where the gain is above `margin` for each mover. Structures that are not open are weighed
    on the values they have; where they have none, nobody leaves them.
    Source of the concepts: Bogomolnaia and Jackson, The stability of hedonic coalition structures, Games
    and Economic Behavior 38 (2002); of what others do: Bloch and van den Nouweland, Expectation
    formation rules and the core of partition function games, Games and Economic Behavior 88 (2014).
    """
    from prepoll.alliances.engine.codes import completions  # noqa: PLC0415  (Numba takes 0.3 s to load)
    from prepoll.stability import moves  # noqa: PLC0415

    tables = (game.strings, game.values, game.open)
    none, n = np.empty(0, dtype=np.int64), len(game.parties)
    answers, groups = moves.best_answers(*tables) if answer is Answer.BEST else none, _by_size(n)
    hope = moves.hopes(*tables, answers, groups)
    single, blocking = moves.weigh(moves.Play(*tables, answers, margin, completions(n), groups, hope))
    return Stable(game, answer, single, blocking)


def _by_size(n: int) -> npt.NDArray[np.int64]:
    """List all groups as masks, the smallest first."""
    return np.array(sorted(range(1, 1 << n), key=lambda mask: (mask.bit_count(), mask)), dtype=np.int64)


def shapley(worth: Mapping[Bloc, float], players: Sequence[PartyCode]) -> dict[PartyCode, float]:
    """Return each player's Shapley value of a game given by the worth of every group; no group is worth 0.

    Source: Shapley, A value for n-person games (1953).

    >>> glove = {frozenset(s): float("L" in s and len(s) > 1) for s in ("A", "B", "L", "AB", "AL", "BL", "ABL")}
    >>> [round(share, 3) for share in shapley(glove, "ABL").values()]
    [0.167, 0.167, 0.667]
    """
    return {p: _weighed({s: _worth(worth, s | {p}) - _worth(worth, s) for s in _groups(players, p)}) for p in players}


def interaction(worth: Mapping[Bloc, float], players: Sequence[PartyCode]) -> dict[tuple[PartyCode, PartyCode], float]:
    """Return what each pair is worth beyond its two members apart: the Shapley interaction index.

    Source: Owen, Multilinear extensions of games (1972); Grabisch and Roubens (1999), with averages
    over the groups of the others weighed as in a game in which the pair is one player.
    """
    found = {}
    for i, a in enumerate(players):
        for b in players[i + 1 :]:
            found[a, b] = _weighed(
                {
                    s: _worth(worth, s | {a, b}) - _worth(worth, s | {a}) - _worth(worth, s | {b}) + _worth(worth, s)
                    for s in _groups(players, a, b)
                }
            )
    return found


def _worth(worth: Mapping[Bloc, float], group: Bloc) -> float:
    return worth[group] if group else 0.0


def _groups(players: Sequence[PartyCode], *without: PartyCode) -> list[Bloc]:
    rest = [player for player in players if player not in without]
    return [frozenset(p for i, p in enumerate(rest) if mask >> i & 1) for mask in range(1 << len(rest))]


def _weighed(gains: Mapping[Bloc, float]) -> float:
    """Average over groups: each size has the same weight, each group of a size too."""
    sizes: dict[int, list[float]] = {}
    for group, gain in gains.items():
        sizes.setdefault(len(group), []).append(gain)
    return float(np.mean([np.mean(row) for row in sizes.values()]))


def alone_outside(game: Game) -> dict[Bloc, float]:
    """Return what each group has together as one bloc with everybody else alone: the externality-free game.

    Its Shapley value is that of Pham Do and Norde (2007) and de Clippel and Serrano (2008) for games
    in partition function form. Raises ModelError where such a structure is not open: with bars there is
    no value of everybody.
    """
    worth = {}
    for group in _groups(game.parties):
        if group:
            row = game.row([group])
            if not game.open[row]:
                raise ModelError(f"{'+'.join(sorted(group))} may not be together, so that it has no worth.")
            worth[group] = float(game.values[row][[game.parties.index(p) for p in sorted(group)]].sum())
    return worth
