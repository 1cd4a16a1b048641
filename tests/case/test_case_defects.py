# ruff: noqa: E501 - one defect a line reads as a table
"""Each kind of defect is planted once and found with its place and its way out."""

from pathlib import Path
from typing import NamedTuple

import pytest

from prepoll.case import check_case, load_case
from prepoll.errors import CaseError, Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Planted(NamedTuple):
    file: str
    old: str  # text of the tutorial's file, "" for its end
    new: str
    column: str | None
    problem: str
    way_out: str
    severity: Severity = ERROR
    at: str = ""  # another file, where the defect shows
    line: int | None = -1  # -1: where the planted text stands; -2: any


DEFECTS = {
    "date with slashes": Planted("results.csv", "", "AE2026,assembly,17/05/2026,U01,SAL,CP,,5,,\n", "date", "not a date", "2026-05-17 was"),
    "date with dots": Planted("reports.csv", "2030-02-15,", "15.2.2030,", "date", "is not a date", "2030-02-15 was probably meant"),
    "two readings of a date": Planted("reports.csv", "2030-02-15,", "03/04/2030,", "date", "not a date", "2030-04-03 or 2030-03-04"),
    "spreadsheet serial": Planted("reports.csv", "2030-02-15,", "47528,", "date", "is not a date", "2030-02-14 was"),
    "date in words": Planted("reports.csv", "2030-02-15,", "15 February 2030,", "date", "is not a date", "2030-02-15 was"),
    "impossible date": Planted("reports.csv", "2030-02-15,", "2030-02-30,", "date", "no day of the calendar", "month"),
    "lakh commas": Planted("seats.csv", "SAL,Saltmouth,COAST,61200", 'SAL,Saltmouth,COAST,"1,23,456"', "electors", "not a whole number", "123456 was"),
    "thousands marks": Planted("seats.csv", "COAST,61200", 'COAST,"61,200"', "electors", "not a whole number", "61200 was"),
    "decimal comma": Planted("polls.csv", "*,CP,34,", '*,CP,"34,5",', "share", "not a number", "34.5 was"),
    "per cent sign": Planted("reports.csv", "0.2,0.14", "20%,0.14", "estimate", "not a number", "number alone"),
    "votes as a share": Planted("results.csv", "", "AE2026,assembly,2026-05-17,U01,SAL,CP,,0.5,,\n", "votes", "not a whole number", "shares belong"),
    "votes below zero": Planted("results.csv", "", "AE2026,assembly,2026-05-17,U01,SAL,CP,,-5,,\n", "votes", "below zero", "start at 0"),
    "empty cell": Planted("results.csv", "", "AE2026,assembly,2026-05-17,U01,SAL,CP,,,,\n", "votes", "the cell is empty", "needs its votes"),
    "share above 100": Planted("polls.csv", "*,CP,34,", "*,CP,134,", "share", "not between 0 and 100", "per cent"),
    "poll over 100": Planted("polls.csv", "*,CP,34,", "*,CP,44,", "share", "add up to 110 per cent", "scenarios"),
    "percent as fraction": Planted("reports.csv", "0.16,0.1,0.22", "16,10,22", "estimate", "not between 0 and 1", "0.16 was probably meant"),
    "rebels more than certain": Planted("reports.csv", "rebel_risk,none,seat left to a partner,,,", "rebel_risk,ratio,seat left to a partner,40,,", "estimate", "chance of a rebel is above 1", "0.4 was probably meant"),
    "estimate above high": Planted("reports.csv", "0.16,0.1,0.22", "0.16,0.1,0.12", "estimate", "estimate is above high", "order"),
    "low above estimate": Planted("reports.csv", "0.16,0.1,0.22", "0.16,0.18,0.22", "low", "low is above estimate", "order"),
    "negative votes in a report": Planted("reports.csv", "share_valid,canvass of 310 doors,0.16,0.1,0.22", "votes,canvass,-50,,", "estimate", "votes is below zero", "level"),
    "report without a number": Planted("reports.csv", "0.16,0.1,0.22", ",,", "estimate", "without an estimate", "measure to none", WARNING),
    "position too large": Planted("positions.csv", "CP,ferries,-2,", "CP,ferries,-3,", "position", "not between -2 and 2", "answers"),
    "weight of a unit": Planted("units.csv", "U06,TID,0.6", "U06,TID,0.7", "weight", "U06 add up to 1.1", "add up to 1"),
    "unknown party": Planted("polls.csv", "*,HL,", "*,HLL,", "party", "no such party", "Did you mean HL?"),
    "unknown seat": Planted("reports.csv", ",OAK,,", ",OAKK,,", "seat", "no such seat", "Did you mean OAK?"),
    "unknown unit": Planted("reports.csv", ",SAL,U01,", ",SAL,U99,", "unit", "no such unit", "units.csv"),
    "unit of another seat": Planted("reports.csv", ",SAL,U01,", ",SAL,U12,", "seat", "U12 is in another seat", "largest part"),
    "unknown choice": Planted("reports.csv", ",political,", ",politcal,", "sphere", "not one of the values", "Did you mean political? Choose: political, parliamentary"),
    "colour": Planted("parties.csv", "#0072B2", "blue", "colour", "not a colour", "#rrggbb"),
    "same colour twice": Planted("parties.csv", "#D55E00", "#0072b2", "colour", "HL has the same colour", "of its own", WARNING),
    "name of two parties": Planted("parties.csv", "Millworkers|", "Foresters|", "aliases", "also belongs to MU", "one of the two", WARNING, line=5),
    "code with a blank": Planted("seats.csv", "OAK,Oakdale", "OA K,Oakdale", "code", "cannot be typed", "letters, digits"),
    "same code twice": Planted("seats.csv", "", "OAK,Oakdale,UPLAND,1,,,,\n", "code", "repeats line 7", "Keep one"),
    "row twice": Planted("reports.csv", "", "2030-03-03,OAK,,FF,office of the member for Oakdale,parliamentary,strength,share_valid,base,0.36,0.3,0.42,,,letter of 3 March\n", "date", "repeats line 5", "Delete it", WARNING),
    "party as a bloc": Planted("blocs.csv", "", "FF,LM,2029-01-01,,\n", "bloc", "is of kind party", "kind to bloc"),
    "bloc as a member": Planted("blocs.csv", "", "COMPACT,COMPACT,2029-01-01,,\n", "party", "is of kind bloc", "one by one"),
    "votes of a bloc": Planted("results.csv", "", "AE2026,assembly,2026-05-17,U01,SAL,COMPACT,,5,,\n", "party", "is of kind bloc", "Name the party"),
    "end before start": Planted("blocs.csv", "COMPACT,FF,2022-01-20,2025-11-30", "COMPACT,FF,2026-01-20,2025-11-30", "from", "from is above to", "order"),
    "withdrawals after polling": Planted("seats.csv", "2030-04-10,2030-04-12,2030-05-12", "2030-04-10,2030-06-12,2030-05-12", "withdrawals_close", "above polling_day", "order"),
    "nominations after withdrawals": Planted("seats.csv", "2030-04-10,2030-04-12,2030-05-12", "2030-04-13,2030-04-12,2030-05-12", "nominations_close", "above withdrawals_close", "order"),
    "region of a seat": Planted("seats.csv", "SAL,Saltmouth,COAST", "SAL,Saltmouth,COSAT", "region", "no such region", "Did you mean COAST?"),
    "region in two places": Planted("seats.csv", "SAL,Saltmouth,COAST", "SAL,Saltmouth,UPLAND", "region", "puts SAL in region COAST", "both places"),
    "seat in two regions": Planted("case.toml", '"HIG", "OAK"]', '"HIG", "OAK", "SAL"]', "region.seats", "in region COAST and in region UPLAND", "one of them"),
    "seat of no region": Planted("case.toml", '"HIG", "OAK"]', '"HIG"]', "code", "in no region", "case.toml", at="seats.csv", line=7),
    "region without a seat": Planted("case.toml", '"HIG", "OAK"]', '"HIG", "OAK", "OAQ"]', "region.seats", "names no seat", "Did you mean OAK?"),
    "unknown focal party": Planted("case.toml", 'focal = ["LM", "MU"]', 'focal = ["LM", "MUU"]', "focal", "no such party", "Did you mean MU?"),
    "unknown rival": Planted("case.toml", 'rivals = ["CP"]', 'rivals = ["CPP"]', "rivals", "no such party", "Did you mean CP?"),
    "date as a text": Planted("case.toml", "as_of = 2030-03-18", 'as_of = "18/03/2030"', "as_of", "not a date", "2030-03-18 was"),
    "no title": Planted("case.toml", "title = ", "titel = ", "title", "is missing", "Add title", line=1),
    "unknown way of allying": Planted("case.toml", '"region"  ', '"regions"  ', "alliances_by", "not one of its values", "Did you mean region?"),
    "unknown objective": Planted("case.toml", 'code = "votes"', 'code = "glory"', "objective.code", "no objective", "add rivals"),
    "broken toml": Planted("case.toml", "country = ", "country : ", None, "no valid TOML", "dates bare", line=3),
    "past without results": Planted("case.toml", "[publication]", '[[past]]\nelection = "GE2018"\nkind = "parliament"\ndate = 2018-06-10\n\n[publication]', "past.election", "has no results", "take the table out", WARNING, line=11),
    "results without past": Planted("results.csv", "", "GE2018,parliament,2018-06-10,,SAL,CP,,900,,SAL\n", "election", "has no [[past]]", "Did you mean GE2022?", WARNING),
    "another day of the election": Planted("results.csv", "", "AE2026,assembly,2026-05-18,U01,SAL,CP,,5,,\n", "date", "dates AE2026 2026-05-17", "both places", WARNING),
    "more votes than electors": Planted("results.csv", "", "GE2022,parliament,2022-06-12,,SAL,CP,Ann Other,50000,57800,SAL\n", "electors", "more than its electors", "twice", WARNING, line=-2),
    "two numbers of electors": Planted("results.csv", "", "GE2022,parliament,2022-06-12,,SAL,CP,Ann Other,5,57801,SAL\n", "electors", "57800 electors for the same place", "same number", WARNING),
    "independent who won": Planted("results.csv", "", "GE2022,parliament,2022-06-12,,OAK,OTH,Ann Other,16000,,OAK\n", "party", "independents and others won in OAK at GE2022", "Ann Other", WARNING),
    "many independents": Planted("results.csv", "", "GE2022,parliament,2022-06-12,,OAK,OTH,Ann Other,7000,,OAK\n", "party", "others had 21% of the votes", "Ann Other", WARNING),
    "key that is near another": Planted("case.toml", "alliances_by", "alliance_by", "alliance_by", "nothing is read", "Did you mean alliances_by?", NOTE),
    "front without results": Planted("fronts.csv", "", "GE2018,*,Old Pact,HL,seat_sharing,all,\n", "election", "no count in the case", "Add its results", NOTE),
    "front of an unknown contest": Planted("fronts.csv", "", "GE2022,OAKK,Old Pact,MU,seat_sharing,all,\n", "region", "no such contest", "Did you mean OAK?"),
    "region of a poll": Planted("polls.csv", "1204,*,CP", "1204,Merrow,CP", "region", "covers Merrow", "Write *", NOTE),
    "poll without a day": Planted("polls.csv", "", "Beacon Opinion,opinion,,,,,*,CP,30,undated\n", "published", "no day", "day of publication"),
    "file with a name near another": Planted("judgments.csv", "", "statement\n", None, "is not read", "Did you mean judgements.csv?", WARNING, line=None),
    "column with a name near another": Planted("seats.csv", "nominations_close", "nomination_close", None, "computed from: nomination_close", "Did you mean nominations_close?", NOTE),
    "objective twice": Planted("case.toml", 'code = "votes"', 'code = "seats"', "objective.code", "there twice", "Keep one"),
    "missing column": Planted("polls.csv", "party,share", "party,shar", "share", "the column is missing", "Did you mean shar?", line=1),
    "extra column": Planted("polls.csv", "scenario\n", "scenario,mood\n", None, "nothing is computed from: mood", "kept", NOTE, line=1),
    "column twice": Planted("polls.csv", "share,scenario", "share,share", "share", "there twice", "Delete or rename", line=1),
    "too many cells": Planted("people.csv", "HL,chair,2021-02-01,", "HL,chair, again, and again,2021-02-01,", "G", "8 cells, the header 6", "comma"),
    "quotes": Planted("people.csv", "", '"Una "Pike",,HL,,,\n', None, "quotes do not match", "quote inside"),
    "article without a date": Planted("news/2030-03-08-lantern-and-foresters-talk.md", "date: 2030-03-08", "date: soon", "date", "not a date", "YYYY-MM-DD"),
    "another day in the name": Planted("news/2030-03-08-lantern-and-foresters-talk.md", "date: 2030-03-08", "date: 2030-03-07", "date", "file name says 2030-03-08", "counts", WARNING),
    "boundary of no seat": Planted("seats.geojson", '"seat": "OAK"', '"seat": "OAC"', "seat", "belongs to no seat", "Did you mean OAK?", WARNING),
    "seat without boundary": Planted("seats.geojson", '"seat": "OAK"', '"seat": "OAX"', "seat", "belongs to no seat", "OAK has none", WARNING),
    "point off the globe": Planted("seats.geojson", "[-31.2, 39.2]", "[-31.2, 392]", "SAL", "not on the globe", "longitude and latitude"),
    "no geojson": Planted("seats.geojson", '{"type": "FeatureCollection"', '{"type": FeatureCollection', "10", "not a GeoJSON", "FeatureCollection", line=1),
    "lineage to itself": Planted("lineage.csv", "LM,2028-09-14,HL", "LM,2028-09-14,LM", "parent", "its own parent", "came from"),
    "corrected without correction": Planted("judgements.csv", "", "statement,verdict,correction,by,at\nS1,corrected,,Ann,2030-03-10\n", "correction", "needs its correction", "field=value", line=2),
}  # fmt: skip


def plant(folder: Path, planted: Planted) -> int | None:
    """Plant a defect; return the line where it stands."""
    path = folder / planted.file
    text = path.read_text() if path.exists() else ""
    assert planted.old in text
    changed = text.replace(planted.old, planted.new, 1) if planted.old else text + planted.new
    path.write_text(changed)
    if planted.line != -1:
        return planted.line
    start = text.index(planted.old) if planted.old else len(text)
    return text[:start].count("\n") + 1


@pytest.mark.parametrize("kind", DEFECTS)
def test_a_planted_defect_is_found_with_its_place_and_way_out(folder: Path, kind: str) -> None:
    planted = DEFECTS[kind]
    line = plant(folder, planted)
    matching = [
        finding
        for finding in check_case(folder)
        if finding.file == (planted.at or planted.file)
        and line in (-2, finding.line)
        and finding.column == planted.column
        and planted.problem in finding.problem
        and planted.way_out in finding.way_out
    ]
    assert len(matching) == 1, [str(finding) for finding in check_case(folder)]
    assert matching[0].severity is planted.severity
    if planted.severity is ERROR:
        with pytest.raises(CaseError) as raised:
            load_case(folder)
        assert matching[0] in raised.value.findings
    else:
        load_case(folder)


def test_there_are_many_kinds() -> None:
    assert len(DEFECTS) > 60


def test_all_defects_are_reported_together(folder: Path) -> None:
    together = ("date with dots", "lakh commas", "weight of a unit", "unknown focal party", "colour", "party as a bloc")
    for kind in together:
        plant(folder, DEFECTS[kind])
    with pytest.raises(CaseError) as raised:
        load_case(folder)
    for kind in together:
        planted = DEFECTS[kind]
        assert any(planted.problem in each.problem and each.file == planted.file for each in raised.value.findings)
    assert len(str(raised.value).splitlines()) == len(raised.value.findings)


def test_two_defects_of_one_row_and_its_unknown_party_are_all_named(folder: Path) -> None:
    with (folder / "results.csv").open("a") as results:
        results.write("AE2026,assembly,never,U01,SAL,CPX,,many,,\n")
    columns = [finding.column for finding in check_case(folder) if finding.severity is ERROR]
    assert columns == ["date", "party", "votes"]


def test_a_defect_in_a_later_row_is_named_but_stops_nothing(folder: Path) -> None:
    before = load_case(folder)
    with (folder / "polls.csv").open("a") as polls:
        polls.write("Beacon Opinion,opinion,2030-04-01,2030-04-03,2030-04-05,1000,*,CPX,1.234.5,\n")
    assert load_case(folder) == before
    found = {finding.column for finding in check_case(folder) if finding.severity is ERROR}
    assert found == {"party", "share"}


def test_a_row_whose_day_cannot_be_read_stops_the_run(folder: Path) -> None:
    with (folder / "polls.csv").open("a") as polls:
        polls.write("Beacon Opinion,opinion,2030-04-01,2030-04-03,5.4.2030,1000,*,CP,30,later\n")
    with pytest.raises(CaseError, match="2030-04-05 or 2030-05-04 was probably meant"):
        load_case(folder)


def test_the_findings_come_in_order_and_once(folder: Path) -> None:
    for kind in ("date with dots", "lakh commas", "unknown party"):
        plant(folder, DEFECTS[kind])
    found = check_case(folder)
    assert list(found) == sorted(found, key=lambda each: (each.file, each.line or 0, each.column or ""))
    assert len(set(found)) == len(found)
