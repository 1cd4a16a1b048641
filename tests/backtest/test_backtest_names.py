"""The same election under other names: capitals, states, numbers, kinds; and what of it is not there."""

import polars as pl
import pytest
from small_record import STATES, result_rows, write_record

from prepoll.backtest import Settings, back_test, read_record
from prepoll.backtest.contests import Roll, predecessors
from prepoll.backtest.past_cases import case_before
from prepoll.backtest.types import Count
from prepoll.errors import CaseError, UsageError
from prepoll.names import ElectionKind

SETTINGS = Settings(draws=100)
LATER = 2024


def named(folder, change, fronts=STATES):
    """Add 2019 once more as 2024, each row changed."""
    rows = [change({**row, "year": LATER}) for row in result_rows() if row["year"] == 2019]
    pl.DataFrame([row for row in rows if row]).write_csv(folder / "results_2024.csv")
    lines = [f"{LATER},GE,{state},AB,{party}" for state in fronts for party in "AB"]
    (folder / "fronts_2024.csv").write_text("\n".join(["year,type,state,front,party", *lines]) + "\n", encoding="utf-8")
    return read_record(folder, test=LATER)


def log_of(record):
    result = back_test(record, LATER, settings=SETTINGS)
    return next((one.seats, one.log) for one in result.scores if (one.rule, one.cut) == ("prepoll", "all"))


@pytest.fixture
def plain(folder):
    return log_of(named(folder, lambda row: row))


@pytest.mark.parametrize(
    "change",
    [
        lambda row: {**row, "party": row["party"].lower()},
        lambda row: {**row, "type": "ge", "state": row["state"].lower()},
        lambda row: {**row, "type": "PC", "state": f" {row['state'].upper()}"},
        lambda row: {**row, "constituency": f"{row['constituency_no']}. {row['constituency'].upper()} (SC)"},
    ],
)
def test_another_way_of_writing_names_changes_no_score(folder, plain, change):
    assert log_of(named(folder, change)) == plain


def test_constituencies_with_numbers_for_names_are_those_numbers(folder, plain):
    record = named(folder, lambda row: {**row, "constituency": row["constituency_no"]})
    assert log_of(record)[0] == plain[0] == 12
    assert Roll(record, LATER).came_from["Aland", "1"] == ("Aland", "SEATA")
    assert any("have a number for a name" in said for said in back_test(record, LATER, settings=SETTINGS).notes)


def test_numbers_say_nothing_where_a_state_has_another_number_of_them(folder):
    def change(row):
        lost = row["state"] == "Aland" and row["constituency_no"] == 6
        return None if lost else {**row, "constituency": row["constituency_no"]}

    assert {state for state, _ in Roll(named(folder, change), LATER).unmatched} == {"Aland"}


def test_without_a_number_a_name_alike_will_do(folder):
    def change(row):
        name = row["constituency"].replace("Seat a", "Saat a").replace("Seat b", "Elsewhere")
        return {**{key: value for key, value in row.items() if key != "constituency_no"}, "constituency": name}

    roll = Roll(named(folder, change), LATER)
    assert roll.came_from["Aland", "SAATA"] == ("Aland", "SEATA")
    assert roll.unmatched == (("Aland", "ELSEWHERE"), ("Bland", "ELSEWHERE"))


@pytest.mark.parametrize("name", ["PC {}", "सीट {}"])
def test_names_that_differ_in_a_number_alone_stay_apart(folder, name):
    assert log_of(named(folder, lambda row: {**row, "constituency": name.format(row["constituency_no"])}))[0] == 12


def test_a_renamed_state_keeps_what_is_known_of_it(folder, plain):
    record = named(folder, lambda row: {**row, "state": row["state"].replace("Aland", "Cland")}, ("Cland", "Bland"))
    assert log_of(record) == plain
    assert any("Cland for Aland, as its constituencies have the same names" in said for said in record.notes)


def test_a_state_that_left_another_is_not_taken_for_it(folder):
    part = ("Seat a", "Seat b")
    record = named(
        folder, lambda row: {**row, "state": "Cland"} if (row["state"], row["constituency"]) in part else row
    )
    assert not any("Cland for" in said for said in record.notes)


def test_a_code_that_two_parties_have_stays_as_it_is(folder):
    record = named(folder, lambda row: {**row, "party": {"A": "b"}.get(row["party"], row["party"])})
    assert {row.party for row in record.by_year[LATER]} == {"B", "C", "b", "OTHERS", "NOTA"}


def test_a_small_party_that_has_a_code_by_chance_does_not_keep_the_large_one_from_it(folder):
    def change(row):
        if row["party"] == "IND" and row["constituency"] == "Seat b":
            return {**row, "party": "A", "votes": 9}
        return {**row, "party": {"A": "a"}.get(row["party"], row["party"])}

    assert {row.party for row in named(folder, change).by_year[LATER]} == {"A", "B", "C", "OTHERS", "NOTA"}


def test_codes_of_older_elections_are_meant_where_large_ones_are_spelt_otherwise_too(folder):
    rows = [{**row, "party": "OLD"} if row["year"] < 2019 and row["party"] == "IND" else row for row in result_rows()]
    write_record(folder, rows)

    def alone(row):
        return {**row, "party": {"IND": "old"}.get(row["party"], row["party"])}

    def all_of_them(row):
        return {**row, "party": alone(row)["party"].lower()}

    assert {"old", "A"} <= {row.party for row in named(folder, alone).by_year[LATER]}
    assert {"OLD", "A"} <= {row.party for row in named(folder, all_of_them).by_year[LATER]}


def test_of_two_constituencies_of_one_name_that_of_the_other_seats_is_found():
    def count(state, name):
        return [Count(2014, state, None, name, "A", 10, None, 10)]

    then = {(state, name): count(state, name) for state in ("Xland", "Yland") for name in ("NORTH", "SAMENAME")}
    then["Xland", "HILLS"] = count("Xland", "HILLS")
    del then["Yland", "NORTH"]
    now = {("New", name): count("New", name) for name in ("HILLS", "NORTH", "SAMENAME")}
    kept = {("Yland", "OTHER"): count("Yland", "OTHER")}
    assert predecessors(now | kept, then)["New", "SAMENAME"] == ("Xland", "SAMENAME")


def test_assembly_seats_follow_a_constituency_that_is_spelt_otherwise(folder):
    units = [
        {"year": 2022, "state": "Aland", "constituency_no": 1, "constituency": "Unit", "party": p, "votes": 10}
        for p in "AC"
    ]
    pl.DataFrame(units).write_parquet(folder / "assembly.parquet")
    where = {"year": 2014, "state": "Aland", "constituency": "Seat a", "ac_no": 1, "ac_name": "Unit"}
    pl.DataFrame([where]).write_parquet(folder / "segments.parquet")
    record = named(folder, lambda row: {**row, "constituency": row["constituency"].replace("Seat a", "Saat a")})
    case = case_before(record, "Aland", LATER)
    assert {row.seat for row in case.results if row.kind is ElectionKind.ASSEMBLY} == {"SAATA"}


def test_part_of_an_election_is_tested_where_it_is_asked_for(folder):
    part = ("Seat a", "Seat b", "Seat c")

    def change(row):
        return row if row["state"] == "Aland" and row["constituency"] in part else None

    record = named(folder, change)
    assert log_of(record)[0] == 3
    assert any("2024 has 3 constituencies, of up to 12" in said for said in record.notes)
    with pytest.raises(UsageError, match="2024 had by-elections or late polls only"):
        back_test(read_record(folder), LATER)


def test_what_is_not_there_is_said(folder):
    def change(row):
        empty = row["constituency"] == "Seat c"
        other = {"C": "NEW"} if row["state"] == "Bland" else {}
        wrong = {"type": "Local"} if row["party"] == "IND" else {}
        place = {"constituency": "Elsewhere", "constituency_no": 9} if row["constituency"] == "Seat d" else {}
        votes = {"votes": 0} if empty else {}
        return {**row, "party": other.get(row["party"], row["party"]), **wrong, **place, **votes}

    notes = "\n".join(back_test(named(folder, change), LATER, settings=SETTINGS).notes)
    assert "no votes are counted in Seat c (Aland) in 2024, Seat c (Bland) in 2024" in notes
    assert "No election before 2024 knows NEW (Bland)" in notes
    assert "rows of the type Local are neither of parliament nor of assemblies" in notes
    assert "2 constituencies of 2024 have no predecessor of their name" in notes
    assert "4 constituencies of 2019 have no successor: 2 in Aland, 2 in Bland" in notes


def test_results_without_an_election_are_refused(tmp_path):
    write_record(tmp_path, [{**row, "type": "AE"} for row in result_rows()])
    with pytest.raises(UsageError, match="the record has no general election"):
        back_test(read_record(tmp_path))


def test_fronts_of_all_states_give_way_to_those_of_one(folder):
    lines = [
        "2019,GE,Bland,BC,B",
        "2019,GE,Bland,BC,C",
        "2019,GE,All India,AB,A",
        "2019,GE,*,AB,b",
        "2019,GE,Aland,X,C",
    ]
    head = "year,type,state,front,party"
    (folder / "fronts.csv").write_text("\n".join([head, *lines, "2019,GE,Aland,Y,C", "2019,,,,"]), encoding="utf-8")
    record = read_record(folder)
    assert record.fronts[2019, "Aland"] == {"A": "AB", "B": "AB", "C": "Y"}
    assert record.fronts[2019, "Bland"] == {"A": "AB", "B": "BC", "C": "BC"}
    assert any("several fronts of one election have C (Aland 2019)" in said for said in record.notes)
    assert any("1 lines have no year" in said for said in record.notes)


def test_a_small_state_that_had_alliances_before_and_has_none_now_is_noted(folder):
    notes = back_test(named(folder, lambda row: row, fronts=("Bland",)), LATER, settings=SETTINGS).notes
    assert "No alliance of 2024 is known in Aland: each party there is taken to fight alone." in notes


def test_what_is_wrong_with_lineage_is_named_together(folder):
    rows = ["b,A,01/05/2018,Split", ",A,2018,split", "B,A,,split", "B,A,2018,child"]
    (folder / "lineage.csv").write_text("\n".join(["party,parent,from_date,kind", *rows]), encoding="utf-8")
    with pytest.raises(CaseError) as error:
        read_record(folder)
    assert [(row.line, row.column) for row in error.value.findings] == [(3, "party"), (4, "year"), (5, "kind")]
    (folder / "lineage.csv").write_text("\n".join(["party,parent,from_date,kind", rows[0]]), encoding="utf-8")
    assert [(row.party, row.year) for row in read_record(folder).lineage] == [("B", 2018)]
