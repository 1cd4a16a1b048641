"""What one seat gives one party on its objective."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from prepoll.alliances.tally import Glance, Tally, tally
from prepoll.alliances.types import Election
from prepoll.alliances.votes import Local, votes_of, winners_of
from prepoll.alliances.worth import deposit_rule, rival_sets, value_of
from prepoll.case.types import Objective
from prepoll.names import PartyCode

PerDraw = npt.NDArray[np.float64]

NOT_ADDITIVE = frozenset({"recognition"})
"""Objectives whose value is not the sum of the seats' values."""


def seat_value(election: Election, local: Local, party: PartyCode, objective: Objective) -> PerDraw:
    """Return what a seat gives a party on an objective whose values add up over seats, (draw,)."""
    if objective.code == "seats":  # the usual one, and who wins says it all
        return winners_of(election, local).won(election.draws.party_index[party])
    return value_of(seat_tally(election, local, party, objective), objective, (objective,))


def seat_tally(election: Election, local: Local, party: PartyCode, objective: Objective) -> Tally:
    """Count what a seat gives a party; tallies of different seats add up."""
    counted, draws = votes_of(election, local), election.draws
    place = {row: i for i, row in enumerate(counted.rows)}
    nothing = np.zeros((1, draws.count), dtype=np.float32)

    def row(table: npt.NDArray[np.float32], name: PartyCode) -> npt.NDArray[np.float32]:
        i = place.get(draws.party_index.get(name, -1))
        return nothing if i is None else table[i : i + 1]

    rivals = tuple(np.sum([row(counted.wins, name) for name in names], axis=0) for names in rival_sets((objective,)))
    glance = Glance(
        own=row(counted.votes, party),
        candidates=counted.votes[:-2].sum(axis=0, keepdims=True),
        wins=row(counted.wins, party),
        rivals=rivals,
        electors=draws.electors[[draws.seat_index[local.seat]]],
    )
    return tally(glance, deposit_rule((objective,)))
