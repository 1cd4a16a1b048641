"""What leaves the team: links that name, expire and are revoked, files for the public, silent periods."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from web_world import DRAWS, SEED

from prepoll.brief import SilenceError
from prepoll.errors import UsageError
from prepoll_web.jobs.actions import take
from prepoll_web.jobs.work import do
from prepoll_web.runs.models import Run
from prepoll_web.scenarios.actions import Seen, remove, rename, undo
from prepoll_web.scenarios.models import Scenario, ShareLink
from prepoll_web.scenarios.sharing import Form, LinkAsked, export, hash_of, make_link, read_link, revoke_link
from prepoll_web.scenarios.silence import windows_of
from prepoll_web.scenarios.studies import open_case

TEAM = "lantern-desk"
ASKED = LinkAsked("the editor of Harbour Weekly", 7)
SILENT = datetime(2030, 5, 12, 6, 0, tzinfo=UTC)
"""A polling day of the tutorial case; the hours before its polls close are silent."""


@pytest.fixture
def link(world):
    return make_link(world.user("approver"), TEAM, world.ids["a"]["scenario"], ASKED, world.now)


def scenario(world):
    return Scenario.objects.get(id=world.ids["a"]["scenario"])


def at_hour(monkeypatch, at):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: at)


def test_whoever_has_the_link_reads_the_page_without_signing_in(world, link, monkeypatch):
    at_hour(monkeypatch, world.now + timedelta(days=1))
    answer = world.client("nobody").get(f"/shared/{link[1]}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "A trial" in page
    assert re.search(r"HL \+ MU together in The Coast", page)
    assert "script" not in page
    assert "<a " not in page
    assert answer["Content-Security-Policy"].startswith("sandbox;")
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert answer["Cache-Control"] == "private, no-store"
    row = world.events().get(what="link_read")
    assert (row.who, row.about) == ("", f"link:{link[0].id}")


def test_the_shared_page_says_nothing_else_of_the_team(world, link):
    page = link[0].page
    said = ["Lantern desk", TEAM, "approver", "owner", "Penhale", "news/", "csrf"]
    assert [word for word in said if word in page] == []
    for report in open_case(scenario(world).case, SEED, DRAWS).case.reports:
        assert report.reporter not in page


def test_only_the_hash_of_the_secret_is_kept(world, link):
    made, secret = link
    assert len(secret) >= 43
    assert made.secret_hash == hash_of(secret)
    kept = str(list(ShareLink.objects.values())) + str(list(world.events().values()))
    assert secret not in kept
    page = world.client("owner").get(world.at("scenario-links")).content.decode()
    assert secret not in page
    assert "the editor of Harbour Weekly" in page


def test_after_it_is_revoked_nobody_finds_it_and_it_is_revoked_once(world, link, monkeypatch):
    at_hour(monkeypatch, world.now)
    address = f"/teams/{TEAM}/links/{link[0].id}/revoke/"
    assert world.client("owner").post(address).status_code == 302
    assert world.client("owner").post(address).status_code == 302
    assert world.client("nobody").get(f"/shared/{link[1]}/").status_code == 404
    assert world.events().filter(what="link_revoked").count() == 1
    assert "revoked by owner" in world.client("viewer").get(world.at("scenario-links")).content.decode()


def test_it_ends_by_itself_and_with_its_scenario(world, link):
    _, secret = link
    assert read_link(secret, world.now + timedelta(days=7, seconds=-1)).id == link[0].id
    with pytest.raises(Http404):
        read_link(secret, world.now + timedelta(days=7))
    remove(world.user("owner"), Seen(TEAM, link[0].scenario_id, 1), world.now)
    with pytest.raises(Http404):
        read_link(secret, world.now)


def test_a_wrong_secret_finds_nothing(world, link):
    for wrong in ("x", link[1][:-1], link[0].secret_hash, str(link[0].id)):
        assert world.client("nobody").get(f"/shared/{wrong}/").status_code == 404


def test_what_the_team_does_later_is_not_on_the_page(world, link):
    rename(world.user("owner"), Seen(TEAM, link[0].scenario_id, 1), "Deep secret", world.now)
    assert "Deep secret" not in read_link(link[1], world.now).page


@pytest.mark.parametrize("who", ["viewer", "analyst", "negotiator"])
def test_who_may_not_publish_is_told_so(world, link, who):
    for act in (
        lambda user: make_link(user, TEAM, world.ids["a"]["scenario"], ASKED, world.now),
        lambda user: revoke_link(user, TEAM, link[0].id, world.now),
        lambda user: export(user, TEAM, world.ids["a"]["scenario"], Form.PAGE, "", world.now),
    ):
        with pytest.raises(PermissionDenied):
            act(world.user(who))
        with pytest.raises(Http404):
            act(world.user("stranger"))
    assert "Make the link" not in world.client(who).get(world.at("scenario-links")).content.decode()


def test_an_owner_of_another_team_revokes_nothing_here(world, link):
    with pytest.raises(Http404):
        revoke_link(world.user("stranger"), "zqslug", link[0].id, world.now)
    assert ShareLink.objects.get(id=link[0].id).revoked_at is None


@pytest.mark.parametrize("asked", [LinkAsked(" ", 7), LinkAsked("x" * 81, 7), LinkAsked("x", 0), LinkAsked("x", 91)])
def test_a_link_has_a_name_and_an_end(world, asked):
    with pytest.raises(UsageError):
        make_link(world.user("owner"), TEAM, world.ids["a"]["scenario"], asked, world.now)
    form = {"name": asked.name, "days": asked.days}
    assert world.client("owner").post(world.at("scenario-links"), form).status_code == 422


def test_in_a_silent_period_the_page_is_kept_back_with_the_rule_and_its_end(world, link, monkeypatch):
    made = make_link(world.user("owner"), TEAM, link[0].scenario_id, LinkAsked("later", 60), world.now)
    closed = next(each for each in windows_of(open_case(scenario(world).case, SEED, DRAWS).case) if each.covers(SILENT))
    at_hour(monkeypatch, SILENT)
    answer = world.client("nobody").get(f"/shared/{made[1]}/")
    page = answer.content.decode()
    assert answer.status_code == 451
    assert "Nothing may be shown to the public" in page
    assert "it ends on 13 May 2030" in page
    assert not re.search(r"\d in 100", page)
    at_hour(monkeypatch, closed.begins - timedelta(seconds=1))
    assert world.client("nobody").get(f"/shared/{made[1]}/").status_code == 200
    assert world.client("viewer").get(world.at("scenario")).status_code == 200


def test_in_a_silent_period_links_and_files_need_somebody_who_answers(world, monkeypatch):
    at_hour(monkeypatch, SILENT)
    for page, form in (("scenario-links", {"name": "x", "days": 3}), ("export-scenario", {"form": "html"})):
        answer = world.client("owner").post(world.at(page), form)
        assert answer.status_code == 451
        assert "it ends on" in answer.content.decode()
    assert ShareLink.objects.filter(team__slug=TEAM).count() == 1  # that of the world, made before
    with pytest.raises(SilenceError):
        export(world.user("owner"), TEAM, world.ids["a"]["scenario"], Form.PNG, " ", SILENT)
    _, secret = make_link(
        world.user("owner"), TEAM, world.ids["a"]["scenario"], LinkAsked("x", 3, "Maro Tremayne"), SILENT
    )
    assert "Maro Tremayne answers for it" in read_link(secret, SILENT).page
    world.client("owner").post(world.at("export-scenario"), {"form": "svg", "answers": "Maro Tremayne"})
    row = world.events().get(what="exported")
    assert row.details["answers"] == "Maro Tremayne"
    assert "it ends on 13 May 2030" in row.details["overrides"]


def test_the_page_to_embed_runs_nothing_and_loads_nothing(world, monkeypatch):
    at_hour(monkeypatch, world.now)
    answer = world.client("approver").post(world.at("export-scenario"), {"form": "html"})
    page = answer.content.decode()
    assert answer["Content-Disposition"] == 'attachment; filename="scenario.html"'
    assert not re.search(r"<script|<link|<img|<iframe|href=|src=|@import|url\((?!#)", page)
    assert page.count("<title>") == 2
    assert world.events().get(what="exported").details["form"] == "html"


def test_the_map_is_a_picture_with_words(world, monkeypatch):
    at_hour(monkeypatch, world.now)
    png = world.client("owner").post(world.at("export-scenario"), {"form": "png"})
    assert png.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(png.content) > 5_000
    svg = world.client("owner").post(world.at("export-scenario"), {"form": "svg"}).content.decode()
    assert "<desc>" in svg
    assert svg.count("<path") == 6
    assert world.client("owner").post(world.at("export-scenario"), {"form": "exe"}).status_code == 404


def test_a_name_with_markup_is_written_as_text(world, monkeypatch):
    at_hour(monkeypatch, world.now)
    rename(world.user("owner"), Seen(TEAM, world.ids["a"]["scenario"], 1), "<script>alert(1)</script>", world.now)
    for page in ("scenario", "scenarios", "scenario-links", "scenario-seat", "compare-scenarios"):
        answer = world.client("owner").get(world.at(page), {"s": [str(world.ids["a"]["scenario"])]})
        assert "<script>alert" not in answer.content.decode()
    for form in ("html", "svg"):
        made = world.client("owner").post(world.at("export-scenario"), {"form": form}).content.decode()
        assert "<script>alert" not in made
        assert "&lt;script&gt;alert(1)" in made


def test_a_scenario_is_a_brief_made_by_the_runs_and_made_once(world):
    address = f"{world.at('scenario')}brief/"
    how_far = world.client("analyst").post(address)["Location"]
    assert Run.objects.filter(parties=[]).count() == 0
    assert "Brief of a scenario" in world.client("viewer").get(how_far).content.decode()
    asked = scenario(world)
    rename(world.user("owner"), Seen(TEAM, asked.id, asked.version), "Renamed while it waits", world.now)
    do(take(world.now))
    run = Run.objects.get(parties=[])
    assert (run.seed, run.draws, run.as_of) == (SEED, DRAWS, asked.case.as_of)
    there = f"/teams/{TEAM}/briefs/{run.id}/"
    assert there in world.client("viewer").get(how_far).content.decode()
    page = world.client("viewer").get(f"{there}brief.html").content.decode()
    assert ("A trial" in page, "Renamed" in page) == (True, False)
    written = world.client("viewer").get(f"{there}brief.json").json()
    assert written["run"]["input_hash"] == run.input_hash
    figures = world.client("viewer").get(world.at("scenario-json")).json()
    chances = {(row["seat"], row["party"]): row["win"] for row in figures["seats"]}
    for seat in written["seats"]:
        assert seat["chance"] == pytest.approx(chances[seat["code"], seat["leader"]], abs=1e-4)
    undo(world.user("owner"), Seen(TEAM, asked.id, asked.version + 1), world.now)
    assert world.client("owner").post(address)["Location"] == there
    assert world.events().filter(what="brief_made", about=f"brief:{run.id}").count() == 1
    assert world.client("viewer").post(address).status_code == 403
    assert world.client("stranger").post(address).status_code == 404
