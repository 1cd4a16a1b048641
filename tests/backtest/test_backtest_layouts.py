"""A later election dropped in as another file, in another layout, with parts missing."""

import polars as pl
import pytest
from small_record import STATES, result_rows, write_record

from prepoll.backtest import Settings, back_test, read_record
from prepoll.backtest.contests import parties_of
from prepoll.errors import CaseError, UsageError

PLAIN = {
    "state": "State Name",
    "constituency": "PC NAME",
    "constituency_no": "PC No.",
    "party": "PARTY NAME",
    "votes": "TOTAL",
}
NAMES = {"NOTA": "None of the Above", "IND": "Independent", "A": "Bharatiya Janata Party"}


def dropped_in(folder, rows, name="results_2024.csv"):
    """Write rows of 2019 as another file of another layout: capitals, full names, commas, no year."""
    table = pl.DataFrame([{new: row[old] for old, new in PLAIN.items()} for row in rows if row["year"] == 2019])
    table = table.with_columns(
        pl.col("State Name").str.to_uppercase(),
        pl.col("PC NAME").str.to_uppercase(),
        pl.col("PARTY NAME").replace(NAMES),
        pl.col("TOTAL").map_elements(lambda votes: f"{votes:,}", return_dtype=pl.String),
    )
    table.write_csv(folder / name)


def fronts_of_2024(folder):
    lines = ["Year,Type,State,Alliance,Party", *(f"2024,GE,{state},AB,{party}" for state in STATES for party in "AB")]
    (folder / "fronts_2024.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def later(folder):
    dropped_in(folder, result_rows())
    fronts_of_2024(folder)
    return folder


def test_another_file_of_another_layout_is_one_more_election(later):
    record = read_record(later)
    assert record.years == (2009, 2014, 2019, 2024)
    of_2024 = {
        (row.state, row.party): row.votes for row in record.by_year[2024] if row.constituency.upper() == "SEAT A"
    }
    of_2019 = {(row.state, row.party): row.votes for row in record.by_year[2019] if row.constituency == "Seat a"}
    assert of_2024 == {(state, "BJP" if party == "A" else party): n for (state, party), n in of_2019.items()}
    assert {party for _, party in of_2024} == {"BJP", "C", "OTHERS", "NOTA"}
    assert "by-elections are not flagged in 2024" in record.notes[0]


def test_it_is_tested_without_polls_and_without_flags(later):
    result = back_test(read_record(later), 2024, settings=Settings(100, 1))
    assert {score.seats for score in result.scores if score.cut == "all"} == {12}
    assert any("A (Aland)" in sentence for sentence in result.notes)  # fronts say A, the file says BJP


def test_an_election_without_alliances_is_asked_for(folder):
    dropped_in(folder, result_rows())
    with pytest.raises(UsageError, match=r"no line for the general election of 2024; it has 2019.*2024,GE,state"):
        back_test(read_record(folder), 2024, settings=Settings(100, 1))


def test_a_state_without_alliances_is_noted(later, monkeypatch):
    monkeypatch.setattr("prepoll.backtest.run.LARGE_STATE", 5)
    lines = (later / "fronts_2024.csv").read_text(encoding="utf-8").splitlines()
    (later / "fronts_2024.csv").write_text(
        "\n".join(line for line in lines if "Bland" not in line) + "\n", encoding="utf-8"
    )
    result = back_test(read_record(later), 2024, settings=Settings(100, 1))
    assert any("No alliance of 2024 is known in Bland:" in sentence for sentence in result.notes)


def test_one_year_in_two_files_is_refused(later):
    dropped_in(later, result_rows(), "results-2024.csv")
    with pytest.raises(CaseError, match=r"results_2024\.csv, column year: results-2024\.csv holds this year as well"):
        read_record(later)


def test_a_missing_column_is_named_beside_those_that_are_there(folder):
    dropped_in(folder, result_rows(), "results_new.csv")
    with pytest.raises(CaseError, match=r"results_new\.csv, line 1, column year: .*The file has: state, constituency,"):
        read_record(folder)


def test_a_csv_reads_as_the_parquet_does(tmp_path):
    rows = [{**row, "byelection": row["year"] == 2014 and row["party"] == "IND"} for row in result_rows()]
    write_record(tmp_path, rows)
    before = read_record(tmp_path)
    pl.DataFrame(rows).with_columns(pl.col("byelection").replace_strict({True: "Yes", False: "No"})).write_csv(
        tmp_path / "results.csv"
    )
    (tmp_path / "results.parquet").unlink()
    assert read_record(tmp_path).counts == before.counts
    assert not any(row.party == "OTHERS" and row.year == 2014 for row in before.counts)


def test_old_counts_read_as_they_did(tmp_path):
    write_record(tmp_path, [{**row, "party": "JSP" if row["party"] == "C" else row["party"]} for row in result_rows()])
    assert {row.party for row in read_record(tmp_path).counts} == {"A", "B", "JnP", "OTHERS", "NOTA"}


def test_a_state_of_one_seat_that_was_part_of_another_has_the_parties_of_its_seat(folder):
    rows = [row for row in result_rows() if row["year"] == 2019]
    apart = [
        {**row, "state": "Eland"} if (row["state"], row["constituency_no"]) == ("Bland", 6) else row for row in rows
    ]
    dropped_in(folder, apart)
    fronts_of_2024(folder)
    record = read_record(folder)
    assert parties_of(record, "Eland", 2024) == ("B", "C")
    result = back_test(record, 2024, settings=Settings(100, 1))
    assert {row.constituency for row in result.forecasts["prepoll"] if row.state == "Eland"} == {"SEAT F"}


def test_numbers_may_be_missing_in_the_ways_that_files_write_it(tmp_path, folder):
    rows = [{**row, "votes": float(row["votes"]), "electors": float("nan")} for row in result_rows()]
    blank = {**rows[0], "party": "LATE"}
    write_record(tmp_path, [*rows, {**blank, "votes": float("nan")}, {**blank, "votes": None}])
    assert len(read_record(tmp_path).counts) == len(rows)
    (tmp_path / "results.parquet").unlink()
    words = [{**row, "votes": f"{row['votes']:,.0f}", "electors": "n/a"} for row in [*rows, {**blank, "votes": 0.0}]]
    pl.DataFrame([*words[:-1], {**words[-1], "votes": "-"}]).write_csv(tmp_path / "results.csv")
    assert [row.votes for row in read_record(tmp_path).counts] == [row.votes for row in read_record(folder).counts]


def test_files_with_other_endings_are_read_or_named(later):
    (later / "results_2024.csv").rename(later / "Results_2024.CSV")
    (later / "results_2029.xlsx").write_bytes(b"a sheet")
    record = read_record(later)
    assert 2024 in record.years
    assert any("results_2029.xlsx: the file is not read" in sentence for sentence in record.notes)
    polls = later / "polls.xlsx"
    polls.write_bytes(b"a sheet")
    with pytest.raises(CaseError, match=r"polls\.xlsx: the file cannot be read: its ending is none of"):
        read_record(later, polls)


def test_a_file_without_rows_is_refused(later):
    head = (later / "results_2024.csv").read_text(encoding="utf-8").splitlines()[0]
    (later / "results_2024.csv").write_text(f"{head}\n", encoding="utf-8")
    with pytest.raises(CaseError, match=r"results_2024\.csv: the file has no rows"):
        read_record(later)
