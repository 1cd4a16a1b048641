"""Files are written whole or not at all."""

from datetime import UTC, datetime

import pytest

from prepoll.brief import Audience, folder, write_brief
from prepoll.errors import UsageError


def test_the_files_of_each_audience(brief, tmp_path):
    team = write_brief(brief, tmp_path / "new" / "team")
    assert [path.name for path in team] == ["brief.html", "brief.md", "brief.json"]
    meeting = write_brief(brief, tmp_path, audience=Audience.MEETING)
    assert [path.name for path in meeting] == ["agenda.html", "agenda.md"]
    public = write_brief(brief, tmp_path, audience=Audience.PUBLIC, at=datetime(2030, 3, 18, tzinfo=UTC))
    assert public[0].read_text(encoding="utf-8") != team[0].read_text(encoding="utf-8")
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".part")]


def test_the_public_needs_an_hour(brief, tmp_path):
    with pytest.raises(UsageError, match="hour"):
        write_brief(brief, tmp_path / "out", audience=Audience.PUBLIC)
    assert not (tmp_path / "out").exists()


def test_a_run_that_fails_before_the_end_leaves_what_was_there(brief, tmp_path, monkeypatch):
    first = {path: path.read_bytes() for path in write_brief(brief, tmp_path)}

    def killed(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(folder, "as_json", killed)
    with pytest.raises(KeyboardInterrupt):
        write_brief(brief, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == first


def test_a_run_that_is_killed_while_writing_leaves_the_old_file_whole(tmp_path, monkeypatch):
    target = tmp_path / "brief.md"
    target.write_text("old", encoding="utf-8")

    def killed(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(folder.os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        folder.put(target, "new")
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_cannot_be_written_is_named(brief, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=r"file.*--out"):
        write_brief(brief, tmp_path / "file")


def test_a_file_is_renamed_into_place_and_not_written_over(tmp_path):
    target, reader = tmp_path / "brief.md", tmp_path / "held open"
    target.write_text("old", encoding="utf-8")
    reader.hardlink_to(target)
    folder.put(target, "new")
    assert (target.read_text(encoding="utf-8"), reader.read_text(encoding="utf-8")) == ("new", "old")
