"""The brief says what a seat costs, what can be divided, and what is lost if few voters follow."""

import json
from dataclasses import replace

import pytest

from prepoll.brief import as_json, as_markdown
from prepoll.brief.margins import low_words, margin_words
from prepoll.brief.proposals import DivisionRow, PriceRow


@pytest.fixture(scope="module")
def first(brief):
    return next(advice.options[0] for advice in brief.advices if advice.options and advice.options[0].terms)


def test_the_first_option_has_its_margins_and_the_others_have_none(brief, first):
    assert {row.party for row in first.prices} == {party for party, _ in first.terms[0].each}
    contests = [party for _, party in first.terms[0].allocation]
    assert all(row.contests == contests.count(row.party) for row in first.prices)
    for term in first.terms:
        assert term.regret >= 0
    best = max(term.low_end for term in first.terms)
    assert all(term.low_end + term.regret >= best - 1e-6 for term in first.terms)
    for advice in brief.advices:
        assert not any(option.prices or option.divisions for option in advice.options[1:])


def test_they_stand_in_the_page_in_markdown_and_in_json(brief, first, page):
    text, document = as_markdown(brief), json.loads(as_json(brief))
    for words in (*margin_words(first), *(low_words(term) for term in first.terms)):
        assert words in text
        assert words in page
    options = [option for advice in document["advices"] for option in advice["options"]]
    assert [row["party"] for option in options for row in option["prices"]][: len(first.prices)] == [
        row.party for row in first.prices
    ]


def test_the_words_of_a_price_and_of_what_can_be_divided(first):
    rows = (PriceRow("A", 3, None, 0.25, None), PriceRow("B", 0, 0.5, None, -0.04))
    cut = (DivisionRow((("A", 3.0), ("B", 0.0)), (("A", 3), ("B", 0)), 3.0),)
    more = (*cut, DivisionRow((("A", 1.0), ("B", 1.5)), (("A", 1), ("B", 2)), 2.5))
    assert margin_words(replace(first, prices=rows, divisions=cut)) == (
        "One seat more to contest for A, which the optimum gives 3, cannot be had; one less costs 0.25.",
        "One seat more to contest for B, which the optimum gives 0, costs the alliance 0.50 expected seats "
        "and changes what B wins by −0.04.",
    )
    assert margin_words(replace(first, prices=(), divisions=more)) == (
        "Nobody can win more without another member winning less at A 3.00 of 3, B 0.00 of 0 (3.00 together); "
        "or A 1.00 of 1, B 1.50 of 2 (2.50 together).",
    )
    assert margin_words(replace(first, prices=(), divisions=())) == ()
    assert low_words(replace(first.terms[0], low_end=None)) == ""
