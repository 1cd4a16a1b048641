"""Published polls of past elections, as a file lists them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from prepoll.backtest.fronts import EVERYWHERE
from prepoll.backtest.name_book import NameBook
from prepoll.backtest.spellings import kind_named
from prepoll.backtest.tables import Layout, missing_column, note, read_file, read_table
from prepoll.backtest.types import RecordedPoll
from prepoll.case.cells import days_meant
from prepoll.case.types import PollShare, Row
from prepoll.errors import Finding
from prepoll.names import WHOLE_CASE, ElectionKind, PollKind

if TYPE_CHECKING:
    import polars as pl

POLL_TABLE = Layout(
    "polls",
    ("election", "state", "pollster", "party_or_front", "share"),
    ("share", "sample"),
    shares=("share",),
    other_names=(
        ("party", "party_or_front"),
        ("front", "party_or_front"),
        ("label", "party_or_front"),
        ("house", "pollster"),
        ("agency", "pollster"),
        ("date_published", "published"),
        ("date", "published"),
        ("vote_share", "share"),
        ("sample_size", "sample"),
    ),
)
HOUSES = (("cvoter", "CVoter"), ("csds", "CSDS"), ("nielsen", "Nielsen"), ("axis", "Axis"), ("vmr", "VMR"))
"""Houses that publish with many partners, by a word of their name."""

CODED = re.compile(r"(GE|AE) ?-?(\d{4})(.*)", re.IGNORECASE)
YEAR_ALONE = re.compile(r"\D*((?:19|20)\d{2})\D*")
YEAR_ONLY = re.compile(r"(19|20)\d{2}(\.0)?")
"""What says too little for a day, as where nothing stands."""
MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NOT_OPINION = ("exit", "post")
"""Words of a kind of poll that was taken once votes were cast."""


def read_polls(
    folder: Path, book: NameBook, elsewhere: Path | None = None
) -> tuple[tuple[RecordedPoll, ...], list[Finding]]:
    """Read `polls` of the folder, or the file named; figures that were not printed are left out."""
    frame, findings = read_table(folder, POLL_TABLE) if elsewhere is None else _read_elsewhere(elsewhere)
    stem = POLL_TABLE.stem if elsewhere is None else elsewhere.stem
    if frame is None:
        return (), findings
    if not {"published", "to"} & set(frame.columns):
        return (), [*findings, missing_column(stem, "published or to", frame.columns)]
    largest = frame["share"].max()
    unit = 1.0 if isinstance(largest, float) and 0 < largest <= 1 and frame.height > 1 else 100.0
    if unit == 1.0:
        findings.append(note(stem, "share", "no share is above 1", "They are read as fractions, not as per cent."))
    rows, lost = [], 0
    for line, row in enumerate(frame.iter_rows(named=True), start=2):
        if row["share"] is None:
            lost += 1
            continue
        wrong = list(_wrong(row, line, stem))
        findings += wrong
        rows += [] if wrong else [_poll(row, line, stem, book, unit)]
    told = [note(stem, "share", f"{lost} rows without a share", "They are left out.")] if lost else []
    return tuple(rows), findings + told


def _wrong(row: Mapping[str, object], line: int, stem: str) -> Iterable[Finding]:
    """Name what is wrong in a line: whom it speaks of, of which election, when, how much."""
    for column in ("election", "party_or_front"):
        if not row[column]:
            yield Finding(stem, line, column, None, "the cell is empty", "Say which election and whom the share is of.")
    share = row["share"]
    if isinstance(share, float) and not 0 <= share <= 100:
        yield Finding(stem, line, "share", f"{share:g}", "this is no share", "Write per cent of the votes, 0 to 100.")
    for column in ("from", "to", "published"):
        said = str(row.get(column) or "")
        if said and day(said, last=True) is None and not YEAR_ONLY.fullmatch(said):
            yield Finding(stem, line, column, said, "this is no date", "Write YYYY-MM-DD, or YYYY-MM for a month.")


def _read_elsewhere(path: Path) -> tuple[pl.DataFrame | None, list[Finding]]:
    if not path.is_file():
        return None, [
            Finding(path.name, None, None, None, "the file is missing", "Name a file of polls that is there.")
        ]
    return read_file(path, POLL_TABLE)


def _poll(row: Mapping[str, object], line: int, stem: str, book: NameBook, unit: float) -> RecordedPoll:
    text = {name: "" if value is None else str(value) for name, value in row.items()}
    state = book.state(text["state"]) if text["state"].casefold() not in {"", *EVERYWHERE} else None
    label = text["party_or_front"]
    taken = text.get("kind", "").casefold()
    share = PollShare(
        pollster=house(text["pollster"]),
        kind=PollKind.EXIT if any(word in taken for word in NOT_OPINION) else PollKind.OPINION,
        since=day(text.get("from", ""), last=False),
        until=day(text.get("to", ""), last=True),
        published=day(text.get("published", ""), last=True),
        sample=int(float(text["sample"])) if text.get("sample") else None,
        region=state or WHOLE_CASE,
        party=label,
        share=float(text["share"]) / unit,
        scenario="party detail" if "party detail" in text.get("note", "") else None,
        row=Row(stem, line, f"{stem}:{line}"),
    )
    return RecordedPoll(election(text["election"]), state, label, share)


def election(words: str) -> str:
    """Return the code of the election that words mean; a year alone is a general election's.

    >>> election("ge 2024"), election("Lok Sabha 2024"), election("2024"), election("AE2017-UP")
    ('GE2024', 'GE2024', 'GE2024', 'AE2017-UP')
    """
    coded = CODED.fullmatch(words)
    if coded is not None:
        return f"{coded[1].upper()}{coded[2]}{coded[3]}"
    year = YEAR_ALONE.fullmatch(words)
    if year is None or kind_named(words) is ElectionKind.ASSEMBLY:
        return words
    return f"GE{year[1]}"


def house(pollster: str) -> str:
    """Return the house behind a poll: one house publishes with many papers and channels.

    >>> house("Times Now-India TV-CVoter"), house("NDTV-Hansa")
    ('CVoter', 'NDTV-Hansa')
    """
    word = re.sub(r"[^a-z]", "", pollster.lower())
    return next((name for key, name in HOUSES if key in word), pollster)


def day(text: str, *, last: bool) -> date | None:
    """Read a day, the day before the month where both could be either, or a month as its first or last day.

    >>> day("2014-02", last=True), day("24/03/2019 00:00", last=True), day("", last=True)
    (datetime.date(2014, 2, 28), datetime.date(2019, 3, 24), None)
    >>> day("March 2019", last=False), day("2 Apr 2019", last=True), day("2019-02-30", last=True)
    (datetime.date(2019, 3, 1), datetime.date(2019, 4, 2), None)
    """
    found = _month(text.strip())
    if found is not None:
        year, month = found
        return date(year, month, calendar.monthrange(year, month)[1] if last else 1) if 1 <= month <= 12 else None
    return next(iter(days_meant(text.strip())), None)


def _month(text: str) -> tuple[int, int] | None:
    """Return year and month of a text that names no day."""
    digits = MONTH.fullmatch(text)
    if digits is not None:
        return int(digits[1] or digits[4]), int(digits[2] or digits[3])
    word, _, year = text.replace("-", " ").replace(",", " ").partition(" ")
    known = word[:3].casefold() in MONTHS and year.strip().isdigit() and len(year.strip()) == 4
    return (int(year), MONTHS.index(word[:3].casefold()) + 1) if known else None


def figures_of(polls: Iterable[RecordedPoll], election: str) -> tuple[RecordedPoll, ...]:
    """List the figures of one election."""
    return tuple(poll for poll in polls if poll.election == election)
