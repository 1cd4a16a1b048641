"""Every step that one party, or two together, can take out of a structure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from prepoll.alliances.frame import present_in
from prepoll.alliances.types import Bloc, Election, Structure
from prepoll.case.types import Case
from prepoll.names import WHOLE_CASE, AlliancesBy, PartyCode, RegionCode

HOST_SHARE = 0.03
"""A party without partners is tried as a new partner where it may expect so much of the vote in some seat."""


@dataclass(frozen=True, slots=True)
class Territory:
    """Regions in which alliances are made together, with the parties in the order of the draws."""

    code: RegionCode
    regions: tuple[RegionCode, ...]
    present: tuple[PartyCode, ...]  # with strength in some seat
    hosts: tuple[PartyCode, ...]  # with own strength of `HOST_SHARE` or more of the votes for candidates in some seat


@dataclass(frozen=True, slots=True)
class Step:
    """Who moves, out of which bloc, to whom; nobody to go to means that the movers are by themselves."""

    movers: tuple[PartyCode, ...]
    territory: Territory
    left: Bloc
    joined: Bloc
    structure: Structure

    @property
    def touched(self) -> Bloc:
        """Return all whose bloc is another one after the step."""
        return self.left | self.joined


def territories(case: Case, election: Election, structure: Structure) -> tuple[Territory, ...]:
    """List the regions one by one, or all as one where alliances are made, and stand, for the whole case."""
    regions = tuple(dict.fromkeys(election.region_of[seat] for seat in election.draws.seats))
    alike = len({structure.in_region(region) for region in regions}) == 1
    if case.alliances_by is AlliancesBy.REGION or not alike or len(regions) == 1:
        return tuple(territory_of(election, region, (region,)) for region in regions)
    return (territory_of(election, WHOLE_CASE, regions),)


def territory_of(election: Election, code: RegionCode, regions: tuple[RegionCode, ...]) -> Territory:
    """Return some regions with the parties that have strength there."""
    draws = election.draws
    seats = [seat for seat in draws.seats if election.region_of[seat] in regions]
    here = frozenset(party for seat in seats for party in present_in(election, seat))
    own = draws.share[[draws.seat_index[seat] for seat in seats], :-2].mean(axis=2, dtype=np.float64)
    total = own.sum(axis=1, keepdims=True)
    best = (own / np.where(total > 0, total, 1)).max(axis=0)
    present = tuple(party for party in draws.contenders if party in here)
    index = draws.party_index
    return Territory(code, regions, present, tuple(p for p in present if best[index[p]] >= HOST_SHARE))


def movers(structure: Structure, territory: Territory, focal: PartyCode | None) -> tuple[PartyCode, ...]:
    """List who may take a step: the members of the focal party's bloc, of every bloc without a focal party."""
    blocs = _blocs(structure, territory)
    mine = [bloc for bloc in blocs if len(bloc) > 1 and (focal is None or focal in bloc)]
    return tuple(party for party in territory.present if any(party in bloc for bloc in mine))


def steps(structure: Structure, territory: Territory, who: Sequence[PartyCode]) -> Iterator[Step]:
    """Yield every step of some parties: alone, to another bloc, to a single host, and two members together."""
    blocs = _blocs(structure, territory)
    for party in who:
        left = structure.bloc_of(territory.regions[0], party)
        if len(left) > 1:
            yield _step(structure, territory, (party,), left, frozenset())
        for bloc in blocs:
            if bloc != left and (len(bloc) > 1 or bloc & set(territory.hosts)):
                yield _step(structure, territory, (party,), left, bloc)
    for bloc in blocs:
        if len(bloc) > 2:
            for pair in combinations([party for party in who if party in bloc], 2):
                yield _step(structure, territory, pair, bloc, frozenset())


def _step(structure: Structure, territory: Territory, who: tuple[PartyCode, ...], left: Bloc, joined: Bloc) -> Step:
    going = frozenset(who)
    blocs = dict(structure.blocs)
    for region in territory.regions:
        kept = [bloc - going for bloc in structure.in_region(region) if bloc != joined]
        blocs[region] = (*kept, joined | going)
    return Step(who, territory, left, joined, Structure.of(blocs, structure.courtesies))


def _blocs(structure: Structure, territory: Territory) -> tuple[Bloc, ...]:
    """List the blocs of a territory, those of one party included, in the order of the draws."""
    return tuple(dict.fromkeys(structure.bloc_of(territory.regions[0], party) for party in territory.present))
