"""The evidence in Chromium: claims judged by the keyboard alone, a day chosen by a slider, a network to go through."""

import re
from datetime import date

import pytest
from browsing import PHONE, WIDE
from playwright.sync_api import expect
from web_evidence_world import ours

from prepoll_web.cases.models import Case
from prepoll_web.evidence.actions import Draft, add_article
from prepoll_web.evidence.models import Judgement

TEAM = "lantern-desk"


@pytest.fixture
def base(world):
    return world.at("evidence")


def verdicts():
    rows = ours(Judgement).filter(undone_at=None).order_by("id")
    return [(row.verdict, row.correction) for row in rows]


def test_claims_are_judged_by_one_key_each(world, look, base):
    with look("analyst") as page:
        page.goto(f"{base}review/")
        heading, progress = page.locator("#queue h2"), page.locator("#progress")
        first = heading.inner_text()
        page.keyboard.press("a")
        expect(progress).to_contain_text("1 of")
        expect(heading).to_be_focused()
        second = page.locator("input[name=statement]").first.input_value()
        page.keyboard.press("Space")
        expect(page.locator("input[name=statement]").first).not_to_have_value(second)
        third = page.locator("input[name=statement]").first.input_value()
        page.keyboard.press("x")
        expect(progress).to_contain_text("2 of")
        page.keyboard.press("3")
        expect(progress).to_contain_text("3 of")
        assert verdicts()[0] == ("confirmed", "")
        assert verdicts()[1] == ("rejected", "")
        assert verdicts()[2][0] in ("corrected", "confirmed")
        assert ours(Judgement).order_by("id")[1].statement == third
        page.keyboard.press("u")
        expect(progress).to_contain_text("2 of")
        page.keyboard.press("u")
        expect(page.locator("input[name=statement]").first).to_have_value(third)
        assert len(verdicts()) == 1
        page.keyboard.press("u")
        expect(heading).to_have_text(first)
        assert verdicts() == []


def test_keys_do_nothing_while_somebody_types_or_has_turned_them_off(world, look, base):
    with look("analyst") as page:
        page.goto(f"{base}review/")
        page.get_by_text("Correct it in a form").click()
        page.get_by_label("Condition").fill("xa1u")
        page.get_by_label("Condition").press("a")
        assert verdicts() == []
        page.get_by_label("Keys judge without Enter").uncheck()
        page.locator("#queue h2").focus()
        page.keyboard.press("a")
        page.reload()
        expect(page.get_by_label("Keys judge without Enter")).not_to_be_checked()
        assert verdicts() == []


def test_a_correction_is_made_with_tab_and_enter_alone(world, look, base):
    with look("analyst") as page:
        page.goto(f"{base}review/")
        page.locator("summary", has_text="Correct it").focus()
        page.keyboard.press("Enter")
        for _ in range(7):
            page.keyboard.press("Tab")
        expect(page.get_by_label("Hedge")).to_be_focused()
        page.keyboard.type("perhaps")
        page.keyboard.press("Enter")
        expect(page.locator("#progress")).to_contain_text("1 of")
        (verdict,) = verdicts()
        assert verdict[0] == "corrected"
        assert "hedge=" in verdict[1]


def test_the_slider_takes_the_network_to_a_day_and_a_line_leads_to_its_sentences(world, look, base):
    with look("viewer") as page:
        page.goto(f"{base}relations/")
        lines = page.locator("svg.net a.edge")
        late = lines.count()
        page.get_by_label("Day, by sliding").focus()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        expect(page.locator("#where")).to_have_attribute("data-day", "2030-03-05")
        expect(page.get_by_label("On", exact=True)).to_have_value("2030-03-05")
        assert lines.count() < late
        lines.first.focus()
        expect(lines.first).to_be_focused()
        words = lines.first.get_attribute("aria-label")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="The sentences")).to_be_visible()
        expect(page.locator("main")).to_contain_text(words.split(": ")[1])


def test_without_script_a_day_is_chosen_by_the_form(world, look, base):
    with look("viewer", java_script_enabled=False) as page:
        page.goto(f"{base}relations/")
        page.get_by_label("On", exact=True).fill("2030-03-05")
        page.get_by_role("button", name="Show").click()
        expect(page.locator("#where")).to_have_attribute("data-day", "2030-03-05")


def test_without_script_a_claim_is_judged_by_a_button(world, look, base):
    with look("analyst", java_script_enabled=False) as page:
        page.goto(f"{base}review/")
        page.get_by_role("button", name="Reject").click()
        expect(page.locator("#progress")).to_contain_text("1 of")
        assert verdicts() == [("rejected", "")]


def test_urdu_runs_from_right_to_left_within_an_english_page(world, look):
    text = "لالٹین تحریک نے کسی بھی اتحاد سے انکار کیا۔\n\nThe Lantern Movement ruled out any alliance."
    draft = Draft(text, ".md", date(2030, 3, 17), "اتحاد سے انکار")
    case = Case.objects.get(id=world.ids["a"]["case"])
    article = add_article(world.user("analyst"), TEAM, case.id, draft, world.now)
    with look("viewer") as page:
        page.goto(f"/teams/{TEAM}/articles/{article.id}/")
        assert page.locator("h1 span").evaluate("e => getComputedStyle(e).direction") == "rtl"
        assert page.locator(".text").evaluate("e => getComputedStyle(e).direction") == "rtl"
        assert page.locator(".text").evaluate("e => getComputedStyle(e).unicodeBidi") == "plaintext"


PAGES = (
    "",
    "articles/new/",
    "review/",
    "relations/",
    "pair/?a=HL&b=LM",
    "changes/?since=2030-03-01",
    "coders/",
    "judgements/",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_no_page_has_an_accessibility_error(world, look, base, scheme, viewport):
    from axe_playwright_python.sync_playwright import Axe

    with look("analyst", color_scheme=scheme, viewport=viewport) as page:
        article = f"/teams/{TEAM}/articles/{world.ids['a']['article']}/"
        for address in (*(base + each for each in PAGES), article):
            page.goto(address)
            found = Axe().run(page)
            assert found.violations_count == 0, f"{address}: {found.generate_report()}"
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{address} is wider than the window by {wide} pixels"
            assert re.match(r"\w", page.title())
