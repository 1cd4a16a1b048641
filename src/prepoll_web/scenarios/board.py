"""The board: for each region the blocs, who is alone, and for every party the ways it can be moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape

from django.utils.translation import gettext as _
from markupsafe import Markup

from prepoll.alliances import Bloc
from prepoll.names import PartyCode, RegionCode
from prepoll_web.scenarios.obstacles import Obstacle, obstacle
from prepoll_web.scenarios.plan import Plan, boards
from prepoll_web.scenarios.seat_map import swatch
from prepoll_web.scenarios.studies import SMALL, Opened

Target = tuple[frozenset[PartyCode], str]


@dataclass(frozen=True, slots=True)
class Hand:
    """What a form for a move is sent with, for who may make one."""

    move_at: str  # the address
    version: int  # of the scenario as it is looked at
    token: str  # against forged requests


@dataclass(frozen=True, slots=True)
class BoardBloc:
    """Parties that are together, and what stands in the way of that."""

    join: PartyCode  # a member: who moves to it joins the bloc
    members: tuple[PartyCode, ...]
    chips: Markup  # an item of a list for each member
    obstacle: Obstacle


@dataclass(frozen=True, slots=True)
class Board:
    """One board; `name` is empty where alliances are made for the whole case."""

    code: RegionCode
    name: str
    blocs: tuple[BoardBloc, ...]
    alone: Markup
    small: Markup  # alone, and under one voter in a hundred
    n_small: int


def make_boards(opened: Opened, plan: Plan, hand: Hand | None) -> tuple[Board, ...]:
    """Lay a plan out on boards; parties can be moved where there is a hand to move them."""
    places = enumerate(boards(opened.case), start=1)
    return tuple(_board(opened, plan, Chips(opened, hand, code, name, n)) for n, (code, name, _regions) in places)


@dataclass(frozen=True, eq=False)
class Chips:
    """Writes the parties of one board, each with the form that moves it."""

    opened: Opened
    hand: Hand | None
    code: RegionCode
    name: str
    place: int  # of the board on the page, from 1 on

    def write(self, parties: Sequence[PartyCode], targets: Sequence[Target], *, single: bool) -> Markup:
        """Write parties as items of a list; a single one can be joined itself."""
        return Markup("".join(self._chip(party, targets, single=single) for party in parties))

    def _chip(self, party: PartyCode, targets: Sequence[Target], *, single: bool) -> str:
        row, code = self.opened.party[party], escape(party)
        join = f' data-join="{code}"' if single else ""
        form = "" if self.hand is None else self._form(self.hand, party, targets)
        return (
            f'<li class="chip"{join}>{self.grip if self.hand else ""}{swatch(row)}'
            f'<abbr title="{escape(row.name)}">{code}</abbr>{form}</li>'
        )

    def _form(self, hand: Hand, party: PartyCode, targets: Sequence[Target]) -> str:
        code, at, end = escape(party), escape(hand.move_at), f"{self.place}-{escape(party)}"
        label, alone, move = self.words
        together = any(party in members and len(members) > 1 for members, _option in targets)
        options = alone if together else ""
        options += "".join(option for members, option in targets if party not in members)
        return (
            f'<form method="post" action="{at}" hx-post="{at}" hx-target="#desk" hx-swap="outerHTML">{self.hidden}'
            f'<input type="hidden" name="party" value="{code}">'
            f'<select name="to" id="to-{end}" aria-label="{escape(label % {"party": party})}">{options}</select>'
            f'<button type="submit" class="quiet" id="move-{end}">{move}'
            f'<span class="unseen"> {code}</span></button></form>'
        )

    @cached_property
    def grip(self) -> str:
        """The handle that a party is dragged by."""
        return f'<span class="grip" data-drag aria-hidden="true" title="{escape(_("Drag"))}">⠿</span>'

    @cached_property
    def hidden(self) -> str:
        """The fields of a form that are the same for every party."""
        hand = self.hand
        given = {"csrfmiddlewaretoken": hand.token, "version": hand.version, "board": self.code} if hand else {}
        return "".join(f'<input type="hidden" name="{k}" value="{escape(str(v))}">' for k, v in given.items())

    @cached_property
    def words(self) -> tuple[str, str, str]:
        """The label of a list of targets, which takes the party; the target that is nobody; the button."""
        label = _("Move %(party)s to") + (f", {self.name.replace('%', '%%')}" if self.name else "")
        return label, f'<option value="">{escape(_("on its own"))}</option>', escape(_("Move"))


def _board(opened: Opened, plan: Plan, chips: Chips) -> Board:
    strength = opened.strength
    blocs = [sorted(bloc, key=lambda p: -strength.get(p, 0.0)) for bloc in plan.structure.in_region(chips.code)]
    blocs.sort(key=lambda bloc: -sum(strength.get(party, 0.0) for party in bloc))
    together = {party for bloc in blocs for party in bloc}
    singles = [party for party in strength if party not in together]
    targets = _targets(blocs, singles)
    large = [party for party in singles if strength[party] >= SMALL or party in opened.case.focal]
    small = [party for party in singles if party not in large]
    return Board(
        code=chips.code,
        name=chips.name,
        blocs=tuple(
            BoardBloc(
                bloc[0],
                tuple(bloc),
                chips.write(bloc, targets, single=False),
                obstacle(opened, chips.code, Bloc(bloc)),
            )
            for bloc in blocs
        ),
        alone=chips.write(large, targets, single=True),
        small=chips.write(small, targets, single=True),
        n_small=len(small),
    )


def _targets(blocs: Sequence[Sequence[PartyCode]], singles: Sequence[PartyCode]) -> list[Target]:
    """List where a party can go: who is there, and the option that leads there."""
    rows: list[Target] = []
    for members in (*blocs, *((party,) for party in singles)):
        words = _("with %(parties)s") % {"parties": " + ".join(members)}
        rows.append((frozenset(members), f'<option value="{escape(members[0])}">{escape(words)}</option>'))
    return rows
