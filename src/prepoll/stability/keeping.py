"""What would keep everybody at once: seats shared so that nobody has less than by its best step away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from prepoll.alliances.types import Bloc, Election, Structure
from prepoll.case.types import Case
from prepoll.names import PartyCode, RegionCode
from prepoll.sharing import Demands, Infeasible, Sharing, best_sharing
from prepoll.stability.boards import Board, lay_out
from prepoll.stability.game import interaction, shapley
from prepoll.stability.steps import territories
from prepoll.stability.types import Stability


@dataclass(frozen=True, slots=True)
class Keeping:
    """The most seats for an alliance with nobody below what its best step away gives it.

    `floors` are expected seats of those shared; `found` is the sharing, or the demands that clash;
    `cost` what the alliance wins less than at its optimum, None where nothing keeps all.
    """

    code: RegionCode
    bloc: Bloc
    floors: Mapping[PartyCode, float]
    found: Sharing | Infeasible
    cost: float | None


def keeping(case: Case, election: Election, weighed: Stability) -> tuple[Keeping, ...]:
    """Return what would keep each bloc of a structure together, where somebody would leave it for seats.

    `weighed` is on expected seats. A member's floor is what it wins now in the seats shared and what it
    gains by the best step that it would take.
    """
    structure = weighed.structure
    board = lay_out(election, structure)
    rows = []
    for place in territories(case, election, structure):
        for bloc in structure.in_region(place.regions[0]):
            leaving = [
                row for row in weighed.deviations if row.would and row.region == place.code and row.party in bloc
            ]
            gains = {p: max(r.gain.mean for r in leaving if r.party == p) for p in sorted({r.party for r in leaving})}
            if gains:
                now = {p: _won(board, place.regions, p) for p in gains}
                floors = {p: now[p] + gains[p] for p in gains}
                rows.append(_kept(election, structure, bloc, (place.code, place.regions), floors))
    return tuple(rows)


def _won(board: Board, regions: Sequence[RegionCode], party: PartyCode) -> float:
    return float(sum(board.won_by((party,), region).mean() for region in regions))


def _kept(
    election: Election,
    structure: Structure,
    bloc: Bloc,
    where: tuple[RegionCode, tuple[RegionCode, ...]],
    floors: Mapping[PartyCode, float],
) -> Keeping:
    code, regions = where
    best = best_sharing(election, structure, bloc, regions)
    found = best_sharing(election, structure, bloc, regions, Demands(wins=floors))
    if isinstance(found, Infeasible) or isinstance(best, Infeasible):
        return Keeping(code, bloc, floors, found, None)
    return Keeping(code, bloc, floors, found, max(0.0, best.alliance_seats.mean - found.alliance_seats.mean))


@dataclass(frozen=True, slots=True)
class Brought:
    """What the members of a bloc bring it, everybody else staying as they are."""

    code: RegionCode
    together: float  # expected seats of the bloc, less those of its members each alone
    each: Mapping[PartyCode, float]  # the Shapley value of that
    pairs: Mapping[tuple[PartyCode, PartyCode], float]  # the interaction of two members


MOST_MEMBERS = 5
"""With five members 26 alliances among them are counted."""


def brought(case: Case, election: Election, structure: Structure) -> tuple[Brought, ...]:
    """Divide what each bloc wins beyond its members alone among them and their pairs; large blocs are left out.

    The worth of a group is its expected seats as one bloc with the other members alone, less those of
    its members all alone: the externality-free game of Pham Do and Norde (2007), within the bloc.
    """
    rows = []
    for place in territories(case, election, structure):
        for bloc in structure.in_region(place.regions[0]):
            if len(bloc) <= MOST_MEMBERS:
                rows.append(_brought(election, structure, (place.code, place.regions), bloc))
    return tuple(rows)


def _brought(
    election: Election,
    structure: Structure,
    where: tuple[RegionCode, tuple[RegionCode, ...]],
    bloc: Bloc,
) -> Brought:
    code, regions = where
    members = [party for party in election.draws.contenders if party in bloc]

    def seats(together: Bloc, counted: Bloc) -> float:
        blocs = {region: tuple(b for b in row if region not in regions or b != bloc) for region, row in structure.blocs}
        joined = {region: (*blocs.get(region, ()), together) for region in regions}
        board = lay_out(election, Structure.of({**blocs, **joined}, structure.courtesies))
        return sum(_won(board, regions, party) for party in sorted(counted))

    alone = {member: seats(frozenset(), frozenset({member})) for member in members}
    worth: dict[Bloc, float] = {}
    for mask in range(1, 1 << len(members)):
        group = frozenset(member for i, member in enumerate(members) if mask >> i & 1)
        worth[group] = 0.0 if len(group) == 1 else seats(group, group) - sum(alone[member] for member in group)
    return Brought(code, worth[frozenset(members)], shapley(worth, members), interaction(worth, members))
