"""Cells are read in one form, and what was meant by another is guessed only in words."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prepoll.case import cells
from prepoll.names import PartyKind

DAYS = st.dates(date(1955, 1, 1), date(2100, 1, 1))


@given(DAYS)
def test_an_iso_date_is_read(when: date) -> None:
    assert cells.day(when.isoformat()) == when


@given(DAYS, st.sampled_from(["{0.day}/{0.month}/{0.year}", "{0:%d}.{0:%m}.{0.year}", "{0:%Y%m%d}", "{0:%d %B %Y}"]))
def test_another_date_is_refused_and_its_meaning_named(when: date, form: str) -> None:
    with pytest.raises(cells.Unreadable) as refused:
        cells.day(form.format(when))
    assert when.isoformat() in refused.value.way_out


@given(st.integers(20000, 70000))
def test_a_spreadsheet_serial_is_named(serial: int) -> None:
    with pytest.raises(cells.Unreadable) as refused:
        cells.day(str(serial))
    assert (date(1899, 12, 30) + timedelta(days=serial)).isoformat() in refused.value.way_out


@given(st.integers(0, 10**9))
def test_counts_and_their_thousands_marks(votes: int) -> None:
    assert cells.count(str(votes)) == votes
    if votes >= 1000:
        with pytest.raises(cells.Unreadable) as refused:
            cells.count(f"{votes:,}")
        assert f" {votes} was probably meant" in refused.value.way_out


@pytest.mark.parametrize("raw", ["nan", "inf", "-inf", "1e400", "1_000", "twelve", "0x10", "--1", "٣.٣.٣"])
def test_what_is_no_number_is_refused(raw: str) -> None:
    with pytest.raises(cells.Unreadable):
        cells.number(raw)
    with pytest.raises(cells.Unreadable):
        cells.count(raw)


def test_a_whole_number_with_a_point_is_whole() -> None:
    assert cells.count("1234.0") == 1234


@given(st.text())
def test_no_text_ends_in_another_error(raw: str) -> None:
    for read in (cells.day, cells.moment, cells.number, cells.count, cells.colour, cells.choice(PartyKind)):
        with contextlib.suppress(cells.Unreadable):
            read(raw)


def test_a_moment_without_a_zone_is_utc() -> None:
    assert cells.moment("2024-03-19").isoformat() == "2024-03-19T00:00:00+00:00"
    assert cells.moment("2024-03-19T14:30+05:30").isoformat() == "2024-03-19T14:30:00+05:30"


def test_the_nearest_name_is_suggested_only_where_one_is_near() -> None:
    assert cells.nearest("strenght", ["strength", "transfer"]) == "Did you mean strength? "
    assert cells.nearest("zzz", ["strength", "transfer"]) == ""
    assert cells.nearest("nc", ["NC", "INC"]) == "Did you mean NC? "


@pytest.mark.parametrize(
    ("raw", "way_out"),
    [
        ("34,56", "34.56 was probably meant"),
        ("0,205", "0.205 was probably meant"),
        ("34,125", "34.125 or 34125 was probably meant"),
        ("1,23,456", " 123456 was probably meant"),
        ("34,5 %", "34.5 per cent"),
        ("34.5\u00a0%", "34.5 per cent"),
        ("32\u201336", "holds two, 32 and 36"),
        ("~34.5", " 34.5 was probably meant"),
        ("34*", " 34 was probably meant"),
    ],
)
def test_a_number_in_the_hand_of_a_spreadsheet_is_answered_with_what_was_meant(raw: str, way_out: str) -> None:
    with pytest.raises(cells.Unreadable) as refused:
        cells.number(raw)
    assert way_out in refused.value.way_out


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("34,125", 34125),
        ("1,23,456.00", 123456),
        ("1.23.456,00", 123456),
        ("\u20b961200", 61200),
        ("(5,310)", 5310),
        ("61200*", 61200),
    ],
)
def test_a_count_in_the_hand_of_a_spreadsheet_is_answered_with_what_was_meant(raw: str, meant: int) -> None:
    with pytest.raises(cells.Unreadable) as refused:
        cells.count(raw)
    assert f" {meant} was probably meant" in refused.value.way_out


@pytest.mark.parametrize("raw", ["15-Feb-30", "15 February 30", "15-Feb-2030"])
def test_a_day_with_a_month_in_letters_is_answered_with_what_was_meant(raw: str) -> None:
    with pytest.raises(cells.Unreadable) as refused:
        cells.day(raw)
    assert "2030-02-15 was probably meant" in refused.value.way_out
