"""Try changes of functions in a process that has loaded the tests: each in a process split off from it.

What a test runs, line by line, is noted once and kept in the temporary folder under the texts of the
package and of the test's file. A change is tried only on the tests that run a line of its statement, those
first that have caught most for their time. In the process split off, the functions of the changed module
get the code of the change: whoever has taken them by name has the changed ones too. That is no
way to change what is run when a module is loaded (constants, fields of classes): see `Swap.of`.
"""

from __future__ import annotations

import ast
import functools
import gc
import hashlib
import importlib
import inspect
import json
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

SURVIVED, NOTICED, BROKEN, AT_LOAD, OPEN = "survived", "caught", "broken", "at load", "open"
LEAST_SECONDS, TIMES_UNCHANGED = 5, 8
"""A test that takes so much longer than without a change hangs, which is noticed; seconds of the processor."""
WAITING = 120
"""Seconds on the clock, beyond those, after which a test that does nothing hangs too."""
MEMORY = 6 * 2**30

Lines = frozenset[tuple[str, int]]


@dataclass(slots=True)
class Record:
    """One test: the lines of the package that it runs, how long it takes, what it has caught so far."""

    lines: Lines
    seconds: float
    caught: int = 1
    spent: float = field(init=False)

    def __post_init__(self) -> None:
        self.spent = self.seconds


@dataclass(frozen=True, slots=True)
class Swap:
    """A change as code: what each code object of the module's functions is replaced by; None where it is gone."""

    codes: Mapping[CodeType, CodeType | None]

    @classmethod
    def of(cls, path: str, before: bytes, after: bytes) -> Swap | None:
        """Pair the code of two texts of a module; None where what runs as the module is loaded differs."""
        codes: dict[CodeType, CodeType | None] = {}
        for old, new in _paired(*(compile(text, path, "exec", dont_inherit=True) for text in (before, after))):
            if old.co_flags & inspect.CO_OPTIMIZED:
                codes |= {} if old == new else {old: new}
            elif new is None or not _same_by_itself(old, new):
                return None
        return cls(codes)

    def fits(self, functions: Sequence[FunctionType]) -> bool:
        """Say whether each function that is there can be given its code: one gone, or that closes over more, cannot."""
        pairs = [(one.__code__, self.codes[one.__code__]) for one in functions if one.__code__ in self.codes]
        return all(new is not None and old.co_freevars == new.co_freevars for old, new in pairs)

    def make(self, functions: Sequence[FunctionType]) -> int:
        """Give the functions that have the code of the module as it was that of the change; return how many do."""
        made = 0
        for function in functions:
            code = self.codes.get(function.__code__)
            if code is not None:
                function.__code__, made = code, made + 1
        return made


def _paired(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType | None]]:
    """Pair code objects with those within them; of two that do not hold as many, the inner ones have no pair."""
    yield old, new
    inner, again = _inner(old), _inner(new)
    if len(inner) != len(again):
        yield from ((one, None) for one in inner)
        return
    for one, other in zip(inner, again, strict=True):
        yield from _paired(one, other)


def _inner(code: CodeType) -> list[CodeType]:
    return [one for one in code.co_consts if isinstance(one, CodeType)]


def _same_by_itself(old: CodeType, new: CodeType) -> bool:
    """Say whether two texts do the same as they are loaded, but for the functions they make."""
    rest = [
        (code.co_code, code.co_names, [repr(one) for one in code.co_consts if not isinstance(one, CodeType)])
        for code in (old, new)
    ]
    return rest[0] == rest[1]


def statement_lines(text: bytes, line: int) -> range:
    """Return the lines of the innermost statement at a line; of one with a body, those before its body."""
    found = range(line, line + 1)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or line):
            body = getattr(node, "body", None)
            last = (body[0].lineno if isinstance(body, list) else (node.end_lineno or line) + 1) - 1
            if node.lineno <= line <= max(last, node.lineno):
                found = range(node.lineno, max(last, node.lineno) + 1)  # a walk meets inner ones later
    return found


@dataclass(frozen=True, slots=True)
class Task:
    """One change to be tried: its number, its file from the package's folder on, its text and its line."""

    number: int
    file: str
    source: bytes
    line: int


class Warm:
    """A pytest plug-in that tries changes instead of running the tests it has collected."""

    def __init__(self, package: Path, tasks: Sequence[Task], told: int, most: float) -> None:
        self.package, self.tasks, self.told, self.most = package, tasks, told, most
        self.records: dict[str, Record] = {}
        self.functions: list[FunctionType] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Note what each test runs, then try every change."""
        self.items = {item.nodeid: item for item in session.items}
        for name in sorted({task.file for task in self.tasks}):
            importlib.import_module(f"{self.package.name}.{name[:-3].replace('/', '.').removesuffix('.__init__')}")
        self._note_all()
        here = str(self.package)
        self.functions = [
            one
            for one in gc.get_objects()
            if isinstance(one, FunctionType) and one.__code__.co_filename.startswith(here)
        ]
        gc.freeze()  # what is there is shared with the processes split off
        for task in self.tasks:
            self._tell({"number": task.number, **self._try(task)})
        return True

    def _tell(self, row: Mapping[str, object]) -> None:
        os.write(self.told, json.dumps(row).encode() + b"\n")

    def _note_all(self) -> None:
        """Note what the tests run, file by file; what is known of a file from before is taken up."""
        files: dict[Path, list[pytest.Item]] = {}
        for item in self.items.values():
            files.setdefault(item.path, []).append(item)
        package = _texts(self.package.rglob("*.py"))
        for path, items in files.items():
            shared = [one for one in path.parent.glob("*.py") if not one.name.startswith("test_")]
            kept = Path(tempfile.gettempdir()) / "prepoll-mutations" / f"{_texts([path, *shared])}-{package}.json"
            if not kept.exists():
                kept.parent.mkdir(exist_ok=True)
                if _split_off(functools.partial(self._note, items, kept)) != 0:
                    self._tell({"failed": str(path)})
                    os._exit(1)
            for name, row in json.loads(kept.read_text(encoding="utf-8")).items():
                self.records[name] = Record(frozenset(map(tuple, row["lines"])), row["seconds"])

    def _note(self, items: Sequence[pytest.Item], kept: Path) -> int:
        """Run tests one by one, each with fixtures of its own and nothing remembered; write what each runs."""
        import coverage

        cover = coverage.Coverage(data_file=None, source=[str(self.package)])
        remembered = [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]
        rows: dict[str, dict[str, Any]] = {}
        cover.start()
        for item in items:
            for one in remembered:
                one.cache_clear()
            cover.switch_context(item.nodeid)
            begun = time.process_time()
            if not _passes(item):
                return 1
            rows[item.nodeid] = {"seconds": time.process_time() - begun, "lines": []}
        cover.stop()
        data = cover.get_data()
        for path in data.measured_files():
            name = Path(path).relative_to(self.package).as_posix()
            for line, who in data.contexts_by_lineno(path).items():
                for test in who:
                    if test in rows:
                        rows[test]["lines"].append((name, line))
        beside = kept.with_suffix(f".{os.getpid()}")
        beside.write_text(json.dumps(rows), encoding="utf-8")
        beside.replace(kept)
        return 0

    def _try(self, task: Task) -> dict[str, str]:
        """Try one change; say what came of it and which test caught it."""
        path = self.package / task.file
        before = path.read_bytes()
        lines = {(task.file, line) for line in statement_lines(before, task.line)}
        tests = sorted(
            (name for name, record in self.records.items() if name in self.items and lines & record.lines),
            key=lambda name: -self.records[name].caught / self.records[name].spent,
        )
        swap = Swap.of(str(path), before, task.source)
        if swap is None or not swap.fits(self.functions):
            return {"what": AT_LOAD}
        if not swap.codes:
            return {"what": SURVIVED, "by": "the code is the same"}
        ran = self.package / "ran.json"
        ran.unlink(missing_ok=True)
        status = _split_off(lambda: self._run(swap, tests, ran))
        seconds: dict[str, float] = json.loads(ran.read_text(encoding="utf-8")) if ran.exists() else {}
        for name, spent in seconds.items():
            self.records[name].spent += spent
        last = next(reversed(seconds), "")
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) not in {signal.SIGPROF, signal.SIGALRM}:
            return {"what": BROKEN, "by": last}
        if status == 0:
            given_up = len(seconds) < len(tests)
            return {"what": OPEN if given_up else SURVIVED, "by": f"{len(seconds)} of {len(tests)} tests that run it"}
        if os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 1:
            self.records[last].caught += 1
            return {"what": NOTICED, "by": last}
        return {"what": BROKEN, "by": last}

    def _run(self, swap: Swap, tests: Sequence[str], ran: Path) -> int:
        """Make the change and run tests up to the first that fails; note before each how long the last took."""
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        if not swap.make(self.functions):
            return 71
        seconds: dict[str, float] = {}
        for name in tests:
            most = LEAST_SECONDS + TIMES_UNCHANGED * self.records[name].seconds
            seconds[name] = most  # what it has cost if it never ends
            ran.write_text(json.dumps(seconds), encoding="utf-8")
            signal.setitimer(signal.ITIMER_PROF, most)
            signal.alarm(WAITING + int(most))
            begun = time.process_time()
            passed = _passes(self.items[name])
            seconds[name] = time.process_time() - begun
            if not passed:
                ran.write_text(json.dumps(seconds), encoding="utf-8")
                return 1
            if sum(seconds.values()) > self.most:
                break
        ran.write_text(json.dumps(seconds), encoding="utf-8")
        return 0


def _passes(item: pytest.Item) -> bool:
    """Run one test with fixtures of its own, and nothing kept of them."""
    from _pytest.runner import runtestprotocol

    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def _split_off(work: Callable[[], int]) -> int:
    """Do some work in a process of its own; return how that ended."""
    sys.stdout.flush()
    number = os.fork()
    if number == 0:
        try:
            os._exit(work())
        except BaseException:  # whatever happens in the child stays there
            traceback.print_exc()
            os._exit(70)
    return os.waitpid(number, 0)[1]


def _texts(paths: Iterable[Path]) -> str:
    """Name some files by their texts."""
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]
