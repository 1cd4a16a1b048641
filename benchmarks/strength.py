"""Time own strength and 2,000 draws of it on the ready cases, in seconds of processor time, with peak memory.

Run: python benchmarks/strength.py [CASE or DIR …]

DIR is a back-test folder (docs/how-to/back-test.md): the states of its last election are timed one by one, Uttar
Pradesh first, and their sum is printed as "all India", with the parties of the state that has most.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from prepoll.backtest import read_record
from prepoll.backtest.contests import Roll
from prepoll.backtest.past_cases import case_before
from prepoll.case import load_case
from prepoll.case.types import Case
from prepoll.chance import generator
from prepoll.strength import assess, draw_strength

CASES = ("cases/tutorial", "cases/jammu-kashmir-2024", "cases/uttar-pradesh-2019")
DRAWS = 2_000


FIRST = "Uttar Pradesh"


def main(folders: tuple[str, ...]) -> None:
    """Print a line for each case, and two for each folder of past elections."""
    print(f"{'case':<24}{'seats':>6}{'parties':>8}{'assess':>8}{'draw':>7}{'peak GB':>9}")
    for folder in folders:
        if (Path(folder) / "case.toml").is_file():
            show(Path(folder).name, timed(load_case(Path(folder))))
            continue
        rows = [timed(case) for case in states(Path(folder))]
        show(FIRST, rows[0])
        show(
            "all India", np.concatenate([np.sum(rows, axis=0)[:1], np.max(rows, axis=0)[1:2], np.sum(rows, axis=0)[2:]])
        )


def states(folder: Path) -> Iterator[Case]:
    """List the cases of the states of the last election, Uttar Pradesh first."""
    record = read_record(folder)
    year = record.years[-1]
    for state in sorted(Roll(record, year).states, key=lambda state: (state != FIRST, state)):
        yield case_before(record, state, year)


def timed(case: Case) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return seats, parties, and the processor seconds of own strength and of the draws."""
    start = time.process_time()
    strength = assess(case)
    assessed = time.process_time()
    draw_strength(strength, DRAWS, generator(1, "strength"))
    drawn = time.process_time()
    return np.array([len(strength.seats), len(strength.parties), assessed - start, drawn - assessed], dtype=np.float64)


def show(name: str, row: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
    """Print a line, with the most memory that was used so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{name:<24}{row[0]:>6.0f}{row[1]:>8.0f}{row[2]:>8.2f}{row[3]:>7.2f}{peak:>9.2f}")


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or CASES)
