"""Structures and slates in numbers, with all that counting them makes use of at hand."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from prepoll.alliances.frame import Stacked, alike, present_in, stack_of, stacked
from prepoll.alliances.kernel import Ballot, Places
from prepoll.alliances.memo import TURN, kept_for
from prepoll.alliances.slates import Standing, standing_table, strongest_standing
from prepoll.alliances.types import Election, Slate, Structure
from prepoll.alliances.votes import courtesies_of, local_structure, standing_in


def who_stands(election: Election, structure: Structure, slate: Slate | None) -> Standing:
    """Return who stands as a table; where no slate is given, the strongest members do.

    Raises ModelError where the slate does not fit the structure (see `count_votes`).
    """
    if slate is None:
        return strongest_standing(election, structure)
    standing = {seat: standing_in(slate, seat) for seat in election.draws.seats}
    given = {courtesy.seat for courtesy in structure.courtesies}
    for seat, here in standing.items():
        if not here or seat in given or not here <= present_in(election, seat):
            local_structure(election, structure, seat, here)  # refuses what contradicts the structure
    return standing_table(election, standing)


def stack_for(election: Election, stands: Standing) -> Stacked:
    """Return a stack with a row for everybody who stands: that of the election, where all have strength."""
    stack = stack_of(election)
    strangers = stands & (stack.layout.row < 0)
    if not strangers.any():
        return stack
    kept, key = kept_for(election), ("stack", "strangers", strangers.tobytes())
    with TURN:
        if key not in kept:
            parties, matter = election.draws.parties, {}
            for seat, here in zip(election.draws.seats, strangers, strict=True):
                matter[seat] = present_in(election, seat) | {parties[i] for i in np.flatnonzero(here).tolist()}
            kept[key] = stacked(election, matter, np.float32)
    found = kept[key]
    assert isinstance(found, Stacked)
    return found


def ballot_of(election: Election, structure: Structure, stands: Standing, stack: Stacked) -> Ballot:
    """Write a structure and who stands in numbers, and have the stack hold all that they make use of."""
    ballot = Ballot(_blocs(election, structure), stands, _favours(election, structure))
    _take_in(election, structure, stack, ballot)
    return ballot


def _take_in(election: Election, structure: Structure, stack: Stacked, ballot: Ballot) -> None:
    away = (stack.layout.row >= 0) & ~ballot.stands
    index = election.draws.party_index
    for place in np.flatnonzero(away.any(axis=0)).tolist():
        if place < len(election.draws.contenders):
            stack.take_leak(election.draws.parties[place])
    for blocs, here in alike(election, structure).items():
        gone, there = away[here].astype(np.int64), ballot.stands[here].astype(np.int64)
        met = gone.T @ there  # (party, party): in how many seats the one makes way and the other stands
        for q, c in (pair for bloc in blocs for pair in permutations(sorted(bloc & index.keys()), 2)):
            if met[index[q], index[c]]:
                stack.take_transfer(q, c)
                stack.take_desertion(c, q)
                stack.take_leak(c)
    parties = election.draws.parties
    for seat, giver, taker in ballot.favours.tolist():
        if away[seat, giver] and ballot.stands[seat, taker]:
            stack.take_transfer(parties[giver], parties[taker])


def _blocs(election: Election, structure: Structure) -> Places:
    """Give the blocs of every seat numbers, (seat, party); −1 where a party has no partner."""
    draws = election.draws
    table = np.full((len(draws.seats), len(draws.parties)), -1, dtype=np.int64)
    for blocs, here in alike(election, structure).items():
        for number, bloc in enumerate(blocs):
            members = np.array([draws.party_index[p] for p in bloc if p in draws.party_index], dtype=np.intp)
            table[here[:, None], members] = number
    return table


def _favours(election: Election, structure: Structure) -> Places:
    """List the courtesies by number, (courtesy, 3): seat, giver, taker."""
    draws = election.draws
    index = draws.party_index
    rows = [
        (draws.seat_index[row.seat], index[row.giver], index[row.taker])
        for row in courtesies_of(election, structure)
        if row.giver in index and row.taker in index
    ]
    return np.array(sorted(rows), dtype=np.int64).reshape(-1, 3)
