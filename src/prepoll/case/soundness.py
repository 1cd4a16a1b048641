"""Check the rows of a table together: doubles, sums, elections, remainders, names and colours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from prepoll.case import cells
from prepoll.case.folder import Folder
from prepoll.case.knowledge import Visible
from prepoll.case.records import Record
from prepoll.case.toml_reader import SETTINGS_FILE
from prepoll.errors import Finding, Severity
from prepoll.names import PartyKind


def soundness_findings(folder: Folder, visible: Visible) -> Iterator[Finding]:
    """Check the visible rows against each other."""
    for table, records in visible.items():
        yield from _doubles(folder, table, records)
    yield from _poll_sums(folder, visible["polls"])
    yield from _names(folder, visible["parties"])
    for table in ("parties", "seats"):
        yield from _like_codes(folder.tables[table].file, visible[table])
    yield from _seat_names(folder.tables["seats"].file, visible["seats"])
    yield from _no_party(visible)
    yield from _news_days(folder)


def _doubles(folder: Folder, table: str, records: list[Record]) -> Iterator[Finding]:
    layout, file = folder.tables[table].layout, folder.tables[table].file
    first: dict[tuple[object, ...], int] = {}
    for record in records:
        values = record.values
        key = tuple(map(values.get, layout.key)) if layout.key else tuple(values.items())
        if not any(key):
            continue
        line = first.setdefault(key, record.line)
        if line == record.line:
            continue
        if layout.key:
            shown = ", ".join(cells.written(values[column]) for column in layout.key if column in values)
            tell = "tells" if len(layout.key) == 1 else "tell"
            way_out = f"Keep one: {', '.join(layout.key)} {tell} rows of this file apart."
            yield Finding(file, record.line, layout.key[0], shown, f"the row repeats line {line}", way_out)
        else:
            way_out = "Delete it if it is the same row; if both are meant, tell them apart (candidate, note)."
            problem = f"the row repeats line {line} and counts twice"
            shown = ", ".join(cells.written(values[column]) for column in layout.required if column in values)
            yield Finding(file, record.line, layout.required[0], shown, problem, way_out, Severity.WARNING)


def _poll_sums(folder: Folder, polls: list[Record]) -> Iterator[Finding]:
    sums: defaultdict[tuple[object, ...], float] = defaultdict(float)
    first: dict[tuple[object, ...], Record] = {}
    named = ("pollster", "kind", "from", "to", "published", "region", "scenario")
    for record in _once(polls, (*named, "party")):
        values = record.values
        key = tuple(values.get(name) for name in named)
        sums[key] += values.get("share", 0.0)
        first.setdefault(key, record)
    for key, total in sums.items():
        record = first[key]
        pollster = record.values.get("pollster")
        if 0 < total < 1.5:
            way_out = "This column holds per cent: write 34 for 0.34."
            problem = f"the shares of this poll add up to {total:g} per cent; they look like fractions"
            yield Finding(folder.tables["polls"].file, record.line, "share", pollster, problem, way_out)
        if total > 101:  # each line may be rounded up
            way_out = "Check the shares; a bloc and its members, or two scenarios, may stand in one poll."
            problem = f"the shares of this poll add up to {total:g} per cent"
            yield Finding(folder.tables["polls"].file, record.line, "share", pollster, problem, way_out)


def _once(records: list[Record], key: tuple[str, ...]) -> Iterator[Record]:
    """Leave out rows that repeat an earlier one: that is a finding of its own."""
    seen: set[tuple[object, ...]] = set()
    for record in records:
        values = tuple(map(record.values.get, key))
        if values not in seen:
            seen.add(values)
            yield record


def _names(folder: Folder, parties: list[Record]) -> Iterator[Finding]:
    file = folder.tables["parties"].file
    owner: dict[str, str] = {}
    colours: dict[str, str] = {}
    for record in parties:
        code = record.values.get("code", "")
        for name in dict.fromkeys([code, record.values.get("name", code), *record.values.get("aliases", ())]):
            if owner.setdefault(name, code) != code:
                way_out = "A name in the news must lead to one party; take it from one of the two."
                problem = f"the name also belongs to {owner[name]}"
                yield Finding(file, record.line, "aliases", name, problem, way_out, Severity.WARNING)
        colour = record.values.get("colour")
        if colour is not None and colours.setdefault(colour, code) != code:
            way_out = "Give each party a colour of its own, so that maps can be read."
            problem = f"{colours[colour]} has the same colour"
            yield Finding(file, record.line, "colour", colour, problem, way_out, Severity.WARNING)


def _like_codes(file: str, records: list[Record]) -> Iterator[Finding]:
    """Warn of codes that differ in capitals alone."""
    first: dict[str, Record] = {}
    for record in records:
        code = record.values.get("code")
        if code is not None and (other := first.setdefault(code.casefold(), record)).values["code"] != code:
            problem = f"the code differs from {other.values['code']} of line {other.line} in capitals alone"
            way_out = "Give one of them another code, or delete it if they are the same."
            yield Finding(file, record.line, "code", code, problem, way_out, Severity.WARNING)


def _seat_names(file: str, records: list[Record]) -> Iterator[Finding]:
    first: dict[str, Record] = {}
    for record in records:
        name = record.values.get("name")
        if name is None or (other := first.setdefault(name.casefold(), record)) is record:
            continue
        if other.values.get("code") != record.values.get("code"):
            problem = f"the seat of line {other.line} has the same name"
            way_out = "Tell them apart, such as by their state or number."
            yield Finding(file, record.line, "name", name, problem, way_out, Severity.WARNING)


def strength_findings(folder: Folder, visible: Visible) -> Iterator[Finding]:
    """Check that something known by then says how strong the parties are; the ledger alone needs nothing of it."""
    if visible["parties"] and not any(visible[table] for table in ("results", "polls", "reports")):
        way_out = "Add results.csv, polls.csv or reports.csv with rows known by the day of the case."
        rests_on = (SETTINGS_FILE, *(folder.tables[table].file for table in ("results", "polls", "reports")))
        problem = "nothing says how strong the parties are"
        yield Finding("results.csv", None, None, None, problem, way_out, Severity.ERROR, rests_on)


def _no_party(visible: Visible) -> Iterator[Finding]:
    if visible["parties"] and all(
        record.values.get("kind", PartyKind.PARTY) is not PartyKind.PARTY for record in visible["parties"]
    ):
        yield Finding("parties.csv", None, "kind", None, "there is no party", "Add rows of kind party.")


def _news_days(folder: Folder) -> Iterator[Finding]:
    for article in folder.articles:
        named = article.id[:10]
        try:
            differs = cells.day(named) != article.date
        except cells.Unreadable:
            continue
        if differs:
            way_out = "The date in the article counts; mend the one that is wrong."
            problem = f"the file name says {named}"
            line = next((n for n, each in enumerate(article.raw.splitlines(), 1) if each.startswith("date")), 1)
            yield Finding(article.file, line, "date", str(article.date), problem, way_out, Severity.WARNING)
