"""Where the files of runs lie."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings

from prepoll_web.runs.models import Run


def run_folder(team: UUID, run: UUID) -> Path:
    """Return the folder for the files of a run, by the ids of team and run."""
    return Path(settings.PREPOLL_DATA) / "runs" / str(team) / str(run)


def read_file(run: Run, name: str) -> bytes:
    """Read a file of a run as it was written."""
    return (run_folder(run.team_id, run.id) / name).read_bytes()
