"""What a seat, and each demand, costs the alliance: found by solving again.

The dual values of an integer programme are those of its linear relaxation and may be wrong by any
amount, so none is used.
"""

from __future__ import annotations

from collections.abc import Sequence

from prepoll.names import PartyCode
from prepoll.sharing.demands import Demand, DemandKind
from prepoll.sharing.programme import Choice, most_of, total_of
from prepoll.sharing.table import SeatTable
from prepoll.sharing.types import DemandCost, Price


def prices(table: SeatTable, demands: Sequence[Demand], best: Choice) -> tuple[Price, ...]:
    """Return for each member what one seat more or one less to contest costs the alliance."""
    return tuple(_price(table, demands, best, member) for member in table.members)


def _price(table: SeatTable, demands: Sequence[Demand], best: Choice, member: PartyCode) -> Price:
    held = round(total_of(table.held_by(member), best))
    more = _solved(table, [*demands, *_exactly(member, held + 1)])
    less = _solved(table, [*demands, *_exactly(member, held - 1)]) if held else None
    wins, own = table.sums.sum(axis=0), table.won_by(member)
    return Price(
        party=member,
        contests=held,
        one_more=None if more is None else _lost(table, total_of(wins, best), total_of(wins, more)),
        one_less=None if less is None else _lost(table, total_of(wins, best), total_of(wins, less)),
        to_party=None if more is None else (total_of(own, more) - total_of(own, best)) / table.draws,
    )


def _exactly(member: PartyCode, number: int) -> tuple[Demand, Demand]:
    return Demand(member, DemandKind.LEAST, number=number), Demand(member, DemandKind.MOST, number=number)


def costs(table: SeatTable, demands: Sequence[Demand], best: Choice) -> tuple[DemandCost, ...]:
    """Return for each demand what the alliance would win more without it, the dearest first."""
    wins = table.sums.sum(axis=0)
    found = []
    for demand in demands:
        free = _solved(table, [row for row in demands if row != demand])
        if free is not None:
            found.append(DemandCost(str(demand), _lost(table, total_of(wins, free), total_of(wins, best))))
    return tuple(sorted(found, key=lambda row: -row.cost))


def _lost(table: SeatTable, before: float, after: float) -> float:
    """Return expected seats lost; what is above nothing by rounding only is nothing."""
    return max(0.0, round((before - after) / table.draws, 9))


def _solved(table: SeatTable, demands: Sequence[Demand]) -> Choice | None:
    programme = table.programme(demands)
    return most_of(programme, programme.wins)
