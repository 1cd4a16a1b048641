"""Published polls of past elections, as a file lists them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from prepoll.backtest.name_book import NameBook
from prepoll.backtest.tables import Layout, note, read_file, read_table
from prepoll.backtest.types import RecordedPoll
from prepoll.case.types import PollShare, Row
from prepoll.errors import Finding
from prepoll.names import WHOLE_CASE, PollKind

if TYPE_CHECKING:
    import polars as pl

POLL_TABLE = Layout(
    "polls", ("election", "state", "pollster", "published", "party_or_front", "share"), ("share", "sample")
)
HOUSES = (("cvoter", "CVoter"), ("csds", "CSDS"), ("nielsen", "Nielsen"), ("axis", "Axis"), ("vmr", "VMR"))
"""Houses that publish with many partners, by a word of their name."""


def read_polls(
    folder: Path, book: NameBook, elsewhere: Path | None = None
) -> tuple[tuple[RecordedPoll, ...], list[Finding]]:
    """Read `polls` of the folder, or the file named; figures that were not printed are left out."""
    frame, findings = read_table(folder, POLL_TABLE) if elsewhere is None else _read_elsewhere(elsewhere)
    stem = POLL_TABLE.stem if elsewhere is None else elsewhere.stem
    if frame is None:
        return (), findings
    rows, lost = [], 0
    for line, row in enumerate(frame.iter_rows(named=True), start=2):
        if row["share"] is None:
            lost += 1
            continue
        rows.append(_poll(row, line, stem, book))
    told = [note(stem, "share", f"{lost} rows without a share", "They are left out.")] if lost else []
    return tuple(rows), findings + told


def _read_elsewhere(path: Path) -> tuple[pl.DataFrame | None, list[Finding]]:
    if not path.is_file():
        return None, [
            Finding(path.name, None, None, None, "the file is missing", "Name a file of polls that is there.")
        ]
    return read_file(path, POLL_TABLE)


def _poll(row: Mapping[str, object], line: int, stem: str, book: NameBook) -> RecordedPoll:
    text = {name: "" if value is None else str(value) for name, value in row.items()}
    state = book.state(text["state"]) if text["state"] else None
    label = text["party_or_front"]
    share = PollShare(
        pollster=house(text["pollster"]),
        kind=PollKind.EXIT if text.get("kind") == "exit" else PollKind.OPINION,
        since=day(text.get("from", ""), last=False),
        until=day(text.get("to", ""), last=True),
        published=day(text["published"], last=True),
        sample=int(float(text["sample"])) if text.get("sample") else None,
        region=state or WHOLE_CASE,
        party=label,
        share=float(text["share"]) / 100.0,
        scenario="party detail" if "party detail" in text.get("note", "") else None,
        row=Row(stem, line, f"{stem}:{line}"),
    )
    return RecordedPoll(text["election"], state, label, share)


def house(pollster: str) -> str:
    """Return the house behind a poll: one house publishes with many papers and channels.

    >>> house("Times Now-India TV-CVoter"), house("NDTV-Hansa")
    ('CVoter', 'NDTV-Hansa')
    """
    word = re.sub(r"[^a-z]", "", pollster.lower())
    return next((name for key, name in HOUSES if key in word), pollster)


def day(text: str, *, last: bool) -> date | None:
    """Read a day, or a month as its first or last day.

    >>> day("2014-02", last=True), day("2019-03-24", last=True), day("", last=True)
    (datetime.date(2014, 2, 28), datetime.date(2019, 3, 24), None)
    """
    parts = [int(part) for part in text.split("-") if part.strip().isdigit()]
    if len(parts) < 2:
        return None
    year, month = parts[:2]
    if len(parts) > 2:
        return date(year, month, parts[2])
    return date(year, month, calendar.monthrange(year, month)[1] if last else 1)


def figures_of(polls: Iterable[RecordedPoll], election: str) -> tuple[RecordedPoll, ...]:
    """List the figures of one election."""
    return tuple(poll for poll in polls if poll.election == election)
