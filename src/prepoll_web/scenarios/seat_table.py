"""The rows of the seat table, written directly: a large case has hundreds, and they change with every move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from prepoll.names import SeatCode
from prepoll_web.scenarios.figures import SeatFigures
from prepoll_web.scenarios.seat_map import MOST_DRAWN, Parties, swatch


def seat_rows(
    seats: Sequence[SeatFigures], parties: Parties, address: Callable[[SeatCode], str] | None = None
) -> Markup:
    """Write a row for each seat; `address` gives the page of a seat, without it there is no link to one."""
    words = (escape(_("chosen by hand")), escape(_("assumed")), escape(_("Details")))
    spoken = get_language()
    patches = {seat.leader: str(swatch(parties[seat.leader])) for seat in seats}
    rows = []
    for seat in seats:
        parts = _parts(seat, patches[seat.leader], words, spoken, linked=address is not None)
        rows.append(escape(address(seat.code)).join(parts) if address else "".join(parts))
    return Markup("".join(rows))


@lru_cache(maxsize=MOST_DRAWN)
def _parts(
    seat: SeatFigures, patch: str, words: tuple[str, str, str], spoken: str | None, *, linked: bool
) -> tuple[str, ...]:
    """Write a row in parts, between which the address of the seat's page stands; kept, as most outlive a move."""
    chosen, assumed, details = words
    code, name = escape(seat.code), escape(seat.name)
    marks = f' <span class="mark">{escape(", ".join(seat.chosen))} {chosen}</span>' if seat.chosen else ""
    marks += f' <span class="mark">{assumed}</span>' if seat.assumed else ""
    after = f"{escape(seat.second)} {seat.second_in_hundred}" if seat.second else "–"
    link = f'<a href="#shape-{code}" class="to-map">{name}</a>' if linked else name
    row = (
        f'<tr id="row-{code}" data-seat="{code}"><th scope="row">{link}</th>'
        f"<td>{patch} {escape(seat.leader)}{marks}</td><td>{seat.in_hundred}, {seat.word}</td>"
        f"<td>{seat.share_words}</td><td>{after}</td>"
    )
    if not linked:
        return (f"{row}</tr>",)
    end = f'" hx-target="#seat-details" class="more">{details}<span class="unseen"> {name}</span></a></td></tr>'
    return (f'{row}<td><a href="', '" hx-get="', end)
