"""Scenarios in Chromium: moved by drag and by keyboard, map and table follow and choose each other."""

import re

import pytest
from browsing import PHONE
from playwright.sync_api import expect

from prepoll_web.scenarios.models import Scenario
from prepoll_web.scenarios.plan import read_plan


def blocs(world):
    plan = read_plan(Scenario.objects.get(id=world.ids["a"]["scenario"]).plan)
    return [set(bloc) for bloc in plan.structure.in_region("COAST")]


def drag(page, party, target):
    """Drag a party by its handle to the middle of something."""
    grip = page.locator("[data-board=COAST] .chip", has=page.locator(f"abbr:text-is('{party}')")).locator("[data-drag]")
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + 20, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 12, steps=6)
    page.mouse.up()


def test_a_party_is_dragged_into_a_bloc_and_out_again(world, look):
    with look("analyst") as page:
        page.goto(world.at("scenario"))
        before = page.locator("table.totals tbody").inner_text()
        drag(page, "CP", page.locator("[data-board=COAST] .bloc[data-join=HL]"))
        expect(page.locator("#said")).to_contain_text("Done: CP moved to HL")
        assert blocs(world) == [{"CP", "HL", "MU"}]
        assert page.locator("table.totals tbody").inner_text() != before
        drag(page, "CP", page.locator("[data-board=COAST] .bloc.alone > .standing"))
        expect(page.locator("#said")).to_contain_text("Done: CP moved to its own place")
        assert blocs(world) == [{"HL", "MU"}]
        assert page.locator("table.totals tbody").inner_text() == before


def test_a_drag_that_is_given_up_changes_nothing(world, look):
    with look("analyst") as page:
        page.goto(world.at("scenario"))
        grip = page.locator("[data-board=COAST] .chip").first.locator("[data-drag]")
        box = grip.bounding_box()
        page.mouse.move(box["x"] + 4, box["y"] + 4)
        page.mouse.down()
        page.mouse.move(box["x"] + 80, box["y"] + 90, steps=4)
        expect(page.locator(".ghost")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.locator(".ghost")).to_have_count(0)
        page.mouse.up()
        expect(page.locator("p.soft", has_text="Version 1")).to_be_visible()


def test_the_keyboard_alone_moves_a_party_and_undoes_it(world, look):
    with look("analyst") as page:
        page.goto(world.at("scenario"))
        select = page.get_by_label("Move CP to, The Coast")
        select.focus()
        page.keyboard.type("with FF")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_contain_text("CP moved to FF")
        assert {"CP", "FF"} in blocs(world)
        assert page.evaluate("document.activeElement.id") == "move-1-CP"
        page.locator("#undo").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_contain_text("undone")
        assert blocs(world) == [{"HL", "MU"}]


def test_a_move_works_without_scripts(world, look):
    with look("analyst", java_script_enabled=False) as page:
        page.goto(world.at("scenario"))
        page.get_by_label("Move CP to, The Coast").select_option("with FF")
        page.locator("#move-1-CP").click()
        assert page.url.endswith(world.at("scenario"))
        assert {"CP", "FF"} in blocs(world)
        page.locator("a.seat").first.focus()
        page.keyboard.press("Enter")
        assert re.search(r"#row-\w+$", page.url)


def test_map_and_table_choose_each_other(world, look):
    with look("viewer") as page:
        page.goto(world.at("scenario"))
        page.locator("#shape-GUL").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#row-GUL")).to_have_class("chosen")
        expect(page.locator("#seat-details h3")).to_be_visible()
        assert page.evaluate("document.activeElement.closest('tr').id") == "row-GUL"
        page.locator("#row-SAL a.to-map").click()
        expect(page.locator("#shape-SAL")).to_have_class("seat chosen")
        expect(page.locator("#row-GUL")).not_to_have_class("chosen")
        assert page.evaluate("document.activeElement.id") == "shape-SAL"


def test_who_is_late_sees_the_newer_state_and_is_told(world, look):
    with look("analyst") as late:
        late.goto(world.at("scenario"))
        world.client("owner").post(world.at("set-rule"), {"rule": "sitting", "version": 1})
        late.get_by_label("Move CP to, The Coast").select_option("with FF")
        late.locator("#move-1-CP").click()
        expect(late.get_by_role("alert")).to_contain_text("owner changed this scenario after you opened it")
        expect(late.locator("p.soft", has_text="Version 2")).to_be_visible()
        late.get_by_label("Move CP to, The Coast").select_option("with FF")
        late.locator("#move-1-CP").click()
        expect(late.locator("#said")).to_contain_text("CP moved to FF")


@pytest.mark.parametrize("viewport", [PHONE])
def test_nothing_sticks_out_on_a_phone(world, look, viewport):
    with look("analyst", viewport=viewport) as page:
        page.goto(world.at("scenario"))
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
