"""`prepoll ledger`: changes as changes, in a table that fits; a day on which nothing says how strong parties are."""

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from prepoll.cli import app

CASE = "cases/jammu-kashmir-2024"
SINCE = ["ledger", CASE, "--as-of", "2024-04-04", "--since", "2024-03-19"]


def run(*arguments: str, columns: int = 80) -> str:
    done = CliRunner().invoke(app, list(arguments), env={"COLUMNS": str(columns)}, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("columns", [80, 120, 40])
def test_changes_fit_the_terminal(columns: int) -> None:
    lines = run(*SINCE, columns=columns).splitlines()
    assert max(map(len, lines)) <= max(columns, 50)
    if columns >= 80:
        assert max(map(len, lines)) > columns - 20


def test_a_change_says_what_was_what_is_and_why() -> None:
    text = run(*SINCE, columns=200)
    assert "What changed between 2024-03-19 and 2024-04-04" in text
    line, why = next(
        (line, below)
        for line, below in zip(text.splitlines(), text.splitlines()[1:], strict=False)
        if line.startswith("INC – NC ")
    )
    before, after = [part.strip() for part in line.removeprefix("INC – NC").split("  ") if part.strip()]
    assert before.startswith("supporting")
    assert after == "allied"
    assert why.strip().startswith("NC and INC have an alliance")
    assert "nothing said → open: AAP–AIP" in text


def test_programs_get_the_entry_and_what_it_was() -> None:
    entries = {(each["a"], each["b"]): each for each in json.loads(run(*SINCE, "--json"))}
    changed = entries["INC", "NC"]
    assert (changed["before"]["relation"], changed["relation"]) == ("supporting", "allied")
    assert entries["AIP", None]["before"] is None
    rows = {(row["a"], row["b"]): row for row in csv.DictReader(io.StringIO(run(*SINCE, "--csv")))}
    assert set(rows) == {(a, b or "") for a, b in entries}
    assert (rows["INC", "PDP"]["before"], rows["INC", "PDP"]["after"]) == ("open", "talking")


def test_no_change_is_said() -> None:
    assert run("ledger", CASE, "--since", "2024-03-19") == "Nothing changed between 2024-03-19 and 2024-03-19.\n"


def test_the_ledger_of_an_early_day_needs_no_strength() -> None:
    assert "No statement known by 2000-01-01" in run("ledger", CASE, "--as-of", "2000-01-01")
    assert json.loads(run("ledger", CASE, "--as-of", "2000-01-01", "--json")) == []
    done = CliRunner().invoke(app, ["project", CASE, "--as-of", "2000-01-01"])
    assert "nothing says how strong the parties are" in str(done.exception)
