"""Up to four scenarios side by side: every difference is taken draw by draw, over the same draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.utils.translation import gettext

from prepoll.alliances import Interval, interval
from prepoll.errors import UsageError
from prepoll.names import PartyCode
from prepoll_web.scenarios.figures import Figures, Given, SeatFigures, TotalFigures, figures
from prepoll_web.scenarios.plan import Plan
from prepoll_web.scenarios.studies import Opened
from prepoll_web.wording import between, in_hundred

MOST: Final = 4
NOTABLE: Final = 0.1
"""A seat counts as changed where somebody else is ahead, or the chance of who is ahead moves by this much."""
HARDLY: Final = 0.01
"""A difference in no more of the draws than this is said to be none."""


@dataclass(frozen=True, slots=True)
class Column:
    """One scenario of a comparison."""

    name: str
    plan: Plan
    figures: Figures


@dataclass(frozen=True, slots=True)
class Cell:
    """A party in one scenario: its seats, and how they differ from those in the first."""

    total: TotalFigures
    less: Interval | None  # None in the first column
    more: float  # part of the draws with more seats than in the first
    fewer: float

    @property
    def less_words(self) -> str:
        """The difference with its 90 per cent interval."""
        if self.less is None:
            return ""
        ends = between(signed(self.less.low90, "g"), signed(self.less.high90, "g"))
        return f"{signed(self.less.mean)} ({ends})"

    @property
    def chance_words(self) -> str:
        """How often there are more seats, and how often fewer."""
        if not self.less:
            return ""
        if self.more + self.fewer <= HARDLY:
            return gettext("the same in 99 in 100 or more")
        often = {"more": in_hundred(self.more), "fewer": in_hundred(self.fewer)}
        return gettext("more in %(more)s, fewer in %(fewer)s") % often


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party over all scenarios."""

    party: PartyCode
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat over all scenarios; `changed` says of each whether it differs notably from the first."""

    name: str
    code: str
    cells: tuple[tuple[SeatFigures, bool], ...]

    @property
    def changed(self) -> bool:
        """Whether any scenario changes the seat."""
        return any(changed for _seat, changed in self.cells)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Scenarios side by side."""

    columns: tuple[Column, ...]
    parties: tuple[PartyLine, ...]
    seats: tuple[SeatLine, ...]

    @property
    def first(self) -> Figures:
        """The figures that all others are compared with."""
        return self.columns[0].figures


def signed(value: float, form: str = ".2f") -> str:
    """Write a difference with its sign, and none where it rounds to nothing.

    >>> signed(0.5), signed(-1.25), signed(0.001), signed(-2.0, "g")
    ('+0.50', '−1.25', '0.00', '−2')
    """
    written = f"{abs(value):{form}}"
    nothing = not any(digit in "123456789" for digit in written)
    return written if nothing else f"{'+' if value > 0 else '−'}{written}"


def compare(opened: Opened, named: Sequence[tuple[str, Plan]], given: Given | None) -> Comparison:
    """Set plans side by side, over the draws in which a condition holds under the first one.

    UsageError where there are none or more than four, or too few draws are left.
    """
    if not 1 <= len(named) <= MOST:
        raise UsageError(
            gettext("Up to %(most)s scenarios can be compared, not %(count)s.") % {"most": MOST, "count": len(named)}
        )
    first = named[0][1]
    columns = tuple(Column(name, plan, figures(opened, plan, given, first)) for name, plan in named)
    return Comparison(columns, _parties(columns), _seats(columns))


def comparison_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """List a comparison for programs: a row for each party and scenario."""
    return [
        {
            "party": line.party,
            "scenario": column.name,
            "seats": cell.total.seats.mean,
            "seats_low90": cell.total.seats.low90,
            "seats_high90": cell.total.seats.high90,
            "difference": cell.less.mean if cell.less else None,
            "difference_low90": cell.less.low90 if cell.less else None,
            "difference_high90": cell.less.high90 if cell.less else None,
            "more": cell.more if cell.less else None,
            "fewer": cell.fewer if cell.less else None,
        }
        for line in comparison.parties
        for column, cell in zip(comparison.columns, line.cells, strict=True)
    ]


def _parties(columns: Sequence[Column]) -> tuple[PartyLine, ...]:
    tables = [{row.party: row for row in column.figures.totals} for column in columns]
    known = list(dict.fromkeys(party for table in tables for party in table))
    shown = [p for p in known if any(table[p].seats.high90 > 0 for table in tables if p in table)]
    nothing = interval(np.zeros(1))
    return tuple(
        PartyLine(
            p, tuple(_cell(columns, t.get(p) or TotalFigures(p, nothing, nothing), i) for i, t in enumerate(tables))
        )
        for p in shown
    )


def _cell(columns: Sequence[Column], total: TotalFigures, i: int) -> Cell:
    if i == 0:
        return Cell(total, None, 0.0, 0.0)
    here, first = columns[i].figures, columns[0].figures
    step = here.won[total.party] - first.won[total.party]
    return Cell(total, here.less(first, total.party), float(np.mean(step > 0)), float(np.mean(step < 0)))


def _seats(columns: Sequence[Column]) -> tuple[SeatLine, ...]:
    rows = zip(*(column.figures.seats for column in columns), strict=True)
    return tuple(
        SeatLine(row[0].name, row[0].code, tuple((seat, _differs(row[0], seat)) for seat in row)) for row in rows
    )


def _differs(first: SeatFigures, seat: SeatFigures) -> bool:
    return seat.leader != first.leader or abs(seat.chance - first.chance) >= NOTABLE
