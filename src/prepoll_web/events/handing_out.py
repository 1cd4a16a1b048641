"""A chain as a file that anybody can check without the workbench: JSON Lines, a row a line, each with its digest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from prepoll.errors import UsageError
from prepoll_web.events.chain import FIRST, Break, digest
from prepoll_web.events.models import Event

FIELDS: Final = ("chain", "number", "at", "who", "what", "about", "details", "before", "digest")


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says of its chain: how many rows, the newest digest, and every place that does not hold."""

    rows: int
    newest: str
    breaks: tuple[Break, ...]


def lines_of(chain: str) -> Iterator[str]:
    """Yield every row of a chain, the oldest first, as a line of JSON."""
    for event in Event.objects.filter(chain=chain).order_by("number").iterator():
        row: dict[str, Any] = {name: getattr(event, name) for name in FIELDS}
        row["at"] = event.at.astimezone(UTC).isoformat()
        yield json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n"


def check_file(path: Path) -> Read:
    """Check a file of a chain as `breaks` checks the database; UsageError where it cannot be read."""
    try:
        with path.open(encoding="utf-8") as lines:
            return _check(_event(line, path, number) for number, line in enumerate(lines, 1))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}.") from error


def _event(line: str, path: Path, number: int) -> Event:
    try:
        row = json.loads(line)
        return Event(**{**{name: row[name] for name in FIELDS}, "at": datetime.fromisoformat(row["at"])})
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path}, line {number} is no row of a record. Take the record out anew.") from error


def _check(events: Iterable[Event]) -> Read:
    found: list[Break] = []
    before, expected = FIRST, 1
    for event in events:
        if event.number != expected:
            found.append(Break(event.chain, expected, f"row {event.number} stands in its place"))
        if event.before != before:
            found.append(Break(event.chain, event.number, "the row does not follow the one before it"))
        if event.digest != digest(event):
            found.append(Break(event.chain, event.number, "the row was changed"))
        before, expected = event.digest, expected + 1
    return Read(expected - 1, before if expected > 1 else "", tuple(found))
