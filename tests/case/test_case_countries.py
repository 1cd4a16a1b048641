"""What differs from country to country stands in files, and the files are sound."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prepoll.case import check_case, load_case
from prepoll.case.country import FILES, Digits, countries, country_rules, read_country
from prepoll.errors import CaseError, UsageError


def test_india_keeps_the_numbers_of_its_law() -> None:
    india = country_rules("India")
    assert india.deposit is not None
    assert (india.deposit.share, india.deposit.strict) == (1 / 6, True)
    assert india.recognition is not None
    assert (india.recognition.share, india.recognition.share_with_seat) == (0.08, 0.06)
    assert india.recognition.seats_each == 25
    assert india.publication is not None
    assert (india.publication.silence_hours, india.publication.polls_close) == (48, time(18))
    assert str(india.offset_on(date(2024, 4, 19))) == "UTC+05:30"
    assert india.digits is Digits.LAKHS


def test_the_united_kingdom_has_its_own() -> None:
    kingdom = country_rules("UK")
    assert kingdom.deposit is not None
    assert (kingdom.deposit.share, kingdom.deposit.strict) == (1 / 20, True)
    assert kingdom.recognition is None
    assert kingdom.publication is not None
    assert (kingdom.publication.silence_hours, kingdom.publication.polls_close) == (None, time(22))
    assert kingdom.grouped(1234567) == "1,234,567"
    assert kingdom.words["seat"] == "constituency"


def test_summer_time_counts() -> None:
    kingdom = country_rules("United Kingdom")
    offsets = [kingdom.offset_on(on) for on in (date(2019, 12, 12), date(2017, 6, 8))]
    assert [zone and zone.utcoffset(None) for zone in offsets] == [timedelta(0), timedelta(hours=1)]


@pytest.mark.parametrize("country", countries(), ids=lambda country: country.name)
def test_a_country_is_found_by_every_name_of_it(country) -> None:
    for name in (country.name, country.code, *country.aliases, country.name.upper(), f" {country.name} "):
        assert country_rules(name) is country


def test_no_name_leads_to_two_countries() -> None:
    names = [name.casefold() for each in countries() for name in {each.name, each.code, *each.aliases}]
    assert len(names) == len(set(names)) > 10


def test_a_rule_has_a_source_wherever_there_is_one() -> None:
    for each in countries():
        for law in (each.deposit, each.recognition):
            assert law is None or len(law.source) > 20
        rules = each.publication
        if rules is not None:
            assert (rules.silence is None) == (rules.silence_source is None) == (rules.silence_hours is None)
            assert (rules.exit is None) == (rules.exit_source is None)


def test_without_a_file_the_rules_of_elsewhere_count() -> None:
    assert not country_rules(None).known
    assert country_rules("Merrow Isles") is country_rules(None)
    assert country_rules(None).offset_on(date(2030, 1, 1)) is None


def test_a_case_reaches_its_country(jammu_kashmir: Path, tutorial: Path) -> None:
    assert load_case(jammu_kashmir).country_rules.code == "IN"
    assert not load_case(tutorial).country_rules.known


def test_a_mistyped_country_is_named(folder: Path) -> None:
    path = folder / "case.toml"
    path.write_text(path.read_text().replace('"Merrow Isles"', '"United Kingdon"'))
    (finding,) = (each for each in check_case(folder) if each.column == "country")
    assert "Did you mean United Kingdom?" in finding.way_out
    assert finding.line == 3


@given(st.integers(-(10**15), 10**15))
def test_grouping_keeps_the_digits_and_puts_marks_where_they_belong(number: int) -> None:
    for name, sizes in (("India", {2}), ("UK", {3})):
        words = country_rules(name).grouped(number)
        assert int(words.replace(",", "").replace("−", "-")) == number
        first, *rest = words.lstrip("−").split(",")
        assert not rest or len(rest[-1]) == 3
        assert {len(part) for part in rest[:-1]} <= sizes
        assert 1 <= len(first) <= 3


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('share = "1/6"', 'share = "1/0"', "india.toml"),
        ('share = "1/6"', 'share = "7/6"', "not between 0 and 1"),
        ('code = "IN"\n', "", "'code' is missing"),
        ('digits = "lakhs"', 'digits = "dozens"', "dozens"),
        ("[words]", "[words", "india.toml"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, old: str, new: str, problem: str) -> None:
    text = (FILES / "india.toml").read_text()
    assert old in text
    (tmp_path / "india.toml").write_text(text.replace(old, new, 1))
    with pytest.raises(UsageError, match=problem):
        read_country(tmp_path / "india.toml")


def objectives(folder: Path, country: str, more: str = "") -> dict[str, tuple[float | None, bool]]:
    path = folder / "case.toml"
    text = path.read_text().replace('"Merrow Isles"', f'"{country}"')
    path.write_text(f'{text}\n[[objective]]\ncode = "deposits"\n{more}')
    return {each.code: (each.threshold, each.strict) for each in load_case(folder).objectives}


@pytest.mark.parametrize(
    ("country", "expected"), [("India", 1 / 6), ("United Kingdom", 1 / 20), ("Merrow Isles", 1 / 6)]
)
def test_an_objective_without_a_threshold_takes_its_country_s(folder: Path, country: str, expected: float) -> None:
    assert objectives(folder, country)["deposits"] == (expected, True)


def test_a_threshold_of_the_case_goes_before_its_country_s(folder: Path) -> None:
    assert objectives(folder, "United Kingdom", "threshold = 0.1\n")["deposits"] == (0.1, False)


def test_an_objective_that_no_law_and_no_case_defines_is_named(folder: Path) -> None:
    with pytest.raises(CaseError, match="no rule of Nepal says how it is counted"):
        objectives(folder, "Nepal")
