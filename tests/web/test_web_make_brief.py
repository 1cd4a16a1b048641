"""Making a brief: who may, who may not, and that it is the one the command line writes."""

import json
import shutil
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from web_world import DRAWS, SEED, TUTORIAL, files_of, tutorial

from prepoll import __version__
from prepoll.cli import app
from prepoll.errors import UsageError
from prepoll.study import Study
from prepoll_web.cases.actions import add_case
from prepoll_web.cases.models import Case
from prepoll_web.cases.store import folder_of
from prepoll_web.jobs.actions import take
from prepoll_web.jobs.work import do
from prepoll_web.runs.actions import Pins, _note_run, make_brief
from prepoll_web.runs.models import Run
from prepoll_web.runs.store import READERS, run_folder

PINS = Pins(SEED, DRAWS)


@pytest.fixture
def fresh(world):
    """Return a case of which no brief was made yet."""
    return add_case(world.user("owner"), "lantern-desk", tutorial(), world.now)


def test_an_analyst_makes_the_brief_that_the_command_line_writes(world, fresh, tmp_path):
    ask = f"/teams/lantern-desk/cases/{fresh.id}/briefs/new/"
    job_page = world.client("analyst").post(ask, {"seed": SEED, "draws": DRAWS})["Location"]
    assert Run.objects.filter(case=fresh).count() == 0
    do(take(world.now))
    run = Run.objects.get(case=fresh)
    page = f"/teams/lantern-desk/briefs/{run.id}/"
    assert f'href="{page}"' in world.client("viewer").get(job_page).content.decode()
    assert world.client("owner").post(ask, {"seed": SEED, "draws": DRAWS})["Location"] == page
    app(
        ["brief", str(TUTORIAL), "--seed", str(SEED), "--draws", str(DRAWS), "--out", str(tmp_path / "out")],
        standalone_mode=False,
    )
    for name, content in files_of(tmp_path / "out").items():
        answer = world.client("analyst").get(page + name)
        assert answer.content == content
        assert answer["Content-Security-Policy"].startswith("sandbox ")
        assert "script" not in answer["Content-Security-Policy"]
    pinned = json.loads(files_of(tmp_path / "out")["brief.json"])["run"]
    assert pinned == {
        "seed": run.seed,
        "draws": run.draws,
        "version": run.version,
        "input_hash": run.input_hash,
        "as_of": run.as_of.isoformat(),
    }
    event = world.events().get(what="brief_made", about=f"brief:{run.id}")
    assert event.who == "analyst"
    assert event.details == {key: pinned[key] for key in ("seed", "draws", "version", "input_hash")}


def test_a_viewer_is_told_so(world):
    before = world.stored()
    with pytest.raises(PermissionDenied, match="viewer"):
        make_brief(world.user("viewer"), "lantern-desk", world.ids["a"]["case"], PINS, world.now)
    assert world.stored() == before


def test_a_stranger_finds_no_such_case_by_either_name(world):
    for team in ("lantern-desk", "zqslug"):
        with pytest.raises(Http404):
            make_brief(world.user("stranger"), team, world.ids["a"]["case"], PINS, world.now)
    with pytest.raises(Http404):
        make_brief(world.user("owner"), "lantern-desk", uuid4(), PINS, world.now)


def test_asking_again_gives_the_run_that_is_there_without_making_it_anew(world, monkeypatch):
    before = world.stored()
    monkeypatch.setattr(Study, "brief", lambda self: pytest.fail("the brief is made anew"))
    again = make_brief(world.user("analyst"), "lantern-desk", world.ids["a"]["case"], PINS, world.now)
    assert (again.id, again.made_by.username) == (world.ids["a"]["run"], "owner")
    assert world.stored() == before


def test_of_two_who_make_the_same_brief_at_once_one_writes_the_row(world):
    case = Case.objects.get(id=world.ids["a"]["case"])
    study = Study(folder_of(case), seed=SEED, draws=DRAWS)
    analyst = world.user("analyst")
    second = Run(id=uuid4(), case=case, team=case.team, made_by=analyst, made_at=world.now)
    assert _note_run(analyst, "lantern-desk", study, second).id == world.ids["a"]["run"]
    first = Run.objects.get(case=case)
    first.id = uuid4()
    with pytest.raises(IntegrityError):
        first.save(force_insert=True)


def test_files_that_changed_on_the_disk_are_not_briefed(world):
    case = Case.objects.get(id=world.ids["a"]["case"])
    polls = folder_of(case) / "polls.csv"
    polls.write_text(polls.read_text(encoding="utf-8").rstrip().rpartition("\n")[0] + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match="not those that were uploaded"):
        make_brief(world.user("owner"), "lantern-desk", case.id, Pins(1, 10), world.now)


def test_a_case_that_names_no_party_says_so_on_the_page(world):
    text = (TUTORIAL / "case.toml").read_text(encoding="utf-8")
    toml = "\n".join(line for line in text.splitlines() if not line.startswith("focal"))
    case = add_case(world.user("owner"), "lantern-desk", tutorial(**{"case.toml": toml}), world.now)
    client = world.client("owner")
    job_page = client.post(f"/teams/lantern-desk/cases/{case.id}/briefs/new/")["Location"]
    do(take(world.now))
    assert "case.toml names no party to advise" in client.get(job_page).content.decode()


@pytest.mark.parametrize(
    "data", [{"seed": "-1"}, {"draws": "0"}, {"draws": "99999999"}, {"seed": "x"}, {"seed": 2**64}]
)
def test_pins_out_of_bounds_are_sent_back(world, data):
    before = world.stored()
    response = world.client("owner").post(world.at("make-brief"), data)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()
    assert world.stored() == before


def test_the_page_of_a_run_says_what_it_was_made_from_and_when_it_is_behind(world):
    page = world.client("viewer").get(world.at("run")).content.decode()
    run = Run.objects.get(id=world.ids["a"]["run"])
    for shown in (f"<dd>{SEED}</dd>", f"<dd>{DRAWS}</dd>", f"prepoll {__version__}", run.input_hash):
        assert shown in page
    assert "A newer version" not in page
    Run.objects.filter(id=run.id).update(version="0.0.1")
    assert "A newer version" in world.client("viewer").get(world.at("run")).content.decode()


@pytest.mark.parametrize("name", ["brief.html", "brief.md", "brief.json"])
def test_who_may_not_see_field_reports_reads_an_edition_without_them(world, name):
    page = f"/teams/lantern-desk/briefs/{world.ids['a']['run']}/{name}"
    whole, without = (world.client(role).get(page).content.decode() for role in ("analyst", "viewer"))
    told = ("ward group Old Quay", "office of the member for Oakdale")
    assert all(words in whole for words in told)
    assert not any(words in without for words in (*told, "reports.csv", "own people say", "No field report has come"))
    assert '"reader"' in without if name == "brief.json" else "What would change" in without


def test_a_brief_made_before_there_was_such_an_edition_is_kept_from_viewers(world):
    run = Run.objects.get(id=world.ids["a"]["run"])
    page = f"/teams/lantern-desk/briefs/{run.id}/brief.json"
    shutil.rmtree(run_folder(run.team_id, run.id) / READERS)
    answer = world.client("viewer").get(page)
    assert (answer.status_code, "made anew" in answer.content.decode()) == (403, True)
    assert world.client("analyst").get(page).status_code == 200
