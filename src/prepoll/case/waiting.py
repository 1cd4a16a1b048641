"""Set aside what was found against a file that cannot be read: the file is the one thing to mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from prepoll.case.folder import Folder
from prepoll.case.settings import SETTINGS_FILE
from prepoll.errors import Finding, Severity


def without_followers(folder: Folder, findings: Iterable[Finding]) -> list[Finding]:
    """Leave out findings that rest on a file that could not be read whole; a note says how many wait on it."""
    unread = unread_files(folder)
    kept: list[Finding] = []
    waiting: Counter[str] = Counter()
    for finding in dict.fromkeys(findings):
        cause = next((file for file in unread if file in finding.rests_on and file != finding.file), None)
        if cause is None:
            kept.append(finding)
        else:
            waiting[cause] += 1
    return kept + [_note(file, number) for file, number in waiting.items()]


def unread_files(folder: Folder) -> tuple[str, ...]:
    """List the files of which nothing, or only a part, could be read; case.toml first, as it names the others."""
    tables = [table.file for table in folder.tables.values() if not table.whole]
    return tuple(tables if folder.settings.whole else [SETTINGS_FILE, *tables])


def _note(file: str, number: int) -> Finding:
    what = f"{number} further finding{'' if number == 1 else 's'} wait{'s' if number == 1 else ''} on this file"
    return Finding(file, None, None, None, what, "Mend it first, then check again.", Severity.NOTE)
