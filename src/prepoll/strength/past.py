"""Past elections and splits, taken in by date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from prepoll.names import LineageKind
from prepoll.strength.counts import Election, History
from prepoll.strength.frame import Frame
from prepoll.strength.gaussian import PASSES, Belief, observe
from prepoll.strength.results import Sighting, Sightings, result_evidence, sight
from prepoll.strength.splits import Birth, give_birth, log_left, split_evidence
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

    @property
    def value(self) -> Floats:
        """Return the logarithms of the shares seen, (n,)."""
        return np.asarray(np.log([one.share for one in self.sightings]), dtype=np.float64)


class Past:
    """Past elections and splits in order of date."""

    def __init__(self, frame: Frame, history: History, sightings: Sightings, lineage: tuple[Birth, ...]) -> None:
        self._frame = frame
        polls = [Polling(election, sightings.of(election)) for election in history.elections]
        dated: list[tuple[tuple[str, int, str], Polling | Birth]] = [
            ((one.election.date.isoformat(), 0, one.election.code), one) for one in polls if one.sightings
        ]
        first = min((key[0] for key, _ in dated), default="")
        stood = {party for one in polls for count in one.election.counts.values() for party in count.stood}
        dated += [
            ((birth.since.isoformat(), 1, birth.child), birth)
            for birth in lineage
            if birth.since.isoformat() >= first or frame.party_index[birth.child] not in stood
        ]
        self._events = [event for _, event in sorted(dated, key=lambda item: item[0])]

    def take(self, belief: Belief, record: Record) -> None:
        """Hand `record` the belief after each event, oldest first.

        Fronts and splits are not linear; so all is gone through several times, and each election is
        linearised at the end of the time before.
        """
        points: dict[str, Floats] = {}
        for _ in range(SWEEPS - 1 if self._curved else 0):
            beliefs = self._sweep(belief, points)
            points = self._points(beliefs)
        for event, after in zip(self._events, self._sweep(belief, points), strict=True):
            if isinstance(event, Birth):
                record(after, EvidenceKind.SPLIT, _name(event), split_evidence(event))
            else:
                evidence = result_evidence(self._frame, event.election, event.sightings)
                record(after, EvidenceKind.RESULT, event.election.code, evidence)

    @property
    def _curved(self) -> bool:
        return any(one.backing for event in self._events if isinstance(event, Polling) for one in event.sightings)

    def _sweep(self, belief: Belief, points: dict[str, Floats]) -> list[Belief]:
        found: list[Belief] = []
        for event in self._events:
            if isinstance(event, Birth):
                belief = give_birth(belief, self._frame, event, has_own=self._has_own(event))
            else:
                see = sight(self._frame, event.election, event.sightings)
                point = points.get(event.election.code)
                belief = observe(belief, event.value, see, passes=PASSES if point is None else 1, point=point)
            found.append(belief)
        return found

    def _has_own(self, birth: Birth) -> bool:
        """Say whether a child stood in its own name before the day it is said to be born."""
        child = self._frame.party_index[birth.child]
        older = self._events[: self._events.index(birth)]
        return any(one.party == child for event in older if isinstance(event, Polling) for one in event.sightings)

    def _points(self, beliefs: list[Belief]) -> dict[str, Floats]:
        """Return where to linearise each election: the end of the sweep, with later splits undone."""
        points: dict[str, Floats] = {}
        shape = (len(self._frame.seats), len(self._frame.parties))
        mean = beliefs[-1].mean.reshape(shape).copy()
        for event in reversed(self._events):
            if isinstance(event, Polling):
                points[event.election.code] = mean.ravel().copy()
                continue
            for branch in event.branches:
                mean[:, self._frame.party_index[branch.parent]] -= log_left(branch)
            if not self._has_own(event):
                child = self._frame.party_index[event.child]
                mean[:, child] = beliefs[0].mean.reshape(shape)[:, child]
        return points


def _name(birth: Birth) -> str:
    *others, last = [branch.parent for branch in birth.branches]
    parents = f"{', '.join(others)} and {last}" if others else last
    how = {LineageKind.SPLIT: "from", LineageKind.MERGE: "with", LineageKind.RENAME: "formerly"}
    return f"{birth.child} {how[birth.branches[0].kind]} {parents}"
