"""Check days against the day of the case and of its election: years mistyped, evidence of a past still to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from prepoll.case import cells
from prepoll.case.folder import Folder
from prepoll.case.knowledge import Visible
from prepoll.case.records import Record
from prepoll.errors import Finding, Severity

_OLDEST = 1800
_LONGEST_TERM = timedelta(days=7 * 366)
_AFTER_POLLING = timedelta(days=90)  # counts and reviews of the case's own election come in by then


def day_findings(folder: Folder, visible: Visible) -> Iterator[Finding]:
    """Check all days of the visible rows, and those of case.toml."""
    held = election_day(folder)
    if held is None:
        return
    yield from _settings_findings(folder, held)
    for table, records in visible.items():
        yield from _row_findings(folder, table, records, held)
    for article in folder.articles:
        if problem := _implausible(article.date, held):
            way_out = "Check the year in the article's date."
            yield Finding(article.file, 1, "date", str(article.date), problem, way_out, Severity.WARNING)


def _row_findings(folder: Folder, table: str, records: list[Record], held: date) -> Iterator[Finding]:
    """Check the days of a table; of several that are wrong in one row the first is named."""
    dated = {past.election for past in folder.settings.past}
    layout, file = folder.tables[table].layout, folder.tables[table].file
    columns = [name for name, read in layout.columns.items() if read in (cells.day, cells.moment)]
    for record in records:
        for column in columns:
            value = record.values.get(column)
            if column == "at" and "known" in record.values:
                continue  # a judgement made later of what was known then
            if column == "date" and record.values.get("election") in dated and table == "results":
                continue  # the day in case.toml is compared with it
            if value is not None and (problem := _implausible(value, held)):
                way_out = "Check the year; rows of the future wait until their day."
                shown = str(value.date() if isinstance(value, datetime) else value)
                yield Finding(file, record.line, column, shown, problem, way_out, Severity.WARNING)
                break


def election_day(folder: Folder) -> date | None:
    """Return the first polling day: of case.toml, else of the seats, else None."""
    seats = folder.tables["seats"].records
    days = [record.values["polling_day"] for record in seats if "polling_day" in record.values]
    first = folder.settings.election_date
    return first if first is not None else min(days, default=None)


def _implausible(value: date, held: date) -> str | None:
    day = value.date() if isinstance(value, datetime) else value
    if day.year < _OLDEST:
        return f"the day is before {_OLDEST}"
    if day > held + _AFTER_POLLING:
        return f"the day is long after the election of the case ({held})"
    return None


def _settings_findings(folder: Folder, held: date) -> Iterator[Finding]:
    settings = folder.settings
    as_of = settings.as_of
    if as_of is not None and held > as_of + _LONGEST_TERM:
        problem, way_out = f"the election is long after the day of the case ({as_of})", "Check the year of both."
        yield folder.in_settings("election_date", str(held), problem, way_out, Severity.WARNING)
    for past in settings.past:
        if as_of is not None and past.date > as_of:
            way_out = "Check its date, or take it out: nobody knew its count on the day of the case."
            problem = f"the past election {past.election} is after the day of the case ({as_of})"
            yield folder.in_settings("past.date", str(past.date), problem, way_out, Severity.WARNING)
    known = settings.schedule_known
    if known is not None and known > held:
        problem = f"the schedule became known after the election ({held})"
        yield folder.in_settings("schedule_known", str(known), problem, "Check both days.", Severity.WARNING)
    until = settings.publication.exit_polls_until
    if until is not None and until.date() < held:
        problem = f"exit polls are free before the first polling day ({held})"
        way_out = "It is the hour when the last poll is over; check the year."
        yield folder.in_settings("publication.exit_polls_until", str(until.date()), problem, way_out, Severity.WARNING)
