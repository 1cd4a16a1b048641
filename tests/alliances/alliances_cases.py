"""Small elections drawn by a seed: partners without strength, draws without strength, leaks with nothing left."""

from dataclasses import dataclass

import numpy as np

from prepoll.alliances import Election, Slate, StandDown, Structure
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws

REGION = {"S1": "N", "S2": "N", "S3": "M"}


@dataclass
class GivenTransfers:
    """Transfers as arrays, different in each seat and draw."""

    seats: tuple
    parties: tuple
    tau: dict
    lam: dict
    beta: dict

    def given(self, q, c):
        return self.tau[q, c]

    def leak(self, q):
        return self.lam[q]

    def desertion(self, c, q):
        return self.beta[c, q]


def random_election(seed, n_parties, n_draws=3, zeros=0.25):
    rng = np.random.default_rng(seed)
    lam_zeros = rng.choice([0.1, 0.4, 0.8])
    seats, contenders = tuple(REGION), tuple("ABCDEF"[:n_parties])
    parties = (*contenders, *RESIDUAL)
    share = rng.dirichlet(np.ones(len(parties)), size=(len(seats), n_draws)).transpose(0, 2, 1)
    share[:, :-3][rng.random((len(seats), n_parties)) < zeros] = 0  # no strength in any draw
    share[:, :-3][rng.random((len(seats), n_parties, n_draws)) < 0.1] = 0  # none in one draw
    share /= share.sum(axis=1, keepdims=True)
    lam = {}
    for i, q in enumerate(contenders):
        weight = rng.random((len(seats), len(parties), n_draws))
        weight[rng.random(weight.shape) < lam_zeros] = 0
        weight[:, i] = 0
        weight[:, -1] += weight.sum(axis=1) == 0
        lam[q] = (weight / weight.sum(axis=1, keepdims=True)).astype(np.float32)
    pairs = [(a, b) for a in contenders for b in contenders if a != b]
    shape = (len(seats), n_draws)
    tau = {pair: np.where(rng.random(shape) < 0.1, 0, rng.random(shape)).astype(np.float32) for pair in pairs}
    beta = {pair: rng.uniform(0, 0.3, shape).astype(np.float32) for pair in pairs}
    draws = Draws(share.astype(np.float32), seats, parties, np.array([1e6, 2e6, 5e5]))
    rebels = np.where(rng.random(share.shape) < 0.4, rng.random(share.shape), 0).astype(np.float32)
    return Election(
        draws, GivenTransfers(seats, parties, tau, lam, beta), REGION, rebels=rebels if rng.random() < 0.5 else None
    )


def random_structure(rng, election):
    contenders = list(election.draws.contenders)
    blocs = {}
    for region in ("N", "M"):
        label = rng.integers(0, len(contenders), len(contenders))
        blocs[region] = tuple(
            frozenset(p for p, k in zip(contenders, label, strict=True) if k == j) for j in set(label)
        )
    courtesies = []
    for seat, region in REGION.items():
        giver, taker = rng.choice(contenders, 2, replace=False)
        apart = not any({giver, taker} <= bloc for bloc in blocs[region])
        if apart and rng.random() < 0.5:
            courtesies.append(StandDown(seat, str(giver), str(taker)))
    return Structure.of(blocs, tuple(courtesies))


def random_slate(rng, election, structure):
    """Let anybody stand: none, one or several of a bloc, with or without strength, at least one in all."""
    standing = {}
    for seat in election.draws.seats:
        givers = {c.giver for c in structure.courtesies if c.seat == seat}
        free = [p for p in election.draws.contenders if p not in givers]
        chosen = [p for p in free if rng.random() < 0.55]
        standing[seat] = frozenset(chosen or [str(rng.choice(free))])
    return Slate(standing)
