"""The invented case, its articles read by the coder: advice as a new user first sees it."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from prepoll.advice import advise
from prepoll.advice.types import Advice
from prepoll.alliances import Election
from prepoll.case import load_case
from prepoll.chance import generator
from prepoll.ledger import build_ledger
from prepoll.names import AlliancesBy, Status
from prepoll.news import read_case
from prepoll.strength import assess, draw_strength
from prepoll.transfer import prior_transfers

TUTORIAL = Path(__file__).parents[2] / "cases" / "tutorial"
LATER = """---
date: 2030-04-02
source: The Merrow Post
---

The Field and Forest Party ruled out any alliance with the Lantern Movement, its leader said on Tuesday.
"""


def advised(folder: Path, party: str) -> Advice:
    case = load_case(folder)
    ledger = build_ledger(case, [statement for reading in read_case(case) for statement in reading.statements])
    draws = draw_strength(assess(case), 300, generator(1, "strength"))
    objective = next(row for row in case.objectives if row.default)
    return advise(case, ledger, Election(draws, prior_transfers(case, draws, 1), case.region_of), party, objective)


@pytest.fixture(scope="module")
def lantern() -> Advice:
    return advised(TUTORIAL, "LM")


def test_advice_on_the_tutorial(lantern: Advice) -> None:
    case = load_case(TUTORIAL)
    texts = {article.id: article.raw for article in case.articles}
    assert lantern.options
    assert "Lantern Movement (LM)" in lantern.verdict[0]
    assert {frozenset(option.partners) for option in lantern.options} >= {frozenset({"FF"})}
    softly = [option for option in lantern.options if option.ranked.status is Status.SOFTLY_BARRED]
    assert any("HL" in option.partners for option in softly)
    for option in lantern.options:
        assert option.name.startswith("LM + ")
        assert option.partner_gains[0].words.startswith(option.partners[0])
        assert option.stability.structure == option.ranked.structure
        for row in option.obstacles:
            if row.quote is not None:
                assert texts[row.article][row.start : row.end] == row.quote
    assert all(option.sharing for option in lantern.options)


def test_where_alliances_are_for_the_whole_case_no_region_is_named() -> None:
    case = replace(load_case(TUTORIAL), alliances_by=AlliancesBy.CASE)
    draws = draw_strength(assess(case), 200, generator(1, "strength"))
    statements = [statement for reading in read_case(case) for statement in reading.statements]
    election = Election(draws, prior_transfers(case, draws, 1), case.region_of)
    found = advise(case, build_ledger(case, statements), election, "LM", case.objectives[0])
    assert {option.regions for option in found.options} == {tuple(region.code for region in case.regions)}


def test_rows_known_later_change_nothing(lantern: Advice, tmp_path: Path) -> None:
    folder = tmp_path / "tutorial"
    shutil.copytree(TUTORIAL, folder)
    (folder / "news" / "2030-04-02-later.md").write_text(LATER, encoding="utf-8")
    for name, changes in (
        ("reports.csv", {"date": "2030-04-01", "party": "LM", "estimate": "0.6", "low": "0.5", "high": "0.7"}),
        (
            "polls.csv",
            {"from": "2030-04-01", "to": "2030-04-03", "published": "2030-04-04", "party": "LM", "share": "60"},
        ),
    ):
        rows = list(csv.DictReader((folder / name).read_text(encoding="utf-8").splitlines()))
        with (folder / name).open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, list(rows[0])).writerow({**rows[0], **changes})
    assert repr(advised(folder, "LM")) == repr(lantern)
