"""Every form, with a failure at the first write, the second, and so on until it succeeds: all of it or nothing."""

from contextlib import suppress

import pytest
from django.apps import apps
from django.db import OperationalError
from failing import write_that_fails
from test_web_access import ask, named_pages
from web_world import DRAWS

from prepoll_web.jobs.actions import ask_for, take
from prepoll_web.jobs.models import Job
from prepoll_web.jobs.work import do

OF_ONE_S_OWN = ("sign-in", "sign-out", "account")
"""Several steps, each whole in itself: the session, the count of failures, the record."""
PASSING = ("sessions.Session", "teams.FailedSignIn")
MOST = 60
PARTS = (0, *(pytest.param(part, marks=pytest.mark.full) for part in range(1, 5)))


def kept():
    """Return all rows but those of sessions and readings."""
    rows = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in PASSING:
            found = model._default_manager.all()
            found = found.exclude(what="read") if model._meta.label == "events.Event" else found
            rows[model._meta.label] = sorted(
                str([(key, value) for key, value in row.items() if key not in ("number", "before", "digest", "id")])
                for row in found.values()
            )
    return rows


class Failing:
    """Sends a browser's forms so that each meets a failure at the write of a number."""

    def __init__(self, client):
        client.raise_request_exception = False
        self.send, client.post = client.post, self.post
        self.number, self.left = 0, 0

    def post(self, *arguments):
        with write_that_fails(self.number) as counted:
            response = self.send(*arguments)
        self.left = counted.left
        return response


@pytest.mark.parametrize("part", PARTS)
def test_a_form_in_which_a_write_fails_changes_nothing(world, caplog, part):
    caplog.set_level("CRITICAL")
    failures, failing = 0, Failing(world.usual_client("owner"))
    forms = [page for page in named_pages() if page not in OF_ONE_S_OWN]
    for page in forms[part :: len(PARTS)]:
        ask(world, "owner", page, "GET")  # whatever is put back for it is put back now
        files, before = world.stored(), kept()
        for number in range(1, MOST):
            failing.number = number
            response = ask(world, "owner", page, "POST")
            if failing.left > 0:
                break
            failures += 1
            assert response.status_code == 500, (page, number)
            assert "Nothing half done was kept" in response.content.decode()
            assert kept() == before, (page, number)
            assert world.stored() == files, (page, number)
        assert response.status_code < 500, page
        assert number < MOST - 1
    assert failures > 9


def test_a_job_in_which_a_write_fails_is_done_whole_or_not_at_all(world):
    from prepoll_web.runs.models import Run

    pins, owner = {"seed": 77, "draws": DRAWS}, world.user("owner")
    case, before = world.ids["a"]["case"], Run.objects.count()
    for number in range(1, MOST):
        job = ask_for(owner, "lantern-desk", case, "brief", pins, world.now)
        taken = take(world.now)
        with suppress(OperationalError), write_that_fails(number) as counted:
            do(taken)  # where it fails, the worker ends and another takes the job up
        job.refresh_from_db()
        made = Run.objects.count() - before
        assert (job.state == "done") == (made == 1)
        if job.state == "running":
            Job.objects.filter(id=job.id).update(state="failed")
        if counted.left > 0:
            break
    assert made == 1
    assert number > 3
