"""The judgements file as a book: rows are added at its end, and what was just added can be taken back."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from prepoll.case.folder import table_file
from prepoll.errors import UsageError
from prepoll.names import Verdict

HEADER = ("statement", "verdict", "correction", "by", "at", "known")
NEEDED = frozenset(HEADER) - {"correction", "known"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One judgement to be written; `known` is the day from which it counts, where that is not `at`."""

    statement: str
    verdict: Verdict
    correction: str | None
    by: str
    at: datetime
    known: date | None = None

    def cells(self) -> dict[str, str]:
        """Return the entry by column."""
        return {
            "statement": self.statement,
            "verdict": str(self.verdict),
            "correction": self.correction or "",
            "by": self.by,
            "at": self.at.isoformat(timespec="seconds"),
            "known": "" if self.known is None else self.known.isoformat(),
        }


@dataclass(slots=True)
class Book:
    """A judgements file; every change is written beside it and renamed, so that it is never half there."""

    path: Path
    columns: tuple[str, ...]
    _taken: list[tuple[bytes | None, bytes]] = field(default_factory=list)  # before and after each row of this session

    def add(self, entry: Entry) -> None:
        """Add a row; all that stands in the file stays as it is, to the byte."""
        before = self.path.read_bytes() if self.path.exists() else None
        whole = before if before else (",".join(self.columns) + "\n").encode()
        if not whole.endswith((b"\n", b"\r")):
            whole += b"\n"
        written = io.StringIO()
        csv.DictWriter(written, self.columns, lineterminator="\n", extrasaction="ignore").writerow(entry.cells())
        after = whole + written.getvalue().encode()
        self._put(after)
        self._taken.append((before, after))

    def take_back(self) -> bool:
        """Take back the last row of this session; False where there is none.

        UsageError where somebody else has changed the file since.
        """
        if not self._taken:
            return False
        before, after = self._taken[-1]
        if not self.path.exists() or self.path.read_bytes() != after:
            raise UsageError(f"{self.path} was changed by somebody else since. Take the row out by hand.")
        self._taken.pop()
        if before is None:
            self.path.unlink()
        else:
            self._put(before)
        return True

    def _put(self, content: bytes) -> None:
        beside = self.path.with_name(f".{self.path.name}.part")
        beside.write_bytes(content)
        os.replace(beside, self.path)


def open_book(folder: Path) -> Book:
    """Open the judgements of a case, or make ready to start them; UsageError where rows cannot be added."""
    path = table_file(folder, "judgements")
    if path.suffix.lower() != ".csv":
        raise UsageError(f"{path} cannot be added to. Save it as judgements.csv.")
    if not path.exists() or not path.read_bytes().strip():
        return Book(path, HEADER)
    try:
        first = path.read_text(encoding="utf-8-sig").splitlines()[0]
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}, byte {error.start}: not UTF-8. Save the file as CSV UTF-8.") from error
    columns = tuple(cell.strip().lower() for cell in next(csv.reader([first])))
    missing = sorted(NEEDED - set(columns))
    if missing:
        lacking = ", ".join(missing)
        raise UsageError(f"{path}, line 1: no column {lacking}. Part columns by commas; `prepoll check` says more.")
    return Book(path, columns)
