"""Loads the native code that counts, so that the first count does not wait for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prepoll.alliances.slates import strongest_standing
from prepoll.alliances.tally import DepositRule
from prepoll.alliances.totals import total
from prepoll.alliances.types import Election, Structure
from prepoll.alliances.votes import count_local, local_structure
from prepoll.alliances.winning import who_wins
from prepoll.names import NONVOTERS, RESIDUAL, WHOLE_CASE, PartyCode, SeatCode
from prepoll.strength.types import Draws
from prepoll.transfer.types import Shares


def load_native_code() -> None:
    """Count an invented seat of three parties once by every way there is; nothing is kept of it.

    Code that was compiled before is loaded, else compiled now. No figure depends on it.
    """
    from prepoll.transfer.sharing_out import share_out  # noqa: PLC0415  (Numba takes 0.3 s to load)

    election, structure = _invented(), Structure.of({WHOLE_CASE: (frozenset("AB"),)})
    stands = strongest_standing(election, structure)
    total(election, structure, "A", (("C",),), DepositRule())
    who_wins(election, [(structure, stands)])[0].seats((0, 1))
    count_local(election, local_structure(election, structure, "S", frozenset("AC")))
    share = election.draws.share.astype(np.float64)
    share_out(share[:, :, 0].copy(), share, np.zeros(1, dtype=np.int64), np.zeros_like(election.draws.share))


def _invented() -> Election:
    """Make an election of one seat and draw in which A, B and C are as strong as who does not vote."""
    parties = ("A", "B", "C", *RESIDUAL)
    parts = np.array([[p not in RESIDUAL or p == NONVOTERS for p in parties]], dtype=np.float32) / np.float32(4)
    return Election(Draws(parts[:, :, None], ("S",), parties, np.ones(1)), _Nobody(("S",), parties), {"S": WHOLE_CASE})


@dataclass(eq=False)
class _Nobody:
    """Transfers by which nobody follows or deserts, in one draw; arrays cannot be written, as those of a case."""

    seats: tuple[SeatCode, ...]
    parties: tuple[PartyCode, ...]

    def given(self, q: PartyCode, c: PartyCode) -> Shares:
        """Return tau[q→c], (seat, draw): 0."""
        return _nothing(len(self.seats), 1)

    def leak(self, q: PartyCode) -> Shares:
        """Return lambda[q→r], (seat, party, draw): 0, so that all abstain."""
        return _nothing(len(self.seats), len(self.parties), 1)

    def desertion(self, c: PartyCode, q: PartyCode) -> Shares:
        """Return beta[c|q], (seat, draw): 0."""
        return _nothing(len(self.seats), 1)


def _nothing(*shape: int) -> Shares:
    made = np.zeros(shape, dtype=np.float32)
    made.flags.writeable = False
    return made
