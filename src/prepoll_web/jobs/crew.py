"""The workers that a server keeps beside it, each a process of its own so that pages stay quick."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

LOOKS: Final = 2.0
"""Seconds between two looks whether all workers are there."""


@contextmanager
def crew_of(number: int) -> Iterator[None]:
    """Keep a number of workers going: one that ends is started anew; all are stopped at the end."""
    workers = [_start() for _ in range(number)]
    over = Event()
    watch = Thread(target=_watch, args=(workers, over), name="watch over workers")
    watch.start()
    try:
        yield
    finally:
        over.set()
        watch.join()
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait()


def _watch(workers: list[subprocess.Popen[bytes]], over: Event) -> None:
    while not over.wait(LOOKS):
        for place, worker in enumerate(workers):
            if worker.poll() is not None:
                workers[place] = _start()


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "prepoll_web.jobs"], stdin=subprocess.DEVNULL)
