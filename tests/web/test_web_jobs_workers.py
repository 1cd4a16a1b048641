"""Real workers beside a real server: killed at work, cancelled, stopped; the job comes to its end all the same."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from web_browser import JOBS, Browser, children, server_on, surroundings, wait_for
from web_world import tutorial

pytestmark = pytest.mark.xdist_group(__name__)  # what they share is made once, not in every process

LONG = 10_000  # draws; enough seconds to be interrupted
SEEN = ("Weighing", "Open the result")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Serve a case and yield the server's id, somebody who is signed in, and the case's address."""
    with server_on(tmp_path_factory.mktemp("desk") / "data", surroundings()) as (server, address):
        browser = Browser(address)
        browser.read("teams/news-desk/cases/new/")
        browser.send("teams/news-desk/cases/new/", [("archive", tutorial().read())])
        yield server.pid, browser, browser.at
        workers = children(server.pid, JOBS)
        hands = [pid for each in workers for pid in children(each)]
        assert len(workers) == 1
    assert not [pid for pid in (*workers, *hands) if Path(f"/proc/{pid}").exists()]  # none outlives its server


def ask(desk, seed):
    _, browser, case = desk
    browser.send(f"{case}briefs/new/", seed=seed, draws=LONG)
    return browser.at


def the_worker(server):
    return wait_for(lambda: children(server, JOBS))[0]


def wait_until_at_work(desk, job):
    """Wait until a job is seen at work, or is done: on a busy machine it may be at work between two looks only."""
    return "Weighing" in wait_for(lambda: any(word in (page := desk[1].read(job)) for word in SEEN) and page)


def at_work(desk, seed):
    """Ask for briefs until one is seen at work; return it with its seed."""
    while True:
        job = ask(desk, seed)
        if wait_until_at_work(desk, job):
            return job, seed
        seed += 100


def test_a_worker_s_process_that_is_killed_is_noticed_and_the_job_done_by_another(desk):
    job, seed = at_work(desk, 1)
    worker = the_worker(desk[0])
    [hand] = children(worker)
    os.kill(hand, signal.SIGKILL)
    text = wait_for(lambda: "Open the result" in (page := desk[1].read(job)) and page)
    assert "came to nothing" not in text
    assert children(worker) != [hand]
    desk[1].send(f"{desk[2]}briefs/new/", seed=seed, draws=LONG)
    assert "/briefs/" in desk[1].at  # the same again is there at once
    assert json.loads(desk[1].read(f"{desk[1].at}brief.json"))["run"]["seed"] == seed


def test_a_cancelled_job_is_given_up_and_the_next_is_done(desk):
    for seed in (20, 30, 40):  # a job may be done before the word to cancel it has come
        job, after = ask(desk, seed), ask(desk, seed + 1)
        wait_until_at_work(desk, job)
        desk[1].send(f"{job}cancel/")
        if "This was cancelled" in desk[1].read(job):
            break
    # whoever works on it is ended, or finds out by itself at its next step: either way it takes up the next
    wait_for(lambda: "Open the result" in desk[1].read(after))
    text = desk[1].read(job)
    assert ("This was cancelled" in text, "Open the result" in text) == (True, False)


def test_a_worker_that_is_killed_itself_is_started_anew_and_its_job_ends(desk):
    job, _ = at_work(desk, 4)
    worker = the_worker(desk[0])
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: the_worker(desk[0]) != worker)
    text = wait_for(lambda: "Open the result" in (page := desk[1].read(job)) and page)
    assert text.count("Done on") == 1


def test_a_server_that_is_killed_leaves_no_worker_behind(tmp_path):
    with server_on(tmp_path / "data", surroundings()) as (server, _):
        workers = wait_for(lambda: children(server.pid, JOBS))
        hands = wait_for(lambda: children(workers[0]))
        server.kill()
        wait_for(lambda: not [pid for pid in (*workers, *hands) if Path(f"/proc/{pid}").exists()], 20)


def test_a_worker_whose_server_was_gone_before_it_could_look_ends_by_itself(tmp_path):
    around = {**surroundings(), "DJANGO_SETTINGS_MODULE": "prepoll_web.config.settings", "PREPOLL_DATA": str(tmp_path)}
    somebody_else = "0"  # no process that could have started it
    done = subprocess.run([sys.executable, "-m", JOBS, somebody_else], env=around, timeout=60, check=False)
    assert done.returncode == 0
