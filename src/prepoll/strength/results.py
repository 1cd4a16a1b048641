"""Past results as observations of own strength, through the slate of their day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.chance import generator
from prepoll.identity import content_id
from prepoll.names import OTHERS, ElectionKind
from prepoll.strength.assumptions import (
    COVERAGE_LOG_SD,
    COVERAGE_POWER,
    FULL_COVERAGE,
    LEAST_SHARE,
    LOW_TURNOUT,
    SWING_CASE,
    SWING_REGION,
    SWING_SEAT_TOTAL,
    TINY_FACTOR,
    TINY_SHARE,
    TRANSFER_LOG_SD,
    TRANSFER_SHARED,
)
from prepoll.strength.counts import Count, Election, History
from prepoll.strength.frame import Frame
from prepoll.strength.gaussian import Belief, Glimpse, Ints, log_sum
from prepoll.strength.slates import Backing, Slates
from prepoll.strength.types import Evidence, EvidenceKind, Floats

POINTS = 128
"""Points at which the count of a front is looked at to find its line."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One party's count over those units of a seat in which it stood for the same partners."""

    seat: int
    party: int
    backing: tuple[Backing, ...]
    share: float  # of valid votes in those units, each unit weighed by its usual votes
    covered: float  # part of the seat's usual votes that those units have
    own_offset: float  # log of the party's strength there over its strength in the seat
    backer_offsets: tuple[float, ...]
    extra_sd: float  # of the offset, low turnout and the count itself
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Swing:
    """One election's own swing of a party: variance common to the case, covariance of the pattern over seats."""

    level: float
    pattern: Floats  # (seat, seat), for parties that are not small

    def of(self, share: float) -> Floats:
        """Return the covariance (seat, seat) for a party of mean `share`: small ones vary more from seat to seat."""
        return np.asarray(self.level + tiny(np.array([share]))[0] ** 2 * self.pattern, dtype=np.float64)


def swing_of(frame: Frame, weight: float = 1.0, extra: float = 0.0) -> Swing:
    """Return the swing of an election of `weight`, with `extra` variance common to the case.

    The record gives the difference of two elections; one election has half of its variance. The part
    that is each seat's or region's own is divided by the weight.
    """
    seat = SWING_SEAT_TOTAL**2 - SWING_REGION**2
    pattern = SWING_REGION**2 * frame.same_region + seat * np.eye(len(frame.seats))
    return Swing(SWING_CASE**2 / 2.0 + extra, np.asarray(pattern / 2.0 / weight, dtype=np.float64))


def tiny(share: Floats) -> Floats:
    """Return the factor by which the log-sd of parties of `share` (n,) is wider.

    >>> tiny(np.array([0.3, 0.1, 0.0])).round(2).tolist()
    [1.02, 1.18, 1.5]
    """
    return np.asarray(1.0 + TINY_FACTOR * np.exp(-share / TINY_SHARE), dtype=np.float64)


class Sightings:
    """Reads one election after another into sightings; keeps the pattern of each party within each seat."""

    def __init__(self, frame: Frame, history: History, slates: Slates) -> None:
        self._frame = frame
        self._history = history
        self._slates = slates
        self._units = [history.units_of(seat) for seat in range(len(frame.seats))]
        self._patterns = [self._pattern(seat) for seat in range(len(frame.seats))]

    def of(self, election: Election) -> tuple[Sighting, ...]:
        """List all sightings of one election, seat by seat."""
        standing = _standing(election)
        found: list[Sighting] = []
        for seat, units in enumerate(self._units):
            groups: dict[tuple[int, tuple[Backing, ...]], list[Count]] = defaultdict(list)
            for unit in units:
                count = election.counts.get(unit)
                for party in count.stood if count is not None else ():
                    assert count is not None
                    groups[party, self._backing(election, count, seat, party, standing)].append(count)
            for (party, backing), counts in sorted(groups.items(), key=lambda item: (item[0][0], repr(item[0][1]))):
                found.append(self._sighting(seat, party, backing, counts))
        return tuple(found)

    def _backing(
        self, election: Election, count: Count, seat: int, party: int, standing: dict[str, tuple[int, ...]]
    ) -> tuple[Backing, ...]:
        names = tuple(self._frame.parties[i] for i in standing[count.contest])
        region, code = self._frame.regions[seat], self._frame.parties[party]
        backers = self._slates.backers(election.code, count.contest, region, code, names)
        return tuple(one for one in backers if one.party in self._frame.party_index and one.party != OTHERS)

    def _sighting(self, seat: int, party: int, backing: tuple[Backing, ...], counts: Sequence[Count]) -> Sighting:
        units = self._units[seat]
        weights = np.array([units[count.unit] for count in counts])
        shares = np.array([count.votes[party] / count.valid for count in counts])
        covered = float(weights.sum() / sum(units.values()))
        offset, sd = self._offset(seat, party, counts, covered)
        offsets = tuple(self._offset(seat, self._frame.column(one.party), counts, covered)[0] for one in backing)
        votes = sum(count.votes[party] for count in counts)
        turnout = sum(count.valid for count in counts) / sum(self._history.usual[count.unit] for count in counts)
        low = LOW_TURNOUT * max(0.0, -float(np.log(turnout)))
        return Sighting(
            seat=seat,
            party=party,
            backing=backing,
            share=max(float(weights @ shares / weights.sum()), LEAST_SHARE),
            covered=covered,
            own_offset=offset,
            backer_offsets=offsets,
            extra_sd=float(np.sqrt(sd**2 + low**2 + 1.0 / (votes + 1.0))),
            rows=tuple(row for count in counts for row in count.rows[party]),
        )

    def _offset(self, seat: int, party: int, counts: Sequence[Count], covered: float) -> tuple[float, float]:
        if covered >= FULL_COVERAGE:
            return 0.0, 0.0
        pattern = self._patterns[seat].get(party)
        if pattern is None:
            return coverage_offset(covered)
        units = self._units[seat]
        here = sum(units[count.unit] for count in counts)
        part = sum(units[count.unit] * pattern.get(count.unit, 0.0) for count in counts) / here
        whole = sum(units[unit] * pattern.get(unit, 0.0) for unit in units) / sum(units.values())
        ratio = (part + LEAST_SHARE) / (whole + LEAST_SHARE)
        return float(np.clip(np.log(ratio), -3.0, 3.0)), 0.5 * COVERAGE_LOG_SD * float(np.sqrt(1.0 - covered))

    def _pattern(self, seat: int) -> dict[int, dict[str, float]]:
        """Map each party to its share in a seat's units, from the best election in which it stood in nearly all."""
        units = self._units[seat]
        total = sum(units.values())
        found: dict[int, dict[str, float]] = {}
        order = sorted(self._history.elections, key=lambda e: (e.kind is not ElectionKind.ASSEMBLY, -e.weight, e.code))
        for election in order:
            shares: dict[int, dict[str, float]] = defaultdict(dict)
            for unit in units:
                count = election.counts.get(unit)
                for party in count.stood if count is not None else ():
                    assert count is not None
                    shares[party][unit] = float(count.votes[party] / count.valid)
            for party, by_unit in shares.items():
                if party not in found and sum(units[unit] for unit in by_unit) >= 0.85 * total:
                    found[party] = by_unit
        return found


def coverage_offset(covered: float) -> tuple[float, float]:
    """Return log(strength in the covered part over strength in the seat) and its log-sd, with no pattern to go by.

    Elsewhere a party is taken to be weaker than where it chose to stand or was named.

    >>> [round(abs(x), 2) for x in coverage_offset(1.0)], [round(x, 2) for x in coverage_offset(0.2)]
    ([0.0, 0.0], [0.8, 0.72])
    """
    return -COVERAGE_POWER * float(np.log(covered)), COVERAGE_LOG_SD * float(np.sqrt(max(1.0 - covered, 0.0)))


def _standing(election: Election) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = defaultdict(set)
    for count in election.counts.values():
        found[count.contest].update(count.stood)
    return {contest: tuple(sorted(parties)) for contest, parties in found.items()}


def sight(frame: Frame, sightings: Sequence[Sighting], swing: Swing) -> Callable[[Belief], Glimpse]:
    """Return the function that predicts an election's sightings, log-share (n,), from a belief.

    A count of several parties is the log of a sum. Its line is the mean over the belief, not the
    tangent: slopes are mean parts in the sum, and what the line leaves open adds to the noise.
    `swing` is the election's own.
    """
    places, offsets = _terms(frame, sightings)
    own, pair = _swing_noise(sightings, swing), _same_pair(sightings)
    joint = np.flatnonzero([bool(one.backing) for one in sightings])
    normal = _normals(places.shape[1])

    def see(belief: Belief) -> Glimpse:
        n = len(sightings)
        value = belief.mean[places[:, 0]] + offsets[:, 0]
        slopes, lent, left = np.zeros((n, frame.size)), np.zeros(n), np.zeros(n)
        slopes[np.arange(n), places[:, 0]] = 1.0
        if len(joint):
            where = places[joint]
            spread = belief.covariance[where[:, :, None], where[:, None, :]]
            total, part, rest = _averaged(belief.mean[where] + offsets[joint], spread, normal)
            value[joint], left[joint] = total, rest
            slopes[joint, where[:, 0]] = 0.0
            np.add.at(slopes, (joint[:, None], where), part)
            lent[joint] = (1.0 - part[:, 0]) * TRANSFER_LOG_SD
        return value, slopes, own + lent[:, None] * lent[None, :] * pair + np.diag(left)

    return see


def _terms(frame: Frame, sightings: Sequence[Sighting]) -> tuple[Ints, Floats]:
    """Return the places (n, term) and log-factors of the strengths in each count; missing ones have factor 0."""
    width = 1 + max(len(one.backing) for one in sightings)
    places = np.zeros((len(sightings), width), dtype=np.int64)
    offsets = np.full((len(sightings), width), -np.inf)
    for i, one in enumerate(sightings):
        places[i, :] = frame.cell(one.seat, one.party)
        offsets[i, 0] = one.own_offset
        for k, (backer, offset) in enumerate(zip(one.backing, one.backer_offsets, strict=True), start=1):
            places[i, k] = frame.cell(one.seat, frame.column(backer.party))
            offsets[i, k] = offset + np.log(backer.transfer)
    return places, offsets


def _normals(width: int) -> Floats:
    """Return fixed standard normal points (point, width), each with its opposite."""
    half = generator(0, "strength", "linearise").standard_normal((POINTS // 2, width))
    return np.concatenate([half, -half])


def _averaged(mean: Floats, spread: Floats, normal: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the mean of a log-sum (n,), the mean parts (n, term) and the variance beside that line (n,)."""
    width = mean.shape[1]
    roots = np.linalg.cholesky(
        spread + 1e-9 * (1.0 + np.trace(spread, axis1=1, axis2=2))[:, None, None] * np.eye(width)
    )
    total, part = log_sum(mean[:, None, :] + np.einsum("nij,pj->npi", roots, normal))
    slope = part.mean(axis=1)
    explained = np.einsum("ni,nij,nj->n", slope, spread, slope)
    return total.mean(axis=1), slope, np.maximum(total.var(axis=1) - explained, 0.0)


def _swing_noise(sightings: Sequence[Sighting], swing: Swing) -> Floats:
    """Return the errors of an election's sightings; a swing common to seats has one size in all of them.

    A size that went with the share in each seat would let the pattern of the shares pass for a swing.
    """
    seats = np.array([one.seat for one in sightings])
    parties = np.array([one.party for one in sightings])
    share = np.array([one.share for one in sightings])
    noise = np.diag([one.extra_sd**2 for one in sightings])
    for party in np.unique(parties):
        own = np.flatnonzero(parties == party)
        noise[np.ix_(own, own)] += swing.of(float(share[own].mean()))[np.ix_(seats[own], seats[own])]
    return noise


def _same_pair(sightings: Sequence[Sighting]) -> Floats:
    pairs = [(one.party, tuple(backer.party for backer in one.backing)) for one in sightings]
    names = {pair: i for i, pair in enumerate(dict.fromkeys(pairs))}
    codes = np.array([names[pair] for pair in pairs])
    same = (codes[:, None] == codes[None, :]).astype(np.float64)
    return np.asarray(TRANSFER_SHARED * same + (1.0 - TRANSFER_SHARED) * np.eye(len(codes)), dtype=np.float64)


def result_evidence(
    frame: Frame, election: Election, sightings: Sequence[Sighting], swing: Swing
) -> tuple[Evidence, ...]:
    """Write down an election's sightings as evidence."""
    log_sd = np.sqrt(np.diagonal(_swing_noise(sightings, swing)))
    return tuple(_evidence(frame, election, *one) for one in zip(sightings, log_sd.tolist(), strict=True))


def _evidence(frame: Frame, election: Election, one: Sighting, log_sd: float) -> Evidence:
    seat, party = frame.seats[one.seat], frame.parties[one.party]
    partners = tuple(backer.party for backer in one.backing)
    rows = (*one.rows, *(backer.row for backer in one.backing))
    note = f"{party} alone" if not partners else f"{party} stood for {', '.join((party, *partners))} too"
    if one.covered < FULL_COVERAGE:
        note += f"; in {one.covered:.0%} of the seat's votes"
    return Evidence(
        id=content_id("evidence", ["result", election.code, seat, party, partners, one.share, rows]),
        kind=EvidenceKind.RESULT,
        source=election.code,
        seat=seat,
        parties=(party, *partners),
        share=one.share,
        log_sd=log_sd,
        rows=rows,
        used=True,
        note=note,
    )


def ever_stood(frame: Frame, history: History) -> npt.NDArray[np.bool_]:
    """Say where a party stood in some unit of a seat in some past election, (seat, party)."""
    stood = np.zeros((len(frame.seats), len(frame.parties)), dtype=np.bool_)
    for election in history.elections:
        for unit, count in election.counts.items():
            for seat, _ in history.lies_in.get(unit, ()):
                stood[seat, list(count.stood)] = True
    return stood
