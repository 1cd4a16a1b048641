"""Check each row against the codes of the other files and against itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from prepoll.case import cells
from prepoll.case.folder import Folder
from prepoll.case.knowledge import Visible
from prepoll.case.layouts import CODE_COLUMNS
from prepoll.case.records import Record
from prepoll.case.toml_reader import SETTINGS_FILE
from prepoll.errors import Finding, Severity
from prepoll.names import RESIDUAL, Measure, PartyKind, ReportKind, Sphere, Verdict

_SEPARATORS = "+@=,;|"
_SHARES = {Measure.SHARE_VALID, Measure.SHARE_ELECTORATE, Measure.TRANSFER}
_COUNTS = {Measure.VOTES, Measure.SEATS_WON, Measure.RATIO, Measure.RANK}
_ORDERED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "blocs": (("from", "to"),),
    "people": (("from", "to"),),
    "polls": (("from", "to"), ("to", "published"), ("from", "published")),
    "lineage": (("low", "weight"), ("weight", "high"), ("low", "high")),
    "reports": (("low", "estimate"), ("estimate", "high"), ("low", "high"), ("date", "known")),
    "results": (("date", "known"), ("votes", "electors")),
    "seats": (("nominations_close", "withdrawals_close"), ("withdrawals_close", "polling_day")),
}
"""Pairs of columns of which the first may not be larger or later than the second."""
_BETWEEN = {("low", "high"): ("estimate", "weight"), ("from", "published"): ("to",)}
_FEW = 4  # rows; of more, two columns may be said to be exchanged
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТХаеорсхΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTXaeopcxABEZHIKMNOPTYX")
_REGIONS = "the [[region]] tables of case.toml"
_TOTALS = frozenset({"total", "totals", "sum", "grand total", "all", "valid votes", "total votes", "turnout"})


class Codes:
    """The codes that rows may name, from the whole folder: those of rows known later too."""

    def __init__(self, folder: Folder) -> None:
        def column(table: str, name: str) -> list[str]:
            return [str(record.values[name]) for record in folder.tables[table].records if name in record.values]

        records = folder.tables["parties"].records
        self.kinds = {
            record.values["code"]: record.values.get("kind", PartyKind.PARTY)
            for record in records
            if "code" in record.values
        }
        self.seats = dict.fromkeys(column("seats", "code"))
        self.seats_file = folder.tables["seats"].file
        self.party_names = _names(records)
        self.seat_names = _names(folder.tables["seats"].records)
        self.units = dict.fromkeys(column("units", "unit"))
        self.unit_seats = _seats_of_units(folder.tables["units"].records, self.seats)
        self.regions = dict.fromkeys(region.code for region in folder.settings.regions)


def _seats_of_units(records: Iterable[Record], seats: Mapping[str, object]) -> dict[str, set[str]]:
    """Map each unit to its seats; a unit with a seat that is not there is left out, as it says nothing sure."""
    found: dict[str, set[str]] = {}
    for record in records:
        if "unit" in record.values:
            found.setdefault(record.values["unit"], set()).add(record.values.get("seat", ""))
    return {unit: own for unit, own in found.items() if own <= seats.keys()}


def _names(records: Iterable[Record]) -> dict[str, str]:
    """Map names and aliases, in small letters, to the code of their row; an ambiguous one leads nowhere."""
    owners: dict[str, set[str]] = {}
    for record in records:
        if "code" in record.values:
            for name in (record.values.get("name", ""), *record.values.get("aliases", ())):
                owners.setdefault(name.casefold(), set()).add(record.values["code"])
    return {name: next(iter(codes)) for name, codes in owners.items() if name and len(codes) == 1}


def reference_findings(folder: Folder, visible: Visible) -> Iterator[Finding]:
    """Check the visible rows one by one."""
    codes = Codes(folder)
    names = {"parties.csv": codes.party_names, "seats.csv": codes.seat_names}
    for place, known, where in _pointers(codes):
        file = SETTINGS_FILE if where == _REGIONS else folder.tables[where.removesuffix(".csv")].file
        known_there = Known(dict.fromkeys(known), names.get(where, {}), where, file)
        yield from _unknown(folder, visible[place[0]], place, known_there)
    for table in ("results", "fronts", "lineage", "positions"):
        yield from _blocs_as_parties(folder.tables[table].file, visible[table], codes)
    for table, pairs in _ORDERED.items():
        file = folder.tables[table].file
        if swapped := next((pair for pair in pairs if _all_disordered(visible[table], *pair)), None):
            yield _exchanged(file, visible[table], *swapped)
            continue
        for record in visible[table]:
            yield from _disordered(file, record, [pair for pair in pairs if pair != ("votes", "electors")])
    for table, check in _ROWS.items():
        for record in visible[table]:
            yield from check(folder.tables[table].file, record, codes)


def _blocs_as_parties(file: str, records: list[Record], codes: Codes) -> Iterator[Finding]:
    blocs = {code for code, kind in codes.kinds.items() if kind is PartyKind.BLOC}
    for record in records:
        code = record.values.get("party")
        if code in blocs:
            way_out = "Name the party; fronts.csv says for whom it stood, blocs.csv who is in the bloc."
            yield Finding(file, record.line, "party", code, "is of kind bloc in parties.csv", way_out)


def _pointers(codes: Codes) -> Iterator[tuple[tuple[str, str], Iterable[str], str]]:
    """List the columns that point elsewhere, what they may name, and where that stands."""
    for table, columns in CODE_COLUMNS.items():
        for column in columns:
            yield (table, column), codes.kinds, "parties.csv"
    yield ("parties", "parent"), codes.kinds, "parties.csv"
    for table in ("results", "units", "reports"):
        yield (table, "seat"), codes.seats, "seats.csv"
    if codes.units:
        yield ("results", "unit"), codes.units, "units.csv"
        yield ("reports", "unit"), codes.units, "units.csv"
    if codes.regions:
        yield ("seats", "region"), codes.regions, _REGIONS


@dataclass(frozen=True, slots=True)
class Known:
    """What a column may name: the codes, the names that lead to them, and the file where they stand."""

    codes: Mapping[str, object]
    names: Mapping[str, str]
    where: str
    file: str

    def way_out(self, wrong: str) -> str:
        """Say which code was probably meant, and what to do where none was."""
        rest = f"Take a code of {self.where}, or add it there."
        if wrong.casefold() in _TOTALS:
            return f"Delete rows of totals: they are added up here. {rest}"
        wrong = wrong.translate(_LOOK_ALIKE)
        if wrong in self.codes:
            return f"It holds letters of another alphabet that look alike: write {wrong} in Latin ones."
        bare = {code.lstrip("0"): code for code in self.codes}
        meant = self.names.get(wrong.casefold()) or bare.get(wrong.lstrip("0"))
        return f"Did you mean {meant}? {rest}" if meant else f"{cells.nearest(wrong, self.codes)}{rest}"


def _unknown(folder: Folder, records: list[Record], place: tuple[str, str], known: Known) -> Iterator[Finding]:
    table, column = place
    ways: dict[str, str] = {}
    for record in records:
        code = record.values.get(column)
        if code is None or code in known.codes:
            continue
        if code not in ways:
            ways[code] = known.way_out(code)
        problem = f"there is no such {'party' if known.where == 'parties.csv' else column}"
        file, rests_on = folder.tables[table].file, (known.file,)
        yield Finding(file, record.line, column, code, problem, ways[code], Severity.ERROR, rests_on)


def exchanged_counts(results: list[Record]) -> bool:
    """Say whether votes and electors stand under each other's names."""
    return _all_disordered(results, "votes", "electors")


def _all_disordered(records: list[Record], first: str, second: str) -> bool:
    """Say whether nearly all rows have two values the wrong way round: then the columns' names are."""
    both = [record.values for record in records if {first, second} <= record.values.keys()]
    differ = [values for values in both if values[first] != values[second]]
    return len(differ) > _FEW and sum(values[first] > values[second] for values in differ) >= 0.8 * len(differ)


def _exchanged(file: str, records: list[Record], first: str, second: str) -> Finding:
    value = next(record.values[first] for record in records if {first, second} <= record.values.keys())
    problem = f"{first} is above {second} in nearly all rows"
    return Finding(file, 1, first, cells.shown(value), problem, "Exchange the two column names, or the columns.")


def _disordered(file: str, record: Record, pairs: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    values = record.values
    for first, second in pairs:
        if first in values and second in values and values[first] > values[second]:
            middle = _BETWEEN.get((first, second), ())
            if any(name in values for name in middle):
                continue  # the pairs with the middle value say it more exactly
            problem = f"{first} is above {second} ({cells.shown(values[second])})"
            way_out = f"Put {first} and {second} in their order, or mend the wrong one."
            yield Finding(file, record.line, first, cells.shown(values[first]), problem, way_out)


def _party(file: str, record: Record, _codes: Codes) -> Iterator[Finding]:
    code, kind = record.values.get("code"), record.values.get("kind", PartyKind.PARTY)
    yield from _plain_code(file, record)
    if code in RESIDUAL and kind is not PartyKind.OTHER:
        way_out = "Set kind to other: these names are kept for what is left after the parties."
        yield Finding(file, record.line, "kind", str(kind), f"{code} is not a party that can win", way_out)
    if code is not None and record.values.get("parent") == code:
        yield Finding(file, record.line, "parent", code, "a party is its own parent", "Empty the cell or mend it.")


def _plain_code(file: str, record: Record) -> Iterator[Finding]:
    code = record.values.get("code")
    if code is not None and (any(mark in code for mark in _SEPARATORS) or code.split() != [code]):
        way_out = f"Use letters, digits, - and _; blanks and {' '.join(_SEPARATORS)} separate codes in commands."
        yield Finding(file, record.line, "code", code, "the code cannot be typed in a command", way_out)


def _seat(file: str, record: Record, _codes: Codes) -> Iterator[Finding]:
    return _plain_code(file, record)


def _membership(file: str, record: Record, codes: Codes) -> Iterator[Finding]:
    bloc, party = record.values.get("bloc"), record.values.get("party")
    if codes.kinds.get(bloc, PartyKind.BLOC) is not PartyKind.BLOC:
        way_out = "Set its kind to bloc in parties.csv, or give the bloc a row and a code of its own there."
        yield Finding(file, record.line, "bloc", bloc, f"is of kind {codes.kinds[bloc]} in parties.csv", way_out)
    if codes.kinds.get(party, PartyKind.PARTY) is not PartyKind.PARTY:
        way_out = "Members are of kind party; list a bloc's members one by one."
        yield Finding(file, record.line, "party", party, f"is of kind {codes.kinds[party]} in parties.csv", way_out)


def _lineage(file: str, record: Record, _codes: Codes) -> Iterator[Finding]:
    if "party" in record.values and record.values["party"] == record.values.get("parent"):
        code = record.values["party"]
        yield Finding(file, record.line, "parent", code, "a party is its own parent", "Name the party it came from.")


def _result(file: str, record: Record, codes: Codes) -> Iterator[Finding]:
    unit, seat = record.values.get("unit"), record.values.get("seat")
    if unit in codes.unit_seats and seat in codes.seats and seat not in codes.unit_seats[unit]:
        way_out = "Name the seat that holds the unit's largest part in units.csv, or mend units.csv."
        yield Finding(file, record.line, "seat", seat, f"unit {unit} is in another seat by units.csv", way_out)


def _report(file: str, record: Record, codes: Codes) -> Iterator[Finding]:
    yield from _result(file, record, codes)
    measure = record.values.get("measure")
    for column in ("estimate", "low", "high"):
        value = record.values.get(column)
        if value is None or measure is None:
            continue
        if misfit := _misfit(measure, value):
            yield Finding(file, record.line, column, cells.shown(value), *misfit)
        elif measure is Measure.SEATS_WON and record.values.get("sphere") is not Sphere.ELECTION:
            yield from _too_many_seats(file, record, column, codes)
        elif measure is Measure.RATIO and record.values.get("kind") is ReportKind.REBEL_RISK and value > 1:
            yield _no_chance(file, record, column)
    if measure not in (None, Measure.NONE) and "estimate" not in {*record.values, *record.broken}:
        way_out = "Give the number, or set measure to none."
        note = f"a report of {measure} without an estimate says nothing that can be used"
        yield Finding(file, record.line, "estimate", "", note, way_out, Severity.WARNING)


def _no_chance(file: str, record: Record, column: str) -> Finding:
    """Refuse a chance of rebels above 1."""
    value = record.values[column]
    meant = f": {value / 100:g} was probably meant" if value <= 100 else ""
    way_out = f"Here ratio says how likely an aspirant stands against the party's word, from 0 to 1{meant}."
    return Finding(file, record.line, column, cells.shown(value), "the chance of a rebel is above 1", way_out)


def _too_many_seats(file: str, record: Record, column: str, codes: Codes) -> Iterator[Finding]:
    """Refuse a forecast of more seats than the case has; councils, as counts of other elections, may have more."""
    value, house = record.values[column], len(codes.seats)
    if value > house:
        way_out = "Check the number; seats of another house need the sphere election."
        problem, rests_on = f"the case has {house} seats", (codes.seats_file,)
        yield Finding(file, record.line, column, cells.shown(value), problem, way_out, Severity.ERROR, rests_on)


def _misfit(measure: Measure, value: float) -> tuple[str, str] | None:
    """Say what is wrong with a number for its measure, and the way out."""
    if measure in _SHARES and not 0 <= value <= 1:
        meant = f": {value / 100:g} was probably meant" if 1 < value <= 100 else ""
        return f"{measure} is not between 0 and 1", f"Shares here are fractions{meant}."
    if measure is Measure.SHARE_ADDED and not -1 <= value <= 1:
        meant = f": {value / 100:g} was probably meant" if abs(value) <= 100 else ""
        return f"{measure} is not between -1 and 1", f"Shares here are fractions{meant}."
    if measure is Measure.RANK and (value < 1 or value != int(value)):
        return "a rank is a whole number from 1", "Rank 1 is first; a share or a lead has a measure of its own."
    if measure in _COUNTS and value < 0:
        return f"{measure} is below zero", "Give a level; a loss or a gain is a row of kind transfer, issue or other."
    return None


def _poll(file: str, record: Record, _codes: Codes) -> Iterator[Finding]:
    if not {"known", "published", "to", "from"} & set(record.values):
        way_out = "Give the day of publication, or the last day of the field work in `to`."
        yield Finding(file, record.line, "published", "", "the poll has no day", way_out)


def _judgement(file: str, record: Record, _codes: Codes) -> Iterator[Finding]:
    verdict, correction = record.values.get("verdict"), record.values.get("correction")
    way_out = "Write corrections as field=value; field=value."
    if verdict is Verdict.CORRECTED and correction is None:
        yield Finding(file, record.line, "correction", "", "a corrected statement needs its correction", way_out)
    if correction is not None and not all("=" in part for part in correction.split(";") if part.strip()):
        yield Finding(file, record.line, "correction", correction, "is not a list of field=value", way_out)


_ROWS: Mapping[str, Callable[[str, Record, Codes], Iterator[Finding]]] = {
    "parties": _party,
    "seats": _seat,
    "blocs": _membership,
    "lineage": _lineage,
    "results": _result,
    "polls": _poll,
    "reports": _report,
    "judgements": _judgement,
}


def settings_findings(folder: Folder) -> Iterator[Finding]:
    """Check the codes in case.toml."""
    codes = Codes(folder)
    settings = folder.settings
    if not codes.kinds or not codes.seats:
        return
    for code in settings.focal:
        yield from _named(folder, "focal", code, codes.kinds)
        if codes.kinds.get(code, PartyKind.PARTY) is not PartyKind.PARTY:
            yield folder.in_settings("focal", code, "is not of kind party", "Focal parties are single parties.")
    for objective in settings.objectives:
        for code in objective.rivals:
            yield from _named(folder, "rivals", code, codes.kinds)


def _named(folder: Folder, key: str, code: str, known: Mapping[str, Any]) -> Iterator[Finding]:
    if code not in known:
        way_out = f"{cells.nearest(code, known)}Take a code of parties.csv."
        finding = folder.in_settings(key, code, "there is no such party", way_out)
        yield replace(finding, rests_on=(folder.tables["parties"].file,))
