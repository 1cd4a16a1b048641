"""A new case passes check, and nothing is overwritten."""

from pathlib import Path

import pytest

from prepoll.case import check_case, input_hash, load_case, new_case
from prepoll.case.new import put_in_place
from prepoll.errors import PrepollError, UsageError


def test_a_new_case_passes_check(tmp_path: Path) -> None:
    written = new_case(tmp_path / "deep" / "mine")
    assert {path.name for path in written} >= {"case.toml", "parties.csv", "seats.csv", "results.csv", "README.md"}
    assert check_case(tmp_path / "deep" / "mine") == ()
    assert load_case(tmp_path / "deep" / "mine").focal == ("NEW",)
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["mine"]


def test_the_tutorial_can_be_written_out(tmp_path: Path, tutorial: Path) -> None:
    new_case(tmp_path / "t", tutorial=True)
    assert input_hash(load_case(tmp_path / "t")) == input_hash(load_case(tutorial))


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert new_case(tmp_path / "mine")


def test_an_occupied_folder_or_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(UsageError, match=r"is not empty, and nothing is overwritten"):
        new_case(tmp_path / "mine")
    with pytest.raises(UsageError, match="is a file"):
        new_case(tmp_path / "mine" / "letter.txt")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PrepollError, match="cannot be written"):
        new_case(tmp_path / "file" / "mine")


def test_a_run_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    def write(beside: Path) -> None:
        (beside / "case.toml").write_text("half")
        raise UsageError("no more")

    with pytest.raises(UsageError, match="no more"):
        put_in_place(tmp_path / "mine", write)
    assert list(tmp_path.iterdir()) == []
