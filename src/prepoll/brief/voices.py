"""What our own people say: field reports, how they were read, and where reporters differ."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from prepoll.brief.types import Spread, Voice
from prepoll.brief.wording import FRACTIONS, MEASURE_WORDS
from prepoll.case.types import Case, Report
from prepoll.names import Measure, ReportKind, Sphere
from prepoll.strength.types import Evidence, EvidenceKind, Strength

ORDER = tuple(Sphere)


def voices(case: Case, strength: Strength) -> tuple[Voice, ...]:
    """List the field reports by sphere, the newest first, each with how it was read."""
    read = {row: seen for seen in strength.evidence if seen.kind is EvidenceKind.REPORT for row in seen.rows}
    reports = sorted(case.reports, key=lambda report: (-report.date.toordinal(), report.row.id))
    reports.sort(key=lambda report: ORDER.index(report.sphere))
    return tuple(voice(report, read.get(report.row.id)) for report in reports)


def voice(report: Report, seen: Evidence | None) -> Voice:
    """Write a report as plain values."""
    return Voice(
        row=report.row.id,
        date=report.date,
        seat=report.seat,
        unit=report.unit,
        party=report.party,
        reporter=report.reporter,
        sphere=report.sphere.value,
        kind=report.kind.value,
        measure=report.measure.value,
        estimate=report.estimate,
        low=report.low,
        high=report.high,
        note=report.note,
        source=report.source,
        used=seen.used if seen else False,
        reading=seen.note if seen else unread(report),
    )


def unread(report: Report) -> str:
    """Say why a report is shown only."""
    if report.measure is Measure.NONE or report.estimate is None:
        return "shown only: it gives no number"
    if report.kind is not ReportKind.STRENGTH:
        return f"shown only: it is about {report.kind.value.replace('_', ' ')}, not about strength"
    if report.measure.value not in FRACTIONS:
        return f"shown only: {MEASURE_WORDS[report.measure.value]} cannot be read as a share of the votes"
    return "shown only: it was not taken as evidence of strength"


def spreads(rows: Iterable[Voice]) -> tuple[Spread, ...]:
    """List where at least two reporters give different figures for one party, place and measure; widest first."""
    groups: dict[tuple[str, str | None, str | None, str], list[Voice]] = {}
    for row in rows:
        if row.estimate is not None and row.measure != Measure.NONE.value:
            groups.setdefault((row.party, row.seat, row.unit, row.measure), []).append(row)
    found = [spread(group) for group in groups.values() if len({row.reporter for row in group}) > 1]
    differing = [row for row in found if row.highest > row.lowest]
    return tuple(
        sorted(differing, key=lambda row: (not row.apart, row.lowest - row.highest, row.party, row.seat or ""))
    )


def spread(group: list[Voice]) -> Spread:
    """Measure how far the reporters of one figure are apart."""
    figures = [row.estimate for row in group if row.estimate is not None]
    first = group[0]
    return Spread(
        party=first.party,
        seat=first.seat,
        unit=first.unit,
        measure=first.measure,
        lowest=min(figures),
        highest=max(figures),
        apart=any(disjoint(a, b) for a, b in combinations(group, 2)),
        reporters=tuple(dict.fromkeys(row.reporter for row in group)),
        rows=tuple(row.row for row in group),
    )


def disjoint(one: Voice, other: Voice) -> bool:
    """Say whether the ranges of two reports do not meet."""
    low, high = reach(one)
    low_other, high_other = reach(other)
    return high < low_other or high_other < low


def reach(row: Voice) -> tuple[float, float]:
    """Return the range of a report: its own, or its one figure."""
    figure = row.estimate or 0.0
    return (figure if row.low is None else row.low), (figure if row.high is None else row.high)
