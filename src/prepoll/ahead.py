"""What another process makes ahead of time, while this one loads what it needs."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO, NoReturn

Steps = dict[str, Callable[[], object]]
"""What is to be made, by name and in order; each must be a value that can be pickled."""


class Ahead:
    """Values that a process split off from this one makes, one after another.

    Nothing is split off where this process has other threads already, whose locks the other would find taken for
    ever, nor where there is one processor, nor where processes cannot be split off. What is not made by the other,
    for whatever reason, is left to whoever asks.
    """

    def __init__(self, steps: Steps) -> None:
        self._found: dict[str, object] = {}
        self._lock = Lock()
        self._pipe: IO[bytes] | None = None
        self._child, self._last = 0, next(reversed(steps), "")
        with suppress(OSError):  # no more processes or open files are allowed: nothing is split off
            if steps and worth_another():
                self._split_off(steps)

    def _split_off(self, steps: Steps) -> None:
        source, sink = os.pipe()
        try:
            self._child = os.fork()
        except OSError:
            os.close(source)
            raise
        else:
            if not self._child:
                os.close(source)
                _make(steps, sink)
            self._pipe = os.fdopen(source, "rb")
        finally:
            os.close(sink)

    def get(self, name: str) -> object | None:
        """Wait for a value and return it; None where the other process does not make it."""
        with self._lock:
            while name not in self._found and self._pipe is not None:
                self._read(self._pipe)
            return self._found.get(name)

    def _read(self, pipe: IO[bytes]) -> None:
        try:
            name, value = pickle.load(pipe)  # written by this program's other half
        except (EOFError, pickle.UnpicklingError):  # it could not make the next
            name = self._last
        else:
            self._found[name] = value
        if name == self._last:
            pipe.close()
            self._pipe = None
            with suppress(ChildProcessError):  # where whoever started this one ignores ends, nobody is left to wait for
                os.waitpid(self._child, 0)


def worth_another() -> bool:
    """Say whether another process can be split off and has a processor to run on; on Linux alone."""
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        return False
    return len(list(Path("/proc/self/task").iterdir())) == 1


def _make(steps: Steps, sink: int) -> NoReturn:
    """Make and write every value in the process split off, then end it at once: what is open belongs to the other."""
    try:
        with os.fdopen(sink, "wb") as pipe:
            for name, step in steps.items():
                pickle.dump((name, step()), pipe, pickle.HIGHEST_PROTOCOL)
                pipe.flush()
    except BaseException:  # whoever asks makes it once more, and says what is wrong
        os._exit(1)
    os._exit(0)
