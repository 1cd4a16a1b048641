"""Check where parties came from: no party descends from itself, and no parent gives away more than it had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from prepoll.case.folder import Folder
from prepoll.case.knowledge import Visible
from prepoll.case.records import Record
from prepoll.errors import Finding
from prepoll.names import LineageKind


def kinship_findings(folder: Folder, visible: Visible) -> Iterator[Finding]:
    """Check parents in parties.csv, and lineage.csv."""
    yield from _circles(folder.tables["parties"].file, visible["parties"], "code")
    yield from _circles(folder.tables["lineage"].file, visible["lineage"], "party")
    yield from _given_away(folder.tables["lineage"].file, visible["lineage"])


def _circles(file: str, records: list[Record], column: str) -> Iterator[Finding]:
    parents: defaultdict[str, list[str]] = defaultdict(list)
    for record in records:
        child, parent = record.values.get(column), record.values.get("parent")
        if child is None or parent is None or child == parent:
            continue
        if line := _line_up(parents, parent, child):
            way_out = "One of these rows has child and parent the wrong way round."
            problem = f"the party would descend from itself: {' from '.join([child, *line])}"
            yield Finding(file, record.line, "parent", parent, problem, way_out)
        else:
            parents[child].append(parent)


def _line_up(parents: dict[str, list[str]], start: str, goal: str) -> list[str]:
    """Return the line of descent from `start` up to `goal`, both included, or nothing."""
    lines = [[start]]
    seen = {start}
    while lines:
        line = lines.pop()
        if line[-1] == goal:
            return line
        for parent in parents.get(line[-1], ()):
            if parent not in seen:
                seen.add(parent)
                lines.append([*line, parent])
    return []


def _given_away(file: str, records: list[Record]) -> Iterator[Finding]:
    children: defaultdict[tuple[object, object], list[Record]] = defaultdict(list)
    for record in records:
        if record.values.get("kind", LineageKind.SPLIT) is LineageKind.SPLIT and "weight" in record.values:
            children[record.values.get("parent"), record.values.get("from_date")].append(record)
    for (parent, _), rows in children.items():
        total = sum(row.values["weight"] for row in rows)
        if total > 1.0001:
            way_out = f"Weights are parts of {parent}'s voters; those that left on one day add up to 1 or less."
            problem = f"the parties that left {parent} that day take {total:g} of its voters"
            yield Finding(file, rows[-1].line, "weight", f"{rows[-1].values['weight']:g}", problem, way_out)
