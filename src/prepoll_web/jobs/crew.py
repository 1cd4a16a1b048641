"""The processes that a server keeps beside it: workers, so that pages stay quick, and those that serve the pages."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

LOOKS: Final = 2.0
"""Seconds between two looks whether all are there."""

GRACE: Final = 60.0
"""Seconds that a process has to end by itself once it is told to."""

Process = subprocess.Popen[bytes]
Start = Callable[[], Process]


def start_worker() -> Process:
    """Start a process that takes up jobs, and is told who started it: it may find us gone before it can look."""
    return subprocess.Popen([sys.executable, "-m", "prepoll_web.jobs", str(os.getpid())], stdin=subprocess.DEVNULL)


@contextmanager
def crew_of(number: int, start: Start = start_worker, looks: float = LOOKS) -> Iterator[Sequence[Process]]:
    """Keep a number of processes going: one that ends is started anew; all are stopped at the end.

    A signal to stop may come at any moment, also before the first of them is there.
    """
    crew: list[Process] = []
    over = Event()
    watch = Thread(target=_watch, args=(crew, start, looks, over), name="watch over processes")
    try:
        while len(crew) < number:
            crew.append(start())
        watch.start()
        yield crew
    finally:
        over.set()
        if watch.is_alive():
            watch.join()
        _stop(crew)


def _stop(crew: Sequence[Process]) -> None:
    for process in crew:
        process.terminate()
    for process in crew:
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _watch(crew: list[Process], start: Start, looks: float, over: Event) -> None:
    while not over.wait(looks):
        for place, process in enumerate(crew):
            if process.poll() is not None:
                crew[place] = start()
