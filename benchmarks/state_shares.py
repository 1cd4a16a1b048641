"""Say how much of a projection's doubt a state poll could take away, and how much is lost in reading it.

python benchmarks/state_shares.py DIR [--years YEAR …] [--polls N] [--draws N] [--seed N]

DIR is a back-test folder. For each year, log score, Brier score and seats right
- with a simulated poll of each state, its fronts' shares off by 5 points, for N polls drawn anew: read through the
  slates known, and read as a word on own strengths, as `prepoll project` reads polls and so does the back-test;
- with a poll that is off by .2 points, read in both ways;
- with the fronts of each draw moved to the true shares of the state after votes are transferred: what is left is the
  doubt about seats alone.
Then how far the fronts' shares in states of ten seats or more lie from such an exact poll, by mean error and by
standard deviation of the draws, for both ways: of parties that fight alone, and of fronts of several.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from prepoll.alliances import Outcome
from prepoll.backtest import Record, Settings, read_record
from prepoll.backtest.contests import Contest, Roll
from prepoll.backtest.forecasts import forecast
from prepoll.backtest.outsiders import fit_outsiders
from prepoll.backtest.past_cases import case_before
from prepoll.backtest.projection import outcome_of, structure_of
from prepoll.backtest.run import training_contests
from prepoll.backtest.scores import LARGE_STATE, score
from prepoll.backtest.simulated import asked_for, simulated_case, true_shares
from prepoll.backtest.types import Forecast
from prepoll.case.types import Case
from prepoll.commands.output import table_text
from prepoll.names import OTHERS
from prepoll.strength.polls import RECORD, PollErrors

Floats = npt.NDArray[np.float64]
SURE = 0.002
"""Error of a poll that is taken for exact."""

WAYS = {"read through slates": True, "read as own strengths": False}
"""How a poll is read, and whether that is through the slates known."""

ROUNDS = 30
"""Times that the fronts of a draw are brought nearer to the shares of the state."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The fronts of one state's seats, draw by draw, brought to sum to 1 in each seat."""

    rows: tuple[Contest, ...]
    fronts: tuple[str, ...]
    shares: Floats  # (seat, front, draw)
    settings: Settings

    @property
    def of_state(self) -> Floats:
        """Return the fronts' shares of the state, each seat weighing the same, (front, draw)."""
        return np.asarray(self.shares.mean(axis=0), dtype=np.float64)

    @property
    def truth(self) -> Floats:
        """Return the fronts' true shares of the state, (front,)."""
        shares = true_shares(list(self.rows))
        return np.array([shares[front] for front in self.fronts])

    def forecasts(self, shares: Floats | None = None) -> list[Forecast]:
        """Forecast each seat from these shares or from others (seat, front, draw)."""
        used = self.shares if shares is None else shares
        places = {front: place for place, front in enumerate(self.fronts)}
        return [
            self._forecast(row, used[seat, [places[front] for front in row.fronts]])
            for seat, row in enumerate(self.rows)
        ]

    def _forecast(self, row: Contest, share: Floats) -> Forecast:
        strongest = self.settings.outsiders.strongest(row, share, self.settings.seed)
        return forecast(row, share, strongest=strongest)

    def moved(self) -> Floats:
        """Return the shares with each front's votes times a factor in each draw, so that the state is as it was."""
        factor = np.ones(self.of_state.shape)
        for _ in range(ROUNDS):
            moved = self.shares * factor
            moved /= moved.sum(axis=1, keepdims=True)
            factor *= (self.truth[:, None] + 1e-6) / (moved.mean(axis=0) + 1e-6)
        moved = self.shares * factor
        return np.asarray(moved / moved.sum(axis=1, keepdims=True), dtype=np.float64)


def counted(record: Record, year: int, settings: Settings, case_of: Callable[[str], Case]) -> list[Counted]:
    """Project each state with its fronts of the day and add candidates up to fronts."""
    by_state: dict[str, list[Contest]] = defaultdict(list)
    for row in Roll(record, year).contests():
        by_state[row.state].append(row)
    return [
        _fronts(outcome_of(case_of(state), structure_of(record, state, year), rows, settings), rows, settings)
        for state, rows in by_state.items()
    ]


def _fronts(outcome: Outcome, rows: Sequence[Contest], settings: Settings) -> Counted:
    fronts = tuple(sorted({front for row in rows for front in row.fronts}))
    shares = np.zeros((len(rows), len(fronts), outcome.votes.shape[2]))
    for seat, row in enumerate(rows):
        place = outcome.seats.index(row.seat)
        for p, party in enumerate(outcome.parties[:-2]):
            front = row.front_of.get(party, party)
            front = front if front in row.place else OTHERS if OTHERS in row.place else row.fronts[-1]
            shares[seat, fronts.index(front)] += outcome.valid[place, p]
    return Counted(tuple(rows), fronts, shares / shares.sum(axis=1, keepdims=True), settings)


def polled(record: Record, year: int, settings: Settings, error: float, poll: int) -> list[Counted]:
    """Project each state with a simulated poll of some error; `poll` is the seed of its errors."""
    told = replace(settings, poll_errors=PollErrors(scale=0.0, shared=0.0, own=error))
    return counted(record, year, told, lambda state: simulated_case(record, state, year, poll, error))


def scores(year: int, what: str, rows: Sequence[Forecast]) -> dict[str, str | int | float | None]:
    """Write one line of scores."""
    found = score(what, rows)
    return {"year": year, "what": what, "right": found.right, "brier": found.brier, "log": found.log}


def show_year(
    record: Record, year: int, settings: Settings, polls: int
) -> tuple[list[dict[str, str | int | float | None]], dict[str, list[Counted]]]:
    """Return the lines of one year, and by way of reading the states with an exact poll."""
    training = training_contests(record, year).values()
    settings = replace(settings, outsiders=fit_outsiders(row for rows in training for row in rows))
    plain = counted(record, year, replace(settings, poll_errors=RECORD), lambda state: case_before(record, state, year))
    lines = [scores(year, "no poll", _all(plain))]
    exact = {}
    for way, through in WAYS.items():
        told = replace(settings, through_slates=through)
        for poll in range(1, polls + 1):
            rows = _all(polled(record, year, told, 0.05, poll))
            lines.append(scores(year, f"poll off by 5 points, {poll}, {way}", rows))
        exact[way] = polled(record, year, told, SURE, settings.seed)
        lines.append(scores(year, f"exact poll, {way}", _all(exact[way])))
    lines.append(scores(year, "exact shares of fronts", [f for one in plain for f in one.forecasts(one.moved())]))
    return lines, exact


def _all(states: Sequence[Counted]) -> list[Forecast]:
    return [row for one in states for row in one.forecasts()]


def show_errors(way: str, states: Sequence[Counted]) -> None:
    """Print how far polled fronts are from an exact poll that was read, in points."""
    print(f"\nFronts' shares in states of ten seats or more, with an exact poll {way}, in points")
    for what, several in (("parties that fight alone", False), ("fronts of several", True)):
        off, spread = [], []
        for one in states:
            asked = asked_for(one.rows[0])
            members = list(one.rows[0].front_of.values())
            for place, front in enumerate(one.fronts):
                if len(one.rows) >= LARGE_STATE and front in asked and (members.count(front) > 1) is several:
                    off.append(100 * float(one.of_state[place].mean() - one.truth[place]))
                    spread.append(100 * float(one.of_state[place].std()))
        rms = [float(np.sqrt(np.mean(np.square(values)))) for values in (off, spread)]
        print(
            f"  {what}: {len(off)}; off by {np.mean(off):+.1f}, root mean square {rms[0]:.1f}; draws' sd {rms[1]:.1f}"
        )


def main() -> None:
    """Print a table for all years and the errors."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--years", type=int, nargs="+", default=[2004, 2009])
    parser.add_argument("--polls", type=int, default=3)
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    record, settings = read_record(options.folder), Settings(options.draws, options.seed)
    lines, exact = [], defaultdict[str, list[Counted]](list)
    for year in options.years:
        found, read = show_year(record, year, settings, options.polls)
        lines += found
        for way, states in read.items():
            exact[way] += states
    print(table_text(lines))
    for way, states in exact.items():
        show_errors(way, states)


if __name__ == "__main__":
    main()
