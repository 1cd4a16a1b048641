"""The votes of a seat in NumPy, party by party over all draws: the twin of `prepoll.alliances.kernel`."""

import numpy as np

from prepoll.alliances.votes import SeatVotes

SMALL = 1e-9
"""Below this what is left of a leak row is added up anew: what was taken from it has cost its digits."""


def numpy_count(election, local, dtype=np.float32):
    """Count one seat's votes and winners under a local structure."""
    return _Count(election, local, dtype).seat_votes()


class _Count:
    """One seat's count under way."""

    def __init__(self, election, local, dtype):
        draws = election.draws
        self.transfers, self.place, self.dtype, self.local = (
            election.transfers,
            draws.seats.index(local.seat),
            dtype,
            local,
        )
        self.rebels = election.rebels
        own = draws.share[self.place]
        matter = {p for p, row in zip(draws.contenders, own[:-3], strict=True) if row.any()} | local.standing
        self.order = [p for p in draws.parties if p in matter or p in draws.parties[-3:]]
        self.rows = tuple(draws.parties.index(p) for p in self.order)
        self.row = {p: i for i, p in enumerate(self.order)}
        self.own = own[list(self.rows)].astype(dtype)
        self.away = [p for p in self.order[:-3] if p not in local.standing]
        self.votes = self.own.copy()
        self.votes[[self.row[p] for p in self.away]] = 0

    def seat_votes(self):
        for bloc in sorted(self.local.blocs, key=sorted):
            self._cost(bloc)
        for q in self.away:
            self._give(q)
        return SeatVotes(self.rows, self.votes, *self._winners())

    def _cost(self, bloc):
        """Take from each stander of a bloc what its absent partners' names cost it; send it elsewhere."""
        absent = [q for q in self.away if q in bloc]
        for c in self.order[:-3]:
            if absent and c in bloc and c in self.local.standing:
                own = kept = self.own[self.row[c]]
                for q in absent:
                    beta = self.transfers.desertion(c, q)[self.place].astype(self.dtype)
                    kept = kept * (1 - beta * (self.own[self.row[q]] > 0))
                self.votes[self.row[c]] -= own - kept
                self._leak(c, own - kept, bloc)

    def _give(self, q):
        """Send the voters of a party that does not stand to whom it backs, and the rest elsewhere."""
        own, backed = self._loyal(q), self.local.backed(q)
        takers = [c for c in self.order[:-3] if c in backed]
        given = np.zeros_like(own)
        if takers:
            taus = [self.transfers.given(q, c)[self.place].astype(self.dtype) for c in takers]
            given = own * np.maximum.reduce(taus)
            part = given if len(takers) == 1 else _divided(given, np.sum(taus, axis=0))
            for c, tau in zip(takers, taus, strict=True):
                self.votes[self.row[c]] += part if len(takers) == 1 else part * tau
        self._leak(q, own - given, backed)

    def _loyal(self, q):
        """Send those who follow a rebel to OTHERS and return the rest."""
        own = self.own[self.row[q]]
        if self.rebels is None:
            return own
        follow = own * self.rebels[self.place, self.rows[self.row[q]]].astype(self.dtype)
        self.votes[-3] += follow
        return own - follow

    def _leak(self, q, amount, barred):
        """Spread an amount by lambda[q→r] over standers not barred, OTHERS, NOTA and NONVOTERS."""
        lam = self.transfers.leak(q)[self.place][list(self.rows)].astype(self.dtype)
        closed = sorted(self.row[r] for r in (*self.away, *(barred & self.local.standing)))
        total = lam.sum(axis=0, dtype=np.float64) - lam[closed].sum(axis=0, dtype=np.float64)
        if total.min() < SMALL:
            total = np.delete(lam, closed, axis=0).sum(axis=0, dtype=np.float64)
            self.votes[-1] += np.where(total > 0, 0, amount)
        share = lam * _divided(amount, total).astype(lam.dtype)
        share[closed] = 0
        self.votes += share

    def _winners(self):
        """Return wins with the number of tied draws; a party that does not stand has no win even at 0 votes."""
        standing = np.array([p in self.local.standing for p in self.order[:-3]])
        votes = np.where(standing[:, None], self.votes[:-3], -1)
        first = votes == votes.max(axis=0)
        count = first.sum(axis=0)
        return first / count.astype(np.float32), int((count > 1).sum())


def _divided(amount, total):
    """Divide, and give 0 where the divisor is 0."""
    some = total > 0
    return np.where(some, amount / np.where(some, total, 1), 0)
