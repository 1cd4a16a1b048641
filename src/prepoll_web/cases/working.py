"""The folder that studies are made of: the uploaded files, with what a team has added to the case written over a copy.

Applications above this one say what they add by `contribute`; nothing here knows what that is.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings

from prepoll.case import news_folder
from prepoll.case.folder import table_file
from prepoll.case.layouts import LAYOUTS
from prepoll.case.tables import read_table
from prepoll.case.toml_reader import SETTINGS_FILE
from prepoll_web.cases.models import Case
from prepoll_web.cases.store import folder_of, keep, waiting_room
from prepoll_web.place import WORKING

KEPT = 4
"""How many states of a case are kept beside the newest, for whoever still reads one of them."""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Added:
    """What a team has added to a case: articles by file name, rows by table, and the day it was taken to.

    `without` names the articles of the upload that were withdrawn.
    """

    articles: Mapping[str, str] = field(default_factory=dict)
    without: Sequence[str] = ()
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    day: date | None = None


Contribution = Callable[[Case], Added]
_CONTRIBUTIONS: list[Contribution] = []


def contribute(contribution: Contribution) -> None:
    """Have an application's additions written into every working folder; asked for in its `ready`."""
    if contribution not in _CONTRIBUTIONS:
        _CONTRIBUTIONS.append(contribution)


def working_folder(case: Case) -> Path:
    """Return the folder with a case as its team has it now; the uploaded one where nothing was added.

    It is named by its content, made whole beside and moved to its place, so that whoever reads a folder
    keeps what it began with. Raises OSError where the disk is full.
    """
    added = [each for each in (contribution(case) for contribution in _CONTRIBUTIONS) if _holds(each)]
    if not added:
        return folder_of(case)
    target = _states(case.team_id, case.id) / _name(case, added)
    if not target.is_dir():
        _make(case, added, target)
    return target


def forget_working(case: Case) -> None:
    """Remove every state of a case that was made, as something in it has to be gone from the disk."""
    shutil.rmtree(_states(case.team_id, case.id), ignore_errors=True)


def _states(team: UUID, case: UUID) -> Path:
    return Path(settings.PREPOLL_DATA) / WORKING / str(team) / str(case)


def _holds(added: Added) -> bool:
    return bool(added.articles or added.without or added.day or any(added.rows.values()))


def _name(case: Case, added: Sequence[Added]) -> str:
    """Name a state by all that goes into it."""
    parts = [[dict(each.articles), sorted(each.without), dict(each.rows), str(each.day)] for each in added]
    written = json.dumps([case.input_hash, parts], ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def _make(case: Case, added: Sequence[Added], target: Path) -> None:
    with waiting_room() as room:
        folder = room / "case"
        shutil.copytree(folder_of(case), folder)
        for each in added:
            _write(folder, each)
        try:
            keep(folder, target)
        except OSError:
            if not target.is_dir():  # else somebody else has made the same at the same time
                raise
    _forget_old(target)


def _forget_old(newest: Path) -> None:
    states = sorted(newest.parent.iterdir(), key=lambda each: (each.stat().st_ctime_ns, each.name))
    for old in [each for each in states if each != newest][:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _write(folder: Path, added: Added) -> None:
    news = news_folder(folder)
    for path in [each for each in news.rglob("*") if each.is_file() and each.stem in added.without]:
        path.unlink()
    for name, raw in added.articles.items():
        news.mkdir(parents=True, exist_ok=True)
        (news / name).write_bytes(raw.encode("utf-8"))
    for table, rows in added.rows.items():
        if rows:
            _add_rows(folder, table, rows)
    if added.day is not None:
        _set_day(folder / SETTINGS_FILE, added.day)


def _add_rows(folder: Path, table: str, rows: Sequence[Row]) -> None:
    """Add rows at the end of a table, with the columns that it lacks; started where it is not there."""
    path = table_file(folder, table)
    header: tuple[str, ...] = ()
    cells: list[Sequence[str]] = []
    if path.exists():
        raw, _ = read_table(path, path.name)
        header, cells = raw.header, list(raw.rows)
    there = {name.strip().lower() for name in header}
    lacking = tuple(name for name in LAYOUTS[table].columns if name not in there)
    columns = [name.strip().lower() for name in (*header, *lacking)]
    cells = [[*row, *[""] * len(lacking)] for row in cells]
    cells += [[row.get(name, "") for name in columns] for row in rows]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([[*header, *lacking], *cells])
    content = written.getvalue().encode("utf-8")
    path.unlink(missing_ok=True)
    path.write_bytes(gzip.compress(content, mtime=0) if path.name.endswith(".gz") else content)


def _set_day(path: Path, day: date) -> None:
    """Take the case to a later day; only the line that names the day is written anew."""
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(re.sub(r"(?m)^(\s*as_of\s*=).*$", rf"\g<1> {day}", text, count=1), encoding="utf-8")
