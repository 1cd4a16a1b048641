"""Reports and records as the field's page lists them: words for kinds, spheres and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from prepoll.brief.wording import FRACTIONS
from prepoll.names import ReportKind
from prepoll_web.field.forms import KINDS
from prepoll_web.field.models import FieldReport
from prepoll_web.field.records import Record
from prepoll_web.wording import MEASURES, SPHERES, between, percent


@dataclass(frozen=True, slots=True)
class Line:
    """A report with what its codes are called."""

    report: FieldReport
    seat: str

    @property
    def about(self) -> str:
        """Say what the report is about."""
        return str(KINDS[ReportKind(self.report.kind)])

    @property
    def sphere(self) -> str:
        """Say where its reporter's word comes from."""
        return str(SPHERES[self.report.reporter.sphere])

    @property
    def measure(self) -> str:
        """Say what its number counts."""
        return str(MEASURES[self.report.measure])

    @property
    def number(self) -> str:
        """Write its number, with the ends that it gives; empty where it has none."""
        row = self.report
        if row.estimate is None:
            return ""
        if row.low is None and row.high is None:
            return self._written(row.estimate)
        return f"{self._written(row.estimate)} ({between(self._written(row.low), self._written(row.high))})"

    def _written(self, value: float | None) -> str:
        if value is None:
            return "–"
        return percent(value) if self.report.measure in FRACTIONS else f"{value:g}".replace("-", "−")


def lines(reports: Iterable[FieldReport], seats: Mapping[str, str]) -> list[Line]:
    """List reports with the names of their seats."""
    return [Line(report, seats.get(report.seat, report.seat)) for report in reports]


def with_spheres(records: Iterable[Record]) -> Iterator[tuple[Record, str]]:
    """Put beside each record what its sphere is called."""
    for row in records:
        yield row, str(SPHERES[row.sphere])
