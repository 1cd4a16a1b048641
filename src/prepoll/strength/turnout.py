"""Turnout and NOTA in today's seats, from past counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prepoll.case.types import Case
from prepoll.strength.arrays import Floats, Ints
from prepoll.strength.assumptions import (
    NOTA_UNKNOWN,
    TURNOUT_CORRELATION,
    TURNOUT_LEAST_SD,
    TURNOUT_UNKNOWN,
)
from prepoll.strength.counts import Election, History, turnout_weight
from prepoll.strength.frame import Frame


@dataclass(frozen=True, slots=True)
class Turnout:
    """Electors, logit of the votes cast per elector, and log of NOTA's share of them; each (seat,)."""

    electors: Floats
    mean: Floats
    covariance: Floats  # (seat, seat)
    nota_mean: Floats
    nota_sd: Floats
    notes: tuple[str, ...]

    @property
    def cast(self) -> Floats:
        """Return the median share of electors who vote, (seat,)."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.mean)), dtype=np.float64)

    @property
    def valid_votes(self) -> Floats:
        """Return the votes for candidates to expect in each seat, (seat,)."""
        return np.asarray(self.electors * self.cast * (1.0 - np.exp(self.nota_mean)), dtype=np.float64)


def turnout_of(case: Case, frame: Frame, history: History) -> Turnout:
    """Read turnout from past elections: a weighted mean on the logit scale, wide where they differ.

    Votes cast are those for candidates and NOTA. A seat's log-odds vary with the past elections'
    weighted spread, and never less than the stated floor.
    """
    seen = [_seats_of(election, frame, history) for election in history.elections]
    weights = np.array([turnout_weight(election) for election in history.elections])
    mean, sd = _pooled(
        np.array([_logit(cast, electors) for cast, electors, _ in seen]).reshape(-1, len(frame.seats)),
        weights,
        (float(np.log(TURNOUT_UNKNOWN[0] / (1 - TURNOUT_UNKNOWN[0]))), TURNOUT_UNKNOWN[1], TURNOUT_LEAST_SD),
    )
    nota, nota_sd = _pooled(
        np.array([_log_share(nota, cast) for cast, _, nota in seen]).reshape(-1, len(frame.seats)),
        weights,
        (float(np.log(NOTA_UNKNOWN[0])), NOTA_UNKNOWN[1], 0.5 * NOTA_UNKNOWN[1]),
    )
    any_two, neighbours = TURNOUT_CORRELATION
    alike = any_two + neighbours * frame.same_region
    np.fill_diagonal(alike, 1.0)
    electors, notes = _electors(case, frame, seen)
    return Turnout(electors, mean, sd[:, None] * alike * sd[None, :], nota, nota_sd, notes)


def _seats_of(election: Election, frame: Frame, history: History) -> tuple[Floats, Floats, Floats]:
    cast, electors, nota = (np.zeros(len(frame.seats)) for _ in range(3))
    no_nota = not any(count.nota_counted for count in election.counts.values())
    for unit, count in election.counts.items():
        for seat, weight in history.lies_in.get(unit, ()):
            if count.electors is None:
                continue
            cast[seat] += weight * (count.valid + count.nota)
            nota[seat] += weight * count.nota
            electors[seat] += weight * count.electors
    return cast, electors, np.full(len(frame.seats), np.nan) if no_nota else nota


def _logit(cast: Floats, electors: Floats) -> Floats:
    share = np.clip(np.where(electors > 0, cast / np.maximum(electors, 1.0), np.nan), 0.005, 0.98)
    return np.asarray(np.log(share / (1.0 - share)), dtype=np.float64)


def _log_share(nota: Floats, cast: Floats) -> Floats:
    share = np.where(cast > 0, nota / np.maximum(cast, 1.0), np.nan)
    return np.asarray(np.log(np.maximum(share, 1e-4)), dtype=np.float64)


def _pooled(seen: Floats, weights: Floats, default: tuple[float, float, float]) -> tuple[Floats, Floats]:
    """Return the weighted mean over elections (election, seat) and the sd of one more, (seat,) each.

    The spread is estimated around the mean with one more observation's worth of the default, so that
    two elections that happen to agree do not make a third one certain.
    """
    centre, unknown, least = default
    known = np.isfinite(seen)
    weight = np.where(known, weights[:, None], 0.0)
    total = weight.sum(axis=0)
    filled = np.where(known, seen, 0.0)
    mean = np.where(total > 0, (weight * filled).sum(axis=0) / np.maximum(total, 1e-9), centre)
    squares = (weight * np.where(known, filled - mean, 0.0) ** 2).sum(axis=0)
    variance = (squares + 0.5 * unknown**2) / (total + 0.5)
    return mean, np.where(total > 0, np.sqrt(np.maximum(variance, least**2)), unknown)


def _electors(case: Case, frame: Frame, seen: list[tuple[Floats, Floats, Floats]]) -> tuple[Floats, tuple[str, ...]]:
    past = next((electors for _, electors, _ in reversed(seen) if (electors > 0).any()), np.zeros(len(frame.seats)))
    listed = {seat.code: float(seat.electors or 0) for seat in case.seats}
    given = np.array([listed[code] for code in frame.seats])
    found = np.where(given > 0, given, past)
    if (found > 0).all():
        return found, ()
    typical = float(found[found > 0].mean()) if (found > 0).any() else 100_000.0
    guessed = ", ".join(seat for seat, n in zip(frame.seats, found, strict=True) if n <= 0)
    return np.where(found > 0, found, typical), (
        f"No electors are known in {guessed}: the mean of the other seats is used.",
    )


def reordered(turnout: Turnout, seats: Ints) -> Turnout:
    """Return the same with the seats in another order."""
    return Turnout(
        electors=turnout.electors[seats],
        mean=turnout.mean[seats],
        covariance=turnout.covariance[np.ix_(seats, seats)],
        nota_mean=turnout.nota_mean[seats],
        nota_sd=turnout.nota_sd[seats],
        notes=turnout.notes,
    )
