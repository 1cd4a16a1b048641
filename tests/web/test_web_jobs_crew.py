"""Whenever a signal to stop comes while processes are being started: none stays behind, and nobody waits for ever."""

import subprocess
import sys
import threading
from contextlib import suppress

import pytest

from prepoll_web.jobs.crew import crew_of

ASLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
LAST = 11
"""Lines of crew_of that are run until all of a crew of two are there."""


class StopAt:
    """Follow the lines by which a crew is started, and stop at one of them as a signal does."""

    def __init__(self, number):
        self.left, self.stopped = number, False

    def __call__(self, frame, event, _):
        if frame.f_code is not crew_of.__wrapped__.__code__:
            return None
        if event == "line":
            self.left -= 1
            if not self.left:
                self.stopped = True
                sys.settrace(None)
                raise KeyboardInterrupt
        return self


def starting_with(stop):
    """Start a crew of two and stop it; return what was started."""
    started = []

    def start():
        started.append(subprocess.Popen(ASLEEP))
        return started[-1]

    before = sys.gettrace()
    sys.settrace(stop)
    with suppress(KeyboardInterrupt), crew_of(2, start, 0.01):
        sys.settrace(before)
    sys.settrace(before)
    return started


def watching():
    return [each for each in threading.enumerate() if each.name == "watch over processes" and each.is_alive()]


@pytest.mark.parametrize("number", range(1, LAST + 1))
def test_a_signal_at_any_line_leaves_no_process_and_no_thread(number):
    started = starting_with(StopAt(number))
    for thread in watching():
        thread.join(10)
    assert watching() == []
    assert [process.poll() is None for process in started] == [False] * len(started)


def test_the_last_of_the_lines_tried_lies_behind_the_start():
    assert len(starting_with(last := StopAt(LAST))) == 2
    assert last.stopped
    assert len(starting_with(beyond := StopAt(LAST + 1))) == 2
    assert not beyond.stopped


def test_a_process_that_does_not_end_when_told_is_ended(monkeypatch):
    monkeypatch.setattr("prepoll_web.jobs.crew.GRACE", 0.2)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
    with crew_of(1, lambda: subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)) as crew:
        crew[0].stdout.readline()
    crew[0].stdout.close()
    assert crew[0].returncode == -9
