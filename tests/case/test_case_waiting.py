"""A file that cannot be read is one finding; what was found against it waits, counted, until it is mended."""

import shutil
from pathlib import Path

import pytest

from prepoll.case import check_case, load_case
from prepoll.errors import CaseError, Finding, Severity

ALONE = {
    "parties.csv": (b"\x00\x01\x02rubbish", "is not text"),
    "seats.csv": (b"kode,name\nSAL,Saltmouth\n", "the column is missing"),
    "units.csv": (b'unit,seat,weight\nU01,SAL,1\n"U02,SAL,1\n', "the row's quotes do not match"),
    "case.toml": (b'title = "Merrow\nas_of = 2030-03-18\n', "is no valid TOML"),
}


def errors(found: tuple[Finding, ...]) -> list[Finding]:
    return [each for each in found if each.severity is not Severity.NOTE]


@pytest.mark.parametrize("file", ALONE)
def test_an_unreadable_file_is_the_one_finding(folder: Path, file: str) -> None:
    content, problem = ALONE[file]
    (folder / file).write_bytes(content)
    found = check_case(folder)
    (error,) = errors(found)
    assert error.file == file
    assert problem in error.problem
    waiting = [each for each in found if "wait" in each.problem]
    assert [each.file for each in waiting] == [file]
    assert int(waiting[0].problem.split()[0]) > 0
    with pytest.raises(CaseError) as refused:
        load_case(folder)
    assert refused.value.findings == (error,)


def test_other_defects_are_named_beside_the_unreadable_file(folder: Path) -> None:
    (folder / "parties.csv").write_bytes(b"\x00")
    polls = folder / "polls.csv"
    polls.write_text(polls.read_text().replace("*,HL,23,", "*,HL,23%,"))
    assert [(each.file, each.value) for each in errors(check_case(folder))] == [
        ("parties.csv", None),
        ("polls.csv", "23%"),
    ]


def test_a_real_case_with_a_broken_list_says_where_the_list_begins(jammu_kashmir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(jammu_kashmir, folder)
    path = folder / "case.toml"
    path.write_text(path.read_text().replace('["JKAP", "DPAP"]', '["JKAP", "DPAP"'))
    (error,) = errors(check_case(folder))
    assert (error.file, error.value) == ("case.toml", 'focal = ["JKAP", "DPAP"')
    assert path.read_text().splitlines()[(error.line or 0) - 1] == error.value


def test_file_names_are_taken_out_of_settings_that_are_no_toml(folder: Path) -> None:
    (folder / "polls.csv").rename(folder / "surveys.csv")
    with (folder / "case.toml").open("a") as settings_file:
        settings_file.write('\n[files]\npolls = "surveys.csv"\n\n[oops\n')
    surveys = folder / "surveys.csv"
    surveys.write_text(surveys.read_text().replace("*,HL,23,", "*,HL,23%,"))
    assert [each.file for each in errors(check_case(folder))] == ["case.toml", "surveys.csv"]
