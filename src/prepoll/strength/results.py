"""Past results as observations of own strength, through the slate of their day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.identity import content_id
from prepoll.names import OTHERS, ElectionKind
from prepoll.strength.assumptions import (
    COVERAGE_LOG_SD,
    COVERAGE_POWER,
    FULL_COVERAGE,
    LEAST_SHARE,
    LOW_TURNOUT,
)
from prepoll.strength.counts import Count, Election, History, Units
from prepoll.strength.frame import Frame
from prepoll.strength.slates import Backing, Slates
from prepoll.strength.types import Evidence, EvidenceKind


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


class Sightings:
    """Reads one election after another into sightings; keeps the pattern of each party within each seat."""

    def __init__(self, frame: Frame, history: History, slates: Slates) -> None:
        self._frame = frame
        self._history = history
        self._slates = slates
        self._parts = [history.units_of(seat) for seat in range(len(frame.seats))]
        self._patterns = [self._pattern(seat) for seat in range(len(frame.seats))]

    def of(self, election: Election) -> tuple[Sighting, ...]:
        """List all sightings of one election, seat by seat."""
        standing = _standing(election)
        known: dict[tuple[str, int, int], tuple[Backing, ...]] = {}
        found: list[Sighting] = []
        for seat in range(len(self._frame.seats)):
            units = self._history.counted_in(seat, election)
            groups: dict[tuple[int, tuple[Backing, ...]], list[Count]] = defaultdict(list)
            for unit in units:
                count = election.counts.get(unit)
                for party in count.stood if count is not None else ():
                    assert count is not None
                    key = (count.contest, seat, party)
                    if key not in known:
                        known[key] = self._backing(election, count, seat, party, standing)
                    groups[party, known[key]].append(count)
            for (party, backing), counts in sorted(groups.items(), key=lambda item: (item[0][0], repr(item[0][1]))):
                found.append(self._sighting(units, seat, party, (backing, counts)))
        return tuple(found)

    def _backing(
        self, election: Election, count: Count, seat: int, party: int, standing: dict[str, tuple[int, ...]]
    ) -> tuple[Backing, ...]:
        names = tuple(self._frame.parties[i] for i in standing[count.contest])
        region, code = self._frame.regions[seat], self._frame.parties[party]
        backers = self._slates.backers(election.code, count.contest, region, code, names)
        return tuple(one for one in backers if one.party in self._frame.party_index and one.party != OTHERS)

    def _sighting(
        self, units: Units, seat: int, party: int, seen: tuple[tuple[Backing, ...], Sequence[Count]]
    ) -> Sighting:
        backing, counts = seen
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
        units = self._parts[seat]
        here = sum(units[count.unit] for count in counts)
        part = sum(units[count.unit] * pattern.get(count.unit, 0.0) for count in counts) / here
        whole = sum(units[unit] * pattern.get(unit, 0.0) for unit in units) / sum(units.values())
        ratio = (part + LEAST_SHARE) / (whole + LEAST_SHARE)
        return float(np.clip(np.log(ratio), -3.0, 3.0)), 0.5 * COVERAGE_LOG_SD * float(np.sqrt(1.0 - covered))

    def _pattern(self, seat: int) -> dict[int, dict[str, float]]:
        """Map each party to its share in a seat's units, from the best election in which it stood in nearly all."""
        units = self._parts[seat]
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


def result_evidence(
    frame: Frame, election: Election, sightings: Sequence[Sighting], change: float
) -> tuple[Evidence, ...]:
    """Write down an election's sightings as evidence; `change` is the variance of a seat's change since then."""
    return tuple(_evidence(frame, election, one, float(np.hypot(one.extra_sd, change**0.5))) for one in sightings)


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
