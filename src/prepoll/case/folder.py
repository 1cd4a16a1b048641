"""Open all files of a case folder and read their rows, without asking yet what was known when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from prepoll.case.articles import read_articles
from prepoll.case.boundaries import read_boundaries
from prepoll.case.cells import nearest
from prepoll.case.layouts import LAYOUTS, Layout
from prepoll.case.records import Found, Records, read_records
from prepoll.case.settings import Settings, read_settings
from prepoll.case.swaps import without_swapped
from prepoll.case.tables import RawTable, read_table
from prepoll.case.toml_reader import SETTINGS_FILE
from prepoll.case.types import Article, Boundary
from prepoll.errors import CaseError, Finding, Severity

NEEDED = ("parties", "seats")
_ENDINGS = (".csv", ".csv.gz", ".parquet")
_OTHER_TABLES = (".xlsx", ".xls", ".xlsm", ".ods", ".tsv", ".tab", ".txt", ".numbers")
_GEOJSON = "geojson"
_NEWS = "news"
_LONGEST_LINK = 256  # bytes of a link that a system without links keeps as a text


@dataclass(frozen=True, slots=True)
class Folder:
    """A case folder as read: rows of every day, and the defects of its files and cells."""

    name: str
    settings: Settings
    tables: Mapping[str, Records]  # one for each layout; empty where there is no file
    articles: tuple[Article, ...]
    boundaries: tuple[Boundary, ...]
    found: tuple[Found, ...]

    def in_settings(
        self, key: str, value: str, problem: str, way_out: str, severity: Severity = Severity.ERROR
    ) -> Finding:
        """Make a finding in case.toml, at the last line that gives `value` to `key`."""
        lines = [number for number, text in enumerate(self.settings.lines, 1) if _holds(text, key, value)]
        return Finding(SETTINGS_FILE, max(lines, default=None), key, value, problem, way_out, severity)


def _holds(line: str, key: str, value: str) -> bool:
    name = key.rpartition(".")[2]
    given = re.match(rf"\s*{name}\s*=(.*)", line)
    return given is not None and re.search(rf"(?<!\w){re.escape(value)}(?=T\d|(?!\w))", given[1]) is not None


def open_folder(path: Path) -> Folder:
    """Read everything in a case folder; raises CaseError where there is no folder."""
    path = Path(path)
    if not path.is_dir():
        raise CaseError([_no_folder(path)])
    settings, findings = read_settings(path)
    files = settings.files or {}
    found = [Found(finding, None) for finding in findings]
    tables: dict[str, Records] = {}
    for name, layout in LAYOUTS.items():
        tables[name], defects = _read_layout(path, layout, files.get(name))
        found.extend(defects)
    tables, found = without_swapped(tables, found, [region.code for region in settings.regions])
    boundaries, defects = _open_boundaries(path, files, tables["seats"])
    articles, news = read_articles(path, files.get(_NEWS, _NEWS))
    if _NEWS in files and not (path / files[_NEWS]).exists():
        found.append(_not_there(path, _NEWS, files[_NEWS]))
    found.extend([*defects, *news, *_unread(path, files)])
    return Folder(path.resolve().name, settings, tables, tuple(articles), boundaries, tuple(found))


def _no_folder(path: Path) -> Finding:
    way_out = "Give a folder with a case.toml, or start one with `prepoll new DIR`."
    if path.is_symlink() and not path.exists():
        problem = f"is a link to {path.readlink()}, which is not there"
        way_out = (
            "Copy the folder itself (cp -rL follows links), or write the tutorial with `prepoll new DIR --tutorial`."
        )
    elif path.is_file() and path.stat().st_size < _LONGEST_LINK and not path.suffix:
        problem = "is a file, not a case folder; it may be a link that was checked out as text"
    else:
        problem = "is a file, not a case folder" if path.exists() else "is not there"
    return Finding(str(path), None, None, None, problem, way_out)


def table_file(path: Path, name: str) -> Path:
    """Return the file that holds a table of a case, or would hold it: the one named, else the one there."""
    settings, _ = read_settings(path)
    named = (settings.files or {}).get(name)
    present = [path / (name + ending) for ending in _ENDINGS if (path / (name + ending)).exists()]
    return path / named if named else present[0] if present else path / (name + _ENDINGS[0])


def _read_layout(folder: Path, layout: Layout, named: str | None) -> tuple[Records, list[Found]]:
    present = [layout.name + ending for ending in _ENDINGS if (folder / (layout.name + ending)).exists()]
    found: list[Found] = []
    if named is None and len(present) > 1:
        way_out = f"Keep one, or name it: {layout.name} = … under [files] in case.toml."
        problem = f"stands beside {', '.join(present[1:])}, and only one can be read"
        found.append(Found(Finding(present[0], None, None, None, problem, way_out), None))
    file = named or (present[0] if present else layout.name + _ENDINGS[0])
    if named is None and not present and layout.name not in NEEDED:
        return Records(file, layout, ()), found
    if named is not None and not (folder / named).exists():
        return Records(named, layout, (), whole=False), [*found, _not_there(folder, layout.name, named)]
    raw, findings = read_table(folder / file, file)
    records, defects = read_records(raw, layout)
    if records.whole and not raw.rows and layout.name in NEEDED:
        way_out = f"Add a row for each of the {layout.name}."
        findings.append(Finding(file, raw.line, layout.required[0], "", "has no rows", way_out))
        records = replace(records, whole=False)
    return records, found + [Found(finding, None) for finding in findings] + defects


def _not_there(folder: Path, name: str, file: str) -> Found:
    """Name the line of case.toml that names a file which is missing, and the file that was probably meant."""
    text = (folder / SETTINGS_FILE).read_text("utf-8", "replace")
    lines = [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if re.match(rf"\s*{name}\s*=.*{re.escape(file)}", line)
    ]
    there = sorted(each.name for each in folder.iterdir() if not each.name.startswith("."))
    way_out = f"{nearest(file, there, 80)}Add it, or take the line out of [files]."
    return Found(
        Finding(SETTINGS_FILE, max(lines, default=1), f"files.{name}", file, f"{file} is missing", way_out), None
    )


def _open_boundaries(
    folder: Path, files: Mapping[str, str], seats: Records
) -> tuple[tuple[Boundary, ...], list[Found]]:
    named = files.get(_GEOJSON)
    codes = [str(record.values["code"]) for record in seats.records if "code" in record.values]
    file = named or "seats.geojson"
    if not (folder / file).exists():
        if named is None:
            return (), []
        return (), [_not_there(folder, _GEOJSON, file)]
    boundaries, findings = read_boundaries(folder / file, file, codes, seats.file)
    return boundaries, [Found(finding, None) for finding in findings]


def _unread(folder: Path, files: Mapping[str, str]) -> list[Found]:
    """Note files that nothing reads; while case.toml cannot be read, it may be what names them."""
    known = {name + ending for name in LAYOUTS for ending in _ENDINGS}
    known |= {files[name] for name in files if name in (*LAYOUTS, _GEOJSON, _NEWS)}
    known |= {SETTINGS_FILE, "seats.geojson", _NEWS}
    names = [*(layout + _ENDINGS[0] for layout in LAYOUTS), SETTINGS_FILE, "seats.geojson"]
    return [
        Found(_unread_file(each, names), None)
        for each in sorted(folder.iterdir())
        if each.name not in known and not each.name.startswith(".") and each.suffix.lower() != ".md"
    ]


def _unread_file(path: Path, names: list[str]) -> Finding:
    """Name a file that is not read: with a warning where it is probably meant as a table that is missing."""
    table = path.stem.lower().removesuffix(".csv")
    if table in LAYOUTS and path.suffix.lower() in _OTHER_TABLES:
        way_out = f"Save it as {table}.csv: in a spreadsheet, 'CSV UTF-8'."
        problem = f"is not read: tables end in {', '.join(_ENDINGS)}"
        return Finding(path.name, None, None, None, problem, way_out, Severity.WARNING, (SETTINGS_FILE,))
    meant = nearest(path.name, names, 85)
    named = meant.removeprefix("Did you mean ").removesuffix("? ")
    there = [path.parent / named, *(path.parent / (Path(named).stem + ending) for ending in _ENDINGS)]
    severity = Severity.WARNING if meant and not any(each.exists() for each in there) else Severity.NOTE
    way_out = f"{meant}It may stay; rename it if it is meant to be one of the tables."
    return Finding(path.name, None, None, None, "is not read", way_out, severity, (SETTINGS_FILE,))


def read_whole(path: Path, layout: Layout) -> tuple[Records, date]:
    """Read one table outside a case, all of its rows; raises CaseError with all defects."""
    path = Path(path)
    raw: RawTable
    raw, findings = read_table(path, path.name)
    records, defects = read_records(raw, layout)
    findings += [each.finding for each in defects]
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise CaseError(sorted_findings(errors))
    return records, date.max


def read_as_it_stands(folder: Path, layout: Layout) -> Records:
    """Read the rows of one table of a case, whatever is wrong with others or elsewhere; none where there is no file."""
    path = table_file(folder, layout.name)
    if not path.exists():
        return Records(path.name, layout, ())
    return read_records(read_table(path, path.relative_to(folder).as_posix())[0], layout)[0]


def sorted_findings(findings: list[Finding]) -> tuple[Finding, ...]:
    """Put findings in the order of files, lines and columns, each once."""
    return tuple(
        sorted(
            dict.fromkeys(findings),
            key=lambda each: (each.file, each.line or 0, each.column or "", each.value or "", each.problem),
        )
    )
