"""Find parties that are ally and rival at once: in the fronts of one election, in blocs, in objectives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from prepoll.case.folder import Folder
from prepoll.case.knowledge import Visible
from prepoll.case.records import Record
from prepoll.errors import Finding, Severity
from prepoll.names import FrontKind

_TOGETHER = (FrontKind.SEAT_SHARING, FrontKind.FRIENDLY_CONTEST, None)
_EXCLUSIVE = (*_TOGETHER, FrontKind.ALONE)


def rival_findings(folder: Folder, visible: Visible) -> Iterator[Finding]:
    """Check fronts, blocs, and the rivals of objectives."""
    yield from _two_fronts(folder.tables["fronts"].file, visible["fronts"])
    yield from _alone_in_company(folder.tables["fronts"].file, visible["fronts"])
    yield from _twice_in_a_bloc(folder.tables["blocs"].file, visible["blocs"])
    yield from _denied_partners(folder, visible["blocs"])


def _two_fronts(file: str, records: list[Record]) -> Iterator[Finding]:
    """Support, courtesy and standing aside may go to another front; sharing seats and standing alone may not."""
    first: dict[tuple[object, ...], Record] = {}
    for record in records:
        values = record.values
        place = (values.get("election"), values.get("region"), values.get("party"))
        if None in (*place, values.get("front")) or values.get("kind") not in _EXCLUSIVE:
            continue
        other = first.setdefault(place, record)
        if other.values["front"] != values["front"]:
            way_out = "Keep one, or name contests in `region`; help for another front is support or courtesy."
            front = other.values["front"]
            problem = f"line {other.line} puts {values['party']} in {front} there: ally and rival at once"
            yield Finding(file, record.line, "front", values["front"], problem, way_out)


def _alone_in_company(file: str, records: list[Record]) -> Iterator[Finding]:
    fronts: defaultdict[tuple[object, ...], list[Record]] = defaultdict(list)
    for record in records:
        values = record.values
        fronts[values.get("election"), values.get("region"), values.get("front")].append(record)
    for rows in fronts.values():
        parties = {row.values.get("party") for row in rows}
        alone = [row for row in rows if row.values.get("kind") is FrontKind.ALONE]
        if len(parties) > 1 and alone:
            row = alone[0]
            others = ", ".join(sorted(str(party) for party in parties - {row.values.get("party")}))
            way_out = "Give it a front of its own, or the kind of what was agreed."
            problem = f"{row.values.get('party')} stands alone in a front with {others}"
            yield Finding(file, row.line, "kind", FrontKind.ALONE.value, problem, way_out)


def _twice_in_a_bloc(file: str, records: list[Record]) -> Iterator[Finding]:
    spans: defaultdict[tuple[object, object], list[Record]] = defaultdict(list)
    for record in records:
        spans[record.values.get("bloc"), record.values.get("party")].append(record)
    for (bloc, party), rows in spans.items():
        rows.sort(key=lambda row: (row.values.get("from", date.min), row.line))
        for before, after in pairwise(rows):
            since = after.values.get("from")
            if since is not None and before.values.get("from") != since and before.values.get("to", date.max) > since:
                way_out = "Write the end of the earlier membership in `to`, or delete one."
                problem = f"{party} is already in {bloc} by line {before.line}"
                yield Finding(file, after.line, "from", str(since), problem, way_out, Severity.WARNING)


def _denied_partners(folder: Folder, blocs: list[Record]) -> Iterator[Finding]:
    """Find rivals of an objective that are the party advised, or in a bloc with it on the day of the case."""
    settings = folder.settings
    on = settings.as_of or date.max
    inside: defaultdict[str, set[str]] = defaultdict(set)
    for record in blocs:
        values = record.values
        if {"bloc", "party"} <= set(values) and values.get("from", on) <= on <= values.get("to", on):
            inside[values["party"]].add(values["bloc"])
    for objective in settings.objectives:
        for rival in objective.rivals:
            if settings.focal and set(settings.focal) <= {rival}:
                problem = f"{rival} is advised, and a rival whose seats {objective.code} denies"
                yield folder.in_settings("rivals", rival, problem, "Take it out of rivals or out of focal.")
                continue
            shared = sorted({bloc for party in settings.focal for bloc in inside[party] & inside[rival]})
            if shared and rival not in settings.focal:
                way_out = "Check blocs.csv (`to` ends a membership), or the rivals."
                problem = f"{rival} is a partner in {shared[0]}, and a rival whose seats {objective.code} denies"
                yield folder.in_settings("rivals", rival, problem, way_out, Severity.WARNING)
