"""A seat's own arrays: strengths, transfers and leaks of the parties that matter there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from prepoll.alliances.kernel import MOST, SeatArrays
from prepoll.alliances.memo import kept_for
from prepoll.alliances.types import Election
from prepoll.errors import ModelError
from prepoll.names import RESIDUAL, PartyCode, SeatCode

Array = npt.NDArray[Any]


class Frame:
    """The parties with strength in a seat or standing there, then OTHERS, NOTA and NONVOTERS.

    `rows` are the places of the rows on the party axis of the draws. Of `arrays` the own strengths are
    cut out at once, transfers, desertions and leaks when a local structure first needs them. Raises
    ModelError where the transfers have other axes than the draws, or the seat more than 63 contenders.
    """

    def __init__(self, election: Election, seat: SeatCode, matter: frozenset[PartyCode], dtype: npt.DTypeLike) -> None:
        draws, transfers = election.draws, election.transfers
        if transfers.parties != draws.parties or transfers.seats != draws.seats:
            raise ModelError("Transfers and draws do not have the same seats and parties on their axes.")
        self.order = tuple(party for party in draws.parties if party in matter or party in RESIDUAL)
        self.contenders = self.order[: -len(RESIDUAL)]
        if len(self.contenders) > MOST:
            raise ModelError(
                f"Seat {seat} has {len(self.contenders)} parties that matter; votes are counted for at most {MOST}. "
                "Make the smallest of them kind other, so that they add into OTHERS."
            )
        self.transfers, self.place = transfers, draws.seats.index(seat)
        index = draws.party_index
        self.rows = tuple(index[party] for party in self.order)
        self.row = {party: i for i, party in enumerate(self.order)}
        own: Array = draws.share[self.place, self.rows, :].astype(dtype)
        k, n = len(self.contenders), draws.count
        pairs = (k, k, n)
        self.arrays = SeatArrays(own, np.zeros(pairs, dtype), np.zeros(pairs, dtype), np.zeros((k, k + 3, n), dtype))
        self._leaks: set[PartyCode] = set()
        self._given: set[tuple[PartyCode, PartyCode]] = set()
        self._lost: set[tuple[PartyCode, PartyCode]] = set()

    def take_leak(self, q: PartyCode) -> None:
        """Cut out lambda[q→r]: where those leave to who vote for no partner of q, or for none any more."""
        if q not in self._leaks:
            whole: Array = self.transfers.leak(q)[self.place]
            self.arrays.lam[self.row[q]] = whole if len(self.rows) == len(whole) else whole[list(self.rows)]
            self._leaks.add(q)

    def take_transfer(self, q: PartyCode, c: PartyCode) -> None:
        """Cut out tau[q→c]: q stands down and c gets votes of it."""
        if (q, c) not in self._given:
            self.arrays.tau[self.row[q], self.row[c]] = self.transfers.given(q, c)[self.place]
            self._given.add((q, c))

    def take_desertion(self, c: PartyCode, q: PartyCode) -> None:
        """Cut out beta[c|q]: c stands and its partner q does not."""
        if (c, q) not in self._lost:
            self.arrays.beta[self.row[c], self.row[q]] = self.transfers.desertion(c, q)[self.place]
            self._lost.add((c, q))

    def mask(self, parties: Iterable[PartyCode]) -> int:
        """Return the bits of some parties; those without a row have none."""
        return sum(1 << self.row[party] for party in parties if party in self.row)


def present_in(election: Election, seat: SeatCode) -> frozenset[PartyCode]:
    """Return the contenders with strength above 0 in the seat in at least one draw."""
    kept, key = kept_for(election), ("present", seat)
    if key not in kept:
        share = election.draws.share[election.draws.seat_index[seat]]
        kept[key] = frozenset(p for i, p in enumerate(election.draws.contenders) if (share[i] > 0).any())
    found = kept[key]
    assert isinstance(found, frozenset)
    return found


def frame_of(
    election: Election, seat: SeatCode, standing: frozenset[PartyCode], dtype: npt.DTypeLike = np.float32
) -> Frame:
    """Return a seat's frame, the same for all slates that add nobody without strength."""
    present = present_in(election, seat)
    kept, key = kept_for(election), ("frame", seat, standing - present, np.dtype(dtype).name)
    if key not in kept:
        kept[key] = Frame(election, seat, present | standing, dtype)
    found = kept[key]
    assert isinstance(found, Frame)
    return found
