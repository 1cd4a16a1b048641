"""The days that bind, seat by seat, and what a party's own deadlines leave of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from prepoll.advice.types import CalendarRow, DateKind, Slack
from prepoll.advice.wording import day, days, joined
from prepoll.case.types import Case, Seat
from prepoll.ledger.types import Due, Ledger
from prepoll.names import PartyCode

SCHEDULE = (
    (DateKind.NOMINATIONS_CLOSE, "nominations_close", "Nominations close in {seat}"),
    (
        DateKind.WITHDRAWALS_CLOSE,
        "withdrawals_close",
        "Last day to withdraw in {seat}; after it names stay on the ballot",
    ),
    (DateKind.POLLING, "polling_day", "{seat} votes"),
)
STALE = 14

MISSING = {
    "nominations_close": "the last day of nominations",
    "withdrawals_close": "the last day to withdraw",
    "polling_day": "polling day",
}


def calendar(case: Case, ledger: Ledger, party: PartyCode) -> tuple[CalendarRow, ...]:
    """List every day that binds a party, first things first; what is not announced comes last and is said.

    Every seat's nominations, withdrawals and poll; deadlines that the party and others set
    themselves on record. Days are counted from the case's day: negative ones have passed; deadlines
    that passed more than `STALE` days ago are left out.
    """
    rows = [row for seat in case.seats for row in _schedule(case, seat)]
    rows += [_deadline(case, ledger, due) for due in ledger.due if (case.as_of - due.on).days <= STALE]
    return tuple(sorted(rows, key=lambda row: (row.on or date.max, row.party != party)))


def polls_closed(case: Case) -> bool:
    """Say whether every seat has voted; not where a polling day is not announced."""
    return bool(case.seats) and all(s.polling_day is not None and s.polling_day < case.as_of for s in case.seats)


def slack(case: Case, ledger: Ledger, party: PartyCode) -> tuple[Slack, ...]:
    """Count the days between each deadline of a party and the last day of nominations of each seat.

    Seats whose schedule is not announced have no row; `calendar` names them.
    """
    return tuple(
        _slack(case, ledger, due, seat, seat.nominations_close)
        for due in ledger.due
        if due.party == party
        for seat in sorted(case.seats, key=lambda seat: seat.nominations_close or date.max)
        if seat.nominations_close is not None
    )


def _schedule(case: Case, seat: Seat) -> Iterator[CalendarRow]:
    """Make the rows of one seat: a row a day that is known, one for all that is not."""
    unknown = []
    for kind, field, words in SCHEDULE:
        on = getattr(seat, field)
        if on is None:
            unknown.append(MISSING[field])
        else:
            said = f"{words.format(seat=seat.name)}: {day(on, case.as_of)}, {_away(on, case.as_of)}."
            yield CalendarRow(on, kind, seat.code, None, (on - case.as_of).days, said, None)
    if unknown:
        said = f"{seat.name}: {joined(unknown)} not announced by {day(case.as_of)}."
        yield CalendarRow(None, DateKind.SCHEDULE_UNKNOWN, seat.code, None, None, said, None)


def _away(on: date, as_of: date) -> str:
    """Say how far off a day is."""
    left = (on - as_of).days
    if left < 0:
        return f"passed {days(-left)} ago"
    return "today" if left == 0 else f"{days(left)} left"


def _deadline(case: Case, ledger: Ledger, due: Due) -> CalendarRow:
    """Make the row of a deadline that a statement sets."""
    towards = "" if due.towards is None else f" towards {due.towards}"
    speaker = _speaker(ledger, due)
    said = f"{due.party}{towards} said “{due.words}”{speaker}: {day(due.on, case.as_of)}, {_away(due.on, case.as_of)}."
    left = (due.on - case.as_of).days
    return CalendarRow(due.on, DateKind.OWN_DEADLINE, None, due.party, left, said, due.statement)


def _speaker(ledger: Ledger, due: Due) -> str:
    speaker = ledger.statement(due.statement).speaker
    return "" if speaker is None else f" ({speaker})"


def _slack(case: Case, ledger: Ledger, due: Due, seat: Seat, closes: date) -> Slack:
    left = (closes - due.on).days
    start = f"{due.party}’s “{due.words}” ({day(due.on, case.as_of)})"
    place = f"in {seat.name} ({day(closes, case.as_of)})"
    if left < 0:
        words = f"{start} falls {days(-left)} after nominations close {place}."
    elif left == 0:
        words = f"{start} is the very day on which nominations close {place}."
    else:
        words = f"{start} leaves {days(left)} before nominations close {place}."
    return Slack(due.statement, due.on, seat.code, closes, left, words)
