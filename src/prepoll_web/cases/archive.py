"""Unpack a zip file that somebody sent: nothing outside the folder, nothing larger than allowed, no surprises."""

from __future__ import annotations

import gzip
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Final

from django.utils.translation import gettext

from prepoll.errors import PrepollError

MIB: Final = 2**20
SETTINGS_FILE: Final = "case.toml"
_CHUNK: Final = 64 * 1024
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_FORBIDDEN: Final = re.compile(r"[\x00-\x1f\x7f\\:]")
_LEFT_BY_SYSTEMS: Final = ("__MACOSX/", "._", ".DS_Store", "Thumbs.db", "desktop.ini")
_ENCRYPTED: Final = 0x1
_GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may hold, once unpacked; compressed tables count as large as they become."""

    total: int = 100 * MIB
    files: int = 2000
    name: int = 200  # characters of a file's path
    depth: int = 5


class ArchiveError(PrepollError):
    """An archive is not taken; carries all reasons."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__("\n".join(reasons))


def unpack(file: IO[bytes], into: Path, limits: Limits | None = None) -> Path:
    """Unpack a zip file into an empty folder and return the case folder in it.

    The case folder is the one with case.toml: the top of the archive, or its only folder. Raises
    ArchiveError with every reason why the archive is not taken; what was written until then stays
    in `into`, for the caller to remove.
    """
    limits = limits or Limits()
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if not _left_by_system(entry)]
            if reasons := list(_reasons(entries, limits)):
                raise ArchiveError(*reasons)
            _write(archive, [entry for entry in entries if not entry.is_dir()], into, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, ValueError) as error:
        raise ArchiveError(gettext("This is no zip file that can be read. Zip the case folder again.")) from error
    return _case_folder(into)


def _reasons(entries: list[zipfile.ZipInfo], limits: Limits) -> Iterator[str]:
    """Say all that is wrong with the archive's list of files, before any is unpacked."""
    if len(entries) > limits.files:
        held = {"count": len(entries), "most": limits.files}
        yield gettext("The archive holds %(count)s files; %(most)s are allowed.") % held
        return
    if sum(entry.file_size for entry in entries) > limits.total:
        yield gettext("Unpacked, the archive is larger than %(most)s MiB.") % {"most": limits.total // MIB}
    seen: set[str] = set()
    for entry in entries:
        shown = ascii(entry.orig_filename[:80])
        if problem := _name_problem(entry, limits) or _kind_problem(entry):
            yield problem % {"file": shown}
        elif entry.filename.casefold() in seen:
            yield gettext("%(file)s is there twice.") % {"file": shown}
        seen.add(entry.filename.casefold())


def _name_problem(entry: zipfile.ZipInfo, limits: Limits) -> str:
    name = entry.orig_filename
    parts = PurePosixPath(name).parts
    if _FORBIDDEN.search(name):
        return gettext("%(file)s has a character in its name that is not allowed.")
    if name.startswith("/") or ".." in parts or not parts:
        return gettext("%(file)s points outside the folder.")
    if len(name) > limits.name or len(parts) > limits.depth:
        return gettext("%(file)s has too long a path.")
    return ""


def _kind_problem(entry: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return gettext("%(file)s is a link or a device, not a file.")
    if entry.flag_bits & _ENCRYPTED:
        return gettext("%(file)s is encrypted.")
    if entry.compress_type not in _METHODS:
        return gettext("%(file)s is compressed in a way that is not allowed; use plain zip.")
    if entry.filename.lower().endswith(".parquet"):
        return gettext("%(file)s is a Parquet file, which is not taken here; save the table as .csv or .csv.gz.")
    return ""


def _left_by_system(entry: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(entry.filename).name
    return entry.filename.startswith(_LEFT_BY_SYSTEMS[0]) or name.startswith(_LEFT_BY_SYSTEMS[1:])


def _write(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], into: Path, limits: Limits) -> None:
    """Write the files, counting what really comes out and not what the archive says of itself."""
    left = limits.total
    for entry in entries:
        target = into / entry.filename
        if not target.resolve().is_relative_to(into.resolve()):
            raise ArchiveError(gettext("%(text)s points outside the folder.") % {"text": ascii(entry.filename[:80])})
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as packed, target.open("xb") as written:
                left -= _copy(packed, written, left, limits)
            left -= _unzipped_size(target, left, limits)
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            raise ArchiveError(
                gettext("%(text)s is both a file and a folder.") % {"text": ascii(entry.filename[:80])}
            ) from error


def _copy(packed: IO[bytes], written: BinaryIO | None, left: int, limits: Limits) -> int:
    size = 0
    while chunk := packed.read(_CHUNK):
        size += len(chunk)
        if size > left:
            raise ArchiveError(
                gettext("Unpacked, the archive is larger than %(number)s MiB.") % {"number": limits.total // MIB}
            )
        if written is not None:
            written.write(chunk)
    return size


def _unzipped_size(path: Path, left: int, limits: Limits) -> int:
    """Return what a table packed with gzip holds, whatever its name; 0 for any other file."""
    with path.open("rb") as file:
        if file.read(2) != _GZIP:
            return 0
        file.seek(0)
        try:
            with gzip.open(file) as packed:
                return _copy(packed, None, left, limits)  # type: ignore[arg-type]  # reads bytes as IO does
        except (OSError, EOFError, zlib.error):
            return 0  # broken: the check of the case names it


def _case_folder(into: Path) -> Path:
    tops: list[Path] = sorted(into.iterdir())
    for folder in [into, *tops] if len(tops) == 1 else [into]:
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise ArchiveError(
        gettext("There is no case.toml at the top of the archive, nor in its only folder. Zip the case folder.")
    )
