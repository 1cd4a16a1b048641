"""Small random elections, drawn from a seed, with ties on purpose."""

from dataclasses import replace

import numpy as np

from prepoll.alliances import Election, Structure
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws
from prepoll.transfer.types import FixedTransfers

PARTIES = ("A", "B", "C", "D", "E")
ALLIANCE = frozenset("ABC")
REGION = "R"


def small_election(seed, n_seats=3, n_draws=9, parties=PARTIES):
    rng = np.random.default_rng(seed)
    n = len(parties) + len(RESIDUAL)
    # whole numbers over a power of two, so that equal strengths are equal in float32
    share = rng.integers(0, 9, size=(n_seats, n, n_draws)).astype(np.float64)
    share[:, : len(parties)] *= rng.random((n_seats, len(parties), 1)) < 0.85
    share[:, len(parties) - 1] += 1  # somebody always stands
    share[:, -1] += 64 - share.sum(axis=1) + 4
    share /= share.sum(axis=1, keepdims=True)
    seats = tuple(f"S{i + 1}" for i in range(n_seats))
    labels = parties + RESIDUAL
    draws = Draws(share.astype(np.float32), seats, labels, rng.integers(90, 110, n_seats).astype(np.float64) * 1000)
    tau = {(q, c): float(rng.choice([0.0, 0.25, 0.5, 0.75])) for q in parties for c in parties if q != c}
    lam = {q: _spread(rng, [r for r in labels if r != q]) for q in parties}
    beta = {(c, q): float(rng.choice([0.0, 0.125])) for q in parties for c in parties if q != c}
    transfers = FixedTransfers(seats, labels, n_draws, tau, lam, beta)
    return Election(draws, transfers, dict.fromkeys(seats, REGION))


def _spread(rng, ends):
    weights = rng.integers(0, 4, size=len(ends)) + 0.0
    weights[-1] += 1
    return dict(zip(ends, weights / weights.sum(), strict=True))


def allied(bloc=ALLIANCE):
    return Structure.of({REGION: (frozenset(bloc),)})


def in_two_regions(election):
    """Put the last seat in another region, with the alliance in both."""
    *first, last = election.draws.seats
    regions = {**dict.fromkeys(first, REGION), last: "T"}
    return replace(election, region_of=regions), Structure.of(dict.fromkeys((REGION, "T"), (ALLIANCE,)))


def fixed_election(own, labels, n_draws=2, tau=0.5):
    """Make seats in which own strengths are as given, the same in each draw; all others do not vote."""
    share = np.zeros((len(own), len(labels), n_draws), dtype=np.float32)
    for i, row in enumerate(own):
        share[i, : len(row)] = np.array(row)[:, None]
        share[i, -1] = 1 - sum(row)
    seats = tuple(f"S{i + 1}" for i in range(len(own)))
    transfers = FixedTransfers(seats, labels, n_draws, {("A", "B"): tau, ("B", "A"): tau}, {}, {})
    return Election(Draws(share, seats, labels, np.full(len(own), 1e5)), transfers, dict.fromkeys(seats, REGION))
