"""One error model for the simple rules: how far a front's share lands from what a rule says.

The logarithm of share over expected share has a part that all seats of the country have in common,
one for the state and one for the seat. Their sizes are those of the training elections.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from prepoll.backtest.contests import Contest
from prepoll.backtest.forecasts import forecast
from prepoll.backtest.outsiders import NOBODY, Outsiders, fit_outsiders
from prepoll.backtest.rules import SHARES, Rule, shares_by
from prepoll.backtest.types import Floats, Forecast
from prepoll.chance import generator
from prepoll.names import OTHERS, PartyCode

SEEN = 0.03
"""Fronts of which this much was expected, and this much came, tell the size of errors."""

UNKNOWN_LOG_SD = (0.25, 0.46, 0.40)
"""Log-sds of nation, state and seat where no election trains: those of Indian elections to 2009."""

FACTORS = (0.8, 1.0, 1.25, 1.5, 1.75, 2.0)
"""Factors on all three that are tried on the training elections, by the log score of the winning front."""

TRIAL_DRAWS = 200


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """Log-sds of a front's share around what a rule says."""

    nation: float
    state: float
    seat: float

    def times(self, factor: float) -> ErrorModel:
        """Return the model with all log-sds times `factor`."""
        return ErrorModel(self.nation * factor, self.state * factor, self.seat * factor)


Residuals = Mapping[tuple[int, PartyCode, str, str], float]
"""Log of share over expected share, by election, the front's largest party, state and constituency."""


def fit_errors(training: Mapping[int, Sequence[Contest]], rule: Rule, seed: int) -> ErrorModel:
    """Fit the three log-sds by their moments, then one factor on all by the log score of the winning front."""
    first = moments(training, rule)
    rows = tuple(contest for year in sorted(training) for contest in training[year] if contest.matched)
    if not rows:
        return first
    outsiders = fit_outsiders(rows)
    losses = [_loss(rows, rule, first.times(factor), seed, outsiders) for factor in FACTORS]
    return first.times(FACTORS[int(np.argmin(losses))])


def simple_forecasts(
    contests: Sequence[Contest],
    rule: Rule,
    errors: ErrorModel,
    draws: int,
    seed: int,
    outsiders: Outsiders = NOBODY,
) -> tuple[Forecast, ...]:
    """Forecast constituencies by a simple rule, its errors drawn jointly; `outsiders` says who of OTHERS can win."""
    anchors = anchors_of(contests)
    rng = generator(seed, "back-test", rule)
    nation = {anchor: rng.standard_normal(draws) for anchor in sorted(set(anchors.values()))}
    state = {key: rng.standard_normal(draws) for key in sorted(anchors)}
    drawn = [
        (contest, _drawn(contest, shares_by(contest, rule), errors, (anchors, nation, state), rng))
        for contest in contests
    ]
    return tuple(
        forecast(contest, share, strongest=outsiders.strongest(contest, share, seed)) for contest, share in drawn
    )


def _drawn(
    contest: Contest,
    expected: Floats,
    errors: ErrorModel,
    common: tuple[Mapping[tuple[str, str], PartyCode], Mapping[PartyCode, Floats], Mapping[tuple[str, str], Floats]],
    rng: np.random.Generator,
) -> Floats:
    anchors, nation, state = common
    keys = [(contest.state, front) for front in contest.fronts]
    moved = errors.nation * np.stack([nation[anchors[key]] for key in keys])
    moved += errors.state * np.stack([state[key] for key in keys])
    moved += errors.seat * rng.standard_normal(moved.shape)
    strength = np.exp(np.log(expected)[:, None] + moved)
    share: Floats = strength / strength.sum(axis=0)
    return share


def anchors_of(contests: Iterable[Contest]) -> dict[tuple[str, str], PartyCode]:
    """Name for each front of a state the member that was largest in the country, so that fronts of states share it."""
    size: dict[PartyCode, float] = defaultdict(float)
    members: dict[tuple[str, str], set[PartyCode]] = defaultdict(set)
    for contest in contests:
        for party, share in contest.before.items():
            size[party] += share
        for front in contest.fronts:
            members[contest.state, front].add(front)
        for party, front in contest.front_of.items():
            if front in contest.place:
                members[contest.state, front].add(party)
    return {key: max(sorted(group), key=lambda party: size.get(party, 0.0)) for key, group in members.items()}


def _residuals(training: Mapping[int, Sequence[Contest]], rule: Rule) -> Residuals:
    found: dict[tuple[int, PartyCode, str, str], float] = {}
    for year, contests in training.items():
        anchors = anchors_of(contests)
        for contest in (contest for contest in contests if contest.matched):
            expected = shares_by(contest, rule)
            for front, share, hoped in zip(contest.fronts, contest.actual, expected, strict=True):
                if front != OTHERS and min(share, hoped) >= SEEN:
                    key = (year, anchors[contest.state, front], contest.state, contest.seat)
                    found[key] = float(np.log(share / hoped))
    return found


def moments(training: Mapping[int, Sequence[Contest]], rule: Rule) -> ErrorModel:
    """Return the sizes of the three parts: each is what is left of the spread of means of the next larger group."""
    residuals = _residuals(training, rule)
    if not residuals:
        return ErrorModel(*UNKNOWN_LOG_SD)
    keys = sorted(residuals)
    values = np.array([residuals[key] for key in keys])
    state = [key[:3] for key in keys]
    nation = [key[:2] for key in keys]
    state_mean, state_size = _means(values, state)
    nation_mean, nation_size = _means(values, nation)
    alone = float(np.mean(1.0 / state_size))
    seat = float(np.mean((values - state_mean) ** 2)) / max(1.0 - alone, 0.1)
    between = float(np.mean((state_mean - nation_mean) ** 2))
    largest = np.flatnonzero(nation_size >= LARGE * len(values) / len({key[0] for key in keys}))
    common = float(np.mean(nation_mean[largest] ** 2)) if len(largest) else 0.0
    return ErrorModel(common**0.5, max(between - seat * alone, 0.0) ** 0.5, seat**0.5)


LARGE = 0.1
"""A party with this part of an election's residuals tells of a swing of the country."""


def _means(values: Floats, groups: Sequence[tuple[object, ...]]) -> tuple[Floats, Floats]:
    """Return for each value the mean and the size of its group."""
    places: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, group in enumerate(groups):
        places[group].append(i)
    mean, size = np.zeros(len(values)), np.ones(len(values))
    for rows in places.values():
        mean[rows], size[rows] = values[rows].mean(), len(rows)
    return mean, size


def _loss(contests: Sequence[Contest], rule: Rule, errors: ErrorModel, seed: int, outsiders: Outsiders) -> float:
    rows = simple_forecasts(contests, rule, errors, TRIAL_DRAWS, seed, outsiders)
    return float(-np.mean([np.log(row.chance[row.won]) for row in rows]))


SIMPLE = tuple(SHARES)
"""The simple rules, in the order in which they are shown."""
