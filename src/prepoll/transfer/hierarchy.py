"""Transfer of all measured alliances at once: a hierarchical model, solved by Laplace's method and EM.

For each unit of an event, with shares of the electorate:

    share = G_own · own · swap · prod_q (1 - beta_q) + sum_q tau_q · G_q · partner_q + noise

G is the growth of a bundle in the state (its swing), tau the transfer, beta the desertion. The logit of
tau is covariates · b + pair + event + direction, each a Gaussian of mean 0; log G, log beta and log swap are
Gaussian too. The noise has a part common to a group and is weighed down where it is large (a t distribution).
Given the spreads, Gauss-Newton finds the most likely values and their covariance (Laplace; Gelman and
others, Bayesian Data Analysis, 3rd edition, section 13.3); given these, EM renews the spreads (section 13.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from prepoll.errors import ModelError
from prepoll.names import PartyCode
from prepoll.transfer import record
from prepoll.transfer.pair import Floats, expit, logit
from prepoll.transfer.posterior import COVARIATES
from prepoll.transfer.reference import Ints
from prepoll.transfer.rows import Direction, Rows

SLOPE_MEAN = (logit(record.MEDIAN), -record.CLOSENESS, record.TOGETHER, 0.0, 0.0, 0.0, 0.0)
SLOPE_SD = (0.5, 0.75, 0.4, 0.3, 0.3, 0.4, 0.4)
"""What is believed of the slopes before any event: the judgement of the stated prior, held loosely."""

SWING_SD = 0.45
"""Log-spread of a bundle's growth in a state between two elections, as fronts that stayed as they were show."""
DRIFT_SD = 0.15
"""What the growth of allied bundles may differ on average from that of fronts that stayed as they were."""
SWAP_SD = 0.30
"""Log-spread of what a front polls more or less where another of its old partners stands."""
DESERTION_SPREAD = 0.1
"""Log-spread of the general level of desertion: held at the stated one, as counts show it only together with drift."""
FREEDOM = 4.0
"""Degrees of freedom of the noise."""
SPREAD_WORTH = 6.0
"""How many effects the prior spread of pairs, events and directions counts for."""

PairKey = tuple[PartyCode, PartyCode]  # in alphabetical order
Part = tuple[Ints, Floats]  # the unknowns an event depends on, and how its own follow from them


@dataclass(frozen=True, slots=True)
class Spreads:
    """Logit spreads of transfer: of a pair in all its elections, of an election, of a direction."""

    pair: float = 0.45
    event: float = 0.45
    direction: float = 0.55


@dataclass(frozen=True, slots=True)
class Places:
    """Where each kind of unknown stands in the long vector."""

    pairs: tuple[PairKey, ...]
    events: int
    directions: Ints  # first place of each event's directions
    swings: Ints
    desertions: Ints
    swaps: Ints
    size: int

    @property
    def level(self) -> int:
        """The place of the general level of desertion."""
        return len(COVARIATES) + len(self.pairs) + self.events

    @property
    def drift(self) -> int:
        """The place of the mean log growth of bundles that ally or part."""
        return self.level + 1


@dataclass(frozen=True, slots=True)
class Fit:
    """What the model makes of its events: most likely values, their covariance, and the spreads."""

    rows: tuple[Rows, ...]
    places: Places
    value: Floats  # (unknown,)
    covariance: Floats  # (unknown, unknown)
    spreads: Spreads
    rounds: int

    def slopes(self) -> tuple[Floats, Floats]:
        """Return the slopes of the covariates and their covariance."""
        k = len(COVARIATES)
        return self.value[:k], self.covariance[:k, :k]

    def pair_effect(self, pair: PairKey) -> tuple[float, float]:
        """Return what is special to a pair, logit, and its spread."""
        i = len(COVARIATES) + self.places.pairs.index(pair)
        return float(self.value[i]), float(np.sqrt(self.covariance[i, i]))

    def transfer(self, event: int, direction: int) -> tuple[float, float]:
        """Return the logit of one measured transfer and its spread."""
        row = mapping(self.rows[event], self.places, event)[direction]
        return float(row @ self.value), float(np.sqrt(row @ self.covariance @ row))

    def desertion(self, event: int, direction: int) -> tuple[float, float]:
        """Return the logarithm of one desertion and its spread."""
        rows = self.rows[event]
        row = mapping(rows, self.places, event)[len(rows.directions) + len(rows.bundles) + direction]
        return float(row @ self.value), float(np.sqrt(row @ self.covariance @ row))

    def swing(self, event: int, bundle: int) -> tuple[float, float]:
        """Return the logarithm of a bundle's growth and its spread."""
        row = mapping(self.rows[event], self.places, event)[len(self.rows[event].directions) + bundle]
        return float(row @ self.value), float(np.sqrt(row @ self.covariance @ row))

    def swap(self, event: int, swap: int) -> tuple[float, float]:
        """Return the logarithm of what another stander of old partners changes, and its spread."""
        rows = self.rows[event]
        row = mapping(rows, self.places, event)[2 * len(rows.directions) + len(rows.bundles) + swap]
        return float(row @ self.value), float(np.sqrt(row @ self.covariance @ row))


def pair_of(direction: Direction) -> PairKey:
    """Return the two parties of a direction in alphabetical order."""
    first, second = sorted(direction)
    return first, second


def lay_out(events: Sequence[Rows]) -> Places:
    """Give each unknown a place: slopes, pairs, events, level of desertion, drift, then each event's own."""
    pairs = tuple(sorted({pair_of(d) for rows in events for d in rows.directions}))
    at = len(COVARIATES) + len(pairs) + len(events) + 2
    starts: list[list[int]] = [[], [], [], []]
    for rows in events:
        counts = (len(rows.directions), len(rows.bundles), len(rows.directions), len(rows.swaps))
        for start, count in zip(starts, counts, strict=True):
            start.append(at)
            at += count
    directions, swings, desertions, swaps = (np.array(start, dtype=np.int64) for start in starts)
    return Places(pairs, len(events), directions, swings, desertions, swaps, at)


def mapping(rows: Rows, places: Places, event: int) -> Floats:
    """Return how an event's own unknowns follow from the long vector, (local, unknown).

    Local unknowns: logit transfer of each direction, log growth of each bundle, log desertion of each
    direction, log of each swap.
    """
    n, k = len(rows.directions), len(COVARIATES)
    local = np.zeros((2 * n + len(rows.bundles) + len(rows.swaps), places.size))
    local[:n, :k] = rows.covariates
    local[:n, k + len(places.pairs) + event] = 1
    for i, direction in enumerate(rows.directions):
        local[i, k + places.pairs.index(pair_of(direction))] = 1
        local[i, places.directions[event] + i] = 1
        local[n + len(rows.bundles) + i, places.level] = 1
        local[n + len(rows.bundles) + i, places.desertions[event] + i] = 1
    for i in range(len(rows.bundles)):
        local[n + i, places.drift] = 1
        local[n + i, places.swings[event] + i] = 1
    for i in range(len(rows.swaps)):
        local[2 * n + len(rows.bundles) + i, places.swaps[event] + i] = 1
    return local


def foretold(rows: Rows, local: Floats) -> tuple[Floats, Floats]:
    """Return the shares that local unknowns foretell, (row,), and their slopes, (row, local)."""
    n, b = len(rows.directions), len(rows.bundles)
    tau, growth = expit(local[:n]), np.exp(local[n : n + b])
    beta = np.minimum(np.exp(local[n + b : 2 * n + b]), record.DESERTION_CAP)
    swap = np.append(local[2 * n + b :], 0.0)[rows.swap]
    there = rows.partner > 0
    own = growth[rows.own_bundle] * rows.own * np.exp(swap) * np.where(there, 1 - beta, 1.0).prod(axis=1)
    given = rows.partner * (tau * growth[rows.partner_bundle])
    slopes = np.zeros((len(own), len(local)))
    slopes[:, :n] = given * (1 - tau)
    slopes[np.arange(len(own)), n + rows.own_bundle] = own
    np.add.at(slopes.T, n + rows.partner_bundle, given.T)
    slopes[:, n + b : 2 * n + b] = np.where(there, -own[:, None] * beta / (1 - beta), 0.0)
    swapped = rows.swap >= 0
    slopes[swapped, (2 * n + b + rows.swap)[swapped]] = own[swapped]
    return own + given.sum(axis=1), slopes


def whiten(rows: Rows, values: Floats) -> Floats:
    """Bring rows to errors of spread 1, (row, …): a group's common error and each unit's own."""
    count = np.bincount(rows.group).astype(np.float64)
    table = values.reshape(len(values), -1)
    means = np.zeros((len(count), table.shape[1]))
    np.add.at(means, rows.group, table)
    means = (means / count[:, None])[rows.group]
    unit = max(rows.yard.unit_sd, 1e-6)
    common = 1 / np.sqrt(count * rows.yard.group_sd**2 + rows.yard.unit_sd**2)
    white: Floats = (table - means) / unit + means * common[rows.group][:, None]
    return white.reshape(values.shape)


def _prior(places: Places, spreads: Spreads, desertion_spread: float) -> tuple[Floats, Floats]:
    """Return mean and spread of every unknown beforehand, (unknown,) each."""
    mean, sd = np.zeros(places.size), np.full(places.size, record.DESERTION_SD)
    k, p = len(COVARIATES), len(places.pairs)
    mean[:k], sd[:k] = SLOPE_MEAN, SLOPE_SD
    sd[k : k + p], sd[k + p : places.level] = spreads.pair, spreads.event
    mean[places.level], sd[places.level] = np.log(record.DESERTION), desertion_spread
    sd[places.drift] = DRIFT_SD
    ends = np.append(places.directions[1:], places.size)
    for first, swing, lost, swap, end in zip(
        places.directions, places.swings, places.desertions, places.swaps, ends, strict=True
    ):
        sd[first:swing], sd[swing:lost], sd[swap:end] = spreads.direction, SWING_SD, SWAP_SD
    return mean, sd


def _part(local: Floats) -> Part:
    used = np.flatnonzero(local.any(axis=0))
    return used, local[:, used]


def _step(
    events: Sequence[Rows], maps: Sequence[Part], prior: tuple[Floats, Floats], value: Floats
) -> tuple[Floats, Floats, float]:
    """Return gradient, information and the sum of weighted squares at a value."""
    mean, sd = prior
    gradient, information = (mean - value) / sd**2, np.diag(1 / sd**2)
    total = float((((value - mean) / sd) ** 2).sum())
    for rows, (used, local) in zip(events, maps, strict=True):
        shares, slopes = foretold(rows, local @ value[used])
        error = whiten(rows, rows.share - shares)
        weight = (FREEDOM + 1) / (FREEDOM + error**2)
        total += float((FREEDOM + 1) * np.log1p(error**2 / FREEDOM).sum())
        tilted = whiten(rows, slopes) @ local
        gradient[used] += tilted.T @ (weight * error)
        information[np.ix_(used, used)] += tilted.T @ (weight[:, None] * tilted)
    return gradient, information, total


def _climb(
    events: Sequence[Rows], maps: Sequence[Part], prior: tuple[Floats, Floats], value: Floats, most: int
) -> tuple[Floats, Floats]:
    """Find the most likely value by damped Gauss-Newton; return it and its covariance."""
    gradient, information, total = _step(events, maps, prior, value)
    damping = 1e-3
    for _ in range(most):
        step = np.linalg.solve(information + damping * np.diag(np.diag(information)), gradient)
        trial = _step(events, maps, prior, value + step)
        if trial[2] <= total:
            done = total - trial[2] < 1e-4
            value, (gradient, information, total) = value + step, trial
            damping = max(damping / 4, 1e-6)
            if done:
                break
        else:
            damping *= 6
    covariance: Floats = np.linalg.inv(information).astype(np.float64)
    return value, covariance


def _renewed(places: Places, value: Floats, covariance: Floats) -> Spreads:
    """Return the spreads that the effects show, each with a prior worth a few effects."""
    k, p = len(COVARIATES), len(places.pairs)
    square = value**2 + np.diag(covariance)
    ends = places.swings
    directions = np.concatenate([np.arange(a, b) for a, b in zip(places.directions, ends, strict=True)])
    start = Spreads()

    def spread(chosen: Floats, before: float) -> float:
        return float(np.sqrt((SPREAD_WORTH * before**2 + chosen.sum()) / (SPREAD_WORTH + len(chosen))))

    return Spreads(
        spread(square[k : k + p], start.pair),
        spread(square[k + p : places.level], start.event),
        spread(square[directions], start.direction),
    )


def fit(
    events: Sequence[Rows],
    *,
    rounds: int = 60,
    tolerance: float = 2e-3,
    desertion_spread: float = DESERTION_SPREAD,
) -> Fit:
    """Fit all events at once; ModelError where none is given or the spreads do not settle.

    `desertion_spread` says how loosely the general level of desertion is held at the stated one.
    """
    if not events:
        raise ModelError("No alliance to measure: give elections in which partners came together or parted.")
    places = lay_out(events)
    maps = [_part(mapping(rows, places, i)) for i, rows in enumerate(events)]
    spreads = Spreads()
    value = _prior(places, spreads, desertion_spread)[0]
    for turn in range(rounds):
        prior = _prior(places, spreads, desertion_spread)
        value, covariance = _climb(events, maps, prior, value, 50 if turn == 0 else 10)
        renewed = _renewed(places, value, covariance)
        change = max(abs(getattr(renewed, n) - getattr(spreads, n)) for n in ("pair", "event", "direction"))
        spreads = renewed
        if change < tolerance:
            return Fit(tuple(events), places, value, covariance, spreads, turn + 1)
    raise ModelError(f"The spreads of transfer did not settle in {rounds} rounds. Give more rounds.")
