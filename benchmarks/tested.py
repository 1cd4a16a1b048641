"""Print how much of each room its own tests run, and name the lines of numeric rooms that no test runs.

python benchmarks/tested.py [--only alliances,transfer]

`by twins` is the part that is run by properties (tests with drawn inputs) or by twins (tests that get
the same figure a second way, in the files listed here). Lines are statements; a room's doctests count.
Ends with 1 where tests fail.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
NUMERIC = ("strength", "transfer", "alliances", "sharing", "stability")
TWINS = frozenset(
    {
        "test_alliances_search",
        "test_alliances_worked_example",
        "test_sharing_programme",
        "test_strength_gaussian",
        "test_strength_reference",
        "test_stability_twin",
        "test_transfer_formulas",
    }
)
"""Test files whose figures are got a second way."""


@dataclass(frozen=True, slots=True)
class File:
    """Statements of one file by line, with the tests that run each; no test: not run."""

    name: str
    run: dict[int, list[str]]
    missed: list[int]


@dataclass(frozen=True, slots=True)
class Room:
    """One room under its own tests."""

    name: str
    passed: bool
    files: list[File]
    seconds: float

    @property
    def lines(self) -> int:
        """Count the statements."""
        return sum(len(file.run) + len(file.missed) for file in self.files)

    @property
    def run(self) -> int:
        """Count the statements that are run."""
        return sum(len(file.run) for file in self.files)

    def run_by(self, names: frozenset[str]) -> int:
        """Count the statements run by some tests, and those run where names are defined, as the file is read."""
        return sum(any(who in names or not who for who in tests) for file in self.files for tests in file.run.values())


def rooms() -> list[str]:
    """List the rooms that have tests."""
    return sorted(path.name for path in (ROOT / "src" / "prepoll").iterdir() if (ROOT / "tests" / path.name).is_dir())


def measured(name: str, folder: Path) -> Room:
    """Run a room's tests and read what they run, test by test."""
    settings, data, found = folder / "settings", folder / "data", folder / "found.json"
    settings.write_text("[run]\ndynamic_context = test_function\n[json]\nshow_contexts = true\n", encoding="utf-8")
    shared = [f"--rcfile={settings}", f"--data-file={data}"]
    coverage = [sys.executable, "-m", "coverage"]
    begun = time.perf_counter()
    tests = ["-m", "pytest", f"tests/{name}", f"src/prepoll/{name}", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*coverage, "run", *shared, f"--source=src/prepoll/{name}", *tests],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},  # this tree, whichever is installed
        capture_output=True,
        check=False,
    )
    seconds = time.perf_counter() - begun
    subprocess.run([*coverage, "json", *shared, "-q", "-o", str(found)], cwd=ROOT, check=True, capture_output=True)
    rows = json.loads(found.read_text(encoding="utf-8"))["files"]
    return Room(name, done.returncode == 0, [_file(path, row) for path, row in sorted(rows.items())], seconds)


def _file(path: str, row: dict[str, Any]) -> File:
    contexts = row["contexts"]
    return File(path, {line: contexts.get(str(line), []) for line in row["executed_lines"]}, row["missing_lines"])


def twins(room: str) -> frozenset[str]:
    """List a room's tests with drawn inputs, and all of the files of twins, as `file.test`."""
    found: set[str] = set()
    for path in sorted((ROOT / "tests" / room).glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and (path.stem in TWINS or any(map(_draws, node.decorator_list))):
                found.add(f"{path.stem}.{node.name}")
    return frozenset(found)


def _draws(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "given"


def runs_of(lines: list[int]) -> Iterator[str]:
    """Write lines that follow one another as first–last."""
    for _, group in groupby(enumerate(lines), key=lambda pair: pair[1] - pair[0]):
        row = [line for _, line in group]
        yield str(row[0]) if len(row) == 1 else f"{row[0]}–{row[-1]}"


def main() -> int:
    """Measure room after room and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="rooms, with commas between them")
    only = parser.parse_args().only
    unknown = sorted(set(only.split(",") if only else ()) - set(rooms()))
    if unknown:
        raise SystemExit(f"No such room with tests: {', '.join(unknown)}. There are {', '.join(rooms())}.")
    print(f"{'room':12} {'lines':>6} {'run':>6} {'part':>6} {'by twins':>9} {'seconds':>8}")
    found = []
    for name in only.split(",") if only else rooms():
        with tempfile.TemporaryDirectory() as folder:
            room = measured(name, Path(folder))
        found.append(room)
        part = f"{room.run_by(twins(name)) / room.lines:9.1%}" if name in NUMERIC else " " * 9
        failing = "" if room.passed else "  tests fail"
        print(f"{name:12} {room.lines:6} {room.run:6} {room.run / room.lines:6.1%} {part} {room.seconds:8.0f}{failing}")
    print("\nLines of numeric rooms that no test of the room runs:")
    missed = [file for room in found if room.name in NUMERIC for file in room.files if file.missed]
    print("\n".join(f"  {file.name}: {', '.join(runs_of(file.missed))}" for file in missed) or "  none")
    return 0 if all(room.passed for room in found) else 1


if __name__ == "__main__":
    sys.exit(main())
