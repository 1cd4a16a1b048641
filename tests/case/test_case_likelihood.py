# ruff: noqa: E501 - one defect a line reads as a table
"""What people's files hold beside wrong cells: each is one finding, with its place, what stands there, and the way out."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from prepoll.case import check_case
from prepoll.errors import Severity

Change = Callable[[str], bytes | str]


class Planted(NamedTuple):
    file: str
    change: Change
    column: str | None
    value: str  # within the finding's
    words: str  # within the problem or the way out
    line: int | None = 1


def put(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new)


def headed(*titles: str) -> Change:
    return lambda text: "".join(f"{title}\n" for title in titles) + text


def renamed(**names: str) -> Change:
    def change(text: str) -> str:
        head, _, rest = text.partition("\n")
        return ",".join(names.get(name, name) for name in head.split(",")) + "\n" + rest

    return change


NEWS = "news/2030-03-08-lantern-and-foresters-talk.md"
PLANTED = {
    "UTF-16 without a mark": Planted("people.csv", lambda text: text.encode("utf-16-le"), None, "name,aliases", "looks like UTF-16"),
    "Windows-1252": Planted("people.csv", lambda text: text.replace("Edda Quill,", "Edda Qüill,").encode("cp1252"), None, "Qüill", "Windows-1252", 2),
    "bars between the cells": Planted("polls.csv", put(",", "|"), None, "pollster|kind", "separated by bars"),
    "a web page": Planted("polls.csv", lambda _: "<html><table><tr><td>pollster</td></tr></table></html>", None, "<html>", "web page"),
    "quotes that do not match": Planted("people.csv", put("Edda Quill,", '"Edda Quill,'), None, '"Edda Quill', "quotes do not match", 2),
    "two lines of titles": Planted("polls.csv", headed("Polls of 2030,,,,,,,,,", "collected by the desk,,,,,,,,,"), "A", "Polls of 2030", "Delete the lines"),
    "groups of columns above their names": Planted("polls.csv", headed(",,Field work,,,,,Result,,"), "C", "Field work", "Delete the line,"),
    "a title and a day above": Planted("polls.csv", headed("Polls of 2030,,as of March,,,,,,,"), "A", "Polls of 2030", "a title stands"),
    "votes and electors exchanged": Planted("results.csv", renamed(votes="electors", electors="votes"), "votes", "29800", "Exchange the two column names"),
    "codes and names exchanged": Planted("seats.csv", renamed(code="name", name="code"), "code", "Saltmouth", "Exchange the two column names"),
    "a digit short of the electors": Planted("seats.csv", put("61200", "6120"), "electors", "6120", "about 59700 electors", 2),
    "nominations in another year": Planted("seats.csv", put("COAST,61200,2030-04-10", "COAST,61200,2029-04-10"), "nominations_close", "2029-04-10", "397 days before", 2),
    "field work of a year": Planted("polls.csv", put("2030-02-20", "2029-02-20"), "from", "2029-02-20", "Check the years", 2),
    "a sample of nobody": Planted("polls.csv", put(",1204,", ",0,"), "sample", "0", "number of people asked", 2),
    "a sample with two cells run together": Planted("polls.csv", put(",1204,", ",120420300,"), "sample", "120420300", "no poll asks so many", 2),
    "a place without a vote": Planted("results.csv", lambda text: "\n".join(",".join([*cells[:7], "0", *cells[8:]]) if (cells := line.split(","))[3:4] == ["U12"] else line for line in text.splitlines()), "votes", "0", "nobody has a vote in U12", 68),
    "founded after its votes": Planted("parties.csv", put("party,1988-04-02", "party,2028-04-02"), "date", "2026-05-17", "before it was founded", 2),
    "split off before it was founded": Planted("lineage.csv", put("LM,2028-09-14", "LM,2020-09-14"), "from_date", "2020-09-14", "before it was founded", 2),
    "one person in two parties": Planted("people.csv", lambda text: text + "Edda Quill,,CP,spokesman,2022-01-01,\n", "party", "CP", "by line 2 Edda Quill is of HL", 11),
    "a question by another spelling": Planted("positions.csv", put("LM,ferries", "LM,ferrys"), "question", "ferrys", "Did you mean ferries?", 6),
    "an empty article": Planted(NEWS, lambda _: "", "text", "", "has no text"),
    "front matter without an end": Planted(NEWS, put("words: own\n---\n", "words: own\n"), "text", "---", "line of three dashes"),
    "one boundary turned round": Planted("seats.geojson", put("[[[-31.2, 39.2], [-30.7, 39.25], [-30.64, 39.7], [-31.14, 39.65], [-31.2, 39.2]]]", "[[[39.2, -31.2], [39.25, -30.7], [39.7, -30.64], [39.65, -31.14], [39.2, -31.2]]]"), "SAL", "39.2, -31.2", "Exchange its longitudes", 2),
    "an unreadable estimate": Planted("reports.csv", put("base,0.2,0.14", 'base,"0,205",0.14'), "estimate", "0,205", "0.205 was probably meant", 3),
    "a weight in per cent": Planted("units.csv", put("U06,TID,0.6", "U06,TID,60"), "weight", "60", "0.25 is a quarter", 7),
    "a letter of another alphabet": Planted("polls.csv", put("*,CP,34", "*,\u0421P,34"), "party", "\u0421P", "write CP in Latin ones", 2),
    "an answer of a bloc": Planted("positions.csv", lambda text: text + "COMPACT,ferries,1,1.0,x,,2030-03-01\n", "party", "COMPACT", "is of kind bloc", 22),
    "a poll of next year": Planted("polls.csv", lambda text: text + "Late Poll,opinion,2031-02-20,2031-02-24,2031-03-01,900,*,CP,34,\n", "from", "2031-02-20", "long after the election", 8),
}  # fmt: skip
SHOWN_ELSEWHERE = {"founded after its votes": "results.csv"}


@pytest.mark.parametrize("kind", PLANTED)
def test_each_is_one_finding(folder: Path, kind: str) -> None:
    planted = PLANTED[kind]
    path = folder / planted.file
    text = path.read_text()
    changed = planted.change(text)
    assert changed != text
    path.write_bytes(changed if isinstance(changed, bytes) else changed.encode())
    (found,) = [each for each in check_case(folder) if each.severity is not Severity.NOTE]
    assert (found.file, found.line, found.column) == (
        SHOWN_ELSEWHERE.get(kind, planted.file),
        planted.line,
        planted.column,
    )
    assert planted.value in (found.value or "")
    assert planted.words in f"{found.problem}. {found.way_out}"


def test_founders_who_stood_before_their_party_are_no_defect(folder: Path) -> None:
    path = folder / "results.csv"
    path.write_text(path.read_text() + "AE2026,assembly,2026-05-17,U01,SAL,LM,Una Early,5,29800,U01\n")
    assert [each for each in check_case(folder) if each.severity is not Severity.NOTE] == []


def test_large_remainders_are_all_that_check_warns_of_in_uttar_pradesh(root: Path) -> None:
    found = [each for each in check_case(root / "cases" / "uttar-pradesh-2019") if each.severity is not Severity.NOTE]
    assert {each.severity for each in found} == {Severity.WARNING}
    assert [str(each) for each in found if "independents and others" not in each.problem] == []


@pytest.mark.parametrize("name", ["Polls.csv", "poll.csv", "polls.csv.txt"])
def test_a_table_under_another_name_is_warned_of_while_its_own_is_missing(folder: Path, name: str) -> None:
    (folder / "polls.csv").rename(folder / name)
    (found,) = [each for each in check_case(folder) if each.severity is Severity.WARNING]
    assert found.file == name
    assert "polls.csv" in found.way_out
    (folder / "polls.csv").write_text((folder / name).read_text())
    assert not [each for each in check_case(folder) if each.file == name and each.severity is Severity.ERROR]
