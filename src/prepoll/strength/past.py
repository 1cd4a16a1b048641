"""Past elections and splits, taken in by date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from prepoll.names import LineageKind
from prepoll.strength.absences import Gap, gap_evidence, gaps_of, see_gaps, telling_election
from prepoll.strength.assumptions import LEVEL_MOST, LEVEL_POWER, SWING_CASE
from prepoll.strength.counts import Election, History
from prepoll.strength.frame import Frame
from prepoll.strength.gaussian import PASSES, Belief, observe
from prepoll.strength.results import Sighting, Sightings, Swing, result_evidence, sight, swing_of
from prepoll.strength.slates import Slates
from prepoll.strength.splits import Birth, give_birth, split_evidence
from prepoll.strength.types import Evidence, EvidenceKind, Floats

SWEEPS = 3
"""Passes through all elections: from the second on, each is linearised at what all of them together say."""

Record = Callable[[Belief, EvidenceKind, str, tuple[Evidence, ...]], None]
"""Takes a new belief with the kind and name of its source and the evidence."""


@dataclass(frozen=True, slots=True)
class Polling:
    """One election with what it shows of own strength."""

    election: Election
    sightings: tuple[Sighting, ...]
    drift: float  # variance of a party's level from the election before to this one
    swing: Swing
    gaps: tuple[Gap, ...]  # who left which seat out

    @property
    def value(self) -> Floats:
        """Return the logarithms of the shares seen, (n,)."""
        return np.asarray(np.log([one.share for one in self.sightings]), dtype=np.float64)


def drifts(weights: Sequence[float]) -> tuple[tuple[tuple[float, float], ...], float]:
    """Divide the drift of a party's level since each election, oldest first, into steps.

    Returns for each election the variance of the step that led to it and what is left over for its own
    error (an election worth less than an older one), and the variance from the last one until today.

    >>> [[round(x, 2) for x in step] for step in drifts([0.6, 1.0, 0.8])[0]], drifts([0.6, 1.0])[1]
    ([[0.0, 0.0], [0.38, 0.0], [0.0, 0.1]], 0.0)
    """
    since = [min(SWING_CASE**2 / 2 * (min(w, 1.0) ** -LEVEL_POWER - 1), LEVEL_MOST**2) for w in weights]
    steps: list[tuple[float, float]] = []
    to_come = since[0] if since else 0.0
    for ahead in since:
        left = min(to_come, ahead)
        steps.append((to_come - left, ahead - left))
        to_come = left
    return tuple(steps), to_come


class Past:
    """Past elections and splits in order of date."""

    def __init__(self, frame: Frame, history: History, slates: Slates, lineage: tuple[Birth, ...]) -> None:
        self._frame = frame
        sightings, telling = Sightings(frame, history, slates), telling_election(history)
        born = {frame.party_index[birth.child] for birth in lineage}
        gaps = tuple(gap for gap in gaps_of(frame, history, slates) if gap[1] not in born)
        steps, self.drift_left = drifts([election.weight for election in history.elections])
        polls = [
            Polling(one, sightings.of(one), drift, swing_of(frame, one.weight, extra), gaps if one is telling else ())
            for one, (drift, extra) in zip(history.elections, steps, strict=True)
        ]
        self._events = _in_order(frame, [poll for poll in polls if poll.sightings], lineage)

    def take(self, belief: Belief, record: Record) -> None:
        """Hand `record` the belief after each event, oldest first.

        Fronts are not linear; so all is gone through several times, and each election is linearised at
        the pattern over seats that the time before ended with and at the level it had then.
        """
        points: dict[str, Belief] = {}
        for _ in range(SWEEPS - 1 if self._curved else 0):
            points = self._points(self._sweep(belief, points))
        for event, after in zip(self._events, self._sweep(belief, points), strict=True):
            if isinstance(event, Birth):
                record(after, EvidenceKind.SPLIT, _name(event), split_evidence(event))
            else:
                evidence = result_evidence(self._frame, event.election, event.sightings, event.swing)
                left = gap_evidence(self._frame, event.election.code, event.gaps)
                record(after, EvidenceKind.RESULT, event.election.code, (*evidence, *left))

    @property
    def _curved(self) -> bool:
        return any(one.backing for event in self._events if isinstance(event, Polling) for one in event.sightings)

    def _sweep(self, belief: Belief, points: dict[str, Belief]) -> list[Belief]:
        found: list[Belief] = []
        for place, event in enumerate(self._events):
            if isinstance(event, Birth):
                belief = give_birth(belief, self._frame, event, has_own=self._has_own(place))
            else:
                see = sight(self._frame, event.sightings, event.swing)
                point = points.get(event.election.code)
                belief = drift(belief, self._frame, event.drift)
                belief = observe(belief, event.value, see, passes=PASSES if point is None else 1, point=point)
                belief = see_gaps(belief, self._frame, event.gaps)
            found.append(belief)
        return found

    def _has_own(self, place: int) -> bool:
        """Say whether a child stood in its own name before the day it is said to be born."""
        birth = self._events[place]
        assert isinstance(birth, Birth)
        child = self._frame.party_index[birth.child]
        older = self._events[:place]
        return any(one.party == child for event in older if isinstance(event, Polling) for one in event.sightings)

    def _points(self, beliefs: list[Belief]) -> dict[str, Belief]:
        shape = (len(self._frame.seats), len(self._frame.parties))
        pattern = beliefs[-1].mean.reshape(shape)
        pattern = pattern - pattern.mean(axis=0)
        return {
            event.election.code: Belief(
                (pattern + belief.mean.reshape(shape).mean(axis=0)).ravel(), belief.covariance, belief.parties
            )
            for event, belief in zip(self._events, beliefs, strict=True)
            if isinstance(event, Polling)
        }


def _in_order(frame: Frame, polls: Sequence[Polling], lineage: Sequence[Birth]) -> list[Polling | Birth]:
    """Put elections and births in order of date; a birth before all results says nothing of a party with its own."""
    dated: list[tuple[tuple[str, int, str], Polling | Birth]] = [
        ((one.election.date.isoformat(), 0, one.election.code), one) for one in polls
    ]
    first = min((key[0] for key, _ in dated), default="")
    stood = {sighting.party for one in polls for sighting in one.sightings}
    dated += [
        ((birth.since.isoformat(), 1, birth.child), birth)
        for birth in lineage
        if birth.since.isoformat() >= first or frame.party_index[birth.child] not in stood
    ]
    return [event for _, event in sorted(dated, key=lambda item: item[0])]


def drift(belief: Belief, frame: Frame, variance: float) -> Belief:
    """Let the levels of all parties drift, each by the same amount in all seats."""
    if variance <= 0.0:
        return belief
    shape = (len(frame.seats), len(frame.parties))
    covariance = belief.covariance.copy().reshape(*shape, *shape)
    for party in range(shape[1]):
        covariance[:, party, :, party] += variance
    return Belief(belief.mean, covariance.reshape(frame.size, frame.size), belief.parties)


def _name(birth: Birth) -> str:
    *others, last = [branch.parent for branch in birth.branches]
    parents = f"{', '.join(others)} and {last}" if others else last
    how = {LineageKind.SPLIT: "from", LineageKind.MERGE: "with", LineageKind.RENAME: "formerly"}
    return f"{birth.child} {how[birth.branches[0].kind]} {parents}"
