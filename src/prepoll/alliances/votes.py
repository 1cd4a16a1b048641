"""Votes in a seat: who keeps, gives, leaks and loses what, draw by draw.

The formulas are those of `docs/explanation/votes.md`. With S the parties standing in a seat, B(c) the
bloc of c in the seat's region and sigma the own strength, all terms per draw:

1. A stander c keeps sigma_c · prod(1 - beta[c|q]) over partners q of B(c) with sigma_q > 0 that do not
   stand. The deserters leave by lambda[c→r] over standers outside B(c) and the residuals.
2. A non-stander q with one standing ally or courtesy c gives it tau[q→c] · sigma_q; the rest goes by
   lambda[q→r] over standers other than c and the residuals. With several, the largest tau is the
   total given, split in proportion to the taus. With none, all goes by lambda.
3. lambda rows are rescaled to those who stand; where nothing of a row is left, all abstain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from prepoll.alliances.memo import Memo, kept_for, memo_of
from prepoll.alliances.types import Bloc, Election, Slate, StandDown, Structure
from prepoll.errors import ModelError
from prepoll.names import NONVOTERS, RESIDUAL, PartyCode, SeatCode

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Local:
    """All that a seat's votes depend on: its own part of a structure and of a slate.

    Parties without strength in the seat that do not stand there are left out of the blocs, so that
    structures which differ in them alone are counted once.
    """

    seat: SeatCode
    blocs: frozenset[Bloc]
    standing: frozenset[PartyCode]
    courtesies: frozenset[StandDown]

    def bloc_of(self, party: PartyCode) -> Bloc:
        """Return the bloc of a party in the seat: itself alone where it has no partner."""
        return next((bloc for bloc in self.blocs if party in bloc), frozenset({party}))

    def backed(self, q: PartyCode) -> frozenset[PartyCode]:
        """Return whom a party that does not stand votes for: its standing allies and courtesies."""
        takers = {courtesy.taker for courtesy in self.courtesies if courtesy.giver == q}
        return ((self.bloc_of(q) - {q}) | takers) & self.standing


@dataclass(frozen=True, slots=True)
class SeatVotes:
    """Votes and winners of one seat under one local structure.

    `votes` is (row, draw), shares of the electorate, each draw sums to 1; `rows` are the places of
    its rows on the party axis of the draws, in order, the last three OTHERS, NOTA, NONVOTERS; all
    other parties have none. `wins` is (row but the last three, draw): 1, or 1/k in a tie of k.
    """

    rows: tuple[int, ...]
    votes: Array
    wins: Array
    tied: int  # draws with more than one winner

    @property
    def nbytes(self) -> int:
        """Count the bytes held."""
        return int(self.votes.nbytes + self.wins.nbytes)


def present_in(election: Election, seat: SeatCode) -> frozenset[PartyCode]:
    """Return the contenders with strength above 0 in the seat in at least one draw."""
    kept, key = kept_for(election), ("present", seat)
    if key not in kept:
        share = election.draws.share[election.draws.seat_index[seat]]
        kept[key] = frozenset(p for i, p in enumerate(election.draws.contenders) if (share[i] > 0).any())
    found = kept[key]
    assert isinstance(found, frozenset)
    return found


def courtesies_in(election: Election, structure: Structure, seat: SeatCode) -> frozenset[StandDown]:
    """Return the courtesies of a seat; one between partners says nothing and is left out."""
    region = election.region_of[seat]
    return frozenset(
        courtesy
        for courtesy in structure.courtesies
        if courtesy.seat == seat and courtesy.taker not in structure.bloc_of(region, courtesy.giver)
    )


def local_structure(election: Election, structure: Structure, seat: SeatCode, standing: frozenset[PartyCode]) -> Local:
    """Cut a structure down to what matters in a seat; ModelError where the slate contradicts it."""
    courtesies = courtesies_in(election, structure, seat)
    _check_standing(election, seat, standing, courtesies)
    matter = present_in(election, seat) | standing
    blocs = (bloc & matter for bloc in structure.in_region(election.region_of[seat]))
    return Local(seat, frozenset(bloc for bloc in blocs if len(bloc) > 1), standing, courtesies)


def _check_standing(
    election: Election, seat: SeatCode, standing: frozenset[PartyCode], courtesies: frozenset[StandDown]
) -> None:
    problems = []
    if not standing:
        problems.append("nobody stands, so that nobody can win; let one party stand")
    problems += [
        f"{party} cannot stand: it is not a contender of the draws"
        for party in sorted(standing - set(election.draws.contenders))
    ]
    problems += [
        f"{c.giver} stands though the structure has it stand down for {c.taker}; take it off the slate"
        for c in sorted(courtesies)
        if c.giver in standing
    ]
    if problems:
        raise ModelError(f"Slate of seat {seat}: " + "; ".join(problems) + ".")


def count_local(election: Election, local: Local, dtype: npt.DTypeLike = np.float32) -> SeatVotes:
    """Count one seat's votes without keeping them; float32 unless asked otherwise."""
    return _Count(election, local, dtype).seat_votes()


def votes_of(election: Election, local: Local) -> SeatVotes:
    """Return a seat's votes under a local structure, counted once and kept while there is room."""
    memo: Memo[Local, SeatVotes] = memo_of(election, "votes")
    return memo.get(local, lambda: count_local(election, local))


def seat_votes(election: Election, structure: Structure, seat: SeatCode, standing: frozenset[PartyCode]) -> SeatVotes:
    """Return a seat's votes under a structure and who stands there."""
    return votes_of(election, local_structure(election, structure, seat, standing))


def count_votes(election: Election, structure: Structure, slate: Slate) -> npt.NDArray[np.float32]:
    """Count all votes, (seat, party, draw) float32: shares of the electorate, each (seat, draw) sums to 1.

    Raises ModelError where a seat has no slate or nobody stands, or somebody stands who has stood down.
    """
    draws = election.draws
    votes = np.zeros(draws.share.shape, dtype=np.float32)
    for place, seat in enumerate(draws.seats):
        counted = seat_votes(election, structure, seat, standing_in(slate, seat))
        votes[place, counted.rows, :] = counted.votes
    return votes


def standing_in(slate: Slate, seat: SeatCode) -> frozenset[PartyCode]:
    """Return who stands in a seat; ModelError where the slate says nothing of it."""
    if seat not in slate.standing:
        raise ModelError(f"The slate says nothing of seat {seat}. Name who stands there.")
    return slate.standing[seat]


class _Count:
    """One seat's count under way: arrays over the parties that matter there."""

    def __init__(self, election: Election, local: Local, dtype: npt.DTypeLike) -> None:
        draws = election.draws
        if election.transfers.parties != draws.parties or election.transfers.seats != draws.seats:
            raise ModelError("Transfers and draws do not have the same seats and parties on their axes.")
        self.transfers, self.local, self.dtype = election.transfers, local, dtype
        self.present = present_in(election, local.seat)
        matter = self.present | local.standing
        self.order = tuple(party for party in draws.parties if party in matter or party in RESIDUAL)
        self.rows = tuple(draws.party_index[party] for party in self.order)
        self.row = {party: i for i, party in enumerate(self.order)}
        self.place = draws.seat_index[local.seat]
        self.own = draws.share[self.place, self.rows, :].astype(dtype)
        self.votes = np.zeros_like(self.own)
        self.votes[-3:] = self.own[-3:]

    def seat_votes(self) -> SeatVotes:
        for party in self.order[:-3]:
            if party in self.local.standing:
                self._keep(party)
            else:
                self._give(party)
        wins, tied = self._winners()
        return SeatVotes(self.rows, self.votes, wins, tied)

    def _keep(self, c: PartyCode) -> None:
        """Leave a stander what its partners' names do not cost it; send the deserters elsewhere."""
        own, bloc = self.own[self.row[c]], self.local.bloc_of(c)
        absent = [q for q in self.order if q in bloc and q not in self.local.standing]
        if not absent:
            self.votes[self.row[c]] += own
            return
        loyal = np.ones_like(own)
        for q in absent:
            beta = self.transfers.desertion(c, q)[self.place].astype(self.dtype, copy=False)
            loyal *= 1 - beta * (self.own[self.row[q]] > 0)
        kept = own * loyal
        self.votes[self.row[c]] += kept
        self._leak(c, own - kept, bloc)

    def _give(self, q: PartyCode) -> None:
        """Send the voters of a party that does not stand to whom it backs, and the rest elsewhere."""
        own, backed = self.own[self.row[q]], self.local.backed(q)
        takers = [c for c in self.order if c in backed]
        if not takers:
            self._leak(q, own, backed)
            return
        taus = [self.transfers.given(q, c)[self.place].astype(self.dtype, copy=False) for c in takers]
        given = own * np.maximum.reduce(taus)
        if len(takers) == 1:
            self.votes[self.row[takers[0]]] += given
        else:
            part = _divided(given, np.sum(taus, axis=0))
            for c, tau in zip(takers, taus, strict=True):
                self.votes[self.row[c]] += part * tau
        self._leak(q, own - given, backed)

    def _leak(self, q: PartyCode, amount: Array, barred: frozenset[PartyCode]) -> None:
        """Spread an amount by lambda[q→r] over standers not barred, OTHERS, NOTA and NONVOTERS."""
        ends = [r for r in self.order if (r in self.local.standing and r not in barred) or r in RESIDUAL]
        places = [self.row[r] for r in ends]
        lam = self.transfers.leak(q)[self.place, [self.rows[i] for i in places], :].astype(self.dtype, copy=False)
        total = lam.sum(axis=0)
        self.votes[places] += lam * _divided(amount, total)
        self.votes[self.row[NONVOTERS]] += np.where(total > 0, 0, amount)

    def _winners(self) -> tuple[Array, int]:
        wins = np.zeros_like(self.votes[:-3], dtype=np.float32)
        standing = [self.row[party] for party in self.order[:-3] if party in self.local.standing]
        first = self.votes[standing] == self.votes[standing].max(axis=0)
        count = first.sum(axis=0)
        wins[standing] = first / count
        return wins, int((count > 1).sum())


def _divided(amount: Array, total: Array) -> Array:
    """Divide, and give 0 where the divisor is 0."""
    some = total > 0
    return np.where(some, amount / np.where(some, total, 1), 0).astype(amount.dtype, copy=False)
