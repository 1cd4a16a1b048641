"""The case from outside India adds up to the published totals, and lives by its country's rules."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from prepoll.case import check_case, load_case
from prepoll.case.types import Case

FOLDER = Path(__file__).parents[2] / "cases" / "unite-to-remain-2019"
PUBLISHED = {  # valid votes and majority in 2017
    "RIC": (63330, 45),
    "BRP": (57687, 14699),
    "IOW": (74479, 21069),
    "BRE": (41334, 8038),
    "MON": (34891, 9285),
    "ARF": (28208, 92),
    "YNY": (37367, 5259),
}
SHARES = {  # per cent of the valid votes in 2017, as published
    "RIC": {"CON": 45.1, "LD": 45.1, "LAB": 9.1, "OTH": 0.7},
    "BRP": {"GRN": 52.3, "LAB": 26.8, "CON": 19.2},
    "IOW": {"CON": 51.3, "LAB": 23.0, "GRN": 17.3, "LD": 3.7},
    "BRE": {"CON": 48.6, "LD": 29.1, "LAB": 17.7, "PC": 3.1, "OTH": 1.4},
    "MON": {"CON": 51.8, "LD": 25.2, "LAB": 15.9, "PC": 5.6, "GRN": 1.5},
    "ARF": {"PC": 40.8, "LAB": 40.5, "CON": 16.4, "LD": 2.3},
    "YNY": {"LAB": 41.9, "CON": 27.8, "PC": 27.4, "OTH": 1.7, "LD": 1.3},
}


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(FOLDER)


def test_it_is_sound() -> None:
    assert [str(finding) for finding in check_case(FOLDER)] == []


@pytest.mark.parametrize("seat", PUBLISHED)
def test_votes_add_up_to_what_was_published(case: Case, seat: str) -> None:
    rows = [row for row in case.results if row.seat == seat]
    votes = sorted((row.votes for row in rows), reverse=True)
    assert (sum(votes), votes[0] - votes[1]) == PUBLISHED[seat]
    parties: Counter[str] = Counter()
    for row in rows:
        parties[row.party] += row.votes
    for party, share in SHARES[seat].items():
        assert round(100 * parties[party] / sum(votes), 1) == share


def test_nothing_in_it_is_of_the_election_itself(case: Case) -> None:
    assert case.as_of == date(2019, 11, 7)
    assert {row.election for row in case.results} == {"GE2017"}
    assert max(article.date for article in case.articles) <= case.as_of


def test_its_rules_are_its_country_s(case: Case) -> None:
    rules = case.country_rules
    assert (rules.code, rules.words["seat"], rules.grouped(1234567)) == ("GB", "constituency", "1,234,567")
    assert rules.deposit is not None
    assert rules.deposit.share == pytest.approx(0.05)
    kept = {row.party for row in case.results if row.seat == "ARF" and row.votes > rules.deposit.share * 28208}
    assert kept == {"PC", "LAB", "CON"}


def test_its_deposits_are_kept_by_a_twentieth(case: Case) -> None:
    (deposits,) = (each for each in case.objectives if each.code == "deposits")
    assert (deposits.threshold, deposits.strict) == (0.05, True)
