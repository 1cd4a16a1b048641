"""Time own strength and 2,000 draws of it on the ready cases, in seconds of processor time, with peak memory.

Run: python benchmarks/strength.py [CASE …]
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from prepoll.case import load_case
from prepoll.chance import generator
from prepoll.strength import assess, draw_strength

CASES = ("cases/tutorial", "cases/jammu-kashmir-2024", "cases/uttar-pradesh-2019")
DRAWS = 2_000


def main(folders: tuple[str, ...]) -> None:
    """Print a line for each case."""
    print(f"{'case':<24}{'seats':>6}{'parties':>8}{'assess':>8}{'draw':>7}{'peak GB':>9}")
    for folder in folders:
        case = load_case(Path(folder))
        start = time.process_time()
        strength = assess(case)
        assessed = time.process_time()
        draw_strength(strength, DRAWS, generator(1, "strength"))
        drawn = time.process_time()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        size = f"{len(strength.seats):>6}{len(strength.parties):>8}"
        print(f"{Path(folder).name:<24}{size}{assessed - start:>8.2f}{drawn - assessed:>7.2f}{peak:>9.2f}")


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or CASES)
