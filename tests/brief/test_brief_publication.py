"""What may be published, and when."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.brief import Audience, SilenceError, as_agenda, as_html, as_json, as_markdown, for_publication
from prepoll.brief.proposals import DayRow, SlackRow
from prepoll.brief.publication import windows
from prepoll.brief.types import Silence
from prepoll.errors import PrepollError, UsageError

IST = timezone(timedelta(hours=5, minutes=30))
CLOSE = datetime(2030, 5, 12, 18, 0, tzinfo=IST)
LAST_CLOSE = datetime(2030, 5, 19, 18, 0, tzinfo=IST)


def test_the_last_48_hours_before_each_close_are_silent(indian):
    found = windows(indian)
    assert [(w.begins, w.ends) for w in found] == [
        (CLOSE - timedelta(hours=48), CLOSE),
        (LAST_CLOSE - timedelta(hours=48), LAST_CLOSE),
    ]
    assert {name for w in found for name in w.seats} == {seat.name for seat in indian.seats}


@pytest.mark.parametrize(
    "at", [CLOSE - timedelta(hours=48), CLOSE - timedelta(minutes=1), LAST_CLOSE - timedelta(hours=1)]
)
def test_inside_it_stops_with_the_rule_and_the_hour(indian, at):
    with pytest.raises(SilenceError, match=r"18:00 \(UTC\+05:30\).*section 126\(1\)\(b\)") as caught:
        for_publication(indian, at)
    assert isinstance(caught.value, PrepollError)
    day = "12 May 2030" if at < CLOSE else "19 May 2030"
    assert f"ends on {day}, 18:00" in str(caught.value)
    assert "--override" in str(caught.value)


@pytest.mark.parametrize("at", [CLOSE - timedelta(hours=48, minutes=1), CLOSE, LAST_CLOSE])
def test_outside_it_writes(indian, at):
    assert for_publication(indian, at).audience is Audience.PUBLIC


@settings(max_examples=50, deadline=None)
@given(minutes=st.integers(-6000, 20000), offset=st.integers(-11, 13))
def test_the_hour_counts_and_not_the_time_zone_it_is_told_in(indian, minutes, offset):
    at = CLOSE + timedelta(minutes=minutes)
    told = at.astimezone(timezone(timedelta(hours=offset)))
    silent = any(end - timedelta(hours=48) <= at < end for end in (CLOSE, LAST_CLOSE))
    try:
        for_publication(indian, told)
    except SilenceError:
        assert silent
    else:
        assert not silent


def test_exit_polls_wait_for_the_last_poll(indian):
    until = datetime(2030, 5, 19, 18, 30, tzinfo=IST)
    with_exit = replace(indian, silence=Silence(48, until, True))
    between = datetime(2030, 5, 14, 12, 0, tzinfo=IST)
    assert for_publication(indian, between).audience is Audience.PUBLIC
    with pytest.raises(SilenceError, match=r"19 May 2030, 18:30.*126A"):
        for_publication(with_exit, between)
    assert for_publication(with_exit, until).audience is Audience.PUBLIC


def test_without_a_known_rule_the_latest_hour_counts(brief):
    polling = brief.seats[0].polling_day
    unknown = replace(brief, country=None)
    evening = datetime(polling.year, polling.month, polling.day, 23, 0, tzinfo=timezone(timedelta(hours=-12)))
    with pytest.raises(SilenceError, match="48 silent hours"):
        for_publication(unknown, evening)


def test_the_law_counts_where_the_case_sets_nothing(indian):
    unset = replace(indian, silence=Silence(None, None, False))
    assert windows(unset) == windows(indian)
    assert windows(replace(unset, country="United Kingdom")) == ()
    assert windows(replace(unset, country="Nowhere")) == ()


def test_an_override_is_recorded_with_the_name(indian):
    made = for_publication(indian, CLOSE - timedelta(hours=1), "A. Editor")
    assert (made.override.by, made.override.at) == ("A. Editor", CLOSE - timedelta(hours=1))
    for written in (as_html(made), as_markdown(made), as_json(made)):
        assert "A. Editor" in written
        assert "126(1)(b)" in written
    assert for_publication(indian, CLOSE, "A. Editor").override is None


def test_an_hour_without_a_time_zone_is_refused(indian):
    with pytest.raises(UsageError, match="no time zone"):
        for_publication(indian, datetime(2030, 5, 1, 12, 0))  # noqa: DTZ001 - what is refused


def test_reporters_field_reports_and_leaders_stay_inside(study, indian):
    made = for_publication(indian, CLOSE)
    reporters = {report.reporter for report in study.case.reports}
    spoken = " ".join(str(row) for row in indian.claims + indian.passages)
    hidden = {name for name in reporters if name not in spoken}
    assert len(hidden) >= 3
    notes = {report.note for report in study.case.reports if report.note}
    for written in (as_html(made), as_markdown(made), as_json(made)):
        assert not [name for name in hidden | notes if name in written]
        assert "report:" not in written
    assert "What our own people say" not in as_html(made)
    assert [name for name in hidden if name in as_json(indian)] != []
    reports = {row.id for row in indian.evidence if row.kind == "report"}
    assert reports
    assert not [i for i in reports if i in as_json(made)]


def test_own_deadlines_are_shown_only_where_they_were_set_on_record(indian):
    party, rival = indian.focal[0], "CP"
    claim = indian.claims[0]
    said = replace(claim, id="statement:said", actor=party, attribution="named", source="Courier")
    whispered = replace(claim, id="statement:whispered", actor=party, attribution="sources")
    unplaced = replace(claim, id="statement:unplaced", actor=party, attribution="named", source=None, address=None)
    rows = tuple(
        DayRow(CLOSE.date(), "own_deadline", None, actor, 9, f"by then, {name}", f"statement:{name}")
        for actor, name in (
            (party, "said"),
            (party, "whispered"),
            (party, "unplaced"),
            (party, "noted"),
            (rival, "whispered"),
        )
    )
    slack = tuple(
        SlackRow(row.statement, CLOSE.date(), "SAL", CLOSE.date(), 0, row.words) for row in rows if row.party == party
    )
    advice = indian.advices[0]
    options = tuple(replace(option, slack=slack) for option in advice.options)
    bare = tuple(row for row in advice.calendar if row.kind != "own_deadline")
    advice = replace(advice, calendar=(*bare, *rows), options=options)
    made = for_publication(replace(indian, claims=(said, whispered, unplaced), advices=(advice,)), CLOSE).advices[0]
    shown = [(row.party, row.statement) for row in made.calendar if row in rows]
    assert shown == [(party, "statement:said"), (rival, "statement:whispered")]
    assert [[row.statement for row in option.slack] for option in made.options] == [["statement:said"]] * len(options)
    assert len(made.calendar) == len(advice.calendar) - 3


def test_a_mandate_is_not_for_the_public(indian):
    with pytest.raises(UsageError, match="not for the public"):
        as_agenda(for_publication(indian, CLOSE), "html")
