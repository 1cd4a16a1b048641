"""Measure transfer in simulated states and print how often the intervals hold the truth.

python benchmarks/transfer_simulated.py [--runs N]

The states are those of `tests/transfer/test_transfer_chain.py`: ten a run, two directions each, taken through
every step from counts to transfer.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

import numpy as np

from prepoll.transfer.pair import expit

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "transfer"))

LEVELS = (0.8, 0.2, -0.6)


def main() -> int:
    """Simulate, measure, print."""
    chain = importlib.import_module("test_transfer_chain")
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--runs", type=int, default=25)
    runs = parser.parse_args().runs
    print("| true level | inside 90 % | mean error of the mean |\n|---|---|---|")
    for level in LEVELS:
        made = [chain.through_every_step(level, 100 + seed) for seed in range(runs)]
        held = np.mean([chain.inside(*pair).mean() for pair in made])
        error = np.mean([expit(measured[..., 0]).mean() - truth.mean() for measured, truth in made])
        print(f"| {float(expit(level)):.2f} | {held:.0%} | {error:+.3f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
