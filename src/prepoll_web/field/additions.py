"""What the field adds to a case folder."""

from __future__ import annotations

from prepoll_web.cases.models import Case
from prepoll_web.cases.working import Added
from prepoll_web.field.models import FieldReport

COLUMNS = (
    "date",
    "seat",
    "unit",
    "party",
    "reporter",
    "sphere",
    "kind",
    "measure",
    "of",
    "estimate",
    "low",
    "high",
    "election",
    "note",
    "source",
)
"""The columns of reports.csv, in its order."""


def additions(case: Case) -> Added:
    """Return the reports of a case as rows of reports.csv."""
    reports = FieldReport.objects.filter(case=case).select_related("reporter")
    return Added(rows={"reports": [row_of(report) for report in reports]})


def row_of(report: FieldReport) -> dict[str, str]:
    """Write a report in the columns of reports.csv; the reporter is a code."""
    return {
        "date": report.day.isoformat(),
        "seat": report.seat,
        "unit": "",
        "party": report.party,
        "reporter": report.reporter.code,
        "sphere": report.reporter.sphere,
        "kind": report.kind,
        "measure": report.measure,
        "of": report.of,
        "estimate": _number(report.estimate),
        "low": _number(report.low),
        "high": _number(report.high),
        "election": "",
        "note": report.note,
        "source": report.source,
    }


def _number(value: float | None) -> str:
    return "" if value is None else repr(value)
