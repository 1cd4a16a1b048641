"""Talks in Chromium: what is pressed twice is done once; back leads to a page that decides nothing by itself."""

from playwright.sync_api import expect

from prepoll_web.events.models import What
from prepoll_web.talks.models import Approach, Offer


def test_what_is_pressed_twice_is_done_once_and_can_be_done_again_on_purpose(world, look):
    talk, before = world.ids["a"]["talk"], Offer.objects.filter(talk=world.ids["a"]["talk"]).count()
    with look("negotiator") as page:
        for made in (1, 2):
            page.goto(world.at("make-offer"))
            page.locator("select[name=seat-TID]").select_option("LM")
            with page.expect_navigation():
                page.get_by_role("button", name="Keep it and see what it is worth").dblclick(no_wait_after=True)
            expect(page.get_by_role("heading", level=1)).to_contain_text("we offer")
            assert Offer.objects.filter(talk=talk).count() == before + made
        page.goto(world.at("make-approach"))
        page.locator("input[name=parties][value=MU]").check()
        approaches = Approach.objects.count()
        with page.expect_navigation():
            page.get_by_role("button", name="Note it").dblclick(no_wait_after=True)
        assert Approach.objects.count() == approaches + 1


TWICE = """() => {
  const held = [];
  document.addEventListener("submit", (event) => { held.push(event.defaultPrevented); event.preventDefault(); });
  const form = document.querySelector("form.offer-form");
  form.requestSubmit();
  form.requestSubmit();
  window.dispatchEvent(new Event("pageshow"));
  form.requestSubmit();
  return held;
}"""
"""Sends a form twice and, come back to, once more; returns which were held back."""


def test_a_form_that_was_sent_is_held_back_until_one_comes_back_to_it(world, look):
    with look("negotiator") as page:
        page.goto(world.at("make-offer"))
        assert page.evaluate(TWICE) == [False, True, False]


def test_back_and_a_second_tab_change_nothing_that_was_decided_in_between(world, look):
    offer = world.at("offer")
    with look("owner") as page:
        second = page.context.new_page()
        second.goto(offer)
        page.goto(offer)
        with page.expect_navigation():
            page.get_by_role("button", name="Give it up").click()
        with second.expect_navigation():
            second.get_by_role("button", name="Give it up").click()
        expect(second.get_by_role("alert")).to_contain_text("given up")
        page.go_back()
        if page.get_by_role("button", name="Give it up").count():
            with page.expect_navigation():
                page.get_by_role("button", name="Give it up").click()
            expect(page.get_by_role("alert")).to_contain_text("given up")
    assert world.events("a").filter(what=What.OFFER_DROPPED, about=f"offer:{world.ids['a']['offer']}").count() == 1
