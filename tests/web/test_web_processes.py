"""Several processes behind one address: each answers, one that is killed loses nothing that was acknowledged."""

import http.client
import os
import re
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from web_browser import JOBS, PAGES, PREPOLL, Browser, children, server_on, surroundings
from web_browser import wait_for as wait_for_within

pytestmark = pytest.mark.xdist_group(__name__)  # what they share is made once, not in every process

PROCESSES = 2
PATIENCE = 300
"""Seconds that a process may take to start on a machine that has much else to do."""


def wait_for(found):
    return wait_for_within(found, PATIENCE)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Serve by two processes, and yield the server, its address, its folder and its environment."""
    place, environment = tmp_path_factory.mktemp("desk") / "data", surroundings()
    with server_on(place, environment, "--processes", str(PROCESSES)) as (server, address):
        wait_for(lambda: len(serving(server.pid)) == PROCESSES)
        yield server, address, place, environment


def serving(server):
    """Return the ids of the processes that serve pages, once they do."""
    found = children(server, PAGES)
    return found if all(answers_on(process) for process in found) else []


def answers_on(process):
    """Say whether a process has begun to serve: it then has threads of its own for that."""
    with suppress(OSError):
        return len(list(Path(f"/proc/{process}/task").iterdir())) > 8
    return False


@contextmanager
def only(one, processes):
    """Let nobody but one process get on."""
    held = [process for process in processes if process != one]
    for process in held:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in held:
            os.kill(process, signal.SIGCONT)


def answer(address):
    with urllib.request.urlopen(f"{address}sign-in/", timeout=PATIENCE) as response:
        return response.status


def test_each_process_answers_and_knows_who_is_signed_in_to_another(desk):
    server, address, *_ = desk
    processes = wait_for(lambda: serving(server.pid))
    browser = Browser(address)
    for process in processes:
        with only(process, processes):
            assert "News desk" in browser.read("/")
            browser.send("found-a-team/", name=f"Team of {process}")
    for process in processes:
        with only(process, processes):
            assert all(f"Team of {each}" in browser.read("/") for each in processes)


def test_what_was_acknowledged_is_there_after_a_process_was_killed_at_it(desk):
    server, address, place, environment = desk
    acknowledged, over = [], threading.Event()
    writers = [
        threading.Thread(target=found_teams, args=(Browser(address), name, acknowledged, over))
        for name in ("left", "right", "middle", "outer")
    ]
    for writer in writers:
        writer.start()
    killed = []
    for _ in range(PROCESSES):
        wait_for(lambda: len(serving(server.pid)) == PROCESSES)
        count = len(acknowledged)
        wait_for(lambda count=count: len(acknowledged) > count + 8)
        killed.append(serving(server.pid)[len(killed) % PROCESSES])
        os.kill(killed[-1], signal.SIGKILL)
        wait_for(lambda: killed[-1] not in children(server.pid))
    processes = wait_for(lambda: len(found := serving(server.pid)) == PROCESSES and found)
    over.set()
    for writer in writers:
        writer.join(30)
    assert not set(killed) & set(processes)  # others took their place
    for process in processes:
        with only(process, processes):
            text = Browser(address).read("/")
            assert [name for name in acknowledged if f">{name}<" not in text] == []
    checked = subprocess.run(
        [PREPOLL, "verify-log", "--data", str(place)], env=environment, capture_output=True, text=True, check=False
    )
    assert (checked.returncode, "The record holds" in checked.stdout) == (0, True), checked.stderr


def found_teams(browser, name, acknowledged, over):
    """Found one team after the other; a connection that breaks is no acknowledgement."""
    browser.read("found-a-team/")
    number = 0
    while not over.is_set():
        number += 1
        try:
            browser.send("found-a-team/", name=f"{name} {number}")
        except urllib.error.HTTPError:
            raise
        except (urllib.error.URLError, http.client.HTTPException, ConnectionError):
            continue
        acknowledged.append(f"{name} {number}")


def test_as_many_serve_as_there_are_cores_up_to_two(monkeypatch):
    from prepoll_web.serving import default_processes

    for cores, expected in ((1, 1), (2, 2), (12, 2)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _process, cores=cores: set(range(cores)))
        assert default_processes() == expected


def test_an_address_that_is_taken_is_said(tmp_path, desk):
    port = re.search(r":(\d+)/", desk[1])[1]
    command = [PREPOLL, "serve", "--port", port, "--data", str(tmp_path / "data")]
    setting = {**surroundings(), "PREPOLL_OWNER": "asha", "PREPOLL_PASSWORD": "a long enough phrase"}
    done = subprocess.run(
        command, env={**setting, "PREPOLL_TEAM": "Desk"}, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert done.returncode == 2
    assert f"Nothing can listen on 127.0.0.1:{port}" in done.stderr


def test_a_server_that_is_stopped_leaves_nobody_behind_and_says_that_all_is_well(desk):
    server, address, *_ = desk
    wait_for(lambda: len(serving(server.pid)) == PROCESSES)
    started = [*children(server.pid, PAGES), *wait_for(lambda: children(server.pid, JOBS))]
    assert len(started) == PROCESSES + 1
    assert answer(address) == 200
    server.send_signal(signal.SIGINT)
    assert server.wait(PATIENCE) == 0
    assert not [process for process in started if Path(f"/proc/{process}").exists()]
    with pytest.raises(urllib.error.URLError):
        answer(address)


@pytest.mark.full
def test_a_server_that_is_killed_leaves_nobody_who_serves(tmp_path):
    with server_on(tmp_path / "data", surroundings(), "--processes", "2") as (server, address):
        started = wait_for(lambda: len(found := serving(server.pid)) == PROCESSES and found)
        server.kill()
        wait_for(lambda: not [process for process in started if Path(f"/proc/{process}").exists()])
        with pytest.raises(urllib.error.URLError):
            answer(address)


@pytest.mark.full
def test_one_process_serves_where_one_is_asked_for(tmp_path):
    with server_on(tmp_path / "data", surroundings(), "--processes", "1") as (server, address):
        assert answer(address) == 200
        wait_for(lambda: children(server.pid, JOBS))
        [process] = children(server.pid, PAGES)
        os.kill(process, signal.SIGKILL)
        assert answer(address) == 200  # the connection waits for whoever takes the place
        assert children(server.pid, PAGES) != [process]
