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

from prepoll.alliances.frame import Frame, frame_of, present_in
from prepoll.alliances.kernel import LocalCode, count_in, find_winners
from prepoll.alliances.memo import Memo, memo_of
from prepoll.alliances.types import Bloc, Election, Slate, StandDown, Structure
from prepoll.errors import ModelError
from prepoll.names import PartyCode, SeatCode

Array = npt.NDArray[Any]

NO_COURTESY: frozenset[StandDown] = frozenset()


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


@dataclass(frozen=True, slots=True)
class Winners:
    """Who wins one seat in every draw, small enough to be kept for every local structure that was counted.

    `rows` are as in `SeatVotes`; `first` is (draw,), the place among the rows of a winner; `tied` are the
    draws with several, `parts` their columns of `SeatVotes.wins`, (row but the last three, tied draw).
    """

    rows: tuple[int, ...]
    first: npt.NDArray[np.uint8]
    tied: npt.NDArray[np.intp]
    parts: Array

    @classmethod
    def of(cls, counted: SeatVotes) -> Winners:
        """Keep who wins of a seat's count."""
        none = np.empty(0, dtype=np.intp)
        tied = np.flatnonzero(counted.wins.max(axis=0) < 1) if counted.tied else none
        return cls(counted.rows, counted.wins.argmax(axis=0).astype(np.uint8), tied, counted.wins[:, tied])

    def won(self, row: int) -> npt.NDArray[np.float64]:
        """Return what a row of the party axis wins, (draw,): 1, 1/k in a tie of k, 0 where it has no row."""
        if row not in self.rows:
            return np.zeros(len(self.first))
        place = self.rows.index(row)
        won: npt.NDArray[np.float64] = (self.first == place).astype(np.float64)
        if len(self.tied):
            won[self.tied] = self.parts[place]
        return won

    @property
    def nbytes(self) -> int:
        """Count the bytes held."""
        return int(self.first.nbytes + self.tied.nbytes + self.parts.nbytes)


def courtesies_in(election: Election, structure: Structure, seat: SeatCode) -> frozenset[StandDown]:
    """Return the courtesies of a seat; one between partners says nothing and is left out."""
    if not structure.courtesies:
        return NO_COURTESY
    return frozenset(row for row in structure.courtesies if row.seat == seat and _counts(election, structure, row))


def courtesies_of(election: Election, structure: Structure) -> tuple[StandDown, ...]:
    """Return the courtesies of all seats of the draws; those between partners are left out."""
    known = election.draws.seat_index
    return tuple(row for row in structure.courtesies if row.seat in known and _counts(election, structure, row))


def _counts(election: Election, structure: Structure, courtesy: StandDown) -> bool:
    return courtesy.taker not in structure.bloc_of(election.region_of[courtesy.seat], courtesy.giver)


def local_structure(election: Election, structure: Structure, seat: SeatCode, standing: frozenset[PartyCode]) -> Local:
    """Cut a structure down to what matters in a seat; ModelError where the slate contradicts it."""
    courtesies, present = courtesies_in(election, structure, seat), present_in(election, seat)
    if courtesies or not standing or not standing <= present:
        _check_standing(election, seat, standing, courtesies)
    matter = present | standing
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
    frame = frame_of(election, local.seat, local.standing, dtype)
    _cut_out(frame, local)
    code, votes = in_bits(frame, local), np.empty((len(frame.rows), election.draws.count), dtype)
    count_in(frame.whole.arrays, frame.place, code, votes)
    wins = np.empty((len(frame.contenders), votes.shape[1]), dtype=np.float32)
    return SeatVotes(frame.rows, votes, wins, find_winners(votes, code.stands, wins))


def votes_of(election: Election, local: Local) -> SeatVotes:
    """Return a seat's votes under a local structure, counted once and kept while there is room."""
    memo: Memo[Local, SeatVotes] = memo_of(election, "votes")
    return memo.get(local, lambda: count_local(election, local))


def winners_of(election: Election, local: Local) -> Winners:
    """Return who wins a seat under a local structure; the votes are not kept for it."""
    kept: Memo[Local, SeatVotes] = memo_of(election, "votes")
    memo: Memo[Local, Winners] = memo_of(election, "winners")
    return memo.get(local, lambda: Winners.of(kept.values.get(local) or count_local(election, local)))


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


def _cut_out(frame: Frame, local: Local) -> None:
    """Have the frame hold every transfer, desertion and leak that a local structure makes use of."""
    for q in frame.contenders:
        if q not in local.standing:
            frame.whole.take_leak(q)
            for c in local.backed(q):
                frame.whole.take_transfer(q, c)
            for c in local.bloc_of(q) & local.standing:
                frame.whole.take_desertion(c, q)
                frame.whole.take_leak(c)


def in_bits(frame: Frame, local: Local) -> LocalCode:
    """Write a local structure in the bits of a frame's contenders."""
    blocs = np.left_shift(1, np.arange(len(frame.contenders)))
    for bloc in local.blocs:
        blocs[[frame.row[party] for party in bloc]] = frame.mask(bloc)
    backs = np.zeros_like(blocs)
    for courtesy in local.courtesies:
        if courtesy.giver in frame.row:
            backs[frame.row[courtesy.giver]] |= frame.mask((courtesy.taker,))
    return LocalCode(frame.mask(local.standing), blocs, backs)
