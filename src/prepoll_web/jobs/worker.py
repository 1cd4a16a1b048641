"""The process that takes up jobs, and the one beside it that does them.

The worker itself only watches: it says that the job is still held, and ends the other process when the job
is cancelled. The other may then be killed at any time, by us or by a machine short of memory, and the worker
is there to say so. Where the worker is killed too, the lease runs out and another takes the job up.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db import close_old_connections, connection
from django.utils import timezone

from prepoll_web.jobs.actions import LEASE, NoLongerHeld, give_back, hold_on, take
from prepoll_web.jobs.models import Job
from prepoll_web.jobs.work import do

LOOKS: Final = 0.5
"""Seconds between two looks for work, or at a job that is being done."""
_SAID_DONE: Final = b"done\n"


class Stopped(BaseException):
    """Whoever started the worker stops it."""


class Hand:
    """The process that does jobs, one after the other; kept, as loading the library takes a second or two."""

    def __init__(self) -> None:
        self._process = self._start()

    def begin(self, job: Job) -> None:
        """Hand a job over; a process that has ended meanwhile is started anew."""
        if self._process.poll() is not None:
            self.end()
            self._process = self._start()
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # found out by the next look
            self._process.stdin.write(f"{job.id} {job.held_by}\n".encode())
            self._process.stdin.flush()

    def look(self, seconds: float) -> bool | None:
        """Wait for some seconds; True once the job is done, False where the process died over it, else None."""
        out = self._process.stdout
        assert out is not None
        if not select.select([out], [], [], seconds)[0]:
            return None
        return os.read(out.fileno(), len(_SAID_DONE)) == _SAID_DONE

    def end(self) -> None:
        """End the process and all that it has started, whatever they do."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        self._process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "prepoll_web.jobs", "hand"]
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, start_new_session=True
        )


def watch_over_jobs(parent: int) -> None:
    """Take up one job after the other until stopped, or until the process that started this one, `parent`, is gone."""
    _ignore_the_keyboard()
    signal.signal(signal.SIGTERM, _stop)
    hand = Hand()
    try:
        while os.getppid() == parent:
            close_old_connections()
            if job := take(timezone.now()):
                _see_through(job, hand)
            else:
                time.sleep(LOOKS)
    except Stopped:
        pass
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        hand.end()


def _see_through(job: Job, hand: Hand) -> None:
    hand.begin(job)
    parent, said = os.getppid(), timezone.now()
    try:
        while (ended := hand.look(LOOKS)) is None:
            now = timezone.now()
            if now - said > LEASE / 6:
                hold_on(job, now)
                said = now
            elif not _still_held(job) or os.getppid() != parent:
                raise NoLongerHeld
        if not ended:
            give_back(job, count=True)
    except NoLongerHeld:
        hand.end()
    except Stopped:
        hand.end()
        give_back(job, count=False)
        raise


def _still_held(job: Job) -> bool:
    return Job.objects.filter(id=job.id, state="running", held_by=job.held_by).exists()


def do_what_is_handed_over() -> None:
    """Do each job that comes in by a line (its id, and the word it is held by), until no more can come."""
    _ignore_the_keyboard()
    answers = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints is no answer
    _get_ready()
    for line in sys.stdin:
        job, held_by = line.split()
        found = Job.objects.select_related("team", "case", "asked_by").filter(id=UUID(job), held_by=held_by).first()
        if found is not None:
            do(found)
        connection.close()
        with contextlib.suppress(BrokenPipeError):  # the worker is gone, and no more can come
            os.write(answers, _SAID_DONE)


def _get_ready() -> None:
    """Give way to the pages, and compile what has to be compiled before the first job waits for it."""
    os.nice(10)
    from prepoll_web.jobs.warm import warm  # noqa: PLC0415  the process that watches has no use for the library

    warm()


def _ignore_the_keyboard() -> None:
    """Leave Ctrl+C to the server, which stops its workers itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _stop(number: int, frame: object) -> None:
    raise Stopped


def run(arguments: Sequence[str]) -> None:
    """Run as the one that works, told `hand`; else as the one that watches, told the number of who started it."""
    if list(arguments) == ["hand"]:
        do_what_is_handed_over()
    else:
        watch_over_jobs(int(arguments[0]) if arguments else os.getppid())
