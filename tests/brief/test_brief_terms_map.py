"""The map of terms shows who of an alliance stands where."""

import re
from dataclasses import replace

import pytest

from prepoll.brief import as_html
from prepoll.brief.tables import shown_options
from prepoll.brief.terms_map import TermsMaps, said


@pytest.fixture(scope="module")
def options(brief):
    found = [option for advice in brief.advices for option in shown_options(advice) if option.terms]
    assert found
    return found


def test_each_seat_that_is_shared_has_the_colour_and_the_code_of_who_stands_there(brief, options):
    for option in options:
        drawn = str(TermsMaps(brief).of(option))
        names = {seat.code: seat.name for seat in brief.seats}
        for seat, party in option.terms[0].allocation:
            colour = brief.party[party].colour if party else "var(--panel)"
            assert f'<use href="#area-{seat}" fill="{colour}"' in drawn
            assert f"<title>{names[seat]}: {party or 'nobody'}</title>" in drawn
        assert said(option.terms[0]) in drawn


def test_a_seat_that_nobody_gets_is_said_to_be_empty(brief, options):
    option = options[0]
    term = option.terms[0]
    (seat, _), *rest = term.allocation
    empty = replace(term, allocation=((seat, None), *rest))
    drawn = str(TermsMaps(brief).of(replace(option, terms=(empty,))))
    assert ">nobody</text>" in drawn
    assert f'<use href="#area-{seat}" fill="var(--panel)"' in drawn


def test_every_outline_that_is_used_stands_once_in_the_page(brief):
    page = as_html(brief)
    used = set(re.findall(r'href="#area-(\w+)"', page))
    assert used
    assert sorted(re.findall(r'id="area-(\w+)"', page)) == sorted({seat.code for seat in brief.seats})
    assert used <= {seat.code for seat in brief.seats}


def test_the_maps_have_names_of_their_own(brief):
    page = as_html(brief)
    names = re.findall(r'id="(terms-map-[^"]*)-title"', page)
    assert names
    assert len(names) == len(set(names))


def test_without_boundaries_there_is_no_map_of_terms(brief, options):
    bare = TermsMaps(replace(brief, boundaries=()))
    assert bare.of(options[0]) is None
    assert bare.areas() == ""
