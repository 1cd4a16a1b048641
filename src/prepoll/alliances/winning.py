"""Who wins every seat under a structure and who stands there, kept small; many structures are counted at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.alliances.adding import Boards, Heads, add_wins, find_heads, write_keys
from prepoll.alliances.ballots import ballot_of, stack_for
from prepoll.alliances.frame import Stacked
from prepoll.alliances.kernel import Ballot, Places
from prepoll.alliances.memo import Memo, memo_of
from prepoll.alliances.slates import Standing
from prepoll.alliances.types import Election, Structure

LOTS = 1024
"""Ties that there is room for at first."""

Samples = npt.NDArray[np.float64]
Line = tuple[int, int, int]
"""A seat, a board, and the row of the party whose votes are wanted."""

MOST_LINES = 512
"""Lines that are counted in one go where votes are wanted too."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Draws of a seat that several win, and what each row of the seat then has."""

    draws: Places  # (tied,)
    parts: npt.NDArray[np.float32]  # (row but the last three, tied): 1/k or 0


@dataclass(frozen=True, slots=True)
class Head:
    """Who wins one seat: the row of the winner, (draw,), where it is not tied."""

    first: npt.NDArray[np.uint8]
    tie: Tie | None

    @property
    def nbytes(self) -> int:
        """Count the bytes held."""
        return int(self.first.nbytes + (0 if self.tie is None else self.tie.draws.nbytes + self.tie.parts.nbytes))


@dataclass(frozen=True, eq=False)
class Won:
    """Who wins every seat, draw by draw; `keys` are equal in seats where the same was counted."""

    keys: tuple[bytes, ...]  # (seat,)
    row: Places  # (seat, party of the draws): the row of each party in the seat, −1 where it has none
    first: npt.NDArray[np.uint8]  # (seat, draw): the row of the winner, `adding.TIED` where there are several
    ties: Mapping[int, Tie]

    def in_seat(self, seat: int, party: int) -> Samples:
        """Return what a party wins of one seat, (draw,): 1, or 1/k in a tie of k; both by their places."""
        row = self.row[seat, party]
        won: Samples = (self.first[seat] == row).astype(np.float64)
        if row >= 0 and seat in self.ties:
            won[self.ties[seat].draws] = self.ties[seat].parts[row]
        return won

    def seats(self, parties: Sequence[int], among: npt.NDArray[np.bool_] | None = None) -> Samples:
        """Return the seats that some parties win together, (draw,), of all or `among` some, (seat,)."""
        won = np.zeros(self.first.shape[1], dtype=np.int32)
        here = np.ones(len(self.first), dtype=np.bool_) if among is None else among
        for party in parties:
            add_wins(self.first, np.where(here, self.row[:, party], -1), won)
        found = won.astype(np.float64)
        for seat, tie in self.ties.items():
            rows = [int(row) for row in self.row[seat, list(parties)] if row >= 0 and here[seat]]
            found[tie.draws] += tie.parts[rows].sum(axis=0, dtype=np.float64)
        return found


def who_wins(election: Election, boards: Sequence[tuple[Structure, Standing]]) -> list[Won]:
    """Find who wins every seat under some structures, each with who stands, (seat, party) of the draws.

    What was counted before is not counted again while it is kept. Nothing is checked: see `ballots.who_stands`.
    """
    if not boards:
        return []
    stack = stack_for(election, np.logical_or.reduce([stands for _, stands in boards]))
    ballots = [ballot_of(election, structure, stands, stack) for structure, stands in boards]
    keys = [_keys(ballot, stack) for ballot in ballots]
    memo: Memo[tuple[int, bytes], Head] = memo_of(election, f"heads {id(stack)}")
    lines: dict[tuple[int, bytes], Line] = {}
    held: dict[tuple[int, bytes], Head] = {}
    for board, row in enumerate(keys):
        for cell in enumerate(row):
            head = memo.values.get(cell)
            if head is not None:
                held[cell] = head
            elif cell not in lines:
                lines[cell] = (cell[0], board, 0)
    wanted = sorted(lines, key=lines.__getitem__)  # seat by seat, so that a seat's figures are still at hand
    for cell, head in zip(wanted, _heads(stack, ballots, [lines[cell] for cell in wanted]), strict=True):
        held[cell] = memo.keep(cell, head)
    return [_won(stack, row, held) for row in keys]


@dataclass(frozen=True, slots=True)
class Poll:
    """What one party gets in one seat."""

    won: npt.NDArray[np.float32]  # (draw,): 1, or 1/k in a tie of k
    votes: float  # expected share of the electorate

    @property
    def nbytes(self) -> int:
        """Count the bytes held."""
        return int(self.won.nbytes)


def polls(
    election: Election, boards: Sequence[tuple[Structure, Standing]], asked: Sequence[tuple[int, int, int]]
) -> list[Poll]:
    """Return what single parties get in single seats of some boards; `asked` are seat, board and party by their places.

    As `who_wins` otherwise; each party asked for stands in the seat.
    """
    if not asked:
        return []
    stack = stack_for(election, np.logical_or.reduce([stands for _, stands in boards]))
    ballots = [ballot_of(election, structure, stands, stack) for structure, stands in boards]
    keys = [_keys(ballot, stack) for ballot in ballots]
    memo: Memo[tuple[int, bytes, int], Poll] = memo_of(election, f"polls {id(stack)}")
    cells = [(seat, keys[board][seat], party) for seat, board, party in asked]
    held = {cell: poll for cell in cells if (poll := memo.values.get(cell)) is not None}
    lines = {
        cell: (seat, board, int(stack.layout.row[seat, party]))
        for cell, (seat, board, party) in zip(cells, asked, strict=True)
        if cell not in held
    }
    wanted = sorted(lines, key=lines.__getitem__)
    for since in range(0, len(wanted), MOST_LINES):
        some = wanted[since : since + MOST_LINES]
        for cell, poll in zip(some, _polls(stack, ballots, [lines[cell] for cell in some]), strict=True):
            held[cell] = memo.keep(cell, poll)
    return [held[cell] for cell in cells]


def _polls(stack: Stacked, ballots: Sequence[Ballot], lines: Sequence[Line]) -> Iterator[Poll]:
    votes = np.empty((len(lines), stack.count), np.float32)
    for (_, _, row), head, polled in zip(lines, _heads(stack, ballots, lines, votes), votes, strict=True):
        won = (head.first == row).astype(np.float32)
        if head.tie is not None:
            won[head.tie.draws] = head.tie.parts[row]
        yield Poll(won, float(polled[None].mean(axis=1, dtype=np.float64).sum()))


def _keys(ballot: Ballot, stack: Stacked) -> tuple[bytes, ...]:
    """Return for each seat all that its votes depend on."""
    keys = np.empty(ballot.bloc.shape, dtype=np.uint8)
    write_keys(ballot, stack.layout.row, keys)
    found = [row.tobytes() for row in keys]
    for favour in ballot.favours:
        found[favour[0]] += favour.tobytes()
    return tuple(found)


def _heads(
    stack: Stacked, ballots: Sequence[Ballot], lines: Sequence[Line], votes: npt.NDArray[np.float32] | None = None
) -> Iterator[Head]:
    """Count some seats of some boards; the votes wanted are written into `votes`, (line, draw)."""
    if not lines:
        return
    boards = Boards(
        np.stack([ballot.bloc for ballot in ballots]),
        np.stack([ballot.stands for ballot in ballots]),
        np.concatenate([ballot.favours for ballot in ballots]),
        np.cumsum([len(ballot.favours) for ballot in ballots]),
    )
    polled = np.empty((0, 0), np.float32) if votes is None else votes
    heads = Heads(np.empty((len(lines), stack.count), np.uint8), polled, np.empty((LOTS, 3), np.int64))
    table = np.array(lines, dtype=np.int64)
    found = find_heads(stack.arrays, boards, table, heads)
    if found > LOTS:
        heads = heads._replace(ties=np.empty((found, 3), np.int64))
        find_heads(stack.arrays, boards, table, heads)
    ends = np.searchsorted(heads.ties[:found, 0], np.arange(len(lines) + 1)).tolist()
    for line, (seat, _, _) in enumerate(lines):
        tied = heads.ties[ends[line] : ends[line + 1]]
        yield Head(heads.first[line].copy(), _tie(tied, int(stack.layout.width[seat])) if len(tied) else None)


def _tie(tied: Places, rows: int) -> Tie:
    wins = (tied[:, 2] >> np.arange(rows)[:, None] & 1).astype(np.float32)
    return Tie(tied[:, 1].copy(), wins / wins.sum(axis=0))


def _won(stack: Stacked, keys: tuple[bytes, ...], held: Mapping[tuple[int, bytes], Head]) -> Won:
    heads = [held[cell] for cell in enumerate(keys)]
    ties = {seat: head.tie for seat, head in enumerate(heads) if head.tie is not None}
    return Won(keys, stack.layout.row, np.stack([head.first for head in heads]), ties)
