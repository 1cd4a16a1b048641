"""What is believed of strengths at all moments before any count: one covariance for each level of effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from prepoll.strength.ageing import Moment
from prepoll.strength.arrays import Floats
from prepoll.strength.assumptions import Moves

MOMENT, PARTING = 0, 1


@dataclass(frozen=True, slots=True)
class Parting:
    """A split: at `years` a child takes its strength from a parent; log-sds of what each of them then has."""

    years: float
    child: int
    parent: int
    part: float  # the parent's part in the child where it has several
    gain_sd: float
    loss_sd: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The moments at which strengths are wanted, the coming election last, and the splits between them."""

    moments: tuple[Moment, ...]
    partings: tuple[Parting, ...]

    def events(self) -> list[tuple[float, int, int]]:
        """List (years, moment or parting, place) in order of time."""
        found = [(moment.years, MOMENT, place) for place, moment in enumerate(self.moments)]
        found += [(parting.years, PARTING, place) for place, parting in enumerate(self.partings)]
        return sorted(found)


def covariance(timeline: Timeline, moves: Moves, start: Floats, moving: Floats) -> Floats:
    """Return the covariance (cell, cell) of one level of effects, cells by party and then by moment.

    `start` (party,) is the log-sd at the first moment; `moving` (party,) is the factor on all that comes
    after, 0 where a party keeps what it starts with. An effect drifts with the years, is its own in each
    election, and has a part common to all elections of another kind than the coming one. A child begins
    where its parents are on the day of the split.
    """
    parties, moments = len(start), len(timeline.moments)
    state = np.diag(start)  # (party, source): what each effect is made of so far
    cells = np.zeros((parties, moments, parties))
    drift, before = np.diag(moving), 0.0
    for years, sort, place in timeline.events():
        state = np.hstack([state, drift * moves.year * np.sqrt(years - before)])
        before = years
        if sort == PARTING:
            state = _parted(state, timeline.partings, place)
            continue
        cells = np.pad(cells, ((0, 0), (0, 0), (0, state.shape[1] + parties - cells.shape[2])))
        own = moves.own if timeline.moments[place].same_kind else moves.other
        cells[:, place] = np.hstack([state, drift * own])
        state = np.pad(state, ((0, 0), (0, parties)))
    flat = cells.reshape(parties * moments, -1)
    other = np.array([0.0 if moment.same_kind else moves.kind for moment in timeline.moments])
    kind = np.kron(drift**2, np.outer(other, other))
    return np.asarray(flat @ flat.T + kind, dtype=np.float64)


def _parted(state: Floats, partings: Sequence[Parting], place: int) -> Floats:
    """Return the state after one branch of a split; a child of several parents adds them up by their parts."""
    one = partings[place]
    siblings = [p for p in partings if (p.years, p.child) == (one.years, one.child)]
    after = state.copy()
    first = siblings[0] is one
    child = np.zeros(state.shape[1]) if first else state[one.child]
    after[one.child] = child + one.part * state[one.parent]
    source = np.zeros((len(state), 1))
    source[one.child] = one.part * one.gain_sd
    source[one.parent] = -one.loss_sd
    return np.hstack([after, source])
