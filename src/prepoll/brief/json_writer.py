"""The brief for programs: sorted keys, rounded figures, no clock, no place on a machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType
from typing import Any, Final

from prepoll.brief.types import Brief

DIGITS: Final = 6
"""Digits after the point of every float in brief.json; rounded here and nowhere else."""

FORMAT: Final = "prepoll.brief/1"
"""The name of the shape; the number rises when a key is renamed or removed."""


def as_json(brief: Brief) -> str:
    """Write a brief as JSON: the same bytes for the same case, day, seed and version."""
    content = {"format": FORMAT, **plain_fields(brief)}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"


def plain(value: object) -> object:
    """Return a value as JSON knows it; TypeError for one that has no place in a brief."""
    if is_dataclass(value):
        return plain_fields(value)
    for kinds, write in FORMS:
        if isinstance(value, kinds):
            return write(value)
    raise TypeError(f"{type(value).__name__} has no place in brief.json.")


def plain_fields(value: object) -> dict[str, object]:
    """Return a frozen row as a dictionary, without the fields that stay apart."""
    return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.metadata.get("json", True)}  # type: ignore[arg-type]


FORMS: Final[tuple[tuple[tuple[type, ...], Callable[[Any], object]], ...]] = (
    ((Enum,), lambda value: value.value),
    ((float,), lambda value: round(float(value), DIGITS) + 0.0),
    ((date, datetime), lambda value: value.isoformat()),
    ((Mapping,), lambda value: {str(key): plain(inner) for key, inner in value.items()}),
    ((tuple, list), lambda value: [plain(inner) for inner in value]),
    ((str, bool, int, NoneType), lambda value: value),
)
"""How each kind of value is written; the first that fits counts."""
