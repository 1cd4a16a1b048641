"""Back-test one election with the stated prior of transfer and with the measured one, on the same draws.

python benchmarks/transfer_gain.py DIR --test YEAR [--draws N] [--seed N]

DIR is a back-test folder. Each case is as of before its election, so that of the measured alliances only those
counted in earlier years are used. Prints the scores of both and their difference, with its 90 % interval when
the states are drawn anew: below 0 the measured prior is the better one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from prepoll.backtest import Settings, back_test, read_record
from prepoll.backtest.bootstrap import MEASURES, difference
from prepoll.backtest.rules import Rule
from prepoll.backtest.scores import in_cut
from prepoll.backtest.types import Forecast, Record
from prepoll.transfer import Posterior, stated

CUTS = ("all", "new", "broken", "renewed")


def forecasts(record: Record, year: int, settings: Settings, posterior: Posterior | None) -> Sequence[Forecast]:
    """Return what the projection says of every constituency with one prior; None takes the one of the case's day."""
    chosen = replace(settings, posterior=posterior)
    return back_test(record, test=year, settings=chosen).forecasts[str(Rule.PREPOLL)]


def right(rows: Sequence[Forecast]) -> int:
    """Count the seats whose likeliest front won."""
    return sum(int(row.chance.argmax()) == row.won for row in rows)


def main() -> int:
    """Run both and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--test", type=int, required=True)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    record, settings = read_record(options.folder), Settings(draws=options.draws, seed=options.seed)
    before, after = (forecasts(record, options.test, settings, posterior) for posterior in (stated(), None))
    print(f"{options.test}, {options.draws} draws\n")
    print("| seats | | right | log | Brier | log, difference | Brier, difference |\n|---|---|---|---|---|---|---|")
    for cut in CUTS:
        rows = [[row for row in rule if in_cut(row, cut)] for rule in (before, after)]
        scores = [[sum(map(of, mine)) / len(mine) for mine in rows] for of in (MEASURES["log"], MEASURES["brier"])]
        gaps = [difference(("measured", after), ("stated", before), cut, name, 1) for name in ("log", "brier")]
        told = " | ".join(f"{gap.mean:+.4f} ({gap.low:+.4f} to {gap.high:+.4f})" for gap in gaps)
        wins = " → ".join(str(right(mine)) for mine in rows)
        pairs = " | ".join(" → ".join(f"{value:.3f}" for value in pair) for pair in scores)
        print(f"| {cut} | {len(rows[0])} | {wins} | {pairs} | {told} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
