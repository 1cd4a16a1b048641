"""Print how time and memory of the whole chain grow with seats, draws and partners.

Sub-cases of Uttar Pradesh 2019 run side by side in one go, each as a process of its own, in turns, so
that the machine's mood falls on all of them. The chain is: case, articles, ledger, strength, draws,
structures of one to four parties, advice to SP, brief as JSON. Seconds are of the processor; exponents
are fitted to their logarithms: 1 is growth in proportion, 2 with the square.

Run it on an idle machine: python benchmarks/growth.py [--turns 2]
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from prepoll.alliances import evaluate, worth
from prepoll.brief import as_json
from prepoll.case.types import Case
from prepoll.study import Alliance, Study

CASE = Path(__file__).parent.parent / "cases" / "uttar-pradesh-2019"
PARTNERS = ("SP", "BSP", "RLD", "INC")
SEATS = (10, 20, 40, 80)
DRAWS = (500, 1000, 2000)
TOGETHER = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class Size:
    """One size of the chain: seats of the case, draws, parties of the alliance that is judged (0: advice in full)."""

    seats: int
    draws: int
    together: int = 0


def cut(case: Case, seats: int) -> Case:
    """Keep so many seats, spread evenly over the case, and what lies in them."""
    kept = {seat.code for seat in case.seats[:: len(case.seats) // seats][:seats]}
    units = tuple(unit for unit in case.units if unit.seat in kept)
    contests = kept | {unit.unit for unit in units} | {"*"}
    regions = (replace(region, seats=tuple(seat for seat in region.seats if seat in kept)) for region in case.regions)
    return replace(
        case,
        seats=tuple(seat for seat in case.seats if seat.code in kept),
        units=units,
        regions=tuple(region for region in regions if region.seats),
        results=tuple(row for row in case.results if row.seat in kept),
        fronts=tuple(row for row in case.fronts if row.region in contests),
        reports=tuple(row for row in case.reports if row.seat is None or row.seat in kept),
    )


def chain(size: Size) -> dict[str, float]:
    """Run the chain in this process and return the processor seconds of its parts and the peak memory."""
    study = Study(CASE, draws=size.draws)
    study.case = cut(study.case, size.seats)
    taken: dict[str, float] = {}
    begun = time.process_time()
    _ = study.election
    taken["strength and draws"] = time.process_time() - begun
    begun = time.process_time()
    if size.together:
        structures(study, PARTNERS[: size.together])
        taken["structures"] = time.process_time() - begun
    else:
        as_json(study.brief(["SP"]))
        taken["advice and brief"] = time.process_time() - begun
    taken["MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return taken


def structures(study: Study, partners: tuple[str, ...]) -> None:
    """Count every alliance of the first party with some of the others, and its worth to the first."""
    objective = study.objective()
    for chosen in range(2 ** (len(partners) - 1)):
        members = tuple(p for i, p in enumerate(partners) if i == 0 or chosen >> (i - 1) & 1)
        alliances = [Alliance(members)] if len(members) > 1 else []
        outcome = evaluate(study.election, study.structure(alliances))
        worth(outcome, partners[0], objective, study.case.objectives)


def measured(size: Size) -> dict[str, float]:
    """Run the chain of one size as a process of its own."""
    command = [sys.executable, __file__, "--one", json.dumps([size.seats, size.draws, size.together])]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def exponent(at: list[int], taken: list[float]) -> float:
    """Fit the power with which a figure grows: the slope of its logarithm on that of the size."""
    return statistics.linear_regression([math.log(x) for x in at], [math.log(max(t, 1e-6)) for t in taken]).slope


def show(title: str, at: list[int], rows: list[dict[str, float]]) -> None:
    """Print one table: a column for each size with its ratio to the smallest, and the fitted exponent."""
    print(f"\n{title:22}" + "".join(f"{x:>16,}" for x in at) + f"{'exponent':>10}")
    for part in rows[0]:
        values = [row[part] for row in rows]
        cells = "".join(f"{value:9.2f} ×{value / max(values[0], 1e-6):5.1f}" for value in values)
        print(f"{part:22}{cells}{exponent(at, values):10.2f}")


def main() -> None:
    """Measure every size in turns and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=1)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(chain(Size(*json.loads(given.one)))))
        return
    tables = {
        "seats (500 draws)": {n: Size(n, DRAWS[0]) for n in SEATS},
        "draws (20 seats)": {n: Size(20, n) for n in DRAWS},
        "parties (80 s, 500 d)": {n: Size(SEATS[-1], DRAWS[0], n) for n in TOGETHER},
    }
    sizes = dict.fromkeys(size for table in tables.values() for size in table.values())
    turns = [{size: measured(size) for size in sizes} for _ in range(given.turns)]
    for title, table in tables.items():
        rows = [
            {part: statistics.median(turn[size][part] for turn in turns) for part in turns[0][size]}
            for size in table.values()
        ]
        show(title, list(table), rows)
    print("\nSeconds of the processor and MiB at the peak, each with its ratio to the smallest size.")


if __name__ == "__main__":
    main()
