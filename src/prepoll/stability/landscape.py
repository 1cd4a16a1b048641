"""Every structure over some players, by expected seats: which are stable, and where one of them stands among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prepoll.alliances.search import default_players
from prepoll.alliances.structures import touches
from prepoll.alliances.types import Election, Structure
from prepoll.case.types import Case
from prepoll.errors import UsageError
from prepoll.ledger.types import Ledger
from prepoll.names import PartyCode, RegionCode
from prepoll.stability.game import Answer, Game, Stable, stable_structures
from prepoll.stability.steps import Territory, territories

MOST_PLAYERS = 8
"""Players where none are named: 4,140 structures; members of the alliance come first."""

MOST_NAMED = 10
"""Players at most: 115,975 structures, of each of which every group's ways to leave are tried."""


@dataclass(frozen=True, slots=True)
class Landscape:
    """All structures over the players of a territory; `row` is the one asked about."""

    code: RegionCode
    row: int
    found: tuple[Stable, ...]  # one for each answer of the others, in the order of `Answer`
    left_out: tuple[PartyCode, ...] = ()  # in touch with a member, and no players

    @property
    def game(self) -> Game:
        """Return the game that was weighed."""
        return self.found[0].game

    @property
    def is_open(self) -> bool:
        """Say whether the structure asked about is open itself: nothing bars it."""
        return bool(self.game.open[self.row])


def landscapes(
    case: Case,
    ledger: Ledger,
    election: Election,
    structure: Structure,
    margin: float,
    players: Sequence[PartyCode] = (),
) -> tuple[Landscape, ...]:
    """Weigh every structure over the players of each territory in which somebody with strength there is allied.

    Players are the members of the territory's blocs, then those named, or where none are those in touch with
    members, the strongest first. Values are expected seats, the strongest standing; hard bars close structures;
    parties that are not players stay as they are. A move counts from more than `margin` seats. A territory in
    which more than ten are allied is left out. Raises UsageError where with those named there are more than ten,
    or one named is no contender.
    """
    unknown = [player for player in players if player not in election.draws.contenders]
    if unknown:
        known = ", ".join(election.draws.contenders)
        raise UsageError(f"Not among the contenders: {', '.join(unknown)}. Name parties of {known}.")
    rows = []
    for place in territories(case, election, structure):
        members = [p for p in place.present if any(p in bloc for bloc in structure.in_region(place.regions[0]))]
        if members and len(members) <= MOST_NAMED:
            wanted = _with_members(place, members, players) or _in_touch(case, ledger, election, place, members)
            most = len(wanted) if players else max(MOST_PLAYERS, len(members))
            rows.append(_landscape(ledger, election, structure, (place, wanted[:most], wanted[most:]), margin))
    return tuple(rows)


def _with_members(
    place: Territory, members: Sequence[PartyCode], players: Sequence[PartyCode]
) -> tuple[PartyCode, ...]:
    """List members, then those named that have strength; nobody where none are. UsageError for too many."""
    wanted = tuple(dict.fromkeys((*members, *(party for party in players if party in place.present))))
    if players and len(wanted) > MOST_NAMED:
        raise UsageError(
            f"Structures are weighed over {MOST_NAMED} parties at most, not {', '.join(wanted)}: {len(wanted)} with "
            "the members of the alliance. Name fewer."
        )
    return wanted if players else ()


def _in_touch(
    case: Case, ledger: Ledger, election: Election, place: Territory, members: Sequence[PartyCode]
) -> tuple[PartyCode, ...]:
    """List members, then those in touch with one of them."""
    touch = [other for member in members for other in default_players(case, ledger, election, member)]
    return tuple(dict.fromkeys((*members, *(party for party in touch if party in place.hosts))))


def _landscape(
    ledger: Ledger,
    election: Election,
    structure: Structure,
    where: tuple[Territory, tuple[PartyCode, ...], tuple[PartyCode, ...]],
    margin: float,
) -> Landscape:
    from prepoll.alliances.engine import Limits, search_all  # noqa: PLC0415  (Numba takes 0.3 s to load)

    place, players, left_out = where
    seats = [seat for seat in election.draws.seats if election.region_of[seat] in place.regions]
    hard = tuple((bar.a, bar.b) for bar in ledger.bars if not bar.soft and touches(bar, seats))
    blocs = structure.in_region(place.regions[0])
    stay = tuple(bloc for bloc in blocs if not bloc & set(players))
    counted = search_all(election, players, seats, Limits(apart=hard, stay=stay, courtesies=structure.courtesies))
    columns = [counted.contenders.index(player) for player in players]
    game = Game.of(players, counted.labels, counted.expected_seats[:, columns], counted.allowed)
    row = game.row([bloc & set(players) for bloc in blocs if bloc & set(players)])
    found = tuple(stable_structures(game, answer=answer, margin=margin) for answer in Answer)
    return Landscape(place.code, row, found, left_out)


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
    if landscape.left_out:
        stay = "stays as it is" if len(landscape.left_out) == 1 else "stay as they are"
        lines.append(
            f"{', '.join(landscape.left_out)}, in touch too, {stay}: {MOST_PLAYERS} parties play unless others are "
            f"named, {MOST_NAMED} at most."
        )
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
