"""Words such as "within a week" become dates, counted from the article's day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from prepoll.news.gates import Gates
from prepoll.news.lexicon import table

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
COUNTED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBERS = {word: number for number, word in enumerate(COUNTED)} | {"few": 3, "couple of": 2, "so": 1, "": 1}
LAST_DAY = re.compile(rf"(?<!by )(?<!before )(?<!next )(?<![\w\-])({'|'.join(WEEKDAYS)})(?!\w)")
OVER = re.compile(table("deadlines")["over"])
LENGTH = {"hour": 1 / 24, "day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}


class Deadline(NamedTuple):
    """The words of a deadline, where they stand, and the day they mean."""

    start: int
    end: int
    day: date | None


@cache
def gates() -> Gates:
    """Return what tells which deadlines a run can hold, built once."""
    return Gates({str(n): (pattern,) for n, (_, pattern) in enumerate(patterns())})


@cache
def patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the kinds of deadline and their patterns, in the order of the file."""
    return tuple(
        (row["kind"], re.compile(r"(?<![\w\-])(?:" + row["pattern"] + r")(?!\w)"))
        for row in table("deadlines")["deadline"]
    )


def deadlines(low: str, start: int, end: int, dated: date | None) -> list[Deadline]:
    """List the deadlines in a run of lower-case text, in the order of the text; of overlapping ones the longer."""
    found: list[Deadline] = []
    seen = gates().seen(low[start:end])
    for number, (kind, pattern) in enumerate(patterns() if seen else ()):
        if not seen >> number & 1:
            continue
        for match in pattern.finditer(low, start, end):
            over = kind == "span" and any(o.end() == match.start() for o in OVER.finditer(low, start, match.end()))
            if not over and not any(match.start() < d.end and d.start < match.end() for d in found):
                found.append(Deadline(match.start(), match.end(), meant(kind, match, dated)))
    return sorted(found, key=lambda d: d.start)


def meant(kind: str, match: re.Match[str], dated: date | None) -> date | None:
    """Return the day that a deadline means; None where the words or the article give none."""
    if dated is None:
        return None
    parts = match.groupdict()
    if kind == "span":
        return dated + timedelta(days=round(count(parts.get("n")) * LENGTH[parts["unit"].rstrip("s")] + 0.49))
    if kind == "weekday":
        return dated + timedelta(days=(WEEKDAYS.index(parts["weekday"]) - dated.weekday()) % 7)
    if kind == "tomorrow":
        return dated + timedelta(days=1 if parts["when"] == "tomorrow" else 0)
    if kind == "date":
        return calendar_day(parts, dated)
    return period_end(parts.get("end") or "week", dated) if kind == "end" else None


def count(word: str | None) -> float:
    """Read a number written in digits or words; one where there is none."""
    word = (word or "").strip()
    return float(word) if word.isdecimal() and word.isascii() else NUMBERS.get(word, 1)


def calendar_day(parts: dict[str, str | None], dated: date) -> date | None:
    """Return the next such day after the article's, None for a day that the month has not."""
    month = MONTHS.index(parts["month"] or parts["month2"] or "") + 1
    day, year = int(parts["day"] or parts["day2"] or 0), parts.get("year")
    try:
        if year:
            return date(int(year), month, day)
        this = date(dated.year, month, day)
        return this if this >= dated - timedelta(days=60) else date(dated.year + 1, month, day)
    except ValueError:
        return None


def period_end(period: str, dated: date) -> date:
    """Return the last day of the article's week, month or year."""
    if period == "week":
        return dated + timedelta(days=6 - dated.weekday())
    if period == "year":
        return date(dated.year, 12, 31)
    following = date(dated.year + dated.month // 12, dated.month % 12 + 1, 1)
    return following - timedelta(days=1)


def last_weekday(low: str, dated: date | None) -> date | None:
    """Return the day of "on Monday": the last such day up to the article's.

    >>> last_weekday("it was decided on monday", date(2024, 3, 19))
    datetime.date(2024, 3, 18)
    """
    found = LAST_DAY.search(low)
    if found is None or dated is None:
        return None
    return dated - timedelta(days=(dated.weekday() - WEEKDAYS.index(found[1])) % 7)
