"""The brief's files, written beside and renamed: a run that is killed leaves nothing half written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from prepoll.brief.agenda import as_agenda
from prepoll.brief.html_writer import as_html
from prepoll.brief.json_writer import as_json
from prepoll.brief.markdown_writer import as_markdown
from prepoll.brief.publication import for_publication, for_reader
from prepoll.brief.types import Audience, Brief
from prepoll.errors import UsageError


def write_brief(
    brief: Brief,
    out: Path,
    *,
    audience: Audience = Audience.TEAM,
    at: datetime | None = None,
    override: str | None = None,
) -> tuple[Path, ...]:
    """Write a brief's files into `out` and return their paths.

    For the team, its readers and the public: brief.html, brief.md, brief.json; for a meeting: agenda.html,
    agenda.md. A brief for the public needs the hour `at` and stops inside a silent period (see
    `for_publication`). Raises UsageError where the hour is missing or the folder cannot be written.
    """
    texts = written(brief, audience, at, override)
    try:
        out.mkdir(parents=True, exist_ok=True)
        return tuple(put(out / name, text) for name, text in texts.items())
    except OSError as error:
        raise UsageError(
            f"{out} cannot be written: {error.strerror or error}. Name another folder with --out."
        ) from error


def written(brief: Brief, audience: Audience, at: datetime | None, override: str | None) -> Mapping[str, str]:
    """Write the texts of every file before any of them is put on disk."""
    if audience is Audience.MEETING:
        return {"agenda.html": as_agenda(brief, "html"), "agenda.md": as_agenda(brief, "markdown")}
    if audience is Audience.PUBLIC:
        if at is None:
            raise UsageError("A brief for the public needs the hour at which it is written.")
        brief = for_publication(brief, at, override)
    if audience is Audience.READER:
        brief = for_reader(brief)
    return {"brief.html": as_html(brief), "brief.md": as_markdown(brief), "brief.json": as_json(brief)}


def put(path: Path, text: str) -> Path:
    """Write a file beside its place and rename it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path
