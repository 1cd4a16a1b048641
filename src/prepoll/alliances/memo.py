"""What has been counted is kept while there is room; the oldest goes first.

Two threads may count on one election: what they keep changes under `ALONE`, and what is not whole yet is not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import RLock
from typing import Final, Generic, Protocol, TypeVar

from prepoll.alliances.types import Election

TURN: Final = RLock()
"""Held by the thread whose turn it is to change what elections keep."""

ROOM = 64 * 1024 * 1024
"""Bytes that one memo may hold: the votes of 250 seats of fourteen parties and 2,000 draws."""


class Sized(Protocol):
    """Says how many bytes it holds."""

    @property
    def nbytes(self) -> int:
        """Count the bytes held."""
        ...


Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value", bound=Sized)


class Memo(Generic[Key, Value]):
    """Keeps values by key up to a number of bytes. Never changes a result, only when it is made."""

    def __init__(self, room: int = ROOM) -> None:
        self.room, self.held = room, 0
        self.values: dict[Key, Value] = {}

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the value of a key, made now where it is not kept."""
        found = self.values.get(key)
        return self.keep(key, make()) if found is None else found

    def keep(self, key: Key, value: Value) -> Value:
        """Keep the value of a key that has none yet; the first that is kept counts."""
        with TURN:
            if key in self.values:
                return self.values[key]
            self.values[key] = value
            self.held += value.nbytes
            while self.held > self.room and len(self.values) > 1:
                self.held -= self.values.pop(next(iter(self.values))).nbytes
        return value


def kept_for(election: Election) -> dict[object, object]:
    """Return what is kept for an election's draws, transfers and rebels.

    An election with others made by `dataclasses.replace` shares the cache, but nothing in it.
    """
    key = ("kept", id(election.draws), id(election.transfers), id(election.rebels))
    row = election.cache.get(key)
    if row is None:  # who they are is kept with them, so that nobody else can come to have their ids
        row = election.cache.setdefault(key, (election.draws, election.transfers, election.rebels, {}))
    assert isinstance(row, tuple)
    kept: dict[object, object] = row[3]
    return kept


def kept_for_draws(election: Election) -> dict[object, object]:
    """Return what is kept for an election's draws and regions, whatever the transfers and rebels."""
    row = election.cache.get(_of_draws(election))
    if row is None:
        row = election.cache.setdefault(_of_draws(election), (election.draws, election.region_of, {}))
    assert isinstance(row, tuple)
    kept: dict[object, object] = row[2]
    return kept


def share_draws(election: Election, other: Election) -> None:
    """Have an election with the same draws and regions share what is kept for them."""
    if _of_draws(election) == _of_draws(other):
        kept_for_draws(election)
        other.cache[_of_draws(other)] = election.cache[_of_draws(election)]


def _of_draws(election: Election) -> tuple[str, int, int]:
    return "draws", id(election.draws), id(election.region_of)


def memo_of(election: Election, name: str) -> Memo[Key, Value]:
    """Return an election's memo of a name, made now where there is none."""
    kept = kept_for(election)
    memo = kept.get(name) or kept.setdefault(name, Memo())
    assert isinstance(memo, Memo)
    return memo
