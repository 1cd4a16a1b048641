"""What a structure gives each party over all seats, counted in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.alliances.adding import Asked, Sums, add_up
from prepoll.alliances.ballots import ballot_of, stack_for, who_stands
from prepoll.alliances.memo import Memo, memo_of
from prepoll.alliances.slates import Standing
from prepoll.alliances.tally import DepositRule, Tally
from prepoll.alliances.types import Election, Slate, Structure
from prepoll.names import PartyCode

LOTS = 1024
"""Ties that there is room for at first."""

Rivals = Sequence[Sequence[PartyCode]]
Samples = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Totals:
    """What a structure gives some parties over all seats, draw by draw."""

    parties: tuple[PartyCode, ...]
    each: Samples  # (party, 3, draw): seats, votes and deposits
    candidates: Samples  # (draw,): votes for candidates
    rivals: Samples  # (set, draw): seats of each set of rivals
    house: int
    lots: Samples  # (tie, 3): place of the party, draw and chance

    @property
    def nbytes(self) -> int:
        """Count the bytes held."""
        return int(self.each.nbytes + self.candidates.nbytes + self.rivals.nbytes + self.lots.nbytes)

    def of(self, party: PartyCode) -> Tally:
        """Return one party's part; nothing for a party that is not there."""
        rivals = tuple(self.rivals)
        if party not in self.parties:
            nothing = np.zeros_like(self.candidates)
            return Tally(nothing, nothing, self.candidates, nothing, rivals, self.house, ())
        place = self.parties.index(party)
        seats, votes, deposits = self.each[place]
        mine = self.lots[self.lots[:, 0] == place, 1:].tolist()
        lots = tuple((int(draw), chance) for draw, chance in mine)
        return Tally(seats, votes, self.candidates, deposits, rivals, self.house, lots)


def total(
    election: Election,
    structure: Structure,
    party: PartyCode,
    rivals: Rivals,
    deposits: DepositRule,
    slate: Slate | None = None,
) -> Tally:
    """Add up all seats for a party; where no slate is given, the strongest members stand.

    Equal to the sum of `tally` over the seats one by one; nothing is kept of it. A party that is no
    contender has nothing. Raises ModelError where the slate does not fit the structure (see `count_votes`).
    """
    stands = who_stands(election, structure, slate)
    return _totals(election, structure, stands, (rivals, deposits), (party,)).of(party)


def totals(
    election: Election,
    structure: Structure,
    rivals: Rivals,
    deposits: DepositRule,
    slate: Slate | None = None,
    party: PartyCode | None = None,
) -> Totals:
    """Add up all seats for every contender, counted once and kept while there is room; else as `total`.

    Where one `party` is asked for that has a partner, those with a partner are enough unless all have been counted.
    """
    stands = who_stands(election, structure, slate)
    memo: Memo[object, Totals] = memo_of(election, "totals")
    key = (structure, stands.tobytes(), tuple(tuple(row) for row in rivals), deposits)
    allied = {member for _, blocs in structure.blocs for bloc in blocs for member in bloc}
    some = tuple(one for one in election.draws.contenders if one in allied)
    parties = (
        some if party in some and (key, election.draws.contenders) not in memo.values else election.draws.contenders
    )
    return memo.get((key, parties), lambda: _totals(election, structure, stands, (rivals, deposits), parties))


def _totals(
    election: Election,
    structure: Structure,
    stands: Standing,
    rules: tuple[Rivals, DepositRule],
    parties: Sequence[PartyCode],
) -> Totals:
    (rivals, deposits), draws = rules, election.draws
    stack = stack_for(election, stands)
    ballot = ballot_of(election, structure, stands, stack)
    known = tuple(party for party in parties if party in draws.contenders)
    asked = Asked(
        parties=np.array([draws.party_index[party] for party in known], dtype=np.int64),
        rivals=np.array([[p in row for p in draws.parties] for row in rivals], np.bool_).reshape(
            -1, len(draws.parties)
        ),
        electors=np.asarray(draws.electors, dtype=np.float64),
        deposit=np.float32(deposits.threshold),
        strict=deposits.strict,
    )
    room = LOTS
    while True:
        sums = Sums(
            np.zeros((len(known), 3, draws.count)),
            np.zeros(draws.count),
            np.zeros((len(rivals), draws.count)),
            np.empty((room, 3)),
        )
        found = add_up(stack.arrays, ballot, asked, sums)
        if found <= room:
            return Totals(known, sums.each, sums.candidates, sums.rivals, len(draws.seats), sums.lots[:found].copy())
        room = found
