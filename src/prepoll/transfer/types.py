"""What a partner's voters do when their party stands down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from prepoll.names import PartyCode, SeatCode

Shares = npt.NDArray[np.float32]


class Transfers(Protocol):
    """Draws of transfer, leak and desertion, on the axes of the strength draws.

    The arrays are made when first asked for and depend on the pair and the seed only, so that
    every structure is judged on the same chance.
    """

    seats: tuple[SeatCode, ...]
    parties: tuple[PartyCode, ...]  # as in Draws: the last three are OTHERS, NOTA, NONVOTERS

    def given(self, q: PartyCode, c: PartyCode) -> Shares:
        """Return tau[q→c], (seat, draw): the share of q's voters who vote for ally c when q stands down."""
        ...

    def leak(self, q: PartyCode) -> Shares:
        """Return lambda[q→r], (seat, party, draw): where q's other voters go; 0 for q itself; sums to 1."""
        ...

    def desertion(self, c: PartyCode, q: PartyCode) -> Shares:
        """Return beta[c|q], (seat, draw): the share of c's own voters lost because of partner q."""
        ...


@dataclass(frozen=True, slots=True)
class TransferPrior:
    """The stated prior of transfer between two parties, in words and numbers."""

    q: PartyCode
    c: PartyCode
    mean: float
    low: float  # 5 %
    high: float  # 95 %
    why: str
    sources: tuple[str, ...]  # row ids or names of tables


@dataclass(frozen=True, slots=True)
class FixedTransfers:
    """Transfers given as numbers, the same in each seat and draw; pairs not named get the defaults."""

    seats: tuple[SeatCode, ...]
    parties: tuple[PartyCode, ...]
    draws: int
    tau: dict[tuple[PartyCode, PartyCode], float]
    lam: dict[PartyCode, dict[PartyCode, float]]
    beta: dict[tuple[PartyCode, PartyCode], float]

    def given(self, q: PartyCode, c: PartyCode) -> Shares:
        """Return tau[q→c] in each (seat, draw); 0 where not named."""
        return np.full((len(self.seats), self.draws), self.tau.get((q, c), 0.0), dtype=np.float32)

    def leak(self, q: PartyCode) -> Shares:
        """Return lambda[q→r] in each (seat, party, draw); all to NONVOTERS where not named."""
        row = self.lam.get(q, {self.parties[-1]: 1.0})
        column = np.array([row.get(party, 0.0) for party in self.parties], dtype=np.float32)
        return np.broadcast_to(column[None, :, None], (len(self.seats), len(self.parties), self.draws)).copy()

    def desertion(self, c: PartyCode, q: PartyCode) -> Shares:
        """Return beta[c|q] in each (seat, draw); 0 where not named."""
        return np.full((len(self.seats), self.draws), self.beta.get((c, q), 0.0), dtype=np.float32)
