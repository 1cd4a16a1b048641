"""The invented case that ships with prepoll, as if somebody had uploaded it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Final

import prepoll.case

SAMPLE: Final = Path(prepoll.case.__file__).parent / "tutorial"


def sample_archive() -> io.BytesIO:
    """Return the sample case as a zip file."""
    return archive_of(SAMPLE)


def archive_of(folder: Path) -> io.BytesIO:
    """Return a folder as a zip file; links in it are left out."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                archive.write(path, path.relative_to(folder).as_posix())
    written.seek(0)
    return written
