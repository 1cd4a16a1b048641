"""Assembly elections, brought on the parliamentary constituencies that their seats lie in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from prepoll.backtest.name_book import NameBook
from prepoll.backtest.spellings import normalised, party_code, seat_key
from prepoll.backtest.tables import Layout, note, read_table
from prepoll.backtest.types import StateName, UnitCount
from prepoll.errors import Finding, Severity

if TYPE_CHECKING:
    import polars as pl

ASSEMBLY_TABLE = Layout(
    stem="assembly",
    columns=("year", "state", "constituency_no", "constituency", "party", "votes"),
    numbers=("year", "constituency_no", "votes"),
    counts=True,
)
SEGMENT_TABLE = Layout("segments", ("year", "state", "constituency", "ac_no", "ac_name"), ("year", "ac_no"))

Lies = Mapping[tuple[StateName, str | int], str]
"""The parliamentary constituency of an assembly seat, by its name or its number."""


def read_assembly(folder: Path, book: NameBook) -> tuple[tuple[UnitCount, ...], list[Finding]]:
    """Read `assembly`, put on constituencies through `segments`; both may be missing."""
    frame, findings = read_table(folder, ASSEMBLY_TABLE)
    segments, more = read_table(folder, SEGMENT_TABLE)
    findings += more
    if frame is None or any(finding.severity is Severity.ERROR for finding in more):
        return (), findings
    if segments is None:
        why = "nothing says in which parliamentary constituency an assembly seat lies"
        way_out = "Assembly elections are not used; add segments.parquet with the columns state, constituency, ac_name."
        return (), [*findings, note("assembly", None, why, way_out)]
    units, lost = _on_constituencies(frame, _lies_in(segments, book), book)
    return units, findings + lost


def _lies_in(segments: pl.DataFrame, book: NameBook) -> Lies:
    """Say where each assembly seat lies; a name or number that two constituencies share says nothing."""
    wanted = segments.select(SEGMENT_TABLE.columns).unique().drop_nulls().sort(SEGMENT_TABLE.columns)
    places: dict[tuple[StateName, str | int], set[str]] = defaultdict(set)
    for row in wanted.iter_rows(named=True):
        state, seat = book.state(row["state"]), seat_key(row["constituency"])
        places[state, normalised(row["ac_name"])].add(seat)
        places[state, int(row["ac_no"])].add(seat)
    return {key: next(iter(seats)) for key, seats in places.items() if len(seats) == 1}


def _on_constituencies(frame: pl.DataFrame, lies: Lies, book: NameBook) -> tuple[tuple[UnitCount, ...], list[Finding]]:
    import polars as pl  # noqa: PLC0415  slow to load; only the back-test reads tables here

    wanted = ["year", "state", "constituency_no", "constituency", "party"]
    frame = frame.drop_nulls(["year", "state", "constituency"])
    grouped = frame.group_by(wanted).agg(pl.col("votes").sum()).sort(wanted).filter(pl.col("votes") > 0)
    found: dict[tuple[int, StateName, str, str, str], int] = defaultdict(int)
    lost: set[tuple[int, StateName, str]] = set()
    for row in grouped.iter_rows(named=True):
        state, name = book.state(row["state"]), normalised(row["constituency"])
        number = None if row["constituency_no"] is None else int(row["constituency_no"])
        seat = lies.get((state, name)) or (None if number is None else lies.get((state, number)))
        if seat is None:
            lost.add((row["year"], state, name))
            continue
        unit = f"{seat}.{name or number}"
        found[int(row["year"]), state, unit, seat, party_code(row["party"] or "NOTA")] += int(row["votes"])
    return tuple(_rows(found)), _said(lost)


def _rows(found: Mapping[tuple[int, StateName, str, str, str], int]) -> Iterable[UnitCount]:
    for (year, state, unit, seat, party), votes in sorted(found.items()):
        yield UnitCount(year, state, unit, seat, party, votes)


def _said(lost: set[tuple[int, StateName, str]]) -> list[Finding]:
    if not lost:
        return []
    why = f"{len(lost)} contests of assembly seats lie in no constituency of segments, by name or number"
    return [note("assembly", "constituency", why, "They are left out.")]
