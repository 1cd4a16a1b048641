"""A brief over a shortlist: fewer alliances judged in full, those that are as they were, and what is left out said."""

import json

import pytest
from typer.testing import CliRunner

from prepoll.cli import app
from prepoll.names import Status
from prepoll.study import Study

CASE = "cases/jammu-kashmir-2024"
DRAWS = 200


def run(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.fixture(scope="module")
def full():
    study = Study(CASE, draws=DRAWS)
    return {party: study.advice(party) for party in study.focal()}


def open_options(advice):
    return [option for option in advice.options if option.ranked.status in (Status.FREE, Status.BOUND)]


@pytest.mark.parametrize("most", [1, 2])
def test_a_shortlist_keeps_the_first_of_the_open_alliances_as_they_are(full, most):
    study = Study(CASE, draws=DRAWS)
    study.shortlist = most
    for party, whole in full.items():
        short = study.advice(party)
        assert len(open_options(whole)) > most  # or nothing is left out here
        assert len(open_options(short)) == most
        assert len(short.options) == len(whole.options) - len(open_options(whole)) + most
        for option in short.options:
            same = next(
                row for row in whole.options if (row.partners, row.regions) == (option.partners, option.regions)
            )
            assert (option.ranked.worth, option.ranked.gain) == (same.ranked.worth, same.ranked.gain)
        told = f"Not judged in full, as asked: more than {most} open alliance{'s' if most > 1 else ''}."
        assert told in short.left_out
        assert told not in whole.left_out


def test_the_brief_and_its_explanation_take_the_same_shortlist(tmp_path):
    asked = (CASE, "--draws", DRAWS, "--shortlist", 2)
    done = run("brief", *asked, "--out", tmp_path)
    assert done.exit_code == 0, done.output
    made = json.loads((tmp_path / "brief.json").read_text())
    [place] = [n for n, row in enumerate(made["advices"]) if row["party"] == "JKAP"]
    at = f"/advices/{place}/options/1/gain/mean"
    told = run("explain", CASE, at, "--draws", DRAWS, "--shortlist", 2, "--json")
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["value"] == pytest.approx(
        made["advices"][place]["options"][1]["gain"]["mean"], abs=1e-6
    )
    assert all(any("as asked" in line for line in row["left_out"]) for row in made["advices"])


@pytest.mark.parametrize("number", ["0", "6", "many"])
def test_a_shortlist_that_is_none_is_refused(number, tmp_path):
    done = run("brief", CASE, "--shortlist", number, "--out", tmp_path)
    assert done.exit_code == 2
    assert "--shortlist" in done.output
    assert list(tmp_path.iterdir()) == []
