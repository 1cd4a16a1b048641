"""Reproduce published counterfactuals from the counts: `python benchmarks/published.py DIR`.

DIR is a back-test folder (`results` in the columns of the TCPD candidate file, `fronts`). Each figure is printed
beside the published one; the exit code is 1 where any differs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from prepoll.backtest import Record, read_record
from prepoll.backtest.counterfactuals import (
    above_half,
    opposition_unity,
    opposition_unity_of_totals,
    pooled_winners,
    seats_of,
)

UP_2014 = {"SP+BSP": frozenset({"SP", "BSP"}), "NDA": frozenset({"BJP", "ADAL"})}
WB_2014 = {"Left+INC": frozenset({"CPM", "CPI", "RSP", "AIFB", "INC"})}

Row = tuple[str, float, float]  # what, published, found


def pooled(record: Record) -> list[Row]:
    """Pool the votes of two pairs of rivals in 2014."""
    up = pooled_winners(seats_of(record, 2014, "Uttar Pradesh"), UP_2014)
    bengal = pooled_winners(seats_of(record, 2014, "West Bengal"), WB_2014)
    return [
        ("Uttar Pradesh 2014, SP and BSP pooled: seats of the two", 41, up["SP+BSP"]),
        ("  seats of BJP and Apna Dal", 37, up["NDA"]),
        ("  seats of INC", 2, up["INC"]),
        ("  seats of all others", 0, 80 - up["SP+BSP"] - up["NDA"] - up["INC"]),
        ("West Bengal 2014, Left and INC pooled: seats of the two", 11, bengal["Left+INC"]),
        ("  seats of the state", 42, sum(bengal.values())),
    ]


def halves(record: Record) -> list[Row]:
    """Count the seats in which the BJP had more than half the vote."""
    published = {(2014, True): 136, (2014, False): 139, (2019, True): 224, (2019, False): 230}
    return [
        (
            f"BJP above half the vote {year}, NOTA {'counted' if nota else 'left out'}",
            figure,
            above_half(seats_of(record, year), "BJP", nota_counted=nota),
        )
        for (year, nota), figure in published.items()
    ]


def main(folder: Path) -> int:
    """Print every figure beside the published one; return 1 where one differs."""
    record = read_record(folder)
    wrong = 0
    for what, published, found in (*pooled(record), *halves(record)):
        wrong += published != found
        print(f"{what}: {found:g} (published {published:g}){'' if published == found else '   DIFFERS'}")
    print("Index of Opposition Unity, mean over seats and of totals; no figure to check it by is at hand")
    for state, year, against in (
        ("Uttar Pradesh", 2014, ("BJP", "ADAL")),
        ("West Bengal", 2014, ("AITC",)),
        (None, 2014, ("BJP",)),
        (None, 2019, ("BJP",)),
    ):
        seats = seats_of(record, year, state)
        by_seat = opposition_unity(seats, frozenset(against))
        of_totals = opposition_unity_of_totals(seats, frozenset(against))
        print(f"  {state or 'India'} {year} against {'+'.join(against)}: {by_seat:.1f} and {of_totals:.1f}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
