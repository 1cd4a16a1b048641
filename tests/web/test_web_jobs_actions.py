"""Jobs in the background: asked for once, taken up once, cancelled, given up, kept by their inputs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from prepoll.errors import UsageError
from prepoll_web.cases.models import Case
from prepoll_web.jobs import kinds
from prepoll_web.jobs.actions import (
    ATTEMPTS,
    GAVE_OUT,
    LEASE,
    NoLongerHeld,
    ask_for,
    cancel,
    fail,
    finish,
    give_back,
    hold_on,
    take,
    tell_of,
)
from prepoll_web.jobs.models import Job, State
from prepoll_web.jobs.work import RIGHTS_ENDED, WENT_WRONG, do
from prepoll_web.teams.access import Right
from prepoll_web.teams.models import Membership

SOME = "some"


@pytest.fixture
def inputs(monkeypatch):
    """Make a kind of work known that adds up what it is asked with; return what it rests on, to be changed."""
    held = {"now": "a"}

    def work(job, tell):
        tell("Adding", 40)
        if problem := held.get("problem"):
            raise problem
        return lambda at: {"sum": job.asked["one"] + job.asked["two"]}

    kind = kinds.Kind(
        SOME, _("Sum"), Right.MAKE_BRIEF, lambda case, asked: held["now"] + str(asked), work, lambda job: "/"
    )
    monkeypatch.setitem(kinds._KINDS, SOME, kind)
    return held


def ask(world, by="analyst", one=1, team="lantern-desk", at=None):
    case = world.ids["a"]["case"]
    return ask_for(world.user(by), team, case, SOME, {"one": one, "two": 2}, at or world.now)


def kinds_of_events(world, job):
    return list(world.events().filter(about=f"job:{job.id}").values_list("what", "who"))


def test_a_job_is_asked_for_taken_up_and_done(world, inputs):
    job = ask(world)
    assert (job.state, job.progress) == (State.WAITING, 0)
    taken = take(world.now)
    assert (taken.id, taken.state, taken.attempts) == (job.id, State.RUNNING, 1)
    assert take(world.now) is None
    do(taken)
    job.refresh_from_db()
    assert (job.state, job.progress, job.result) == (State.DONE, 100, {"sum": 3})
    assert kinds_of_events(world, job) == [("job_asked", "analyst"), ("job_done", "analyst")]


def test_who_may_not_is_told_so_and_strangers_find_nothing(world, inputs):
    with pytest.raises(PermissionDenied, match="viewer"):
        ask(world, "viewer")
    for team in ("lantern-desk", "zqslug"):
        with pytest.raises(Http404):
            ask(world, "stranger", team=team)
    job = ask(world)
    with pytest.raises(PermissionDenied):
        cancel(world.user("viewer"), "lantern-desk", job.id, world.now)
    with pytest.raises(Http404):
        cancel(world.user("stranger"), "lantern-desk", job.id, world.now)
    with pytest.raises(Http404):
        cancel(world.user("owner"), "lantern-desk", uuid4(), world.now)
    with pytest.raises(UsageError, match="No work of the kind 'nonsense' is known"):
        ask_for(world.user("owner"), "lantern-desk", world.ids["a"]["case"], "nonsense", {}, world.now)


def test_the_same_inputs_are_one_job_until_it_fails_or_an_input_changes(world, inputs):
    first = ask(world)
    assert ask(world, "owner") == first
    assert ask(world, one=5) != first
    while job := take(world.now):
        do(job)
    assert ask(world) == first
    assert not kinds.is_stale(first)
    inputs["now"] = "b"
    assert kinds.is_stale(first)
    second = ask(world)
    assert second != first
    cancel(world.user("analyst"), "lantern-desk", second.id, world.now)
    assert ask(world) not in (first, second)


def test_of_two_who_ask_for_the_same_at_once_one_writes_the_row(world, inputs):
    job = ask(world)
    job.id = uuid4()
    with pytest.raises(IntegrityError):
        job.save(force_insert=True)


def test_jobs_are_taken_up_in_the_order_they_were_asked_for(world, inputs):
    later = ask(world, one=1, at=world.now + timedelta(minutes=1))
    sooner = ask(world, one=2)
    assert [take(world.now).id for _ in range(2)] == [sooner.id, later.id]


def test_of_two_workers_that_see_the_same_job_one_gets_it(world, inputs, monkeypatch):
    ask(world)
    first = Job.objects.first

    def seen_by_both(query):
        monkeypatch.setattr(type(query), "first", real)
        assert take(world.now) is not None
        return found

    found = Job.objects.filter(state=State.WAITING).first()
    real = type(Job.objects.all()).first
    monkeypatch.setattr(type(Job.objects.all()), "first", seen_by_both)
    assert take(world.now) is None
    assert first is not None


def test_a_worker_that_falls_silent_loses_the_job_to_another(world, inputs):
    ask(world)
    lost = take(world.now)
    assert take(world.now + LEASE) is None
    hold_on(lost, world.now + LEASE)
    assert take(world.now + LEASE + timedelta(seconds=1)) is None
    again = take(world.now + 2 * LEASE + timedelta(seconds=1))
    assert (again.id, again.attempts) == (lost.id, 2)
    assert again.held_by != lost.held_by
    for call in (
        lambda: hold_on(lost, world.now),
        lambda: tell_of(lost, "Adding", 50),
        lambda: finish(lost, lambda at: pytest.fail("kept by two"), world.now),
        lambda: fail(lost, "no", world.now),
    ):
        with pytest.raises(NoLongerHeld):
            call()
    do(again)
    assert Job.objects.get(id=again.id).state == State.DONE


def test_a_job_that_brings_down_its_worker_every_time_is_said_to_have_failed(world, inputs):
    job = ask(world)
    for _attempt in range(ATTEMPTS):
        give_back(take(world.now), count=True)
    assert take(world.now) is None
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert job.problem == GAVE_OUT
    assert kinds_of_events(world, job)[-1] == ("job_failed", "analyst")


def test_a_worker_that_is_stopped_costs_no_attempt(world, inputs):
    job = ask(world)
    for _attempt in range(ATTEMPTS + 2):
        give_back(take(world.now), count=False)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.WAITING, 0)


def test_a_cancelled_job_keeps_nothing_and_one_that_ended_stays_as_it_ended(world, inputs):
    job = ask(world)
    taken = take(world.now)
    assert cancel(world.user("owner"), "lantern-desk", job.id, world.now).state == State.CANCELLED
    do(taken)
    job.refresh_from_db()
    assert (job.state, job.result) == (State.CANCELLED, {})
    assert cancel(world.user("owner"), "lantern-desk", job.id, world.now).state == State.CANCELLED
    assert kinds_of_events(world, job) == [("job_asked", "analyst"), ("job_cancelled", "owner")]
    done = Job.objects.get(id=world.ids["a"]["job"])
    assert cancel(world.user("owner"), "lantern-desk", done.id, world.now).state == State.DONE


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (UsageError("The case lacks a party."), "The case lacks a party."),
        (PermissionDenied("no"), RIGHTS_ENDED),
        (Http404(), RIGHTS_ENDED),
        (RuntimeError("zqsecret in /root"), WENT_WRONG),
    ],
)
def test_a_job_that_fails_says_why_and_may_be_asked_for_again(world, inputs, problem, words):
    job = ask(world)
    inputs["problem"] = problem
    do(take(world.now))
    job.refresh_from_db()
    assert (job.state, job.problem) == (State.FAILED, words)
    assert ask(world) != job


def test_rights_that_end_while_a_brief_waits_count(world):
    pins = {"seed": 99, "draws": 10}
    job = ask_for(world.user("analyst"), "lantern-desk", world.ids["a"]["case"], "brief", pins, world.now)
    Membership.objects.filter(user=world.user("analyst")).update(role="viewer")
    before = world.stored()
    do(take(world.now))
    job.refresh_from_db()
    assert (job.state, job.problem) == (State.FAILED, RIGHTS_ENDED)
    assert world.stored() == before


def test_a_brief_that_is_cancelled_while_it_is_worked_out_leaves_no_file_and_no_row(world, monkeypatch):
    from prepoll_web.runs import kind
    from prepoll_web.runs.models import Run

    job = ask_for(
        world.user("analyst"), "lantern-desk", world.ids["a"]["case"], "brief", {"seed": 99, "draws": 10}, world.now
    )
    before, rows = world.stored(), Run.objects.count()
    work_out = kind.work_out_brief

    def cancelled_at_the_end(*arguments):
        keep = work_out(*arguments)
        cancel(world.user("analyst"), "lantern-desk", job.id, world.now)
        return keep

    monkeypatch.setattr(kind, "work_out_brief", cancelled_at_the_end)
    do(take(world.now))
    assert Job.objects.get(id=job.id).state == State.CANCELLED
    assert (world.stored(), Run.objects.count()) == (before, rows)


def test_the_pages_show_how_far_it_is_and_stop_asking_once_it_is_over(world):
    client = world.client("viewer")
    job = ask_for(
        world.user("analyst"), "lantern-desk", world.ids["a"]["case"], "brief", {"seed": 99, "draws": 10}, world.now
    )
    page = f"/teams/lantern-desk/runs/{job.id}/"
    assert "waits for its turn" in client.get(page).content.decode()
    tell_of(take(world.now), "Weighing the options of <b>", 70)
    text = client.get(page).content.decode()
    for part in ('hx-trigger="every 1s"', 'value="70"', "Weighing the options of &lt;b&gt;", "<noscript>"):
        assert part in text
    assert "Cancel" not in text
    assert "Cancel" in world.client("analyst").get(page).content.decode()
    assert "70 %" in client.get("/teams/lantern-desk/runs/").content.decode()
    reads = world.events().filter(what="read", about=f"job:{job.id}").count()
    part = client.get(page, headers={"hx-request": "true"}).content.decode()
    assert part.startswith('<section id="state"')
    assert world.events().filter(what="read", about=f"job:{job.id}").count() == reads
    assert world.client("analyst").post(f"{page}cancel/")["Location"] == page
    text = client.get(page, headers={"hx-request": "true"}).content.decode()
    assert "This was cancelled" in text
    assert "hx-get" not in text
    again = world.client("analyst").post(f"{page}again/")["Location"]
    assert again != page


def test_a_brief_is_said_to_be_behind_once_the_case_has_moved(world):
    job = Job.objects.get(id=world.ids["a"]["job"])
    page = world.client("viewer").get(world.at("job")).content.decode()
    assert "Open the result" in page
    assert "has changed since" not in page
    Case.objects.filter(id=job.case_id).update(input_hash="0" * 64)
    assert "has changed since" in world.client("viewer").get(world.at("job")).content.decode()
    assert "has changed since" in world.client("viewer").get(world.at("jobs")).content.decode()
