"""Meetings in Chromium: from naming a body to an extended mandate, by script and without; no page with an error."""

import pytest
from browsing import PHONE, WIDE
from playwright.sync_api import expect

from prepoll_web.jobs.actions import take
from prepoll_web.jobs.work import do
from prepoll_web.meetings.mandates import in_force
from prepoll_web.meetings.models import Mandate, Meeting

PAGES = (
    "bodies",
    "team-meetings",
    "meetings",
    "meeting",
    "grant-mandate",
    "mandate",
    "change-mandate",
    "public-line",
)


def named(world, page):
    page.goto(world.at("bodies"))
    page.get_by_label("Name of the body").fill("National body")
    page.get_by_label("offers").last.uncheck()
    page.get_by_role("button", name="Name the body").click()
    page.get_by_text("Change National body").click()
    entry = page.locator("li", has=page.get_by_role("heading", name="National body"))
    entry.get_by_label("Have speak for it").select_option("owner")
    entry.get_by_role("button", name="Name", exact=True).click()
    expect(entry).to_contain_text("For it speak: owner.")
    expect(entry).to_contain_text("Must approve: mandates, agreements.")


def called(world, page):
    page.goto(world.at("meetings"))
    page.get_by_label("Body").select_option("National body")
    page.get_by_label("Begins").fill("2030-04-02T11:00")
    page.get_by_role("button", name="Call the meeting").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("National body, 2 April 2030")
    page.get_by_role("button", name="Draft the agenda").click()
    while taken := take(world.now):
        do(taken)
    made = Meeting.objects.get(body__name="National body")
    page.goto(f"/teams/{made.team.slug}/meetings/{made.id}/")
    expect(page.get_by_role("heading", name="Decisions asked")).to_be_visible()
    return made


def put_down(page, label, text):
    box = page.get_by_label(label, exact=True)
    box.fill(text)
    page.locator("form", has=box).get_by_role("button").click()


def granted(page):
    page.get_by_role("link", name="Grant a mandate").click()
    page.get_by_label("Who negotiates").select_option("negotiator")
    page.get_by_label("HL –").check()
    page.get_by_label("Tidewick").check()
    page.get_by_label("Concede no more than, everywhere").fill("2")
    page.get_by_label("Until").fill("2090-03-26T18:00")
    page.get_by_role("button", name="Write the mandate").click()
    expect(page.get_by_text("to be approved", exact=True)).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_meeting_is_held_and_its_mandate_is_signed_jointly_and_extended(world, look, script):
    with look("owner", java_script_enabled=script) as page, look("approver", java_script_enabled=script) as other:
        named(world, page)
        made = called(world, page)
        put_down(page, "Who was present", "Tamsin Wick, president")
        put_down(page, "A report of the political side", "Workers ask whom we fight with.")
        put_down(page, "A decision", "The president is authorised to negotiate with HL.")
        granted(page)
        mandate = Mandate.objects.get(meeting=made)
        other.goto(page.url)
        other.get_by_role("button", name="Approve this text for State executive").click()
        expect(other.get_by_text("National body: still to approve")).to_be_visible()
        expect(other.get_by_text("You speak for none of those")).to_be_visible()
        page.reload()
        page.get_by_role("button", name="Approve this text for National body").click()
        expect(page.get_by_text("in force", exact=True)).to_be_visible()
        other.reload()
        assert in_force(mandate, world.now)
        other.get_by_role("link", name="Change or extend it").click()
        other.get_by_label("Until").fill("2090-03-30T18:00")
        other.get_by_role("button", name="Change it").click()
        changes = other.get_by_role("region", name="Changed since it was approved").locator("tbody tr")
        expect(changes).to_have_count(1)
        expect(changes).to_contain_text("Thursday, 30 March 2090, 18:00 UTC")
        mandate.refresh_from_db()
        assert not in_force(mandate, world.now)
        other.get_by_role("button", name="Approve this text for State executive").click()
        page.reload()
        page.get_by_role("button", name="Approve this text for National body").click()
        expect(page.get_by_text("in force", exact=True)).to_be_visible()
        assert in_force(mandate, world.now)


def test_a_row_is_corrected_by_keyboard(world, look):
    with look("analyst") as page:
        page.goto(world.at("meeting"))
        summary = page.locator("section[aria-labelledby=minutes] summary")
        summary.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type(" And noted twice.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        minutes = page.locator("section[aria-labelledby=minutes] .paper")
        expect(minutes).to_contain_text("And noted twice.")
        expect(minutes.locator("del")).to_have_text("Told: minutes.")


def test_the_line_is_settled_from_its_draft(world, look):
    with look("analyst") as page:
        page.goto(world.at("meeting"))
        page.get_by_role("link", name="Settle another").click()
        words = page.get_by_label("The line").input_value()
        page.get_by_text("Parties of which it says the same").click()
        page.get_by_label("MU –").select_option("it is ruled out")
        page.get_by_role("button", name="Settle the line").click()
        expect(page.locator("blockquote")).to_have_text(words)
        line = Meeting.objects.get(id=world.ids["a"]["meeting"]).lines.get(ended_at=None)
        assert line.stands["MU"] == "refuses"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_no_page_has_an_accessibility_error(world, look, scheme, viewport):
    from axe_playwright_python.sync_playwright import Axe

    with look("owner", color_scheme=scheme, viewport=viewport) as page:
        for address in map(world.at, PAGES):
            page.goto(address)
            page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true; })")
            found = Axe().run(page)
            assert found.violations_count == 0, f"{address}: {found.generate_report()}"
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{address} is wider than the window by {wide} pixels"
