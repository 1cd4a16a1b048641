"""A member's deadlines as an iCalendar file (RFC 5545), with the definitions of the time zones that it names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from prepoll.identity import content_id
from prepoll_web.deadlines.sources import Deadline
from prepoll_web.deadlines.wording import day_ended
from prepoll_web.teams.models import Team


def calendar_of(team: Team, deadlines: Sequence[Deadline], at: datetime, site: str = "") -> bytes:
    """Write deadlines as a calendar; `site` goes before their addresses. The same deadlines and hour, the same bytes.

    An event's UID stays when its deadline is moved, so that whoever reads the calendar sees it moved.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//prepoll//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", team.name)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for zone in _zones(deadlines):
        calendar.add_component(zone)
    for each in deadlines:
        calendar.add_component(_event(team, each, at, site))
    written: bytes = calendar.to_ical()
    return written


def _zones(deadlines: Sequence[Deadline]) -> list[Timezone]:
    """Define each zone that is named, for the years in which it is."""
    years = [each.ends.year for each in deadlines]
    names = sorted({each.ends.tzinfo.key for each in deadlines if isinstance(each.ends.tzinfo, ZoneInfo)})
    first, last = date(min(years, default=1971) - 1, 1, 1), date(max(years, default=1971) + 1, 12, 31)
    return [Timezone.from_tzid(name, first_date=first, last_date=last) for name in names]


def _event(team: Team, deadline: Deadline, at: datetime, site: str) -> Event:
    event = Event()
    event.add("uid", content_id("deadline", [str(team.id), deadline.about, deadline.term.value]))
    event.add("dtstamp", at)
    event.add("dtstart", day_ended(deadline.ends) or deadline.ends)  # what ends with a day is an entry for that day
    event.add("summary", deadline.words)
    event.add("transp", "TRANSPARENT")
    if deadline.href and site:
        event.add("url", f"{site}{deadline.href}")
    return event
