"""The rows of the seat table, written directly: a large case has hundreds, and they change with every move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from django.utils.translation import gettext as _
from markupsafe import Markup

from prepoll.names import SeatCode
from prepoll_web.scenarios.figures import SeatFigures
from prepoll_web.scenarios.seat_map import Parties, swatch


def seat_rows(
    seats: Sequence[SeatFigures], parties: Parties, address: Callable[[SeatCode], str] | None = None
) -> Markup:
    """Write a row for each seat; `address` gives the page of a seat, without it there is no link to one."""
    chosen, assumed, details = escape(_("chosen by hand")), escape(_("assumed")), escape(_("Details"))
    patches = {seat.leader: swatch(parties[seat.leader]) for seat in seats}
    rows = []
    for seat in seats:
        code, name = escape(seat.code), escape(seat.name)
        marks = f' <span class="mark">{escape(", ".join(seat.chosen))} {chosen}</span>' if seat.chosen else ""
        marks += f' <span class="mark">{assumed}</span>' if seat.assumed else ""
        after = f"{escape(seat.second)} {seat.second_in_hundred}" if seat.second else "–"
        at = escape(address(seat.code)) if address else ""
        more = (
            f'<td><a href="{at}" hx-get="{at}" hx-target="#seat-details" class="more">{details}'
            f'<span class="unseen"> {name}</span></a></td>'
            if at
            else ""
        )
        link = f'<a href="#shape-{code}" class="to-map">{name}</a>' if at else name
        rows.append(
            f'<tr id="row-{code}" data-seat="{code}"><th scope="row">{link}</th>'
            f"<td>{patches[seat.leader]} {escape(seat.leader)}{marks}</td><td>{seat.in_hundred}, {seat.word}</td>"
            f"<td>{seat.share_words}</td><td>{after}</td>{more}</tr>"
        )
    return Markup("".join(rows))
