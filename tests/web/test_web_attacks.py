"""What somebody with bad intent would try on every page: script, forged forms, paths, redirects, fixed sessions."""

import csv
import io
import re

import pytest
from test_web_access import ask, named_pages
from web_world import TUTORIAL, tutorial

from prepoll_web.cases.actions import add_case
from prepoll_web.teams.actions import found_team, make_user
from prepoll_web.teams.invitations import invite
from prepoll_web.teams.models import Role, Team

NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
FORMULAS = ("=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(1)")
PARTIES = ("Covenant Party", "Harbour League", "Millworkers' Union", "Lantern Movement")
APART = ("brief-html", "brief-md", "brief-json", "shared")
"""Pages that are handed out as they are, in a sandbox of their own, without script."""
BY_LINK = ("field-form",)
"""A reporter has no session that another site could use: whoever sends the form holds its secret link."""
PHRASE = "a long enough phrase"


@pytest.mark.parametrize("page", [page for page in named_pages() if page not in APART])
def test_no_page_holds_script_or_style_of_its_own(world, page):
    response = ask(world, "owner", page, "GET")
    if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
        return
    text = response.content.decode()
    scripts = re.findall(r"<script\b[^>]*>[^<]*", text)
    assert [
        each for each in scripts if not re.match(r'<script (type="module" )?src="/[\w/.-]+(\?v=[\w.]+)?"', each)
    ] == []
    assert [each for each in scripts if not each.rstrip().endswith(">")] == []
    assert re.findall(r"<style\b|\sstyle=|\son[a-z]+=|javascript:|hx-on", text) == []
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


@pytest.mark.parametrize("page", [page for page in named_pages() if page not in BY_LINK])
def test_a_form_of_another_site_is_refused_everywhere(world, page):
    before = world.stored()
    client = world.client("owner", enforce_csrf_checks=True)
    assert client.post(world.at(page)).status_code in (403, 405)
    assert world.stored() == before


def test_script_in_whatever_people_type_is_shown_as_text(world):
    owner, client = world.user("owner"), world.client("owner")
    Team.objects.filter(slug="lantern-desk").update(name=NASTY[:80])
    invite(owner, "lantern-desk", NASTY[:80], Role.VIEWER, world.now)
    toml = (TUTORIAL / "case.toml").read_text(encoding="utf-8").replace('title = "', "title = '''" + NASTY[:24], 1)
    toml = re.sub(r"(?m)^(title = '''.*)\"(\s*(#.*)?)$", r"\1'''\2", toml, count=1)
    case = add_case(owner, "lantern-desk", tutorial(**{"case.toml": toml}), world.now)
    first = str(world.ids["a"]["case"])
    for page in [page for page in named_pages() if page not in APART]:
        for way in {world.at(page), world.at(page).replace(first, str(case.id))}:
            response = client.get(way)
            if response.get("Content-Type", "").startswith("text/html"):
                assert b"<script>alert" not in response.content, way
                assert b"<img src=x" not in response.content, way
    assert "&lt;script&gt;alert" in client.get(world.at("people")).content.decode()


def test_script_in_an_address_is_not_sent_back(world):
    client = world.client("owner")
    for page in named_pages():
        text = client.get(world.at(page), {"q": NASTY, "next": NASTY, "who": NASTY, "seat": NASTY, "wins": NASTY})
        assert text["X-Content-Type-Options"] == "nosniff"
        if text.get("Content-Type", "").startswith("text/html"):
            assert b"<script>alert" not in text.content, page
            assert b"<img src=x" not in text.content, page


def test_no_cell_of_a_table_handed_out_is_a_formula(world):
    parties = (TUTORIAL / "parties.csv").read_text(encoding="utf-8")
    for formula, name in zip(FORMULAS, PARTIES, strict=True):
        parties = parties.replace(name, formula, 1)
    assert all(formula in parties for formula in FORMULAS)
    case = add_case(world.user("owner"), "lantern-desk", tutorial(**{"parties.csv": parties}), world.now)
    from prepoll_web.scenarios.actions import Start, make_scenario

    made = make_scenario(world.user("owner"), "lantern-desk", case.id, Start("=1+1", 7, 40), world.now)
    world.ids["a"] |= {"case": case.id, "scenario": made.id}
    seen = 0
    for page in named_pages():
        response = world.client("owner").get(world.at(page))
        if response.get("Content-Type", "").startswith("text/csv"):
            for row in csv.reader(io.StringIO(response.content.decode("utf-8-sig"))):
                assert [cell for cell in row if cell[:1] in "=+@\t\r" and cell] == [], page
                assert [cell for cell in row if re.match(r"-(?![\d.]+$)", cell)] == [], page
                seen += len(row)
    assert seen > 10


@pytest.mark.parametrize(
    "way",
    [
        "/static/../config/settings.py",
        "/static/%2e%2e/config/settings.py",
        "/static/prepoll_web/../../config/settings.py",
        "/static/..%2f..%2fetc/passwd",
        "/teams/../sign-in/",
        "/teams/lantern-desk/briefs/../../../etc/passwd",
        "/static//etc/passwd",
    ],
)
def test_no_path_leads_out_of_what_is_served(world, way):
    response = world.client("owner").get(way)
    assert response.status_code in (301, 302, 404)
    assert b"SECRET_KEY" not in response.content
    assert b"root:" not in response.content


def test_joining_as_somebody_new_gives_a_session_of_one_s_own(world):
    _, secret = invite(world.user("owner"), "lantern-desk", "Bela", Role.VIEWER, world.now)
    client = world.client()
    session = client.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    client.post(f"/join/{secret}/", {"username": "bela", "password": PHRASE})
    assert client.cookies["sessionid"].value != planted
    intruder = world.client()
    intruder.cookies["sessionid"] = planted
    assert intruder.get("/").status_code == 302


def test_an_upload_beyond_the_bound_is_sent_back_with_the_bound(world, settings_of_uploads):
    settings_of_uploads(1000)
    response = world.client("owner").post(world.at("add-case"), {"archive": tutorial()})
    assert response.status_code == 422
    assert "larger than" in response.content.decode()


@pytest.fixture
def settings_of_uploads(monkeypatch):
    from django.conf import settings

    return lambda most: monkeypatch.setattr(settings, "MAX_UPLOAD_BYTES", most)


@pytest.mark.parametrize(
    "body", [b"", b"--x", b"--x\r\nContent-Disposition: form-data; name=\xff\r\n\r\n", b"\x00" * 99]
)
def test_a_body_that_is_no_form_is_no_failure_of_ours(world, body):
    client = world.client("owner")
    for page in named_pages():
        for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded; charset=nonsense"):
            if page in ("sign-out", "leave-team"):
                continue
            response = client.generic("POST", world.at(page), body, content_type=kind)
            assert response.status_code < 500, page


def test_a_null_in_whatever_is_typed_is_no_failure_of_ours(world):
    client = world.client("owner")
    for page in named_pages():
        assert client.get(world.at(page), {"who": "a\x00b", "seat": "a\x00", "day": "\x00"}).status_code < 500, page
    for page, field in (
        ("sign-in", "username"),
        ("invite", "name"),
        ("found-team", "name"),
        ("rename-scenario", "name"),
    ):
        data = {"username": "x", "password": "x", "role": "viewer", "version": "1", "name": "x", field: "a\x00b"}
        assert client.post(world.at(page), data).status_code < 500, page


def test_a_team_of_an_ugly_name_has_a_plain_address(world):
    team = found_team(make_user("newcomer", PHRASE), "../../etc", world.now).team
    assert re.fullmatch(r"[\w-]+", team.slug)
