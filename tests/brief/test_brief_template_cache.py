"""Compiled templates are kept, and what is kept prints the same page."""

import pytest

from prepoll.brief import as_html, as_markdown, html_writer, markdown_writer, template_cache


@pytest.fixture
def room(tmp_path, monkeypatch):
    """Let the room lie somewhere else, with nothing kept yet."""
    (tmp_path / "words.py").write_text("FIRST = 1")
    monkeypatch.setattr(template_cache, "HERE", tmp_path)
    yield tmp_path
    html_writer.environment.cache_clear()
    markdown_writer.environment.cache_clear()


def written(brief):
    html_writer.environment.cache_clear()
    markdown_writer.environment.cache_clear()
    return as_html(brief), as_markdown(brief)


def test_a_page_from_kept_templates_is_the_page_from_fresh_ones(room, brief):
    fresh = written(brief)
    kept = {path: path.stat().st_mtime_ns for path in (room / "__pycache__").iterdir()}
    assert kept
    assert written(brief) == fresh
    assert {path: path.stat().st_mtime_ns for path in (room / "__pycache__").iterdir()} == kept


def test_a_change_of_the_code_starts_anew(room, brief):
    written(brief)
    first = set((room / "__pycache__").iterdir())
    (room / "words.py").write_text("FIRST = 2")
    written(brief)
    assert len(set((room / "__pycache__").iterdir())) == 2 * len(first)


def test_what_cannot_be_kept_is_compiled_each_time(room, brief, monkeypatch):
    def refuse(*_):
        raise RuntimeError("unsafe")

    monkeypatch.setattr(template_cache, "FileSystemBytecodeCache", refuse)
    assert template_cache.template_cache("html") is None
    assert "<html" in written(brief)[0]
