"""The board: for each region the blocs, who is alone, and for every party the ways it can be moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _
from markupsafe import Markup

from prepoll.alliances import Bloc
from prepoll.names import PartyCode, RegionCode
from prepoll_web.scenarios.obstacles import Obstacle, obstacle
from prepoll_web.scenarios.plan import Plan, boards
from prepoll_web.scenarios.seat_map import swatch
from prepoll_web.scenarios.studies import SMALL, Opened


@dataclass(frozen=True, slots=True)
class Chip:
    """A party on a board with where it can go, as the options of a select."""

    code: PartyCode
    name: str
    swatch: Markup
    options: Markup


@dataclass(frozen=True, slots=True)
class BoardBloc:
    """Parties that are together, and what stands in the way of that."""

    join: PartyCode  # a member: who moves to it joins the bloc
    chips: tuple[Chip, ...]
    obstacle: Obstacle


@dataclass(frozen=True, slots=True)
class Board:
    """One board; `name` is empty where alliances are made for the whole case."""

    code: RegionCode
    name: str
    blocs: tuple[BoardBloc, ...]
    alone: tuple[Chip, ...]
    small: tuple[Chip, ...]  # alone, and under one voter in a hundred


def make_boards(opened: Opened, plan: Plan) -> tuple[Board, ...]:
    """Lay a plan out on boards."""
    return tuple(_board(opened, plan, code, name) for code, name, _regions in boards(opened.case))


def _board(opened: Opened, plan: Plan, code: RegionCode, name: str) -> Board:
    strength = opened.strength
    blocs = [sorted(bloc, key=lambda p: -strength.get(p, 0.0)) for bloc in plan.structure.in_region(code)]
    blocs.sort(key=lambda bloc: -sum(strength.get(party, 0.0) for party in bloc))
    together = {party for bloc in blocs for party in bloc}
    singles = [party for party in strength if party not in together]
    targets = _targets(opened, blocs, singles)
    chips = {party: _chip(opened, party, targets) for party in (*together, *singles)}
    large = [party for party in singles if strength[party] >= SMALL or party in opened.case.focal]
    return Board(
        code=code,
        name=name,
        blocs=tuple(
            BoardBloc(bloc[0], tuple(chips[p] for p in bloc), obstacle(opened, code, Bloc(bloc))) for bloc in blocs
        ),
        alone=tuple(chips[party] for party in large),
        small=tuple(chips[party] for party in singles if party not in large),
    )


def _targets(
    opened: Opened, blocs: Sequence[Sequence[PartyCode]], singles: Sequence[PartyCode]
) -> list[tuple[frozenset[PartyCode], str]]:
    """List where a party can go: who is there, and the option that leads there."""
    rows: list[tuple[frozenset[PartyCode], str]] = []
    for members in (*blocs, *((party,) for party in singles)):
        words = _("with %(parties)s") % {"parties": " + ".join(members)}
        rows.append((frozenset(members), f'<option value="{escape(members[0])}">{escape(words)}</option>'))
    return rows


def _chip(opened: Opened, party: PartyCode, targets: Sequence[tuple[frozenset[PartyCode], str]]) -> Chip:
    own = next((members for members, _option in targets if party in members), frozenset())
    alone = f'<option value="">{escape(_("on its own"))}</option>' if len(own) > 1 else ""
    options = alone + "".join(option for members, option in targets if party not in members)
    row = opened.party[party]
    return Chip(party, row.name, swatch(row), Markup(options))
