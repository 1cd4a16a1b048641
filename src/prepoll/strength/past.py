"""Past elections and splits, taken in by date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from prepoll.names import LineageKind
from prepoll.strength.absences import absence_evidence, absences_of
from prepoll.strength.ageing import Moment, apart, coming_kind, years_between
from prepoll.strength.assumptions import (
    NEW_PRIOR,
    OTHERS_SEAT,
    POOLING,
    RATE_LOG_SD,
    SEEN_PRIOR,
    SPLIT_SEAT,
    Moves,
    moves_by_level,
)
from prepoll.strength.belief import Belief
from prepoll.strength.counts import History
from prepoll.strength.frame import Frame
from prepoll.strength.process import Timeline, covariance
from prepoll.strength.readout import read_out
from prepoll.strength.results import Sightings, ever_stood, result_evidence
from prepoll.strength.slates import Slates
from prepoll.strength.splits import Birth, Descent, split_evidence
from prepoll.strength.sums import linearised, sums_of
from prepoll.strength.tree import Levels, grow, means
from prepoll.strength.types import Evidence, EvidenceKind, Floats

SWEEPS = 4
"""Times that counts of fronts are linearised, each around the mean of all that the last one ended with."""

POOLED = "the newest elections alone"
"""Names the step that draws strengths towards the simpler rule."""

Present = npt.NDArray[np.bool_]

Record = Callable[[Belief, EvidenceKind, str, tuple[Evidence, ...]], None]
"""Takes a new belief with the kind and name of its source and the evidence."""


@dataclass(frozen=True, slots=True)
class Stage:
    """How far the past has been gone through: so many elections and so many births."""

    elections: int
    births: int
    event: Birth | int | None  # what was taken in last, an election by its place


class Past:
    """Past elections and splits in order of date."""

    def __init__(self, frame: Frame, history: History, slates: Slates, lineage: Sequence[Birth], today: date) -> None:
        self._frame, self._history = frame, history
        self._shape = (len(frame.seats), len(frame.parties))
        sightings = Sightings(frame, history, slates)
        self._seen = [sightings.of(one) for one in history.elections]
        self._start = min([one.date for one in history.elections], default=today)
        stood = first_stood(frame, history)
        self._births = tuple(
            birth
            for birth in lineage
            if not history.elections or birth.since >= self._start or frame.party_index[birth.child] not in stood
        )
        self._descent = Descent.of(frame, self._births, self._start, stood)
        self._moments = self._times(today)
        self._known: Present = np.any(ever_stood(frame, history), axis=0)
        self._absences = absences_of(frame, history, [birth.child for birth in self._births])
        self._point = self._typical()
        self._sums = sums_of(frame, self._moments, self._seen, self._descent)
        self._every = np.ones(len(history.elections), dtype=np.bool_)
        self._around = self._linearise(self._every)

    def take(self, record: Record) -> None:
        """Hand `record` the belief before all and after each event, oldest first."""
        for stage in self._stages():
            belief = self._belief(stage)
            if stage.event is None:
                record(belief, EvidenceKind.PRIOR, "prior", ())
            elif isinstance(stage.event, Birth):
                record(belief, EvidenceKind.SPLIT, _name(stage.event), split_evidence(stage.event))
            else:
                election = self._history.elections[stage.event]
                record(belief, EvidenceKind.RESULT, election.code, self._evidence(stage.event))
        if len(self._history.elections) > self._newest.sum():
            record(self.pooled(belief), EvidenceKind.PRIOR, POOLED, ())

    def pooled(self, belief: Belief) -> Belief:
        """Return a belief with its mean drawn towards what the newest election of each kind says alone."""
        simple = self._read(self._stages()[-1], self._newest, self._linearise(self._newest)).mean
        seen = np.zeros(self._shape[1], dtype=np.bool_)
        for place in np.flatnonzero(self._newest).tolist():
            seen[[one.party for one in self._seen[place]]] = True
        return replace(belief, mean=belief.mean + POOLING * np.where(seen, simple - belief.mean, 0.0))

    @property
    def _newest(self) -> Present:
        """Say which elections are the newest of their kind, (election,)."""
        kinds = [one.kind for one in self._history.elections]
        return np.array([kind not in kinds[place + 1 :] for place, kind in enumerate(kinds)], dtype=np.bool_)

    def _times(self, today: date) -> tuple[Moment, ...]:
        kind = coming_kind(self._history.past)
        found = [Moment(years_between(self._start, one.date), one.kind is kind) for one in self._history.elections]
        last = max([years_between(self._start, today), *(one.years for one in found), *self._descent.years])
        return (*found, Moment(last, True))

    def _typical(self) -> Floats:
        """Return the log of each party's largest mean share in an election, the prior where it has none."""
        shares = np.zeros((len(self._seen) + 1, len(self._frame.parties)))
        for place, sightings in enumerate(self._seen):
            for one in sightings:
                shares[place, one.party] += one.share * one.covered / len(self._frame.seats)
        best = shares.max(axis=0)
        start = np.log(np.where(self._known, SEEN_PRIOR, NEW_PRIOR))
        return np.where(best > 0, np.log(np.maximum(best, 0.003)), start)

    def _linearise(self, told: Present) -> tuple[Floats, Floats]:
        """Return all cells' and rates' means with some elections taken in, around which fronts are linearised."""
        levels = self._levels(self._stages()[-1])
        cells, rates = levels.mean, np.zeros(len(levels.rates))
        for _ in range(SWEEPS if self._sums.curved else 1):
            grown = grow(levels, linearised(self._sums, levels.mean, (cells, rates), told))
            cells, rates = means(grown), grown.rates
        return cells, rates

    def _belief(self, stage: Stage) -> Belief:
        return self._read(stage, np.arange(len(self._seen)) < stage.elections, self._around)

    def _read(self, stage: Stage, told: Present, around: tuple[Floats, Floats]) -> Belief:
        levels = self._levels(stage)
        grown = grow(levels, linearised(self._sums, levels.mean, around, told))
        return read_out(grown, self._descent.first(stage.births), self._moments[-1].years)

    def _levels(self, stage: Stage) -> Levels:
        """Put the effects before any count together, with the splits and absences of a stage."""
        descent = self._descent.first(stage.births)
        alive = self._known.copy()
        for birth in descent.births:
            alive[self._frame.party_index[birth.child]] = True
        start = np.log(np.where(self._known, SEEN_PRIOR, NEW_PRIOR))
        mean = descent.mean(start, self._point, [one.years for one in self._moments]).ravel()
        regions = self._frame.region_numbers
        case, region, seat = moves_by_level(int(regions.max()) + 1)
        known = self._absences.election
        told = known is not None and known in self._history.elections[: stage.elections]
        times = len(self._moments)
        left = [self._absences.shift, self._absences.loose] if told else [np.zeros(self._shape)] * 2
        shift, loose = (np.repeat(descent.inherited(one, self._point), times, axis=1) for one in left)
        return Levels(
            mean=mean + shift,
            case=self._level(descent, case, alive, None),
            region=None if region is None else self._level(descent, region, alive, 0.0),
            seat=self._level(descent, seat, alive, SPLIT_SEAT),
            loose=loose,
            rates=np.full(self._sums.rates, RATE_LOG_SD[0]),
            regions=regions,
            moments=times,
        )

    def _level(self, descent: Descent, moves: Moves, alive: Present, local: float | None) -> Floats:
        """Return the covariance of one level; a split varies by its own log-sd or by `local`."""
        partings = descent.partings(self._point, local)
        start = np.where(self._known, moves.start, moves.new)
        moving = alive.astype(np.float64)
        moving[-1] *= 1.0 if local is None else OTHERS_SEAT
        return covariance(Timeline(self._moments, partings), moves, start, moving)

    def _stages(self) -> list[Stage]:
        dated: list[tuple[date, int, int]] = [(one.date, 0, i) for i, one in enumerate(self._history.elections)]
        dated += [(birth.since, 1, i) for i, birth in enumerate(self._births)]
        found = [Stage(0, 0, None)]
        for _, sort, place in sorted(dated):
            last = found[-1]
            if sort == 0:
                found.append(Stage(last.elections + 1, last.births, place))
            else:
                found.append(Stage(last.elections, last.births + 1, self._births[place]))
        return found

    def _evidence(self, place: int) -> tuple[Evidence, ...]:
        election, moment = self._history.elections[place], self._moments[place]
        change = sum(
            apart(moment, self._moments[-1], moves)
            for moves in moves_by_level(int(self._frame.region_numbers.max()) + 1)
            if moves is not None
        )
        seen = result_evidence(self._frame, election, self._seen[place], change)
        return (*seen, *(absence_evidence(self._frame, self._absences) if election is self._absences.election else ()))


def first_stood(frame: Frame, history: History) -> dict[int, date]:
    """Map each party with a record to the day on which it first stood."""
    found: dict[int, date] = {}
    for election in history.elections:
        for count in election.counts.values():
            for party in count.stood:
                found.setdefault(party, election.date)
    return found


def _name(birth: Birth) -> str:
    *others, last = [branch.parent for branch in birth.branches]
    parents = f"{', '.join(others)} and {last}" if others else last
    how = {LineageKind.SPLIT: "from", LineageKind.MERGE: "with", LineageKind.RENAME: "formerly"}
    return f"{birth.child} {how[birth.branches[0].kind]} {parents}"
