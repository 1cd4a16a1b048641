"""The case from outside India adds up to what its page says, and lives by its country's rules."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from prepoll.brief import as_html, as_json, as_markdown
from prepoll.case import check_case, load_case
from prepoll.case.country import country_rules
from prepoll.case.types import Case
from prepoll.study import Study

FOLDER = Path(__file__).parents[2] / "cases" / "new-zealand-2011"
PARTIES = {"National": "NAT", "Labour": "LAB", "ACT": "ACT", "United Future": "UF"}


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(FOLDER)


def tables() -> list[tuple[str, str, str, int]]:
    """The rows of the page: electorate, first, second, votes apart."""
    lines = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [(row[0], PARTIES[row[1]], PARTIES[row[2]], int(row[3].replace(",", ""))) for row in rows[1:]]


def votes_in(case: Case, seat: str) -> Counter[str]:
    votes: Counter[str] = Counter()
    for row in case.results:
        if row.seat == seat:
            votes[row.party if row.party != "OTH" else str(row.candidate)] += row.votes
    return votes


def test_it_is_sound() -> None:
    assert [str(finding) for finding in check_case(FOLDER)] == []


def test_the_page_s_table_is_what_the_votes_say(case: Case) -> None:
    names = {seat.name: seat.code for seat in case.seats}
    rows = tables()
    assert {row[0] for row in rows} == set(names)
    for name, first, second, apart in rows:
        (winner, most), (runner_up, next_most) = votes_in(case, names[name]).most_common(2)
        assert (winner, runner_up, most - next_most) == (first, second, apart), name


def test_nothing_in_it_is_of_the_election_itself(case: Case) -> None:
    assert case.as_of == date(2011, 11, 12)
    assert {(row.election, row.date) for row in case.results} == {("GE2008", date(2008, 11, 8))}
    assert max(article.date for article in case.articles) <= case.as_of


def test_its_rules_are_its_country_s(case: Case) -> None:
    rules = case.country_rules
    assert (rules.code, rules.words["seat"], rules.grouped(1234567)) == ("NZ", "electorate", "1,234,567")
    (deposits,) = (each for each in case.objectives if each.code == "deposits")
    assert (deposits.threshold, deposits.strict) == (0.05, False)
    assert rules.publication is not None
    assert (rules.publication.silence_hours, rules.time_zone) == (19, "Pacific/Auckland")


def test_deposits_by_five_per_cent_are_not_those_by_a_sixth(case: Case) -> None:
    votes = votes_in(case, "WLC")
    total = sum(votes.values())
    assert {party for party, number in votes.items() if number >= 0.05 * total} == {"LAB", "NAT", "GRN"}
    assert {party for party, number in votes.items() if number > total / 6} == {"LAB", "NAT"}


def test_a_deposit_of_the_united_kingdom_wants_more_than_a_twentieth() -> None:
    deposit = country_rules("United Kingdom").deposit
    assert deposit is not None
    assert (deposit.share, deposit.strict) == (pytest.approx(0.05), True)


def test_regions_may_be_named_in_the_rows_of_the_seats(case: Case) -> None:
    assert [(region.code, len(region.seats)) for region in case.regions] == [("NZ", 12)]
    assert set(case.region_of.values()) == {"NZ"}


INDIAN = re.compile(
    r"\b(?:lakh|crore|lok sabha|vidhan|segments?|rupees?|state party|india|indian|one sixth|MLA|tehsil|booth)\b"
    r"|₹|16\.67|\d,\d\d,\d\d\d",
    re.IGNORECASE,
)


def test_nothing_indian_stands_in_a_brief_from_elsewhere() -> None:
    brief = Study(FOLDER, draws=60).brief(("LAB",))
    seen = re.sub(r"<(script|style).*?</\1>", "", as_html(brief), flags=re.DOTALL)
    for text in (as_markdown(brief), as_json(brief), re.sub("<[^>]+>", " ", seen)):
        assert [found[0] for found in INDIAN.finditer(text)] == []
        assert "Ask several polling places of" in text
