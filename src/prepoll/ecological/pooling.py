"""Partial pooling: each district leans on what all districts have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from prepoll.chance import generator
from prepoll.ecological.assumptions import Assumptions
from prepoll.ecological.expectation import independent_start
from prepoll.ecological.margins import fitted
from prepoll.ecological.matching import UNMATCHED, agreement, families
from prepoll.ecological.options import Reduced
from prepoll.ecological.profile import Cells, Profile, first_profile, relearned
from prepoll.ecological.surface import Fitted, Prior, Seen, climb
from prepoll.ecological.types import EXITS, Convergence, Floats

FIRST_SPREAD = 0.02
ROUNDS = 4
EARLY_STEPS = 6
LAST_STEPS = 40
DISPERSION_TURNS = 3
EVEN, UNEVEN = 0.005, 0.014
"""Over-dispersion of units that differ by chance, and of units that are as different as real ones."""
EVEN_INFLATION, UNEVEN_INFLATION = 16.0, 30.0
"""The same for over-dispersion times the votes of a unit: large units are more alike, and as biased."""
MATCHING_ROUNDS = 2
"""Families are matched anew after each of the first rounds, then stay."""
LEAST_PART = 0.003
"""Cells with a smaller part of their row have the intervals of this one, in log odds."""
CONTEXT_VOTES = 5.0
"""Votes in a district's mix that are added to a unit before its context is taken."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Place:
    """A district between two rounds."""

    data: Reduced
    family: tuple[str, ...]  # (destination,)
    eta: Floats | None  # (origin, destination)
    spread: float


@dataclass(frozen=True, slots=True)
class Round:
    """What one round makes of a district."""

    place: Place
    cells: Cells
    prior: Prior
    fit: Fitted
    given: Assumptions

    @property
    def table(self) -> Floats:
        """Return the estimated votes, (origin, destination), which add up to both totals."""
        return fitted(self.fit.at.shares, self.place.data.start.sum(axis=0), self.place.data.end.sum(axis=0))


def pooled(districts: Sequence[Reduced], given: Assumptions, tell: Tell | None = None) -> tuple[Round, ...]:
    """Estimate all districts together.

    What is held of bias in units counts as far as units differ by more than chance (`doubted`).
    """
    if tell is not None:
        tell(f"Reading how much the units of {len(districts)} districts differ")
    wider = replace(given, widening=given.widening * np.sqrt(1 + given.company / len(districts)))
    return rounds_over(districts, doubted(wider, *median_dispersion(districts, given)), tell)


def rounds_over(districts: Sequence[Reduced], given: Assumptions, tell: Tell | None = None) -> tuple[Round, ...]:
    """Go over all districts in a fixed number of rounds, each from the profile of the last."""
    roughs = [independent_start(data.start, data.end) for data in districts]
    matched = _matched(districts, roughs)
    places = [Place(data, family, None, FIRST_SPREAD) for data, family in zip(districts, matched, strict=True)]
    profile = first_profile([name for place in places for name in place.data.origins.names], given)
    for turn in range(ROUNDS):
        last = turn == ROUNDS - 1
        if tell is not None:
            tell(f"Round {turn + 1} of {ROUNDS} over {len(places)} districts")
        rounds = [_turn(place, profile, given, LAST_STEPS if last else EARLY_STEPS) for place in places]
        if not last:
            profile = relearned(profile, [(done.cells, done.prior, done.fit) for done in rounds])
        if turn < MATCHING_ROUNDS:
            matched = _matched(districts, [done.table for done in rounds])
        places = [_next(done, family) for done, family in zip(rounds, matched, strict=True)]
    return tuple(rounds)


def _first(data: Reduced) -> Place:
    """Match the families of a district on a rough table."""
    rough = independent_start(data.start, data.end)
    return Place(data, _matched([data], [rough])[0], None, FIRST_SPREAD)


def _matched(districts: Sequence[Reduced], tables: Sequence[Floats]) -> list[tuple[str, ...]]:
    """Match destinations to origins in each district, then again with what the districts agree upon."""
    agreed: Mapping[str, str] = {}
    for _ in range(2):
        pairs = zip(districts, tables, strict=True)
        found = [families(d.origins.names, d.destinations.names, table, agreed) for d, table in pairs]
        agreed = agreement([(d.destinations.names, family) for d, family in zip(districts, found, strict=True)])
    return [_without_leavers(data.destinations.names, family) for data, family in zip(districts, found, strict=True)]


def _without_leavers(destinations: Sequence[str], found: Sequence[str]) -> tuple[str, ...]:
    """Keep those who leave in a family of their own."""
    return tuple(EXITS if name == EXITS else family for name, family in zip(destinations, found, strict=True))


def _next(done: Round, family: tuple[str, ...]) -> Place:
    """Return a district as the next round finds it."""
    return Place(done.place.data, family, done.fit.eta, _spread(done))


def _spread(done: Round) -> float:
    """Return the over-dispersion that brings squared residuals to what they should be."""
    freedom = done.place.data.end.shape[0] * (done.place.data.end.shape[1] - 1)
    information = done.fit.at.information
    freedom -= float(np.trace(np.linalg.solve(information + done.prior.precision, information)))
    return float(np.clip(done.place.spread * done.fit.at.chi_square / max(freedom, 1.0), 1e-4, 0.5))


def _turn(place: Place, profile: Profile, given: Assumptions, steps: int) -> Round:
    """Fit one district under the profile."""
    data = place.data
    cells = profile.cells(data.origins.names, place.family)
    prior = profile.prior(cells, (data.start.shape[1], data.end.shape[1]), given)
    eta = _centred(data, prior) if place.eta is None else place.eta
    seen = Seen(data.start, data.end, given.context * context(data, place.family), place.spread)
    return Round(place, cells, prior, climb(seen, prior, eta, steps), given)


def _centred(data: Reduced, prior: Prior) -> Floats:
    """Start at the profile fitted to the district's totals."""
    table = fitted(np.exp(prior.mean), data.start.sum(axis=0), data.end.sum(axis=0))
    eta = np.log(table + 1e-9)
    centred: Floats = eta - (eta - prior.mean).mean(axis=1, keepdims=True)
    return centred


def context(data: Reduced, family: Sequence[str]) -> Floats:
    """Return how many log points stronger each destination's own origin is in a unit, (unit, destination)."""
    mix = data.start.sum(axis=0) / data.start.sum()
    local = (data.start + CONTEXT_VOTES * mix) / (data.start.sum(axis=1, keepdims=True) + CONTEXT_VOTES)
    stronger = np.log(np.maximum(local, 1e-12)) - np.log(np.maximum(mix, 1e-12))
    names = data.origins.names
    absent = np.zeros(len(data.start))
    own = [stronger[:, names.index(name)] if name not in (UNMATCHED, EXITS) else absent for name in family]
    return np.column_stack(own)


def median_dispersion(districts: Sequence[Reduced], given: Assumptions) -> tuple[float, float]:
    """Return the over-dispersion of the median district, and that times the votes of its units."""
    spreads = np.array([dispersion(_first(data), given) for data in districts])
    size = np.array([data.start.sum() / len(data.start) for data in districts])
    return float(np.median(spreads)), float(np.median(spreads * size))


def dispersion(place: Place, given: Assumptions) -> float:
    """Return by how much the units of a district differ beyond chance, where nothing is put down to context."""
    plain = replace(given, context=0.0, trust=1.0)
    profile = first_profile(place.data.origins.names, plain)
    for _ in range(DISPERSION_TURNS):
        done = _turn(place, profile, plain, EARLY_STEPS)
        place = replace(place, eta=done.fit.eta, spread=_spread(done))
    return place.spread


def doubted(given: Assumptions, spread: float, inflation: float) -> Assumptions:
    """Return the constants for units that differ by `spread`: none of the bias below EVEN, all of it above UNEVEN.

    Where units differ only by chance they all show one table, and what they show can be trusted in full.
    `inflation` is the spread times the votes of a unit; the greater doubt of the two counts.
    """
    by_spread = (spread - EVEN) / (UNEVEN - EVEN)
    by_inflation = (inflation - EVEN_INFLATION) / (UNEVEN_INFLATION - EVEN_INFLATION)
    doubt = float(np.clip(max(by_spread, by_inflation), 0.0, 1.0))
    return replace(
        given,
        context=given.context * doubt,
        trust=given.trust**doubt,
        widening=given.widening**doubt,
        tilt=given.tilt * doubt,
    )


def drawn_tables(done: Round, n_draws: int, seed: int, district: str) -> Floats:
    """Draw tables that the model holds possible, (draw, origin, destination); each adds up to both totals."""
    table, given = done.table, done.given
    precision = (done.fit.at.information + done.prior.precision) * given.trust
    root = np.linalg.inv(np.linalg.cholesky(precision))
    rng = generator(seed, "ecological", district)
    noise = (rng.standard_normal((n_draws, table.size)) @ root).reshape(n_draws, *table.shape)
    heavy = np.sqrt(given.tails / rng.chisquare(given.tails, (n_draws, len(table), 1)))
    shift = cell_widening(done) * heavy * noise
    shares = table * np.exp(np.clip(shift - shift.mean(axis=2, keepdims=True), -20, 20))
    shares /= np.maximum(shares.sum(axis=2, keepdims=True), 1e-300)
    return fitted(shares, table.sum(axis=1), table.sum(axis=0))


def cell_widening(done: Round) -> Floats:
    """Return the factor on the standard deviation of each log odds, (origin, destination).

    Real cells miss by more than the model says where few go, and where a district has few units.
    """
    given, table = done.given, done.table
    part = table / np.maximum(table.sum(axis=1, keepdims=True), 1e-300)
    scarce = np.sqrt(1 + given.scarcity / len(done.place.data.start))
    factor: Floats = given.widening * scarce * np.maximum(part, LEAST_PART) ** -given.tilt
    return factor


def convergence(done: Round) -> Convergence:
    """Return how the last round came to rest."""
    return done.fit.convergence
