"""Signing in and out; request forgery, redirects elsewhere, fixed sessions, foreign hosts."""

import re

import pytest

HTMX = '<script src="/static/django_htmx/htmx-2.min.js" defer>'
PHRASE = "a long enough phrase"
RIGHT = {"username": "owner", "password": PHRASE}


def server_events():
    from prepoll_web.events.models import Event

    return list(Event.objects.filter(chain="server").values_list("what", "who"))


def test_signing_in_and_out_is_recorded(world):
    client = world.client()
    assert client.post("/sign-in/", RIGHT)["Location"] == "/"
    assert client.get("/").status_code == 200
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert client.get("/")["Location"] == "/sign-in/?next=/"
    assert server_events() == [("signed_in", "owner"), ("signed_out", "owner")]


@pytest.mark.parametrize(("name", "noted"), [("owner", "owner"), ("my secret password", ""), ("", "")])
def test_a_failed_sign_in_is_recorded_without_what_was_typed(world, name, noted):
    response = world.client().post("/sign-in/", {"username": name, "password": "wrong"})
    assert response.status_code == 422
    assert server_events() == [("sign_in_failed", noted)]


def test_a_closed_account_cannot_sign_in_and_an_open_session_ends(world):
    client, owner = world.client("owner"), world.user("owner")
    owner.is_active = False
    owner.save()
    assert client.get("/")["Location"] == "/sign-in/?next=/"
    assert world.client().post("/sign-in/", RIGHT).status_code == 422


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        " //evil.example",
        "https:///evil.example",
    ],
)
def test_signing_in_leads_nowhere_else(world, target):
    assert world.client().post("/sign-in/", {**RIGHT, "next": target})["Location"] == "/"
    assert world.client().post(f"/sign-in/?next={target}", RIGHT)["Location"] == "/"
    assert "evil" not in world.client().get("/sign-in/", {"next": target}).content.decode()


def test_signing_in_leads_to_the_page_that_was_asked_for(world):
    client = world.client()
    asked = client.get(world.at("case"))["Location"]
    page = client.get(asked).content.decode()
    assert f'name="next" value="{world.at("case")}"' in page
    assert client.post(asked, RIGHT)["Location"] == world.at("case")


@pytest.mark.parametrize("page", ["sign-in", "sign-out", "add-case", "make-brief"])
def test_a_form_of_another_site_is_refused(world, page):
    before = world.stored()
    response = world.client("owner", enforce_csrf_checks=True).post(world.at(page), RIGHT)
    assert response.status_code == 403
    assert "The form was not accepted" in response.content.decode()
    assert world.stored() == before


def test_our_own_form_is_accepted(world):
    client = world.client(enforce_csrf_checks=True)
    client.get("/sign-in/")
    token = client.cookies["csrftoken"].value
    assert client.post("/sign-in/", {**RIGHT, "csrfmiddlewaretoken": token}).status_code == 302


def test_a_session_set_before_signing_in_is_not_kept(world):
    client = world.client()
    session = client.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    client.post("/sign-in/", RIGHT)
    mine = client.cookies["sessionid"].value
    assert mine != planted
    intruder = world.client()
    intruder.cookies["sessionid"] = planted
    assert intruder.get("/").status_code == 302


def test_a_session_ends_when_the_password_changes(world):
    client, owner = world.client("owner"), world.user("owner")
    owner.set_password("another long phrase")
    owner.save()
    assert client.get("/").status_code == 302


def test_another_host_name_is_refused(world):
    assert world.client("owner").get("/", headers={"host": "evil.example"}).status_code == 400


def test_script_in_what_is_asked_for_is_not_sent_back(world):
    nasty = "<script>alert(1)</script>"
    for response in (
        world.client().get(f"/{nasty}"),
        world.client().get("/sign-in/", {"next": f"/{nasty}"}),
        world.client().post("/sign-in/", {"username": nasty, "password": "x", "next": f"/{nasty}"}),
        world.client("owner").get(f"/teams/{nasty}/"),
    ):
        assert "<script>" not in response.content.decode()


def test_every_page_has_the_strict_policy_and_no_script_or_style_inside(world):
    for page in ("my-teams", "team", "add-case", "case", "make-brief", "run"):
        response = world.client("owner").get(world.at(page))
        policy = response["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in policy
        text = response.content.decode()
        assert not [part for part in ("<style", " style=", " onclick", "hx-on", "javascript:") if part in text]
        assert set(re.findall("<script[^>]*>[^<]*", text)) == {HTMX}
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-store"
    cookie = world.client("owner").cookies["sessionid"]
    response = world.client().post("/sign-in/", RIGHT)
    cookie = response.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
