"""The same election seen on fewer draws or seats, or with one quantity set by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from prepoll.alliances.frame import share_stack, take_from
from prepoll.alliances.types import Bloc, Election
from prepoll.names import PartyCode, SeatCode
from prepoll.strength.types import Draws
from prepoll.transfer import shifted
from prepoll.transfer.types import Shares, Transfers

Pair = tuple[PartyCode, PartyCode]


@dataclass(eq=False)
class PartTransfers:
    """Transfers on some seats and every so many draws of a whole."""

    whole: Transfers
    places: tuple[int, ...]
    step: int
    seats: tuple[SeatCode, ...]
    parties: tuple[PartyCode, ...]

    def given(self, q: PartyCode, c: PartyCode) -> Shares:
        """Return tau[q→c], (seat, draw)."""
        return self._cut(self.whole.given(q, c))

    def leak(self, q: PartyCode) -> Shares:
        """Return lambda[q→r], (seat, party, draw)."""
        return self._cut(self.whole.leak(q))

    def desertion(self, c: PartyCode, q: PartyCode) -> Shares:
        """Return beta[c|q], (seat, draw)."""
        return self._cut(self.whole.desertion(c, q))

    def _cut(self, drawn: Shares) -> Shares:
        whole = self.places == tuple(range(len(drawn)))
        return np.ascontiguousarray((drawn if whole else drawn[list(self.places)])[..., :: self.step])


@dataclass(eq=False)
class SetTransfers:
    """Transfers of which the taus of some pairs are set to one number in every seat and draw."""

    rest: Transfers
    tau: Mapping[Pair, float]
    count: int  # draws
    seats: tuple[SeatCode, ...]
    parties: tuple[PartyCode, ...]

    def given(self, q: PartyCode, c: PartyCode) -> Shares:
        """Return tau[q→c], (seat, draw): the number set, or the draws of the rest."""
        if (q, c) not in self.tau:
            return self.rest.given(q, c)
        return np.full((len(self.seats), self.count), self.tau[q, c], dtype=np.float32)

    def leak(self, q: PartyCode) -> Shares:
        """Return lambda[q→r], (seat, party, draw)."""
        return self.rest.leak(q)

    def desertion(self, c: PartyCode, q: PartyCode) -> Shares:
        """Return beta[c|q], (seat, draw)."""
        return self.rest.desertion(c, q)


def part(election: Election, seats: Sequence[SeatCode] | None = None, most: int | None = None) -> Election:
    """Cut an election down to some seats and at most `most` draws, evenly spaced.

    The whole is returned, with what it has counted, where nothing is cut away.
    """
    draws, wanted = election.draws, tuple(election.draws.seats if seats is None else seats)
    step = 1 if most is None else max(1, -(-draws.count // most))
    if step == 1 and wanted == draws.seats:
        return election
    places = tuple(draws.seat_index[seat] for seat in wanted)
    fewer = Draws(
        share=np.ascontiguousarray(draws.share[list(places)][..., ::step]),
        seats=wanted,
        parties=draws.parties,
        electors=draws.electors[list(places)],
    )
    rebels = None if election.rebels is None else np.ascontiguousarray(election.rebels[list(places)][..., ::step])
    transfers = _part_of(election.transfers, places, step, fewer)
    cut = Election(fewer, transfers, election.region_of, rebels=rebels)
    take_from(election, cut, step)
    return cut


def _part_of(transfers: Transfers, places: tuple[int, ...], step: int, draws: Draws) -> PartTransfers:
    """Cut transfers down; a part of a part is cut out of the whole."""
    if isinstance(transfers, PartTransfers):
        inside = tuple(transfers.places[place] for place in places)
        return PartTransfers(transfers.whole, inside, transfers.step * step, draws.seats, draws.parties)
    return PartTransfers(transfers, places, step, draws.seats, draws.parties)


def with_quantile(election: Election, here: Election, quantile: float, of: Bloc) -> Election:
    """Put every transfer of some parties' voters at one quantile of its range; `here` is a part of an election."""
    moved = shifted(election.transfers, quantile, tuple(sorted(of)))
    if here is election:
        return _beside(here, moved)
    places = tuple(election.draws.seat_index[seat] for seat in here.draws.seats)
    return _beside(here, _part_of(moved, places, 1, here.draws))


def with_tau(election: Election, pairs: Sequence[Pair], tau: float) -> Election:
    """Set the transfer of some pairs (from, to) to one share in every seat and draw."""
    draws, taus = election.draws, dict.fromkeys(pairs, tau)
    return _beside(election, SetTransfers(election.transfers, taus, draws.count, draws.seats, draws.parties))


def _beside(election: Election, transfers: Transfers) -> Election:
    """Judge the same strengths and leaks, taken in but once, on other transfers and desertions."""
    other = Election(election.draws, transfers, election.region_of, rebels=election.rebels)
    share_stack(election, other)
    return other


def with_strength(election: Election, seat: SeatCode, party: PartyCode, factor: float) -> Election:
    """Multiply a party's own strength in a seat, at most to 95 % of the electorate; scale all others to fit."""
    draws = election.draws
    share = draws.share.copy()
    row = share[draws.seat_index[seat]]
    place = draws.party_index[party]
    own = np.minimum(row[place] * factor, 0.95)
    row *= (1 - own) / np.maximum(1 - row[place], 1e-9)
    row[place] = own
    other = Election(replace(draws, share=share), election.transfers, election.region_of, rebels=election.rebels)
    take_from(election, other)
    return other
