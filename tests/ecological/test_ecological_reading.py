"""Reading counts by unit: every defect is named, and nothing is guessed."""

import numpy as np
import pytest

from prepoll.ecological import ENTRIES, EXITS, Balance, read_units
from prepoll.errors import CaseError, UsageError

HEAD = "district,unit,kind,option,votes\n"
GOOD = HEAD + "d,1,a,A,6\nd,1,a,B,4\nd,1,b,X,8\nd,1,b,Y,12\nd,2,a,A,3\nd,2,b,X,3\nd,3,a,B,2\n"


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "units.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_counts_are_laid_out_by_unit_and_scaled(written):
    read = read_units(written(GOOD), "a", "b")
    (units,) = read.districts
    assert (units.district, units.origins, units.destinations) == ("d", ("A", "B"), ("X", "Y"))
    assert units.start.tolist() == [[6, 4], [3, 0]]
    assert units.end.tolist() == [[4, 6], [3, 0]]
    assert any("1 of 3 units have votes of one kind only" in note for note in read.notes)
    assert any("differ by 53 %" in note for note in read.notes)


def test_the_way_back_and_flows(written):
    (back,) = read_units(written(GOOD), "b", "a").districts
    assert back.origins == ("X", "Y")
    (flows,) = read_units(written(GOOD), "a", "b", Balance.FLOWS).districts
    assert flows.origins[-1] == ENTRIES
    assert flows.destinations[-1] == EXITS
    assert flows.start.sum() == flows.end.sum() == np.maximum([10, 3, 2], [20, 3, 0]).sum()


def test_parquet_and_other_orders_of_columns_are_read(tmp_path, written):
    import polars as pl

    frame = pl.read_csv(written(GOOD), infer_schema=False).select("votes", "option", "kind", "unit", "district")
    frame.write_parquet(tmp_path / "units.parquet")
    same = read_units(tmp_path / "units.parquet", "a", "b").districts[0]
    assert (same.end == read_units(tmp_path / "units.csv", "a", "b").districts[0].end).all()


def test_all_defects_are_reported_together(written):
    rows = GOOD + "d,1,a,A,7\nd,4,a,,5\nd,4,a,B,many\nd,4,b,X,-3\nd,4,b,Y,inf\n"
    with pytest.raises(CaseError) as caught:
        read_units(written(rows), "a", "b")
    said = str(caught.value)
    for words in ("line 9", "counted twice", "line 2", "the cell is empty", "'many'", "'-3'", "'inf'"):
        assert words in said
    assert len(caught.value.findings) == 5


def test_missing_columns_and_sides_are_named(written):
    with pytest.raises(CaseError, match="column kind: the column is missing"):
        read_units(written("district,unit,option\nd,1,A\n"), "a", "b")


def test_a_district_counted_on_one_side_is_left_out_and_named(written):
    read = read_units(written(GOOD + "e,1,a,A,4\n"), "a", "b")
    assert [units.district for units in read.districts] == ["d"]
    assert "district e: has no rows of kind 'b' and is left out" in read.notes


@pytest.mark.parametrize(
    ("kinds", "words"),
    [(("party", "b"), "no kind for --from 'party'. Its kinds: a, b"), (("a", "a"), "from a kind to itself")],
)
def test_kinds_that_are_not_there_are_named(written, kinds, words):
    with pytest.raises(UsageError, match=words):
        read_units(written(GOOD), *kinds)


def test_a_file_whose_units_do_not_meet_is_refused(written):
    with pytest.raises(UsageError, match="no unit has votes of both kinds"):
        read_units(written(HEAD + "d,1,a,A,6\nd,2,b,X,8\n"), "a", "b")
