"""The chart of a scenario: what it says is in the table too, and it is drawn under the strict content policy."""

import re
from collections import Counter

import pytest
from playwright.sync_api import expect
from web_world import DRAWS, SEED, TUTORIAL

from prepoll.study import Study
from prepoll_web.scenarios import charts


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """Make the program that draws charts once for all tests here."""
    from django.conf import settings

    place = tmp_path_factory.mktemp("program")
    before, settings.PREPOLL_DATA = settings.PREPOLL_DATA, place
    try:
        return charts.make_script()
    finally:
        settings.PREPOLL_DATA = before


@pytest.fixture
def with_program(world, program):
    path = charts.script_path()
    path.parent.mkdir()
    path.symlink_to(program)


def test_the_chart_counts_the_draws_of_the_library(world):
    spec = world.client("viewer").get(world.at("scenario-chart")).json()
    shown = {}
    for row in next(iter(spec["datasets"].values())) if "datasets" in spec else spec["data"]["values"]:
        shown.setdefault(row["party"], {})[row["seats"]] = row["part"]
    outcome = Study(TUTORIAL, seed=SEED, draws=DRAWS).outcome()
    assert set(shown) >= {"HL", "CP"}
    for party, parts in shown.items():
        counted = Counter(int(seats) for seats in outcome.seats_won(party))
        assert parts == {k: pytest.approx(n / DRAWS) for k, n in counted.items()}


def test_the_table_says_what_the_chart_says(world):
    spec = world.client("viewer").get(world.at("scenario-chart")).json()
    page = world.client("viewer").get(world.at("scenario-chances")).content.decode()
    for row in spec["data"]["values"]:
        assert f"<strong>{row['seats']}</strong> {row['part']:.1%}" in page


def test_a_condition_holds_for_the_chart_too(world):
    answer = world.client("viewer").get(world.at("scenario-chart"), {"seat": "SAL", "wins": "HL"})
    assert answer.status_code == 422
    assert "given from 100 draws on" in answer.json()["problem"]
    assert world.client("viewer").get(world.at("scenario-chances"), {"seat": "SAL", "wins": "HL"}).status_code == 422


def test_the_program_is_that_of_the_wheel_and_made_once(world, with_program, monkeypatch):
    import vl_convert

    monkeypatch.setattr(vl_convert, "javascript_bundle", lambda *given: pytest.fail("it is made again"))
    answer = world.client("viewer").get(world.at("vega"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert "immutable" in answer["Cache-Control"]
    assert b"vegaEmbed" in answer.content


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chart_is_drawn_without_breaking_the_policy(world, with_program, look, scheme):
    with look("viewer", color_scheme=scheme) as page:  # `look` fails where the console says that something was refused
        page.goto(world.at("scenario-chances"))
        expect(page.locator(".chart.drawn svg")).to_be_visible()
        marks = page.locator(".chart svg path[aria-roledescription=bar]")
        drawn = page.evaluate("document.querySelectorAll('.chart svg .mark-rect.role-mark path').length")
        spec = world.client("viewer").get(world.at("scenario-chart")).json()
        assert max(drawn, marks.count()) == len(spec["data"]["values"])
        ink = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()")
        assert page.locator(f".chart svg text[fill='{ink}']").count() > 0


def test_without_scripts_the_table_is_there(world, look):
    with look("viewer", java_script_enabled=False) as page:
        page.goto(world.at("scenario-chances"))
        expect(page.locator("table")).to_be_visible()
        assert re.search(r"\d+\.\d%", page.locator("tbody").inner_text())
