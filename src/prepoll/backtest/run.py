"""Run the back-test: fit on training elections, forecast the test election, score every rule."""

from __future__ import annotations

from collections.abc import Callable

from prepoll.backtest.projection import Settings, project_states
from prepoll.backtest.rules import Contest, Rule, contests, fit_kappa, simple_forecast
from prepoll.backtest.scores import score
from prepoll.backtest.types import Forecast, Record, Score
from prepoll.errors import UsageError

CUTS = ("all", "new fronts")


def back_test(
    record: Record,
    test: int | None = None,
    train_until: int | None = None,
    settings: Settings | None = None,
    tell: Callable[[str], None] = lambda sentence: None,
) -> tuple[Score, ...]:
    """Score the projection and the simple rules on one election.

    Training years bound the tuning (kappa of the simple rules); evidence is all that was counted
    before the test election. UsageError where a year is not in the record.
    """
    test = record.years[-1] if test is None else test
    if test not in record.years[1:]:
        raise UsageError(
            f"{test} cannot be tested: the record has {', '.join(map(str, record.years))}, "
            "and the first has nothing before it."
        )
    until = test - 1 if train_until is None else train_until
    training = tuple(
        row for year in record.years[1:] if year <= until and year != test for row in contests(record, year)
    )
    wanted = contests(record, test)
    forecasts = {str(rule): _simple(wanted, training, rule) for rule in Rule if rule is not Rule.PREPOLL}
    forecasts[str(Rule.PREPOLL)] = project_states(record, test, wanted, settings or Settings(), tell)
    return tuple(score(rule, rows, cut) for cut in CUTS for rule, rows in forecasts.items())


def _simple(wanted: tuple[Contest, ...], training: tuple[Contest, ...], rule: Rule) -> tuple[Forecast, ...]:
    kappa = fit_kappa(training, rule)
    return tuple(simple_forecast(row, rule, kappa) for row in wanted)
