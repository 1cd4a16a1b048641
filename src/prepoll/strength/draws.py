"""Joint samples of own strength."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from prepoll.errors import UsageError
from prepoll.names import NONVOTERS, NOTA
from prepoll.strength.arrays import Float32s
from prepoll.strength.assumptions import TAIL
from prepoll.strength.types import Draws, Floats, Strength

THREADS = 2
"""Seats that are turned into shares at a time; more would wait for memory."""


def draw_strength(strength: Strength, n_draws: int, rng: np.random.Generator) -> Draws:
    """Draw own strength of all parties in all seats, with turnout and NOTA, as shares of the electorate.

    Log-strengths have the mean and covariance of what is known and tails of Student-t, and are brought to
    sum to 1 in each seat; turnout is logit-normal across seats, NOTA log-normal. Absent parties are
    exactly 0. Raises UsageError for fewer than one draw.
    """
    if n_draws < 1:
        raise UsageError(f"At least one draw is needed, not {n_draws}. Give --draws a whole number from 1.")
    share = np.empty((len(strength.seats), len(strength.parties) + 2, n_draws), dtype=np.float32)
    logs = share[:, :-2]  # turned into shares where they are: all India twice would be too much memory
    strength.belief.draw_into(logs, rng, TAIL)
    turnout = 1.0 / (1.0 + np.exp(-_normal(strength.turnout_mean, strength.turnout_covariance, n_draws, rng)))
    away = rng.standard_normal((len(strength.seats), n_draws))
    nota = np.minimum(np.exp(strength.nota_mean[:, None] + strength.nota_sd[:, None] * away), 0.5)
    voting, mean = turnout * (1.0 - nota), strength.mean.astype(np.float32)
    with ThreadPoolExecutor(THREADS) as pool:  # a seat looks at no other: the shares are the same on any number of them
        deque(pool.map(_into_shares, logs, mean, ~strength.present, voting), maxlen=0)
    share[:, -2] = turnout * nota
    share[:, -1] = 1.0 - turnout
    return Draws(share, strength.seats, (*strength.parties, NOTA, NONVOTERS), strength.electors)


def _into_shares(logs: Float32s, mean: Float32s, absent: npt.NDArray[np.bool_], voting: Floats) -> None:
    """Turn a seat's log-strengths less their mean (party, draw) into shares that sum to who votes (draw,), in place."""
    logs += mean[:, None]
    logs[absent] = -np.inf
    logs -= logs.max(axis=0)
    np.exp(logs, out=logs)
    logs *= (voting / logs.sum(axis=0)).astype(np.float32)


def _normal(mean: Floats, covariance: Floats, n_draws: int, rng: np.random.Generator) -> Floats:
    """Draw (k, draw) from a normal distribution; a covariance that rounding left indefinite is mended."""
    jitter = 1e-10 * max(float(np.trace(covariance)) / len(mean), 1e-6)
    root = np.linalg.cholesky(covariance + jitter * np.eye(len(mean)))
    drawn: Floats = mean[:, None] + root @ rng.standard_normal((len(mean), n_draws))
    return drawn
