"""The shipped cases may be copied as a person copies folders, links kept as links."""

import shutil
from pathlib import Path

import pytest

from prepoll.case import check_case, input_hash, load_case
from prepoll.errors import CaseError, Severity

CASES = Path(__file__).parents[2] / "cases"


def test_a_copy_that_keeps_links_is_a_case(tmp_path: Path, tutorial: Path) -> None:
    shutil.copytree(tutorial, tmp_path / "mine", symlinks=True)
    assert not any(path.is_symlink() for path in (tmp_path / "mine").rglob("*"))
    assert not [each for each in check_case(tmp_path / "mine") if each.severity is not Severity.NOTE]
    assert input_hash(load_case(tmp_path / "mine")) == input_hash(load_case(tutorial))


def test_no_shipped_case_is_a_link() -> None:
    folders = [each for each in CASES.iterdir() if (each / "case.toml").exists()]
    assert len(folders) == 4
    assert not any(folder.is_symlink() for folder in folders)


def test_a_link_that_leads_nowhere_is_named_with_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "tutorial").symlink_to("../src/tutorial")
    with pytest.raises(CaseError, match=r"is a link to \.\./src/tutorial, which is not there\. .*new DIR --tutorial"):
        check_case(tmp_path / "tutorial")
    (tmp_path / "text").write_text("../src/tutorial")
    with pytest.raises(CaseError, match="it may be a link that was checked out as text"):
        check_case(tmp_path / "text")
