"""Set aside what follows from a defect elsewhere: the file, or the code, that is the one thing to mend."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from prepoll.case import cells
from prepoll.case.folder import Folder
from prepoll.case.toml_reader import SETTINGS_FILE
from prepoll.errors import MOST_OF_A_KIND, Finding, Severity

_CODED = {"parties": ("code",), "seats": ("code",), "units": ("unit",)}


def without_followers(folder: Folder, findings: Iterable[Finding]) -> list[Finding]:
    """Leave out what rests on a file that could not be read whole, and name a code that many rows miss once.

    A note says how many findings wait on the file.
    """
    unread = unread_files(folder)
    kept: list[Finding] = []
    waiting: Counter[str] = Counter()
    for finding in dict.fromkeys(findings):
        cause = next((file for file in unread if file in finding.rests_on), None)
        if cause is None:
            kept.append(finding)
        else:
            waiting[cause] += 1
    return _gathered(folder, kept) + [_note(file, number) for file, number in waiting.items()]


def unread_files(folder: Folder) -> tuple[str, ...]:
    """List the files of which nothing, or only a part, could be read; case.toml first, as it names the others."""
    tables = [table.file for table in folder.tables.values() if not table.whole]
    return tuple(tables if folder.settings.whole else [SETTINGS_FILE, *tables])


def _note(file: str, number: int) -> Finding:
    what = f"{number} further finding{'' if number == 1 else 's'} wait{'s' if number == 1 else ''} on this file"
    return Finding(file, None, None, None, what, "Mend it first, then check again.", Severity.NOTE)


def _gathered(folder: Folder, findings: list[Finding]) -> list[Finding]:
    """Join the findings of one code that more than five rows name and that is not there."""
    missed: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.value and len(finding.rests_on) == 1:
            missed[finding.rests_on[0], finding.value].append(finding)
    joined: dict[Finding, Finding] = {}
    for (file, code), alike in missed.items():
        if len(alike) > MOST_OF_A_KIND:
            joined |= dict.fromkeys(alike, _one_for_all(folder, file, code, alike))
    return list(dict.fromkeys(joined.get(finding, finding) for finding in findings))


def _one_for_all(folder: Folder, file: str, code: str, alike: list[Finding]) -> Finding:
    """Name the row of `file` that has probably another code than all other rows, else the first row that names it."""
    files = ", ".join(dict.fromkeys(each.file for each in alike))
    for name, (column,) in _CODED.items():
        if folder.tables[name].file == file:
            lines = {each.values[column]: each.line for each in folder.tables[name].records if column in each.values}
            used = _named(folder, {each.value for each in alike})
            meant = cells.nearest(code, [own for own in lines if own not in used], 75)
            own = next((own for own in lines if meant == f"Did you mean {own}? "), None)
            if own is not None:
                problem = f"no other row names this code, and {len(alike)} name {code}, which is not here ({files})"
                return Finding(file, lines[own], column, own, problem, f"Did you mean {code}? Write it here.")
    first = min(alike, key=lambda each: (each.file, each.line or 0))
    return replace(first, problem=f"{first.problem}; {len(alike) - 1} more rows name it ({files})")


def _named(folder: Folder, leave_out: set[str | None]) -> set[str]:
    """List all texts that rows name in columns other than the one that defines a code."""
    return {
        value
        for name, table in folder.tables.items()
        for record in table.records
        for column, value in record.values.items()
        if isinstance(value, str) and column not in _CODED.get(name, ()) and value not in leave_out
    }
