"""A form that is sent twice makes one thing, with or without a script; changed or shown anew it makes another."""

import re

import pytest

from prepoll_web.talks.models import Approach, Offer, Talk

FORMS = {
    "make-offer": (Offer, {"seat-TID": "LM", "words": "Ours."}),
    "make-approach": (Approach, {"direction": "in", "ours": "LM", "parties": ["MU"], "words": "Theirs."}),
    "open-talk": (Talk, {"ours": "LM", "parties": ["MU"]}),
}
CHANGED = {"make-offer": {"words": "Or so."}, "make-approach": {"words": "Or so."}, "open-talk": {"parties": ["FF"]}}


def shown(client, world, page):
    """Return what a form is known by, as somebody is shown it."""
    where = "talks" if page == "open-talk" else page
    (once,) = re.findall(r'name="once" value="([^"]+)"', client.get(world.at(where)).content.decode())
    return {"once": once}


@pytest.mark.parametrize("page", FORMS)
def test_a_form_that_is_sent_twice_leads_to_the_same(world, page):
    model, form = FORMS[page]
    client, before = world.client("negotiator"), model.objects.count()
    form = form | shown(client, world, page)
    made = [client.post(world.at(page), form) for _ in range(3)]
    assert {(answer.status_code, answer["Location"]) for answer in made} == {(302, made[0]["Location"])}
    assert model.objects.count() == before + 1
    other = client.post(world.at(page), form | CHANGED[page])
    assert other["Location"] != made[0]["Location"]
    again = client.post(world.at(page), form | shown(client, world, page))
    assert again["Location"] not in {made[0]["Location"], other["Location"]}


def test_an_offer_by_word_of_mouth_is_noted_once(world):
    client, told = world.client("negotiator"), {"seat-TID": "LM", "sender": "HL"}
    form = told | shown(client, world, "make-offer")
    first, second = (client.post(world.at("make-offer"), form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Offer.objects.filter(talk=world.ids["a"]["talk"], sender="HL").count() == 1


def test_a_form_is_shown_again_as_the_form_that_it_was(world):
    client = world.client("negotiator")
    once = shown(client, world, "make-offer")
    back = client.post(world.at("make-offer"), {"courtesy-seat-1": "OAK", **once})
    assert back.status_code == 422
    assert once["once"] in back.content.decode()


def test_the_form_of_one_team_does_not_lead_another_to_its_offer(world):
    client = world.client("negotiator")
    form = {"seat-TID": "LM"} | shown(client, world, "make-offer")
    ours = client.post(world.at("make-offer"), form)
    theirs = world.client("stranger").post(world.at("make-offer", "b"), form)
    assert theirs.status_code == 302
    assert theirs["Location"].split("/")[-2] != ours["Location"].split("/")[-2]
