"""Moments at which something lapses, and a clock that never goes back behind the record."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from prepoll.case import load_case
from prepoll.case.country import country_rules
from prepoll_web.deadlines import clock
from prepoll_web.deadlines.moments import (
    Term,
    due,
    first,
    lapsed,
    names_stay,
    seat_moments,
    withdrawals_close,
    zone_of,
)
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.teams.models import Team

SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def case(root):
    return load_case(root / "cases" / "jammu-kashmir-2024")


def test_a_day_of_the_schedule_ends_at_the_hour_of_the_law():
    law = country_rules("India").schedule
    assert (law.nominations_until, law.withdrawals_until) == (time(15), time(15))
    assert "37(1)" in law.source
    moment = due(date(2024, 4, 22), Term.WITHDRAWALS, "India")
    assert moment == datetime(2024, 4, 22, 9, 30, tzinfo=UTC)
    assert not lapsed(moment, moment - SECOND)
    assert lapsed(moment, moment)


def test_an_hour_of_summer_time_is_the_hour_on_the_wall():
    summer, winter = (due(date(2024, month, 7), Term.NOMINATIONS, "UK") for month in (6, 12))
    assert [each.astimezone(UTC).hour for each in (summer, winter)] == [15, 16]


def test_what_has_no_hour_ends_with_the_day_and_what_has_no_zone_is_told_by_utc():
    assert due(date(2024, 4, 22), Term.REPLY, "India") == datetime(2024, 4, 22, 18, 30, tzinfo=UTC)
    assert due(date(2024, 4, 22), Term.WITHDRAWALS, "Merrow Isles") == datetime(2024, 4, 23, tzinfo=UTC)
    assert due(date(2024, 4, 22), Term.WITHDRAWALS, "Nepal").utcoffset() == timedelta(hours=5, minutes=45)
    assert zone_of(None) is UTC


def test_the_earliest_moment_counts_and_none_never_lapses():
    noon = datetime(2024, 4, 22, 12, tzinfo=UTC)
    assert first([None, noon, noon - SECOND]) == noon - SECOND
    assert first([None]) is None
    assert not lapsed(None, noon)


def test_the_moments_of_a_case_stand_in_order(case):
    found = seat_moments(case)
    assert len(found) == 10
    assert list(found) == sorted(found, key=lambda each: each.ends)
    assert (found[0].seat, found[0].term, found[0].ends.isoformat()) == (
        "UDH",
        Term.NOMINATIONS,
        "2024-03-27T15:00:00+05:30",
    )


def test_names_stay_on_the_ballot_once_withdrawals_have_closed(case):
    closes = withdrawals_close(case, "ANR")
    assert closes.isoformat() == "2024-04-22T15:00:00+05:30"
    assert names_stay(case, closes - SECOND) == {"UDH", "JAM"}
    assert names_stay(case, closes) == {"UDH", "JAM", "ANR"}
    assert withdrawals_close(case, "NOWHERE") is None


def test_before_the_schedule_is_announced_there_is_no_moment(root):
    early = load_case(root / "cases" / "jammu-kashmir-2024", as_of=date(2024, 3, 15))
    assert seat_moments(early) == ()
    assert names_stay(early, datetime(2024, 6, 1, tzinfo=UTC)) == frozenset()


def test_a_clock_that_is_set_back_does_not_go_back_behind_the_record(world):
    team = Team.objects.get(id=world.ids["a"]["id"])
    other = Team.objects.get(id=world.ids["b"]["id"])
    at = clock.reading(team)
    record(What.READ, by="owner", at=at, team=team.id)
    for back in (timedelta(hours=1), timedelta(days=1), timedelta(0)):
        assert clock.reading(team, now=at - back) == at
    assert clock.reading(team, now=at + SECOND) == at + SECOND
    record(What.READ, by="owner", at=at - timedelta(hours=1), team=team.id)  # written by a clock that was set back
    assert clock.reading(team, now=at - timedelta(hours=1)) == at
    record(What.READ, by="stranger", at=at + SECOND, team=other.id)
    assert clock.reading(team, now=at) == at
    assert clock.reading(team, other, now=at) == at + SECOND
