"""The command line: help, documentation, one clear message and exit code 2 for bad input."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from prepoll.cli import app
from prepoll.commands.options import read_alliance, read_counts, read_date, read_pair
from prepoll.commands.output import csv_text, table_text
from prepoll.errors import UsageError

PREPOLL = str(Path(sys.executable).parent / "prepoll")
CASE = "cases/jammu-kashmir-2024"
HEAVY = ("numpy", "polars", "altair", "vl_convert", "trafilatura", "highspy", "jinja2", "rapidfuzz", "rich")
COMMANDS = [command.name for command in app.registered_commands]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PREPOLL, *arguments], capture_output=True, text=True, check=False)


def test_the_command_line_starts_without_heavy_modules():
    code = f"import prepoll.cli, sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_command_of_the_contract_is_there():
    expected = {"new", "check", "read", "ledger", "project", "structures", "share", "stability", "offer", "brief"}
    assert expected <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command, root):
    page = (root / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert f"## prepoll {command}\n" in page


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "no-such-folder"), "no-such-folder"),
        (("brief", "no-such-folder"), "no-such-folder"),
        (("ledger", CASE, "--as-of", "yesterday"), "'yesterday' is not a day"),
        (("ledger", CASE, "--json", "--csv"), "Give one of them"),
        (("ledger", CASE, "--bar", "JKAP"), "Write it as A+B"),
        (("project", CASE, "--alliance", "JKAP+DAPP", "--draws", "20"), "Did you mean DPAP"),
        (("project", CASE, "--alliance", "JKAP+DPAP@Ladakh", "--draws", "20"), "Known: Kashmir, Jammu"),
        (("project", CASE, "--explain", "LAD", "--draws", "20"), "Known: BAR (Baramulla)"),
        (("structures", CASE, "--objective", "glory", "--draws", "20"), "There is no objective 'glory'"),
        (("share", CASE, "--draws", "20"), "Name the alliance"),
        (("brief", CASE, "--for", "dinner"), "--for meeting"),
        (("read", "no-such-file", "--parties", f"{CASE}/parties.csv"), "no-such-file"),
        (("project", CASE, "--draws", "0"), "draws"),
    ],
)
def test_bad_input_gets_one_message_and_exit_code_2(arguments, words):
    done = run(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_read_prints_the_shape_of_the_contract():
    note = f"{CASE}/news/2024-03-19-apni-party-executive-seeks-allies.md"
    done = run("read", note, "--parties", f"{CASE}/parties.csv", "--people", f"{CASE}/people.csv")
    found = json.loads(done.stdout)
    text = Path(note).read_bytes().decode("utf-8")
    assert found["id"] == "2024-03-19-apni-party-executive-seeks-allies"
    assert found["statements"]
    keys = {
        "actor",
        "target",
        "stance",
        "speaker",
        "role",
        "attribution",
        "hedge",
        "condition",
        "deadline",
        "seats",
        "quote",
        "start",
        "end",
        "reason",
        "stage",
        "decided_by",
        "decided_on",
        "authorised",
        "deadline_date",
    }
    for statement in found["statements"]:
        assert keys <= set(statement)
        assert text[statement["start"] : statement["end"]] == statement["quote"]


def test_a_file_that_is_not_utf_8_is_named_with_the_byte(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"caf\xe9")
    (tmp_path / "b.txt").write_bytes(b"\xff")
    done = run("read", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--parties", f"{CASE}/parties.csv")
    assert done.returncode == 2
    assert "a.txt, byte 3" in done.stderr
    assert "b.txt, byte 0" in done.stderr


def test_ledger_prints_the_shape_of_the_contract():
    rows = json.loads(run("ledger", CASE, "--json").stdout)
    keys = {
        "a",
        "b",
        "relation",
        "a_stands",
        "b_stands",
        "hedged",
        "contested",
        "stage",
        "since",
        "falls_due",
        "statements",
    }
    assert rows
    assert all(keys <= set(row) for row in rows)
    assert any(row["a"] == "JKAP" and row["b"] is None for row in rows)


def test_project_adds_up_and_runs_the_same_twice():
    one, two = (run("project", CASE, "--json", "--draws", "200") for _ in range(2))
    assert one.stdout == two.stdout
    found = json.loads(one.stdout)
    assert sum(row["seats"] for row in found["totals"]) == pytest.approx(5, abs=1e-3)
    for seat in {row["seat"] for row in found["seats"]}:
        rows = [row for row in found["seats"] if row["seat"] == seat]
        assert sum(row["share"] for row in rows) == pytest.approx(1, abs=1e-3)
        assert sum(row["win"] for row in rows) == pytest.approx(1, abs=1e-3)


def test_new_makes_a_case_that_passes_the_check(tmp_path):
    assert run("new", str(tmp_path / "mine")).returncode == 0
    assert run("check", str(tmp_path / "mine")).returncode == 0
    again = run("new", str(tmp_path / "mine"))
    assert again.returncode == 2
    assert "Traceback" not in again.stderr


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-03-19", "2024-03-19"),
        ("19.03.2024", "2024-03-19"),
        ("3/4/2024", "2024-04-03"),
        ("19 Mar 2024", "2024-03-19"),
        ("March 19, 2024", "2024-03-19"),
        (" 19  March 2024 ", "2024-03-19"),
    ],
)
def test_days_are_read_as_people_write_them(text, iso):
    assert read_date(text).isoformat() == iso


@pytest.mark.parametrize("read", [read_date, read_pair, read_alliance, lambda text: read_counts([text])])
@pytest.mark.parametrize("text", ["", "+", "A", "A=x"])
def test_what_cannot_be_read_is_refused(read, text):
    with pytest.raises(UsageError):
        read(text)


def test_no_cell_of_a_csv_is_a_formula():
    assert csv_text([{"party": "=cmd()", "gain": -0.5}]) == "party,gain\n'=cmd(),-0.5\n"


def test_a_table_without_rows_says_so():
    assert table_text([]) == "Nothing to show."
