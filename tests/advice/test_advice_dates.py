from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from prepoll.advice import calendar, slack
from prepoll.advice.types import DateKind
from prepoll.case.types import Case
from prepoll.ledger.types import Ledger
from prepoll.names import Stance
from prepoll.news.types import Statement

Say = Callable[..., Statement]
Keep = Callable[..., Ledger]


def within_a_week(say: Say, actor: str = "JKAP") -> Statement:
    return say(actor, Stance.SEEKS, deadline="within a week", deadline_date=date(2024, 3, 26), speaker="Rafi Ahmad Mir")


def test_slack_of_within_a_week(kashmir: Case, say: Say, keep: Keep) -> None:
    rows = {row.seat: row for row in slack(kashmir, keep(within_a_week(say)), "JKAP")}
    assert {seat: row.days for seat, row in rows.items()} == {"UDH": 1, "JAM": 9, "ANR": 24, "SRI": 30, "BAR": 38}
    assert rows["UDH"].words == (
        "JKAP’s “within a week” (26 March) leaves one day before nominations close in Udhampur (27 March)."
    )
    assert "nine days" in rows["JAM"].words
    assert slack(kashmir, keep(within_a_week(say)), "DPAP") == ()


def test_a_deadline_after_nominations_close_is_said(kashmir: Case, say: Say, keep: Keep) -> None:
    late = say("JKAP", Stance.SEEKS, deadline="in April", deadline_date=date(2024, 3, 30))
    first = slack(kashmir, keep(late), "JKAP")[0]
    assert (first.seat, first.days) == ("UDH", -3)
    assert "falls three days after nominations close" in first.words


def test_calendar_counts_days_in_order(kashmir: Case, say: Say, keep: Keep) -> None:
    rows = calendar(kashmir, keep(within_a_week(say), within_a_week(say, "DPAP")), "DPAP")
    assert len(rows) == 3 * 5 + 2
    days = [row.on for row in rows]
    assert days == sorted(day for day in days if day is not None)
    first = [row for row in rows if row.on == date(2024, 3, 26)]
    assert [row.party for row in first] == ["DPAP", "JKAP"]
    assert "Rafi Ahmad Mir" in first[1].words
    udhampur = next(row for row in rows if row.seat == "UDH" and row.kind is DateKind.NOMINATIONS_CLOSE)
    assert udhampur.days_left == 8


def test_an_unannounced_schedule_is_said(kashmir: Case, keep: Keep) -> None:
    seats = tuple(
        replace(seat, nominations_close=None, withdrawals_close=None) if seat.code == "BAR" else seat
        for seat in kashmir.seats
    )
    rows = calendar(replace(kashmir, seats=seats), keep(), "JKAP")
    unknown = rows[-1]
    assert (unknown.kind, unknown.seat, unknown.days_left) == (DateKind.SCHEDULE_UNKNOWN, "BAR", None)
    assert unknown.words == (
        "Baramulla: the last day of nominations and the last day to withdraw not announced by 19 March 2024."
    )
    assert sum(row.seat == "BAR" for row in rows) == 2
