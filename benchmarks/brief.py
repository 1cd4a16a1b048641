"""Time the command line as whole processes, side by side with bare Python, and print seconds and ratios.

Run it on an idle machine: python benchmarks/brief.py [--runs 5]
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
CASE = str(ROOT / "cases" / "jammu-kashmir-2024")
PYTHON = sys.executable
PREPOLL = str(Path(PYTHON).parent / "prepoll")


def commands(out: str) -> dict[str, list[str]]:
    """Return what is timed, the yardstick first."""
    return {
        "python -c pass": [PYTHON, "-c", "pass"],
        "prepoll --help": [PREPOLL, "--help"],
        "prepoll ledger": [PREPOLL, "ledger", CASE, "--json"],
        "prepoll project, 2,000 draws": [PREPOLL, "project", CASE, "--json"],
        "prepoll brief, 2,000 draws": [PREPOLL, "brief", CASE, "--out", out],
    }


def seconds(command: list[str]) -> float:
    """Run a command once and return the wall-clock seconds it took."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - begun


def main() -> None:
    """Interleave the commands, so that the machine's mood falls on all of them, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as out:
        timed = commands(out)
        for command in timed.values():  # warm the caches
            seconds(command)
        taken: dict[str, list[float]] = {name: [] for name in timed}
        for _ in range(runs):
            for name, command in timed.items():
                taken[name].append(seconds(command))
    yardstick = statistics.median(taken["python -c pass"])
    print(f"{'command':32} {'median s':>9} {'min':>7} {'max':>7} {'× python -c pass':>17}")
    for name, times in taken.items():
        median = statistics.median(times)
        print(f"{name:32} {median:9.2f} {min(times):7.2f} {max(times):7.2f} {median / yardstick:17.1f}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory of the largest process: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
