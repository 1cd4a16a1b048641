"""Transfers in the simpler model: whoever leaves a party stays at home, so that nothing flows between blocs."""

from __future__ import annotations

import numpy as np

from prepoll.names import PartyCode
from prepoll.transfer.types import Shares, Transfers


class AbstainingVoters:
    """Transfers in which all who do not follow to an ally, and all deserters, abstain; what follows is as it was."""

    def __init__(self, base: Transfers, draws: int) -> None:
        self.base, self.seats, self.parties, self.draws = base, base.seats, base.parties, draws

    def on(self, base: Transfers) -> AbstainingVoters:
        """Return the same with other transfers below."""
        return AbstainingVoters(base, self.draws)

    def given(self, q: PartyCode, c: PartyCode) -> Shares:
        """Return tau[q→c], (seat, draw), as it was."""
        return self.base.given(q, c)

    def leak(self, q: PartyCode) -> Shares:
        """Return lambda[q→r], (seat, party, draw): all to NONVOTERS, the last."""
        shares = np.zeros((len(self.seats), len(self.parties), self.draws), dtype=np.float32)
        shares[:, -1] = 1
        return shares

    def desertion(self, c: PartyCode, q: PartyCode) -> Shares:
        """Return beta[c|q], (seat, draw), as it was."""
        return self.base.desertion(c, q)


def abstaining(transfers: Transfers, draws: int) -> Transfers:
    """Return transfers of so many draws of which whatever leaks abstains: a bloc's votes depend on the bloc alone."""
    return AbstainingVoters(transfers, draws)
