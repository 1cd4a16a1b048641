"""The errors that prepoll raises.

PrepollError
├── CaseError      a case folder, or a file in it, cannot be read as it stands
├── NewsError      an article cannot be read
├── UsageError     a call or a command line asks for something that is not there
└── ModelError     the numbers given cannot be computed with

The command line and the web catch `PrepollError` and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class PrepollError(Exception):
    """Is the root of every error that a user can mend."""


class UsageError(PrepollError):
    """A call names a party, seat, option or file that is not there."""


class NewsError(PrepollError):
    """An article cannot be read."""


class ModelError(PrepollError):
    """The numbers given cannot be computed with."""


class Severity(StrEnum):
    """Says whether a finding stops the run."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One defect of a case folder: where it is, what it is, and the way out."""

    file: str
    line: int | None
    column: str | None
    value: str | None
    problem: str
    way_out: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        if self.column is not None:
            place += f", column {self.column}"
        shown = "" if self.value is None else f" ({self.value!r})"
        return f"{self.severity}: {place}: {self.problem}{shown}. {self.way_out}"


class CaseError(PrepollError):
    """A case folder has defects; carries all of them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))
