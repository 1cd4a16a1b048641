"""Finds the rows of a case by their ids, and their text as it stands in the files."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Final, Protocol

from prepoll.case.tables import RawTable, contents, decode, read_table
from prepoll.case.types import Case, Row
from prepoll.explain.types import SourceRow

SETTINGS_FILE: Final = "case.toml"
SOURCES: Final = ("source", "address", "electors_source", "schedule_source", "pollster")
"""Columns that say where a row was taken from, the first that is filled counts."""
GZIP: Final = b"\x1f\x8b"


class Sourced(Protocol):
    """Anything that was made from a row of a file."""

    @property
    def row(self) -> Row:
        """The row."""
        ...


class SourceRows:
    """The rows of one case folder, read when first asked for."""

    def __init__(self, folder: Path, case: Case) -> None:
        self.folder, self.case = folder, case
        self._known: dict[str, SourceRow] = {}
        self._tables: dict[str, tuple[RawTable, tuple[str, ...], Mapping[int, int]]] = {}

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """Map ids to places."""
        case = self.case
        tables: tuple[Iterable[Sourced], ...] = (
            *(case.parties, case.blocs, case.lineage, case.people, case.seats, case.units, case.results),
            *(case.fronts, case.positions, case.polls, case.reports, case.judgements),
        )
        return {each.row.id: each.row for each in chain.from_iterable(tables)}

    def find(self, ids: Iterable[str]) -> tuple[SourceRow, ...]:
        """Return the rows with some ids, each once, in the order of the ids; ids that name no row are left out."""
        return tuple(self._found(dict.fromkeys(ids)))

    def files_of(self, ids: Iterable[str]) -> list[tuple[str, str]]:
        """Pair ids, each once, with the file that each names a row of; those that name no row are left out."""
        names = dict.fromkeys(ids)
        found = zip(names, map(self._files.get, names), strict=True)
        return [(name, file) for name, known in found if (file := known or self._elsewhere(name)) is not None]

    @cached_property
    def _files(self) -> Mapping[str, str]:
        return {name: row.file for name, row in self.rows.items()}

    def _elsewhere(self, name: str) -> str | None:
        """Return the file of a setting or an article."""
        return next((found.file for found in self._found([name])), None)

    def setting(self, key: str) -> str | None:
        """Return the id of the line of case.toml that gives `key`, None where none does."""
        return next((f"{SETTINGS_FILE}:{key}" for line in self._settings if _gives(line, key)), None)

    def _found(self, ids: Iterable[str]) -> Iterator[SourceRow]:
        for name in ids:
            if name.startswith(f"{SETTINGS_FILE}:"):
                yield self._setting(name)
            elif name.startswith("news:"):
                yield from self._front_matter(name)
            elif name in self.rows:
                if name not in self._known:
                    self._known[name] = self._row(self.rows[name])
                yield self._known[name]

    def _row(self, row: Row) -> SourceRow:
        table, lines, places = self._table(row.file)
        place = places.get(row.line)
        cells = table.rows[place] if place is not None else []
        named = dict(zip(table.header, cells, strict=False))
        source = next((named[column] for column in SOURCES if named.get(column)), None)
        text = _whole(lines, row.line) if lines else ",".join(cells)
        return SourceRow(row.id, row.file, row.line, text, source)

    def _setting(self, name: str) -> SourceRow:
        key = name.partition(":")[2]
        line = next(number for number, text in enumerate(self._settings, 1) if _gives(text, key))
        return SourceRow(name, SETTINGS_FILE, line, self._settings[line - 1].strip(), None)

    def _front_matter(self, name: str) -> Iterator[SourceRow]:
        """Yield the line of an article that gives its date, its first line where none does."""
        for article in self.case.articles:
            if article.id == name.partition(":")[2]:
                lines = article.raw.splitlines() or [""]
                line = next((n for n, text in enumerate(lines, 1) if text.startswith("date:")), 1)
                yield SourceRow(name, article.file, line, lines[line - 1].strip(), article.address or article.source)

    @cached_property
    def _settings(self) -> tuple[str, ...]:
        return tuple((self.folder / SETTINGS_FILE).read_text(encoding="utf-8-sig").splitlines())

    def _table(self, file: str) -> tuple[RawTable, tuple[str, ...], Mapping[int, int]]:
        if file not in self._tables:
            table, _ = read_table(self.folder / file, file)
            places = {line: place for place, line in enumerate(table.lines)}
            self._tables[file] = (table, _lines(self.folder / file), places)
        return self._tables[file]


def _lines(path: Path) -> tuple[str, ...]:
    """Return the lines of a table of text, none of a parquet file."""
    raw = contents(path)
    if isinstance(raw, tuple) or path.name.endswith(".parquet"):
        return ()
    written, _ = decode(gzip.decompress(raw) if raw[:2] == GZIP else raw, path.name)
    return tuple((written or "").split("\n"))


def _whole(lines: tuple[str, ...], line: int) -> str:
    """Return the row that begins at a line; a quoted cell may run over several."""
    text = lines[line - 1]
    for following in lines[line : line + 50]:
        if text.count('"') % 2 == 0:
            break
        text += "\n" + following
    return text.rstrip("\r")


def _gives(line: str, key: str) -> bool:
    return re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line) is not None
