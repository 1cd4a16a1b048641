"""A small record: two states of six seats; A and B fight together in 2019 and share the seats."""

import numpy as np
import polars as pl

STATES = ("Aland", "Bland")
VOTES = {
    2009: {"A": 300, "B": 180, "C": 400, "IND": 60, "NOTA": 10},
    2014: {"A": 320, "B": 200, "C": 380, "IND": 50, "NOTA": 12},
    2019: {"A": 470, "B": 0, "C": 410, "IND": 40, "NOTA": 15},
}


def result_rows():
    rng = np.random.default_rng(7)
    rows = []
    for year, votes in VOTES.items():
        for state in STATES:
            for seat in range(1, 7):
                for party, count in votes.items():
                    swap = year == 2019 and seat % 2 == 0 and party in "AB"
                    stands = votes[{"A": "B", "B": "A"}[party]] if swap else count
                    if stands:
                        rows.append(
                            {
                                "year": year,
                                "type": "GE",
                                "state": state,
                                "constituency_no": seat,
                                "constituency": f"Seat {'abcdef'[seat - 1]}",
                                "party": party,
                                "votes": int(stands * 100 * rng.uniform(0.9, 1.1)),
                                "electors": 150_000 + year,
                                "poll_no": 0,
                            }
                        )
    return rows


def write_record(folder, rows, *, drop=()):
    pl.DataFrame(rows).drop(list(drop)).write_parquet(folder / "results.parquet")
    fronts = ["year,type,state,front,party"]
    fronts += [f"2019,GE,{state},AB,{party}" for state in STATES for party in "AB"]
    (folder / "fronts.csv").write_text("\n".join(fronts) + "\n", encoding="utf-8")
