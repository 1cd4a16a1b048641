"""A disk that is full at the first write of a file, at the second, and so on until the action succeeds.

Nothing that was acknowledged is lost, nothing half written is left, and whoever asked is told what is wrong.
"""

import os
import resource
import subprocess
import sys
from functools import partial

import pytest
from databases import ON_POSTGRESQL
from django.conf import settings
from django.db import connection
from failing_files import full_disk
from test_web_cut_short import kept
from test_web_moving import another, elsewhere  # noqa: F401 - the second is a fixture: a database for what is restored
from web_field_world import a_report
from web_world import TUTORIAL, files_of, tutorial

from prepoll.errors import UsageError
from prepoll_web.cases.models import Case
from prepoll_web.cases.store import folder_of
from prepoll_web.cases.working import forget_working, working_folder
from prepoll_web.field.actions import send_report
from prepoll_web.jobs.actions import ask_for, take
from prepoll_web.jobs.models import Job
from prepoll_web.jobs.work import NO_ROOM, do
from prepoll_web.moving import export_case
from prepoll_web.people import take_in
from prepoll_web.runs.models import Run
from prepoll_web.safekeeping import back_up, check_backup, restore

TEAM = "lantern-desk"
MOST = 3000
FULL = "No space left on device"


def until_it_succeeds(place, attempt, check, *, stays, every):
    """Call `attempt` with a full disk at every Nth write in turn; `check` what is left. Return how many failed."""
    for number in range(1, MOST, every):
        with full_disk(place, number, stays=stays) as disk:
            problem = told(attempt)
        if disk.left > 0:
            assert problem == ""
            return number - 1
        assert check(problem) in (None, True), (number, problem)
    raise AssertionError(f"no success within {MOST} writes")


def told(attempt):
    """Return what an attempt says is wrong."""
    try:
        return attempt() or ""
    except UsageError as error:
        return str(error)


def files_in(place):
    """Return what is kept below a folder, and every remnant, but for the database."""
    return sorted(path for path in place.rglob("*") if path.is_file() and "sqlite3" not in path.name)


@pytest.fixture(
    params=[
        pytest.param((13, True), id="some writes"),
        pytest.param((1, False), id="each write alone", marks=pytest.mark.full),
        pytest.param((1, True), id="each write and all after it", marks=pytest.mark.full),
    ]
)
def how(request):
    """Say at which writes the disk is full in turn, and whether it stays so."""
    return dict(zip(("every", "stays"), request.param, strict=True))


@pytest.fixture
def by_page(world):
    """Return what sends a form as the owner and says what the page says is wrong."""
    client = world.usual_client("owner")
    client.raise_request_exception = False
    client.get(world.at("team"))

    def send(page, **fields):
        answer = client.post(world.at(page), {key: value() for key, value in fields.items()})
        if answer.status_code == 507:
            return "The disk is full" if "What you sent was not kept" in answer.content.decode() else "?"
        assert answer.status_code == 302, answer.content.decode()
        return ""

    return send


@pytest.mark.parametrize("streamed", [False, True], ids=["in memory", "through a file"])
def test_a_case_that_is_sent_is_kept_whole_or_not_at_all(world, by_page, how, streamed, monkeypatch, caplog):
    caplog.set_level("CRITICAL")
    monkeypatch.setattr(settings, "FILE_UPLOAD_MAX_MEMORY_SIZE", 0 if streamed else 2**24)
    before, files = kept(), files_in(world.place)

    def check(problem):
        assert problem == "The disk is full"
        assert files_in(world.place) == files
        assert kept() == before

    assert until_it_succeeds(world.place, lambda: by_page("add-case", archive=tutorial), check, **how) > 20
    assert Case.objects.filter(team__slug=TEAM).count() == 2
    newest = Case.objects.filter(team__slug=TEAM).latest("id")
    assert files_of(folder_of(newest))


def test_a_backup_is_whole_or_not_there(world, tmp_path, how):
    room = tmp_path / "backups"
    room.mkdir()
    kept_whole = room / "earlier"
    back_up(world.place, kept_whole)

    def check(problem):
        assert FULL in problem
        assert [path.name for path in room.iterdir()] == ["earlier"]
        assert list((world.place / "incoming").iterdir()) == []

    assert until_it_succeeds(tmp_path, lambda: back_up(world.place, room / "new") and "", check, **how) > 20
    assert check_backup(room / "new").keys() == check_backup(kept_whole).keys()


@pytest.mark.skipif(ON_POSTGRESQL, reason="each attempt needs an empty database of its own")
def test_a_restore_puts_all_in_place_or_nothing(world, tmp_path, how, elsewhere):  # noqa: F811
    back_up(world.place, tmp_path / "backup")
    room = tmp_path / "room"
    room.mkdir()
    elsewhere(room / "new")

    def check(problem):
        assert FULL in problem
        assert list(room.iterdir()) == []

    attempt = partial(restore, tmp_path / "backup", room / "new")
    assert until_it_succeeds(room, lambda: attempt() and "", check, **how) > 20
    assert files_of(room / "new" / "cases") == files_of(world.place / "cases")


def test_a_restore_over_a_workbench_is_refused_with_the_way_out(world, tmp_path):
    back_up(world.place, tmp_path / "backup")
    before = files_of(world.place)
    with pytest.raises(UsageError, match=r"replaces nothing. Name a new folder .* move .* aside and restore again"):
        restore(tmp_path / "backup", world.place)
    assert files_of(world.place) == before
    (tmp_path / "a file").write_text("x")
    with pytest.raises(UsageError, match="replaces nothing"):
        restore(tmp_path / "backup", tmp_path / "a file")


def test_a_case_that_is_taken_out_is_there_whole_or_not_at_all(world, tmp_path, how):
    room, owner, case = tmp_path / "room", world.user("owner"), world.ids["a"]["case"]
    room.mkdir()

    def check(problem):
        assert FULL in problem
        assert list(room.iterdir()) == []

    attempt = partial(export_case, owner, TEAM, case, room / "out", world.now)
    assert until_it_succeeds(room, lambda: attempt() and "", check, **how) > 20
    assert (room / "out" / "desk" / "rows.json").is_file()


@pytest.mark.parametrize("bare", [False, True], ids=["with what was added", "as uploaded"])
def test_a_case_that_is_taken_in_is_there_whole_or_not_at_all(world, tmp_path, how, bare):
    folder = TUTORIAL if bare else another(world, tmp_path)[0]
    before, files = kept(), files_in(world.place)

    def attempt():
        take_in(folder, TEAM, "owner")

    def check(problem):
        assert problem == f"{folder} cannot be taken in: {FULL}. Nothing of it was kept."
        assert files_in(world.place) == files
        assert kept() == before

    assert until_it_succeeds(world.place, attempt, check, **how) > 20
    assert Case.objects.filter(team__slug=TEAM).count() == 2


def test_a_brief_is_kept_with_its_files_or_not_at_all(world, how, caplog):
    caplog.set_level("CRITICAL")
    owner, files, before = world.user("owner"), files_in(world.place), Run.objects.count()
    case, pins = world.ids["a"]["case"], {"seed": 78, "draws": 40}

    def attempt():
        job = ask_for(owner, TEAM, case, "brief", pins, world.now)
        do(take(world.now))
        job.refresh_from_db()
        return job.problem

    def check(problem):
        assert problem == NO_ROOM
        assert files_in(world.place) == files
        assert Run.objects.count() == before

    assert until_it_succeeds(world.place, attempt, check, **how) > 5
    assert Job.objects.filter(state="done", asked=pins).count() == 1
    assert len(files_in(world.place)) == len(files) + 6


def test_the_folder_that_studies_are_made_of_is_made_whole_or_not_at_all(world, how):
    analyst, case = world.user("analyst"), Case.objects.get(id=world.ids["a"]["case"])
    send_report(analyst, TEAM, case.id, 1, a_report(note="a word from the quay"), world.now)
    forget_working(case)
    files = files_in(world.place)

    def attempt():
        try:
            working_folder(case)
        except OSError as error:
            return str(error)
        return ""

    def check(problem):
        assert FULL in problem
        assert files_in(world.place) == files

    assert until_it_succeeds(world.place, attempt, check, **how) > 20
    assert "a word from the quay" in (working_folder(case) / "reports.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("room", [20_000, 200_000, 400_000])
def test_a_backup_that_finds_no_room_for_real_leaves_nothing(world, tmp_path, room):
    """The system itself refuses to write more: the database is copied by its own code, which no test here can count."""
    connection.close()
    code = "import sys; from prepoll.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "backup", str(tmp_path / "out"), "--data", str(world.place)],
        env={**os.environ, "DATABASE_URL": "" if not ON_POSTGRESQL else os.environ["DATABASE_URL"]},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path for path in tmp_path.iterdir() if path.name != "data"] == []
    assert list((world.place / "incoming").iterdir()) == []
