"""What a case says of two parties: how near they are, whether they fought together, what reports say."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from prepoll.case.types import Case, Report
from prepoll.names import WHOLE_CASE, ElectionKind, FrontKind, Measure, PartyCode, RegionCode, ReportKind, SeatCode
from prepoll.strength.ageing import coming_kind
from prepoll.transfer import record
from prepoll.transfer.posterior import Measured, Posterior, stated

Floats = npt.NDArray[np.float64]

JOINT = frozenset({FrontKind.SEAT_SHARING, FrontKind.FRIENDLY_CONTEST, FrontKind.SUPPORT, FrontKind.COURTESY})


@dataclass(frozen=True, slots=True)
class Distance:
    """Like-mindedness of two parties: 0 the same on every question, 1 opposite; None where not known."""

    value: float | None
    rows: tuple[str, ...]  # ids of the positions it was made from

    @property
    def assumed(self) -> float:
        """Return the distance, the neutral one where none is known."""
        return record.NEUTRAL if self.value is None else self.value


@dataclass(frozen=True, slots=True)
class Sighting:
    """A field report on transfer, read on the logit scale."""

    seat: SeatCode | None  # None: the whole case
    logit: float
    sd: float
    row: str


@dataclass(frozen=True, slots=True)
class Pair:
    """All that is known beforehand of transfer from q's voters to c."""

    q: PartyCode
    c: PartyCode
    distance: Distance
    together: tuple[str, ...]  # row ids of the fronts in which both were
    sightings: tuple[Sighting, ...]
    covariates: tuple[float, ...]  # as in the posterior
    posterior: Posterior
    effect: tuple[float, float] | None  # what is special to the pair, logit, and its spread; None: unmeasured
    measured: tuple[Measured, ...]  # its own events, the latest first

    @property
    def logit(self) -> float:
        """Return the median on the logit scale before any report."""
        special = 0.0 if self.effect is None else self.effect[0]
        return float(np.dot(self.covariates, self.posterior.slopes)) + special

    @property
    def common_sd(self) -> float:
        """Return the logit spread that both directions share: the slopes', the pair's and the election's."""
        x = np.array(self.covariates)
        pair = self.posterior.pair_sd if self.effect is None else self.effect[1]
        return float(np.sqrt(x @ np.array(self.posterior.covariance) @ x + pair**2 + self.posterior.event_sd**2))


def logit(share: float) -> float:
    """Return ln(share / (1 - share)), the share kept within .02 and .98."""
    inside = min(max(share, 0.02), 0.98)
    return float(np.log(inside / (1 - inside)))


def expit(x: npt.ArrayLike) -> Floats:
    """Return the share of a logit."""
    share: Floats = 1 / (1 + np.exp(-np.asarray(x, dtype=np.float64)))
    return share


def distance(case: Case, a: PartyCode, b: PartyCode) -> Distance:
    """Measure the mean distance of two parties over the questions that both answer, weighted, as a part of 4."""
    first = {row.question: row for row in case.positions if row.party == a}
    second = {row.question: row for row in case.positions if row.party == b}
    shared = [(first[q], second[q]) for q in first if q in second]
    weight = sum((x.weight + y.weight) / 2 for x, y in shared)
    if weight <= 0:
        return Distance(None, ())
    apart = sum(abs(x.position - y.position) * (x.weight + y.weight) / 2 for x, y in shared)
    return Distance(min(apart / weight / 4, 1.0), tuple(row.row.id for pair in shared for row in pair))


def fought_together(case: Case, a: PartyCode, b: PartyCode) -> tuple[str, ...]:
    """List the rows of fronts in which both parties shared seats, supported or made way."""
    joint = [row for row in case.fronts if row.kind in JOINT]
    theirs = {(row.election, row.region, row.front) for row in joint if row.party == b}
    ours = {(row.election, row.region, row.front) for row in joint if row.party == a} & theirs
    return tuple(r.row.id for r in joint if r.party in (a, b) and (r.election, r.region, r.front) in ours)


def know(case: Case, q: PartyCode, c: PartyCode, size: float = 0.0, posterior: Posterior | None = None) -> Pair:
    """Gather what a case and the measured alliances say of transfer from q's voters to c.

    `size` is the logarithm of q's strength to c's. Without `posterior` the stated prior is used.
    """
    posterior = posterior or stated()
    sightings = tuple(read_report(row) for row in case.reports if _is_about(case, row, q, c))
    apart, together = distance(case, q, c), fought_together(case, q, c)
    covariates = (
        1.0,
        apart.assumed - record.NEUTRAL,
        float(bool(together)),
        years_together(case, together),
        float(np.clip(size, -2, 2)),
        0.0,
        0.5 if _is_assembly(case) else -0.5,
    )
    measured = _events_of(case, q, c, posterior)
    return Pair(q, c, apart, together, sightings, covariates, posterior, _effect(case, q, c, posterior), measured)


def years_together(case: Case, together: tuple[str, ...]) -> float:
    """Return the tens of years since two parties first fought together, at most 2; 0 where they never did."""
    dates = {past.election: past.date for past in case.past} | {row.election: row.date for row in case.results}
    days = [dates[row.election] for row in case.fronts if row.row.id in together and row.election in dates]
    end = case.election_date or case.as_of
    return min(max((end - min(days)).days / 3652.5, 0.0), 2.0) if days else 0.0


def _is_assembly(case: Case) -> bool:
    """Say whether the election is one of an assembly: of the kind of the past election that counts most."""
    return coming_kind(case.past) is ElectionKind.ASSEMBLY


def _known_as(case: Case, code: PartyCode, posterior: Posterior) -> frozenset[PartyCode]:
    """Return the codes under which a party's alliances were measured: its own, or an alias."""
    party = case.party_by_code.get(code)
    return frozenset({code, *(() if party is None else party.aliases)}) & posterior.parties


def _effect(case: Case, q: PartyCode, c: PartyCode, posterior: Posterior) -> tuple[float, float] | None:
    for a in sorted(_known_as(case, q, posterior)):
        for b in sorted(_known_as(case, c, posterior)):
            found = posterior.pairs.get((min(a, b), max(a, b)))
            if found is not None:
                return found
    return None


def _events_of(case: Case, q: PartyCode, c: PartyCode, posterior: Posterior) -> tuple[Measured, ...]:
    first, second = _known_as(case, q, posterior), _known_as(case, c, posterior)
    rows = [row for row in posterior.measured if row.q in first and row.c in second]
    return tuple(sorted(rows, key=lambda row: (-row.year, row.event)))


def _is_about(case: Case, row: Report, q: PartyCode, c: PartyCode) -> bool:
    """Say whether a report gives the share of q's voters (`party`) that follows to c (`of`, a code or a name)."""
    if row.kind not in (ReportKind.TRANSFER, ReportKind.PARTNER_ACCEPTANCE):
        return False
    if row.measure not in (Measure.TRANSFER, Measure.RATIO) or row.estimate is None or row.of is None:
        return False
    party = case.party_by_code.get(c)
    names = {c, *(() if party is None else (party.name, *party.aliases))}
    return row.party == q and row.of.strip() in names


def read_report(row: Report) -> Sighting:
    """Read a report's estimate and range (5 to 95 %) as an observation with its error."""
    assert row.estimate is not None
    low, high = row.low, row.high
    own = 0.0 if low is None or high is None else abs(logit(high) - logit(low)) / (2 * 1.645)
    further = record.ACCEPTANCE_SD if row.kind is ReportKind.PARTNER_ACCEPTANCE else 0.0
    sd = float(np.sqrt(own**2 + record.REPORT_SD**2 + further**2))
    return Sighting(row.seat, logit(row.estimate) - record.REPORT_BIAS, sd, row.row.id)


@dataclass(frozen=True, slots=True)
class Layout:
    """The seats that transfers are drawn for, and the region of each."""

    seats: tuple[SeatCode, ...]
    regions: tuple[RegionCode, ...]  # (seat,)

    @classmethod
    def of(cls, case: Case, seats: tuple[SeatCode, ...]) -> Layout:
        """Lay out the seats of a case; one region where it names none."""
        region_of = case.region_of
        return cls(seats, tuple(region_of.get(seat, WHOLE_CASE) for seat in seats))

    def covariance(self, pair: Pair) -> Floats:
        """Return the prior covariance of a pair's logit transfer between seats, (seat, seat)."""
        same = np.array([[a == b for b in self.regions] for a in self.regions], dtype=np.float64)
        common = pair.common_sd**2 + pair.posterior.direction_sd**2
        prior: Floats = common + record.REGION_SD**2 * same + record.SEAT_SD**2 * np.eye(len(self.seats))
        return prior

    def seen(self, sightings: tuple[Sighting, ...]) -> tuple[Floats, tuple[Sighting, ...]]:
        """Return which seats each usable sighting sees, (sighting, seat): one seat, or the mean of all."""
        usable = tuple(s for s in sightings if s.seat is None or s.seat in self.seats)
        rows = [
            [1 / len(self.seats) if s.seat is None else float(s.seat == seat) for seat in self.seats] for s in usable
        ]
        return np.array(rows, dtype=np.float64).reshape(len(usable), len(self.seats)), usable


@dataclass(frozen=True, slots=True)
class Belief:
    """Logit transfer of a pair in each seat after its reports: a Gaussian.

    `gain` is (seat, sighting) and brings a prior sample to the posterior: sample + gain · (seen - what
    the sample would have shown, with its error).
    """

    prior: float
    mean: Floats  # (seat,)
    sd: Floats  # (seat,)
    gain: Floats
    sees: Floats  # (sighting, seat)
    sightings: tuple[Sighting, ...]

    def quantile(self, q: float) -> Floats:
        """Return one quantile of transfer in each seat, (seat,)."""
        return expit(self.mean + self.sd * NormalDist().inv_cdf(q))


def believe(pair: Pair, layout: Layout) -> Belief:
    """Bring a pair's prior and its reports together; each seat leans on what is seen in the others."""
    prior = layout.covariance(pair)
    sees, sightings = layout.seen(pair.sightings)
    error = np.diag([s.sd**2 for s in sightings]).reshape(len(sightings), len(sightings))
    gain = prior @ sees.T @ np.linalg.inv(sees @ prior @ sees.T + error)
    seen = np.array([s.logit for s in sightings], dtype=np.float64)
    mean = pair.logit + gain @ (seen - pair.logit * sees.sum(axis=1))
    spread = prior - gain @ sees @ prior
    return Belief(pair.logit, mean, np.sqrt(np.diag(spread)), gain, sees, sightings)
