"""A wrong format that fills a column is told in few lines, and hides nothing else."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from prepoll.case import check_case, load_case
from prepoll.cli import app
from prepoll.errors import CaseError, Severity


def wrong_column(folder: Path) -> int:
    path = folder / "results.csv"
    text = path.read_text()
    path.write_text(text.replace(",2026-05-17,", ",17.05.2026,") + "AE2026,assembly,2026-05-17,U01,SAL,CPX,,5,,U01\n")
    return text.count(",2026-05-17,")


def test_a_whole_column_is_folded_for_people_and_kept_for_programs(folder: Path) -> None:
    rows = wrong_column(folder)
    findings = [each for each in check_case(folder) if each.severity is Severity.ERROR]
    assert len(findings) == rows + 1
    with pytest.raises(CaseError) as raised:
        load_case(folder)
    told = str(raised.value).splitlines()
    assert told[0].startswith("error: results.csv, line 2, column date: is not a date ('17.05.2026')")
    assert told[3] == f"error: results.csv, column date: … and {rows - 3} more like it, lines 5 to {rows + 1}."
    assert "CPX" in told[4]
    assert len(told) == 5
    assert len(raised.value.findings) == rows + 1


def test_the_command_folds_its_table_and_not_its_json(folder: Path) -> None:
    rows = wrong_column(folder)
    table = CliRunner().invoke(app, ["check", str(folder)])
    assert table.exit_code == 2
    assert len(table.output.splitlines()) < 10
    assert f"{rows + 1} errors" in table.output
    assert CliRunner().invoke(app, ["check", str(folder), "--json"]).output.count('"severity": "error"') == rows + 1


def test_few_findings_of_a_kind_are_all_told(folder: Path) -> None:
    path = folder / "polls.csv"
    path.write_text(path.read_text().replace("2030-03-01,1204,*,", "1.3.2030,1204,*,", 5))
    with pytest.raises(CaseError) as raised:
        load_case(folder)
    assert len(str(raised.value).splitlines()) == 5
