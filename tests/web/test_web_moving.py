"""Backups and moving a case: nothing lost either way, nothing half written when it is cut short."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from databases import CURRENT, ON_POSTGRESQL
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from failing import write_that_fails
from web_field_world import a_report
from web_world import TUTORIAL, files_of, tutorial

from prepoll.errors import CaseError, UsageError
from prepoll_web.cases.actions import add_case
from prepoll_web.cases.models import Case
from prepoll_web.cases.store import case_folder, folder_of
from prepoll_web.events.chain import breaks, chains
from prepoll_web.field.actions import send_report
from prepoll_web.moving import export_case, find, import_case
from prepoll_web.people import add_sample_case, take_in
from prepoll_web.runs.models import Run
from prepoll_web.runs.store import run_folder
from prepoll_web.safekeeping import back_up, check_backup, restore
from prepoll_web.teams.actions import found_team, make_user

FAILING = Path(__file__).with_name("failing.py")


def all_rows():
    return {
        model._meta.label: sorted(map(repr, model._default_manager.values()))
        for model in apps.get_models(include_auto_created=True)
    }


def files_kept(place):
    return {name: content for top in ("cases", "runs") for name, content in files_of(place / top).items()}


@pytest.fixture
def elsewhere(world, tmp_path, monkeypatch):
    """Return what points Django at a database that is still empty, for a workbench in another folder."""
    fresh = []

    def go(place):
        connection.close()
        if ON_POSTGRESQL:
            name = CURRENT.fresh()["DATABASE_URL"].partition("@/")[2].partition("?")[0]
            fresh.append(name)
        monkeypatch.setitem(connection.settings_dict, "NAME", name if ON_POSTGRESQL else place / "prepoll.sqlite3")

    yield go
    connection.close()
    for name in fresh:
        CURRENT.forget(name)


def dying(world, action, number, target):
    """Run something in a process that kills itself at a write."""
    name = connection.settings_dict["NAME"]
    address = CURRENT.cluster.address(name) if ON_POSTGRESQL else ""
    connection.close()
    environment = {**os.environ, "DATABASE_URL": address}
    command = [sys.executable, str(FAILING), str(world.place), action, str(number), str(target)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).returncode


def test_who_may_not_see_field_reports_cannot_take_a_case_out(world, tmp_path):
    with pytest.raises(PermissionDenied):
        export_case(world.user("viewer"), "lantern-desk", world.ids["a"]["case"], tmp_path / "out", world.now)
    with pytest.raises(UsageError, match="viewer finds no case"):
        find("viewer", "lantern-desk", str(world.ids["a"]["case"]))
    assert not (tmp_path / "out").exists()


def test_a_backup_brings_every_row_and_file_back(world, tmp_path, elsewhere):
    rows, kept = all_rows(), files_kept(world.place)
    count = back_up(world.place, tmp_path / "backup")
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0
    new = tmp_path / "new"
    elsewhere(new)
    assert restore(tmp_path / "backup", new) == count
    assert all_rows() == rows
    assert files_kept(new) == kept
    assert (new / "secret-key").read_text() == (world.place / "secret-key").read_text()
    assert {path.stat().st_mode & 0o077 for path in [new, *new.glob("*")]} <= {0, 0o055, 0o044}
    assert [breaks(name) for name in chains()] == [[] for _ in chains()]
    found_team(make_user("newcomer", "a long enough phrase"), "After the restore", world.now)


def test_a_backup_that_is_not_whole_is_refused(world, tmp_path):
    file = tmp_path / "backup"
    back_up(world.place, file)
    content = bytearray(file.read_bytes())
    for broken in (content[: len(content) // 2], b"", b"x" * 5000, flipped(content, b"Merrow Isles")):
        (tmp_path / "broken").write_bytes(broken)
        with pytest.raises(UsageError, match="is no backup of a workbench, or not whole"):
            restore(tmp_path / "broken", tmp_path / "new")
        assert not (tmp_path / "new").exists()
    with pytest.raises(UsageError, match="is there already"):
        back_up(world.place, file)
    with pytest.raises(UsageError, match="is not empty"):
        restore(file, world.place)
    with pytest.raises(UsageError, match="cannot be written"):
        back_up(world.place, tmp_path / "no such folder" / "backup")


def flipped(content, at):
    place = bytes(content).index(at)
    return bytes(content[:place]) + b"X" + bytes(content[place + 1 :])


def test_a_backup_that_points_out_of_its_folder_is_refused(tmp_path):
    for name, link in (("../outside", ""), ("/tmp/outside", ""), ("cases/link", "/etc/passwd")):
        with tarfile.open(tmp_path / "backup", "w") as archive:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = (tarfile.SYMTYPE, link) if link else (tarfile.REGTYPE, "")
            archive.addfile(entry)
        with pytest.raises(UsageError, match="is no backup"):
            check_backup(tmp_path / "backup")


@pytest.mark.parametrize("number", [1, 20])
def test_a_backup_that_is_killed_leaves_no_file_of_its_name(world, tmp_path, number):
    assert dying(world, "backup", number, tmp_path / "backup") == -9
    assert not (tmp_path / "backup").exists()
    assert back_up(world.place, tmp_path / "backup") > 20


def exported(world, tmp_path, name="out"):
    folder = tmp_path / name
    rows = export_case(world.user("owner"), "lantern-desk", world.ids["a"]["case"], folder, world.now)
    return folder, rows


def test_what_a_reporter_said_of_another_case_stays_there(world, tmp_path):
    owner, told = world.user("owner"), a_report(note="said of the other case")
    other = add_case(owner, "lantern-desk", tutorial(), world.now)
    send_report(owner, "lantern-desk", other.id, 1, a_report(), world.now)
    send_report(owner, "lantern-desk", world.ids["a"]["case"], 1, a_report(note="said of this case"), world.now)
    send_report(owner, "lantern-desk", other.id, 1, told, world.now)
    folder, _ = exported(world, tmp_path)
    rows = (folder / "desk" / "rows.json").read_text()
    assert "said of this case" in rows
    assert "said of the other case" not in rows


def test_a_case_goes_out_and_in_again_and_nothing_is_lost(world, tmp_path, elsewhere):
    folder, rows = exported(world, tmp_path)
    assert rows >= 2
    plain = {name: content for name, content in files_of(folder).items() if not name.startswith("desk/")}
    assert plain == files_of(TUTORIAL)
    shutil.rmtree(world.place / "cases")
    shutil.rmtree(world.place / "runs")
    elsewhere(world.place / "other")
    (world.place / "other").mkdir()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    someone = make_user("someone", "a long enough phrase")
    found_team(someone, "Far desk", world.now)
    case = import_case(someone, "far-desk", folder, world.now)
    assert (str(case.id), case.added_by.username) == (str(world.ids["a"]["case"]), "owner")
    assert not case.added_by.is_active
    again = tmp_path / "again"
    export_case(someone, "far-desk", case.id, again, world.now)
    assert files_of(again) == files_of(folder)
    run = Run.objects.get(case=case)
    assert (run_folder(run.team_id, run.id) / "brief.html").exists()
    with pytest.raises(UsageError, match="in the workbench already"):
        import_case(someone, "far-desk", folder, world.now)


def test_what_an_older_desk_did_not_write_is_as_in_a_new_row(world, tmp_path, elsewhere):
    folder, _ = exported(world, tmp_path)
    path = folder / "desk" / "rows.json"
    rows = json.loads(path.read_text())
    kept = [row.pop("version") for row in rows if row.get("model") == "scenarios.scenario"]
    assert kept
    path.write_text(json.dumps(rows))
    elsewhere(world.place / "other")
    (world.place / "other").mkdir()
    from django.core.management import call_command

    from prepoll_web.scenarios.models import Scenario

    call_command("migrate", verbosity=0, interactive=False)
    someone = make_user("someone", "a long enough phrase")
    found_team(someone, "Far desk", world.now)
    case = import_case(someone, "far-desk", folder, world.now)
    assert [one.version for one in Scenario.objects.filter(case=case)] == [1] * len(kept)


def test_a_folder_without_additions_becomes_a_case_as_an_upload_does(world):
    words = take_in(TUTORIAL, "lantern-desk", "analyst")
    case = Case.objects.get(id=UUID(words.rstrip("/").rpartition("/")[2]))
    assert files_of(folder_of(case)) == files_of(TUTORIAL)
    for arguments, problem in (
        ((TUTORIAL, "lantern-desk", "no-one"), "There is no user"),
        ((TUTORIAL, "lantern-desk", "viewer"), "may add no case"),
        ((TUTORIAL, "zqslug", "owner"), "may add no case"),
        ((TUTORIAL / "nowhere", "lantern-desk", "owner"), "There is no folder"),
    ):
        with pytest.raises(UsageError, match=problem):
            take_in(*arguments)


def test_who_is_no_member_takes_nothing_out(world, tmp_path):
    with pytest.raises(Http404):
        export_case(world.user("stranger"), "lantern-desk", world.ids["a"]["case"], tmp_path / "out", world.now)
    for by, team, case in (
        ("stranger", "lantern-desk", world.ids["a"]["case"]),
        ("owner", "lantern-desk", world.ids["b"]["case"]),
        ("owner", "lantern-desk", "x"),
        ("nobody", "lantern-desk", uuid4()),
    ):
        with pytest.raises(UsageError):
            find(by, team, str(case))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: [],
        lambda rows: {"a": 1},
        lambda rows: [{**rows[0], "pk": "../../etc"}],
        lambda rows: [rows[0], {"model": "teams.user", "pk": 1}],
        lambda rows: [rows[0], {**rows[1], "pk": "x"}],
        lambda rows: [{**rows[0], "added_at": "yesterday"}],
        lambda rows: rows[1:],
    ],
)
def test_a_desk_that_was_tampered_with_is_refused_and_leaves_nothing(world, tmp_path, change):
    folder, _ = exported(world, tmp_path)
    rows = json.loads((folder / "desk" / "rows.json").read_text())
    rows[0]["pk"] = str(uuid4())
    (folder / "desk" / "rows.json").write_text(json.dumps(change(rows)))
    before, kept = all_rows(), world.stored()
    with pytest.raises((UsageError, CaseError)):
        import_case(world.user("owner"), "lantern-desk", folder, world.now)
    assert (all_rows(), world.stored()) == (before, kept)


def another(world, tmp_path):
    """Return an exported case under ids of its own, as if it came from elsewhere."""
    folder, _ = exported(world, tmp_path)
    path = folder / "desk" / "rows.json"
    text = path.read_text()
    for row in json.loads(text):
        for key in ("secret_hash", "digest", "client_id"):
            if key in row:
                text = text.replace(row[key], str(uuid4()) if key == "client_id" else row[key][::-1])
        if isinstance(row["pk"], str):
            new = str(uuid4())
            text = text.replace(row["pk"], new)
            if row["model"] == "runs.run":
                (folder / "desk" / "runs" / row["pk"]).rename(folder / "desk" / "runs" / new)
    path.write_text(text)
    return folder, UUID(json.loads(text)[0]["pk"])


def test_an_import_in_which_a_write_fails_leaves_nothing_half_written(world, tmp_path):
    folder, case = another(world, tmp_path)
    before, kept = all_rows(), world.stored()
    owner, number = world.user("owner"), 0
    while True:
        number += 1
        with write_that_fails(number) as counted:
            try:
                import_case(owner, "lantern-desk", folder, world.now)
            except Exception as error:
                assert "disk is full" in str(error), error  # noqa: PT017 - the loop ends with the first success
        if counted.left > 0:
            break
        assert (all_rows(), world.stored()) == (before, kept), number
    assert number > 5
    assert Case.objects.filter(id=case).exists()
    assert files_of(folder / "desk" / "runs")


@pytest.mark.parametrize("number", [1, 4, 8])
def test_an_import_that_is_killed_leaves_no_row_and_can_be_done_again(world, tmp_path, number):
    folder, case = another(world, tmp_path)
    before = all_rows()
    assert dying(world, "import", number, folder) == -9
    assert all_rows() == before
    import_case(world.user("owner"), "lantern-desk", folder, world.now)
    found = Case.objects.get(id=case)
    assert files_of(case_folder(found.team_id, case)) == files_of(TUTORIAL)


def test_the_sample_case_comes_on_request_and_once(world):
    client = world.client("owner")
    assert client.post(world.at("add-sample")).status_code == 302
    assert world.client("viewer").post(world.at("add-sample")).status_code == 403
    count = Case.objects.count()
    add_sample_case()
    assert Case.objects.count() == count
