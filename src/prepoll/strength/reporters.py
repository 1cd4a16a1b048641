"""What a reporter's earlier reports say of the next: bias and reliability, learned where votes were counted since."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from prepoll.case.types import Case, Past, Report
from prepoll.names import NOTA, Measure, PartyCode, SeatCode, Sphere
from prepoll.strength.assumptions import REPORT_BIAS, REPORT_LOG_SD

ABOUT_DAYS: Final = 400
"""A report made this many days before an election at most was about that election (judgement)."""

SPHERE_SD: Final = 0.15
"""Log-sd of the bias that a sphere's reporters have in common, around what is taken beforehand (judgement)."""

REPORTER_SD: Final = 0.25
"""Log-sd of a reporter's bias around that of the sphere (judgement)."""

WORTH: Final = 5.0
"""Reports that the reliability taken beforehand weighs as much as (judgement)."""


@dataclass(frozen=True, slots=True)
class Reputation:
    """How far a reporter is taken to be off: bias in log, log-sd around it, and on how many reports that rests."""

    bias: float
    log_sd: float
    checked: int


@dataclass(frozen=True, slots=True)
class Check:
    """One report beside the count that came: the log of said over counted."""

    reporter: str
    sphere: Sphere
    error: float


def told_of(case: Case, report: Report) -> Past | None:
    """Return the past election that a report was made before, None where it speaks of the coming one."""
    later = [one for one in case.past if 0 <= (one.date - report.date).days <= ABOUT_DAYS]
    return min(later, key=lambda one: (one.date, one.election), default=None)


class Reputations:
    """Bias and reliability of every reporter of a case, drawn towards those of the sphere."""

    def __init__(self, case: Case, beforehand: Mapping[Sphere, float] = REPORT_BIAS) -> None:
        self._beforehand = beforehand
        self._by_reporter: dict[tuple[Sphere, str], list[float]] = defaultdict(list)
        for check in checks(case):
            self._by_reporter[check.sphere, check.reporter].append(check.error)

    def of(self, report: Report) -> Reputation:
        """Return what is known of a report's reporter in its sphere."""
        errors = np.array(self._by_reporter.get((report.sphere, report.reporter), ()))
        scatter = REPORT_LOG_SD[report.sphere]
        bias = self._sphere_bias(report.sphere)
        if not len(errors):
            return Reputation(bias, scatter, 0)
        precision = len(errors) / scatter**2
        own = (bias / REPORTER_SD**2 + float(errors.mean()) * precision) / (1.0 / REPORTER_SD**2 + precision)
        spread = (WORTH * scatter**2 + float(((errors - own) ** 2).sum())) / (WORTH + len(errors))
        return Reputation(own, spread**0.5, len(errors))

    def _sphere_bias(self, sphere: Sphere) -> float:
        """Return the bias of a sphere's reporters: what was taken beforehand, and the mean of those checked."""
        scatter = REPORT_LOG_SD[sphere]
        weight, total = 1.0 / SPHERE_SD**2, self._beforehand[sphere] / SPHERE_SD**2
        for (of, _), errors in sorted(self._by_reporter.items()):
            if of is sphere:
                precision = 1.0 / (REPORTER_SD**2 + scatter**2 / len(errors))
                weight, total = weight + precision, total + precision * float(np.mean(errors))
        return total / weight


def checks(case: Case) -> tuple[Check, ...]:
    """Compare the reports of shares made before a past election with what was counted; rivals' parties left out."""
    counted = _counted(case)
    found = []
    for report in case.reports:
        past = told_of(case, report)
        if past is None or report.seat is None or not _is_share(report) or speaks_of_rival(report, _codes(case)):
            continue
        share = counted.get((past.election, report.seat, report.party))
        if share:
            assert report.estimate is not None
            found.append(Check(report.reporter, report.sphere, float(np.log(report.estimate / share))))
    return tuple(found)


def _is_share(report: Report) -> bool:
    return (
        report.measure is Measure.SHARE_VALID
        and report.sphere is not Sphere.ELECTION
        and report.unit is None
        and report.estimate is not None
        and 0.0 < report.estimate < 1.0
    )


def _counted(case: Case) -> Mapping[tuple[str, SeatCode, PartyCode], float]:
    """Return shares of votes for candidates by election, seat and party."""
    votes: dict[tuple[str, SeatCode, PartyCode], float] = defaultdict(float)
    total: dict[tuple[str, SeatCode], float] = defaultdict(float)
    for row in case.results:
        if row.party != NOTA:
            votes[row.election, row.seat, row.party] += row.votes
            total[row.election, row.seat] += row.votes
    return {key: number / total[key[:2]] for key, number in votes.items() if total[key[:2]]}


def _codes(case: Case) -> Sequence[PartyCode]:
    return [party.code for party in case.parties]


def named_in(reporter: str, codes: Iterable[PartyCode]) -> frozenset[PartyCode]:
    """Return the parties that a reporter's name says he belongs to.

    >>> sorted(named_in("secretary (NC)", ["NC", "PDP"]))
    ['NC']
    """
    return frozenset(code for code in codes if re.search(rf"\b{re.escape(code)}\b", reporter))


def speaks_of_rival(report: Report, codes: Iterable[PartyCode]) -> bool:
    """Say whether a report comes from another party than the one that it speaks of."""
    named = named_in(report.reporter, codes)
    return bool(named) and report.party not in named
