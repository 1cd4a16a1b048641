"""Bring the database up to date, and serve: pages in processes of their own that share one address."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from threading import Event, Lock, Thread, Timer
from typing import Final

from django.conf import settings
from django.core.management import call_command

from prepoll.errors import UsageError
from prepoll_web.deadlines.rounds import reminding
from prepoll_web.jobs.crew import Process, crew_of
from prepoll_web.scenarios.charts import make_script
from prepoll_web.scenarios.studies import MOST_STUDIES

PAGES: Final = "prepoll_web.config.server"
SERVES: Final = b"serves\n"
"""What a process says once it serves pages."""
MOST: Final = 2
"""Processes that serve pages unless more are asked for: each opens studies of its own, some hundred megabytes."""
LOOKS: Final = 0.25
"""Seconds between two looks whether all that serve pages are there."""
BACKLOG: Final = 1024
"""Connections that may wait until a process takes them."""
SETTLED: Final = 20.0
"""Seconds after the start when what can wait is made."""


def bring_up_to_date() -> None:
    """Make the database, or bring it to the newest form; throw away sessions that have run out."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("clearsessions")


def serve_until_stopped(host: str, port: int, workers: int, processes: int | None = None) -> None:
    """Serve until stopped, with workers beside; the address is printed once one process serves.

    A process that ends is started anew; connections wait for it meanwhile, or go to another.
    """
    sockets = listen(host, port)
    pages = Neighbours(sockets)
    signal.signal(signal.SIGTERM, _stop)  # as Ctrl+C does: whatever was started is stopped too
    with suppress(KeyboardInterrupt), crew_of(1, pages.start, LOOKS) as first:
        pages.wait_for(first[0])  # alone: what it compiles on a new machine is there for the others
        shown = settings.PREPOLL_ADDRESS or f"http://{_bracketed(host)}:{sockets[0].getsockname()[1]}/"
        sys.stdout.write(f"The workbench is at {shown}  (stop it with Ctrl+C)\n")
        sys.stdout.flush()
        _make_script_soon()
        with crew_of((processes or default_processes()) - 1, pages.start, LOOKS), crew_of(workers), reminding():
            Event().wait()


def default_processes() -> int:
    """Return how many processes serve pages where nobody says: one for each core, two at most."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MOST)


def listen(host: str, port: int) -> list[socket.socket]:
    """Listen at every address that a name stands for; UsageError where one of them is taken, or is not ours."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        places = dict.fromkeys((row[0], row[4][:2]) for row in found)
        return [socket.create_server(at, family=family, backlog=BACKLOG) for family, at in places]
    except OSError as error:
        raise UsageError(
            f"Nothing can listen on {host}:{port}: {error.strerror or error}. Give another --port."
        ) from error


class Neighbours:
    """The processes that serve pages on some sockets; what study one has opened, the others are told to open too."""

    def __init__(self, sockets: Sequence[socket.socket]) -> None:
        self._numbers = [each.fileno() for each in sockets]
        self._opened: deque[bytes] = deque(maxlen=MOST_STUDIES)
        self._there: list[Process] = []
        self._turn = Lock()
        self._heard = Event()  # that one of them serves, or has ended

    def start(self) -> Process:
        """Start one more."""
        command = [sys.executable, "-m", PAGES, *map(str, self._numbers)]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=self._numbers, bufsize=0
        )
        Thread(target=self._hear, args=(process,), daemon=True).start()
        return process

    def wait_for(self, process: Process) -> None:
        """Wait until the first serves; UsageError where it has ended."""
        self._heard.wait()
        if process.poll() is not None:
            raise UsageError("The process that serves pages has ended before it began; what it said stands above.")

    def _hear(self, process: Process) -> None:
        assert process.stdout is not None
        with self._turn:
            self._there.append(process)
            for line in self._opened:
                _tell(process, line)
        for line in process.stdout:
            self._heard.set()
            if line != SERVES:
                self._pass_on(line, process)
        with self._turn:
            self._there.remove(process)
        process.wait()
        self._heard.set()

    def _pass_on(self, line: bytes, said_by: Process) -> None:
        with self._turn:
            self._opened.append(line)
            for other in self._there:
                if other is not said_by:
                    _tell(other, line)


def _tell(process: Process, line: bytes) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError):  # it has ended
        process.stdin.write(line)


def _make_script_soon() -> None:
    """Make the program that draws charts once the server has settled, so that no page waits the seconds it takes."""
    timer = Timer(SETTLED, make_script)
    timer.daemon = True
    timer.start()


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
