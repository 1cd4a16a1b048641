"""Scenarios side by side and under a condition: reckoned a second way, straight from the library's draws."""

import json

import numpy as np
import pytest
from web_world import DRAWS, SEED, TUTORIAL

from prepoll.study import Alliance, Study
from prepoll_web.scenarios.actions import Seen, Start, change_plan, make_scenario
from prepoll_web.scenarios.compare import signed
from prepoll_web.scenarios.figures import LEAST_DRAWS, Given, figures
from prepoll_web.scenarios.plan import moved, read_plan
from prepoll_web.scenarios.studies import open_case

TEAM, MANY = "lantern-desk", 600


@pytest.fixture
def pair(world):
    """Make two scenarios of one case: in force, and CP with FF everywhere; and the study they are of."""
    analyst, case = world.user("analyst"), world.ids["a"]["case"]
    first = make_scenario(analyst, TEAM, case, Start("As it is", SEED, MANY), world.now)
    second = make_scenario(analyst, TEAM, case, Start("=Together", SEED, MANY), world.now)
    library = open_case(first.case, SEED, MANY).case
    for board in ("COAST", "UPLAND"):
        seen = Seen(TEAM, second.id, second.version)
        second = change_plan(analyst, seen, lambda plan, at=board: moved(plan, library, "CP", "FF", at), "x", world.now)
    return first, second


@pytest.fixture(scope="module")
def outcomes():
    study = Study(TUTORIAL, seed=SEED, draws=MANY)
    return study.outcome(), study.outcome([Alliance(("CP", "FF"))])


def ask(world, *scenarios, page="compare-scenarios", **given):
    return world.client("viewer").get(world.at(page), {"s": [str(each.id) for each in scenarios], **given})


def test_differences_are_taken_draw_by_draw(world, pair, outcomes):
    rows = json.loads(ask(world, *pair, page="compare-json").content)["parties"]
    before, after = outcomes
    for party in ("CP", "HL"):
        row = next(row for row in rows if (row["party"], row["scenario"]) == (party, "=Together"))
        step = after.seats_won(party) - before.seats_won(party)
        assert row["difference"] == pytest.approx(step.mean(), abs=1e-6)
        assert row["difference_low90"] == pytest.approx(np.quantile(step, 0.05), abs=1e-6)
        assert row["difference_high90"] == pytest.approx(np.quantile(step, 0.95), abs=1e-6)
        assert row["more"] == pytest.approx((step > 0).mean(), abs=1e-6)
        page = ask(world, *pair).content.decode()
        words = (
            f"{signed(step.mean())} ({signed(np.quantile(step, 0.05), 'g')} to {signed(np.quantile(step, 0.95), 'g')})"
        )
        assert words in page


def test_a_condition_keeps_the_draws_in_which_it_holds(world, pair, outcomes):
    before, _ = outcomes
    place, party = before.seats.index("SAL"), before.contenders.index("HL")
    keep = before.wins[place, party] == 1
    assert LEAST_DRAWS < keep.sum() < MANY
    page = ask(world, *pair, seat="SAL", wins="HL").content.decode()
    assert f"{keep.sum()} of {MANY} draws are left" in page
    opened = open_case(pair[0].case, SEED, MANY)
    plans = [read_plan(each.plan) for each in pair]
    for plan, outcome in zip(plans, outcomes, strict=True):
        found = figures(opened, plan, Given("SAL", "HL"), plans[0])
        assert found.draws == keep.sum()
        for name in outcome.contenders:
            assert found.won[name] == pytest.approx(outcome.seats_won(name)[keep])
        for seat in found.seats:
            wins = outcome.wins[outcome.seats.index(seat.code)][:, keep].mean(axis=1)
            assert seat.chance == pytest.approx(wins.max())
    assert next(seat for seat in found.seats if seat.code == "SAL").assumed


def test_under_a_condition_of_its_own_the_seat_is_won_and_striped(world, pair):
    address = f"/teams/{TEAM}/scenarios/{pair[0].id}/"
    page = world.client("viewer").get(address, {"seat": "SAL", "wins": "HL"}).content.decode()
    assert "HL likely, over 99 in 100; assumed" in page
    assert 'fill="url(#map-stripes-SAL)"' in page
    found = world.client("viewer").get(address + "scenario.json", {"seat": "SAL", "wins": "HL"}).json()
    assert found["given"]["draws_left"] < MANY
    assert {row["win"] for row in found["seats"] if (row["seat"], row["party"]) == ("SAL", "HL")} == {1.0}


def test_a_condition_that_leaves_too_few_draws_is_refused_with_the_numbers(world, pair):
    for scenario in (world.ids["a"]["scenario"], pair[0].id):
        address = f"/teams/{TEAM}/scenarios/{scenario}/"
        party = "HL" if scenario == world.ids["a"]["scenario"] else "FF"
        answer = world.client("viewer").get(address, {"seat": "SAL", "wins": party})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Figures under a condition are given from 100 draws on" in page
        assert f"of {DRAWS if party == 'HL' else MANY} draws" in page
        assert "draws are left" not in page
    assert ask(world, *pair, seat="SAL", wins="MU").status_code in (200, 422)
    assert ask(world, *pair, seat="MOON", wins="HL").status_code == 422
    assert ask(world, *pair, seat="SAL", wins="NOTA", page="compare-csv").status_code == 422


def test_one_scenario_is_set_beside_what_is_in_force(world, pair):
    page = ask(world, pair[1]).content.decode()
    assert "less In force" in page
    same = ask(world, pair[0]).content.decode()
    assert "In no seat is somebody else ahead" in same


@pytest.mark.parametrize("asked", [[], ["x"], ["00000000-0000-0000-0000-000000000000"], ["1", "2", "3", "4", "5"]])
def test_what_cannot_be_compared_is_refused_with_the_reason(world, asked):
    answer = world.client("viewer").get(world.at("compare-scenarios"), {"s": asked})
    assert answer.status_code == 422
    assert "Choose on the list" in answer.content.decode()


def test_scenarios_of_other_draws_and_of_other_teams_are_not_compared(world, pair):
    from prepoll_web.scenarios.models import Scenario

    own = Scenario.objects.get(id=world.ids["a"]["scenario"])
    assert "played on different draws" in ask(world, pair[0], own).content.decode()
    theirs = Scenario.objects.get(id=world.ids["b"]["scenario"])
    answer = ask(world, pair[0], theirs)
    assert answer.status_code == 422
    assert "zqscenario" not in answer.content.decode()


def test_a_name_is_no_formula_in_the_csv(world, pair):
    lines = ask(world, *pair, page="compare-csv").content.decode().splitlines()
    assert lines[0].startswith("party,scenario,seats,")
    assert any(",'=Together," in line for line in lines)
    assert not any(",=Together" in line for line in lines)
