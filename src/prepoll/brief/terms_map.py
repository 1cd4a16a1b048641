"""The map of terms: who of an alliance would stand in each seat, in the party's colour and by its code."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from markupsafe import Markup

from prepoll.brief.atlas import LABELLED, WIDTH, Projection, Spoken, apart, label_place, outline, patch
from prepoll.brief.picture import element, number, picture, text
from prepoll.brief.proposals import OptionRow, TermRow
from prepoll.brief.tables import seats_of_each
from prepoll.brief.types import Brief
from prepoll.brief.wording import in_hundred
from prepoll.case.types import Boundary
from prepoll.names import PartyCode, SeatCode

NOBODY: Final = "–"
"""What stands in a seat that the alliance leaves empty."""


class TermsMaps:
    """Draws the maps of one brief; the outlines of the seats are written once, for all of them to use."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self._names = {seat.code: seat.name for seat in brief.seats}
        self._drawn = [boundary for boundary in brief.boundaries if boundary.seat in self._names]

    @cached_property
    def _project(self) -> Projection:
        return Projection(self._drawn)

    @cached_property
    def _places(self) -> dict[SeatCode, tuple[float, float]]:
        return {boundary.seat: label_place(boundary, self._project) for boundary in self._drawn}

    def areas(self) -> Markup:
        """Write the outlines that the maps use, in a picture that shows nothing itself; nothing without boundaries."""
        if not self._drawn:
            return Markup()
        paths = "".join(
            element("path", id=f"area-{b.seat}", d=outline(b, self._project), fill_rule="evenodd") for b in self._drawn
        )
        return Markup(f'<svg class="store" width="0" height="0" aria-hidden="true"><defs>{paths}</defs></svg>')

    def of(self, option: OptionRow) -> Markup | None:
        """Draw who stands where by the first of an option's terms; None without terms or boundaries."""
        if not option.terms or not self._drawn:
            return None
        term = option.terms[0]
        standing = {seat: party for seat, party in term.allocation if seat in self._names}
        here = [boundary for boundary in self._drawn if boundary.seat in standing]
        shapes = "".join(self._shape(b, standing.get(b.seat), b.seat in standing) for b in self._drawn)
        size = (WIDTH, float(self._project.height))
        name = f"terms-map-{option.figure.replace(':', '-')}"
        title = f"Map: who of {option.name} stands where"
        return picture(name, size, title, said(term), shapes + self._labels(here, term))

    def _shape(self, boundary: Boundary, party: PartyCode | None, shared: bool) -> str:
        row = self.brief.party.get(party or "")
        fill = row.colour if row else "var(--panel)"
        place = self._names[boundary.seat]
        tip = element(
            "title", str(Markup.escape(f"{place}: {party or 'nobody'}" if shared else f"{place}: not shared"))
        )
        return element("use", tip, href=f"#area-{boundary.seat}", fill=fill, class_="border")

    def _labels(self, here: list[Boundary], term: TermRow) -> str:
        standing, chance = dict(term.allocation), dict(term.seat_wins)
        at = [self._places[boundary.seat] for boundary in here]
        if len(self._drawn) > LABELLED:
            return "".join(
                text(standing[b.seat] or NOBODY, x, y + 3, class_="ink halo", font_size=9, text_anchor="middle")
                for b, (x, y) in zip(here, at, strict=True)
            )
        spoken = [Spoken(self._names[b.seat], in_words(standing[b.seat], chance.get(b.seat))) for b in here]
        placed = apart(spoken, at, float(self._project.height))
        return "".join(patch(words, place) for words, place in zip(spoken, placed, strict=True))


def in_words(party: PartyCode | None, chance: float | None) -> str:
    """Say who stands, with the chance to win.

    >>> in_words("A", 0.4), in_words("A", None), in_words(None, 0.1)
    ('A 40 in 100', 'A', 'nobody')
    """
    if party is None:
        return "nobody"
    return party if chance is None else f"{party} {in_hundred(chance)}"


def said(term: TermRow) -> str:
    """Count in words what each party gets."""
    return "; ".join(f"{party} in {number(len(seats))}" for party, seats in seats_of_each(term)) + "."
