"""Partial pooling: each district leans on what all districts have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from prepoll.chance import generator
from prepoll.ecological.assumptions import Assumptions
from prepoll.ecological.expectation import independent_start
from prepoll.ecological.margins import fitted
from prepoll.ecological.matching import UNMATCHED, families
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
MATCHING_ROUNDS = 2
"""Families are matched anew after each of the first rounds, then stay."""
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
    return rounds_over(districts, doubted(given, median_dispersion(districts, given)), tell)


def rounds_over(districts: Sequence[Reduced], given: Assumptions, tell: Tell | None = None) -> tuple[Round, ...]:
    """Go over all districts in a fixed number of rounds, each from the profile of the last."""
    places = [_first(data) for data in districts]
    profile = first_profile([name for place in places for name in place.data.origins.names], given)
    for turn in range(ROUNDS):
        last = turn == ROUNDS - 1
        if tell is not None:
            tell(f"Round {turn + 1} of {ROUNDS} over {len(places)} districts")
        rounds = [_turn(place, profile, given, LAST_STEPS if last else EARLY_STEPS) for place in places]
        if not last:
            profile = relearned(profile, [(done.cells, done.prior, done.fit) for done in rounds])
        places = [_next(done, rematch=turn < MATCHING_ROUNDS) for done in rounds]
    return tuple(rounds)


def _first(data: Reduced) -> Place:
    """Match the families of a district on a rough table."""
    rough = independent_start(data.start, data.end)
    return Place(data, _families(data, rough), None, FIRST_SPREAD)


def _families(data: Reduced, table: Floats) -> tuple[str, ...]:
    """Match destinations to origins; those who leave belong to nobody."""
    found = families(data.origins.names, data.destinations.names, table)
    return tuple(
        EXITS if destination == EXITS else family
        for destination, family in zip(data.destinations.names, found, strict=True)
    )


def _next(done: Round, *, rematch: bool) -> Place:
    place = done.place
    family = _families(place.data, done.table) if rematch else place.family
    return Place(place.data, family, done.fit.eta, _spread(done))


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


def median_dispersion(districts: Sequence[Reduced], given: Assumptions) -> float:
    """Return the over-dispersion of the median district."""
    return float(np.median([dispersion(_first(data), given) for data in districts]))


def dispersion(place: Place, given: Assumptions) -> float:
    """Return by how much the units of a district differ beyond chance, where nothing is put down to context."""
    plain = replace(given, context=0.0, trust=1.0)
    profile = first_profile(place.data.origins.names, plain)
    for _ in range(DISPERSION_TURNS):
        done = _turn(place, profile, plain, EARLY_STEPS)
        place = replace(place, eta=done.fit.eta, spread=_spread(done))
    return place.spread


def doubted(given: Assumptions, spread: float) -> Assumptions:
    """Return the constants for units that differ by `spread`: none of the bias below EVEN, all of it above UNEVEN.

    Where units differ only by chance they all show one table, and what they show can be trusted in full.
    """
    doubt = float(np.clip((spread - EVEN) / (UNEVEN - EVEN), 0.0, 1.0))
    return replace(given, context=given.context * doubt, trust=given.trust**doubt, widening=given.widening**doubt)


def drawn_tables(done: Round, n_draws: int, seed: int, district: str) -> Floats:
    """Draw tables that the model holds possible, (draw, origin, destination); each adds up to both totals."""
    table, given = done.table, done.given
    precision = (done.fit.at.information + done.prior.precision) * given.trust
    root = np.linalg.inv(np.linalg.cholesky(precision))
    noise = generator(seed, "ecological", district).standard_normal((n_draws, table.size))
    widening = given.widening * np.sqrt(1 + given.scarcity / len(done.place.data.start))
    shift = widening * (noise @ root).reshape(n_draws, *table.shape)
    shares = table * np.exp(np.clip(shift - shift.mean(axis=2, keepdims=True), -20, 20))
    shares /= np.maximum(shares.sum(axis=2, keepdims=True), 1e-300)
    return fitted(shares, table.sum(axis=1), table.sum(axis=0))


def convergence(done: Round) -> Convergence:
    """Return how the last round came to rest."""
    return done.fit.convergence
