"""Read one cell of a table: text to value, or what is wrong with it and what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

Value = object
Choice = TypeVar("Choice", bound=StrEnum)

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DOTTED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-]?(\d{1,2})[/.\-]?(\d{1,2})")
_SHORT_YEAR = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2})")
_WORDED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-]+([A-Za-z]{3,9})\.?,?[\s\-]+(\d{4}|\d\d(?!\d))")
_WORDED_US = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_GROUPED = re.compile(r"([+-]?[1-9]\d{0,2}(?:[,.'\s\u00a0\u202f]\d{2,3})*[,.'\s\u00a0\u202f]\d{3})(?:[.,](\d{1,2}))?")
_PER_CENT = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*(?:%|per ?cent|pct\.?)")
_DECORATED = re.compile(r"[^\w+-]+(\d[\d.,]*)[^\w]*|(\d[\d.,]*)[^\w%]+")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(?:[-–—]|to)\s*(\d+(?:\.\d+)?)")
POINTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
"""Digits grouped by points, as 44.000: read as a decimal number it would be forty-four."""
_SHORTENED = re.compile(r"[+-]?\d+([.,]\d+)?[eE][+-]?\d+")
_BROKEN = re.compile(r"#+|#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|N/V|WERT!)")
_NOTHING = frozenset({"-", "–", "—", "na", "n/a", "n.a.", "nil", "none", "null", "nan", "..", "?"})
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MOST_PEOPLE = 1e10
_EXCEL_ZERO = date(1899, 12, 30)
_WAY_DATE = "Write dates as YYYY-MM-DD"


@dataclass(frozen=True, slots=True)
class Unreadable(Exception):  # noqa: N818 - it is a value of rule 6 that happens to be raised
    """Says why a cell cannot be read and how to mend it."""

    problem: str
    way_out: str


Reader = Callable[[str], Value]


def text(raw: str) -> str:
    """Read any text."""
    return raw


def aliases(raw: str) -> tuple[str, ...]:
    """Read names split by a bar, each once, in their order."""
    return tuple(dict.fromkeys(part.strip() for part in raw.split("|") if part.strip()))


def colour(raw: str) -> str:
    """Read a colour written #rrggbb."""
    if re.fullmatch(r"#[0-9a-fA-F]{6}", raw):
        return raw.lower()
    raise Unreadable("is not a colour", "Write colours as #rrggbb, such as #0072b2.")


def day(raw: str) -> date:
    """Read a date written YYYY-MM-DD; anything else is refused with the date that was probably meant.

    >>> day("2024-03-19")
    datetime.date(2024, 3, 19)
    """
    if _ISO_DATE.fullmatch(raw):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            raise Unreadable("is no day of the calendar", "Check the month and the day.") from None
    meant = " or ".join(found.isoformat() for found in _meant_days(raw))
    way_out = f"{_WAY_DATE}{f'; {meant} was probably meant' if meant else ''}."
    raise Unreadable("is not a date", _spreadsheet_habit(raw) or way_out)


def days_meant(raw: str) -> tuple[date, ...]:
    """List the days that words or digits may mean, the reading with the day before the month first.

    >>> days_meant("5.6.2018")
    (datetime.date(2018, 6, 5), datetime.date(2018, 5, 6))
    """
    return tuple(_meant_days(raw))


def _meant_days(raw: str) -> list[date]:
    if found := _DOTTED.match(raw):
        first, second, year = (int(part) for part in found.groups())
        return _possible([(year, second, first), (year, first, second)])
    if re.fullmatch(r"\d{5}(\.0*)?", raw) and 20000 <= float(raw) <= 80000:
        return [_EXCEL_ZERO + timedelta(days=int(float(raw)))]
    if found := _SHORT_YEAR.fullmatch(raw):
        first, second, year = (int(part) for part in found.groups())
        return _possible([(2000 + year, second, first), (2000 + year, first, second)])
    if found := _YEAR_FIRST.match(raw):
        year, month, number = (int(part) for part in found.groups())
        return _possible([(year, month, number)])
    return _worded_days(raw)


def _worded_days(raw: str) -> list[date]:
    if found := _WORDED.match(raw):
        number, month, year = found.groups()
    elif found := _WORDED_US.match(raw):
        month, number, year = found.groups()
    else:
        return []
    if month[:3].lower() not in _MONTHS:
        return []
    century = 2000 if len(year) == 2 else 0
    return _possible([(century + int(year), _MONTHS.index(month[:3].lower()) + 1, int(number))])


def _possible(candidates: Iterable[tuple[int, int, int]]) -> list[date]:
    days: list[date] = []
    for year, month, number in candidates:
        try:
            candidate = date(year, month, number)
        except ValueError:
            continue
        if candidate not in days:
            days.append(candidate)
    return days


def moment(raw: str) -> datetime:
    """Read a time written YYYY-MM-DDTHH:MM+HH:MM; without a zone it counts as UTC, without an hour as midnight."""
    try:
        read = datetime.fromisoformat(raw)
    except ValueError:
        raise Unreadable("is not a time", "Write times as 2024-03-19T14:30+05:30, or a day as 2024-03-19.") from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def number(raw: str) -> float:
    """Read a number written with a decimal point and without thousands marks."""
    try:
        read = float(raw)
    except ValueError:
        raise Unreadable("is not a number", _meant_number(raw)) from None
    if read - read != 0.0 or "_" in raw:
        raise Unreadable("is not a number", "Write a finite number, or leave the cell empty.")
    return read


def count(raw: str) -> int:
    """Read a whole number of people or votes, not below zero, without thousands marks."""
    if raw.isascii() and raw.isdigit() and len(raw) < 11:
        return int(raw)
    if POINTED.fullmatch(raw):
        raise Unreadable("is not a whole number", _meant_number(raw, whole=True))
    if _SHORTENED.fullmatch(raw):
        raise Unreadable("is not a whole number", "A spreadsheet shortened it: show all digits, and save again.")
    try:
        read = number(raw)
    except Unreadable:
        raise Unreadable("is not a whole number", _meant_number(raw, whole=True)) from None
    if read < 0:
        raise Unreadable("is below zero", "Counts of people start at 0.")
    if read >= _MOST_PEOPLE:
        raise Unreadable("is more than there are people", "Check the digits; two cells may have run together.")
    if read != int(read):
        raise Unreadable("is not a whole number", "Counts are whole; shares belong in polls.csv or reports.csv.")
    return int(read)


def _spreadsheet_habit(raw: str) -> str:
    """Say what a spreadsheet put in the place of a value, or nothing."""
    if _BROKEN.fullmatch(raw):
        return "A spreadsheet could not work it out or show it: mend its formula or widen the column, and save again."
    if raw.startswith("="):
        return "It is a formula: save its value."
    return "Leave the cell empty where nothing is known." if raw.casefold() in _NOTHING else ""


def _meant_number(raw: str, *, whole: bool = False) -> str:
    """Say which number was probably meant; in a column of whole numbers a comma before three digits groups them."""
    if habit := _spreadsheet_habit(raw):
        return habit
    grouped = _without_marks(raw)
    if re.fullmatch(r"[+-]?\d+,\d+", raw) and not (whole and grouped):
        either = f" or {grouped}" if grouped else ""
        return f"Write a decimal point: {raw.replace(',', '.')}{either} was probably meant."
    if grouped:
        return f"Write it without thousands marks: {grouped} was probably meant."
    return _number_alone(raw) or "Write digits with a decimal point, or leave the cell empty."


def _number_alone(raw: str) -> str:
    """Say what stands beside a number in its cell, or nothing."""
    if found := _PER_CENT.fullmatch(raw):
        return f"Write the number alone: {found[1].replace(',', '.')} per cent was probably meant."
    if found := _SPAN.fullmatch(raw):
        return f"Write one number: the cell holds two, {found[1]} and {found[2]}."
    if found := _DECORATED.fullmatch(raw):
        bare = (found[1] or found[2]).rstrip(".,")
        return f"Write the number alone: {_without_marks(bare) or bare} was probably meant."
    return ""


def _without_marks(raw: str) -> str:
    """Return the digits of a number with thousands marks, "" where it has none; two noughts behind a point are none."""
    found = _GROUPED.fullmatch(raw)
    if found is None:
        return ""
    part = (found[2] or "").strip("0")
    return re.sub(r"[^\d+-]", "", found[1]) + (f".{found[2]}" if part else "")


def between(low: float, high: float, unit: str) -> Reader:
    """Make a reader of numbers from `low` to `high`; `unit` says what they are."""

    def read(raw: str) -> float:
        value = number(raw)
        if not low <= value <= high:
            raise Unreadable(f"is not between {low:g} and {high:g}", f"This column holds {unit}.")
        return value

    return read


def choice(options: type[Choice]) -> Reader:
    """Make a reader of one of the values of an enum; a wrong one is answered with the list and the nearest."""
    table = {option.value: option for option in options}

    def read(raw: str) -> Choice:
        if raw in table:
            return table[raw]
        raise Unreadable("is not one of the values of this column", f"{nearest(raw, table)}Choose: {', '.join(table)}.")

    return read


def nearest(wrong: str, known: Iterable[str], likeness: float = 60) -> str:
    """Say which known name is nearest to a wrong one, or nothing where none has that `likeness` (0 to 100).

    >>> nearest("JKPA", ["JKAP", "NC"])
    'Did you mean JKAP? '
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - needed for wrong cells only

    options = list(known)
    folded = [option.casefold() for option in options]
    found = process.extractOne(wrong.casefold(), folded, scorer=fuzz.ratio, score_cutoff=likeness)
    return f"Did you mean {options[found[2]]}? " if found else ""


def written(value: Value) -> str:
    """Write a read value in its one canonical form, so that 0.20 and 0.2 are the same content."""
    if type(value) is str:
        return value
    if isinstance(value, tuple):
        return "|".join(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def shown(value: Value) -> str:
    """Write a read value as people write it, for findings: 16 and not 16.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else written(value)
