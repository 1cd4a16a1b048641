"""Where the files of cases lie, and how they get there whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID

from django.conf import settings

from prepoll_web.cases.models import Case
from prepoll_web.place import INCOMING


def folder_of(case: Case) -> Path:
    """Return the folder with the files of a case."""
    return case_folder(case.team_id, case.id)


def case_folder(team: UUID, case: UUID) -> Path:
    """Return the folder for the files of a case, by the ids of team and case."""
    return Path(settings.PREPOLL_DATA) / "cases" / str(team) / str(case)


def empty_room() -> Path:
    """Make an empty folder on the same disk; what is still in it when the server starts anew is removed."""
    incoming = Path(settings.PREPOLL_DATA) / INCOMING
    incoming.mkdir(parents=True, exist_ok=True)
    return Path(mkdtemp(dir=incoming))


@contextmanager
def waiting_room() -> Iterator[Path]:
    """Give an empty folder on the same disk for files on their way in, and remove what is left in it."""
    folder = empty_room()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep(folder: Path, target: Path) -> None:
    """Move a folder to its place in one step; where that fails, nothing of it is left."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(target)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
