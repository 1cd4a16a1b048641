"""What may be published, and when: silent hours before polls close, and what stays inside the team."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Final, Protocol

from prepoll.brief.proposals import DayRow, OptionRow, PartyAdvice
from prepoll.brief.types import Audience, Brief, Claim, Override, SeatRow, Silence, Why
from prepoll.brief.wording import day, listed
from prepoll.case.country import Country, country_rules
from prepoll.errors import UsageError
from prepoll.names import Attribution
from prepoll.strength.types import EvidenceKind

REPORT: Final = EvidenceKind.REPORT.value
REPORTS_FILE: Final = "reports.csv"


@dataclass(frozen=True, slots=True)
class Window:
    """Hours in which something may not be shown: `begins` counts, `ends` does not."""

    rule: str
    source: str
    seats: tuple[str, ...]
    begins: datetime
    ends: datetime

    def covers(self, at: datetime) -> bool:
        """Say whether an hour lies in the window."""
        return self.begins <= at < self.ends

    def __str__(self) -> str:
        where = f" ({listed(self.seats)})" if self.seats else ""
        return f"{self.rule}{where}; it ends on {hour(self.ends)}. Source: {self.source}"


class Polled(Protocol):
    """A seat as far as publication is concerned."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def polling_day(self) -> date | None:
        """Its polling day, None where it is not announced."""
        ...


class Timetable(Protocol):
    """What silent periods follow from: a brief has it, and so has whatever else is published of a case."""

    @property
    def country(self) -> str | None:
        """The country of the case."""
        ...

    @property
    def silence(self) -> Silence:
        """What the case says of silent hours."""
        ...

    @property
    def seats(self) -> Sequence[Polled]:
        """Its seats."""
        ...


class SilenceError(UsageError):
    """Something was to be published in hours in which the law keeps it back."""


def for_publication(brief: Brief, at: datetime, override: str | None = None) -> Brief:
    """Return a brief as it may be shown to the public at an hour.

    Field reports, who sent them, and deadlines that the advised parties did not set on record are
    left out. Inside a silent period it raises SilenceError with the rule and the hour it ends,
    unless somebody is named who answers for it (`override`), which the brief then says. `at` must
    have a time zone.
    """
    if at.tzinfo is None:
        raise UsageError(f"The hour of publication {at} has no time zone. Give one, such as +05:30.")
    closed = [window for window in windows(brief) if window.covers(at)]
    if closed and not override:
        rules = "\n".join(str(window) for window in closed)
        raise SilenceError(
            f"Nothing is written for the public on {hour(at.astimezone(closed[0].ends.tzinfo))}: {rules}. "
            "Wait for the hour, or name who answers for it with --override."
        )
    recorded = Override(override, at, "; ".join(str(w) for w in closed)) if closed and override else None
    return without_internals(replace(brief, audience=Audience.PUBLIC, override=recorded, whys=()))


def windows(brief: Timetable) -> tuple[Window, ...]:
    """List a case's silent periods, the earliest first: one a polling day, one for exit polls where it has some.

    The case's own hours go before those of the country's law.
    """
    country = country_rules(brief.country)
    law = country.publication
    hours = brief.silence.hours if brief.silence.hours is not None else law.silence_hours if law else None
    polling = sorted({seat.polling_day for seat in brief.seats if seat.polling_day})
    found = [silence(brief, country, on, hours) for on in polling] if hours else []
    if brief.silence.exit_polls_used and polling:
        found.append(exit_polls(brief, country, polling))
    return tuple(sorted(found, key=lambda window: window.begins))


def silence(brief: Timetable, country: Country, on: date, hours: float) -> Window:
    """Return the silent period of one polling day, up to the close of its poll."""
    law, ends = country.publication, close_of(country, on)
    seats = tuple(seat.name for seat in brief.seats if seat.polling_day == on)
    words = (law and law.silence) or f"the case asks for {hours:g} silent hours before a poll closes"
    source = (law and law.silence_source) or OWN_RULE
    return Window(words, source, seats, ends - timedelta(hours=hours), ends)


def exit_polls(brief: Timetable, country: Country, polling: list[date]) -> Window:
    """Return the hours in which exit polls may not be shown."""
    law = country.publication
    minutes = law.exit_minutes_after if law else 0
    ends = brief.silence.exit_polls_until or close_of(country, polling[-1]) + timedelta(minutes=minutes)
    if ends.tzinfo is None:
        ends = ends.replace(tzinfo=country.offset_on(polling[-1]) or LATEST)
    opens = datetime.combine(polling[0], law.polls_open if law else time(), country.offset_on(polling[0]) or EARLIEST)
    words = (law and law.exit) or "the case keeps exit polls back until the last poll is over"
    return Window(words, (law and law.exit_source) or OWN_RULE, (), opens, ends)


OWN_RULE: Final = "case.toml, publication"
EARLIEST: Final = timezone(timedelta(hours=14))
LATEST: Final = timezone(timedelta(hours=-12))
"""Where a country's hours are not known, a day begins where it begins first and ends where it ends last."""


def close_of(country: Country, on: date) -> datetime:
    """Return the hour at which polls close on a day; the end of the day where the law is not known."""
    offset = country.offset_on(on)
    if country.publication is not None and offset is not None:
        return datetime.combine(on, country.publication.polls_close, offset)
    return datetime.combine(on + timedelta(days=1), time(), offset or LATEST)


def hour(at: datetime) -> str:
    """Write an hour with its time zone.

    >>> hour(datetime(2024, 4, 19, 18, 0, tzinfo=timezone(timedelta(hours=5, minutes=30))))
    '19 April 2024, 18:00 (UTC+05:30)'
    """
    return f"{day(at.date())}, {at:%H:%M} ({at.tzname()})"


def for_reader(brief: Brief) -> Brief:
    """Return a brief as somebody of the team reads it who is not to see field reports, nor who sent them."""
    return without_field(replace(brief, audience=Audience.READER))


def without_internals(brief: Brief) -> Brief:
    """Leave out what only the team may see: reports, reporters, leaders, deadlines not set on record."""
    on_record = {claim.id for claim in brief.claims if public(claim)}
    shown = without_field(brief)
    return replace(
        shown,
        leaders=(),
        due=tuple(row for row in shown.due if row.party not in shown.focal or row.statement in on_record),
        advices=tuple(public_advice(advice, shown, on_record) for advice in shown.advices),
    )


def without_field(brief: Brief) -> Brief:
    """Leave out field reports, what they moved, and every sentence that names a reporter."""
    reports = {row.id for row in brief.evidence if row.kind == REPORT}
    names = {voice.reporter for voice in brief.voices}
    return replace(
        brief,
        voices=(),
        spreads=(),
        seats=tuple(without_reports(seat, reports) for seat in brief.seats),
        moves=tuple(move for move in brief.moves if move.kind != REPORT),
        evidence=tuple(row for row in brief.evidence if row.kind != REPORT),
        notes=unnamed(brief.notes, names),
        whys=tuple(unnamed_why(why, names) for why in brief.whys),
        advices=tuple(unnamed_advice(advice, names) for advice in brief.advices),
    )


def public(claim: Claim) -> bool:
    """Say whether a claim was made on record, in an article whose source is given."""
    return claim.attribution == Attribution.NAMED.value and bool(claim.source or claim.address)


def without_reports(seat: SeatRow, reports: set[str]) -> SeatRow:
    """Leave the ids of field reports out of a seat's figures."""
    rows = (replace(row, evidence=tuple(i for i in row.evidence if i not in reports)) for row in seat.parties)
    return replace(seat, parties=tuple(rows))


def unnamed(sentences: Iterable[str], names: set[str]) -> tuple[str, ...]:
    """Leave out sentences that name a reporter."""
    return tuple(words for words in sentences if not any(name in words for name in names))


def unnamed_why(why: Why, names: set[str]) -> Why:
    """Leave rows of field reports and sources that are reporters out of what stands under "why?"."""
    rows = tuple(row for row in why.rows if not row.startswith(f"{REPORTS_FILE},"))
    more = ", ".join(part for part in why.more.split(", ") if not part.endswith(REPORTS_FILE))
    return replace(why, evidence=unnamed(why.evidence, names), rows=rows, more=more)


def unnamed_advice(advice: PartyAdvice, names: set[str]) -> PartyAdvice:
    """Leave sentences with reporters' names out of the advice to a party."""
    return replace(
        advice,
        find_out=tuple(row for row in advice.find_out if unnamed((f"{row.words} {row.how} {row.about}",), names)),
        would_change=unnamed(advice.would_change, names),
    )


def public_advice(advice: PartyAdvice, brief: Brief, on_record: set[str]) -> PartyAdvice:
    """Leave internal deadlines out of the advice to a party."""
    return replace(
        advice,
        options=tuple(public_option(option, on_record) for option in advice.options),
        calendar=tuple(row for row in advice.calendar if public_day(row, brief, on_record)),
    )


def public_option(option: OptionRow, on_record: set[str]) -> OptionRow:
    """Leave what internal deadlines leave before nominations out of an option."""
    return replace(option, slack=tuple(row for row in option.slack if row.statement in on_record))


def public_day(row: DayRow, brief: Brief, on_record: set[str]) -> bool:
    """Say whether a day of the calendar may be shown: others' and the schedule's, own ones set on record."""
    own = row.kind == "own_deadline" and row.party in brief.focal
    return not own or row.statement in on_record
