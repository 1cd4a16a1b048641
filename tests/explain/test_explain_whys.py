"""The "why?" of the pages: at the main figures, without script, and never in what is published."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from prepoll.brief import as_html, as_json, for_publication
from prepoll.brief.tables import largest, shown_options
from prepoll.explain import explain_in, with_whys

pytestmark = pytest.mark.xdist_group(__name__)  # what they share is made once, not in every process


@pytest.fixture(scope="module")
def brief(kashmir):
    return with_whys(kashmir, kashmir.brief())


@pytest.fixture(scope="module")
def page(brief):
    return as_html(brief)


def test_every_why_leads_to_its_chain_and_every_chain_is_linked(page):
    ids = re.findall(r'id="([^"]+)"', page)
    links = set(re.findall(r'href="#(why-[^"]+)"', page))
    assert len(ids) == len(set(ids))
    assert links == {name for name in ids if name.startswith("why-")}
    assert len(links) > 40
    assert "<script" not in page


def test_shares_totals_options_and_terms_have_one(brief):
    named = {why.figure for why in brief.whys}
    assert len(named) == len(brief.whys)
    for seat in brief.seats:
        assert {row.figure for row in largest(brief, seat) if row.party != "OTHERS"} <= named
    for party in brief.focal:
        assert f"total:{party}" in named
    for advice in brief.advices:
        for option in shown_options(advice):
            assert {option.figure, *([f"{option.figure}:terms"] if option.terms else [])} <= named


def test_the_short_form_is_of_the_chain_with_the_same_address(brief, kashmir_figures):
    for why in brief.whys[::7]:
        chain = explain_in(kashmir_figures, why.address)
        assert chain.words.startswith(why.title)
        first = chain.rows[0]
        assert why.rows[0].startswith(f"{first.file}, line {first.line}: {first.text[:40]}")
        assert set(why.claims) <= {row.id for row in chain.statements}


def test_the_pages_stay_small_and_the_json_is_untouched(brief, page):
    assert len(page.encode()) < 1_500_000
    assert as_json(brief) == as_json(replace(brief, whys=()))


def test_nothing_of_it_is_published(brief):
    at = datetime(2024, 3, 20, 12, tzinfo=UTC)
    public = for_publication(brief, at)
    assert public.whys == ()
    assert "why?" not in as_html(public)
