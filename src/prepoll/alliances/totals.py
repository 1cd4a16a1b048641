"""What a structure gives a party over all seats, counted in one go."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np
import numpy.typing as npt

from prepoll.alliances.frame import Stacked, present_in, stack_of, stacked
from prepoll.alliances.kernel import Asked, Ballot, Places, add_up
from prepoll.alliances.slates import standing_table, strongest_standing
from prepoll.alliances.tally import DepositRule, Tally
from prepoll.alliances.types import Election, Slate, Structure
from prepoll.alliances.votes import courtesies_in, local_structure, standing_in
from prepoll.names import PartyCode

LOTS = 1024
"""Ties that there is room for at first."""


def total(
    election: Election,
    structure: Structure,
    party: PartyCode,
    rivals: Sequence[Sequence[PartyCode]],
    deposits: DepositRule,
    slate: Slate | None = None,
) -> Tally:
    """Add up all seats for a party; where no slate is given, the strongest members stand.

    Equal to the sum of `tally` over the seats one by one; nothing is kept of it. A party that is no
    contender has nothing. Raises ModelError where the slate does not fit the structure (see `count_votes`).
    """
    draws = election.draws
    stack, ballot = _ballot(election, structure, slate)
    asked = Asked(
        party=draws.contenders.index(party) if party in draws.contenders else -1,
        rivals=np.array([[p in row for p in draws.parties] for row in rivals], np.bool_).reshape(
            -1, len(draws.parties)
        ),
        electors=np.asarray(draws.electors, dtype=np.float64),
        deposit=np.float32(deposits.threshold),
        strict=deposits.strict,
    )
    sums, lots = np.zeros((4 + len(rivals), draws.count)), np.empty((LOTS, 2))
    found = add_up(stack.arrays, ballot, asked, sums, lots)
    if found > len(lots):
        sums[:], lots = 0, np.empty((found, 2))
        add_up(stack.arrays, ballot, asked, sums, lots)
    ties = tuple((int(draw), chance) for draw, chance in lots[:found].tolist())
    return Tally(sums[0], sums[1], sums[2], sums[3], tuple(sums[4:]), len(draws.seats), ties)


def _ballot(election: Election, structure: Structure, slate: Slate | None) -> tuple[Stacked, Ballot]:
    """Write a structure and its slate in numbers, and have the stack hold all that they make use of."""
    stack = stack_of(election)
    if slate is None:
        stands = strongest_standing(election, structure)
    else:
        standing = {seat: standing_in(slate, seat) for seat in election.draws.seats}
        stands = standing_table(election, standing)
        for seat, here in standing.items():
            local_structure(election, structure, seat, here)  # refuses what contradicts the structure
        if (stands & (stack.layout.row < 0)).any():
            stack = stacked(election, {s: present_in(election, s) | standing[s] for s in standing}, np.float32)
    ballot = Ballot(_blocs(election, structure), stands, _favours(election, structure))
    _take_in(election, structure, stack, ballot)
    return stack, ballot


def _take_in(election: Election, structure: Structure, stack: Stacked, ballot: Ballot) -> None:
    away = (stack.layout.row >= 0) & ~ballot.stands
    index = election.draws.party_index
    for party in election.draws.contenders:
        if away[:, index[party]].any():
            stack.take_leak(party)
    for region, blocs in structure.blocs:
        here = _regions(election) == region
        for q, c in (pair for bloc in blocs for pair in permutations(sorted(bloc & index.keys()), 2)):
            if (here & away[:, index[q]] & ballot.stands[:, index[c]]).any():
                stack.take_transfer(q, c)
                stack.take_desertion(c, q)
                stack.take_leak(c)
    parties = election.draws.parties
    for seat, giver, taker in ballot.favours.tolist():
        if away[seat, giver] and ballot.stands[seat, taker]:
            stack.take_transfer(parties[giver], parties[taker])


def _regions(election: Election) -> npt.NDArray[np.str_]:
    """Return the region of each seat, (seat,)."""
    return np.array([election.region_of[seat] for seat in election.draws.seats])


def _blocs(election: Election, structure: Structure) -> Places:
    """Give the blocs of every seat numbers, (seat, party); −1 where a party has no partner."""
    draws = election.draws
    table = np.full((len(draws.seats), len(draws.parties)), -1, dtype=np.int64)
    index, regions = draws.party_index, _regions(election)
    for region, blocs in structure.blocs:
        for number, bloc in enumerate(blocs):
            table[np.ix_(regions == region, [index[party] for party in bloc if party in index])] = number
    return table


def _favours(election: Election, structure: Structure) -> Places:
    """List the courtesies by number, (courtesy, 3): seat, giver, taker."""
    draws = election.draws
    index = draws.party_index
    rows = [
        (place, index[courtesy.giver], index[courtesy.taker])
        for place, seat in enumerate(draws.seats)
        for courtesy in courtesies_in(election, structure, seat)
        if courtesy.giver in index and courtesy.taker in index
    ]
    return np.array(sorted(rows), dtype=np.int64).reshape(-1, 3)
