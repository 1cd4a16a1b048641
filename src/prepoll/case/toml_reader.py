"""Read values out of case.toml one by one, and keep every defect with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from prepoll.case import cells
from prepoll.errors import Finding, Severity

SETTINGS_FILE: Final = "case.toml"
Choice = TypeVar("Choice", bound=StrEnum)


class TomlReader:
    """Reads values out of case.toml and keeps every defect with its line."""

    def __init__(self, written: str) -> None:
        self.lines = written.splitlines()
        self.findings: list[Finding] = []

    def line(self, key: str, table: str | None = None, index: int = 0) -> int | None:
        """Find the line of `key`, in the table (the `index`-th of its name), by looking at the text."""
        seen, inside = -1, table is None
        for number, line in enumerate(self.lines, 1):
            if heading := re.match(r"\s*\[+\s*([\w.-]+)\s*\]+", line):
                seen += heading[1] == table
                inside = heading[1] == table and seen == index
                if inside and key == table:
                    return number
            elif inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return number
        return None

    def defect(self, key: str, value: object, problem: str, way_out: str, place: tuple[str, int] | None = None) -> None:
        """Note a defect of `key`, where `place` is its table and that table's number."""
        line = self.line(key, *place) if place else self.line(key)
        if line is None:
            line = self.line(place[0], *place) if place else 1
        shown = "" if value is None else str(value)
        column = f"{place[0]}.{key}" if place and place[0] != key else key
        self.findings.append(Finding(SETTINGS_FILE, line, column, shown, problem, way_out))

    def spare(self, table: Mapping[str, Any], known: tuple[str, ...], place: tuple[str, int] | None = None) -> None:
        """Note keys that nothing is read from, with the name that may have been meant."""
        for key in table:
            if key not in known:
                line = self.line(key, *place) if place else self.line(key)
                column = f"{place[0]}.{key}" if place else key
                meant = cells.nearest(key, [name for name in known if name not in table], 75)
                way_out = f"{meant}It may stay; check the spelling if it should count."
                problem = "nothing is read from this key"
                self.findings.append(Finding(SETTINGS_FILE, line, column, None, problem, way_out, Severity.NOTE))

    def text(self, table: Mapping[str, Any], key: str, place: tuple[str, int] | None = None) -> str | None:
        """Read an optional text."""
        value = table.get(key)
        if value is None or isinstance(value, str):
            return value or None
        self.defect(key, value, "is not a text", f'Write {key} = "…".', place)
        return None

    def needed(self, table: Mapping[str, Any], key: str, place: tuple[str, int] | None = None) -> str:
        """Read a text that has to be there."""
        value = self.text(table, key, place)
        if value is None and not (key in table and not isinstance(table[key], str)):
            self.defect(key, None, "is missing", f'Add {key} = "…".', place)
        return value or ""

    def day(self, table: Mapping[str, Any], key: str, place: tuple[str, int] | None = None) -> date | None:
        """Read an optional date, written bare or as a text."""
        value = table.get(key)
        if isinstance(value, datetime):
            return value.date()
        if value is None or isinstance(value, date):
            return value
        try:
            return cells.day(str(value))
        except cells.Unreadable as defect:
            self.defect(key, value, defect.problem, defect.way_out, place)
            return None

    def number(self, table: Mapping[str, Any], key: str, place: tuple[str, int] | None = None) -> float | None:
        """Read an optional number, 0 or more."""
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            self.defect(key, value, "is not a number of 0 or more", f"Write {key} = 1.0, without quotes.", place)
            return None
        return float(value)

    def names(self, table: Mapping[str, Any], key: str, place: tuple[str, int] | None = None) -> tuple[str, ...]:
        """Read an optional list of texts."""
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self.defect(key, value, "is not a list of texts", f'Write {key} = ["A", "B"].', place)
        return ()

    def choice(
        self, options: type[Choice], table: Mapping[str, Any], key: str, place: tuple[str, int] | None = None
    ) -> Choice | None:
        """Read an optional choice."""
        value = self.text(table, key, place)
        if value is None:
            return None
        try:
            return options(value)
        except ValueError:
            listed = ", ".join(option.value for option in options)
            way_out = f"{cells.nearest(value, [option.value for option in options])}Choose: {listed}."
            self.defect(key, value, "is not one of its values", way_out, place)
            return None

    def tables(self, root: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
        """Read a list of tables, written [[key]]."""
        value = root.get(key, [])
        if isinstance(value, list) and all(isinstance(each, dict) for each in value):
            return value
        self.defect(key, None, "is not a list of tables", f"Write [[{key}]] above each.")
        return []
