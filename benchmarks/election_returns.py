"""Read a data folder into returns by state: general elections, by segment where counted so, and assemblies."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from prepoll.transfer.returns import Place, Returns

GENERAL = "ge_candidates_1962_2021.parquet"
ASSEMBLY = "ae_candidates_2008_2023.parquet"
SEGMENTS = "ge_segments_2009_2014_2019.parquet"
FRONTS = "alliances_1999_2023.csv"
FIRST, LAST = 1999, 2019

SAME_PARTY = {"MUL": "IUML", "FBL": "AIFB", "LJNSP": "LJP", "AD": "ADAL", "AUDF": "AIUDF", "NPEP": "NPP"}
"""Codes of one party in different years."""
UNDIVIDED = 119
"""Andhra Pradesh numbers its assembly seats from 1 since Telangana's 119 left."""

Key = tuple[int, str]  # year, state
Table = Mapping[Key, Mapping[Place, Mapping[str, float]]]
Fronts = Mapping[tuple[str, int, str], Mapping[str, str]]


def read_fronts(folder: Path, until: int) -> Fronts:
    """Read who fought together, by kind, year and state; rows of a year not before `until` are not read."""
    fronts: dict[tuple[str, int, str], dict[str, str]] = defaultdict(dict)
    with (folder / FRONTS).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if int(row["year"]) < until:
                party = SAME_PARTY.get(row["party"], row["party"])
                fronts[row["type"], int(row["year"]), row["state"].replace("_", " ")][party] = row["front"]
    return fronts


def normalised(name: str) -> str:
    """Return the letters of a seat's name in capitals, without marks of reservation."""
    return "".join(letter for letter in name.upper().replace("(SC)", "").replace("(ST)", "") if letter.isalpha())


def _candidates(path: Path, until: int) -> pl.DataFrame:
    frame = pl.scan_parquet(path).filter(pl.col("year").is_between(FIRST, min(until - 1, LAST)))
    if "poll_no" in frame.collect_schema():
        frame = frame.filter((pl.col("poll_no") == 0) & (pl.col("type") == "GE"))
    return frame.with_columns(
        party=pl.col("party").replace(SAME_PARTY), state=pl.col("state").str.replace_all("_", " ")
    ).collect()


def _by_seat(frame: pl.DataFrame, group: str) -> dict[Key, dict[Place, dict[str, float]]]:
    """Return shares of the electorate; a place is (group, seat)."""
    table: dict[Key, dict[Place, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    wanted = ["year", "state", group, "constituency", "party"]
    summed = (
        frame.group_by(list(dict.fromkeys(wanted)))
        .agg(pl.col("votes").sum(), pl.col("electors").max())
        .sort("year", "state", "constituency", "party")
    )
    for row in summed.iter_rows(named=True):
        seat = normalised(row["constituency"])
        if row["electors"] and row["votes"]:
            place = (normalised(row[group]), seat)
            table[row["year"], row["state"]][place][row["party"]] = row["votes"] / row["electors"]
    return table


def _by_segment(path: Path, until: int, seats: Table) -> dict[Key, dict[Place, dict[str, float]]]:
    """Return shares of the electorate by segment: of its votes, times what the whole seat polled of its electors."""
    rows = pl.scan_parquet(path).filter((pl.col("year") < until) & pl.col("ac_no").is_not_null())
    frame = rows.with_columns(party=pl.col("party").replace(SAME_PARTY)).collect()
    summed = (
        frame.group_by("year", "state", "constituency", "ac_no", "party")
        .agg(pl.col("votes").sum())
        .sort("year", "state", "constituency", "ac_no", "party")
    )
    votes: dict[tuple[Key, str, int], dict[str, int]] = defaultdict(dict)
    for row in summed.iter_rows(named=True):
        number = int(row["ac_no"]) + (UNDIVIDED if (row["state"], row["year"]) == ("Andhra Pradesh", 2019) else 0)
        votes[(row["year"], row["state"]), normalised(row["constituency"]), number][row["party"]] = row["votes"]
    table: dict[Key, dict[Place, dict[str, float]]] = defaultdict(dict)
    for (key, seat, number), tally in votes.items():
        polled = sum(seats.get(key, {}).get((seat, seat), {}).values())
        total = sum(tally.values())
        if polled and total:
            table[key][seat, str(number)] = {party: polled * n / total for party, n in tally.items() if n}
    return table


def read_returns(folder: Path, until: int) -> tuple[Returns, ...]:
    """Read all elections of years before `until` with known fronts, by seat; assembly seats are grouped by district."""
    fronts = read_fronts(folder, until)
    general = _by_seat(_candidates(folder / GENERAL, until), "constituency")
    assembly = _by_seat(_candidates(folder / ASSEMBLY, until), "district")
    found = [
        Returns(state, "GE", year, places, fronts.get(("GE", year, state), {}))
        for (year, state), places in general.items()
    ]
    found += [
        Returns(state, "AE", year, places, fronts["AE", year, state])
        for (year, state), places in assembly.items()
        if ("AE", year, state) in fronts
    ]
    return tuple(found)


def read_segments(folder: Path, until: int) -> tuple[Returns, ...]:
    """Read the general elections of years before `until` that were counted by assembly segment."""
    fronts = read_fronts(folder, until)
    general = _by_seat(_candidates(folder / GENERAL, until), "constituency")
    table = _by_segment(folder / SEGMENTS, until, general)
    return tuple(
        Returns(state, "GE", year, places, fronts.get(("GE", year, state), {}))
        for (year, state), places in table.items()
    )
