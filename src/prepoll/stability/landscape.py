"""Every structure over some players, by expected seats: which are stable, and where one of them stands among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prepoll.alliances.search import default_players
from prepoll.alliances.structures import touches
from prepoll.alliances.types import Bloc, Election, Structure
from prepoll.case.types import Case
from prepoll.ledger.types import Ledger
from prepoll.names import PartyCode, RegionCode
from prepoll.stability.game import Answer, Game, Stable, stable_structures
from prepoll.stability.steps import Territory, territories

MOST_PLAYERS = 8
"""Players at most: 4,140 structures; members of the alliance come first."""


@dataclass(frozen=True, slots=True)
class Landscape:
    """All structures over the players of a territory; `row` is the one asked about."""

    code: RegionCode
    row: int
    found: tuple[Stable, ...]  # one for each answer of the others, in the order of `Answer`

    @property
    def game(self) -> Game:
        """Return the game that was weighed."""
        return self.found[0].game

    @property
    def is_open(self) -> bool:
        """Say whether the structure asked about is open itself: nothing bars it."""
        return bool(self.game.open[self.row])


def landscapes(
    case: Case, ledger: Ledger, election: Election, structure: Structure, margin: float
) -> tuple[Landscape, ...]:
    """Weigh every structure over the players of each territory in which somebody with strength there is allied.

    Players are the members of the territory's blocs, then those in touch with them, the strongest first.
    Values are expected seats, the strongest standing; hard bars close structures; parties that are not
    players stay as they are. A move counts from more than `margin` seats.
    """
    rows = []
    for place in territories(case, election, structure):
        players = _players(case, ledger, election, place, structure.in_region(place.regions[0]))
        if players:
            rows.append(_landscape(ledger, election, structure, (place, players), margin))
    return tuple(rows)


def _players(
    case: Case, ledger: Ledger, election: Election, place: Territory, blocs: Sequence[Bloc]
) -> tuple[PartyCode, ...]:
    members = [party for party in place.present if any(party in bloc for bloc in blocs)]
    touch = [other for member in members for other in default_players(case, ledger, election, member)]
    wanted = dict.fromkeys((*members, *(party for party in touch if party in place.hosts)))
    return tuple(wanted)[: max(MOST_PLAYERS, len(members))]


def _landscape(
    ledger: Ledger,
    election: Election,
    structure: Structure,
    where: tuple[Territory, tuple[PartyCode, ...]],
    margin: float,
) -> Landscape:
    from prepoll.alliances.engine import Limits, search_all  # noqa: PLC0415  (Numba takes 0.3 s to load)

    place, players = where
    seats = [seat for seat in election.draws.seats if election.region_of[seat] in place.regions]
    hard = tuple((bar.a, bar.b) for bar in ledger.bars if not bar.soft and touches(bar, seats))
    blocs = structure.in_region(place.regions[0])
    stay = tuple(bloc for bloc in blocs if not bloc & set(players))
    found = search_all(election, players, seats, Limits(apart=hard, stay=stay, courtesies=structure.courtesies))
    columns = [found.contenders.index(player) for player in players]
    game = Game.of(players, found.labels, found.expected_seats[:, columns], found.allowed)
    row = game.row([bloc & set(players) for bloc in blocs if bloc & set(players)])
    return Landscape(place.code, row, tuple(stable_structures(game, answer=answer, margin=margin) for answer in Answer))


def in_words(landscape: Landscape) -> tuple[str, ...]:
    """Say how many structures are stable, whether the one asked about is, and who would go."""
    game, lines = landscape.game, []
    for found in landscape.found:
        counts = [int((stable & game.open).sum()) for stable in (found.nash, found.individual, found.core)]
        among = f"of {int(game.open.sum())} structures over {', '.join(game.parties)} that nothing bars"
        stand = (
            f"{counts[0]} stand against any single move, {counts[1]} against welcome ones, {counts[2]} against groups"
        )
        lines.append(f"{ANSWERS[found.answer]}: {among}, {stand}.")
        if landscape.is_open:
            lines.append(_verdict(found, landscape.row))
    if not landscape.is_open:
        lines.append("This structure is barred itself, so that its own stability is not weighed.")
    return tuple(lines)


ANSWERS = {
    Answer.STAY: "If the others stay as they are",
    Answer.BEST: "If the others answer with what is best for them together",
}


def _verdict(found: Stable, row: int) -> str:
    walk, group = found.leaves_first(row), found.breaks(row)
    if walk is None:
        first = "no single party leaves this one for a place where it is welcome"
    else:
        to = f"to join {'+'.join(sorted(walk.joins))}" if walk.joins else "to stand alone"
        first = f"{walk.party} leaves this one first, {to}, for {walk.gain:.2f} expected seats"
    alone = " by itself" if len(group) == 1 else ""
    second = f"the smallest group that gains by going is {'+'.join(sorted(group))}{alone}"
    second = second if group else "no group gains by going"
    return f"  {first[0].upper()}{first[1:]}; {second}."
