"""`prepoll transfer`: a table with intervals, for people, programs and as a picture."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from prepoll.cli import app
from prepoll.errors import PrepollError

FILE = "tests/ecological/data/nz_2014_units.csv.gz"
KINDS = ("--from", "party", "--to", "candidate")


def run(*arguments):
    return CliRunner().invoke(app, ["transfer", *arguments])


@pytest.fixture(scope="module")
def document():
    done = run(FILE, *KINDS, "--json", "--draws", "100")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_json_holds_every_cell_with_its_intervals_and_the_run(document):
    assert {"from", "to", "estimator", "balance", "seed", "version", "input_hash", "notes"} <= set(document)
    assert len(document["districts"]) == 15
    assert all(district["converged"] for district in document["districts"])
    for row in document["rows"]:
        ends = [row[name] for name in ("low90", "low80", "low50", "share", "high50", "high80", "high90")]
        assert ends == sorted(ends)
    first = [row for row in document["rows"] if row["district"] == "001" and row["from"] == "09 Labour Party"]
    assert sum(row["share"] for row in first) == pytest.approx(1, abs=1e-4)
    assert max(first, key=lambda row: row["share"])["to"] == "07 ARDERN, Jacinda"


def test_csv_has_the_rows_of_json(document):
    done = run(FILE, *KINDS, "--csv", "--draws", "100")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == len(document["rows"])
    assert [float(row["votes"]) for row in rows] == pytest.approx([r["votes"] for r in document["rows"]], abs=1e-3)


def test_people_see_shares_with_intervals_of_the_district_they_ask_for():
    done = run(FILE, *KINDS, "--district", "001", "--estimator", "alone", "--draws", "50", "--merge-below", "8")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("001: settled after")
    assert len([line for line in lines if line.startswith(("0", "1", "OTHERS"))]) == 5
    assert "(" in lines[2]


def test_baselines_have_no_intervals():
    done = run(FILE, *KINDS, "--district", "001", "--estimator", "goodman", "--csv")
    assert next(csv.reader(io.StringIO(done.stdout))) == ["district", "from", "to", "votes", "share"]


def test_a_picture_shows_each_flow_with_its_interval(tmp_path):
    file = tmp_path / "flows.svg"
    done = run(FILE, *KINDS, "--district", "001", "--estimator", "alone", "--draws", "50", "--picture", str(file))
    assert done.exit_code == 0
    root = ElementTree.parse(file).getroot()
    space = {"s": "http://www.w3.org/2000/svg"}
    titles = [band.find("s:title", space).text for band in root.findall("s:g", space)]
    assert any(title.startswith("09 Labour Party → 07 ARDERN, Jacinda: ") and "–" in title for title in titles)
    widths = [
        [float(p.get("stroke-width")) for p in band.findall("s:path", space)] for band in root.findall("s:g", space)
    ]
    assert all(core <= band for band, core in (pair for pair in widths if len(pair) == 2))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("no-such-file.csv", *KINDS), "no-such-file.csv"),
        ((FILE, "--from", "list", "--to", "candidate"), "Its kinds: candidate, party"),
        ((FILE, *KINDS, "--estimator", "guess"), "Give one of: pooled, alone, em"),
        ((FILE, *KINDS, "--balance", "none"), "Give one of: scale, flows"),
        ((FILE, *KINDS, "--estimator", "goodman", "--district", "00l"), "There is no district 00l"),
        ((FILE, *KINDS, "--estimator", "goodman", "--picture", "x.svg"), "Name it with --district"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_message(arguments, words):
    done = run(*arguments)
    assert isinstance(done.exception, PrepollError)
    assert words in str(done.exception)
