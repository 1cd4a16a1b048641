"""Check results, past elections and fronts against each other, and say which of them cannot be used."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace

from prepoll.case import cells
from prepoll.case.folder import Folder
from prepoll.case.knowledge import Visible
from prepoll.case.records import Record
from prepoll.case.references import exchanged_counts
from prepoll.case.toml_reader import SETTINGS_FILE
from prepoll.errors import Finding, Severity
from prepoll.names import NOTA, WHOLE_CASE, PartyKind

_LARGE = 0.15  # of the valid votes: above it, independents are too many to be one remainder


def past_findings(folder: Folder, visible: Visible) -> Iterator[Finding]:
    """Check what was counted and who stood together then."""
    results = visible["results"]
    yield from _election_findings(folder, results)
    yield from _kind_findings(folder, results)
    yield from _candidate_findings(folder, visible)
    if not exchanged_counts(results):  # else the one finding is that
        yield from _elector_findings(folder, results)
        yield from _remainder_findings(folder, visible)
    yield from _front_findings(folder, visible)


def unused(folder: Folder, visible: Visible) -> Iterator[Finding]:
    """Note what was read and cannot be used: polls of unknown regions, fronts of elections without a count."""
    regions = {region.code for region in folder.settings.regions} or {
        record.values["region"] for record in visible["seats"] if "region" in record.values
    }
    polls: dict[tuple[str, str, str], Record] = {}
    for record in visible["polls"]:
        region = record.values.get("region", WHOLE_CASE)
        if region != WHOLE_CASE and region not in regions:
            day = cells.written(record.values.get("published") or record.values.get("to") or "no date")
            polls.setdefault((str(record.values.get("pollster")), day, region), record)
    for (pollster, day, region), record in polls.items():
        problem = f"the poll of {pollster} ({day}) covers {region}, which is no region of the case; it is not used"
        way_out = f"Write {WHOLE_CASE} for the whole case, or a code of a region."
        file = folder.tables["polls"].file
        rests_on = (SETTINGS_FILE, folder.tables["seats"].file)
        yield Finding(file, record.line, "region", region, problem, way_out, Severity.NOTE, rests_on)
    counted = {record.values.get("election") for table in ("results", "reports") for record in visible[table]}
    fronts: dict[str, Record] = {}
    for record in visible["fronts"]:
        election = record.values.get("election")
        if election is not None and election not in counted:
            fronts.setdefault(election, record)
    for election, record in fronts.items():
        problem = f"the fronts of {election} have no count in the case; they are not used"
        codes = [each for each in counted if isinstance(each, str)]
        way_out = f"{cells.nearest(election, sorted(codes), 75)}Add its results, or leave the rows for the record."
        file = folder.tables["fronts"].file
        likely = {_bare(code) for code in codes}
        severity = Severity.WARNING if _bare(election) in likely else Severity.NOTE
        rests_on = (folder.tables["results"].file, folder.tables["reports"].file)
        yield Finding(file, record.line, "election", election, problem, way_out, severity, rests_on)


def _bare(code: str) -> str:
    """Write a code so that slips of the hand do not count: GE-2O19 is GE2019."""
    return "".join(filter(str.isalnum, code.casefold())).replace("o", "0").replace("l", "1")


def _election_findings(folder: Folder, results: list[Record]) -> Iterator[Finding]:
    file = folder.tables["results"].file
    past = {each.election: each for each in folder.settings.past}
    mistaken = _mistaken(folder, {str(record.values.get("election")) for record in results})
    first: dict[str, Record] = {}
    dates: dict[tuple[str, object], Record] = {}
    for record in results:
        election = record.values.get("election")
        if election is not None:
            first.setdefault(election, record)
            dates.setdefault((election, record.values.get("date")), record)
    for election, record in first.items():
        if election not in folder.settings.past_named and election not in mistaken:
            way_out = f"{cells.nearest(election, past)}Add it to case.toml with kind, date and weight."
            problem = "the election has no [[past]] in case.toml and is not used"
            rests_on = (SETTINGS_FILE,)
            yield Finding(file, record.line, "election", election, problem, way_out, Severity.WARNING, rests_on)
    for (election, held), record in dates.items():
        if held is not None and election in past and past[election].date != held:
            problem = f"case.toml dates {election} {past[election].date}"
            way_out = "Write the same day in both places."
            yield Finding(file, record.line, "date", str(held), problem, way_out, Severity.WARNING)
    if folder.tables["results"].records:
        yield from _uncounted(folder, set(first))


def _mistaken(folder: Folder, counted: set[str]) -> set[str]:
    """List counted elections that a [[past]] without a count was probably meant to name: that is the one finding."""
    unnamed = sorted(counted - set(folder.settings.past_named))
    uncounted = [past.election for past in folder.settings.past if past.election not in counted]
    meant = {election: cells.nearest(election, [*counted], 60) for election in uncounted}
    return {election for election in unnamed if f"Did you mean {election}? " in meant.values()}


def _kind_findings(folder: Folder, results: list[Record]) -> Iterator[Finding]:
    kinds = {each.election: each.kind for each in folder.settings.past}
    seen: set[tuple[object, object]] = set()
    for record in results:
        election, kind = record.values.get("election"), record.values.get("kind")
        if kind is None or election not in kinds or kinds[election] is kind or (election, kind) in seen:
            continue
        seen.add((election, kind))
        problem = f"case.toml says that {election} elected a {kinds[election]}"
        way_out = "Write the same kind in both places."
        file = folder.tables["results"].file
        yield Finding(file, record.line, "kind", str(kind), problem, way_out, Severity.WARNING)


def _candidate_findings(folder: Folder, visible: Visible) -> Iterator[Finding]:
    """Warn of a party's candidate who is counted twice in one place, with other votes."""
    remainders = {
        record.values.get("code") for record in visible["parties"] if record.values.get("kind") is PartyKind.OTHER
    }
    first: dict[tuple[object, ...], Record] = {}
    for record in visible["results"]:
        values = record.values
        if "candidate" not in values or values.get("party") in remainders:
            continue
        names = ("election", "unit", "seat", "contest", "party", "candidate")
        other = first.setdefault(tuple(map(values.get, names)), record)
        if "votes" in values and other.values.get("votes", values["votes"]) != values["votes"]:
            problem = f"line {other.line} gives the same candidate {other.values['votes']} votes; both are added"
            way_out = "Keep the right one, or tell them apart by their names."
            file = folder.tables["results"].file
            shown, rests_on = str(values["votes"]), (folder.tables["parties"].file,)
            yield Finding(file, record.line, "votes", shown, problem, way_out, Severity.WARNING, rests_on)


def _uncounted(folder: Folder, counted: set[str]) -> Iterator[Finding]:
    as_of = folder.settings.as_of
    for past in folder.settings.past:
        if past.election not in counted and (as_of is None or past.date <= as_of):
            way_out = f"{cells.nearest(past.election, counted)}Add its rows to results.csv, or take the table out."
            problem = "the past election has no results"
            finding = folder.in_settings("past.election", past.election, problem, way_out, Severity.WARNING)
            yield replace(finding, rests_on=(folder.tables["results"].file,))


def _elector_findings(folder: Folder, results: list[Record]) -> Iterator[Finding]:
    """Warn of places with two numbers of electors, and of more votes than electors, in one row or together."""
    file = folder.tables["results"].file
    many: dict[object, Record] = {}
    votes: Counter[object] = Counter()
    electors: dict[object, Record] = {}
    for record in results:
        values = record.values
        place = (values.get("election"), values.get("unit") or values.get("seat"), values.get("contest"))
        votes[place] += values.get("votes", 0)
        if "electors" not in values:
            continue
        if values.get("votes", 0) > values["electors"]:
            many.setdefault(place, record)
        first = electors.setdefault(place, record)
        if first.values["electors"] != values["electors"]:
            problem = f"line {first.line} gives {first.values['electors']} electors for the same place"
            way_out = "Write the same number in all rows of a unit."
            yield Finding(file, record.line, "electors", str(values["electors"]), problem, way_out, Severity.WARNING)
    for record in many.values():
        problem = f"the row has more votes than its place has electors ({record.values['electors']})"
        way_out, shown = "Check both numbers; two cells may have run together.", str(record.values["votes"])
        yield Finding(file, record.line, "votes", shown, problem, way_out, Severity.WARNING)
    for counted, record in electors.items():
        if votes[counted] > record.values["electors"] and counted not in many:
            problem = f"the votes of this place add up to {votes[counted]}, more than its electors"
            way_out = "Check votes and electors; rows may be there twice."
            shown = str(record.values["electors"])
            yield Finding(file, record.line, "electors", shown, problem, way_out, Severity.WARNING)


def _remainder_findings(folder: Folder, visible: Visible) -> Iterator[Finding]:
    """Warn where independents and small parties, who cannot win, once did, or were many."""
    others = {
        record.values.get("code")
        for record in visible["parties"]
        if record.values.get("kind") is PartyKind.OTHER and record.values.get("code") != NOTA
    }
    totals: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    lines: dict[tuple[str, str, str], Record] = {}
    for record in visible["results"]:
        values = record.values
        party, seat, election = values.get("party"), values.get("seat"), values.get("election")
        if party is None or seat is None or election is None or party == NOTA:
            continue
        name = party if party not in others else f"{party}: {values.get('candidate', 'not named')}"
        totals[election, seat][name] += values.get("votes", 0)
        lines.setdefault((election, seat, name), record)
    for (election, seat), votes in totals.items():
        if election not in folder.settings.past_named:
            continue
        yield from _remainder(folder, (election, seat), votes, lines)


def _remainder(
    folder: Folder,
    place: tuple[str, str],
    votes: Counter[str],
    lines: dict[tuple[str, str, str], Record],
) -> Iterator[Finding]:
    election, seat = place
    largest = {name: count for name, count in votes.items() if ": " in name}
    if not largest:
        return
    top = max(largest, key=lambda name: largest[name])
    share = sum(largest.values()) / max(1, sum(votes.values()))
    won = not top.endswith(": not named") and largest[top] == max(votes.values())
    if not won and share <= _LARGE:
        return
    what = "won" if won else f"had {share:.0%} of the votes, more than {_LARGE:.0%},"
    problem = f"independents and others {what} in {seat} at {election}, but they cannot win"
    way_out = f"Give the strong ones a row in parties.csv and their own code (largest: {top})."
    record = lines[election, seat, top]
    yield Finding(folder.tables["results"].file, record.line, "party", seat, problem, way_out, Severity.WARNING)


def _front_findings(folder: Folder, visible: Visible) -> Iterator[Finding]:
    file = folder.tables["fronts"].file
    places: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for record in visible["results"]:
        for name in ("contest", "seat", "unit"):
            if name in record.values and "election" in record.values:
                places[record.values["election"]][record.values[name]] = None
    regions = [WHOLE_CASE, *(region.code for region in folder.settings.regions)]
    for record in visible["fronts"]:
        election, region = record.values.get("election"), record.values.get("region")
        if election is None or region is None or election not in places:
            continue
        if region not in places[election] and region not in regions:
            known = [*regions, *places[election]]
            way_out = f"{cells.nearest(region, known)}Take a contest of {election}, a region, or {WHOLE_CASE}."
            problem = f"{election} knows no such contest or region"
            rests_on = (SETTINGS_FILE, folder.tables["results"].file)
            yield Finding(file, record.line, "region", region, problem, way_out, Severity.ERROR, rests_on)
