"""Field reports as observations of shares, with the reporter's bias and reliability."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from prepoll.case.types import Case, Report
from prepoll.identity import content_id
from prepoll.names import LineageKind, Measure, PartyCode, PartyKind, ReportKind, SeatCode, Sphere
from prepoll.strength.assumptions import LEAST_SHARE, REPORT_BIAS, REPORT_SHARED, RIVAL_BIAS
from prepoll.strength.counts import History
from prepoll.strength.frame import Frame
from prepoll.strength.reporters import Reputation, Reputations, named_in, told_of
from prepoll.strength.results import coverage_offset
from prepoll.strength.shares import Figure, Target, shared_noise, shares_of
from prepoll.strength.slates import Slates
from prepoll.strength.splits import NINETY
from prepoll.strength.turnout import Turnout
from prepoll.strength.types import Evidence, EvidenceKind, Floats

BASES = (None, "", "base", "none")
"""What the number of a report is of, where it reads as a level."""

UNREAD = {
    Measure.LEAD: "a lead is no share",
    Measure.RANK: "a rank is no share",
    Measure.SEATS_WON: "seats won in another election do not read as a share of votes",
    Measure.NONE: "no number was given",
    Measure.TRANSFER: "a transfer rate is not strength",
    Measure.RATIO: "a ratio is not strength",
}


@dataclass(frozen=True, slots=True)
class Level:
    """A report's number as a share of valid votes, with its range; `added` is a share on top of the present one."""

    share: float
    log_sd: float
    added: bool = False


class ReportReader:
    """Reads field reports into figures, those of one reporter together."""

    def __init__(self, case: Case, frame: Frame, history: History, slates: Slates, turnout: Turnout) -> None:
        self._case = case
        self._frame = frame
        self._history = history
        self._slates = slates
        self._turnout = turnout
        self._reputations = Reputations(case)

    def groups(self) -> tuple[tuple[str, tuple[Report, ...]], ...]:
        """List the reports by reporter and day, oldest first."""
        found: dict[tuple[str, str], list[Report]] = defaultdict(list)
        for report in self._case.reports:
            found[report.date.isoformat(), report.reporter].append(report)
        return tuple((f"{reporter} {day}", tuple(rows)) for (day, reporter), rows in sorted(found.items()))

    def read(
        self,
        source: str,
        reports: Sequence[Report],
        mean: Floats,
        present: np.ndarray[tuple[int, int], np.dtype[np.bool_]],
    ) -> tuple[tuple[Figure, ...], tuple[Evidence, ...]]:
        """Return the figures of one reporter's rows, given the mean (k,) so far, and the rows not used."""
        figures: list[Figure] = []
        unused: list[Evidence] = []
        share = shares_of(mean.reshape(present.shape), present)
        for rows in self._together(reports):
            why = self._why_not(rows[0])
            if why is not None:
                unused.extend(_evidence(source, (row,), row.estimate or 0.0, 0.0, why) for row in rows)
                continue
            figures.append(self._figure(source, rows, share))
        return tuple(figures), tuple(unused)

    def _together(self, reports: Sequence[Report]) -> list[tuple[Report, ...]]:
        """Put rows on units of one seat that say the same thing into one reading."""
        groups: dict[object, list[Report]] = {}
        for report in reports:
            alone = report.row.id if report.unit is None else ""
            key = (alone, report.party, report.seat, report.kind, report.measure, report.of, _numbers(report))
            groups.setdefault(key, []).append(report)
        return [tuple(rows) for rows in groups.values()]

    def _why_not(self, report: Report) -> str | None:
        kinds = self._case.party_by_code
        if report.kind is not ReportKind.STRENGTH:
            return f"about {report.kind.replace('_', ' ')}, not strength"
        past = told_of(self._case, report)
        if past is not None and report.sphere is not Sphere.ELECTION:
            return f"made before {past.election}, which was counted since: it tells of the reporter, not of today"
        if report.measure in UNREAD:
            return UNREAD[report.measure]
        if report.party not in kinds or kinds[report.party].kind is not PartyKind.PARTY:
            return "not about one party of the case"
        if report.sphere is Sphere.ELECTION and self._truncated(report):
            return "the party shared seats with partners in that election, so its count is cut short"
        return _no_level(report)

    def _truncated(self, report: Report) -> bool:
        return report.election is not None and self._slates.shared_seats(report.election, report.party)

    def _figure(self, source: str, rows: tuple[Report, ...], share: Floats) -> Figure:
        report = rows[0]
        weights, covered = self._where(rows)
        target = Target(weights, self._whom(report))
        level = self._level(report, weights, covered)
        offset, offset_sd = coverage_offset(covered)
        reputation = self._reputations.of(report)
        bias = _bias(report, self._frame.parties, reputation.bias)
        if level.added:
            now = float(target.seats @ (share @ target.parties) / target.seats.sum())
            gain = level.share * covered
            read, sd, offset, bias = now + gain, level.log_sd * gain / (now + gain), 0.0, bias * gain / (now + gain)
        else:
            read, sd = level.share, float(np.hypot(level.log_sd, offset_sd))
        log_share = float(np.log(np.clip(read, LEAST_SHARE, 0.98))) - offset - bias
        log_sd = float(np.hypot(sd, reputation.log_sd))
        note = _note(report, covered, bias, reputation)
        return Figure(target, log_share, log_sd, _evidence(source, rows, read, log_sd, note))

    def _where(self, rows: Sequence[Report]) -> tuple[Floats, float]:
        """Return the weight of each seat and the part of the seat that the rows cover."""
        weights = np.zeros(len(self._frame.seats))
        place = self._seat(rows[0])
        if place is None:
            return self._turnout.valid_votes.copy(), 1.0
        weights[place] = self._turnout.valid_votes[place]
        named = {row.unit for row in rows if row.unit is not None}
        units = self._history.units_of(place)
        if not named or not units:
            return weights, 1.0
        part = sum(units.get(unit, 0.0) for unit in sorted(named)) / sum(units.values())
        return weights, max(part, 0.02)

    def _seat(self, report: Report) -> int | None:
        """Return the place of a report's seat, the one with most of the unit where only a unit is named."""
        if report.seat is not None:
            return self._frame.seat_index[report.seat]
        if report.unit is None or report.unit not in self._history.lies_in:
            return None
        return max(self._history.lies_in[report.unit], key=lambda place: (place[1], -place[0]))[0]

    def _whom(self, report: Report) -> Floats:
        """Return who the report means: the party, and children that had not left it on the report's day."""
        parties = np.zeros(len(self._frame.parties))
        parties[self._frame.party_index[report.party]] = 1.0
        for row in self._case.lineage:
            if row.parent == report.party and row.kind is LineageKind.SPLIT and row.since > report.date:
                siblings = [one.weight or 0.1 for one in self._case.lineage if one.party == row.party]
                parties[self._frame.column(row.party)] = (row.weight or 0.1) / max(sum(siblings), 1e-9)
        return parties

    def _level(self, report: Report, weights: Floats, covered: float) -> Level:
        low, centre, high = _numbers(report)
        base = 1.0
        if report.measure is Measure.VOTES:
            base = float(weights.sum()) * covered
        if report.measure is Measure.SHARE_ELECTORATE:
            base = float(weights.sum() / (self._turnout.electors * (weights > 0)).sum())
        low, centre, high = (max(x / base, LEAST_SHARE) for x in (low, centre, high))
        return Level(*from_quantiles(max(low, centre / 10), centre, high), report.measure is Measure.SHARE_ADDED)


def from_quantiles(low: float, centre: float, high: float) -> tuple[float, float]:
    """Return median and log-sd of the log-normal that three quantiles of 5, 50 and 95 % come nearest to.

    Its mean log is .63 of the middle one's and .185 of each outer one's (Pearson and Tukey 1965), so that a
    lopsided range counts: "20 %, perhaps 40, not under 18" is more than 20.

    >>> [round(x, 3) for x in from_quantiles(0.1, 0.2, 0.4)], [round(x, 2) for x in from_quantiles(0.18, 0.2, 0.4)]
    ([0.2, 0.421], [0.22, 0.24])
    """
    if not low < high:
        return centre, 0.0
    logs = np.log([low, centre, high])
    return float(np.exp(logs @ [0.185, 0.63, 0.185])), float((logs[2] - logs[0]) / NINETY)


def _numbers(report: Report) -> tuple[float, float, float]:
    low, high = report.low, report.high
    centre = report.estimate
    if centre is None:
        known = [x for x in (low, high) if x is not None]
        centre = float(np.sqrt(known[0] * known[-1])) if known and min(known) >= 0 else -1.0
    return (low if low is not None else centre / 2, centre, high if high is not None else centre * 2)


def _no_level(report: Report) -> str | None:
    if report.estimate is None and report.low is None and report.high is None:
        return "no number was given"
    if min(_numbers(report)) < 0:
        return "a difference, not a level"
    is_count = report.measure is Measure.VOTES
    of = report.of.strip().lower() if report.of is not None else None
    if is_count and of not in BASES:
        return f"a difference or a part ({report.of}), not a level"
    return None


def _bias(report: Report, codes: Sequence[PartyCode], own: float) -> float:
    """Return by how much, in log, the reporter is taken to overstate the party; `own` is the reporter's bias."""
    named = named_in(report.reporter, codes)
    if not named:
        return own
    own = max(own, REPORT_BIAS[Sphere.POLITICAL])
    return own if report.party in named else RIVAL_BIAS * own


def _note(report: Report, covered: float, bias: float, reputation: Reputation) -> str:
    said = f"{report.measure.replace('_', ' ')}, sphere {report.sphere}"
    if bias:
        said += f"; taken to {'over' if bias > 0 else 'under'}state by a factor of {np.exp(abs(bias)):.2f}"
    if reputation.checked:
        said += f"; {reputation.checked} earlier reports of theirs were checked by a count"
    if covered < 1.0:
        said += f"; units with {covered:.0%} of the seat's votes, the party weaker elsewhere"
    if report.sphere is Sphere.ELECTION:
        said += "; another election, so wide"
    return said


def _evidence(source: str, rows: Sequence[Report], share: float, log_sd: float, note: str) -> Evidence:
    ids = tuple(row.row.id for row in rows)
    return Evidence(
        id=content_id("evidence", ["report", source, ids]),
        kind=EvidenceKind.REPORT,
        source=source,
        seat=rows[0].seat,
        parties=(rows[0].party,),
        share=share,
        log_sd=log_sd,
        rows=ids,
        used=log_sd > 0,
        note=note if log_sd > 0 else f"shown and not used: {note}",
    )


def report_noise(figures: Sequence[Figure]) -> Floats:
    """Return the error covariance of one reporter's figures, (n, n): they err together, most on the same party."""
    parties = [figure.evidence.parties[0] for figure in figures]
    same, other = REPORT_SHARED
    alike = np.array([[same if a == b else other for b in parties] for a in parties])
    return shared_noise(figures, alike)


def mentioned(case: Case, frame: Frame) -> dict[tuple[PartyCode, SeatCode | None], None]:
    """List whom reports speak of and where, in order."""
    return {(report.party, report.seat): None for report in case.reports if report.party in frame.party_index}
