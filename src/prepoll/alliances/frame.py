"""An election's arrays as they are counted: every seat's own strengths, transfers and leaks, one behind the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from prepoll.alliances.kernel import MOST, Layout, Places, Stack, fill_leak
from prepoll.alliances.memo import TURN, kept_for, kept_for_draws, share_draws
from prepoll.alliances.types import Bloc, Election, Structure
from prepoll.errors import ModelError
from prepoll.names import RESIDUAL, PartyCode, RegionCode, SeatCode
from prepoll.transfer.types import Transfers

Array = npt.NDArray[Any]
LEAST_ROOM = 16
"""Pairs and leaks that there is room for at first; then twice as many each time."""

Take = TypeVar("Take", bound=Callable[..., None])
Matter = Mapping[SeatCode, frozenset[PartyCode]]


@dataclass(eq=False)
class Taken:
    """Rows taken in one by one; `at` says where each is by the numbers of its parties."""

    rows: Array
    at: Places
    known: set[tuple[PartyCode, ...]] = field(default_factory=set)

    def room(self, key: tuple[PartyCode, ...], parties: Sequence[PartyCode]) -> Array:
        """Return the row of some parties, new and free; what is added takes no memory before it is written."""
        taken = len(self.known)
        if taken == len(self.rows):
            wider = np.empty((max(LEAST_ROOM, 2 * taken), *self.rows.shape[1:]), self.rows.dtype)
            wider[:taken] = self.rows
            self.rows = wider
        self.at[tuple(parties.index(party) for party in key)] = taken
        self.known.add(key)
        return self.row(key, parties)

    def row(self, key: tuple[PartyCode, ...], parties: Sequence[PartyCode]) -> Array:
        """Return the row of some parties that was taken in."""
        row: Array = self.rows[self.at[tuple(parties.index(party) for party in key)]]
        return row


def in_turn(take: Take) -> Take:
    """Let one thread at a time take in, so that what is known is there."""

    @wraps(take)
    def alone(*given: object) -> None:
        with TURN:
            take(*given)

    return cast(Take, alone)


@dataclass(eq=False)
class Stacked:
    """The seats of an election with the parties that matter in each, as `kernel.Stack` has them.

    Own strengths are there from the start; transfers, desertions and leaks are taken in, for all seats
    at once, when a count first needs them; out of another stack where these seats and draws lie within it.
    """

    seats: tuple[SeatCode, ...]
    places: tuple[int, ...]  # of the seats on the seat axis of the draws
    transfers: Transfers
    own: Array
    layout: Layout
    tau: Taken
    beta: Taken
    lam: Taken
    rebel: Array
    within: Within | None = None
    pairs_too: bool = True  # transfers and desertions are those of the other stack

    @property
    def parties(self) -> tuple[PartyCode, ...]:
        """List the parties of the draws."""
        return self.transfers.parties

    @property
    def arrays(self) -> Stack:
        """Return all that has been taken in, for native code."""
        rows = (self.tau.rows, self.beta.rows, self.lam.rows, self.tau.at, self.beta.at, self.lam.at)
        return Stack(self.own, *rows[:3], self.rebel, *rows[3:], *self.layout)

    @in_turn
    def take_leak(self, q: PartyCode) -> None:
        """Take in lambda[q→r]: q does not stand, or has a partner that does not."""
        if (q,) in self.lam.known:
            return
        room = self.lam.room((q,), self.parties)
        if self.within is None:
            fill_leak(self.arrays, room, self._cut(self.transfers.leak(q)))
        else:
            room[:] = self.within.leak(q).ravel()

    @in_turn
    def take_transfer(self, q: PartyCode, c: PartyCode) -> None:
        """Take in tau[q→c]: q stands down and c gets votes of it."""
        if (q, c) in self.tau.known:
            return
        room = self.tau.room((q, c), self.parties)
        if self.within is None or not self.pairs_too:
            room[:] = self._cut(self.transfers.given(q, c))
        else:
            room[:] = self.within.transfer(q, c)

    @in_turn
    def take_desertion(self, c: PartyCode, q: PartyCode) -> None:
        """Take in beta[c|q]: c stands and its partner q does not."""
        if (c, q) in self.beta.known:
            return
        room = self.beta.room((c, q), self.parties)
        if self.within is None or not self.pairs_too:
            room[:] = self._cut(self.transfers.desertion(c, q))
        else:
            room[:] = self.within.desertion(c, q)

    @property
    def count(self) -> int:
        """Count the draws."""
        return self.own.size // int((self.layout.width + 3).sum())

    def with_pairs_of(self, transfers: Transfers) -> Stacked:
        """Return the same seats with transfers and desertions of their own; strengths and leaks are shared."""
        tau, beta = (Taken(rows.rows[:0], np.zeros_like(rows.at)) for rows in (self.tau, self.beta))
        return replace(self, transfers=transfers, tau=tau, beta=beta, pairs_too=False)

    def _cut(self, drawn: Array) -> Array:
        return np.ascontiguousarray(drawn if len(self.places) == len(drawn) else drawn[list(self.places)])


@dataclass(frozen=True, eq=False)
class Within:
    """Where a stack of some seats and every so many draws lies in another with the same rows in those seats."""

    stack: Stacked
    seats: Places  # the places of the seats in the other stack
    rows: Places  # the places of their rows among those of all its seats
    step: int  # every so many draws

    @classmethod
    def of(cls, stack: Stacked, places: Sequence[int], step: int) -> Within:
        """Find the rows of some seats of a stack."""
        first, height = stack.layout.first // stack.count, stack.layout.width + 3
        rows = [np.arange(first[place], first[place] + height[place]) for place in places]
        return cls(stack, np.array(places, dtype=np.int64), np.concatenate(rows), step)

    def leak(self, q: PartyCode) -> Array:
        """Return lambda[q→r], (row, draw)."""
        self.stack.take_leak(q)
        leaks = self.stack.lam.row((q,), self.stack.parties).reshape(-1, self.stack.count)
        return self._cut(leaks, self.rows)

    def transfer(self, q: PartyCode, c: PartyCode) -> Array:
        """Return tau[q→c], (seat, draw)."""
        self.stack.take_transfer(q, c)
        return self._cut(self.stack.tau.row((q, c), self.stack.parties), self.seats)

    def desertion(self, c: PartyCode, q: PartyCode) -> Array:
        """Return beta[c|q], (seat, draw)."""
        self.stack.take_desertion(c, q)
        return self._cut(self.stack.beta.row((c, q), self.stack.parties), self.seats)

    def _cut(self, lines: Array, places: Places) -> Array:
        thinned: Array = lines[:, :: self.step]
        return thinned if len(places) == len(lines) else thinned[places]


@dataclass(frozen=True, eq=False)
class Frame:
    """One seat of a stack: the contenders that matter there, then OTHERS, NOTA and NONVOTERS.

    `rows` are the places of the rows on the party axis of the draws.
    """

    whole: Stacked
    place: int  # of the seat in the stack
    order: tuple[PartyCode, ...]
    rows: tuple[int, ...]
    row: Mapping[PartyCode, int]

    @property
    def contenders(self) -> tuple[PartyCode, ...]:
        """List the parties that can stand: all rows but the last three."""
        return self.order[: -len(RESIDUAL)]

    def mask(self, parties: Iterable[PartyCode]) -> int:
        """Return the bits of some parties; those without a row have none."""
        return sum(1 << self.row[party] for party in parties if party in self.row)


def present_in(election: Election, seat: SeatCode) -> frozenset[PartyCode]:
    """Return the contenders with strength above 0 in the seat in at least one draw."""
    kept, key = kept_for_draws(election), ("present", seat)
    if key not in kept:
        anywhere = (election.draws.share[election.draws.seat_index[seat]] > 0).any(axis=1).tolist()
        kept[key] = frozenset(p for p, some in zip(election.draws.contenders, anywhere, strict=False) if some)
    found = kept[key]
    assert isinstance(found, frozenset)
    return found


def places_of(election: Election) -> dict[RegionCode, npt.NDArray[np.bool_]]:
    """Return which seats lie in each region, (seat,) each."""
    kept, key = kept_for_draws(election), ("regions",)
    if key not in kept:
        regions = [election.region_of[seat] for seat in election.draws.seats]
        kept[key] = {region: np.array([r == region for r in regions]) for region in dict.fromkeys(regions)}
    found = kept[key]
    assert isinstance(found, dict)
    return found


def alike(election: Election, structure: Structure) -> dict[tuple[Bloc, ...], npt.NDArray[np.intp]]:
    """Return the places of the seats that have the same blocs; seats in which everybody is alone are left out."""
    places, found = places_of(election), dict[tuple[Bloc, ...], npt.NDArray[np.bool_]]()
    for region, blocs in structure.blocs:
        if region in places:
            found[blocs] = found[blocs] | places[region] if blocs in found else places[region]
    return {blocs: np.flatnonzero(here) for blocs, here in found.items()}


def stack_of(election: Election, dtype: npt.DTypeLike = np.float32) -> Stacked:
    """Return an election's seats with the parties that have strength there, made once."""
    kept, key = kept_for(election), ("stack", np.dtype(dtype).name)
    with TURN:
        if key not in kept:
            kept[key] = stacked(election, {seat: present_in(election, seat) for seat in election.draws.seats}, dtype)
        found = kept[key]
    assert isinstance(found, Stacked)
    return found


def share_stack(election: Election, other: Election) -> None:
    """Have an election that differs in tau and beta alone share the strengths and leaks of another."""
    share_draws(election, other)
    kept, key = kept_for(other), ("stack", "float32")
    if key not in kept and election.rebels is other.rebels:
        kept[key] = stack_of(election).with_pairs_of(other.transfers)


def take_from(election: Election, part: Election, step: int = 1) -> None:
    """Have an election of some seats and every so many draws of another take in what the other has taken in.

    The seats are in the order of the other's. Where a party has strength in none of the fewer draws, or in
    others, the part takes in what it needs by itself.
    """
    whole, fewer = stack_of(election), stack_of(part)
    places = [election.draws.seat_index[seat] for seat in part.draws.seats]
    if fewer.places and np.array_equal(whole.layout.row[places], fewer.layout.row):
        fewer.within = Within.of(whole, places, step)


def stacked(election: Election, matter: Matter, dtype: npt.DTypeLike) -> Stacked:
    """Stack some seats with the parties that matter in each.

    Raises ModelError where the transfers have other axes than the draws, or a seat more than 63 parties.
    """
    draws, transfers = election.draws, election.transfers
    if transfers.parties != draws.parties or transfers.seats != draws.seats:
        raise ModelError("Transfers and draws do not have the same seats and parties on their axes.")
    columns = [tuple(i for i, p in enumerate(draws.contenders) if p in here) for here in matter.values()]
    for seat, here in zip(matter, columns, strict=True):
        if len(here) > MOST:
            raise ModelError(
                f"Seat {seat} has {len(here)} parties that matter; votes are counted for at most {MOST}. "
                "Make the smallest of them kind other, so that they add into OTHERS."
            )
    places, index = tuple(draws.seat_index[seat] for seat in matter), len(draws.parties)
    layout, count = _layout(columns, index, draws.count), draws.count
    own = [draws.share[place, [*here, *range(index - 3, index)]] for place, here in zip(places, columns, strict=True)]
    flat = np.concatenate([rows.ravel() for rows in own]).astype(dtype)
    pairs = np.empty((0, len(places), count), dtype)
    tau, beta = (Taken(pairs, np.zeros((index, index), dtype=np.int64)) for _ in range(2))
    lam = Taken(np.empty((0, flat.size), dtype), np.zeros(index, dtype=np.int64))
    rebel = np.zeros((0, 0, count)) if election.rebels is None else election.rebels[list(places)]
    return Stacked(tuple(matter), places, transfers, flat, layout, tau, beta, lam, np.ascontiguousarray(rebel, dtype))


def _layout(columns: Sequence[tuple[int, ...]], parties: int, draws: int) -> Layout:
    """Say where each seat and party is; `columns` are the contenders that matter in each seat."""
    width = np.array([len(here) for here in columns], dtype=np.int64)
    column = np.zeros((len(columns), int(width.max(initial=0)) + 3), dtype=np.int64)
    row = np.full((len(columns), parties), -1, dtype=np.int64)
    for i, here in enumerate(columns):
        rows = [*here, *range(parties - 3, parties)]
        column[i, : len(rows)] = rows
        row[i, rows] = np.arange(len(rows))
    size = (width + 3) * draws
    return Layout(width, np.cumsum(size) - size, column, row)


def frame_of(
    election: Election, seat: SeatCode, standing: frozenset[PartyCode], dtype: npt.DTypeLike = np.float32
) -> Frame:
    """Return a seat's frame, the same for all slates that add nobody without strength."""
    present = present_in(election, seat)
    kept, key = kept_for(election), ("frame", seat, standing - present, np.dtype(dtype).name)
    if key not in kept:
        whole = stack_of(election, dtype)
        if not standing <= present:
            whole = stacked(election, {seat: present | standing}, dtype)
        kept[key] = _frame(whole, seat)
    found = kept[key]
    assert isinstance(found, Frame)
    return found


def _frame(whole: Stacked, seat: SeatCode) -> Frame:
    place, parties = whole.seats.index(seat), whole.transfers.parties
    rows = tuple(int(i) for i in whole.layout.column[place, : whole.layout.width[place] + 3])
    order = tuple(parties[i] for i in rows)
    return Frame(whole, place, order, rows, {party: i for i, party in enumerate(order)})
