"""Change the formulas one spot at a time and count the changes that a test notices.

python benchmarks/mutations.py [--only votes,worth] [--fast] [--every 8 --start 3] [--like tally.py] [--jobs 2] [--list]

The package is copied to a temporary folder for each job. Each change runs in a process of its own, split
off from one that has the tests loaded, on those tests that run its line (see `mutations_warm`); what
is run as a module is loaded is changed in the copy, and all tests are run. Hypothesis tries the same
examples every time and does not shrink them. A change that no test notices is printed with its place.

`--every 8 --start 3` tries the third change of each eight, so that the whole can be tried in
eight parts; `--fast` tries every eighth change of the formulas of votes. Ends with 1 where a change of the formulas of
votes survives, with 2 where something is wrong before anything is changed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import tomllib
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutants import Mutant, mutants
from mutations_warm import AT_LOAD, BROKEN, MEMORY, NOTICED, OPEN, SURVIVED, Task, Warm

ROOT = Path(__file__).parent.parent
PACKAGE = Path("src") / "prepoll"
LINKED = ("cases", "docs", "benchmarks", "posteriors", "pyproject.toml")
LEAST_SECONDS = 40
TIMES_UNCHANGED = 8
"""A change that makes the tests run so many times longer than without it hangs, which is noticed."""
OPTIONS = ("-x", "-q", "--no-header", "-p", "no:cacheprovider", "--assert=plain", "-W", "ignore::RuntimeWarning")


@dataclass(frozen=True, slots=True)
class Part:
    """Files of formulas with the tests that are to notice a change of them."""

    name: str
    files: tuple[str, ...]
    skip: frozenset[str]
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """One change with the tests to run; `why` says why no test can notice it, where that is so."""

    part: Part
    mutant: Mutant
    why: str | None


@dataclass(slots=True)
class Plan:
    """What is tried, and rows of the list of equal changes that fit no change."""

    trials: list[Trial]
    stale: list[str]


def parts(rows: dict[str, Any]) -> list[Part]:
    """Read the parts; files that do not exist are refused."""
    found = [
        Part(row["name"], tuple(row["files"]), frozenset(row["skip"]), tuple(row["tests"])) for row in rows["part"]
    ]
    missing = [name for part in found for name in part.files if not (ROOT / PACKAGE / name).exists()]
    missing += [name for part in found for name in part.tests if not (ROOT / "tests" / name).exists()]
    if missing:
        raise SystemExit(f"benchmarks/mutations.toml names files that are not there: {', '.join(missing)}.")
    return found


def by_hand(rows: dict[str, Any], part: Part) -> Iterator[Mutant]:
    """Yield the changes by hand of a part; each must apply exactly once."""
    for row in rows["change"]:
        if row["part"] != part.name:
            continue
        text = (ROOT / PACKAGE / row["file"]).read_text(encoding="utf-8")
        if text.count(row["before"]) != 1:
            raise SystemExit(
                f"{row['file']}: {row['before']!r} stands there {text.count(row['before'])} times, not once."
            )
        line = text[: text.index(row["before"])].count("\n") + 1
        source = text.replace(row["before"], row["after"]).encode()
        yield Mutant(row["file"], line, row["before"], f"{row['after']}  ({row['what']})", source)


def plan(rows: dict[str, Any], chosen: list[Part]) -> Plan:
    """List every change of the chosen parts, those that change nothing marked with the reason."""
    equal = {(row["file"], row["before"], row["after"]): row["why"] for row in rows.get("equivalent", [])}
    trials, unused = [], {key for key in equal if key[0] in {name for part in chosen for name in part.files}}
    for part in chosen:
        changes = [m for name in part.files for m in mutants(name, (ROOT / PACKAGE / name).read_bytes(), part.skip)]
        for mutant in [*by_hand(rows, part), *changes]:
            key = (mutant.file, mutant.before, mutant.after)
            unused.discard(key)
            trials.append(Trial(part, mutant, equal.get(key)))
    return Plan(trials, [f"{file}: {before}  →  {after}" for file, before, after in sorted(unused)])


class Bench:
    """A copy of the package and its tests in which one change at a time is tried."""

    def __init__(self, folder: Path, most: float) -> None:
        self.folder, self.most = folder, most
        shutil.copytree(ROOT / PACKAGE, folder / PACKAGE)
        shutil.copytree(ROOT / "tests", folder / "tests")
        for name in LINKED:
            (folder / name).symlink_to(ROOT / name)
        self.trial: Trial | None = None
        self.original = b""

    def change(self, trial: Trial) -> None:
        """Write one change into the copy; what Python compiled of the file is thrown away."""
        path = self._path(trial)
        self.trial, self.original = trial, path.read_bytes()
        self._write(path, trial.mutant.source)

    def mend(self) -> None:
        """Bring the copy back to what it was."""
        if self.trial is not None:
            self._write(self._path(self.trial), self.original)
        self.trial = None

    def _path(self, trial: Trial) -> Path:
        return self.folder / PACKAGE / trial.mutant.file

    def _write(self, path: Path, text: bytes) -> None:
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
            compiled.unlink()
        path.write_bytes(text)

    def split_off(self, tests: tuple[str, ...], seconds: int, compile_too: bool) -> int:
        """Run tests against the copy in a process of its own; return its number."""
        number = os.fork()
        if number == 0:
            try:
                os._exit(self._run(tests, seconds, compile_too))
            except BaseException:  # whatever happens in the child stays there
                traceback.print_exc()
                os._exit(70)
        return number

    def _run(self, tests: tuple[str, ...], seconds: int, compile_too: bool) -> int:
        signal.alarm(seconds)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        sys.dont_write_bytecode = not compile_too
        return self._test(tests)

    def try_warm(self, part: Part, tasks: list[Task], told: int) -> int:
        """Try changes of functions where the tests are loaded, and tell what came of each; return the process."""
        number = os.fork()
        if number == 0:
            try:
                sys.dont_write_bytecode = True
                os._exit(self._test(part.tests, Warm(self.folder / PACKAGE, tasks, told, self.most)))
            except BaseException:  # as above
                traceback.print_exc()
                os._exit(70)
        return number

    def _test(self, tests: tuple[str, ...], *plugins: object) -> int:
        import pytest
        from hypothesis import Phase, settings

        log = os.open(self.folder / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.chdir(self.folder)
        sys.path.insert(0, str(self.folder / "src"))
        once = [Phase.explicit, Phase.generate]
        settings.register_profile("mutations", derandomize=True, database=None, deadline=None, phases=once)
        settings.load_profile("mutations")
        options = [*OPTIONS, f"--rootdir={self.folder}", f"--basetemp={self.folder / 'tmp'}"]
        code = int(pytest.main([*options, *(f"tests/{name}" for name in tests)], plugins=plugins))
        where = getattr(sys.modules.get("prepoll"), "__file__", None) or ""
        return code if code or where.startswith(str(self.folder)) else 71


def verdict(status: int) -> str:
    """Say what an ended process says: tests fail, do not load, or hang; or nothing is noticed."""
    if os.WIFSIGNALED(status):
        return NOTICED if os.WTERMSIG(status) == signal.SIGALRM else BROKEN
    return {0: SURVIVED, 1: NOTICED, 2: NOTICED}.get(os.WEXITSTATUS(status), BROKEN)


def try_warm(benches: list[Bench], part: Part, trials: list[Trial]) -> Iterator[tuple[Trial, str, str]]:
    """Try a part's changes, some in each bench; yield each with what came of it and the test that says so."""
    tasks = [Task(i, trial.mutant.file, trial.mutant.source, trial.mutant.line) for i, trial in enumerate(trials)]
    reads, writes = os.pipe()
    begun = [bench.try_warm(part, tasks[i :: len(benches)], writes) for i, bench in enumerate(benches)]
    os.close(writes)
    with os.fdopen(reads) as told:
        for line in told:
            row = json.loads(line)
            if "failed" in row:
                raise SystemExit(f"The tests of {part.name} fail before anything is changed: {row['failed']}.")
            yield trials[row["number"]], row["what"], row.get("by", "")
    for bench, number in zip(benches, begun, strict=True):
        if os.waitpid(number, 0)[1] != 0:
            print((bench.folder / "log.txt").read_text(encoding="utf-8")[-3000:])
            raise SystemExit(f"The tests of {part.name} ended before all changes were tried.")


def try_cold(benches: list[Bench], trials: list[Trial], seconds: int) -> Iterator[tuple[Trial, str, str]]:
    """Try every change, as many at a time as there are benches, with everything loaded anew."""
    waiting, free, running = list(reversed(trials)), list(benches), dict[int, Bench]()
    while waiting or running:
        while waiting and free:
            bench, trial = free.pop(), waiting.pop()
            bench.change(trial)
            running[bench.split_off(trial.part.tests, seconds, compile_too=False)] = bench
        number, status = os.wait()
        bench = running.pop(number)
        assert bench.trial is not None
        yield bench.trial, verdict(status), "all tests"
        bench.mend()
        free.append(bench)


def try_part(benches: list[Bench], part: Part, trials: list[Trial], cold: bool) -> Iterator[tuple[Trial, str, str]]:
    """Try all changes of a part, those of what is run at load last; `cold`: all with everything loaded anew."""
    at_load = trials if cold else list[Trial]()
    for trial, what, by in () if cold else try_warm(benches, part, trials):
        if what == AT_LOAD:
            at_load.append(trial)
        else:
            yield trial, what, by
    if at_load:
        begun = time.perf_counter()
        _, status = os.waitpid(benches[0].split_off(part.tests, 1200, compile_too=True), 0)
        if status != 0:
            raise SystemExit(f"The tests of {part.name} fail before anything is changed.")
        yield from try_cold(benches, at_load, int(LEAST_SECONDS + TIMES_UNCHANGED * (time.perf_counter() - begun)))


def shown(trial: Trial) -> str:
    """Say where a change is and what it is."""
    mutant = trial.mutant
    return f"{PACKAGE / mutant.file}:{mutant.line}\n    {mutant.before}\n  → {mutant.after}"


def report(chosen: list[Part], counted: Counter[tuple[str, str]], equal: Counter[str], seconds: float) -> None:
    """Print the table of parts."""
    print(f"\n{'part':12} {'changes':>8} {'caught':>7} {'survived':>9} {'open':>5} {'equivalent':>11}")
    for part in chosen:
        row = [counted[part.name, what] for what in (NOTICED, SURVIVED, OPEN)]
        every = sum(row) + equal[part.name]
        print(f"{part.name:12} {every:8} {row[0]:7} {row[1]:9} {row[2]:5} {equal[part.name]:11}")
    print(f"{seconds:.0f} s")


def prepare(folder: Path, jobs: int, most: float) -> list[Bench]:
    """Load what every trial needs, and make the copies."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    os.environ["NUMBA_DISABLE_JIT"] = "1"  # a change takes longer to compile than to run as it is written
    for name in ("numpy", "pytest", "hypothesis.extra.numpy", "hypothesis.strategies"):
        importlib.import_module(name)
    return [Bench(folder / str(job), most) for job in range(jobs)]


def run(todo: Plan, chosen: list[Part], options: argparse.Namespace) -> int:
    """Try the plan and print what survives; 1 where a change of the formulas of votes does."""
    counted, begun = Counter[tuple[str, str]](), time.perf_counter()
    open_trials = [trial for trial in todo.trials if trial.why is None]
    with tempfile.TemporaryDirectory() as folder:
        benches = prepare(Path(folder), options.jobs, options.most)
        for part in chosen:
            for trial, what, by in try_part(
                benches, part, [one for one in open_trials if one.part is part], options.cold
            ):
                counted[trial.part.name, what] += 1
                print(f"{counted.total()} of {len(open_trials)}", end="\r", file=sys.stderr)
                if what != NOTICED:
                    print(f"{what}: {shown(trial)}\n    ({by})", flush=True)
    for row in todo.stale:
        print(f"listed as equivalent, but no such change is made: {row}")
    equal = Counter(trial.part.name for trial in todo.trials if trial.why is not None)
    report(chosen, counted, equal, time.perf_counter() - begun)
    if todo.stale or any(what == BROKEN for _, what in counted):
        return 2
    return 1 if counted["votes", SURVIVED] or counted["votes", OPEN] else 0


def main() -> int:
    """Read the options, plan, try, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="parts, with commas between them")
    parser.add_argument("--fast", action="store_true", help="every eighth change of the formulas of votes")
    parser.add_argument("--every", type=int, help="only one change of so many")
    parser.add_argument("--start", type=int, default=1, help="which of them, from 1 on")
    parser.add_argument("--since", type=int, default=1, help="leave out the changes before this one, from 1 on")
    parser.add_argument("--like", action="append", help="only changes with this in their file, line or text")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--most", type=float, default=1e9, help="seconds of tests after which a change is left open")
    parser.add_argument("--cold", action="store_true", help="load everything anew for each change: slow, to compare")
    parser.add_argument("--list", action="store_true", help="print the changes and try none")
    options = parser.parse_args()
    rows = tomllib.loads((Path(__file__).parent / "mutations.toml").read_text(encoding="utf-8"))
    known = parts(rows)
    names = ["votes"] if options.fast else (options.only or ",".join(part.name for part in known)).split(",")
    unknown = sorted(set(names) - {part.name for part in known})
    if unknown:
        raise SystemExit(f"No such part: {', '.join(unknown)}. There are {', '.join(part.name for part in known)}.")
    chosen = [part for part in known if part.name in names]
    todo = plan(rows, chosen)
    todo.trials = [
        trial for trial in todo.trials[options.since - 1 :] if any(t in shown(trial) for t in options.like or [""])
    ]
    every = options.every or (8 if options.fast else 1)
    if not 1 <= options.start <= every:
        raise SystemExit(f"--start {options.start} is not among 1 to {every}, the changes that --every takes one of.")
    todo.trials = todo.trials[options.start - 1 :: every]
    if options.list:
        for trial in todo.trials:
            print(shown(trial) + (f"\n    changes nothing: {trial.why}" if trial.why else ""))
        return 0
    return run(todo, chosen, options)


if __name__ == "__main__":
    sys.exit(main())
