"""Print the record: `python benchmarks/backtest.py DIR`.

DIR is a back-test folder (`results`, `fronts`, `assembly`, `segments`, `polls`; see docs/how-to/back-test.md). For each
tested year: each rule's scores without polls; for years with usable polls also with the published ones and with a
simulated state poll whose shares are off by 5 points, each also read through the slates known; then the intervals over
all years, the polls' errors, the targets with what was reached, and time and memory. All figures of
docs/explanation/record.md are printed here, or by the script that it names beside them.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from prepoll.backtest import BackTest, Record, Settings, back_test, read_record
from prepoll.backtest.bootstrap import clustered_inside
from prepoll.backtest.contests import CUTS, Roll
from prepoll.backtest.past_cases import case_before
from prepoll.backtest.poll_errors import errors_before, learned_errors
from prepoll.backtest.polled_cases import errors_known, polled_case
from prepoll.backtest.projection import project_states
from prepoll.backtest.report import difference_rows, score_rows, total_rows
from prepoll.backtest.run import WITH_POLLS, judged
from prepoll.backtest.scores import LARGE_STATE, score, seen
from prepoll.backtest.simulated import ERRORS, simulated_case
from prepoll.backtest.swings import SIMPLE
from prepoll.backtest.types import INTERVALS, Difference, Forecast, Score
from prepoll.chance import generator
from prepoll.commands.output import table_text
from prepoll.strength import assess, draw_strength

YEARS = (2004, 2009, 2014, 2019)
OWN = "prepoll"
SIMULATED = "prepoll with a simulated poll"
THROUGH = "prepoll, polls through slates"
SIMULATED_THROUGH = "prepoll, a simulated poll through slates"
"""The same polls, read as what fronts will have once votes are transferred, the slates being known."""
POLLED_YEARS = (2014, 2019)
"""Years with usable published state polls."""
SIZES = (0.0, 0.02, 0.05, 0.10, 0.20, 0.35, 1.0)
"""Bounds of expected shares by which intervals are looked at."""

Tests = Mapping[int, BackTest]


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that is asked for and what was reached."""

    what: str
    asked: str
    found: str
    met: bool


def run_year(record: Record, year: int, settings: Settings, arguments: argparse.Namespace) -> BackTest:
    """Score one year by every rule, with simulated polls where asked for."""
    with_polls = year in POLLED_YEARS and not arguments.no_polls
    result = back_test(record, year, settings=settings, tell=tell, polls=with_polls)
    more: dict[str, tuple[Forecast, ...]] = {}
    wanted = Roll(record, year).contests()
    settings = replace(settings, outsiders=result.outsiders)
    if with_polls:
        told = replace(settings, poll_errors=errors_known(record, year), through_slates=True)
        more[THROUGH] = project_states(record, year, wanted, told, lambda state: polled_case(record, state, year))
    if arguments.simulated and year in POLLED_YEARS:
        states = sorted({row.state for row in wanted})
        cases = {state: simulated_case(record, state, year, settings.seed) for state in states}
        for rule, through in ((SIMULATED, False), (SIMULATED_THROUGH, True)):
            told = replace(settings, poll_errors=ERRORS, through_slates=through)
            more[rule] = project_states(record, year, wanted, told, cases.__getitem__)
    if not more:
        return result
    return judged(year, result.training, {**result.forecasts, **more}, result.notes, settings.seed)


def tell(sentence: str) -> None:
    """Write a step to standard error."""
    sys.stderr.write(f"{sentence}\n")


def show_year(result: BackTest) -> None:
    """Print one year's scores, kinds of seat, states, differences, ranks and totals."""
    print(f"\n# General election of {result.year}; tuned on {', '.join(map(str, result.training)) or 'nothing'}\n")
    rows = score_rows(result.scores)
    print(table_text([without(row, "cut") for row in rows if row["cut"] == "all"]))
    print("\nKinds of seat")
    print(table_text([row for row in rows if row["cut"] in CUTS]))
    print("\nStates of ten seats or more")
    print(table_text([row for row in rows if row["cut"] not in ("all", *CUTS) and str(row["rule"]).startswith(OWN)]))
    print("\nDifferences from the best simple rule, and of polls from none; 90 % intervals, states drawn anew")
    print(table_text(difference_rows(result.differences)))
    print("\nShares that happened, by tenth of the draws")
    for one in own_scores(result):
        print(f"  {one.rule}: {' '.join(map(str, one.ranks))}")
    print("\nSeats of fronts by state, outside their 90 % interval")
    outside = [row for rule in result.forecasts if rule.startswith(OWN) for row in missed(result, rule)]
    print(table_text(outside))
    for sentence in result.notes:
        print(f"Note: {sentence}")


def without(row: Mapping[str, str | int | float | None], key: str) -> dict[str, str | int | float | None]:
    """Leave a column out."""
    return {name: value for name, value in row.items() if name != key}


def own_scores(result: BackTest) -> list[Score]:
    """List the projection's scores over all seats."""
    return [one for one in result.scores if one.cut == "all" and one.rule.startswith(OWN)]


def missed(result: BackTest, rule: str) -> list[dict[str, str | int | float | None]]:
    """List the fronts whose seats in a large state lie outside the interval."""
    rows = result.forecasts[rule]
    sizes = {state: sum(row.state == state for row in rows) for state in {row.state for row in rows}}
    return [
        row
        for row in total_rows(rule, rows)
        if sizes[str(row["state"])] >= LARGE_STATE
        and not float(row["low90"] or 0) <= float(row["won"] or 0) <= float(row["high90"] or 0)
    ]


def show_intervals(tests: Tests) -> None:
    """Print how many shares lie inside their intervals over all years, with intervals of that when states vary."""
    print("\n# Intervals of shares over all years, without polls\n")
    rows = pooled(tests, OWN)
    for cut in ("all", *CUTS):
        if any(cut in ("all", *row.cuts) for row in rows):
            print(f"{cut}: " + "; ".join(_coverage(rows, percent, cut) for percent in INTERVALS))
    print("by what was expected:")
    for low, high in pairwise(SIZES):
        print(f"  {low:.0%} to {high:.0%}: {_held(rows, low, high)}")
    print("states of ten seats or more, their constituencies drawn anew:")
    for state in state_coverage(tests):
        print(f"  {state}: {_coverage(rows, 90, state)}")


def _held(rows: Sequence[Forecast], low: float, high: float) -> str:
    """Say how many of the shares of which so much was expected lie inside their intervals, under and over them."""
    looked = [(row, seen(row) & (row.share >= low) & (row.share < high)) for row in rows]
    actual = np.concatenate([row.actual[mine] for row, mine in looked])
    points = np.concatenate([row.quantiles[mine] for row, mine in looked])
    parts = [
        f"{percent} % holds {((points[:, a] <= actual) & (actual <= points[:, b])).mean():.0%}"
        for percent, (a, b) in INTERVALS.items()
    ]
    return f"{'; '.join(parts)}; {(actual < points[:, 0]).mean():.0%} under, {(actual > points[:, -1]).mean():.0%} over"


def _coverage(rows: Sequence[Forecast], percent: int, cut: str) -> str:
    low, mean, high = clustered_inside(rows, percent, cut, 1)
    return f"{percent} % holds {mean:.1%} ({low:.1%} to {high:.1%})"


def pooled(tests: Tests, rule: str) -> list[Forecast]:
    """List one rule's forecasts of all years."""
    return [row for result in tests.values() for row in result.forecasts.get(rule, ())]


def state_coverage(tests: Tests) -> dict[str, float]:
    """Map large states to the part of shares inside their 90 % interval, all years together."""
    rows = pooled(tests, OWN)
    years = max(len(tests), 1)
    states = sorted({row.state for row in rows})
    large = [state for state in states if sum(row.state == state for row in rows) >= LARGE_STATE * years]
    return {state: score(OWN, rows, state).bands[90].inside for state in large}


def show_poll_errors(record: Record) -> None:
    """Print what is learned of polls before each year."""
    print("\n# Errors of state polls, learned from elections before\n")
    for year in (*YEARS, 2024):
        errors, learned = errors_before(record, year), learned_errors(record, year)
        elections = len({(error.election, error.state) for error in errors})
        print(
            f"before {year}: {len(errors)} figures of {elections} elections; scale {learned.scale:.3f}, "
            f"{learned.shared:.2f} shared by houses, old polls {learned.old:.2f} times as far off"
        )


def targets(tests: Tests) -> list[Target]:
    """Set what was asked for beside what was reached."""
    found: list[Target] = []
    asked = {2014: {"brier": 0.63, "log": 1.14, "new": 1.50}, 2019: {"brier": 0.44, "log": 0.755, "new": 0.79}}
    for year, limits in asked.items():
        if year in tests:
            found += _year_targets(tests[year], limits)
    found += _interval_targets(tests)
    return found


def _year_targets(result: BackTest, limits: Mapping[str, float]) -> list[Target]:
    year = result.year
    by_rule = {(one.rule, one.cut): one for one in result.scores}
    own = by_rule[OWN, "all"]
    found = [
        _most(f"{year} Brier", own.brier, limits["brier"]),
        _most(f"{year} log", own.log, limits["log"]),
        _most(f"{year} log, new fronts", by_rule[OWN, "new"].log, limits["new"]),
    ]
    worse = _difference(result, OWN, lambda one: one.against in SIMPLE)
    found.append(
        _sign(f"{year} log less the best simple rule ({worse.against})", "interval not above 0", worse, worse.low <= 0)
    )
    if WITH_POLLS in result.forecasts:
        better = _difference(result, WITH_POLLS, lambda one: one.against == OWN)
        found.append(_sign(f"{year} log with polls less without", "interval below 0", better, better.high < 0))
        found.append(
            _most(f"{year} log with published polls", by_rule[WITH_POLLS, "all"].log, {2014: 1.0, 2019: 0.66}[year])
        )
    if SIMULATED in result.forecasts and year == 2019:
        found.append(_most(f"{year} log with a simulated state poll", by_rule[SIMULATED, "all"].log, 0.48))
    return found


def _difference(result: BackTest, rule: str, against: Callable[[Difference], bool]) -> Difference:
    return next(d for d in result.differences if (d.rule, d.cut, d.measure) == (rule, "all", "log") and against(d))


def _most(what: str, found: float, limit: float) -> Target:
    return Target(what, f"at most {limit}", f"{found:.3f}", round(found, 3) <= limit)


def _sign(what: str, asked: str, one: Difference, met: bool) -> Target:
    return Target(what, asked, f"{one.mean:+.3f} ({one.low:+.3f} to {one.high:+.3f})", met)


def _interval_targets(tests: Tests) -> list[Target]:
    rows = pooled(tests, OWN)
    whole = score(OWN, rows)
    totals = [
        (one.totals[90].inside, one.totals_counted)
        for result in tests.values()
        for one in own_scores(result)
        if one.rule == OWN and one.totals
    ]
    counted = sum(number for _, number in totals)
    inside = sum(part * number for part, number in totals) / counted if counted else 0.0
    states = state_coverage(tests)
    wrong = [state for state, part in states.items() if not 0.75 <= part <= 0.98]
    safe = whole.labels["safe"]
    return [
        Target(
            "90 % intervals of shares, all years",
            "86 to 94 %",
            f"{whole.bands[90].inside:.1%}",
            0.86 <= whole.bands[90].inside <= 0.94,
        ),
        Target(
            "50 % intervals of shares, all years",
            "45 to 55 %",
            f"{whole.bands[50].inside:.1%}",
            0.45 <= whole.bands[50].inside <= 0.55,
        ),
        Target("states of ten seats, 90 % intervals", "none outside 75 to 98 %", ", ".join(wrong) or "none", not wrong),
        Target(
            "fronts' seats in large states in their 90 %", "at least 85 %", f"{inside:.1%} of {counted}", inside >= 0.85
        ),
        Target(
            "seats called safe are right",
            "at least 95 %",
            f"{safe.right} of {safe.seats}",
            safe.right >= 0.95 * safe.seats,
        ),
    ]


def show_speed(record: Record, year: int) -> list[Target]:
    """Time Uttar Pradesh cold and the whole country, state by state: posterior and 2,000 draws."""
    roll = Roll(record, year)
    spent: dict[str, float] = {}
    for state in sorted(roll.states):
        case = case_before(record, state, year)
        start = time.process_time()
        draw_strength(assess(case), 2000, generator(1, "speed", state))
        spent[state] = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    up, india = spent["Uttar Pradesh"], sum(spent.values())
    return [
        Target("Uttar Pradesh: posterior and 2,000 draws, processor seconds", "at most 10", f"{up:.1f}", up <= 10),
        Target("all states one by one: the same", "at most 60", f"{india:.1f}", india <= 60),
        Target("peak memory of this run, GB", "at most 4", f"{peak:.2f}", peak <= 4),
    ]


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Print the record of past elections.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--years", type=int, nargs="+", default=list(YEARS))
    parser.add_argument("--simulated", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--no-polls", action="store_true")
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    """Run every year and print."""
    start = time.monotonic()
    arguments = read_arguments()
    record = read_record(arguments.folder)
    settings = Settings(arguments.draws, arguments.seed)
    tests = {}
    for year in arguments.years:
        tests[year] = run_year(record, year, settings, arguments)
        show_year(tests[year])
        sys.stdout.flush()
    show_intervals(tests)
    show_poll_errors(record)
    print("\n# What was asked for\n")
    rows = [*targets(tests), *show_speed(record, max(arguments.years))]
    print(
        table_text(
            [{"what": t.what, "asked": t.asked, "found": t.found, "so": "met" if t.met else "MISSED"} for t in rows]
        )
    )
    print(f"\nall in {(time.monotonic() - start) / 60:.1f} minutes")


if __name__ == "__main__":
    main()
