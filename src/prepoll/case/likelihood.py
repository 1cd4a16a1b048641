"""Warn of values that can be, and hardly are: electors by another digit, days by another year, polls of nobody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from prepoll.case import cells
from prepoll.case.folder import Folder
from prepoll.case.knowledge import Visible
from prepoll.case.records import Record
from prepoll.case.references import exchanged_counts
from prepoll.errors import Finding, Severity
from prepoll.names import LineageKind

_TIMES = 4  # as many electors as were counted last, or as few
_LONGEST = timedelta(days=183)  # between two days of a schedule, or of one poll's field work
_SAMPLES = range(30, 10_000_000)
_YEAR = timedelta(days=366)
_FEW = 0.1  # of an election's places: in so many founders of a later party may have stood before


def likelihood_findings(folder: Folder, visible: Visible) -> Iterator[Finding]:
    """Check the visible rows for values that were probably mistyped."""
    yield from _electors(folder, visible)
    yield from _far_apart(folder, visible)
    yield from _samples(folder, visible["polls"])
    yield from _uncounted_places(folder, visible["results"])
    yield from _before_founding(folder, visible)
    yield from _in_two_parties(folder, visible["people"])
    yield from _lone_questions(folder, visible["positions"])


def _warning(folder: Folder, table: str, record: Record, column: str, words: tuple[str, str]) -> Finding:
    shown = cells.shown(record.values[column]) if column in record.values else ""
    return Finding(folder.tables[table].file, record.line, column, shown, *words, Severity.WARNING)


def _electors(folder: Folder, visible: Visible) -> Iterator[Finding]:
    """Compare the electors of each seat with those of its last count."""
    counted = {} if exchanged_counts(visible["results"]) else _electors_counted(folder, visible)
    for record in visible["seats"]:
        own, last = record.values.get("electors"), counted.get(str(record.values.get("code")))
        if own is not None and last and not last <= _TIMES * own <= _TIMES**2 * last:
            problem = f"the seat had about {last:.0f} electors at its last count"
            yield _warning(folder, "seats", record, "electors", (problem, "Check the digits; one may be missing."))


def _electors_counted(folder: Folder, visible: Visible) -> Mapping[str, float]:
    """Add up the electors of each seat at the newest election that has them, its units by their weights."""
    parts: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for record in visible["units"]:
        if {"unit", "seat", "weight"} <= record.values.keys():
            parts[record.values["unit"]].append((record.values["seat"], record.values["weight"]))
    places: dict[tuple[str, str], float] = {}
    for record in visible["results"]:
        values = record.values
        if {"election", "seat", "electors"} <= values.keys():
            places.setdefault((values["election"], values.get("unit") or values["seat"]), values["electors"])
    days = {past.election: past.date for past in folder.settings.past}
    counted: dict[str, float] = {}
    for election in sorted({name for name, _ in places} & days.keys(), key=lambda name: days[name]):
        seats: Counter[str] = Counter()
        for (_, place), electors in ((key, value) for key, value in places.items() if key[0] == election):
            for seat, weight in parts.get(place, [(place, 1.0)]):
                seats[seat] += electors * weight  # type: ignore[assignment]  # a counter of floats
        counted |= seats
    return counted


def _far_apart(folder: Folder, visible: Visible) -> Iterator[Finding]:
    """Find days of one row that belong together and lie more than half a year apart: a year was mistyped."""
    pairs = (
        ("seats", "nominations_close", "polling_day"),
        ("seats", "withdrawals_close", "polling_day"),
        ("polls", "from", "to"),
    )
    told: set[tuple[object, ...]] = set()  # a seat, or a poll, which has many rows
    for table, first, last in pairs:
        for record in visible[table]:
            start, end = record.values.get(first), record.values.get(last)
            row = tuple(record.values.get(name) for name in ("code", "pollster", "to", "polling_day"))
            if start is None or end is None or end - start <= _LONGEST or row in told:
                continue
            told.add(row)
            problem = f"{first} is {(end - start).days} days before {last} ({end})"
            yield _warning(folder, table, record, first, (problem, "Check the years of both."))


def _samples(folder: Folder, polls: list[Record]) -> Iterator[Finding]:
    told: set[tuple[object, ...]] = set()
    for record in polls:
        values = record.values
        poll = tuple(map(values.get, ("pollster", "from", "to", "published", "sample")))
        if "sample" in values and values["sample"] not in _SAMPLES and poll not in told:
            told.add(poll)
            few = values["sample"] < _SAMPLES.start
            problem = "a poll asks more people than that" if few else "no poll asks so many people"
            words = (problem, "Write the number of people asked, or leave the cell empty.")
            yield _warning(folder, "polls", record, "sample", words)


def _uncounted_places(folder: Folder, results: list[Record]) -> Iterator[Finding]:
    """Find places of an election in which nobody has a vote."""
    votes: Counter[tuple[object, object]] = Counter()
    first: dict[tuple[object, object], Record] = {}
    for record in results:
        values = record.values
        place = (values.get("election"), values.get("unit") or values.get("seat"))
        votes[place] += values.get("votes", 0) or int("votes" in record.broken)
        first.setdefault(place, record)
    for (election, where), record in first.items():
        if not votes[election, where]:
            way_out = "Give the count, or take the rows out: a place without a count is missing, not empty."
            yield _warning(folder, "results", record, "votes", (f"nobody has a vote in {where} at {election}", way_out))


def _before_founding(folder: Folder, visible: Visible) -> Iterator[Finding]:
    """Find parties that were counted widely, or had split off, more than a year before the day of their founding."""
    founded = {
        record.values["code"]: record.values["founded"]
        for record in folder.tables["parties"].records
        if {"code", "founded"} <= record.values.keys()
    }
    other = (LineageKind.RENAME, LineageKind.MERGE)
    renamed = {row.values.get("party") for row in folder.tables["lineage"].records if row.values.get("kind") in other}
    told: set[object] = set()
    splits = ((record, "from_date", "split off") for record in visible["lineage"])
    for record, column, did in (*_wide_counts(visible["results"]), *splits):
        party, day = record.values.get("party"), record.values.get(column)
        since: date | None = founded.get(party)
        if since is None or day is None or day + _YEAR >= since or party in renamed or (party, column) in told:
            continue
        told.add((party, column))
        words = (f"{party} {did} before it was founded ({since}, parties.csv)", "Mend the day that is wrong.")
        yield _warning(folder, "results" if column == "date" else "lineage", record, column, words)


def _wide_counts(results: list[Record]) -> Iterator[tuple[Record, str, str]]:
    """List each party's first row at an election, where it was counted in more than a tenth of its places."""
    places: defaultdict[object, set[object]] = defaultdict(set)
    first: dict[tuple[object, object], Record] = {}
    for record in results:
        values = record.values
        election, party, place = values.get("election"), values.get("party"), values.get("unit") or values.get("seat")
        places[election].add(place)
        places[election, party].add(place)
        first.setdefault((election, party), record)
    for (election, party), record in first.items():
        if len(places[election, party]) > _FEW * len(places[election]):
            yield record, "date", "was counted"


def _in_two_parties(folder: Folder, people: list[Record]) -> Iterator[Finding]:
    """Find a name that stands for two parties at one time."""
    rows: defaultdict[str, list[Record]] = defaultdict(list)
    for record in people:
        if {"name", "party"} <= record.values.keys():
            rows[record.values["name"]].append(record)
    for name, own in rows.items():
        own.sort(key=lambda record: (record.values.get("from", date.min), record.line))
        for place, record in enumerate(own[1:], 1):
            before = [each for each in own[:place] if each.values["party"] != record.values["party"]]
            since = record.values.get("from", date.min)
            if open_still := [each for each in before if each.values.get("to", date.max) > since]:
                other = open_still[0]
                problem = f"by line {other.line} {name} is of {other.values['party']} at that time"
                way_out = "Write the end of the earlier row in `to`; two people of one name need names of their own."
                yield _warning(folder, "people", record, "party", (problem, way_out))
                break


def _lone_questions(folder: Folder, positions: list[Record]) -> Iterator[Finding]:
    """Find a question that one party alone has answered, and that is spelt nearly as one that others have."""
    rows: defaultdict[str, list[Record]] = defaultdict(list)
    for record in positions:
        if "question" in record.values:
            rows[record.values["question"]].append(record)
    common = [question for question, own in rows.items() if len(own) > 1]
    for question, own in rows.items():
        if len(own) == 1 and (meant := cells.nearest(question, common, 75)):
            problem = "no other party has answered this question"
            way_out = f"{meant}Questions are compared by their spelling."
            yield _warning(folder, "positions", own[0], "question", (problem, way_out))
