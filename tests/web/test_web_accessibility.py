"""Every page of the desk, light and dark, wide and on a phone: no accessibility error, nothing sticks out."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PHONE, WIDE

from prepoll_web.scenarios.actions import Seen, change_plan
from prepoll_web.scenarios.models import Scenario
from prepoll_web.scenarios.plan import moved
from prepoll_web.scenarios.studies import open_case

LOOKS = tuple((scheme, size) for scheme in ("light", "dark") for size in (WIDE, PHONE))
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
NO_PAGE = (".json", ".csv", ".md", ".js", ".html")


def pages(world):
    """List the addresses of the desk that answer an owner with a page."""
    from prepoll_web.config.urls import urlpatterns

    found = []
    for pattern in urlpatterns:
        address = world.at(pattern.name)
        if not str(pattern.pattern).endswith(NO_PAGE):
            answer = world.usual_client("owner").get(address)
            kept_still = "sandbox" in answer.headers.get(
                "Content-Security-Policy", ""
            )  # no script runs there, not axe's
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and not kept_still:
                found.append(address)
    return found


@pytest.fixture
def played(world):
    """Leave a bloc behind that a bar and one that a hedge stands in the way of."""
    scenario = Scenario.objects.get(id=world.ids["a"]["scenario"])
    opened = open_case(scenario.case, scenario.seed, scenario.draws)
    bars = opened.study.ledger.bars
    for bar in (next(each for each in bars if each.soft), next(each for each in bars if not each.soft)):
        seen = Seen("lantern-desk", scenario.id, scenario.version)
        change = lambda plan, b=bar: moved(plan, opened.case, b.a, b.b, "COAST")  # noqa: E731 - bound to this bar
        scenario = change_plan(world.user("owner"), seen, change, "x", world.now)
    return scenario


def faults(page):
    """Return what axe finds on a page: rule, how bad, and where."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(row["id"], row["impact"], [node["html"][:160] for node in row["nodes"][:3]]) for row in found]


def wrong_with(page, looks=LOOKS):
    """Look at a page in light and dark, wide and on a phone; return what is wrong with it."""
    found = []
    for scheme, size in looks:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        found += [(scheme, size["width"], *fault) for fault in faults(page)]
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found.append((scheme, size["width"], "sticks out"))
    return found


@pytest.mark.parametrize("turn", [0, *(pytest.param(turn, marks=pytest.mark.full) for turn in range(1, 8))])
def test_no_page_has_an_accessibility_error_or_sticks_out(world, played, look, turn):
    """In each turn every other page takes one of the four looks; after eight turns each has had them all."""
    found = {}
    with look("owner") as page:
        addresses = pages(world)
        assert len(addresses) > 20
        for place, address in enumerate(addresses[turn % 2 :: 2], turn // 2):
            page.goto(address)
            if wrong := wrong_with(page, [LOOKS[place % len(LOOKS)]]):
                found[address] = wrong
    assert found == {}


def test_a_page_with_a_fault_is_found_out(world, look):
    """The check itself can fail."""
    with look("owner") as page:
        page.goto(world.at("scenario"))
        page.evaluate("document.querySelector('select').removeAttribute('aria-label')")
        assert "select-name" in {rule for rule, _impact, _where in faults(page)}


def test_what_is_sent_back_and_what_is_shown_to_others_is_accessible_too(world, look):
    with look("owner") as page:
        page.goto(world.at("scenarios"))
        page.get_by_label("Draws").fill("999999")
        page.get_by_label("Name").fill("x")
        page.get_by_role("button", name="Make the scenario").click()
        assert faults(page) == []
        page.goto(f"{world.at('scenario')}?seat=SAL&wins=FF")
        assert faults(page) == []
    with look("nobody") as page:
        page.goto("/shared/nothing/")
        assert wrong_with(page) == []
        page.goto("about:blank")  # where no policy keeps the page's own style out
        page.set_content(world.client("nobody").get(world.at("shared")).content.decode())
        assert wrong_with(page) == []


def test_print_leaves_the_controls_out_and_keeps_map_and_tables(world, look):
    with look("owner") as page:
        page.goto(world.at("scenario"))
        page.emulate_media(media="print")
        assert not page.locator("#undo").is_visible()
        assert not page.locator(".chip form").first.is_visible()
        assert page.locator("svg.seat-map").is_visible()
        assert page.locator("table.seat-table").is_visible()
