"""Reading a record: by-elections, spellings, seats that moved, and what is missing."""

import polars as pl
import pytest
from small_record import STATES, result_rows, write_record

from prepoll.backtest import read_record
from prepoll.backtest.contests import Roll, by_seat, parties_of, predecessors
from prepoll.backtest.past_cases import case_before
from prepoll.backtest.types import Count
from prepoll.errors import CaseError
from prepoll.names import ElectionKind

PLAIN = ("year", "state", "constituency", "party", "votes")


def test_by_elections_are_left_out(folder):
    assert max(count.votes for count in read_record(folder).counts) < 10**6


def test_a_missing_column_or_file_is_named(tmp_path):
    with pytest.raises(CaseError) as error:
        read_record(tmp_path)
    assert {finding.file.split(".")[0] for finding in error.value.findings} == {"results", "fronts"}
    write_record(tmp_path, result_rows(), drop=["state"])
    (tmp_path / "fronts.csv").write_text("year,type,state\n", encoding="utf-8")
    with pytest.raises(CaseError) as error:
        read_record(tmp_path)
    assert [finding.column for finding in error.value.findings] == ["state", "front", "party"]


def test_a_value_that_is_no_number_is_named_with_its_line(tmp_path):
    rows = [{**row, "votes": str(row["votes"])} for row in result_rows()]
    rows[4]["votes"] = "many"
    write_record(tmp_path, rows)
    with pytest.raises(CaseError, match=r"line 6, column votes.*'many'"):
        read_record(tmp_path)


def test_votes_below_zero_are_named_with_their_line(tmp_path):
    rows = result_rows()
    rows[4]["votes"] = -1
    write_record(tmp_path, rows)
    with pytest.raises(CaseError, match=r"line 6, column votes: below zero \('-1'\)"):
        read_record(tmp_path)


def test_without_flags_one_poll_a_year_is_the_general_election(tmp_path):
    write_record(tmp_path, result_rows(), drop=["poll_no"])
    record = read_record(tmp_path)
    assert record.years == (2009, 2014, 2019)
    assert "not flagged in 2009, 2014, 2019" in record.notes[0]


def test_without_flags_a_seat_polled_twice_is_asked_for(tmp_path):
    rows = result_rows()
    write_record(tmp_path, [*rows, {**rows[-1], "votes": 7, "electors": 9}], drop=["poll_no"])
    with pytest.raises(CaseError, match=r"Seat f \(Bland\) in 2019 was polled twice.*Add the column poll_no"):
        read_record(tmp_path)


@pytest.mark.parametrize("column", ["valid_votes", "electors", "month", "position"])
def test_a_second_poll_is_seen_in_any_column_that_tells_of_it(tmp_path, column):
    rows = [{**row, column: 1 + int(column == "position" and row["party"] != "A")} for row in result_rows()]
    rows = [{name: value for name, value in row.items() if name in (column, *PLAIN)} for row in rows]
    write_record(tmp_path, rows)
    assert len(read_record(tmp_path).by_year[2014]) == 12 * 5
    again = next(row for row in rows if row["party"] == "A")
    write_record(tmp_path, [*rows, {**again, column: 1 if column == "position" else 2}])
    with pytest.raises(CaseError, match="was polled twice"):
        read_record(tmp_path)


def test_the_other_flag_alone_will_do(tmp_path):
    rows = [{**row, "byelection": "false"} for row in result_rows()]
    write_record(tmp_path, [*rows, {**rows[0], "byelection": "TRUE", "electors": 1, "votes": 10**7}], drop=["poll_no"])
    record = read_record(tmp_path)
    assert max(count.votes for count in record.counts) < 10**7
    assert not record.notes


def test_flags_missing_in_the_last_election_only_lose_nothing(tmp_path):
    rows = [{**row, "poll_no": None if row["year"] == 2019 else 0} for row in result_rows()]
    write_record(tmp_path, rows)
    record = read_record(tmp_path)
    assert record.years == (2009, 2014, 2019)
    assert len(by_seat(record, 2019)) == 12
    assert "not flagged in 2019" in record.notes[0]


def test_a_year_of_by_elections_alone_is_no_election(tmp_path):
    rows = result_rows()
    write_record(tmp_path, [*rows, *({**row, "year": 2016} for row in rows[:10])])
    record = read_record(tmp_path)
    assert record.years == (2009, 2014, 2019)
    assert "2016 had by-elections or late polls only" in record.notes[0]


def test_two_spellings_are_one_party(tmp_path):
    rows = [
        {**row, "party": "MUL" if row["party"] == "C" and row["year"] < 2019 else row["party"]} for row in result_rows()
    ]
    rows = [{**row, "party": "IUML" if row["party"] == "C" else row["party"]} for row in rows]
    write_record(tmp_path, rows)
    assert "IUML" in Roll(read_record(tmp_path), 2019).contests()[0].before


def count(state, number, name):
    return [Count(2014, state, number, name, "A", 10, None, 10)]


def test_a_seat_is_found_by_name_then_by_number_then_in_the_state_it_left():
    now = {
        ("Old", "NORTH"): count("Old", 2, "North"),
        ("Old", "JOYNAGAR"): count("Old", 3, "Joynagar"),
        ("Old", "ELSEWHERE"): count("Old", 4, "Elsewhere"),
        ("New", "CHEVELLA"): count("New", 10, "Chevella"),
    }
    then = {
        ("Old", "NORTH"): count("Old", 1, "North"),
        ("Old", "JAYNAGAR"): count("Old", 3, "Jaynagar"),
        ("Old", "GONE"): count("Old", 4, "Gone"),
        ("Old", "CHELVELLA"): count("Old", 30, "Chelvella"),
    }
    assert predecessors(now, then) == {
        ("Old", "NORTH"): ("Old", "NORTH"),
        ("Old", "JOYNAGAR"): ("Old", "JAYNAGAR"),
        ("New", "CHEVELLA"): ("Old", "CHELVELLA"),
    }


def test_a_seat_without_a_predecessor_starts_from_its_state(tmp_path):
    rows = [
        {**row, "constituency": "Novel"} if (row["year"], row["constituency_no"]) == (2019, 6) else row
        for row in result_rows()
    ]
    rows = [{**row, "constituency_no": 9} if row["constituency"] == "Novel" else row for row in rows]
    write_record(tmp_path, rows)
    roll = Roll(read_record(tmp_path), 2019)
    assert roll.unmatched == (("Aland", "NOVEL"), ("Bland", "NOVEL"))
    seat = next(row for row in roll.contests() if row.key == ("Aland", "NOVEL"))
    assert seat.before == seat.in_state
    assert not seat.matched


def test_a_party_that_stands_all_over_a_state_has_a_column_though_nobody_knows_it(tmp_path):
    rows = result_rows()
    fresh = [{**row, "party": "NEW", "votes": 9} for row in rows if row["year"] == 2019 and row["party"] == "C"]
    write_record(tmp_path, [*rows, *fresh[:4], *({**row, "party": "TINY"} for row in fresh[4:5])])
    assert parties_of(read_record(tmp_path), "Aland", 2019) == ("A", "B", "C", "NEW")


def test_a_case_knows_nothing_of_the_election_it_is_made_for(folder, tmp_path):
    rows = [{**row, "votes": 1 + row["votes"] // 3} if row["year"] == 2019 else row for row in result_rows()]
    write_record(tmp_path, rows)
    with_other_counts = case_before(read_record(tmp_path), "Aland", 2019)
    assert with_other_counts == case_before(read_record(folder), "Aland", 2019)
    assert {row.election for row in with_other_counts.results} == {"GE2009", "GE2014"}


def test_assembly_seats_are_put_on_the_seats_they_lie_in(folder):
    rows = [
        {"year": y, "state": "Aland", "constituency_no": n, "constituency": name, "party": p, "votes": 10 * n}
        for y in (2008, 2012, 2017, 2019)
        for n, name in ((1, "Unit one"), (2, "Unit two"), (3, "Lost"))
        for p in "AC"
    ]
    pl.DataFrame(rows).write_parquet(folder / "assembly.parquet")
    assert "Assembly elections are not used" in read_record(folder).notes[-1]
    where = [("Seat a", 1, "UNIT ONE"), ("Seat b", 2, "Renamed")]
    segments = [
        {"year": 2014, "state": "Aland", "constituency": seat, "ac_no": n, "ac_name": name} for seat, n, name in where
    ]
    pl.DataFrame(segments).write_parquet(folder / "segments.parquet")
    record = read_record(folder)
    assert "4 contests of assembly seats lie in no constituency" in record.notes[-1]
    case = case_before(record, "Aland", 2019)
    found = {(row.election, row.seat, row.votes) for row in case.results if row.kind is ElectionKind.ASSEMBLY}
    assert found == {(f"AE{y}", seat, votes) for y in (2012, 2017) for seat, votes in (("SEATA", 10), ("SEATB", 20))}
    assert {unit.seat for unit in case.units} == {"SEATA", "SEATB"}
    assert len(STATES) == 2
