"""What must not be so where others can reach the workbench; every reason is given at once."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from prepoll.errors import UsageError
from prepoll_web.place import KEY_FILE, is_loopback

SHORTEST_KEY: Final = 50
OVER_A_NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "glusterfs"}
)
MOUNTS: Final = Path("/proc/mounts")


def check_safety(host: str, place: Path, settings: Any) -> None:  # noqa: ANN401  Django's settings have no type
    """Refuse to serve others with settings that give them more than they should have; UsageError with all reasons."""
    if is_loopback(host) and not settings.PREPOLL_ADDRESS:
        return
    reasons = [*_in_settings(settings), *_in_place(place), *_in_database(place, settings.DATABASES["default"])]
    if reasons:
        listed = "\n".join(f"  {reason}" for reason in reasons)
        raise UsageError(f"Others can reach this workbench, and it is not safe as it stands:\n{listed}")


def _in_settings(settings: Any) -> Iterator[str]:  # noqa: ANN401  as above
    if settings.DEBUG:
        yield "DEBUG is on, and errors would show code and settings. Turn it off."
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_KEY or len(set(key)) < 10 or key.startswith("django-insecure"):
        yield f"The secret key can be guessed. Delete {KEY_FILE} in the data folder; a new one is made on start."
    if "*" in settings.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS takes every name. Set PREPOLL_ADDRESS to the public address."
    if settings.PREPOLL_ADDRESS and not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        yield "Cookies would be sent unencrypted. Leave the cookie settings as they are."


def _in_place(place: Path) -> Iterator[str]:
    mode = stat.S_IMODE(place.stat().st_mode)
    if mode & 0o077:
        yield f"Others on this machine can look into {place} (mode {mode:o}). Close it: chmod 700 {place}"


def _in_database(place: Path, database: Mapping[str, Any]) -> Iterator[str]:
    if not database["ENGINE"].endswith("sqlite3"):
        return
    kind = kind_of_disk(place, MOUNTS.read_text(encoding="utf-8", errors="replace") if MOUNTS.exists() else "")
    if kind in OVER_A_NETWORK:
        yield (
            f"The database is a SQLite file on a network disk ({kind}), where two programs can harm it. "
            "Keep the data folder on a local disk, or use a PostgreSQL by DATABASE_URL."
        )


def kind_of_disk(place: Path, mounts: str) -> str:
    r"""Return the kind of disk that a folder is on, from the text of /proc/mounts.

    >>> kind_of_disk(Path("/srv/desk/data"), "/dev/sda1 / ext4 rw 0 0\nserver:/desk /srv/desk nfs4 rw 0 0")
    'nfs4'
    """
    rows = [line.split() for line in mounts.splitlines() if len(line.split()) >= 3]
    found = [(Path(row[1].replace("\\040", " ")), row[2]) for row in rows]
    over = [(len(path.parts), kind) for path, kind in found if place.is_relative_to(path)]
    return max(over, key=lambda each: each[0])[1] if over else ""
