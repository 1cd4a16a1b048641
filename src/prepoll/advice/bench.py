"""What the options of one party are judged on, and by what they are ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from prepoll.alliances import alone, base_structure
from prepoll.alliances.memo import kept_for
from prepoll.alliances.slates import strongest
from prepoll.alliances.tally import Tally
from prepoll.alliances.totals import total, totals
from prepoll.alliances.types import Bloc, Election, Slate, Structure, Worth
from prepoll.alliances.votes import Local, courtesies_in, local_structure
from prepoll.alliances.worth import deposit_rule, rival_sets, value_of, worth_of
from prepoll.case.types import Case, Objective
from prepoll.ledger.types import Ledger
from prepoll.names import PartyCode, RegionCode, SeatCode
from prepoll.sharing import by_law, last_finish

Samples = npt.NDArray[np.float64]

SEATS = Objective("seats", "Expected seats", None, False, (), True)
VOTES = Objective("votes", "Votes", None, False, (), False)
DEPOSITS = Objective("deposits", "Deposits", None, False, (), False)
STEP = 0.01
VOTE_STEP = 1000.0
"""Gains that differ by less count as equal: a hundredth of a seat, deposit or chance, a thousand votes."""


def step(objective: Objective) -> float:
    """Return the smallest gain that is called one."""
    return VOTE_STEP if objective.code == "votes" else STEP


def local_of(election: Election, structure: Structure, seat: SeatCode) -> Local:
    """Return what a seat's votes depend on under a structure, the strongest member of each bloc standing."""
    here = structure.in_region(election.region_of[seat])
    kept, key = kept_for(election), ("local", seat, here, courtesies_in(election, structure, seat))
    if key not in kept:
        kept[key] = local_structure(election, structure, seat, strongest(election, structure, seat))
    found = kept[key]
    assert isinstance(found, Local)
    return found


def mean_value(
    election: Election, structure: Structure, party: PartyCode, objective: Objective, slate: Slate | None = None
) -> float:
    """Return what a structure gives a party on an objective in the mean, on an election used once."""
    counted = total(election, structure, party, rival_sets((objective,)), deposit_rule((objective,)), slate)
    return float(value_of(counted, objective, (objective,)).mean())


@dataclass(eq=False)
class Bench:
    """A party, what it wants, and the election on which each structure is judged against going alone."""

    case: Case
    ledger: Ledger
    party: PartyCode
    objective: Objective
    election: Election
    base: Structure = field(init=False)
    alone: Structure = field(init=False)
    slates: dict[str, Slate | None] = field(default_factory=dict, repr=False)
    tallies: dict[tuple[str, PartyCode], Tally] = field(default_factory=dict, repr=False)
    valued: dict[tuple[str, PartyCode], Mapping[str, Samples]] = field(default_factory=dict, repr=False)
    answered: dict[tuple[str, Bloc, tuple[SeatCode, ...]], object] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.objective = by_law(self.case, self.objective)
        self.base = base_structure(self.case, self.ledger)
        self.alone = alone(self.base, self.party)

    @cached_property
    def past(self) -> Mapping[SeatCode, tuple[PartyCode, ...]]:
        """The parties of each seat in the order in which they came in last time."""
        return last_finish(self.case)

    @property
    def regions(self) -> tuple[RegionCode, ...]:
        """List the regions that have seats in the election, in the case's order."""
        here = {self.election.region_of[seat] for seat in self.election.draws.seats}
        return tuple(dict.fromkeys(region.code for region in self.case.regions if region.code in here)) or tuple(
            dict.fromkeys(self.election.region_of.values())
        )

    @property
    def objectives(self) -> tuple[Objective, ...]:
        """List the objective asked for, then the others in the case's order: the order of tie-breaks."""
        rest = (by_law(self.case, row) for row in self.case.objectives if row.code != self.objective.code)
        return (self.objective, *rest)

    def seats_in(self, regions: Sequence[RegionCode]) -> tuple[SeatCode, ...]:
        """List the seats of some regions."""
        return tuple(seat for seat in self.election.draws.seats if self.election.region_of[seat] in regions)

    def structure(self, partners: Sequence[PartyCode], regions: Sequence[RegionCode]) -> Structure:
        """Join the party and its partners in some regions, all else as it is; who is bound comes along."""
        blocs = dict(self.base.blocs)
        for region in regions:
            members = self.joined(partners, region)
            rest = tuple(bloc for bloc in blocs.get(region, ()) if bloc.isdisjoint(members))
            blocs[region] = (*rest, members)
        return Structure.of(blocs, self.base.courtesies)

    def allied_in(self, structure: Structure) -> tuple[RegionCode, ...]:
        """List the regions where the party has a partner under a structure."""
        return tuple(region for region in self.regions if len(structure.bloc_of(region, self.party)) > 1)

    def joined(self, partners: Sequence[PartyCode], region: RegionCode) -> Bloc:
        """Return the bloc of the party and its partners in a region, with all who are bound to one of them."""
        members = frozenset({self.party, *partners})
        return members.union(*(bloc for bloc in self.base.in_region(region) if not bloc.isdisjoint(members)))

    def stand(self, structure: Structure, slate: Slate | None) -> None:
        """Judge a structure from here on with a slate; None: the strongest member of each bloc stands."""
        if self.slate_of(structure) is not slate:
            self.slates[structure.id] = slate
            name = structure.id
            self.tallies = {key: row for key, row in self.tallies.items() if key[0] != name}
            self.valued = {key: row for key, row in self.valued.items() if key[0] != name}
            self.answered = {key: row for key, row in self.answered.items() if key[0] != name}

    def slate_of(self, structure: Structure) -> Slate | None:
        """Return the slate that a structure is judged with; None: the strongest member of each bloc stands."""
        return self.slates.get(structure.id)

    def local_of(self, structure: Structure, seat: SeatCode) -> Local:
        """Return what a seat's votes depend on under a structure and its slate."""
        slate = self.slate_of(structure)
        if slate is None:
            return local_of(self.election, structure, seat)
        return local_structure(self.election, structure, seat, slate.standing[seat])

    def tally(self, structure: Structure, party: PartyCode) -> Tally:
        """Add up a structure for a party; counted once for its slate."""
        key = (structure.id, party)
        if key not in self.tallies:
            rules = rival_sets(self.every), deposit_rule(self.every)
            self.tallies[key] = totals(self.election, structure, *rules, self.slate_of(structure), party).of(party)
        return self.tallies[key]

    def tally_of(self, structure: Structure, slate: Slate) -> Tally:
        """Add up a structure with a slate that it is not judged with for the party; nothing is kept of it."""
        return total(self.election, structure, self.party, rival_sets(self.every), deposit_rule(self.every), slate)

    @property
    def every(self) -> tuple[Objective, ...]:
        """List the objectives; seats, votes and deposits by the country's law where the case does not have them."""
        codes = {row.code for row in self.objectives}
        rest = (SEATS, VOTES, by_law(self.case, DEPOSITS))
        return (*self.objectives, *(row for row in rest if row.code not in codes))

    def values(self, structure: Structure, party: PartyCode) -> Mapping[str, Samples]:
        """Return what a structure gives a party on every objective, seats and votes among them, (draw,) each."""
        key = (structure.id, party)
        if key not in self.valued:
            counted = self.tally(structure, party)
            self.valued[key] = {row.code: value_of(counted, row, self.every) for row in self.every}
        return self.valued[key]

    def worth(self, structure: Structure) -> Worth:
        """Say what a structure is worth to the party."""
        return worth_of(self.tally(structure, self.party), self.party, self.objective, self.every)

    def gain(self, structure: Structure, objective: Objective, party: PartyCode | None = None) -> Samples:
        """Return what a structure gains the focal party, or another, over the focal party's going alone, (draw,)."""
        who = self.party if party is None else party
        gained: Samples = self.values(structure, who)[objective.code] - self.values(self.alone, who)[objective.code]
        return gained

    def seat_chance(self, structure: Structure) -> float:
        """Return the chance that the party wins at least one seat; a tie counts as its part of one."""
        return float(np.minimum(self.values(structure, self.party)["seats"], 1).mean())

    def key(self, structure: Structure) -> tuple[int, ...]:
        """Return what options are ranked by, greater is better, whole steps only.

        First the gain on the objective, then the chance of a seat at all, then the other objectives
        in the case's order: so that gains too small to tell apart do not decide.
        """
        first, *rest = [round(float(self.gain(structure, row).mean()) / step(row)) for row in self.objectives]
        chance = self.seat_chance(structure) - self.seat_chance(self.alone)
        return (first, round(chance / STEP), *rest)
