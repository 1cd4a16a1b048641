"""Transfers once withdrawals have closed: names stay on the ballot, and a deal moves voters only."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from prepoll.errors import ModelError
from prepoll.names import OTHERS, PartyCode, SeatCode
from prepoll.transfer.types import Shares, Transfers


class StayingNames:
    """Transfers in which those who do not follow their party to an ally vote for its name, which still stands.

    Nobody leaks to a rival there: the rest of a party's voters count among OTHERS, which win nothing. What
    moves, and what is lost because of a partner, is as it was.
    """

    def __init__(self, base: Transfers, names: Mapping[SeatCode, frozenset[PartyCode]]) -> None:
        self.base, self.seats, self.parties = base, base.seats, base.parties
        unknown = sorted(set(names) - set(base.seats))
        if unknown:
            raise ModelError(f"There is no seat {', '.join(unknown)}. Give names on ballots of seats of the case.")
        self._places = {
            party: np.array([party in names.get(seat, ()) for seat in base.seats], dtype=np.bool_)
            for party in sorted({party for row in names.values() for party in row})
        }

    def on(self, base: Transfers) -> StayingNames:
        """Return the same names on other transfers."""
        other = StayingNames(base, {})
        other._places = self._places
        return other

    def given(self, q: PartyCode, c: PartyCode) -> Shares:
        """Return tau[q→c], (seat, draw), as it was: the share of q's voters who follow its word."""
        return self.base.given(q, c)

    def leak(self, q: PartyCode) -> Shares:
        """Return lambda[q→r], (seat, party, draw): all to OTHERS where the name of q stays on the ballot."""
        shares = self.base.leak(q)
        if q not in self._places:
            return shares
        there, shares = self._places[q], shares.copy()
        shares[there] = 0
        shares[there, self.parties.index(OTHERS)] = 1
        return shares

    def desertion(self, c: PartyCode, q: PartyCode) -> Shares:
        """Return beta[c|q], (seat, draw), as it was."""
        return self.base.desertion(c, q)


def with_names(transfers: Transfers, names: Mapping[SeatCode, frozenset[PartyCode]]) -> Transfers:
    """Return transfers with the names of parties on the ballots of seats, whoever stands down; as they were for none.

    Raises ModelError for a seat that is not among those of the transfers.
    """
    kept = {seat: parties for seat, parties in names.items() if parties}
    return StayingNames(transfers, kept) if kept else transfers
