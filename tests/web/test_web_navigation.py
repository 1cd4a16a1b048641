"""The links above every page: a person's teams, and the places of the team and the case at hand."""

import re

import pytest

from prepoll_web.teams.actions import add_member
from prepoll_web.teams.models import Role


def links(page):
    return dict(re.findall(r'<li><a href="([^"]+)"(?: aria-current="\w+")?>([^<]+)</a>', page))


def test_a_page_of_a_case_leads_to_its_team_and_its_other_places(world):
    page = world.client("viewer").get(world.at("case")).content.decode()
    found = links(page)
    assert found[world.at("team")] in ("Cases", "Lantern desk")
    assert found[world.at("case")] == "Overview"
    assert found["/"] == "All my teams"
    assert f'<a href="{world.at("case")}" aria-current="page">' in page


def test_only_one_s_own_teams_stand_in_the_switch(world):
    assert "zqslug" not in world.client("owner").get(world.at("team")).content.decode()
    add_member(world.user("stranger"), "zqslug", world.user("owner"), Role.VIEWER, world.now)
    page = world.client("owner").get(world.at("team")).content.decode()
    assert links(page)["/teams/zqslug/"] == "zqteam"


@pytest.mark.parametrize("address", ["/teams/zqslug/", "/no-such-page/"])
def test_a_page_that_is_not_there_names_no_team_but_one_s_own(world, address):
    response = world.client("owner").get(address)
    assert response.status_code == 404
    assert set(links(response.content.decode())) == {"/"}


def test_nobody_has_no_links(world):
    assert links(world.client().get("/sign-in/").content.decode()) == {}


def test_htmx_runs_no_text_and_writes_no_style(world):
    page = world.client("owner").get(world.at("team")).content.decode()
    for setting in ('"allowEval": false', '"includeIndicatorStyles": false', '"selfRequestsOnly": true'):
        assert setting in page
    assert re.search(r"<body[^>]* hx-headers='{\"X-CSRFToken\": \"\w{64}\"}'", page)


def test_a_change_sent_by_htmx_carries_the_mark_against_forgery(world):
    client = world.client("owner", enforce_csrf_checks=True)
    page = client.get(world.at("team")).content.decode()
    token = re.search(r'X-CSRFToken": "(\w+)"', page)[1]
    assert client.post("/sign-out/").status_code == 403
    assert client.post("/sign-out/", headers={"x-csrftoken": token}).status_code == 302
