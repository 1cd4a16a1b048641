"""Score one change of the model after another on the elections that settings are chosen on: `benchmarks/tried.py DIR`.

DIR is a back-test folder. Elections are 1999, 2004 and 2009 and none later; alliances of 1998 and of assembly elections
before 2009 are not known, so that counts of 1998 are read as if each party had fought alone. For each change: log score
of each election without polls and with simulated polls of each state, off by 5 points (mean of N polls); how much both
are off from those of the model as it is, with the interval that has when states are drawn anew; how many of all shares
lie inside their 90 and 50 % intervals. Log scores differ in the third decimal from those of runs with more draws.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from prepoll.backtest import Record, Settings, read_record
from prepoll.backtest.bootstrap import clustered
from prepoll.backtest.contests import Roll
from prepoll.backtest.past_cases import case_before
from prepoll.backtest.poll_labels import PolledCase
from prepoll.backtest.projection import project_states
from prepoll.backtest.scores import inside, log_loss
from prepoll.backtest.simulated import ERRORS, simulated
from prepoll.backtest.types import Forecast
from prepoll.case.types import Case
from prepoll.names import ElectionKind
from prepoll.strength.assumptions import CASE_MOVES, SEAT_MOVES

YEARS = (1999, 2004, 2009)
Rows = dict[tuple[int, int], Sequence[Forecast]]
"""Forecasts by year and poll, poll 0 being none."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: constants of own strength, settings of the back-test, what is left of a case."""

    name: str
    constants: Mapping[str, object] = field(default_factory=dict)
    through_slates: bool = False
    of_case: Callable[[Case], Case] = lambda case: case


def newest(count: int) -> Callable[[Case], Case]:
    """Return the function that leaves a case so many general elections, and its assembly elections."""

    def left(case: Case) -> Case:
        general = sorted((one.date, one.election) for one in case.past if one.kind is ElectionKind.PARLIAMENT)
        gone = {code for _, code in general[:-count]}
        return replace(
            case,
            past=tuple(one for one in case.past if one.election not in gone),
            results=tuple(row for row in case.results if row.election not in gone),
            fronts=tuple(row for row in case.fronts if row.election not in gone),
        )

    return left


AS_IT_IS = Change("as it is")
TRIED = (
    Change("polls read through the slates known", through_slates=True),
    Change("the last general election alone", of_case=newest(1)),
    Change("seats' doubt 1.1 for .9", {"WIDTH_OWN": (1.1, 0.6, 0.7, 3.0)}),
    Change("doubt by size: none", {"WIDTH_SHARED": (1.0, 0.0, 0.5, 3.0), "WIDTH_OWN": (1.0, 0.0, 0.6, 3.0)}),
    Change("the last two", of_case=newest(2)),
    Change("seats' doubt 1.2", {"WIDTH_OWN": (1.2, 0.6, 0.75, 3.0)}),
    Change("drawn to the newest alone: 1 for .5", {"POOLING": 1.0}),
    Change("seats' doubt .75", {"WIDTH_OWN": (0.75, 0.6, 0.5, 3.0)}),
    Change("seat's drift .15 for .06", {"SEAT_MOVES": replace(SEAT_MOVES, year=0.15)}),
    Change("state's drift .5 for .3", {"CASE_MOVES": replace(CASE_MOVES, year=0.5)}),
    Change("tails of 8 degrees of freedom for 4", {"TAIL": 8.0}),
    Change("seats' doubt, power .3 for .6", {"WIDTH_OWN": (0.9, 0.3, 0.6, 3.0)}),
)


@contextmanager
def constants(values: Mapping[str, object]) -> Iterator[None]:
    """Put other values in the place of constants, wherever own strength has taken them in."""
    rooms = [room for name, room in sorted(sys.modules.items()) if name.startswith("prepoll.strength.")]
    before = [(room, name, getattr(room, name)) for room in rooms for name in values if hasattr(room, name)]
    if missing := set(values) - {name for _, name, _ in before}:
        raise SystemExit(
            f"Own strength has no constant {', '.join(sorted(missing))}; mend TRIED in benchmarks/tried.py."
        )
    for room, name, _ in before:
        setattr(room, name, values[name])
    try:
        yield
    finally:
        for room, name, value in before:
            setattr(room, name, value)


class World:
    """The record, how it is projected, and how many polls are drawn of each election; cases are kept."""

    def __init__(self, record: Record, settings: Settings, polls: int) -> None:
        self._record, self._settings, self._polls = record, settings, polls
        self._seats = {year: Roll(record, year).contests() for year in YEARS}
        self._cases = {
            (year, poll, state): case_before(record, state, year, self._poll(year, state, poll))
            for year, seats in self._seats.items()
            for poll in range(polls + 1)
            for state in sorted({row.state for row in seats})
        }

    def _poll(self, year: int, state: str, poll: int) -> PolledCase | None:
        mine = [row for row in self._seats[year] if row.state == state]
        return simulated(mine, state, year, poll) if poll else None

    def rows(self, change: Change) -> Rows:
        """Forecast all elections with a change, without a poll and with each one."""
        found = Rows()
        with constants(change.constants):
            for year in YEARS:
                for poll in range(self._polls + 1):
                    errors = ERRORS if poll else self._settings.poll_errors
                    told = replace(self._settings, through_slates=change.through_slates, poll_errors=errors)
                    cases = {
                        s: change.of_case(case) for (y, p, s), case in self._cases.items() if (y, p) == (year, poll)
                    }
                    found[year, poll] = project_states(self._record, year, self._seats[year], told, cases.__getitem__)
        return found


def log_of(rows: Rows, year: int, *, polled: bool) -> float:
    """Return the log score of an election, with polls the mean over them."""
    return float(np.mean([log_loss(row) for key in _keys(rows, polled) if key[0] == year for row in rows[key]]))


def _keys(rows: Rows, polled: bool) -> list[tuple[int, int]]:
    return [key for key in rows if (key[1] > 0) is polled]


def gap(rows: Rows, base: Rows, *, polled: bool) -> str:
    """Say how far log scores are off from others, all elections together, states of each drawn anew."""
    gaps: dict[tuple[int, str], list[float]] = defaultdict(list)
    for key in _keys(rows, polled):
        for one, other in zip(rows[key], base[key], strict=True):
            gaps[key[0], one.state].append(log_loss(one) - log_loss(other))
    low, mean, high = clustered([np.array(gaps[key]) for key in sorted(gaps)], 1, "tried")
    return f"{mean:+.3f} ({low:+.3f} to {high:+.3f})"


def held(rows: Rows, percent: int, *, polled: bool) -> float:
    """Return which part of all shares lies inside its interval."""
    return float(np.concatenate([inside(row, percent) for key in _keys(rows, polled) for row in rows[key]]).mean())


def show(change: Change, rows: Rows, base: Rows) -> None:
    """Print one change, without polls and with them."""
    for polled, what in ((False, "no poll"), (True, "polls")):
        logs = " ".join(f"{log_of(rows, year, polled=polled):.3f}" for year in YEARS)
        holds = ", ".join(f"{percent} % holds {held(rows, percent, polled=polled):.1%}" for percent in (90, 50))
        print(f"{change.name}; {what}: {logs}; {gap(rows, base, polled=polled)}; {holds}", flush=True)


def main() -> None:
    """Print one line for each change."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--draws", type=int, default=300)
    parser.add_argument("--polls", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    world = World(read_record(options.folder), Settings(options.draws, options.seed), options.polls)
    print(f"{options.draws} draws, {options.polls} polls of each election; log scores of {', '.join(map(str, YEARS))};")
    print("what they are off from those of the model as it is, all together; intervals")
    base = world.rows(AS_IT_IS)
    for change in (AS_IT_IS, *TRIED):
        show(change, base if change is AS_IT_IS else world.rows(change), base)


if __name__ == "__main__":
    main()
