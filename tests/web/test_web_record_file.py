"""The record as a file: every row in order, with what was before and after, and checked without the workbench."""

import json
import os
import subprocess

import pytest
from web_browser import PREPOLL

from prepoll.errors import UsageError
from prepoll_web.events.chain import breaks
from prepoll_web.events.handing_out import check_file


@pytest.fixture
def taken_out(world, tmp_path):
    response = world.client("owner").get(world.at("record-jsonl"))
    assert response.headers["Content-Disposition"] == 'attachment; filename="record-lantern-desk.jsonl"'
    path = tmp_path / "record.jsonl"
    path.write_bytes(response.content)
    return path


def rows_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(path, rows):
    path.write_text("".join(json.dumps(row, sort_keys=True) + "\n" for row in rows), encoding="utf-8")


def test_the_file_holds_every_row_and_its_own_taking_out(world, taken_out):
    rows, read = rows_of(taken_out), check_file(taken_out)
    assert [row["number"] for row in rows] == list(range(1, world.events().count() + 1))
    assert rows[-1]["about"] == "record.jsonl"
    assert (read.rows, read.newest, read.breaks) == (len(rows), world.events().last().digest, ())
    assert breaks(str(world.ids["a"]["id"])) == []


def test_a_row_says_who_when_what_and_before_and_after(taken_out):
    rows = rows_of(taken_out)
    assert all(row["at"].endswith("+00:00") for row in rows)
    changed = [row for row in rows if row["what"] in ("mandate_granted", "item_added", "public_line_set")]
    assert changed
    assert [row for row in changed if not row["who"] or "before" not in row["details"]] == []
    assert all(row["details"]["after"] for row in changed)


@pytest.mark.parametrize("field", ["who", "what", "about", "at", "details", "before", "digest", "number"])
def test_a_changed_row_is_found_in_the_file(taken_out, field):
    rows = rows_of(taken_out)
    other = {"details": {"role": "owner"}, "number": 77, "at": "2031-01-01T00:00:00+00:00"}.get(field, "x")
    rows[4][field] = other
    write(taken_out, rows)
    assert check_file(taken_out).breaks[0].number in (5, 77)


def test_rows_taken_out_put_in_or_exchanged_are_found_in_the_file(taken_out):
    rows = rows_of(taken_out)
    for changed in (rows[:3] + rows[4:], [*rows[:3], rows[2], *rows[3:]], [rows[1], rows[0], *rows[2:]], rows[1:]):
        write(taken_out, changed)
        assert check_file(taken_out).breaks


def test_what_is_no_record_is_refused(tmp_path):
    path = tmp_path / "record.jsonl"
    for content in ("no row\n", "{}\n", "[]\n"):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(UsageError, match=r"line 1 is no row"):
            check_file(path)
    with pytest.raises(UsageError, match="cannot be read"):
        check_file(tmp_path / "nowhere.jsonl")


def test_the_command_line_checks_a_file_without_a_workbench(taken_out, tmp_path):
    def run():
        command = [PREPOLL, "verify-log", "--file", str(taken_out)]
        known = {
            key: value for key, value in os.environ.items() if not key.startswith(("PREPOLL", "DJANGO", "DATABASE"))
        }
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=known)

    good = run()
    assert good.returncode == 0
    assert "none changed, taken out or put in" in good.stdout
    rows = rows_of(taken_out)
    rows[2]["who"] = "somebody else"
    write(taken_out, rows)
    bad = run()
    assert bad.returncode == 2
    assert "row 3: the row was changed" in bad.stderr
    assert not (tmp_path / "prepoll-data").exists()
