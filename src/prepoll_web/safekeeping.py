"""Back up a workbench while it is served, and bring a backup back.

A backup is a tar file: the database as it is in one moment, every file of cases and runs, the secret key, and a
manifest with the SHA-256 of each. The database is read first: files are in place before a row names them and
never change, so every row has its files whatever is added meanwhile.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Final, cast

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from prepoll import __version__
from prepoll.errors import UsageError
from prepoll_web.place import DATABASE, INCOMING, KEY_FILE, in_words, settle

MANIFEST: Final = "manifest.json"
FOLDERS: Final = ("cases", "runs")
TABLES: Final = "tables"
_CHUNK: Final = 2**20
_NO_BACKUP: Final = "is no backup of a workbench, or not whole. Take another."


def back_up(place: Path, file: Path) -> int:
    """Write a backup and read it again to see that it is whole; return how many files it holds.

    The file appears under its name only once it is whole: a process killed on the way leaves no half backup.
    """
    if file.exists():
        raise UsageError(f"{file} is there already. Name another file, or remove it first.")
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with TemporaryDirectory(dir=place / INCOMING) as room:
            snapshot(Path(room))
            sources = {**_files(Path(room)), **_files(place, FOLDERS), KEY_FILE: place / KEY_FILE}
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
                _write(written, sources)
        count = len(check_backup(beside))
        beside.rename(file)
    except (OSError, sqlite3.Error) as error:
        words = in_words(error) if isinstance(error, OSError) else str(error)
        raise UsageError(f"{file} cannot be written: {words}. Name another.") from error
    finally:
        beside.unlink(missing_ok=True)
    return count


def check_backup(file: Path) -> dict[str, str]:
    """Return the names and hashes of what a backup holds; UsageError where anything is missing or changed."""
    try:
        with tarfile.open(file) as archive:
            found = {entry.name: _digest(cast(IO[bytes], archive.extractfile(entry))) for entry in _entries(archive)}
            manifest = json.loads(cast(IO[bytes], archive.extractfile(MANIFEST)).read())
    except (OSError, tarfile.TarError, KeyError, ValueError, EOFError) as error:
        raise UsageError(f"{file} {_NO_BACKUP}") from error
    del found[MANIFEST]
    if not isinstance(manifest, dict) or manifest.get("files") != found:
        raise UsageError(f"{file} {_NO_BACKUP}")
    return found


def restore(file: Path, place: Path) -> int:
    """Bring a backup back into a folder that is not there yet (or empty); return how many files it holds.

    A PostgreSQL must be empty too. The folder appears, and the rows are in PostgreSQL, once all is in place.
    """
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise UsageError(
            f"{place} is not empty, and a restore replaces nothing. Name a new folder with --data; or, to have it in "
            f"this place, stop the workbench, move {place} aside and restore again."
        )
    found = check_backup(file)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=place.parent, prefix=".restore-") as room:
            inside = Path(room) / "data"
            _unpack(file, inside)
            bring_back(inside, lambda: inside.rename(place))
    except OSError as error:
        raise UsageError(f"{place} cannot be written: {in_words(error)}. Nothing of it was kept.") from error
    return len(found)


def _unpack(file: Path, inside: Path) -> None:
    inside.mkdir(mode=0o700)
    with tarfile.open(file) as archive:
        for entry in _entries(archive):
            archive.extract(entry, inside, filter="data")
    (inside / MANIFEST).unlink()
    (inside / INCOMING).mkdir(mode=0o700)
    (inside / KEY_FILE).chmod(0o600)
    settle(inside)


def snapshot(room: Path) -> None:
    """Write the database as it is in one moment into a folder."""
    _WAYS[connection.vendor][0](room)


def bring_back(inside: Path, put: Callable[[], object]) -> None:
    """Take the database out of an unpacked backup; `put` moves the folder to its place, and is called last."""
    made_on = "sqlite" if (inside / DATABASE).exists() else "postgresql"
    if made_on != connection.vendor:
        raise UsageError(f"This backup is of a {made_on} database, and {connection.vendor} is set. See DATABASE_URL.")
    _WAYS[connection.vendor][1](inside, put)


def _sqlite_out(room: Path) -> None:
    name = connection.settings_dict["NAME"]
    with (
        closing(sqlite3.connect(f"file:{name}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(room / DATABASE)) as copy,
    ):
        live.backup(copy)


def _sqlite_in(inside: Path, put: Callable[[], object]) -> None:
    with closing(sqlite3.connect(inside / DATABASE)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise UsageError("The database in this backup is damaged. Take another backup.")
    put()


def _postgresql_out(room: Path) -> None:
    (room / TABLES).mkdir()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        (room / TABLES / "migrations.json").write_text(json.dumps(_migrations()), encoding="utf-8")
        for table in _tables():
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows, (room / TABLES / table).open("wb") as file:
                for block in rows:
                    file.write(block)


def _postgresql_in(inside: Path, put: Callable[[], object]) -> None:
    if connection.introspection.table_names():
        raise UsageError("The PostgreSQL that DATABASE_URL names is not empty. Make a new database for the restore.")
    with transaction.atomic():  # the tables too: what cannot be put in its place leaves the database empty
        _fill(inside / TABLES)
        shutil.rmtree(inside / TABLES)
        put()


def _fill(folder: Path) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    if json.loads((folder / "migrations.json").read_text(encoding="utf-8")) != _migrations():
        raise UsageError("This backup was made by another version of prepoll. Restore it with that one, then upgrade.")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # the tables come by name; making them asked for the opposite
        for table in _tables():
            cursor.execute(f'DELETE FROM "{table}"' if table != "events_event" else "SELECT 1")
        for table in _tables():
            with cursor.copy(f'COPY "{table}" FROM STDIN') as rows, (folder / table).open("rb") as file:
                while block := file.read(_CHUNK):
                    rows.write(block)
        for statement in connection.ops.sequence_reset_sql(_no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what does not hold together is found before it is in place


_Way = tuple[Callable[[Path], None], Callable[[Path, Callable[[], object]], None]]
_WAYS: Final[Mapping[str, _Way]] = {
    "sqlite": (_sqlite_out, _sqlite_in),
    "postgresql": (_postgresql_out, _postgresql_in),
}


def _no_style() -> Any:  # noqa: ANN401  Django gives it no name
    from django.core.management.color import no_style  # noqa: PLC0415  asked for by PostgreSQL alone

    return no_style()


def _tables() -> list[str]:
    return sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})


def _migrations() -> list[list[str]]:
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def _files(top: Path, folders: tuple[str, ...] = ("",)) -> dict[str, Path]:
    paths = [path for folder in folders for path in sorted((top / folder).rglob("*")) if path.is_file()]
    return {path.relative_to(top).as_posix(): path for path in paths}


def _write(file: IO[bytes], sources: Mapping[str, Path]) -> None:
    hashes: dict[str, str] = {}
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, path in sources.items():
            content = path.read_bytes()
            hashes[name] = hashlib.sha256(content).hexdigest()
            _add(archive, name, content)
        manifest = {"version": __version__, "files": hashes}
        _add(archive, MANIFEST, json.dumps(manifest, indent=1).encode())
    file.flush()
    os.fsync(file.fileno())


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, io.BytesIO(content))


def _entries(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for entry in archive:
        if not entry.isreg() or entry.name.startswith("/") or ".." in Path(entry.name).parts:
            raise tarfile.TarError(entry.name)
        yield entry


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := file.read(_CHUNK):
        digest.update(block)
    return digest.hexdigest()
