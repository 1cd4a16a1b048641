"""Shares out those who leave a party, in native code."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from prepoll.compiled import compiled
from prepoll.transfer.pair import Floats
from prepoll.transfer.types import Shares

Places = npt.NDArray[np.int64]


@compiled
def share_out(pull: Floats, factor: Floats, region: Places, drawn: Shares) -> None:
    """Write the shares of those who leave that go to each party into `drawn`, (seat, party, draw), 0 before.

    In proportion to the pull, (seat, party), times the factor, (region, party, draw), of the seat's region, (seat,).
    """
    seats, parties, n = drawn.shape
    total = np.empty(n)
    for s in range(seats):
        here, total[:] = factor[region[s]], 0
        for r in range(parties):
            if pull[s, r] != 0:
                for d in range(n):
                    total[d] += pull[s, r] * here[r, d]
        for r in range(parties):
            if pull[s, r] != 0:
                for d in range(n):
                    drawn[s, r, d] = np.true_divide(pull[s, r] * here[r, d], total[d])
