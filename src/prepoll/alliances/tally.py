"""One party's part of an outcome, added over seats: all that objectives need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.alliances.types import Outcome
from prepoll.errors import UsageError
from prepoll.names import PartyCode

Samples = npt.NDArray[np.float64]
Seats = npt.NDArray[np.float32]  # (seat, draw)


@dataclass(frozen=True, slots=True)
class Glance:
    """What concerns one party in some seats; every array is (seat, draw)."""

    own: Seats  # the party's votes, share of the electorate
    candidates: Seats  # all votes for candidates, share of the electorate
    wins: Seats  # 1, or 1/k in a tie of k
    rivals: tuple[Seats, ...]  # seats won by each set of rivals, in the order asked for
    electors: Samples  # (seat,)


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over seats, each (draw,); tallies of different seats add up.

    `lots` holds, for each tie that the party is in, the draw and its chance 1/k.
    """

    seats: Samples
    votes: Samples
    candidates: Samples  # votes for candidates, counts
    deposits: Samples
    rivals: tuple[Samples, ...]
    house: int
    lots: tuple[tuple[int, float], ...]

    @property
    def nbytes(self) -> int:
        """Count the bytes held."""
        return int(self.seats.nbytes * (4 + len(self.rivals)))

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.seats + other.seats,
            self.votes + other.votes,
            self.candidates + other.candidates,
            self.deposits + other.deposits,
            tuple(a + b for a, b in zip(self.rivals, other.rivals, strict=True)),
            self.house + other.house,
            self.lots + other.lots,
        )


@dataclass(frozen=True, slots=True)
class DepositRule:
    """A deposit is kept by the winner and by whoever polls more than a share of votes for candidates.

    Source: Representation of the People Act 1951 (India), section 158(4): forfeited unless elected or
    "more than one-sixth of the total number of valid votes".
    """

    threshold: float = 1 / 6
    strict: bool = True

    def kept(self, glance: Glance) -> Samples:
        """Return deposits kept over all seats, (draw,); a winner by lot keeps his by lot."""
        if self.strict:
            over = glance.own > self.threshold * glance.candidates
        else:
            over = (glance.own >= self.threshold * glance.candidates) & (glance.own > 0)
        kept: Samples = np.where(over, 1, glance.wins).sum(axis=0, dtype=np.float64)
        return kept


def tally(glance: Glance, deposits: DepositRule) -> Tally:
    """Add up one party's seats, votes, deposits and its rivals' seats."""
    return Tally(
        glance.wins.sum(axis=0, dtype=np.float64),
        glance.electors @ glance.own.astype(np.float64),
        glance.electors @ glance.candidates.astype(np.float64),
        deposits.kept(glance),
        tuple(won.sum(axis=0, dtype=np.float64) for won in glance.rivals),
        len(glance.electors),
        lots_of(glance),
    )


def lots_of(glance: Glance) -> tuple[tuple[int, float], ...]:
    """List the ties that the party is in: draw and chance 1/k, seat by seat."""
    part = (glance.wins > 0) & (glance.wins < 1)
    if not part.any():
        return ()
    return tuple((int(draw), float(glance.wins[seat, draw])) for seat, draw in np.argwhere(part))


def glance_of(outcome: Outcome, party: PartyCode, rivals: Iterable[tuple[PartyCode, ...]]) -> Glance:
    """Look at an outcome from one party's side; UsageError where it is not a contender."""
    place = _place(outcome.contenders, party)
    sets = [[outcome.contenders.index(r) for r in row if r in outcome.contenders] for row in rivals]
    return Glance(
        outcome.votes[:, place],
        outcome.votes[:, :-2].sum(axis=1),
        outcome.wins[:, place],
        tuple(outcome.wins[:, row].sum(axis=1) for row in sets),
        outcome.electors,
    )


def _place(contenders: tuple[PartyCode, ...], party: PartyCode) -> int:
    if party not in contenders:
        raise UsageError(f"Party {party} is not among the contenders. Name one of {', '.join(contenders)}.")
    return contenders.index(party)


def seats_chance(tallied: Tally) -> tuple[float, ...]:
    """Return P(exactly k seats) for k = 0 … house; each tie is drawn by lot on its own."""
    draws = tallied.seats.size
    lots = lots_by_draw(tallied)
    whole = np.rint(tallied.seats).astype(int)
    clear = np.ones(draws, dtype=bool)
    clear[list(lots)] = False
    counts = np.bincount(whole[clear], minlength=tallied.house + 1).astype(float)
    for draw, chances in lots.items():
        counts += seats_by_lot(tallied, draw, chances)
    return tuple(float(count / draws) for count in counts)


def lots_by_draw(tallied: Tally) -> Mapping[int, list[float]]:
    """Group the ties that a party is in by draw."""
    rows: dict[int, list[float]] = {}
    for draw, chance in tallied.lots:
        rows.setdefault(draw, []).append(chance)
    return rows


def seats_by_lot(tallied: Tally, draw: int, chances: list[float]) -> Samples:
    """Return P(exactly k seats) in one draw with ties, (house + 1,)."""
    spread = np.zeros(tallied.house + 1)
    spread[round(float(tallied.seats[draw]) - sum(chances))] = 1.0
    for chance in chances:
        spread[1:] = spread[1:] * (1 - chance) + spread[:-1] * chance
        spread[0] *= 1 - chance
    return spread
