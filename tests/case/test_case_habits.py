"""Forms that spreadsheets and people leave behind are named for what they are."""

from pathlib import Path

import pytest

from prepoll.case import check_case
from prepoll.errors import Finding, Severity


def found(folder: Path, problem: str) -> Finding:
    matching = [each for each in check_case(folder) if problem in each.problem]
    assert len(matching) == 1, [str(each) for each in check_case(folder)]
    return matching[0]


def test_results_in_the_place_of_polls_are_recognised(folder: Path) -> None:
    (folder / "polls.csv").write_text((folder / "results.csv").read_text())
    finding = found(folder, "the columns are those of results.csv")
    assert (finding.file, finding.line, finding.column) == ("polls.csv", 1, "pollster")
    assert "Save the table as results.csv" in finding.way_out
    assert sum(each.severity is Severity.ERROR for each in check_case(folder)) == 1


def test_a_column_of_another_table_is_named_with_its_home(folder: Path) -> None:
    path = folder / "polls.csv"
    path.write_text(path.read_text().replace(",scenario", ",votes"))
    finding = found(folder, "belongs to results.csv")
    assert (finding.column, finding.value, finding.severity) == ("votes", "every party alone", Severity.WARNING)


def test_a_title_above_the_columns_is_named_and_the_rest_is_read(folder: Path) -> None:
    path = folder / "polls.csv"
    path.write_text("Polls of 2030,,,,,,,,,\n" + path.read_text().replace("*,CP,", "*,CPX,"))
    assert found(folder, "a title stands above").value == "Polls of 2030"
    assert found(folder, "there is no such party").line == 3


def test_a_workbook_beside_the_tables_is_named(folder: Path) -> None:
    (folder / "results.xlsx").write_bytes(b"PK")
    finding = found(folder, "is not read: tables end in")
    assert (finding.file, finding.severity) == ("results.xlsx", Severity.WARNING)
    assert "results.csv" in finding.way_out


def test_a_column_of_unknown_codes_beside_an_empty_one_is_named_for_its_codes(folder: Path) -> None:
    row = "2030-02-15,,,QX,Jory Penhale,political,strength,share_valid,,0.2,0.14,0.26,,,\n"
    path = folder / "reports.csv"
    path.write_text(path.read_text().partition("\n")[0] + "\n" + 6 * row)
    wrong = [each for each in check_case(folder) if "there is no such party" in each.problem]
    assert [(each.line, each.column, each.value) for each in wrong] == [(2, "party", "QX")]


@pytest.mark.parametrize("word", ["ZoÃ« Foss", "Zo\ufffd Foss", "Quillâ€™s"])
def test_letters_lost_in_an_encoding_are_named(folder: Path, word: str) -> None:
    path = folder / "people.csv"
    path.write_text(path.read_text() + f"{word},,HL,whip,,\n")
    finding = found(folder, "letters were lost")
    assert finding.line == path.read_text().count("\n")
    assert finding.value in word


def test_leading_zeros_that_a_spreadsheet_took_away_are_found(folder: Path) -> None:
    for name in ("units.csv", "results.csv", "reports.csv"):
        path = folder / name
        path.write_text(path.read_text().replace("U01", "001" if name == "units.csv" else "1"))
    ways = {each.way_out for each in check_case(folder) if each.column == "unit"}
    assert ways == {"Did you mean 001? Take a code of units.csv, or add it there."}


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("case.toml", "election_date = 2030-05-12", "election_date = 2130-05-12", "long after the day of the case"),
        ("case.toml", "date = 2022-06-12", "date = 2030-06-12", "after the day of the case"),
        ("case.toml", 'focal = ["LM", "MU"]', 'focal = ["CP"]', "CP is advised, and a rival"),
        ("case.toml", "[publication]", '[files]\nresult = "r.csv"\n\n[publication]', "nothing is read from this key"),
        ("case.toml", 'focal = ["LM", "MU"]', 'focal = ["LM", "LM"]', "is there twice"),
        (
            "blocs.csv",
            "",
            "COMPACT,CP,2029-01-01,,\nCOMPACT,LM,2029-01-01,,\n",
            "CP is a partner in COMPACT, and a rival",
        ),
        ("reports.csv", "date,seat", "known,seat", "the column is missing"),
        ("seats.csv", "GUL,Gullhaven", "GUL,saltmouth", "has the same name"),
        ("results.csv", "", "GE2022,assembly,2022-06-12,,SAL,CP,Ann,5,,SAL\n", "says that GE2022 elected a parliament"),
        ("results.csv", "", "AE2026,assembly,17/05/26,U01,SAL,CP,Ann,5,,U01\n", "is not a date"),
    ],
)
def test_each_is_found_once(folder: Path, file: str, old: str, new: str, problem: str) -> None:
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1) if old else text + new)
    assert found(folder, problem).way_out


def test_a_case_by_region_needs_regions(folder: Path) -> None:
    path = folder / "case.toml"
    text = path.read_text()
    start, end = text.index("[[region]]"), text.index("[[past]]")
    path.write_text(text[:start] + text[end:])
    seats = folder / "seats.csv"
    seats.write_text(seats.read_text().replace(",COAST,", ",,").replace(",UPLAND,", ",,"))
    assert found(folder, "the case has no regions").column == "alliances_by"


def test_a_remainder_without_a_code_is_one_defect(folder: Path) -> None:
    path = folder / "parties.csv"
    path.write_text(path.read_text() + ",Nameless,,other,,,,\n")
    assert found(folder, "the cell is empty").column == "code"


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "value"),
    [
        ('"GUL", "name"', '"GUL" "name"', 3, "50", '"GUL" "name"'),
        ('{"seat": "GUL"', '{"code": "GUL"', 3, "seat", "feature 2"),
        ('haven"}, "geometry": {"type": "Poly', 'haven"}, "geometry": {"type": "Other', 3, "geometry", "feature 2"),
        (", [-31.2, 39.2]]]}", "]]}", 2, "SAL", "-31.14, 39.65"),
        ("[[[-31.2, 39.2], [-30.7, 39.25], [-30.64, 39.7], [-31.14, 39.65], [-31.2, 39.2]]]", "[]", 2, "SAL", ""),
    ],
)  # fmt: skip
def test_a_defect_of_the_boundaries_is_named_with_its_place(
    folder: Path, old: str, new: str, line: int, column: str, value: str
) -> None:
    path = folder / "seats.geojson"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    (first,) = [each for each in check_case(folder) if each.file == "seats.geojson"]
    assert first.severity is Severity.ERROR
    assert (first.line, first.column) == (line, column)
    assert value in (first.value or "")
    assert first.way_out.endswith(".")
