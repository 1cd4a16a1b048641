"""What another process makes ahead of time is what this one would have made, and nothing is lost where it fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from prepoll.ahead import Ahead
from prepoll.brief import as_json
from prepoll.case import input_hash
from prepoll.study import Study

TUTORIAL = Path(__file__).parents[2] / "cases" / "tutorial"
ALONE = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}

needs_two = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="nothing is split off here"
)


def told_by(code):
    """Run a program by itself, in a process without other threads, and return what it says."""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=ALONE)
    assert done.stderr == ""
    return done.stdout


@needs_two
def test_values_come_from_another_process_in_order():
    code = (
        "import os\nfrom prepoll.ahead import Ahead\n"
        "ahead = Ahead({'first': os.getpid, 'second': lambda: ('a', frozenset({1}))})\n"
        "print(ahead.get('second'), ahead.get('first') not in (None, os.getpid()), ahead.get('third'))\n"
        "try:\n    os.waitpid(-1, 0)\nexcept ChildProcessError:\n    print('nobody is left behind')"
    )
    assert told_by(code) == "('a', frozenset({1})) True None\nnobody is left behind\n"


@needs_two
def test_what_fails_there_is_left_to_whoever_asks():
    code = (
        "from prepoll.ahead import Ahead\n"
        "ahead = Ahead({'first': lambda: 1, 'bad': lambda: 1 / 0, 'second': lambda: 2})\n"
        "print(ahead.get('first'), ahead.get('bad'), ahead.get('second'), ahead.get('first'))"
    )
    assert told_by(code) == "1 None None 1\n"


@needs_two
def test_a_process_that_is_killed_is_not_waited_for():
    code = (
        "import os, signal\nfrom prepoll.ahead import Ahead\n"
        "ahead = Ahead({'first': lambda: os.kill(os.getpid(), signal.SIGKILL)})\n"
        "print(ahead.get('first'))"
    )
    assert told_by(code) == "None\n"


@needs_two
def test_what_is_cut_off_in_the_middle_is_left_to_whoever_asks():
    code = (
        "import os, signal\nfrom prepoll.ahead import Ahead\n"
        "class Deadly:\n    def __reduce__(self):\n        os.kill(os.getpid(), signal.SIGKILL)\n"
        "ahead = Ahead({'first': lambda: 1, 'cut': lambda: [bytes(10**6), Deadly()], 'last': lambda: 2})\n"
        "print(ahead.get('first'), ahead.get('cut'), ahead.get('last'))"
    )
    assert told_by(code) == "1 None None\n"


@needs_two
def test_where_the_end_of_a_process_is_ignored_nobody_is_waited_for():
    code = (
        "import os, signal\nfrom prepoll.ahead import Ahead\n"
        "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
        "print(Ahead({'first': lambda: 1}).get('first'))"
    )
    assert told_by(code) == "1\n"


@needs_two
@pytest.mark.parametrize("more", [0, 1])
def test_where_no_more_files_may_be_open_nothing_is_split_off(more):
    code = (
        "import os, resource\nfrom prepoll.ahead import Ahead\n"
        f"most = max(map(int, os.listdir('/proc/self/fd'))) + {more}\n"  # to list them takes one
        "resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))\n"
        "print(Ahead({'first': lambda: 1}).get('first'))"
    )
    assert told_by(code) == "None\n"


def test_where_no_more_processes_are_allowed_nothing_is_split_off_and_nothing_stays_open():
    code = (
        "import os\nfrom prepoll.ahead import Ahead\n"
        "def none_allowed():\n    raise BlockingIOError('Resource temporarily unavailable')\n"
        "before, os.fork = sorted(os.listdir('/proc/self/fd')), none_allowed\n"  # a limit does not hold for root
        "print(Ahead({'first': lambda: 1}).get('first'), sorted(os.listdir('/proc/self/fd')) == before)"
    )
    assert told_by(code) == "None True\n"


def test_nothing_is_split_off_beside_other_threads():
    code = (
        "import os, threading\nfrom prepoll.ahead import Ahead\n"
        "end = threading.Event()\nthreading.Thread(target=end.wait).start()\n"
        "print(Ahead({'first': os.getpid}).get('first'))\nend.set()"
    )
    assert told_by(code) == "None\n"
    assert Ahead({}).get("first") is None


@needs_two
def test_a_brief_on_strength_found_ahead_is_the_same_brief():
    code = (
        "from prepoll.study import Study\n"
        f"told = []\nstudy = Study({str(TUTORIAL)!r}, draws=50, tell=told.append)\nstudy.assess_ahead()\n"
        "from prepoll.brief import as_json\n"
        "found = as_json(study.brief())\n"
        "assert study._assessed.get('strength') is study.strength\n"
        "assert study._assessed.get('draws') is study.draws\n"
        "assert study._read.get('readings') is study.readings\n"
        "assert study._read.get('input_hash')\n"
        "assert told.count('Assessing own strength') == 1\n"
        "print(found, end='')"
    )
    study = Study(TUTORIAL, draws=50)
    assert told_by(code) == as_json(study.brief())
    assert len(input_hash(study.case)) == 64


def test_native_code_for_every_count_is_loaded_before_the_first():
    code = (
        "from prepoll.alliances import load_native_code\nload_native_code()\n"
        "from prepoll.alliances import adding, kernel\nfrom prepoll.transfer import sharing_out\n"
        "used = (adding.add_up, adding.find_heads, adding.write_keys, adding.add_wins, kernel.count_in,\n"
        "        kernel.find_winners, kernel.fill_leak, sharing_out.share_out)\n"
        "before = [list(one.signatures) for one in used]\n"
        "from prepoll.study import Study\n"
        f"study = Study({str(TUTORIAL)!r}, draws=50)\nstudy.brief()\n"
        "print([one.__name__ for one, known in zip(used, before) if known != list(one.signatures)])"
    )
    assert told_by(code) == "[]\n"
