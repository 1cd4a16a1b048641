"""The folder where a workbench keeps everything, and the addresses at which it may listen."""

from __future__ import annotations

import errno
import fcntl
import ipaddress
import os
import secrets
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from prepoll.errors import UsageError

KEY_FILE = "secret-key"
LOCK_FILE = "lock"
DATABASE = "prepoll.sqlite3"
INCOMING = "incoming"
WORKING = "working"
PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What a system says where nothing more can be written."""


def is_loopback(host: str) -> bool:
    """Say whether an address is of this machine only.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_host(host: str, environ: Mapping[str, str]) -> None:
    """Refuse an address that others can reach unless the settings for encrypted connections are there."""
    address, proxy = environ.get("PREPOLL_ADDRESS", ""), environ.get("PREPOLL_PROXY", "")
    if address and (urlsplit(address).scheme != "https" or not urlsplit(address).hostname):
        raise UsageError(f"PREPOLL_ADDRESS is {address!r}. Give the public address with https://, or leave it out.")
    if not is_loopback(host) and not (address and proxy):
        raise UsageError(
            f"--host {host} can be reached from other machines, and passwords would cross the network in the clear. "
            "Put a proxy with TLS in front, set PREPOLL_ADDRESS to its public address (https://…) and PREPOLL_PROXY "
            "to the address it calls from; or leave --host out, to serve on this machine only."
        )


def is_full(error: OSError) -> bool:
    """Say whether a file could not be written for want of room; copies of folders say so in words alone."""
    return error.errno in NO_ROOM or (
        isinstance(error, shutil.Error) and any(os.strerror(code) in str(error) for code in NO_ROOM)
    )


def in_words(error: OSError) -> str:
    """Say what kept a file from being read or written, without the list that a copy of a folder brings along."""
    return os.strerror(errno.ENOSPC) if is_full(error) else error.strerror or str(error)


def settle(folder: Path) -> None:
    """Have everything in a folder written to the disk, so that a power cut takes nothing of it."""
    for path in (*sorted(folder.rglob("*")), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def open_place(folder: Path) -> Path:
    """Make the folder and its secret key where they are missing, for the owner's eyes only.

    Raises UsageError where the folder cannot be made, or where others can read the key.
    """
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        (folder / INCOMING).mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        make_key(folder / KEY_FILE)
        mode = stat.S_IMODE((folder / KEY_FILE).stat().st_mode)
    except OSError as error:
        raise UsageError(f"{folder} cannot be used: {error.strerror or error}. Name another with --data.") from error
    if mode & 0o077:
        path = folder / KEY_FILE
        raise UsageError(f"Others can read {path} (mode {mode:o}). Delete it, so that a new one is made on start.")
    return folder.resolve()


def existing_place(folder: Path) -> Path:
    """Return the folder of a workbench that has been served before; a key is there from the first start on."""
    if not (folder / KEY_FILE).exists():
        raise UsageError(f"There is no workbench in {folder}. Name its folder with --data; `prepoll serve` makes one.")
    return open_place(folder)


def make_key(path: Path) -> None:
    """Write a new secret key where there is none; whole or not at all."""
    if path.exists():
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "w") as file:
            file.write(secrets.token_urlsafe(64) + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def place_taken(place: Path) -> Iterator[None]:
    """Hold the place for one server, and clear away what an earlier one left half received.

    The folders that studies are made of go too: they are made anew where they are asked for, and nobody knows whether
    a machine that lost its power wrote them out.
    """
    with (place / LOCK_FILE).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UsageError(f"{place} is in use by another server. Stop it, or name another with --data.") from error
        for left in (INCOMING, WORKING):
            shutil.rmtree(place / left, ignore_errors=True)
        (place / INCOMING).mkdir()
        yield
