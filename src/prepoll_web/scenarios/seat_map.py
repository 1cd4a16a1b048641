"""The seat map: paths that take the keyboard's focus, each a link to its row in the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from textwrap import wrap
from typing import Final

from django.utils.translation import get_language, gettext
from markupsafe import Markup

from prepoll.brief.atlas import WIDTH
from prepoll.brief.picture import FONT, element, number, text
from prepoll.brief.types import PartyRow
from prepoll.brief.wording import chance_word
from prepoll.names import PartyCode
from prepoll_web.scenarios.figures import SeatFigures
from prepoll_web.scenarios.sheet import Outline, Sheet
from prepoll_web.wording import cutoffs

SHADES: Final = {"likely": 1.0, "leaning": 0.62, "toss-up": 0.34}
"""How strong the colour of the leader is laid on, by the word for its chance; else the faintest."""
FAINTEST: Final = 0.2
MANY: Final = 30
"""With more seats than this the letters are smaller."""
STRIPE: Final = 7.0
LEGEND: Final = 68
"""Letters of a line of the legend."""
MOST_DRAWN: Final = 4096
"""Seats that are kept as they were drawn, some hundred bytes each."""
INK: Final = "#1b1d21"
PAPER: Final = "#ffffff"

Parties = Mapping[PartyCode, PartyRow]


def seat_map(sheet: Sheet, seats: Sequence[SeatFigures], parties: Parties, name: str = "map") -> Markup:
    """Draw the map of a page: each seat a link to `#row-CODE`, named in words; `name` makes its ids."""
    rows, spoken = {seat.code: seat for seat in seats}, get_language()
    pairs = [(shape, rows[shape.seat]) for shape in sheet.outlines]
    shapes = "".join(
        _linked(shape, seat, (parties[seat.leader].colour, name), len(rows), spoken) for shape, seat in pairs
    )
    label = escape(gettext("Map of the seats: who is ahead in each"))
    return Markup(
        f'<svg class="seat-map" viewBox="0 0 {number(WIDTH)} {number(sheet.height)}" role="group" '
        f'aria-label="{label}">{_patterns(seats, parties, name)}{shapes}</svg>'
    )


def small_map(sheet: Sheet, seats: Sequence[SeatFigures], parties: Parties, name: str) -> Markup:
    """Draw a map as one picture of a page, described in words; the shapes are those of `geometry`."""
    rows = {seat.code: seat for seat in seats}
    pairs = [(shape, rows[shape.seat]) for shape in sheet.outlines]
    drawn = "".join(_used(shape, seat, parties[seat.leader].colour, len(rows), name) for shape, seat in pairs)
    words = ". ".join(seat.words() for seat in seats)
    box = f"0 0 {number(WIDTH)} {number(sheet.height)}"
    return Markup(
        f'<svg class="seat-map" viewBox="{box}" role="img" aria-label="{escape(words)}">'
        f"{_patterns(seats, parties, name)}{drawn}</svg>"
    )


def geometry(sheet: Sheet) -> Markup:
    """Write the outlines once, for every map of a page to use: a move changes colours, never shapes."""
    shapes = "".join(
        f'<path id="geo-{escape(row.seat)}" d="{row.path}" fill-rule="evenodd"/>' for row in sheet.outlines
    )
    return Markup(
        f'<svg class="geometry" width="0" height="0" aria-hidden="true" focusable="false"><defs>{shapes}</defs></svg>'
    )


def picture_of(sheet: Sheet, seats: Sequence[SeatFigures], parties: Parties, title: str) -> str:
    """Draw the map as a picture that stands alone: no links, its own colours, a legend beneath."""
    rows = {seat.code: seat for seat in seats}
    shapes = "".join(
        _shape(shape, rows[shape.seat], parties, "map", stroke=INK, stroke_width=0.6)
        + _letters(shape, rows[shape.seat], len(rows), fill=INK, stroke=PAPER, stroke_width=2.4, paint_order="stroke")
        for shape in sheet.outlines
    )
    lines = _legend(seats, parties)
    height = sheet.height + 22 + 15 * len(lines)
    legend = "".join(
        text(line, 8, sheet.height + 34 + 15 * i, font_size=10.5, fill=INK) for i, line in enumerate(lines)
    )
    size = (
        f'width="{number(WIDTH)}" height="{number(height + 18)}" viewBox="0 -18 {number(WIDTH)} {number(height + 18)}"'
    )
    words = ". ".join(seat.words() for seat in seats)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="{escape(FONT)}">'
        f"<title>{escape(title)}</title><desc>{escape(words)}</desc>"
        f'<rect x="0" y="-18" width="{number(WIDTH)}" height="{number(height + 18)}" fill="{PAPER}"/>'
        f"{text(title, 8, -4, font_size=12, font_weight='600', fill=INK)}"
        f"{_patterns(seats, parties, 'map')}{shapes}{legend}</svg>"
    )


def swatch(party: PartyRow) -> Markup:
    """Draw a party's colour as a small square."""
    inside = element("rect", width=12, height=12, rx=2, fill=party.colour)
    return Markup(f'<svg class="swatch" width="12" height="12" aria-hidden="true" focusable="false">{inside}</svg>')


def _legend(seats: Sequence[SeatFigures], parties: Parties) -> list[str]:
    ahead = sorted({seat.leader for seat in seats}, key=lambda p: -sum(seat.leader == p for seat in seats))
    named = [
        gettext("%(party)s: ahead in %(count)s")
        % {"party": f"{p} {parties[p].name}", "count": sum(seat.leader == p for seat in seats)}
        for p in ahead
    ]
    striped = [gettext("Stripes: the result is assumed")] if any(seat.assumed for seat in seats) else []
    shades = gettext("Letters: who is ahead. Strength of colour: %(cutoffs)s") % {"cutoffs": cutoffs()}
    told = [*named, *striped, shades]
    return [part for line in told for part in wrap(line, LEGEND)]


def _patterns(seats: Sequence[SeatFigures], parties: Parties, name: str) -> str:
    """Define the stripes of seats whose result is assumed."""
    drawn = "".join(_stripes(seat, parties[seat.leader].colour, name) for seat in seats if seat.assumed)
    return element("defs", drawn) if drawn else ""


def _stripes(seat: SeatFigures, colour: str, name: str) -> str:
    band = element("rect", width=STRIPE, height=STRIPE, fill=PAPER) + element(
        "rect", width=STRIPE * 0.6, height=STRIPE, fill=colour
    )
    return element(
        "pattern", band, id=f"{name}-stripes-{seat.code}", width=STRIPE, height=STRIPE,
        patternUnits="userSpaceOnUse", patternTransform="rotate(45)",
    )  # fmt: skip


@lru_cache(maxsize=MOST_DRAWN)
def _linked(shape: Outline, seat: SeatFigures, look: tuple[str, str], count: int, spoken: str | None) -> str:
    """Draw a seat as a link; kept by colour, name and language, as a move leaves most seats as they were."""
    code = escape(seat.code)
    inside = element("title", escape(seat.words())) + _used(shape, seat, look[0], count, look[1])
    return (
        f'<a href="#row-{code}" id="shape-{code}" class="seat" data-seat="{code}" '
        f'aria-label="{escape(seat.words())}">{inside}</a>'
    )


def _used(shape: Outline, seat: SeatFigures, colour: str, count: int, name: str) -> str:
    fill, shade = _fill(seat, colour, name)
    drawn = f'<use href="#geo-{escape(seat.code)}" fill="{escape(fill)}" fill-opacity="{shade:g}"/>'
    return drawn + _letters(shape, seat, count)


def _shape(shape: Outline, seat: SeatFigures, parties: Parties, name: str, **look: str | float) -> str:
    fill, shade = _fill(seat, parties[seat.leader].colour, name)
    return f'<path d="{shape.path}" fill="{escape(fill)}" fill-opacity="{shade:g}" fill-rule="evenodd"{_given(look)}/>'


def _fill(seat: SeatFigures, colour: str, name: str) -> tuple[str, float]:
    """Return what a seat is filled with by its leader's colour, and how strongly."""
    if seat.assumed:
        return f"url(#{name}-stripes-{seat.code})", 1.0
    return colour, SHADES.get(chance_word(seat.chance), FAINTEST)


def _given(look: Mapping[str, str | float]) -> str:
    return "".join(f' {key.replace("_", "-")}="{escape(str(value))}"' for key, value in look.items())


def _letters(shape: Outline, seat: SeatFigures, count: int, **look: str | float) -> str:
    """Write the leader's code in its seat, with a question mark where the seat is not clear."""
    x, y = shape.at
    size = 7.5 if count > MANY else 12
    doubt = "" if chance_word(seat.chance) in ("likely", "leaning") else "?"
    return text(seat.leader + doubt, x, y + size / 3, class_="letters", font_size=size, text_anchor="middle", **look)
