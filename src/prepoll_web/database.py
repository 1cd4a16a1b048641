"""Which database a workbench keeps its rows in: SQLite in its own folder, or the one that DATABASE_URL names."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from prepoll.errors import UsageError
from prepoll_web.place import DATABASE

SCHEMES = frozenset({"postgres", "postgresql"})
Settings = dict[str, Any]


def database(place: Path, address: str) -> Settings:
    """Return Django's settings for the database; UsageError where the address is not of a PostgreSQL.

    >>> database(Path("data"), "postgresql://desk:s%40cret@db.example:5433/prepoll")["HOST"]
    'db.example'
    """
    return postgresql(address) if address else sqlite(place)


def sqlite(place: Path) -> Settings:
    """Return the settings of the file in the place: who will write takes the lock first, so nobody fails half-way."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": place / DATABASE,
        "CONN_MAX_AGE": None,  # to open the file for each page costs more than most pages ask of it
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }


def postgresql(address: str) -> Settings:
    """Read postgresql://user:password@host:port/name?option=value; a socket's folder may stand as ?host=/run/…."""
    wrong = "DATABASE_URL is not the address of a PostgreSQL. Write it as postgresql://user:password@host:port/name."
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise UsageError(wrong) from error
    name = unquote(parts.path.strip("/"))
    if parts.scheme not in SCHEMES or not name or "/" in name:
        raise UsageError(wrong)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
