# ruff: noqa: E501 - one defect a line reads as a table
"""Defects planted in the real cases, in files of every size and form, are one finding each with its place."""

import csv
import gzip
import io
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from prepoll.case import check_case
from prepoll.errors import Finding, Severity

CASES = Path(__file__).parents[2] / "cases"
UP, JK, NZ = "uttar-pradesh-2019", "jammu-kashmir-2024", "new-zealand-2011"
ANY = "*"


class Place(NamedTuple):
    """Where a finding stands; ANY where a test does not say."""

    file: str
    line: int | str
    column: str
    value: str


Plant = Callable[[Path], Place]


def read(path: Path) -> str:
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.name.endswith(".gz") else raw).decode()


def write(path: Path, text: str | bytes) -> None:
    raw = text.encode() if isinstance(text, str) else text
    path.write_bytes(gzip.compress(raw) if path.name.endswith(".gz") else raw)


def row_text(cells: list[str], separator: str = ",") -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="", delimiter=separator).writerow(cells)
    return written.getvalue()


def cells(file: str, line: int, at: str | None = None, /, **values: str) -> Plant:
    """Set cells of one line; the finding stands at `at`, else at the first of them."""

    def plant(folder: Path) -> Place:
        lines = read(folder / file).split("\n")
        header, row = next(csv.reader([lines[0]])), next(csv.reader([lines[line - 1]]))
        for name, value in values.items():
            row[header.index(name.rstrip("_"))] = value
        lines[line - 1] = row_text(row)
        write(folder / file, "\n".join(lines))
        column = at or next(iter(values)).rstrip("_")
        return Place(file, line, column, row[header.index(column)])

    return plant


def added(file: str, at: str, value: str | None = None, /, **values: str) -> Plant:
    def plant(folder: Path) -> Place:
        text = read(folder / file).rstrip("\n") + "\n"
        header = next(csv.reader([text.split("\n")[0]]))
        write(folder / file, text + row_text([values.get(name, values.get(f"{name}_", "")) for name in header]) + "\n")
        return Place(file, text.count("\n") + 1, at, values.get(at, "") if value is None else value)

    return plant


def repeated(file: str, line: int, at: str) -> Plant:
    def plant(folder: Path) -> Place:
        lines = read(folder / file).rstrip("\n").split("\n")
        write(folder / file, "\n".join([*lines, lines[line - 1]]) + "\n")
        return Place(file, len(lines) + 1, at, ANY)

    return plant


def replaced(file: str, old: str, new: str, column: str, value: str) -> Plant:
    def plant(folder: Path) -> Place:
        text = read(folder / file)
        assert old in text
        line = 1 + text[: text.index(old) + len(old) - len(old.lstrip())].count("\n")
        write(folder / file, text.replace(old, new, 1))
        return Place(file, line, column, value)

    return plant


def rewritten(
    file: str, change: Callable[[str], str | bytes], column: str = ANY, value: str = ANY, line: int | str = ANY
) -> Plant:
    def plant(folder: Path) -> Place:
        write(folder / file, change(read(folder / file)))
        return Place(file, line, column, value)

    return plant


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def separated(separator: str) -> Callable[[str], str]:
    return lambda text: "".join(row_text(row, separator) + "\n" for row in table(text))


def exchanged(one: str, other: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        header, *rows = table(text)
        names = {one: other, other: one}
        return "".join(row_text(row) + "\n" for row in [[names.get(name, name) for name in header], *rows])

    return change


TOGETHER: dict[str, Plant] = {
    "serial number of a spreadsheet": cells("reports.csv", 2, date="43173"),
    "slashes in a packed file": cells("results.csv.gz", 500, date="06/03/2012"),
    "short year": cells("blocs.csv", 2, from_="15/05/98"),
    "day of the future": cells("polls.csv", 2, published="2091-11-01"),
    "election in another century": cells("results.csv.gz", 900, date="2092-03-06"),
    "end before start": cells("blocs.csv", 4, "from", from_="2018-03-01", to="2016-12-14"),
    "withdrawals before nominations": cells("seats.csv", 5, "nominations_close", withdrawals_close="2019-03-20"),
    "lakh commas": cells("seats.csv", 7, electors="16,08,833"),
    "lakh commas in a packed file": cells("results.csv.gz", 77, votes="1,23,456"),
    "thousands marks": cells("results.csv.gz", 78, votes="12,345"),
    "shortened": cells("results.csv.gz", 60, votes="1.2E+05"),
    "formula": cells("results.csv.gz", 61, votes="=SUM(A1:A3)"),
    "broken formula": cells("results.csv.gz", 62, votes="#REF!"),
    "word for nothing": cells("results.csv.gz", 63, votes="N/A"),
    "share for votes": cells("results.csv.gz", 64, votes="0.31"),
    "below zero": cells("results.csv.gz", 65, votes="-3"),
    "no votes": cells("results.csv.gz", 66, votes=""),
    "more votes than electors": cells("results.csv.gz", 3000, votes="7669000"),
    "per cent sign": cells("polls.csv", 3, share="7.9%"),
    "decimal comma": cells("polls.csv", 4, share="44,7"),
    "share over 100": cells("polls.csv", 8, share="134"),
    "sample in words": cells("polls.csv", 9, sample="about 2000"),
    "per cent for a fraction": cells("reports.csv", 3, estimate="46.95", low="", high=""),
    "low above estimate": cells("reports.csv", 4, low="9", high="9.5"),
    "answer off the scale": cells("positions.csv", 9, position="3"),
    "answer in words": cells("positions.csv", 10, position="for"),
    "weight over one": cells("units.csv", 9, weight="1.5"),
    "weights that do not add up": cells("units.csv", 10, weight="0.5"),
    "no weight": cells("units.csv", 11, weight=""),
    "split of two": cells("lineage.csv", 4, weight="2"),
    "party of a poll": cells("polls.csv", 10, party="UPPA"),
    "party of a result": cells("results.csv.gz", 1500, party="BJPP"),
    "party by its name": cells("results.csv.gz", 1600, party="Bharatiya Janata Party"),
    "party in small letters": cells("results.csv.gz", 1700, party="bjp"),
    "seat of a result": cells("results.csv.gz", 1800, seat="SAHA"),
    "unit of a result": cells("results.csv.gz", 10, unit="AC999"),
    "unit without its zeros": cells("results.csv.gz", 11, unit="2"),
    "unit of another seat": cells("results.csv.gz", 20, seat="ROB"),
    "region of a seat": cells("seats.csv", 9, region="Awadhi"),
    "seat that a region lacks": replaced("case.toml", '"JAL"', '"JALL"', "region.seats", "JALL"),
    "seat in two regions": replaced("case.toml", 'seats = ["KAU"', 'seats = ["KAI", "KAU"', "region.seats", "KAI"),
    "advised party that is not there": replaced("case.toml", '"RLD"]', '"RLDD"]', "focal", "RLDD"),
    "rival that is not there": replaced("case.toml", '"SBSP"]', '"SBPS"]', "rivals", "SBPS"),
    "threshold in per cent": replaced("case.toml", "threshold = 0.08", "threshold = 8", "objective.threshold", "8"),
    "kind of a past election": replaced("case.toml", 'kind = "assembly"\ndate = 2012', 'kind = "assemby"\ndate = 2012', "past.kind", "assemby"),
    "day of a past election": replaced("case.toml", "date = 2009-05-16", 'date = "16/05/2009"', "past.date", "16/05/2009"),
    "weight of a past election": replaced("case.toml", "weight = 0.8", 'weight = "0.8"', "past.weight", "0.8"),
    "country misspelt": replaced("case.toml", 'country = "India"', 'country = "Indai"', "country", "Indai"),
    "hours as a text": replaced("case.toml", "silence_hours = 48", 'silence_hours = "48"', "publication.silence_hours", "48"),
    "code of another party": added("parties.csv", "code", code="SP", name="Socialist Party", kind="party"),
    "party without a code": added("parties.csv", "code", name="New Party", kind="party"),
    "party without a name": added("parties.csv", "name", code="NEWP", kind="party"),
    "name of two parties": added("parties.csv", "aliases", code="NEWC", name="New Congress", aliases="Congress", kind="party"),
    "kind of a party": added("parties.csv", "kind", code="NEWK", name="Newest Party", kind="partei"),
    "colour by name": added("parties.csv", "colour", code="NEWR", name="Red Party", colour="red", kind="party"),
    "parent that is not there": added("parties.csv", "parent", code="NEWQ", name="Quiet Party", parent="SPP", kind="party"),
    "its own parent": added("parties.csv", "parent", code="NEWO", name="Own Party", parent="NEWO", kind="party"),
    "code with a plus": added("parties.csv", "code", code="NEW+P", name="Plus Party", kind="party"),
    "letters lost in an encoding": added("people.csv", ANY, "ZoÃ«", name="ZoÃ« Foss", party="SP", role="whip"),
    "party of a person": added("people.csv", "party", name="Ann Bay", party="SPX", role="whip"),
    "two outlines of a seat": replaced("seats.geojson", '"seat":"SAH"', '"seat":"KAI"', "seat", "KAI"),
    "name of another seat": cells("seats.csv", 12, name="Saharanpur"),
    "ally and rival": added("fronts.csv", "front", election="GE2009", region="SAH", front="UPA", party="BJP", kind="seat_sharing", stands="stands"),
    "kind of a front": cells("fronts.csv", 40, kind="seat sharing"),
    "contest of a front": cells("fronts.csv", 41, region="SAHX"),
    "party of a front": cells("fronts.csv", 42, party="JDX"),
    "letter for a number": cells("fronts.csv", 43, election="GE2O09"),
    "a bloc that is a party": cells("blocs.csv", 6, bloc="SP"),
    "row of totals": added("results.csv.gz", "seat", election="AE2017", kind="assembly", date="2017-03-11", seat="Total", party="SP", votes="123"),
    "result there twice": repeated("results.csv.gz", 300, "election"),
    "poll there twice": repeated("polls.csv", 12, "pollster"),
    "front there twice": repeated("fronts.csv", 60, "election"),
    "unit there twice": repeated("units.csv", 90, "unit"),
    "answer there twice": repeated("positions.csv", 30, "party"),
    "report there twice": repeated("reports.csv", 8, "date"),
    "report without its number": cells("reports.csv", 9, estimate="", low="", high=""),
    "measure that is none": cells("reports.csv", 10, measure="share"),
    "article of another encoding": rewritten("news/zoe.md", lambda _: "---\ndate: 2019-01-05\n---\nZoë said.\n".encode("cp1252"), ANY, ANY, 4),
    "article without a day": rewritten("news/letter.md", lambda _: "Akhilesh said.\n", "date", ANY, 1),
    "article of the future": rewritten("news/late.md", lambda _: "---\ndate: 2119-01-05\n---\nAkhilesh said.\n", "date", "2119-01-05"),
}  # fmt: skip

ALONE: dict[str, tuple[str, Plant]] = {
    "semicolons": (JK, rewritten("parties.csv", separated(";"), line=1)),
    "semicolons in a packed file": (JK, rewritten("results.csv.gz", separated(";"), line=1)),
    "tabs": (NZ, rewritten("seats.csv", separated("\t"), line=1)),
    "UTF-16": (JK, rewritten("people.csv", lambda text: text.encode("utf-16"))),
    "Windows-1252": (NZ, rewritten("people.csv", lambda text: (text + "Zoë Foss,,NAT,whip,,\n").encode("cp1252"), line=10)),
    "title above the columns": (JK, rewritten("polls.csv", lambda text: "Polls of 2024,,,,,,,,,\n" + text, "A", "Polls of 2024", 1)),
    "merged header": (JK, rewritten("units.csv", lambda text: text.replace("weight,name", "weight,", 1), "D", ANY, 1)),
    "column there twice": (JK, rewritten("polls.csv", lambda text: text.replace("note,source", "share,source", 1), "share", "share", 1)),
    "header there again": (JK, rewritten("people.csv", lambda text: text + text.split("\n")[0] + "\n", "name", "name", 68)),
    "missing column": (JK, rewritten("fronts.csv", lambda text: text.replace("region", "regions", 1), "region", "regions", 1)),
    "names in capitals": (JK, rewritten("fronts.csv", lambda text: text.replace("election,region", "Election,REGION", 1), "election", "Election", 1)),
    "file of another table": (JK, rewritten("blocs.csv", lambda _: read(CASES / JK / "lineage.csv"), ANY, ANY, 1)),
    "file of another table that has a name": (NZ, rewritten("people.csv", lambda _: read(CASES / NZ / "seats.csv"), ANY, ANY, 1)),
    "quote inside a cell": (JK, replaced("reports.csv", '"14 council', '14 "council', "Q", ANY)),
    "quote without an end": (JK, rewritten("parties.csv", lambda text: text.replace("\nDPAP,", '\nDPAP,"', 1), line=7)),
    "row cut short": (NZ, rewritten("people.csv", lambda text: text + "Ann Bay,,LAB\n", "role", "", 10)),
    "row too long": (NZ, rewritten("people.csv", lambda text: text + "Ann Bay,,LAB,whip,,,x\n", "G", "x", 10)),
    "workbook": (NZ, rewritten("people.csv", lambda _: b"PK\x03\x04rest")),
    "rubbish": (JK, rewritten("parties.csv", lambda _: bytes(range(256)))),
    "nothing but a header": (NZ, rewritten("seats.csv", lambda text: text.split("\n")[0] + "\n", "code", "", 1)),
    "party and candidate exchanged": (NZ, rewritten("results.csv", exchanged("party", "candidate"), "party", "Nicola Kaye", 1)),
    "votes and candidate exchanged": (NZ, rewritten("results.csv", exchanged("votes", "candidate"), "votes", ANY, 1)),
    "unit and seat exchanged": (JK, rewritten("units.csv", exchanged("unit", "seat"), "seat", "AC01", 1)),
    "front and region exchanged": (JK, rewritten("fronts.csv", exchanged("front", "region"), "region", ANY, 1)),
    "low and high exchanged": (JK, rewritten("reports.csv", exchanged("low", "high"), "low", ANY, 1)),
    "code of a party changed where it is made": (JK, rewritten("parties.csv", lambda text: text.replace("\nJKAP,", "\nJKAPX,", 1), "code", "JKAPX")),
    "code of a seat changed where it is made": (JK, rewritten("seats.csv", lambda text: text.replace("\nUDH,", "\nUDHM,", 1), "code", "UDHM")),
    "code of a past election": (NZ, replaced("case.toml", 'election = "GE2008"', 'election = "GE08"', "past.election", "GE08")),
    "file that is not there": (JK, replaced("case.toml", 'fronts = "fronts.csv"', 'fronts = "front.csv"', "files.fronts", "front.csv")),
    "poll over 100": (JK, cells("polls.csv", 9, None, share="94.4")),
    "day of the case left out": (NZ, rewritten("case.toml", lambda text: text.replace("as_of = 2011-11-12\n", ""), "as_of", "", 1)),
    "outline of no seat": (JK, rewritten("seats.geojson", lambda text: text.replace("UDH", "UDX", 1), "seat", "UDX")),
}  # fmt: skip


@cache
def places_before(case: str) -> frozenset[tuple[str, int | None, str | None, str | None]]:
    found = [each for each in check_case(CASES / case) if each.severity is not Severity.NOTE]
    return frozenset((each.file, each.line, each.column, each.value) for each in found)


def new_findings(folder: Path, case: str) -> list[Finding]:
    before = places_before(case)
    found = [each for each in check_case(folder) if each.severity is not Severity.NOTE]
    return [each for each in found if (each.file, each.line, each.column, each.value) not in before]


def fits(finding: Finding, place: Place) -> bool:
    where = (finding.file, finding.line, finding.column, finding.value)
    return all(wanted in (ANY, got) for got, wanted in zip(where, place, strict=True)) and bool(finding.way_out)


def test_eighty_defects_in_one_case_are_eighty_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = shutil.copytree(CASES / UP, tmp_path / UP)
    for name in ("zoe", "letter", "late"):
        (folder / "news" / f"{name}.md").write_text("")
    places = {kind: plant(folder) for kind, plant in TOGETHER.items()}
    found = new_findings(folder, UP)
    claimed: set[Finding] = set()
    for kind, place in places.items():
        matching = [each for each in found if fits(each, place)]
        assert len(matching) == 1, f"{kind} at {place}: {[str(each) for each in found if each.file == place.file]}"
        claimed.update(matching)
    assert [str(each) for each in found if each not in claimed] == []
    assert len(claimed) == len(TOGETHER) >= 80
    with capsys.disabled():
        print(f"\nplanted {len(TOGETHER)} defects in {UP}, found {len(found)}")


@pytest.mark.parametrize("kind", ALONE)
def test_a_defect_of_a_whole_file_is_one_finding(tmp_path: Path, kind: str) -> None:
    case, plant = ALONE[kind]
    folder = shutil.copytree(CASES / case, tmp_path / case)
    place = plant(folder)
    (finding,) = new_findings(folder, case)
    if kind != "poll over 100":  # it is said at the first line of the poll, with its pollster
        assert fits(finding, place), str(finding)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\n\n"])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_marks_and_newlines_are_no_defects(tmp_path: Path, mark: bytes, newline: bytes) -> None:
    folder = shutil.copytree(CASES / NZ, tmp_path / NZ)
    for path in folder.glob("*.csv"):
        path.write_bytes(mark + path.read_bytes().replace(b"\n", newline))
    assert [each for each in check_case(folder) if each.severity is not Severity.NOTE] == []
