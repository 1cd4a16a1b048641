"""The seats and parties that strength is about, and where each stands in the arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from prepoll.case.types import Case
from prepoll.names import NOTA, OTHERS, WHOLE_CASE, PartyCode, PartyKind, RegionCode, SeatCode


@dataclass(frozen=True)
class Frame:
    """Labels of the two axes: seats with their regions, parties with OTHERS last."""

    seats: tuple[SeatCode, ...]
    regions: tuple[RegionCode, ...]  # one for each seat
    parties: tuple[PartyCode, ...]

    @cached_property
    def seat_index(self) -> dict[SeatCode, int]:
        """Map seats to their place."""
        return {seat: i for i, seat in enumerate(self.seats)}

    @cached_property
    def party_index(self) -> dict[PartyCode, int]:
        """Map parties to their place."""
        return {party: i for i, party in enumerate(self.parties)}

    @property
    def size(self) -> int:
        """Count the (seat, party) pairs."""
        return len(self.seats) * len(self.parties)

    def column(self, code: PartyCode) -> int:
        """Return the place of a party; whoever has no place of its own belongs to OTHERS."""
        return self.party_index.get(code, len(self.parties) - 1)

    def cell(self, seat: int, party: int) -> int:
        """Return the place of a (seat, party) pair in the seat-major run."""
        return seat * len(self.parties) + party

    def seats_in(self, region: str) -> tuple[int, ...]:
        """List the places of a region's seats, of all seats for `*`; none where the region is not known."""
        return tuple(i for i, own in enumerate(self.regions) if region in (WHOLE_CASE, own))

    @cached_property
    def region_numbers(self) -> npt.NDArray[np.int64]:
        """Return the number of each seat's region, (seat,), from 0 in order of their codes."""
        codes = sorted(set(self.regions))
        return np.array([codes.index(region) for region in self.regions], dtype=np.int64)

    @cached_property
    def same_region(self) -> npt.NDArray[np.float64]:
        """Return 1 where two seats lie in one region, (seat, seat)."""
        numbers = self.region_numbers
        return np.asarray(numbers[:, None] == numbers[None, :], dtype=np.float64)


def frame_of(case: Case) -> Frame:
    """Take the labels from a case: its parties of kind party, then OTHERS; both by code, whatever their order."""
    region_of = case.region_of
    own = sorted(party.code for party in case.parties if party.kind is PartyKind.PARTY)
    seats = sorted(case.seats, key=lambda seat: seat.code)
    return Frame(
        seats=tuple(seat.code for seat in seats),
        regions=tuple(region_of.get(seat.code, seat.region or WHOLE_CASE) for seat in seats),
        parties=(*(code for code in own if code not in (OTHERS, NOTA)), OTHERS),
    )


def order_of(case: Case, frame: Frame) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the places in the frame of the case's seats and parties, in the order in which the case lists them."""
    listed = [party.code for party in case.parties if party.kind is PartyKind.PARTY]
    parties = [frame.party_index[code] for code in listed if code not in (OTHERS, NOTA)]
    seats = [frame.seat_index[seat.code] for seat in case.seats]
    return np.array(seats, dtype=np.int64), np.array([*parties, len(frame.parties) - 1], dtype=np.int64)
