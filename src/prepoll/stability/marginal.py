"""What each member adds to an alliance."""

from __future__ import annotations

import numpy as np

from prepoll.alliances.outcomes import interval
from prepoll.alliances.types import Bloc, Structure
from prepoll.names import PartyCode, RegionCode
from prepoll.stability.boards import Board, PerDraw, Scales, redone
from prepoll.stability.types import Marginal


def marginals(scales: Scales, board: Board, focal: PartyCode | None) -> tuple[Marginal, ...]:
    """Weigh each member of the focal party's blocs, of every bloc without a focal party, in the order of the draws.

    A member goes alone wherever it has partners (the focal party's, where there is one), the others
    staying together and letting their strongest stand; the difference is what it adds.
    """
    members = {party: _places(board.structure, party, focal) for party in board.election.draws.contenders}
    members = {party: places for party, places in members.items() if places}
    changes = [
        (_without(board.structure, party, places), frozenset[PartyCode]().union(*places.values()))
        for party, places in members.items()
    ]
    return tuple(
        Marginal(
            party=party,
            alliance_seats=interval(_alliance(board, after, party, places)),
            focal_value=interval(-scales.gain(party if focal is None else focal, board, after)),
        )
        for (party, places), after in zip(members.items(), redone(board, changes), strict=True)
    )


def _places(structure: Structure, party: PartyCode, focal: PartyCode | None) -> dict[RegionCode, Bloc]:
    """Map regions to the bloc that a party has there, where it has one with the focal party."""
    return {
        region: bloc
        for region, blocs in structure.blocs
        for bloc in blocs
        if party in bloc and (focal is None or focal in bloc)
    }


def _without(structure: Structure, party: PartyCode, places: dict[RegionCode, Bloc]) -> Structure:
    blocs = {
        region: tuple(bloc - {party} if places.get(region) == bloc else bloc for bloc in row)
        for region, row in structure.blocs
    }
    return Structure.of(blocs, structure.courtesies)


def _alliance(board: Board, after: Board, party: PartyCode, places: dict[RegionCode, Bloc]) -> PerDraw:
    """Return the seats of a party's blocs less those of the others without it, (draw,)."""
    added = np.zeros(board.election.draws.count)
    for region, bloc in places.items():
        added += board.won_by(bloc, region) - after.won_by(bloc - {party}, region)
    return added
