"""Who fought with whom, and which party came from which, as the files of a record say it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from prepoll.backtest.name_book import NameBook
from prepoll.backtest.spellings import kind_named, party_code
from prepoll.backtest.tables import Layout, missing_column, note, read_table
from prepoll.backtest.types import Descent, FrontName, StateName
from prepoll.errors import Finding
from prepoll.names import ElectionKind, LineageKind, PartyCode

FRONT_TABLE = Layout(
    "fronts", ("year", "type", "state", "front", "party"), ("year",), "columns year, type, state, front, party"
)
LINEAGE_TABLE = Layout("lineage", ("party", "parent"), ("weight",))
EVERYWHERE = frozenset({"*", "all", "all states", "all india", "india", "national", "whole country"})
"""What stands for all states of an election."""

Members = dict[tuple[int, StateName], dict[PartyCode, FrontName]]
Values = Mapping[str, str | float | None]


def read_fronts(folder: Path, book: NameBook) -> tuple[Mapping[ElectionKind, Members], list[Finding]]:
    """Read who fought together, by kind of election; a line for all states gives way to those of one."""
    found: dict[ElectionKind, Members] = {kind: defaultdict(dict) for kind in ElectionKind}
    frame, findings = read_table(folder, FRONT_TABLE)
    if frame is None:
        return found, findings
    rows = [row for row in frame.iter_rows(named=True) if all(row[column] for column in FRONT_TABLE.columns)]
    twice: dict[str, None] = {}
    for row in (row for row in rows if _everywhere(row)):
        for state in sorted(book.states.get(int(row["year"]), ())):
            _put(found, row, state, book)
    own: set[tuple[object, ...]] = set()
    for row in (row for row in rows if not _everywhere(row)):
        state = book.state(row["state"])
        place, changed = _put(found, row, state, book)
        if place in own and changed:
            twice[f"{place[-1]} ({state} {place[1]})"] = None
        own.add(place)
    unread = frame.height - sum(kind_named(row["type"]) is not None for row in rows)
    return {kind: dict(members) for kind, members in found.items()}, findings + _front_notes(unread, list(twice))


def _put(
    found: Mapping[ElectionKind, Members], row: Values, state: StateName, book: NameBook
) -> tuple[tuple[object, ...], bool]:
    """Put a line where it belongs; return where that is, and whether something else stood there."""
    kind, year, party, front = kind_named(str(row["type"])), int(row["year"] or 0), str(row["party"]), str(row["front"])
    code = book.party(party, year) if kind is ElectionKind.PARLIAMENT else party_code(party)
    if kind is None:
        return (kind, year, state, code), False
    members = found[kind][year, state]
    changed = members.get(code, front) != front
    members[code] = front
    return (kind, year, state, code), changed


def _everywhere(row: Values) -> bool:
    return str(row["state"]).casefold() in EVERYWHERE


def _front_notes(unread: int, twice: list[str]) -> list[Finding]:
    notes = []
    if unread:
        problem = f"{unread} lines have no year, state, front or party, or a type that is neither GE nor AE"
        notes.append(note("fronts", None, problem, "They are left out."))
    if twice:
        problem = f"several fronts of one election have {', '.join(twice)}"
        notes.append(note("fronts", "front", problem, "The last line of each is taken."))
    return notes


def read_lineage(folder: Path, book: NameBook) -> tuple[tuple[Descent, ...], list[Finding]]:
    """Read who came from whom: `year` or the year of `from_date`, `kind` split where none is given."""
    frame, findings = read_table(folder, LINEAGE_TABLE)
    if frame is None:
        return (), findings
    if not {"year", "from_date"} & set(frame.columns):
        return (), [missing_column("lineage", "year or from_date", frame.columns)]
    rows = []
    for line, row in enumerate(frame.iter_rows(named=True), start=2):
        wrong = tuple(_wrong(row, line))
        findings += wrong
        rows += [] if wrong else [_descent(row, book)]
    return tuple(rows), findings


def _wrong(row: Values, line: int) -> Iterable[Finding]:
    """Name what is wrong in a line of lineage."""
    for column in ("party", "parent"):
        if not row[column]:
            yield Finding("lineage", line, column, None, "the cell is empty", "Write the code of a party.")
    if _year(row) is None:
        said = str(row.get("year") or row.get("from_date") or "")
        yield Finding("lineage", line, "year", said, "this names no year", "Write the year, such as 2018.")
    if row.get("kind") and str(row["kind"]).casefold() not in set(LineageKind):
        way_out = f"Write one of {', '.join(LineageKind)}."
        yield Finding("lineage", line, "kind", str(row["kind"]), "this kind is not known", way_out)


def _year(row: Values) -> int | None:
    found = re.search(r"(?<!\d)(19|20)\d{2}", str(row.get("year") or row.get("from_date") or ""))
    return None if found is None else int(found[0])


def _descent(row: Values, book: NameBook) -> Descent:
    kind = LineageKind(str(row.get("kind") or LineageKind.SPLIT).casefold())
    weight = row.get("weight")
    party, parent = (book.party(str(row[column])) for column in ("party", "parent"))
    return Descent(party, _year(row) or 0, parent, None if weight is None else float(weight), kind)
