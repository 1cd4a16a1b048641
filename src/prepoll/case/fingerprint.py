"""The hash of a case: the same for the same content visible on the same day, wherever it lies."""

from __future__ import annotations

import hashlib
from dataclasses import fields, is_dataclass

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


def _written(value: object) -> str:
    if isinstance(value, Row):
        return value.id
    if isinstance(value, tuple) and value and is_dataclass(value[0]):
        return "\n".join(_written(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return repr([_written(getattr(value, part.name)) for part in fields(value)])
    return repr(value)
