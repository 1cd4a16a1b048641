"""Figures in words."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prepoll.alliances.types import ALONE, StandDown, Structure
from prepoll.brief.make import described
from prepoll.brief.wording import (
    CHANCE_WORDS,
    NORM_WORDS,
    RELATION_WORDS,
    SPHERE_WORDS,
    STATUS_WORDS,
    chance_word,
    cutoffs,
    day,
    grouped,
    grouping_rule,
    in_hundred,
    percent,
    signed,
)
from prepoll.names import Relation, Sphere, Status
from prepoll.sharing.types import Norm


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "0"), (999, "999"), (1000, "1,000"), (99999, "99,999"), (100000, "1,00,000"), (8693217, "86,93,217"),
     (123456789, "12,34,56,789"), (-48000, "−48,000")],
)  # fmt: skip
def test_indian_grouping(number, written):
    assert grouped(number, "India") == written


@given(st.integers(-(10**12), 10**12))
def test_grouping_keeps_the_digits_and_the_pairs(number):
    for country in ("India", "Malaysia"):
        written = grouped(number, country)
        assert int(written.replace(",", "").replace("−", "-")) == number
    body = grouped(abs(number), "India").split(",")
    assert all(len(part) == 2 for part in body[1:-1])
    assert len(body[-1]) <= 3


def test_the_rule_is_named():
    assert "1,23,456" in grouping_rule("India")
    assert "123,456" in grouping_rule("Canada")
    assert grouping_rule(None) == grouping_rule("Canada")


@given(st.floats(0, 1), st.floats(0, 1))
def test_words_for_chances_follow_their_cut_offs(a, b):
    order = [word for _, word in CHANCE_WORDS] + ["out of reach"]
    low, high = sorted((a, b))
    assert order.index(chance_word(high)) <= order.index(chance_word(low))
    assert re.fullmatch(r"(under 1|over 99|\d{1,3}) in 100", in_hundred(a))
    assert in_hundred(a) not in ("0 in 100", "100 in 100")


def test_the_cut_offs_are_stated_as_they_are():
    for least, word in CHANCE_WORDS:
        assert f"{word} from {least * 100:.0f} in 100" in cutoffs()
        assert chance_word(least) == word
        assert chance_word(least - 1e-9) != word


@given(st.floats(0, 1))
def test_percent_is_never_nothing_where_there_is_something(share):
    assert (percent(share) == "0%") == (share == 0)


def test_gains_have_a_sign_and_nought_has_none():
    assert signed(0.2, "seats", "India") == "+0.20"
    assert signed(-0.2, "seats", "India") == "−0.20"
    assert signed(0.001, "seats", "India") == signed(-0.001, "seats", "India") == "0.00"
    assert signed(148000.4, "votes", "India") == "+1,48,000"
    assert signed(0.08, "recognition", "India") == "+8 in 100"


def test_days_are_written_the_british_way():
    assert day(date(2024, 3, 19)) == "19 March 2024"


def test_every_choice_of_the_other_rooms_has_its_words():
    assert set(RELATION_WORDS) == {row.value for row in Relation}
    assert set(STATUS_WORDS) == {row.value for row in Status}
    assert set(SPHERE_WORDS) == {row.value for row in Sphere}
    assert set(NORM_WORDS) == {row.value for row in Norm}


def test_what_is_taken_for_granted_is_said_with_names(study):
    deal = Structure.of(
        {"COAST": (frozenset({"MU", "HL"}),), "UPLAND": (frozenset({"HL", "MU"}),)}, (StandDown("OAK", "LM", "FF"),)
    )
    assert described(deal, study.case) == (
        "HL + MU together in The Coast and The Uplands; LM leaves Oakdale to FF, every other party alone"
    )
    assert described(ALONE, study.case) == "every party alone"


@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("India", "A seat is a Lok Sabha seat, a unit an assembly segment."),
        ("India", "The security deposit is kept by the winner and above 1/6"),
        ("New Zealand", "The deposit is kept from 1/20"),
        ("United Kingdom", "A seat is a constituency of the House of Commons"),
        (None, "no rule of this country is known"),
    ],
)
def test_the_rules_of_the_country_stand_in_the_brief_with_their_source(brief, country, said):
    from prepoll.brief.rules import rules_in_words
    from prepoll.case.country import country_rules

    assert any(said in rule for rule in rules_in_words(country_rules(country)))
    assert set(rules_in_words(country_rules(brief.country))) <= set(brief.caveats)
