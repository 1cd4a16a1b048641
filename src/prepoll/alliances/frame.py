"""A seat's own arrays: strengths, transfers and leaks of the parties that matter there."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from prepoll.alliances.memo import kept_for
from prepoll.alliances.types import Election
from prepoll.errors import ModelError
from prepoll.names import RESIDUAL, PartyCode, SeatCode

Array = npt.NDArray[Any]


class Frame:
    """The parties with strength in a seat or standing there, then OTHERS, NOTA and NONVOTERS.

    `own` is (row, draw), own strength; `some` (row, draw), 1 where it is above 0; `rows` are the
    places of the rows on the party axis of the draws. Arrays are cut out when first asked for.
    """

    def __init__(self, election: Election, seat: SeatCode, matter: frozenset[PartyCode], dtype: npt.DTypeLike) -> None:
        draws, transfers = election.draws, election.transfers
        if transfers.parties != draws.parties or transfers.seats != draws.seats:
            raise ModelError("Transfers and draws do not have the same seats and parties on their axes.")
        self.transfers, self.dtype, self.place = transfers, dtype, draws.seats.index(seat)
        index = draws.party_index
        self.order = tuple(party for party in draws.parties if party in matter or party in RESIDUAL)
        self.rows = tuple(index[party] for party in self.order)
        self.row = {party: i for i, party in enumerate(self.order)}
        self.own: Array = draws.share[self.place, self.rows, :].astype(dtype)
        self.some: Array = (self.own > 0).astype(dtype)
        self._leaks: dict[PartyCode, tuple[Array, Array]] = {}

    def given(self, q: PartyCode, c: PartyCode) -> Array:
        """Return tau[q→c], (draw,)."""
        return self._cut(self.transfers.given(q, c))

    def desertion(self, c: PartyCode, q: PartyCode) -> Array:
        """Return beta[c|q], (draw,)."""
        return self._cut(self.transfers.desertion(c, q))

    def leak(self, q: PartyCode) -> tuple[Array, Array]:
        """Return lambda[q→r], (row, draw), and its sum over rows in float64, (draw,)."""
        if q not in self._leaks:
            whole: Array = self.transfers.leak(q)[self.place]
            lam = whole if len(self.rows) == len(whole) else whole[list(self.rows)]
            lam = lam.astype(self.dtype, copy=False)
            self._leaks[q] = (lam, lam.sum(axis=0, dtype=np.float64))
        return self._leaks[q]

    def _cut(self, array: Array) -> Array:
        cut: Array = array[self.place].astype(self.dtype, copy=False)
        return cut


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
