"""Print what each page and each move of the workbench costs: processor time, statements, characters.

    python benchmarks/web_cost.py [--times 20]

One process, one person after the other, no network, on the case of Uttar Pradesh with fifty scenarios: what is measured
is the work itself, not the waiting of `web_load.py`. Each page is read once before it counts. Processor time depends
little on what else a machine does, as long as nobody fights over its caches.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from web_load import MOVES, Person, made_ready

if TYPE_CHECKING:
    from django.test import Client

SCENARIOS = 50
NEW = (("INC", "SP"), ("RLD", "INC"), ("BSP", "INC"))
"""Moves one after the other that each make alliances not looked at before."""


def signed_in(person: Person) -> Client:
    """Return a client that has somebody's session."""
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies["sessionid"] = person.session
    return client


def read(client: Client, way: str) -> str:
    """Read a page."""
    answer = client.get(way)
    assert answer.status_code == 200, (way, answer.status_code)
    return answer.content.decode()


class Board:
    """Somebody who moves parties on the board of their scenario, as htmx sends it."""

    def __init__(self, person: Person) -> None:
        self.client, self.way = signed_in(person), person.pages["scenario"]
        self.seen = read(self.client, self.way)
        self.board = self.field("board")

    def field(self, name: str) -> str:
        """Return what a hidden field of the page holds."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.seen)
        assert found is not None
        return found[1]

    def move(self, party: str, to: str) -> str:
        """Move a party, and return what comes of it."""
        body = {"party": party, "to": to, "board": self.board, "version": self.field("version")}
        answer = self.client.post(f"{self.way}move/", body, headers={"HX-Request": "true"})
        assert answer.status_code == 200, (party, to, answer.status_code)
        self.seen = answer.content.decode()
        return self.seen


def shown(name: str, acts: list[Callable[[], str]]) -> str:
    """Return a line on what acts cost, one after the other."""
    from django.db import connection

    statements: list[str] = []

    def note(execute: Callable[..., object], sql: str, *more: object) -> object:
        statements.append(sql)
        return execute(sql, *more)

    took, size = [], 0
    with connection.execute_wrapper(note):
        for act in acts:
            began = time.process_time()
            size = len(act())
            took.append((time.process_time() - began) * 1000)
    counted = f"{len(statements) / len(acts):.0f} statements, {size:,} characters"
    return f"{name}: {np.median(took):.0f} ms ({max(took):.0f} at most), {counted}\n"


def main() -> None:
    """Make a workbench, and print line by line what it costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        people = made_ready(Path(folder) / "data", SCENARIOS)
        client = signed_in(people[1])
        for page, way in people[1].pages.items():
            read(client, way)
            sys.stdout.write(shown(page, [partial(read, client, way)] * times))
        first, second = Board(people[2]), Board(people[3])
        sys.stdout.write(shown("a move nobody has made", [partial(first.move, *move) for move in NEW]))
        again = [partial(second.move, *move) for move in MOVES]
        for act in again:
            act()
        sys.stdout.write(shown("a move made before", again * max(1, times // len(again))))


if __name__ == "__main__":
    main()
