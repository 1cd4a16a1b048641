"""Where the files of runs lie."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from prepoll.brief import Audience, Brief, write_brief
from prepoll.errors import PrepollError
from prepoll_web.place import settle
from prepoll_web.runs.models import Run

READERS: Final = "reader"
"""The folder of the edition for those who may not see field reports, beside the team's."""


def run_folder(team: UUID, run: UUID) -> Path:
    """Return the folder for the files of a run, by the ids of team and run."""
    return Path(settings.PREPOLL_DATA) / "runs" / str(team) / str(run)


def write_editions(brief: Brief, room: Path) -> None:
    """Write a brief for the team, and the edition of it for those who may not see field reports; both or neither."""
    try:
        write_brief(brief, room)
        write_brief(brief, room / READERS, audience=Audience.READER)
        settle(room)
    except (OSError, PrepollError) as error:
        shutil.rmtree(room, ignore_errors=True)
        if isinstance(error.__cause__, OSError):  # said for the command line: nobody here named the folder
            raise error.__cause__ from None
        raise


def read_file(run: Run, name: str, *, field: bool) -> bytes:
    """Read a file of a run as it was written; `field` says whether it may hold field reports.

    Raises PermissionDenied where the run was made before there was an edition without them.
    """
    folder = run_folder(run.team_id, run.id)
    if not field and not (folder / READERS).is_dir():
        raise PermissionDenied(_("This brief tells who reports from the field. Have it made anew to read it without."))
    return (folder / name if field else folder / READERS / name).read_bytes()
