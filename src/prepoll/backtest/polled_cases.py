"""Cases with the polls that were out before the election, and how far those are taken to be off."""

from __future__ import annotations

from dataclasses import replace

from prepoll.backtest.national_polls import HOUSE, learned_factor, national_figures
from prepoll.backtest.past_cases import case_before, held
from prepoll.backtest.poll_errors import learned_errors
from prepoll.backtest.poll_labels import meanings, published_before, read_polled
from prepoll.backtest.recorded_polls import figures_of
from prepoll.backtest.types import Record, StateName
from prepoll.case.types import Case
from prepoll.names import ElectionKind
from prepoll.strength.polls import PollErrors

FRONTS_KNOWN = 2004
"""The first election for which it is known who fought together then and at the election before."""


def polled_case(record: Record, state: StateName, year: int) -> Case:
    """Make the case of a state with the state and national polls published before its election."""
    eve = held(ElectionKind.PARLIAMENT, year)
    own = [
        figure
        for figure in figures_of(record.polls, f"GE{year}")
        if figure.state == state and published_before(figure, eve)
    ]
    figures = [*own, *national_figures(record, state, year, eve)]
    return case_before(record, state, year, read_polled(figures, meanings(record, state, year)))


def errors_known(record: Record, year: int) -> PollErrors:
    """Learn the errors of state polls, and of national ones read for a state, from elections before `year`."""
    learned = learned_errors(record, year)
    years = [past for past in record.years if FRONTS_KNOWN <= past < year]
    return replace(learned, houses={**learned.houses, HOUSE: learned_factor(record, years, learned.scale)})
