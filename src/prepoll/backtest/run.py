"""Run the back-test: fit on training elections, forecast the test election, score every rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from prepoll.backtest.bootstrap import MEASURES, difference
from prepoll.backtest.contests import CUTS, Contest, Roll, contests
from prepoll.backtest.past_cases import case_before
from prepoll.backtest.polled_cases import FRONTS_KNOWN, errors_known, polled_case
from prepoll.backtest.projection import Settings, project_states
from prepoll.backtest.rules import Rule
from prepoll.backtest.scores import LARGE_STATE, in_cut, score
from prepoll.backtest.swings import SIMPLE, fit_errors, simple_forecasts
from prepoll.backtest.types import Difference, Forecast, Record, Score, StateName
from prepoll.case.types import Case
from prepoll.errors import UsageError

WITH_POLLS = "prepoll with polls"


@dataclass(frozen=True, slots=True)
class BackTest:
    """One tested election: what each rule said of every constituency, and how it did."""

    year: int
    training: tuple[int, ...]
    forecasts: Mapping[str, tuple[Forecast, ...]]  # by rule, in one order of constituencies
    scores: tuple[Score, ...]
    differences: tuple[Difference, ...]  # of the projection from the best simple rule, and of polls from none
    notes: tuple[str, ...]


def back_test(
    record: Record,
    test: int | None = None,
    train_until: int | None = None,
    settings: Settings | None = None,
    tell: Callable[[str], None] = lambda sentence: None,
    *,
    polls: bool = False,
) -> BackTest:
    """Score the projection and the simple rules on one election; with `polls` also with the record's polls.

    Training years bound the tuning (the errors of the simple rules and of polls); evidence is all that was
    counted or published before the test election. UsageError where a year is not in the record.
    """
    settings = settings or Settings()
    test = record.years[-1] if test is None else test
    if test not in record.years[1:]:
        raise UsageError(
            f"{test} cannot be tested: the record has {', '.join(map(str, record.years))}, "
            "and the first has nothing before it."
        )
    until = test - 1 if train_until is None else train_until
    roll = Roll(record, test)
    wanted = roll.contests()
    training = {year: contests(record, year) for year in _training_years(record, until, test)}
    forecasts = {str(rule): _simple(wanted, training, rule, settings) for rule in SIMPLE}

    def told(case_of: Callable[[Record, StateName, int], Case]) -> Callable[[StateName], Case]:
        def of(state: StateName) -> Case:
            tell(f"Projecting {state} {test}")
            return case_of(record, state, test)

        return of

    forecasts[str(Rule.PREPOLL)] = project_states(record, test, wanted, settings, told(case_before))
    if polls:
        learned = replace(settings, poll_errors=errors_known(record, min(until + 1, test)))
        forecasts[WITH_POLLS] = project_states(record, test, wanted, learned, told(polled_case))
    return judged(test, tuple(training), forecasts, (*record.notes, *_said(roll)), settings.seed)


def judged(
    year: int,
    training: tuple[int, ...],
    forecasts: Mapping[str, tuple[Forecast, ...]],
    notes: tuple[str, ...],
    seed: int,
) -> BackTest:
    """Score forecasts of one election, with the differences that matter and their intervals."""
    rows = next(iter(forecasts.values()))
    states = sorted({row.state for row in rows})
    kinds = ("all", *(cut for cut in CUTS if any(in_cut(row, cut) for row in rows)))
    large = [state for state in states if sum(row.state == state for row in rows) >= LARGE_STATE]
    scores = tuple(score(rule, mine, cut) for cut in (*kinds, *large) for rule, mine in forecasts.items())
    return BackTest(year, training, forecasts, scores, _differences(forecasts, scores, kinds, seed), notes)


def _training_years(record: Record, until: int, test: int) -> list[int]:
    known = [year for year in record.years[1:] if year <= until and year < test]
    return [year for year in known if year >= FRONTS_KNOWN] or known[-1:]


def _simple(
    wanted: tuple[Contest, ...], training: Mapping[int, tuple[Contest, ...]], rule: Rule, settings: Settings
) -> tuple[Forecast, ...]:
    return simple_forecasts(wanted, rule, fit_errors(training, rule, settings.seed), settings.draws, settings.seed)


def _differences(
    forecasts: Mapping[str, tuple[Forecast, ...]], scores: tuple[Score, ...], kinds: tuple[str, ...], seed: int
) -> tuple[Difference, ...]:
    found = []
    for cut in kinds:
        for measure in MEASURES:
            for rule, against in _pairs(forecasts, scores, measure):
                pair = (rule, forecasts[rule]), (against, forecasts[against])
                found.append(difference(*pair, cut, measure, seed))
    return tuple(found)


def _pairs(
    forecasts: Mapping[str, tuple[Forecast, ...]], scores: tuple[Score, ...], measure: str
) -> list[tuple[str, str]]:
    """Pair the projection with the simple rule that is best over all seats, and polls with none."""
    simple = {one.rule: getattr(one, measure) for one in scores if one.cut == "all" and one.rule in set(SIMPLE)}
    best = min(sorted(simple), key=lambda rule: float(simple[rule]))
    own = [rule for rule in forecasts if rule not in simple]
    pairs = [(rule, best) for rule in own]
    return pairs + [(WITH_POLLS, str(Rule.PREPOLL))] * (WITH_POLLS in forecasts)


def _said(roll: Roll) -> list[str]:
    if not roll.unmatched:
        return []
    return [
        f"{len(roll.unmatched)} constituencies of {roll.year} have no predecessor of their name: "
        "they start from the shares of their state."
    ]
