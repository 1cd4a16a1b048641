"""How sure past counts are: further off for small parties than for large ones, and where votes have moved much."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from prepoll.strength.ageing import coming_kind
from prepoll.strength.arrays import Floats
from prepoll.strength.assumptions import (
    LEAST_SHARE,
    TURNOVER,
    TURNOVER_FACTOR,
    WIDTH_MEAN,
    WIDTH_MOST,
    WIDTH_OWN,
    WIDTH_SHARED,
    WIDTH_TYPICAL,
)
from prepoll.strength.belief import Belief
from prepoll.strength.counts import Election, History
from prepoll.strength.frame import Frame
from prepoll.strength.shares import shares_of

WIDENED = "how far off past counts were"
"""Names the step that widens what past counts say of small parties and narrows it for large ones."""


def widened(belief: Belief, present: npt.NDArray[np.bool_], moved: float) -> Belief:
    """Return a belief in which doubt depends on a party's size and on how much votes have moved.

    Every source of doubt of a party in a seat is multiplied by one factor, so that correlations stay what they
    were. A mean log-strength falls by a part of what the mean share would otherwise rise by. `moved` is the
    turnover of `turnover`.
    """
    share = np.maximum(shares_of(belief.mean, present), LEAST_SHARE)
    low, high = TURNOVER_FACTOR
    lively = float(np.clip((moved / TURNOVER[0]) ** TURNOVER[1], low, high))
    wide = _times(belief, *(lively * _factor(share, width) for width in (WIDTH_SHARED, WIDTH_OWN)))
    most = np.maximum(WIDTH_MOST, belief.log_sd)
    within = np.minimum(most / wide.log_sd, 1.0)
    wide = _times(wide, within, within)
    return replace(wide, mean=belief.mean - WIDTH_MEAN * (wide.variance - belief.variance) / 2.0)


def _times(belief: Belief, shared: Floats, own: Floats) -> Belief:
    """Multiply the doubt that seats share and the doubt of each seat by factors (seat, party)."""
    common = shared[:, :, None]
    return replace(belief, case=belief.case * common, region=belief.region * common, own=belief.own * own[:, :, None])


def _factor(share: Floats, width: tuple[float, float, float, float]) -> Floats:
    """Return the factor on log-sds for median shares; `width` is its level, its power and its bounds.

    >>> [round(float(x), 2) for x in _factor(np.array([0.5, 0.25, 0.0625, 0.001]), (1.0, 0.5, 0.8, 3.0))]
    [0.8, 1.0, 2.0, 3.0]
    """
    level, power, least, most = width
    return np.clip(level * (share / WIDTH_TYPICAL) ** -power, least, most)


def turnover(frame: Frame, history: History) -> float:
    """Return which part of a seat's votes went to another party than the time before, typically.

    Half the sum of changes in shares (Pedersen 1979), mean over seats, between elections of the coming kind one
    after another. One more pair with the record's turnover counts with them, so that two elections alike do not
    make a third one certain.
    """
    kind = coming_kind(history.past)
    shares = [_shares(frame, history, one) for one in history.elections if one.kind is kind]
    found = [TURNOVER[0]]
    for before, after in pairwise(shares):
        both = (before.sum(axis=1) > 0) & (after.sum(axis=1) > 0)
        if both.any():
            found.append(float(abs(after[both] - before[both]).sum(axis=1).mean()) / 2.0)
    return float(np.mean(found))


def _shares(frame: Frame, history: History, election: Election) -> Floats:
    """Return shares of votes for candidates, (seat, party); zeros where a seat was not counted."""
    votes = np.zeros((len(frame.seats), len(frame.parties)))
    for unit, count in election.counts.items():
        for seat, weight in history.lies_in.get(unit, ()):
            votes[seat] += weight * count.votes
    return np.asarray(votes / np.maximum(votes.sum(axis=1, keepdims=True), 1.0), dtype=np.float64)
