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

    @cached_property
    def seats_by_code(self) -> tuple[int, ...]:
        """List the places of the seats in order of their codes."""
        return tuple(sorted(range(len(self.seats)), key=self.seats.__getitem__))

    @cached_property
    def parties_by_code(self) -> tuple[int, ...]:
        """List the places of the parties in order of their codes."""
        return tuple(sorted(range(len(self.parties)), key=self.parties.__getitem__))

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
    def same_region(self) -> npt.NDArray[np.float64]:
        """Return 1 where two seats lie in one region, (seat, seat)."""
        codes = np.array([sorted(set(self.regions)).index(region) for region in self.regions])
        return np.asarray(codes[:, None] == codes[None, :], dtype=np.float64)


def frame_of(case: Case) -> Frame:
    """Take the labels from a case: its parties of kind party, then OTHERS."""
    region_of = case.region_of
    seats = tuple(seat.code for seat in case.seats)
    own = tuple(party.code for party in case.parties if party.kind is PartyKind.PARTY)
    return Frame(
        seats=seats,
        regions=tuple(region_of.get(seat.code, seat.region or WHOLE_CASE) for seat in case.seats),
        parties=(*(code for code in own if code not in (OTHERS, NOTA)), OTHERS),
    )
