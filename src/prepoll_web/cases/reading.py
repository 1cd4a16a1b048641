"""What the library says of an uploaded folder: its defects, its title, who is where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext

from prepoll import __version__
from prepoll.case import check_case, input_hash, load_case
from prepoll.case.types import Case as LibraryCase
from prepoll.errors import CaseError, Finding, Severity
from prepoll.ledger import Entry
from prepoll.study import Study
from prepoll_web.cases.models import Case
from prepoll_web.cases.working import working_folder
from prepoll_web.wording import RELATIONS, STATUSES


@dataclass(frozen=True, slots=True)
class Checked:
    """An uploaded case as the library reads it, with the warnings and notes that do not stop it."""

    case: LibraryCase
    input_hash: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A row of the table of who is where, in words."""

    a: str
    b: str
    relation: str
    a_stands: str
    b_stands: str
    status: str
    marks: str
    since: str
    falls_due: str
    why: str


def check(folder: Path) -> Checked:
    """Check a case folder whole; raises CaseError with all findings where one of them is an error."""
    findings = check_case(folder)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise CaseError(findings)
    case = load_case(folder)
    return Checked(case, input_hash(case), findings)


def standings(case: Case) -> tuple[Standing, ...]:
    """Say who is where on the day of a case as its team has it; what follows by inference only is left out."""
    return tuple(_standing(entry) for entry in _entries(working_folder(case), __version__))


@lru_cache(maxsize=64)
def _entries(folder: Path, version: str) -> tuple[Entry, ...]:
    return tuple(entry for entry in Study(folder).ledger.entries if not entry.inferred)


def _standing(entry: Entry) -> Standing:
    held = ((gettext("hedged"), entry.hedged), (gettext("contested"), entry.contested))
    marks = [word for word, holds in held if holds]
    marks += [gettext("only in %(seats)s") % {"seats": ", ".join(entry.only_seats)}] if entry.only_seats else []
    return Standing(
        a=entry.a,
        b=entry.b or gettext("like-minded parties"),
        relation=str(RELATIONS[entry.relation]),
        a_stands=str(RELATIONS[entry.a_stands]),
        b_stands=str(RELATIONS[entry.b_stands]) if entry.b_stands else "",
        status=str(STATUSES[entry.status]),
        marks=", ".join(marks),
        since=entry.since.isoformat() if entry.since else "",
        falls_due=entry.falls_due.isoformat() if entry.falls_due else "",
        why=entry.why,
    )
