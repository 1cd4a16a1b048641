"""Field reports: how they are read, and where reporters differ."""

from dataclasses import replace

import pytest
from markupsafe import escape

from prepoll.brief import as_html, as_markdown
from prepoll.brief.tables import heard_alike
from prepoll.brief.voices import spreads
from prepoll.brief.wording import MOVED_NOTE


@pytest.fixture
def voice(brief):
    row = next(row for row in brief.voices if row.measure == "share_valid")
    return replace(row, seat="SAL", unit=None, party="LM", estimate=0.10, low=0.08, high=0.12)


def other(voice, **changes):
    return replace(voice, **{"row": "reports.csv:other", "reporter": "another", **changes})


def test_every_report_of_the_day_is_heard_and_says_how_it_was_read(study, brief):
    assert {row.row for row in brief.voices} == {report.row.id for report in study.case.reports}
    assert all(row.reading for row in brief.voices)
    used = {i for seen in study.strength.evidence if seen.kind == "report" and seen.used for i in seen.rows}
    assert {row.row for row in brief.voices if row.used} == used != set()


def test_reporters_who_differ_are_set_against_each_other(voice):
    (found,) = spreads([voice, other(voice, estimate=0.3, low=0.25, high=0.4)])
    assert (found.lowest, found.highest, found.apart) == (0.1, 0.3, True)
    assert set(found.reporters) == {voice.reporter, "another"}
    (near,) = spreads([voice, other(voice, estimate=0.13, low=0.11, high=0.2)])
    assert not near.apart


@pytest.mark.parametrize(
    "change", [{"seat": "GUL"}, {"unit": "U01"}, {"party": "FF"}, {"measure": "lead"}, {"estimate": 0.1}]
)
def test_what_cannot_be_compared_is_no_disagreement(voice, change):
    row = other(voice, **{"estimate": 0.3, **change})
    assert spreads([voice, row]) == ()


def test_one_reporter_does_not_disagree_with_himself(voice):
    assert spreads([voice, other(voice, estimate=0.3, reporter=voice.reporter)]) == ()


def test_the_widest_gap_comes_first(voice):
    rows = [voice, other(voice, estimate=0.11), replace(voice, seat="GUL"), other(voice, seat="GUL", estimate=0.2)]
    assert [row.seat for row in spreads(rows)] == ["GUL", "SAL"]


def test_like_reports_are_joined_and_none_is_lost(brief):
    groups = heard_alike(brief.voices)
    assert sorted(row.row for group in groups for row in group) == sorted(row.row for row in brief.voices)
    assert all(len({(row.reporter, row.reading) for row in group}) == 1 for group in groups)


def test_a_report_says_once_whether_it_was_used_and_one_seat_is_a_seat(brief):
    row = replace(brief.voices[0], measure="seats_won", estimate=1.0, used=False, reading="shown and not used: a count")
    written = as_markdown(replace(brief, voices=(replace(row, note="a note."),)))
    assert ": 1 seat won. a note. Not used: a count\n" in written


def test_the_table_of_moves_says_once_why_it_ends_elsewhere_than_the_shares(brief, page):
    assert as_markdown(brief).count(MOVED_NOTE) == 1
    assert escape(MOVED_NOTE) in page


def test_reports_told_together_are_measured_by_the_last_of_them(brief):
    row = replace(brief.voices[0], measure="seats_won", estimate=1.0, low=None, high=None, reading="a count")
    page = as_html(replace(brief, voices=(row, replace(row, row="reports.csv:b", party="HL", estimate=3.0))))
    assert ": 3 seats won</p>" in page
    assert "3 seat won" not in page
