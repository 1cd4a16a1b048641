"""The back-test: its rules against hand-worked shares, its scores against the definitions."""

import numpy as np
import polars as pl
import pytest

from prepoll.backtest import Settings, back_test, read_record
from prepoll.backtest.rules import Rule, chances, contests, fit_kappa, shares_by
from prepoll.backtest.scores import score
from prepoll.backtest.types import Forecast
from prepoll.errors import CaseError, UsageError

STATES = ("Aland", "Bland")
VOTES = {  # year → party → votes in each seat; A and B fight together in 2019 and share the seats
    2009: {"A": 300, "B": 180, "C": 400, "IND": 60, "NOTA": 10},
    2014: {"A": 320, "B": 200, "C": 380, "IND": 50, "NOTA": 12},
    2019: {"A": 470, "B": 0, "C": 410, "IND": 40, "NOTA": 15},
}


def write_record(folder, *, drop=()):
    rng = np.random.default_rng(7)
    rows = []
    for year, votes in VOTES.items():
        for state in STATES:
            for seat in range(1, 7):
                for party, count in votes.items():
                    swap = year == 2019 and seat % 2 == 0 and party in "AB"
                    stands = votes[{"A": "B", "B": "A"}[party]] if swap else count
                    if stands:
                        rows.append(
                            {
                                "year": year,
                                "type": "GE",
                                "state": state,
                                "constituency_no": seat,
                                "constituency": f"Seat {'abcdef'[seat - 1]}",
                                "party": party,
                                "votes": int(stands * 100 * rng.uniform(0.9, 1.1)),
                                "electors": 150_000,
                                "poll_no": 0,
                            }
                        )
    rows.append({**rows[0], "poll_no": 1, "votes": 10**7})
    pl.DataFrame(rows).drop(list(drop)).write_parquet(folder / "results.parquet")
    fronts = ["year,type,state,front,party"]
    fronts += [f"2019,GE,{state},AB,{party}" for state in STATES for party in "AB"]
    (folder / "fronts.csv").write_text("\n".join(fronts) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    write_record(tmp_path)
    return tmp_path


def test_by_elections_are_left_out(folder):
    assert max(count.votes for count in read_record(folder).counts) < 10**6


def test_simple_rules_agree_with_shares_worked_by_hand(folder):
    record = read_record(folder)
    row = next(row for row in contests(record, 2019) if row.seat == "SEATA" and row.state == "Aland")
    a, b, c, ind = (row.before[party] for party in ("A", "B", "C", "OTHERS"))
    total = a + b + c + ind
    assert row.fronts == ("AB", "C", "OTHERS")
    assert row.new
    expected = np.array([(a + b) / total, c / total, ind / total]) + 1e-3
    assert shares_by(row, Rule.ADDITION) == pytest.approx(expected / expected.sum())
    expected = np.array([a / total, c / total, ind / total]) + 1e-3
    assert shares_by(row, Rule.ZERO_TRANSFER) == pytest.approx(expected / expected.sum())
    assert np.argmax(shares_by(row, Rule.NO_CHANGE)) == 1
    assert row.won == 0


def test_kappa_is_the_best_of_its_grid(folder):
    rows = contests(read_record(folder), 2014)
    kappa = fit_kappa(rows, Rule.ADDITION)

    def loss(k):
        return -np.mean([np.log(chances(shares_by(row, Rule.ADDITION), k)[row.won]) for row in rows])

    assert loss(kappa) <= min(loss(k) for k in np.arange(1, 10.01, 0.25)) + 1e-12


def forecast(chance, won, low, high, actual):
    share = (np.array(low) + np.array(high)) / 2
    return Forecast(
        "S", "X", ("A", "B"), np.array(chance), share, np.array(low), np.array(high), won, np.array(actual), False
    )


def test_scores_are_those_of_the_definitions():
    rows = [
        forecast([0.8, 0.2], 0, [0.4, 0.3], [0.6, 0.5], [0.55, 0.45]),
        forecast([0.6, 0.4], 1, [0.5, 0.3], [0.6, 0.5], [0.45, 0.55]),
    ]
    found = score("r", rows)
    assert found.right == 1
    assert found.brier == pytest.approx(((0.2**2 + 0.2**2) + (0.6**2 + 0.6**2)) / 2)
    assert found.log == pytest.approx(-(np.log(0.8) + np.log(0.4)) / 2)
    assert found.cover90 == pytest.approx(0.5)
    assert found.share_error == pytest.approx(100 * (0.05 + 0.05 + 0.10 + 0.15) / 4)


def test_the_chain_runs_on_a_record_and_the_same_twice(folder):
    record = read_record(folder)
    one, two = (back_test(record, 2019, settings=Settings(draws=200)) for _ in range(2))
    assert one == two
    by_rule = {(row.rule, row.cut): row for row in one}
    assert by_rule["prepoll", "all"].seats == 12
    assert by_rule["vote addition", "all"].right >= 11  # counts vary by a tenth
    assert by_rule["prepoll", "all"].log < by_rule["zero transfer", "all"].log
    assert by_rule["prepoll", "all"].cover90 > 0.7


def test_a_missing_column_or_file_is_named(tmp_path):
    with pytest.raises(CaseError) as error:
        read_record(tmp_path)
    assert {finding.file for finding in error.value.findings} == {"results.parquet", "fronts.csv"}
    write_record(tmp_path, drop=["state"])
    with pytest.raises(CaseError, match="state"):
        read_record(tmp_path)


def test_without_by_election_flags_it_says_so(tmp_path):
    write_record(tmp_path, drop=["poll_no"])
    assert "by-elections" in read_record(tmp_path).notes[0]


def test_a_year_that_is_not_there_is_refused(folder):
    with pytest.raises(UsageError, match="2009, 2014, 2019"):
        back_test(read_record(folder), 2024)
