"""The rules of a country, read from a file each: numbers, deposits, recognition, publication and words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final

from prepoll.errors import UsageError

FILES: Final = Path(__file__).parent / "countries"
ELSEWHERE: Final = "Elsewhere"
_NOON: Final = time(12)


class Digits(StrEnum):
    """How the digits of a large number are grouped."""

    THOUSANDS = "thousands"
    LAKHS = "lakhs"


@dataclass(frozen=True, slots=True)
class DepositLaw:
    """Who keeps a deposit: whoever polls `share` of the votes, or more than it where it is strict."""

    share: float
    strict: bool
    winner_keeps: bool
    of: str  # the votes that the share is taken of, in words
    source: str


@dataclass(frozen=True, slots=True)
class RecognitionLaw:
    """When a party is recognised; any one of the three ways suffices."""

    named: str  # what it is recognised as
    share: float  # of votes in the whole case, enough by itself
    share_with_seat: float  # enough together with one seat
    seats_each: int  # one seat for every so many, or part of them, enough by itself
    source: str


@dataclass(frozen=True, slots=True)
class PublicationLaw:
    """Hours of the poll, local, and what may not be shown to the public around it."""

    polls_open: time
    polls_close: time
    silence_hours: float | None  # before a poll closes; None: opinion polls are free
    silence: str | None  # the rule in words
    silence_source: str | None
    exit_minutes_after: int  # from the close of the last poll until exit polls are free
    exit: str | None
    exit_source: str | None


@dataclass(frozen=True, slots=True)
class ScheduleLaw:
    """The hours, local, at which the last day of nominations and the last day to withdraw end."""

    nominations_until: time
    withdrawals_until: time
    source: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country's rules; None where no rule is known."""

    code: str  # ISO 3166, two letters; `*` for elsewhere
    name: str
    aliases: tuple[str, ...]
    time_zone: str | None  # of the capital, by its IANA name
    digits: Digits
    deposit: DepositLaw | None
    recognition: RecognitionLaw | None
    publication: PublicationLaw | None
    words: Mapping[str, str]  # legislature, seat, unit, deposit
    schedule: ScheduleLaw | None = None

    @property
    def known(self) -> bool:
        """Say whether the country has a file of its own."""
        return self.name != ELSEWHERE

    def grouped(self, number: float) -> str:
        """Write a whole number with its digits grouped as the country does.

        >>> country_rules("IN").grouped(1234567), country_rules("UK").grouped(-1234567)
        ('12,34,567', '−1,234,567')
        """
        whole = round(number)
        digits = str(abs(whole))
        if self.digits is Digits.LAKHS and len(digits) > 3:
            head, tail = digits[:-3], digits[-3:]
            pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)]
            digits = ",".join([*reversed(pairs), tail])
        else:
            digits = f"{abs(whole):,}"
        return f"−{digits}" if whole < 0 else digits

    def offset_on(self, on: date) -> timezone | None:
        """Return the capital's distance from UTC at noon of a day, None where the zone is not known."""
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - reads the zone's file, for hours of publication only

        if self.time_zone is None:
            return None
        return timezone(datetime.combine(on, _NOON, ZoneInfo(self.time_zone)).utcoffset() or timedelta(0))


def country_rules(country: str | None) -> Country:
    """Return the rules of a country given by name, alias or code in any capitals.

    Without a country, or with one that has no file, the rules of elsewhere come back (`known` is False).

    >>> country_rules("india").deposit.share == 1 / 6, country_rules("Merrow Isles").name
    (True, 'Elsewhere')
    """
    names = _by_name()
    return names.get((country or ELSEWHERE).strip().casefold(), names[ELSEWHERE.casefold()])


@cache
def countries() -> tuple[Country, ...]:
    """Read all files of countries, in the order of their file names."""
    return tuple(read_country(path) for path in sorted(FILES.glob("*.toml")))


@cache
def _by_name() -> Mapping[str, Country]:
    return {
        name.casefold(): country for country in countries() for name in (country.name, country.code, *country.aliases)
    }


def read_country(path: Path) -> Country:
    """Read the file of one country; raises UsageError where it does not hold what it should."""
    try:
        root = tomllib.loads(path.read_text("utf-8"))
        return Country(
            code=root["code"],
            name=root["name"],
            aliases=tuple(root.get("aliases", ())),
            time_zone=root.get("time_zone"),
            digits=Digits(root["digits"]),
            deposit=_deposit(root["deposit"]) if "deposit" in root else None,
            recognition=_recognition(root["recognition"]) if "recognition" in root else None,
            publication=_publication(root["publication"]) if "publication" in root else None,
            words=dict(root.get("words", {})),
            schedule=_schedule(root["schedule"]) if "schedule" in root else None,
        )
    except KeyError as error:
        raise UsageError(f"{path.name}: {error} is missing. The files beside it show what belongs there.") from None
    except (ValueError, TypeError, ZeroDivisionError) as error:
        raise UsageError(f"{path.name}: {error}. The files beside it show what belongs there.") from None


def _deposit(table: Mapping[str, Any]) -> DepositLaw:
    share = float(Fraction(table["share"]))
    if not 0 < share < 1:
        raise ValueError(f"the deposit's share {table['share']!r} is not between 0 and 1")
    return DepositLaw(share, bool(table["strict"]), bool(table["winner_keeps"]), table["of"], table["source"])


def _recognition(table: Mapping[str, Any]) -> RecognitionLaw:
    shares = float(table["share"]), float(table["share_with_seat"])
    return RecognitionLaw(table["as"], *shares, int(table["seats_each"]), table["source"])


def _publication(table: Mapping[str, Any]) -> PublicationLaw:
    hours = table.get("silence_hours")
    return PublicationLaw(
        polls_open=table["polls_open"],
        polls_close=table["polls_close"],
        silence_hours=None if hours is None else float(hours),
        silence=table.get("silence"),
        silence_source=table.get("silence_source"),
        exit_minutes_after=int(table.get("exit_minutes_after", 0)),
        exit=table.get("exit"),
        exit_source=table.get("exit_source"),
    )


def _schedule(table: Mapping[str, Any]) -> ScheduleLaw:
    return ScheduleLaw(table["nominations_until"], table["withdrawals_until"], table["source"])
