"""Say which rows of a folder were known on a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from prepoll.case.folder import Folder
from prepoll.case.layouts import CODE_COLUMNS
from prepoll.case.records import Record, Records

Visible = Mapping[str, list[Record]]
"""The records of each table that were known on the day, in the order of the file."""


def visible_on(folder: Folder, day: date) -> Visible:
    """List what was known on `day`, table by table.

    A party counts from its founding, but one founded later stays where a row known by then needs
    it to be read (a poll that used a bloc's name before the bloc was formed). A row of fronts.csv
    counts from the day of its election; where no file gives that day, from the end of the year in
    the election's code.
    """
    tables = dict(folder.tables)
    tables["fronts"] = _dated_fronts(tables["fronts"], election_days(folder))
    visible = {name: records.visible(day) for name, records in tables.items()}
    visible["parties"] = _parties(tables["parties"], visible)
    return visible


def election_days(folder: Folder) -> Mapping[str, date]:
    """Map each past election to the day from which it is known: by [[past]], else by its first count."""
    counted: dict[str, date] = {}
    for table in ("results", "reports"):
        for record in folder.tables[table].records:
            election = record.values.get("election")
            if election is not None and record.known is not None:
                counted[election] = min(record.known, counted.get(election, date.max))
    ends = {election: min(day, _last_of_year(election) or day) for election, day in counted.items()}
    return ends | {past.election: past.date for past in folder.settings.past}


def _dated_fronts(fronts: Records, days: Mapping[str, date]) -> Records:
    def dated(record: Record) -> Record:
        if record.known is not None or "election" not in record.values:
            return record
        election = str(record.values["election"])
        return replace(record, known=days.get(election, _last_of_year(election)))

    return replace(fronts, records=tuple(dated(record) for record in fronts.records))


def _last_of_year(election: str) -> date | None:
    year = re.search(r"(?<!\d)(19|20)\d\d(?!\d)", election)
    return date(int(year[0]), 12, 31) if year else None


def _parties(parties: Records, visible: Mapping[str, list[Record]]) -> list[Record]:
    known = {id(record) for record in visible["parties"]}
    codes = {record.values.get("code") for record in visible["parties"]}
    needed = _codes(visible) - codes
    later = [record for record in parties.records if "code" in record.values and id(record) not in known]
    while True:
        taken = [record for record in later if record.values["code"] in needed and id(record) not in known]
        if not taken:
            break
        for record in taken:
            if record.values["code"] in needed:
                known.add(id(record))
                codes.add(record.values["code"])
                needed = {*needed, *filter(None, [record.values.get("parent")])} - codes
    return [record for record in parties.records if id(record) in known]


def newest_answers(positions: list[Record]) -> list[Record]:
    """Keep the newest answer of each party to each question."""
    newest: dict[tuple[object, object], date] = {}
    for record in positions:
        asked = (record.values.get("party"), record.values.get("question"))
        newest[asked] = max(newest.get(asked, date.min), record.known or date.min)
    return [
        record
        for record in positions
        if (record.known or date.min) == newest[record.values.get("party"), record.values.get("question")]
    ]


def _codes(visible: Mapping[str, Iterable[Record]]) -> set[str]:
    codes = {
        record.values[column]
        for table, columns in CODE_COLUMNS.items()
        for record in visible[table]
        for column in columns
        if column in record.values
    }
    return codes | {record.values["parent"] for record in visible["parties"] if "parent" in record.values}
