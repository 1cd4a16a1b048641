"""The errors that prepoll raises.

PrepollError
├── CaseError      a case folder, or a file in it, cannot be read as it stands
├── NewsError      an article cannot be read
├── UsageError     a call or a command line asks for something that is not there
└── ModelError     the numbers given cannot be computed with

The command line and the web catch `PrepollError` and nothing else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SHOWN_OF_A_KIND: Final = 3
MOST_OF_A_KIND: Final = 5


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
    """One defect of a case folder: where it is, what it is, and the way out.

    `rests_on` names other files it was found against: while one of them cannot be read, it says nothing.
    """

    file: str
    line: int | None
    column: str | None
    value: str | None
    problem: str
    way_out: str
    severity: Severity = Severity.ERROR
    rests_on: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        if self.column is not None:
            place += f", column {self.column}"
        shown = "" if self.value is None else f" ({self.value!r})"
        return f"{self.severity}: {place}: {self.problem}{shown}. {self.way_out}"


def folded(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Write findings for people: of more than five of one kind in one column, three and a count.

    A whole column in a wrong format is one habit to mend, and must not bury what else is wrong.
    """
    kinds: defaultdict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        kind = re.sub(r"\d+", "0", finding.problem)
        kinds[finding.file, finding.severity, finding.column or "", kind].append(finding)
    return tuple(line for alike in kinds.values() for line in _lines(alike))


def _lines(alike: list[Finding]) -> list[str]:
    if len(alike) <= MOST_OF_A_KIND:
        return [str(finding) for finding in alike]
    rest = alike[SHOWN_OF_A_KIND:]
    first = rest[0]
    places = [finding.line for finding in rest if finding.line is not None]
    column = f", column {first.column}" if first.column else ""
    lines = f", lines {min(places)} to {max(places)}" if places else ""
    more = f"{first.severity}: {first.file}{column}: … and {len(rest)} more like it{lines}."
    return [*map(str, alike[:SHOWN_OF_A_KIND]), more]


class CaseError(PrepollError):
    """A case folder has defects; carries all of them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(folded(self.findings)))
