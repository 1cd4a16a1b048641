"""Time the command line as whole processes, side by side with bare Python, and print how the brief grows.

First seconds, ratios and the peak memory of each command. Then growth: sub-cases of Uttar Pradesh 2019
run side by side in one go, each as a process of its own, in turns, so that the machine's mood falls on
all of them. The chain is: case, articles, ledger, strength, draws, advice to SP, brief as JSON. Seconds
there are of the processor; exponents are fitted to their logarithms: 1 is growth in proportion, 2 with
the square.

Run it on an idle machine: python benchmarks/brief.py [--runs 5] [--turns 1] [--only commands|growth]
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from prepoll.brief import as_json
from prepoll.case.types import Case
from prepoll.names import PartyKind
from prepoll.study import Study

ROOT = Path(__file__).parent.parent
CASE = str(ROOT / "cases" / "jammu-kashmir-2024")
STATE = str(ROOT / "cases" / "uttar-pradesh-2019")
PYTHON = sys.executable
PREPOLL = str(Path(PYTHON).parent / "prepoll")
SEATS = (10, 20, 40, 80)
DRAWS = (500, 1000, 2000)
PARTIES = (6, 12, 24)
FEW = 20


def commands(out: str) -> dict[str, list[str]]:
    """Return what is timed, the yardstick first."""
    return {
        "python -c pass": [PYTHON, "-c", "pass"],
        "prepoll --help": [PREPOLL, "--help"],
        "prepoll ledger": [PREPOLL, "ledger", CASE, "--json"],
        "prepoll project, 2,000 draws": [PREPOLL, "project", CASE, "--json"],
        "prepoll brief, 2,000 draws": [PREPOLL, "brief", CASE, "--out", out],
        "the same, Uttar Pradesh": [PREPOLL, "brief", STATE, "--out", out],
        "the same, a shortlist of two": [PREPOLL, "brief", STATE, "--shortlist", "2", "--out", out],
    }


def taken_by(command: list[str]) -> tuple[float, float, float, float]:
    """Run a command once: wall-clock and processor seconds, peak MiB of all its processes and of the largest.

    Memory is looked at twenty times a second; a page that several processes share counts once.
    """
    begun, peak = time.perf_counter(), 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT) as process:
        while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
            peak = max(peak, sum(mebibytes(number) for number in family(process.pid)))
            time.sleep(0.05)
        _, status, used = ended
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}.")
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime, peak, used.ru_maxrss / 1024


def family(number: int) -> list[int]:
    """List a process and all below it."""
    try:
        below = [int(child) for task in Path(f"/proc/{number}/task").iterdir() for child in children(task)]
    except OSError:  # it has ended meanwhile
        return []
    return [number, *(each for child in below for each in family(child))]


def children(task: Path) -> list[str]:
    """List the processes that a thread has started."""
    return (task / "children").read_text(encoding="ascii").split()


def mebibytes(number: int) -> float:
    """Return the memory of a process, what it shares divided among those that share it."""
    try:
        rows = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(row.split()[1]) for row in rows if row.startswith("Pss:")) / 1024


def time_commands(runs: int) -> None:
    """Interleave the commands, so that the machine's mood falls on all of them, and print medians."""
    with tempfile.TemporaryDirectory() as out:
        timed = commands(out)
        for command in timed.values():  # warm the caches
            taken_by(command)
        taken: dict[str, list[tuple[float, float, float, float]]] = {name: [] for name in timed}
        for _ in range(runs):
            for name, command in timed.items():
                taken[name].append(taken_by(command))
    yardstick = statistics.median(wall for wall, *_ in taken["python -c pass"])
    head = f"{'command':30} {'median s':>9} {'min':>7} {'max':>7} {'processor s':>12} {'× pass':>7} {'peak MiB':>9} "
    print(head + f"{'of one':>7}")
    for name, rows in taken.items():
        wall, used, peak, largest = zip(*rows, strict=True)
        median = statistics.median(wall)
        print(
            f"{name:30} {median:9.2f} {min(wall):7.2f} {max(wall):7.2f} {statistics.median(used):12.2f}"
            f" {median / yardstick:7.1f} {max(peak):9.0f} {max(largest):7.0f}"
        )


@dataclass(frozen=True, slots=True)
class Size:
    """One size of the chain: seats of the case, draws, parties that are not added into OTHERS (0: all)."""

    seats: int
    draws: int
    parties: int = 0


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


def merged(case: Case, parties: int) -> Case:
    """Keep the parties with most votes in the past, those that are advised among them; add the others into OTHERS."""
    votes: Counter[str] = Counter(dict.fromkeys(case.focal, 10**12))
    for row in case.results:
        votes[row.party] += row.votes
    single = [party.code for party in case.parties if party.kind is PartyKind.PARTY]
    kept = sorted(single, key=lambda code: -votes[code])[:parties]
    gone = [code for code in single if code not in kept]
    return replace(
        case,
        parties=tuple(replace(p, kind=PartyKind.OTHER) if p.code in gone else p for p in case.parties),
        lineage=tuple(row for row in case.lineage if row.party not in gone and row.parent not in gone),
        polls=tuple(row for row in case.polls if row.party not in gone),
        reports=tuple(row for row in case.reports if row.party not in gone),
        objectives=tuple(replace(o, rivals=tuple(r for r in o.rivals if r not in gone)) for o in case.objectives),
    )


def chain(size: Size) -> dict[str, float]:
    """Run the chain in this process and return the processor seconds of its parts and the peak memory."""
    study = Study(STATE, draws=size.draws)
    study.case = cut(study.case, size.seats)
    if size.parties:
        study.case = merged(study.case, size.parties)
    taken: dict[str, float] = {}
    begun = time.process_time()
    _ = study.election
    taken["strength and draws"] = time.process_time() - begun
    begun = time.process_time()
    as_json(study.brief(["SP"]))
    taken["advice and brief"] = time.process_time() - begun
    taken["MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return taken


def measured(size: Size) -> dict[str, float]:
    """Run the chain of one size as a process of its own."""
    command = [sys.executable, __file__, "--one", json.dumps([size.seats, size.draws, size.parties])]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # errors are shown
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


def show_growth(turns: int) -> None:
    """Measure every size in turns and print medians with their exponents."""
    tables = {
        f"seats ({DRAWS[0]} draws)": {n: Size(n, DRAWS[0]) for n in SEATS},
        f"draws ({FEW} seats)": {n: Size(FEW, n) for n in DRAWS},
        f"parties ({FEW} seats)": {n: Size(FEW, DRAWS[0], n) for n in PARTIES},
    }
    sizes = dict.fromkeys(size for table in tables.values() for size in table.values())
    found = [{size: measured(size) for size in sizes} for _ in range(turns)]
    for title, table in tables.items():
        rows = [
            {part: statistics.median(turn[size][part] for turn in found) for part in found[0][size]}
            for size in table.values()
        ]
        show(title, list(table), rows)
    print("\nSeconds of the processor and MiB at the peak, each with its ratio to the smallest size.")


def main() -> None:
    """Time the commands, then show growth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--turns", type=int, default=1)
    parser.add_argument("--only", choices=("commands", "growth"))
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(chain(Size(*json.loads(given.one)))))
        return
    if given.only != "growth":
        time_commands(given.runs)
    if given.only != "commands":
        show_growth(given.turns)


if __name__ == "__main__":
    main()
