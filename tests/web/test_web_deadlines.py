"""Deadlines as a page, as mails and as a calendar; and whose turn it is."""

import logging
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.core import mail
from django.db import IntegrityError
from django.utils import timezone
from web_world import tutorial

from prepoll.errors import UsageError
from prepoll_web.cases.actions import add_case
from prepoll_web.cases.models import Case
from prepoll_web.deadlines import rounds, sources
from prepoll_web.deadlines.actions import make_feed, set_address
from prepoll_web.deadlines.calendars import calendar_of
from prepoll_web.deadlines.models import Reminder
from prepoll_web.deadlines.moments import Term
from prepoll_web.deadlines.post import mail as mail_settings
from prepoll_web.deadlines.reminders import hours_before, remind
from prepoll_web.deadlines.schedule import seat_deadlines
from prepoll_web.deadlines.sources import Deadline, Turn, deadlines_of
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.teams.access import Right
from prepoll_web.teams.models import Membership, Team

CLOSES = datetime(2030, 4, 11, tzinfo=UTC)  # nominations in the tutorial, which is in no country that has a law here


def member_of(world, name="owner"):
    return Membership.objects.select_related("team", "user").get(user=world.user(name), team_id=world.ids["a"]["id"])


def at_hour(monkeypatch, hour):
    monkeypatch.setattr(timezone, "now", lambda: hour)


def test_the_page_lists_what_falls_due_in_order(world):
    text = world.client("viewer").get(world.at("deadlines")).content.decode()
    assert text.index("Nominations close in Saltmouth") < text.index("Withdrawals close in Saltmouth")
    assert "the end of 10 Apr 2030, UTC" in text
    assert "11 Apr 2030, 00:00" not in text
    assert "Reminders" not in text  # a viewer keeps none
    assert "Make an address for my calendar" in world.client("analyst").get(world.at("deadlines")).content.decode()


def test_a_deadline_is_listed_until_its_moment_and_no_longer(world):
    member = member_of(world)
    about = f"seat:{world.ids['a']['case']}:SAL"
    before = [each.term for each in deadlines_of(member, CLOSES - timedelta(seconds=1)) if each.about == about]
    assert before == [Term.NOMINATIONS, Term.WITHDRAWALS]
    assert [each.term for each in deadlines_of(member, CLOSES) if each.about == about] == [Term.WITHDRAWALS]


def test_the_same_hour_of_two_states_of_a_case_is_one_deadline(world):
    member = member_of(world)
    assert Case.objects.filter(team=member.team).count() == 1
    once = len(list(seat_deadlines(member, world.now)))
    add_case(member.user, member.team.slug, tutorial(), world.now)
    assert len(list(seat_deadlines(member, world.now))) == once


def test_what_takes_a_right_is_kept_from_who_lacks_it(world, monkeypatch):
    secret = Deadline("talk:1", Term.REPLY, CLOSES, "A reply falls due", right=Right.KEEP_CALENDAR)
    monkeypatch.setattr(sources, "_SOURCES", [lambda member, at: [secret]])
    assert deadlines_of(member_of(world), world.now) == [secret]
    assert deadlines_of(member_of(world, "viewer"), world.now) == []


def test_whose_turn_it_is_stands_on_every_page_of_the_team(world, monkeypatch):
    case = Case.objects.get(id=world.ids["a"]["case"])

    def turns(member, at):
        mine = member.user.username == "approver"
        return [
            Turn("offer:1", "Approve round 3", "/there/", mine, "the approvers", CLOSES, case),
            Turn("talk:1", "Answer the approach", "/here/", False, "DPAP"),
        ]

    monkeypatch.setattr(sources, "_TURNS", [turns])
    for page in ("team", "case", "deadlines"):
        text = world.client("approver").get(world.at(page)).content.decode()
        assert "<strong>You</strong>" in text
        assert ("Answer the approach" in text) == (page != "case")  # it is of no case
        assert "until the end of 10 Apr 2030, UTC" in text
        assert "the approvers" in world.client("owner").get(world.at(page)).content.decode()


def test_a_reminder_goes_out_a_day_and_two_hours_before_and_each_once(world, monkeypatch):
    at_hour(monkeypatch, CLOSES - timedelta(hours=25))
    assert remind() == 0
    at_hour(monkeypatch, CLOSES - timedelta(hours=24))
    first = remind()
    assert first == len(mail.outbox) > 0
    assert mail.outbox[0].to == ["owner@example.org"]
    assert "Nominations close in Saltmouth in less than 24 hours" in [each.subject for each in mail.outbox]
    assert "the end of 10 April 2030, UTC." in mail.outbox[0].body
    assert remind() == 0
    at_hour(monkeypatch, CLOSES - timedelta(hours=25))  # set back: what was sent is not sent again
    assert remind() == 0
    at_hour(monkeypatch, CLOSES - timedelta(hours=2))
    assert remind() == first
    at_hour(monkeypatch, CLOSES)
    assert remind() == 0
    told = world.events().filter(what="reminded")
    assert told.count() * 2 == len(mail.outbox)  # the other team is reminded of its own
    assert "owner@example.org" not in str(list(world.events().values()))


@pytest.fixture(autouse=True)
def _empty_box():
    mail.outbox = []


def test_two_processes_send_a_reminder_once(world, monkeypatch):
    from prepoll_web.deadlines import reminders

    at_hour(monkeypatch, CLOSES - timedelta(hours=3) + timedelta(hours=2))
    waiting = list(reminders._due())
    sent = remind()
    monkeypatch.setattr(reminders, "_due", lambda: iter(waiting))  # the other has looked at the same time
    monkeypatch.setattr(reminders, "_claimed", lambda due: False)
    assert remind() == 0
    assert len(mail.outbox) == sent


def test_a_reminder_stands_in_its_own_row_once(world, monkeypatch):
    at_hour(monkeypatch, CLOSES - timedelta(hours=1))
    remind()
    row = Reminder.objects.first()
    row.pk = None
    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


def test_who_has_left_is_reminded_no_more(world, monkeypatch):
    Membership.objects.filter(user=world.user("owner")).delete()
    Membership.objects.filter(user=world.user("stranger")).update(role="viewer")
    at_hour(monkeypatch, CLOSES - timedelta(hours=1))
    assert remind() == 0


def test_a_mail_server_that_cannot_be_reached_claims_nothing(world, monkeypatch, settings_of_mail, caplog):
    at_hour(monkeypatch, CLOSES - timedelta(hours=1))
    settings_of_mail("smtp://127.0.0.1:9")
    monkeypatch.setattr(logging.getLogger("django"), "propagate", True)
    rounds.make_round()
    assert "could not be sent" in caplog.text
    assert Reminder.objects.count() == 0
    settings_of_mail(None)
    assert remind() > 0


@pytest.fixture
def settings_of_mail(monkeypatch):
    from django.conf import settings

    backend = settings.EMAIL_BACKEND

    def change(address):
        for key, value in (mail_settings(address, "") if address else {"EMAIL_BACKEND": backend}).items():
            monkeypatch.setattr(settings, key, value, raising=False)

    return change


def test_mail_goes_to_the_console_unless_a_server_is_named():
    assert mail_settings("", "")["EMAIL_BACKEND"].endswith("console.EmailBackend")
    sealed = mail_settings("smtps://mail.example", "desk@example.org")
    assert (sealed["EMAIL_PORT"], sealed["EMAIL_USE_SSL"], sealed["EMAIL_USE_TLS"]) == (465, True, False)
    for wrong in ("http://mail.example", "smtp://", "smtp://mail.example:port"):
        with pytest.raises(UsageError, match="PREPOLL_MAIL is not"):
            mail_settings(wrong, "")


def test_the_hours_before_a_deadline():
    ends = CLOSES
    for left, hours in ((25, 0), (24, 24), (2.1, 24), (2, 2), (0.1, 2), (0, 0), (-1, 0)):
        assert hours_before(ends, ends - timedelta(hours=left)) == hours


def test_an_address_that_is_none_is_sent_back(world):
    response = world.client("analyst").post(world.at("reminders"), {"address": "nowhere"})
    assert response.status_code == 422
    assert "Enter a valid email address" in response.content.decode()


def test_an_empty_address_ends_the_reminders(world, monkeypatch):
    set_address(world.user("owner"), world.ids["a"]["team"], "", world.now)
    Membership.objects.filter(user=world.user("stranger")).update(role="viewer")
    at_hour(monkeypatch, CLOSES - timedelta(hours=1))
    assert remind() == 0


def test_the_calendar_is_read_by_its_secret_and_no_more_once_it_is_ended(world):
    response = world.client().get(world.at("calendar"))
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(response.content)
    names = [str(each["summary"]) for each in calendar.walk("VEVENT")]
    assert "Nominations close in Saltmouth" in names
    assert world.events().last().about.startswith("calendar:")
    assert world.client().get("/calendar/another.ics").status_code == 404
    world.client("owner").post(world.at("end-calendar"))
    assert world.client().get(world.at("calendar")).status_code == 404


def test_a_new_address_ends_the_old_one(world):
    _, secret = make_feed(world.user("owner"), world.ids["a"]["team"], world.now)
    assert world.client().get(world.at("calendar")).status_code == 404
    assert world.client().get(f"/calendar/{secret}.ics").status_code == 200


def test_who_has_left_has_no_calendar(world):
    member = Membership.objects.get(user=world.user("owner"), team_id=world.ids["a"]["id"])
    Membership.objects.filter(pk=member.pk).update(role="viewer")
    assert world.client().get(world.at("calendar")).status_code == 404
    member.delete()
    assert world.client().get(world.at("calendar")).status_code == 404


def test_a_calendar_carries_the_zones_that_it_names(world):
    team = Team.objects.get(id=world.ids["a"]["id"])
    kolkata, london = ZoneInfo("Asia/Kolkata"), ZoneInfo("Europe/London")
    rows = [
        Deadline("seat:1:ANR", Term.WITHDRAWALS, datetime(2024, 4, 22, 15, tzinfo=kolkata), "Withdrawals close"),
        Deadline("seat:2:X", Term.WITHDRAWALS, datetime(2024, 6, 7, 16, tzinfo=london), "Withdrawals close, too"),
        Deadline("mandate:3", Term.MANDATE, datetime(2024, 6, 8, tzinfo=UTC), "A mandate ends", "/teams/x/"),
    ]
    written = calendar_of(team, rows, world.now, "https://desk.example")
    assert written == calendar_of(team, rows, world.now, "https://desk.example")
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(written)
    assert [str(each["tzid"]) for each in calendar.walk("VTIMEZONE")] == ["Asia/Kolkata", "Europe/London"]
    *hours, day = [each["dtstart"].dt for each in calendar.walk("VEVENT")]
    assert [each.astimezone(UTC) for each in hours] == [each.ends.astimezone(UTC) for each in rows[:2]]
    assert day == date(2024, 6, 7)  # it ends with that day
    assert b"DTSTART;TZID=Asia/Kolkata:20240422T150000" in written
    assert b"URL:https://desk.example/teams/x/" in written
    moved = calendar_of(team, [rows[0], *rows[1:]], world.now)
    uids = [str(each["uid"]) for each in icalendar.Calendar.from_ical(moved).walk("VEVENT")]
    assert len(set(uids)) == 3


def test_a_clock_that_is_set_back_brings_no_deadline_back(world, monkeypatch):
    team = Team.objects.get(id=world.ids["a"]["id"])
    record(What.READ, by="owner", at=CLOSES + timedelta(minutes=1), team=team.id)
    at_hour(monkeypatch, CLOSES - timedelta(minutes=59))
    text = world.client("owner").get(world.at("deadlines")).content.decode()
    assert "Nominations close in Saltmouth" not in text
    assert "Withdrawals close in Saltmouth" in text
    assert remind() == 0 or not Reminder.objects.filter(team=team, ends=CLOSES).exists()
