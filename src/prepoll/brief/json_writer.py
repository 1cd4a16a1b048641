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

FORMAT: Final = "prepoll.brief/2"
"""The name of the shape; the number rises when a key is renamed or removed."""

MOVES: Final = ("seat", "party", "source", "before", "after", "log_sd_before", "log_sd_after", "evidence")
"""Columns of the table of moves."""


def as_json(brief: Brief) -> str:
    """Write a brief as JSON: the same bytes for the same case, day, seed and version."""
    content = {"format": FORMAT, **document(brief)}
    rows = [f"{_written(key)}:{_lines(content[key])}" for key in sorted(content)]
    return "{\n" + ",\n".join(rows) + "\n}\n"


def document(brief: Brief) -> dict[str, object]:
    """Return a brief as JSON knows it."""
    return {name: part(brief, name) for name in NAMES[Brief]}


def part(brief: Brief, name: str) -> object:
    """Return one part of a brief as JSON knows it; what each source moved is a table: it is long and repeats itself."""
    return moves_table(brief) if name == "moves" else plain(getattr(brief, name))


def moves_table(brief: Brief) -> dict[str, object]:
    """Write the moves as rows under common columns; sources and observations are given by their places.

    `kind` and `source` stand once for each source, in `sources`; `evidence` are places in the brief's list of
    observations.
    """
    seen = {row.id: place for place, row in enumerate(brief.evidence)}
    sources = list(dict.fromkeys((move.kind, move.source) for move in brief.moves))
    place = {source: number for number, source in enumerate(sources)}
    rows = [
        [
            move.seat,
            move.party,
            place[move.kind, move.source],
            rounded(move.before),
            rounded(move.after),
            rounded(move.log_sd_before),
            rounded(move.log_sd_after),
            [seen[name] for name in move.evidence if name in seen],
        ]
        for move in brief.moves
    ]
    return {"columns": list(MOVES), "sources": [list(source) for source in sources], "rows": rows}


def _lines(value: object) -> str:
    """Write a value, the items of a list a line each, so that two briefs can be compared line by line."""
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(_written(item) for item in value) + "\n]"
    if isinstance(value, dict) and any(isinstance(inner, list) for inner in value.values()):
        return "{" + ",".join(f"{_written(key)}:{_lines(value[key])}" for key in sorted(value)) + "}"
    return _written(value)


WRITTEN: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
"""How JSON is written here."""


def _written(value: object) -> str:
    return WRITTEN.encode(value)


def rounded(value: float) -> float:
    """Round a figure as it is written; minus nought becomes nought."""
    return round(float(value), DIGITS) + 0.0


def plain(value: object) -> object:
    """Return a value as JSON knows it; TypeError for one that has no place in a brief."""
    return FORM[type(value)](value)


def plain_fields(value: object) -> dict[str, object]:
    """Return a frozen row as a dictionary, without the fields that stay apart."""
    return {name: FORM[type(inner := getattr(value, name))](inner) for name in NAMES[type(value)]}


class Names(dict[type, tuple[str, ...]]):
    """The fields of each type of row that are written, looked up once."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        self[kind] = tuple(f.name for f in fields(kind) if f.metadata.get("json", True))
        return self[kind]


class Forms(dict[type, Callable[[Any], object]]):
    """How values of each type are written, looked up once."""

    def __missing__(self, kind: type) -> Callable[[Any], object]:
        write = plain_fields if is_dataclass(kind) else next((f for k, f in FORMS if issubclass(kind, k)), None)
        if write is None:
            raise TypeError(f"{kind.__name__} has no place in brief.json.")
        self[kind] = write
        return write


NAMES: Final = Names()
FORM: Final = Forms()
FORMS: Final[tuple[tuple[tuple[type, ...], Callable[[Any], object]], ...]] = (
    ((Enum,), lambda value: value.value),
    ((float,), rounded),
    ((date, datetime), lambda value: value.isoformat()),
    ((Mapping,), lambda value: {str(key): plain(inner) for key, inner in value.items()}),
    ((tuple, list), lambda value: [FORM[type(inner)](inner) for inner in value]),
    ((str, bool, int, NoneType), lambda value: value),
)
"""How each kind of value is written; the first that fits counts."""
