"""Read a folder of past elections: `results.parquet` and `fronts.csv`."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from prepoll.backtest.types import Count, FrontName, Record, StateName
from prepoll.errors import CaseError, Finding
from prepoll.names import NOTA, OTHERS, PartyCode

if TYPE_CHECKING:
    import polars as pl

RESULT_COLUMNS = ("year", "type", "state", "constituency_no", "constituency", "party", "votes")
FRONT_COLUMNS = ("year", "type", "state", "front", "party")
INDEPENDENT = frozenset({"IND", "INDEPENDENT"})
GENERAL = "GE"


def read_record(folder: Path) -> Record:
    """Read a back-test folder; CaseError names every missing file and column."""
    frame, findings = _read_results(folder)
    fronts, more = _read_fronts(folder / "fronts.csv")
    findings += more
    if findings or frame is None:
        raise CaseError(findings)
    frame, notes = _general_elections(frame)
    has_electors = "electors" in frame.columns
    counts = tuple(
        Count(
            year=row["year"],
            state=row["state"],
            number=row["constituency_no"],
            constituency=row["constituency"],
            party=row["party"],
            votes=int(row["votes"]),
            electors=int(row["electors"]) if has_electors and row["electors"] else None,
        )
        for row in frame.iter_rows(named=True)
    )
    return Record(counts, fronts, tuple(notes))


def _read_results(folder: Path) -> tuple[pl.DataFrame | None, list[Finding]]:
    import polars as pl  # noqa: PLC0415  slow to load; only the back-test reads parquet here

    path = folder / "results.parquet"
    if not path.is_file():
        return None, [_missing_file(path.name, "the columns of the TCPD candidate file")]
    frame = pl.read_parquet(path)
    missing = [column for column in RESULT_COLUMNS if column not in frame.columns]
    return frame, [_missing_column(path.name, column) for column in missing]


def _general_elections(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Keep general elections, add candidates of a party up, put independents and NOTA in their columns."""
    import polars as pl  # noqa: PLC0415  as above

    notes = []
    frame = frame.filter(pl.col("type") == GENERAL)
    if "poll_no" in frame.columns:
        frame = frame.filter(pl.col("poll_no") == 0)
    else:
        notes.append("results.parquet has no column poll_no: by-elections cannot be told from general elections.")
    party = pl.when(pl.col("party").is_in(list(INDEPENDENT))).then(pl.lit(OTHERS)).otherwise(pl.col("party"))
    wanted = ["year", "state", "constituency_no", "constituency", "party"]
    adds = [pl.col("votes").sum()]
    if "electors" in frame.columns:
        adds.append(pl.col("electors").max())
    grouped = frame.with_columns(party.alias("party")).group_by(wanted).agg(adds).sort(wanted)
    return grouped.filter(pl.col("votes") > 0), notes


def _read_fronts(
    path: Path,
) -> tuple[dict[tuple[int, StateName], dict[PartyCode, FrontName]], list[Finding]]:
    if not path.is_file():
        return {}, [_missing_file(path.name, "columns year, type, state, front, party")]
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in FRONT_COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            return {}, [_missing_column(path.name, column) for column in missing]
        fronts: dict[tuple[int, StateName], dict[PartyCode, FrontName]] = defaultdict(dict)
        for row in reader:
            if row["type"] == GENERAL:
                fronts[int(row["year"]), row["state"].replace("_", " ")][row["party"]] = row["front"]
    return dict(fronts), []


def _missing_file(name: str, what: str) -> Finding:
    return Finding(name, None, None, None, "the file is missing", f"Put it into the back-test folder: {what}.")


def _missing_column(name: str, column: str) -> Finding:
    return Finding(name, 1, column, None, "the column is missing", "Add it, or rename the one that holds it.")


def is_candidate(party: PartyCode) -> bool:
    """Say whether votes of this label are votes for candidates."""
    return party != NOTA
