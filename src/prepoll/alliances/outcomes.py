"""What a structure gives: votes, winners and shares in every seat and draw."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from prepoll.alliances.slates import strongest_slate
from prepoll.alliances.types import Election, Interval, Outcome, Slate, Structure
from prepoll.alliances.votes import seat_votes, standing_in
from prepoll.errors import ModelError
from prepoll.identity import content_id

QUANTILES = (0.25, 0.75, 0.10, 0.90, 0.05, 0.95)


def evaluate(election: Election, structure: Structure, slate: Slate | None = None) -> Outcome:
    """Count a structure's votes and winners; where no slate is given, the strongest member stands.

    Raises ModelError where the slate does not fit the structure (see `count_votes`).
    """
    draws = election.draws
    slate = strongest_slate(election, structure) if slate is None else slate
    votes = np.zeros(draws.share.shape, dtype=np.float32)
    wins = np.zeros((len(draws.seats), len(draws.contenders), draws.count), dtype=np.float32)
    ties = []
    for place, seat in enumerate(draws.seats):
        counted = seat_votes(election, structure, seat, standing_in(slate, seat))
        votes[place, counted.rows, :] = counted.votes
        wins[place, counted.rows[:-3], :] = counted.wins
        if counted.tied:
            ties.append((seat, counted.tied))
    return Outcome(
        structure, slate, draws.seats, draws.parties, votes, wins, valid_shares(votes), draws.electors, tuple(ties)
    )


def valid_shares(votes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return shares of votes for candidates, NOTA left out, (seat, party but the last two, draw)."""
    candidates = votes[:, :-2, :]
    total = candidates.sum(axis=1, keepdims=True)
    total[total == 0] = 1
    shares: npt.NDArray[np.float32] = candidates / total
    return shares


def outcome_id(structure: Structure, slate: Slate) -> str:
    """Name an outcome by its structure and slate; the draws are named by the run."""
    standing = {seat: sorted(parties) for seat, parties in slate.standing.items()}
    return content_id("outcome", [structure.id, standing])


def interval(samples: npt.ArrayLike) -> Interval:
    """Return the mean of samples (draw,) with their 50, 80 and 90 % intervals: equal tails, nested.

    Quantiles lie between the two nearest samples in proportion. Raises ModelError where there is no
    sample or one is not a number.
    """
    ordered = np.sort(np.asarray(samples, dtype=np.float64))
    if ordered.ndim != 1 or ordered.size == 0 or not np.isfinite(ordered).all():
        raise ModelError(f"An interval needs a row of finite samples, not an array of shape {ordered.shape}.")
    return Interval(float(ordered.mean()), *(_quantile(ordered, q) for q in QUANTILES))


def _quantile(ordered: npt.NDArray[np.float64], q: float) -> float:
    at = q * (ordered.size - 1)
    low = int(at)
    high = min(low + 1, ordered.size - 1)
    return float(ordered[low] + (at - low) * (ordered[high] - ordered[low]))


def difference(a: npt.ArrayLike, b: npt.ArrayLike) -> Interval:
    """Return the interval of a less b, draw by draw, both (draw,): both must come from the same draws."""
    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if first.shape != second.shape:
        raise ModelError(f"Samples of shape {first.shape} and {second.shape} do not come from the same draws.")
    return interval(first - second)
