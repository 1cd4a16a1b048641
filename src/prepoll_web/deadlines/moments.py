"""The moments at which something lapses: pure functions of days, hours, zones and the clock's reading handed in.

A day of the schedule ends at the hour that the country's law names, in the country's time zone. Where no hour
is known it ends with the day, and where no zone is known hours are those of UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from prepoll.case.country import country_rules
from prepoll.case.types import Case, Seat
from prepoll.names import SeatCode


class Term(StrEnum):
    """What comes to its end at a moment."""

    NOMINATIONS = "nominations"
    WITHDRAWALS = "withdrawals"
    REPLY = "reply"
    OFFER = "offer"
    MANDATE = "mandate"
    OBLIGATION = "obligation"


_MIDNIGHT: Final = time(0)
_SCHEDULE: Final = ((Term.NOMINATIONS, "nominations_close"), (Term.WITHDRAWALS, "withdrawals_close"))


@dataclass(frozen=True, slots=True)
class SeatMoment:
    """When nominations or withdrawals of a seat close; `ends` carries the country's time zone."""

    seat: SeatCode
    name: str
    term: Term
    ends: datetime


def zone_of(country: str | None) -> tzinfo:
    """Return the time zone of a country by name or code, UTC where none is known.

    >>> str(zone_of("India"))
    'Asia/Kolkata'
    """
    name = country_rules(country).time_zone
    return UTC if name is None else ZoneInfo(name)


def due(day: date, term: Term, country: str | None) -> datetime:
    """Return the moment at which a day's chance is over, with the country's time zone.

    Nominations and withdrawals end at the hour of the law, everything else with the day.

    >>> due(date(2024, 4, 22), Term.WITHDRAWALS, "India").isoformat()
    '2024-04-22T15:00:00+05:30'
    >>> due(date(2024, 4, 22), Term.REPLY, "India").isoformat()
    '2024-04-23T00:00:00+05:30'
    """
    hour = _hour(term, country)
    if hour is None:
        day, hour = day + timedelta(days=1), _MIDNIGHT
    return datetime.combine(day, hour, zone_of(country))


def _hour(term: Term, country: str | None) -> time | None:
    law = country_rules(country).schedule
    if law is None:
        return None
    return {Term.NOMINATIONS: law.nominations_until, Term.WITHDRAWALS: law.withdrawals_until}.get(term)


def lapsed(moment: datetime | None, at: datetime) -> bool:
    """Say whether a moment has come; what has no moment never lapses.

    >>> noon = datetime(2024, 4, 22, 12, tzinfo=UTC)
    >>> lapsed(noon, noon - timedelta(microseconds=1)), lapsed(noon, noon), lapsed(None, noon)
    (False, True, False)
    """
    return moment is not None and at >= moment


def first(moments: Iterable[datetime | None]) -> datetime | None:
    """Return the earliest of several moments, None where there is none.

    >>> first([None, datetime(2024, 4, 22, tzinfo=UTC), datetime(2024, 4, 20, tzinfo=UTC)]).day
    20
    """
    return min((each for each in moments if each is not None), default=None)


def seat_moments(case: Case) -> tuple[SeatMoment, ...]:
    """List when nominations and withdrawals of each seat close, the earliest first; what is not announced is left out.

    Takes a case of the library. Seats stand in the case's order within one moment.
    """
    found = [
        SeatMoment(seat.code, seat.name, term, due(day, term, case.country))
        for seat in case.seats
        for term, column in _SCHEDULE
        if (day := getattr(seat, column)) is not None
    ]
    return tuple(sorted(found, key=lambda each: each.ends))


def withdrawals_close(case: Case, seat: SeatCode) -> datetime | None:
    """Return the moment from which the names in a seat stay on the ballot, None where it is not announced."""
    return next((_closes(case, each) for each in case.seats if each.code == seat), None)


def names_stay(case: Case, at: datetime) -> frozenset[SeatCode]:
    """Return the seats in which withdrawals have closed: names stay on the ballot, and a deal moves voters only."""
    return frozenset(seat.code for seat in case.seats if lapsed(_closes(case, seat), at))


def _closes(case: Case, seat: Seat) -> datetime | None:
    return None if seat.withdrawals_close is None else due(seat.withdrawals_close, Term.WITHDRAWALS, case.country)
