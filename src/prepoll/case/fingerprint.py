"""The hash of a case: the same for the same content visible on the same day, wherever it lies."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Any, Final

from prepoll.case.types import Case, Row


def input_hash(case: Case) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of all that the case holds.

    The folder's name, line numbers and whether a table is .csv, .csv.gz or .parquet do not count.
    """
    digest = hashlib.sha256()
    for part in fields(case):
        if part.name != "folder":
            digest.update(f"{part.name}={_written(getattr(case, part.name))}\n".encode())
    return digest.hexdigest()


class Writers(dict[type, Callable[[Any], str]]):
    """How values of each type are written, looked up once."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        if issubclass(kind, Row):
            write: Callable[[Any], str] = attrgetter("id")
        else:
            write = _tuple if issubclass(kind, tuple) else _fields if is_dataclass(kind) else repr
        self[kind] = write
        return write


class Names(dict[type, tuple[str, ...]]):
    """The fields of each type of row, looked up once."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        self[kind] = tuple(part.name for part in fields(kind))
        return self[kind]


WRITTEN: Final = Writers()
NAMES: Final = Names()


def _written(value: object) -> str:
    return WRITTEN[type(value)](value)


def _tuple(value: tuple[object, ...]) -> str:
    if value and is_dataclass(type(value[0])):
        return "\n".join([WRITTEN[type(each)](each) for each in value])
    return repr(value)


def _fields(value: object) -> str:
    return repr([WRITTEN[type(each := getattr(value, name))](each) for name in NAMES[type(value)]])
