"""The whole chain on a small record, and the command."""

import csv
import io
import json
from dataclasses import replace

import polars as pl
import pytest
from small_record import result_rows, write_record
from typer.testing import CliRunner

from prepoll.backtest import Settings, back_test, read_record
from prepoll.cli import app
from prepoll.errors import UsageError
from prepoll.transfer import stated

SETTINGS = Settings(draws=200)


def test_the_chain_runs_on_a_record_and_the_same_twice(folder):
    record = read_record(folder)
    one, two = (back_test(record, 2019, settings=SETTINGS) for _ in range(2))
    assert one.scores == two.scores
    assert one.differences == two.differences
    by_rule = {(row.rule, row.cut): row for row in one.scores}
    assert by_rule["prepoll", "all"].seats == 12
    assert by_rule["vote addition", "all"].right >= 11  # counts vary by a tenth
    assert by_rule["prepoll", "all"].log < by_rule["zero transfer", "all"].log
    assert by_rule["prepoll", "all"].bands[90].inside > 0.7
    assert {row.against for row in one.differences if row.measure == "log"} == {"vote addition"}


def test_a_prior_of_transfer_can_be_given(folder):
    """Without one it is that of each case's day; one under which nobody follows is told apart."""
    record = read_record(folder)
    nobody = replace(stated(), slopes=(-6.0, *stated().slopes[1:]))
    plain, deaf = (
        back_test(record, 2019, settings=replace(SETTINGS, posterior=prior)).forecasts["prepoll"]
        for prior in (None, nobody)
    )
    gone = [one.chance.max() - other.chance.max() for one, other in zip(plain, deaf, strict=True)]
    assert max(map(abs, gone)) > 0.05


def test_a_year_that_is_not_there_is_refused(folder):
    with pytest.raises(UsageError, match="2009, 2014, 2019"):
        back_test(read_record(folder), 2024)


def test_the_command_prints_a_table_a_document_and_every_seat(folder):
    run = CliRunner()
    call = ["backtest", str(folder), "--test", "2019", "--draws", "100"]
    table = run.invoke(app, call).output
    assert "General election of 2019, tuned on 2014" in table
    document = json.loads(run.invoke(app, [*call, "--json"]).output)
    overall = next(row for row in document["scores"] if (row["rule"], row["cut"]) == ("prepoll", "all"))
    assert f"prepoll  {overall['seats']:>12}".split() == ["prepoll", "12"]
    assert overall["seats"] == sum(called["seats"] for called in overall["labels"].values())
    seats = list(csv.DictReader(io.StringIO(run.invoke(app, [*call, "--csv"]).output)))
    mine = [row for row in seats if row["rule"] == "prepoll"]
    right = sum(
        max((row for row in mine if (row["state"], row["constituency"]) == key), key=lambda row: float(row["chance"]))[
            "won"
        ]
        == "1"
        for key in {(row["state"], row["constituency"]) for row in mine}
    )
    assert right == overall["right"]


def test_the_table_shows_how_often_intervals_held_and_how_wide_they_are(folder):
    lines = CliRunner().invoke(app, ["backtest", str(folder), "--test", "2019", "--draws", "100"]).output.splitlines()
    head = next(line.split() for line in lines if line.startswith("of"))
    assert head == ["of", "rule", "cover90", "cover80", "cover50", "width90", "width80", "width50"]
    mine = next(line.split() for line in lines if line.startswith("shares  prepoll"))
    cover, width = (list(map(float, part)) for part in (mine[2:5], mine[5:]))
    assert sorted(cover) == cover[::-1]
    assert width[0] > width[1] > width[2] > 0


def test_written_chances_give_the_scores_again(folder, tmp_path_factory):
    """Brier and log of every rule, worked out anew from the file that `--out` writes."""
    file = tmp_path_factory.mktemp("out") / "chances.csv"
    call = ["backtest", str(folder), "--test", "2019", "--draws", "100", "--json", "--out", str(file)]
    document = json.loads(CliRunner().invoke(app, call).output)
    rows = pl.read_csv(file)
    seats = rows.group_by("rule", "state", "constituency").agg(
        ((pl.col("chance") - pl.col("won")) ** 2).sum().alias("brier"),
        -(pl.col("chance").log() * pl.col("won")).sum().alias("log"),
        pl.col("chance").sum().alias("all"),
    )
    assert seats["all"].to_list() == pytest.approx([1.0] * seats.height)
    means = seats.group_by("rule").agg(pl.col("brier", "log").mean())
    for rule, brier, log in means.iter_rows():
        one = next(row for row in document["scores"] if (row["rule"], row["cut"]) == (rule, "all"))
        assert (one["brier"], one["log"]) == (pytest.approx(brier, abs=1e-6), pytest.approx(log, abs=1e-6))


def test_chances_are_not_written_where_no_folder_is(folder):
    result = CliRunner().invoke(app, ["backtest", str(folder), "--out", str(folder / "none" / "chances.csv")])
    assert isinstance(result.exception, UsageError)


def test_where_no_fronts_are_known_the_last_election_before_trains(tmp_path):
    rows = result_rows()
    earlier = [{**row, "year": row["year"] - 20} for row in rows]
    write_record(tmp_path, earlier)
    record = read_record(tmp_path)
    assert record.years == (1989, 1994, 1999)
    assert back_test(record, 1999, settings=SETTINGS).training == (1994,)
    assert back_test(record, 1994, settings=SETTINGS).training == ()
