"""Compile the engine once, so that the first search of a user need not wait for it.

Run by `make`: python -m prepoll.alliances.engine.warm
"""

from __future__ import annotations

from typing import cast

import numpy as np

from prepoll.alliances.ballots import who_stands
from prepoll.alliances.engine.search import search_all
from prepoll.alliances.tally import DepositRule
from prepoll.alliances.totals import total
from prepoll.alliances.types import ALONE, Election
from prepoll.alliances.winning import who_wins
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws
from prepoll.transfer.types import FixedTransfers, Transfers


def warm() -> int:
    """Count and search a small invented election, with a tie to be settled; return its structures."""
    parties = ("A", "B", "C", *RESIDUAL)
    share = np.full((1, 6, 2), 1 / 8, dtype=np.float32)
    share[:, -1] = 3 / 8
    share[:, 0] += np.array([0, 1 / 64], dtype=np.float32)
    share[:, 1] += np.array([0, 1 / 64], dtype=np.float32)
    share[:, 0, 0], share[:, -1] = 1 / 8 + 1 / 64, 1 - share[:, :-1].sum(axis=1)
    draws = Draws(share, ("S",), parties, np.array([1000.0]))
    transfers = cast(Transfers, FixedTransfers(("S",), parties, 2, {}, {}, {}))
    election = Election(draws, transfers, {"S": "here"})
    who_wins(election, [(ALONE, who_stands(election, ALONE, None))])[0].seats([0])
    total(election, ALONE, "A", (), DepositRule())
    return len(search_all(election, ("A", "B", "C")).labels)


if __name__ == "__main__":
    warm()
