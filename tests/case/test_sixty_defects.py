# ruff: noqa: E501 - one defect a line reads as a table
"""Sixty defects of different kinds, planted in one case at once, are sixty findings and no more."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from prepoll.case import check_case, load_case
from prepoll.errors import CaseError, Finding, Severity


class Planted(NamedTuple):
    file: str
    old: str  # text of the tutorial's file, "" for its end
    new: str
    column: str
    value: str
    way_out: str
    at: str = ""  # where the finding stands, if not at the planted text


RESULT = "AE2026,assembly,2026-05-17"
NEWS = "news/2030-03-"
DEFECTS = {
    # days
    "slashes": Planted("results.csv", "", "AE2026,assembly,17/05/2026,U01,SAL,CP,One,5,,U01\n", "date", "17/05/2026", "2026-05-17 was"),
    "serial number": Planted("reports.csv", "2030-02-15,", "47528,", "date", "47528", "2030-02-14 was"),
    "words": Planted("reports.csv", "2030-02-27,", "27 February 2030,", "date", "27 February 2030", "2030-02-27 was"),
    "short year": Planted("reports.csv", "2030-03-03,", "3/3/30,", "date", "3/3/30", "2030-03-03 was"),
    "no such day": Planted("reports.csv", "2030-03-05,", "2030-02-30,", "date", "2030-02-30", "Check the month"),
    "a year too late": Planted("people.csv", "president,2028-09-14", "president,2128-09-14", "from", "2128-09-14", "Check the year"),
    "a year too early": Planted("parties.csv", "1988-04-02", "1188-04-02", "founded", "1188-04-02", "Check the year"),
    "end before start": Planted("blocs.csv", "COMPACT,FF,2022-01-20,2025-11-30", "COMPACT,FF,2026-01-20,2025-11-30", "from", "2026-01-20", "in their order"),
    "withdrawals after polling": Planted("seats.csv", "2030-04-10,2030-04-12,2030-05-12", "2030-04-10,2030-06-12,2030-05-12", "withdrawals_close", "2030-06-12", "in their order"),
    "nominations after withdrawals": Planted("seats.csv", "2030-04-17,2030-04-19,2030-05-19", "2030-04-20,2030-04-19,2030-05-19", "nominations_close", "2030-04-20", "in their order"),
    "poll printed before it was taken": Planted("polls.csv", "", "Quay Poll,opinion,2030-03-01,2030-03-09,2030-03-05,900,*,CP,30,\n", "to", "2030-03-09", "in their order"),
    "poll without a day": Planted("polls.csv", "", "Dune Poll,opinion,,,,,*,CP,30,undated\n", "published", "", "day of publication"),
    "article without a day": Planted(f"{NEWS}08-lantern-and-foresters-talk.md", "date: 2030-03-08", "date: soon", "date", "soon", "YYYY-MM-DD"),
    "article of another day": Planted(f"{NEWS}12-millworkers-authorise-hask.md", "date: 2030-03-12", "date: 2030-03-11", "date", "2030-03-11", "The date in the article counts"),
    "schedule known after polling": Planted("case.toml", "rule =", "schedule_known = 2031-01-01\nrule =", "schedule_known", "2031-01-01", "Check both"),
    "exit polls too early": Planted("case.toml", "2030-05-19T20:00", "2029-05-19T20:00", "publication.exit_polls_until", "2029-05-19", "check the year"),
    # numbers
    "lakh commas": Planted("seats.csv", "COAST,61200", 'COAST,"1,23,456"', "electors", "1,23,456", "123456 was"),
    "thousands marks": Planted("seats.csv", "COAST,58400", 'COAST,"58,400"', "electors", "58,400", "58400 was"),
    "shortened number": Planted("seats.csv", "COAST,55100", "COAST,5.51E+04", "electors", "5.51E+04", "show all digits"),
    "broken formula": Planted("seats.csv", "UPLAND,63900", "UPLAND,#REF!", "electors", "#REF!", "mend its formula"),
    "formula": Planted("seats.csv", "UPLAND,52300", "UPLAND,=B2*2", "electors", "=B2*2", "save its value"),
    "word for nothing": Planted("seats.csv", "UPLAND,49700", "UPLAND,n/a", "electors", "n/a", "Leave the cell empty"),
    "decimal comma": Planted("polls.csv", "*,CP,34,", '*,CP,"34,5",', "share", "34,5", "34.5 was"),
    "per cent sign": Planted("polls.csv", "*,HL,23,", "*,HL,23%,", "share", "23%", "number alone"),
    "votes as a share": Planted("results.csv", "", f"{RESULT},U01,SAL,CP,Two,0.5,,U01\n", "votes", "0.5", "shares belong in"),
    "votes below zero": Planted("results.csv", "", f"{RESULT},U01,SAL,CP,Three,-5,,U01\n", "votes", "-5", "start at 0"),
    "no votes": Planted("results.csv", "", f"{RESULT},U01,SAL,CP,Four,,,U01\n", "votes", "", "needs its votes"),
    "share over 100": Planted("polls.csv", "", "Tide Poll,opinion,2030-03-01,2030-03-02,2030-03-03,900,*,CP,134,\n", "share", "134", "per cent of the valid"),
    "poll over 100": Planted("polls.csv", "", "Gale Poll,opinion,2030-03-01,2030-03-02,2030-03-03,900,*,CP,60,\nGale Poll,opinion,2030-03-01,2030-03-02,2030-03-03,900,*,HL,50,\n", "share", "Gale Poll", "Check the shares"),
    "poll in fractions": Planted("polls.csv", "", "Ebb Poll,opinion,2030-03-01,2030-03-02,2030-03-03,900,*,CP,0.6,\nEbb Poll,opinion,2030-03-01,2030-03-02,2030-03-03,900,*,HL,0.4,\n", "share", "Ebb Poll", "write 34 for 0.34"),
    "per cent for a fraction": Planted("reports.csv", "", "2030-03-10,OAK,,FF,one,field,strength,share_valid,base,16,,,,,\n", "estimate", "16", "0.16 was"),
    "estimate above high": Planted("reports.csv", "", "2030-03-10,OAK,,FF,two,field,strength,share_valid,base,0.3,0.1,0.2,,,\n", "estimate", "0.3", "in their order"),
    "low above estimate": Planted("reports.csv", "", "2030-03-10,OAK,,FF,three,field,strength,share_valid,base,0.3,0.35,0.4,,,\n", "low", "0.35", "in their order"),
    "lost votes as a level": Planted("reports.csv", "", "2030-03-10,OAK,,FF,four,field,strength,votes,base,-50,,,,,\n", "estimate", "-50", "Give a level"),
    "rank nought": Planted("reports.csv", "", "2030-03-10,OAK,,FF,five,field,strength,rank,base,0,,,,,\n", "estimate", "0", "Rank 1 is first"),
    "more seats than there are": Planted("reports.csv", "", "2030-03-10,,,FF,six,field,strength,seats_won,base,9,,,,,\n", "estimate", "9", "Check the number"),
    "report without its number": Planted("reports.csv", "", "2030-03-10,OAK,,FF,seven,field,strength,share_valid,base,,,,,,\n", "estimate", "", "measure to none"),
    "answer off the scale": Planted("positions.csv", "CP,ferries,-2,", "CP,ferries,-3,", "position", "-3", "-2 (against) to 2"),
    "weight over one": Planted("units.csv", "U12,OAK,1,", "U12,OAK,1.4,", "weight", "1.4", "0.25 is a quarter"),
    "weights that do not add up": Planted("units.csv", "U06,TID,0.6", "U06,TID,0.7", "weight", "0.7", "add up to 1"),
    "parent giving more than it had": Planted("lineage.csv", "", "MU,2029-05-05,FF,0.7,,,split,\nCP,2029-05-05,FF,0.6,,,split,\n", "weight", "0.6", "1 or less", at="CP,2029-05-05"),
    "threshold in per cent": Planted("case.toml", 'name = "Votes in the country"', 'name = "Votes in the country"\nthreshold = 6', "objective.threshold", "6", "write 0.06", at="threshold = 6"),
    "endless silence": Planted("case.toml", "silence_hours = 48", "silence_hours = 4800", "publication.silence_hours", "4800", "such as 48"),
    # codes
    "mistyped party": Planted("polls.csv", "*,MU,", "*,MUU,", "party", "MUU", "Did you mean MU?"),
    "name for a code": Planted("reports.csv", ",,LM,Jory", ",,Lanterns,Jory", "party", "Lanterns", "Did you mean LM?"),
    "row of totals": Planted("results.csv", "", f"{RESULT},,Total,CP,,5,,\n", "seat", "Total", "Delete rows of totals"),
    "unit of another seat": Planted("reports.csv", ",SAL,U01,", ",SAL,U11,", "seat", "SAL", "largest part"),
    "mistyped choice": Planted("reports.csv", ",parliamentary,rebel_risk", ",parlamentary,rebel_risk", "sphere", "parlamentary", "Did you mean parliamentary?"),
    "colour by name": Planted("parties.csv", "#0072B2", "blue", "colour", "blue", "#rrggbb"),
    "alias of two parties": Planted("parties.csv", "Millworkers|", "Lantern|", "aliases", "Lantern", "take it from one", at="LM,Lantern Movement"),
    "code with a blank": Planted("parties.csv", "", "N EW,New Dawn,,party,,,,\n", "code", "N EW", "cannot be typed|letters, digits"),
    "code in other capitals": Planted("parties.csv", "", "mu,Mill Unity,,party,,,,\n", "code", "mu", "another code"),
    "votes of a bloc": Planted("results.csv", "", f"{RESULT},U01,SAL,COMPACT,,5,,U01\n", "party", "COMPACT", "Name the party"),
    "focal party that is not there": Planted("case.toml", '"LM", "MU"]', '"LM", "HLL"]', "focal", "HLL", "Did you mean HL?"),
    # ally and rival
    "in two fronts": Planted("fronts.csv", "", "GE2022,SAL,Rival Pact,FF,seat_sharing,stands,\n", "front", "Rival Pact", "support or courtesy"),
    "alone in company": Planted("fronts.csv", "", "AE2026,U05,Odd Front,MU,alone,all,\nAE2026,U05,Odd Front,FF,support,supports,\n", "kind", "alone", "front of its own"),
    "twice in a bloc": Planted("blocs.csv", "", "COMPACT,HL,2024-01-01,,\n", "from", "2024-01-01", "end of the earlier"),
    "its own ancestor": Planted("lineage.csv", "", "HL,2029-01-01,LM,,,,split,\n", "parent", "LM", "wrong way round"),
    # rows against each other
    "candidate counted twice": Planted("results.csv", "", f"{RESULT},U01,SAL,HL,Sim Barrow,15,,U01\n", "votes", "15", "Keep the right one"),
    "column without a name": Planted("units.csv", "weight,name,note", "weight,name,", "E", "cut in two by the borders of 2029", "merged header"),
}  # fmt: skip


def plant(folder: Path) -> None:
    for planted in DEFECTS.values():
        path = folder / planted.file
        text = path.read_text()
        assert text.count(planted.old) >= 1, planted
        path.write_text(text.replace(planted.old, planted.new, 1) if planted.old else text + planted.new)


def line_of(folder: Path, planted: Planted) -> int:
    text = (folder / planted.file).read_text()
    mark = planted.at or planted.new.lstrip("\n")
    assert mark in text
    return 1 + text[: text.index(mark)].count("\n")


def is_for(finding: Finding, planted: Planted, line: int) -> bool:
    place = (finding.file, finding.line, finding.column, finding.value)
    return place == (planted.file, line, planted.column, planted.value) and bool(
        re.search(planted.way_out.replace("(", r"\(").replace(")", r"\)"), f"{finding.problem}. {finding.way_out}")
    )


def test_sixty_planted_defects_are_sixty_findings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = set(check_case(folder))
    assert {each.severity for each in before} <= {Severity.NOTE}
    plant(folder)
    found = [finding for finding in check_case(folder) if finding.severity is not Severity.NOTE]
    claimed: set[Finding] = set()
    for kind, planted in DEFECTS.items():
        line = line_of(folder, planted)
        matching = [finding for finding in found if is_for(finding, planted, line)]
        assert len(matching) == 1, f"{kind}, line {line}: {[str(each) for each in found if each.file == planted.file]}"
        claimed.update(matching)
    assert [str(each) for each in found if each not in claimed] == []
    with capsys.disabled():
        print(f"\nplanted {len(DEFECTS)} defects, found {len(found)}")
    assert len(DEFECTS) == len(claimed) == len(found) == 60


def test_every_finding_of_the_sixty_is_whole(folder: Path) -> None:
    plant(folder)
    for finding in check_case(folder):
        if finding.severity is not Severity.NOTE:
            assert finding.file
            assert finding.line
            assert finding.column
            assert finding.value is not None
            assert finding.way_out.endswith((".", "?"))
    with pytest.raises(CaseError):
        load_case(folder)
