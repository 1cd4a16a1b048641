"""What a scenario gives, as the pages show it: seats, totals, and the draws behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from prepoll.alliances import Interval, Outcome, difference, interval
from prepoll.brief.wording import chance_word, in_hundred, percent
from prepoll.errors import UsageError
from prepoll.names import PartyCode, RegionCode, SeatCode
from prepoll_web.scenarios.plan import Plan
from prepoll_web.scenarios.studies import Opened

LEAST_DRAWS: Final = 100
"""Draws that must be left for a figure under a condition to be given."""


@dataclass(frozen=True, slots=True)
class Given:
    """A condition: a party wins a seat."""

    seat: SeatCode
    party: PartyCode


@dataclass(frozen=True, slots=True)
class SeatFigures:
    """One seat: who is ahead, how surely, and who comes next."""

    code: SeatCode
    name: str
    region: RegionCode
    leader: PartyCode
    chance: float
    share: Interval  # the leader's, of votes for candidates
    second: PartyCode | None
    second_chance: float
    stands: tuple[PartyCode, ...]
    chosen: tuple[PartyCode, ...]  # who stands by a choice by hand
    assumed: bool  # the condition is about this seat
    tied: int

    @property
    def word(self) -> str:
        """The chance in a word, by the library's cut-offs."""
        return chance_word(self.chance)

    @property
    def in_hundred(self) -> str:
        """The chance as so many in a hundred."""
        return in_hundred(self.chance)

    @property
    def second_in_hundred(self) -> str:
        """The chance of who comes next."""
        return in_hundred(self.second_chance)

    @property
    def share_words(self) -> str:
        """The leader's share with its 90 per cent interval."""
        return share_words(self.share)

    def words(self) -> str:
        """Say what the map shows of the seat."""
        said = f"{self.name}: {self.leader} {self.word}, {self.in_hundred}"
        return f"{said}; assumed" if self.assumed else said


@dataclass(frozen=True, slots=True)
class TotalFigures:
    """One party over all seats."""

    party: PartyCode
    seats: Interval
    share: Interval

    @property
    def seat_words(self) -> str:
        """The seats with their 90 per cent interval."""
        return f"{self.seats.mean:.2f} ({self.seats.low90:g} to {self.seats.high90:g})"

    @property
    def share_words(self) -> str:
        """The share with its 90 per cent interval."""
        return share_words(self.share)


@dataclass(frozen=True, eq=False)
class Figures:
    """A scenario's figures; `won` is seats won in each draw that counts, by party."""

    seats: tuple[SeatFigures, ...]
    totals: tuple[TotalFigures, ...]
    draws: int  # draws that count
    of: int
    given: Given | None
    won: Mapping[PartyCode, npt.NDArray[np.float64]]

    def less(self, other: Figures, party: PartyCode) -> Interval:
        """Return a party's seats here less those in another scenario, draw by draw."""
        return difference(self.won[party], other.won[party])


def share_words(share: Interval) -> str:
    """Write a share and its 90 per cent interval."""
    return f"{percent(share.mean)} ({percent(share.low90)} to {percent(share.high90)})"


def figures(opened: Opened, plan: Plan, given: Given | None = None) -> Figures:
    """Return what a plan gives; with a condition, over the draws in which it holds.

    UsageError where too few draws are left.
    """
    return opened.keep(("figures", plan, given), lambda: _figures(opened, plan, given))


def kept_draws(outcome: Outcome, given: Given, of: str = "") -> npt.NDArray[np.intp]:
    """Return the draws in which a party wins a seat outright, (draw,); UsageError where they are too few."""
    if given.seat not in outcome.seats or given.party not in outcome.contenders:
        raise UsageError(f"There is no seat {given.seat!r} with a party {given.party!r} to win it.")
    won = outcome.wins[outcome.seats.index(given.seat), outcome.contenders.index(given.party)]
    keep = np.flatnonzero(won == 1)
    if len(keep) < LEAST_DRAWS:
        raise UsageError(
            f"{given.party} wins {given.seat}{of} in {len(keep)} of {won.size} draws. Figures under a condition are "
            f"given from {LEAST_DRAWS} draws on; suppose something likelier, or ask for more draws."
        )
    return keep


def only(outcome: Outcome, keep: npt.NDArray[np.intp]) -> Outcome:
    """Return an outcome over some of its draws."""
    wins = np.ascontiguousarray(outcome.wins[:, :, keep])
    tied = ((wins > 0) & (wins < 1)).any(axis=1).sum(axis=1)
    ties = tuple((seat, int(tied[i])) for i, seat in enumerate(outcome.seats) if tied[i])
    votes, valid = (np.ascontiguousarray(array[:, :, keep]) for array in (outcome.votes, outcome.valid))
    return replace(outcome, votes=votes, wins=wins, valid=valid, ties=ties)


def figures_of(opened: Opened, plan: Plan, outcome: Outcome, given: Given | None, of: int) -> Figures:
    """Write an outcome, whole or over some draws, as figures."""
    chances = outcome.wins.mean(axis=2, dtype=np.float64)
    tied = dict(outcome.ties)
    seats = tuple(
        _seat(opened, plan, outcome, place, chances[place], given, tied) for place in range(len(outcome.seats))
    )
    won = {party: outcome.seats_won(party) for party in outcome.contenders}
    return Figures(seats, _totals(outcome, won), outcome.wins.shape[2], of, given, won)


def _figures(opened: Opened, plan: Plan, given: Given | None) -> Figures:
    outcome = opened.outcome(plan)
    of = outcome.wins.shape[2]
    if given is not None:
        outcome = only(outcome, kept_draws(outcome, given))
    return figures_of(opened, plan, outcome, given, of)


def _seat(  # noqa: PLR0913, PLR0917 - one seat's part of everything
    opened: Opened,
    plan: Plan,
    outcome: Outcome,
    place: int,
    chances: npt.NDArray[np.float64],
    given: Given | None,
    tied: Mapping[SeatCode, int],
) -> SeatFigures:
    code = outcome.seats[place]
    order = sorted(np.flatnonzero(chances > 0), key=lambda i: (-chances[i], outcome.contenders[i]))
    first, second = order[0], order[1] if len(order) > 1 else None
    return SeatFigures(
        code=code,
        name=opened.seat[code].name,
        region=opened.case.region_of[code],
        leader=outcome.contenders[first],
        chance=float(chances[first]),
        share=interval(outcome.valid[place, first]),
        second=None if second is None else outcome.contenders[second],
        second_chance=0.0 if second is None else float(chances[second]),
        stands=tuple(sorted(outcome.slate.standing[code])),
        chosen=tuple(party for seat, party in plan.candidates if seat == code),
        assumed=given is not None and given.seat == code,
        tied=tied.get(code, 0),
    )


def _totals(outcome: Outcome, won: Mapping[PartyCode, npt.NDArray[np.float64]]) -> tuple[TotalFigures, ...]:
    counted = np.einsum("s,spd->pd", outcome.electors, outcome.votes[:, :-2], dtype=np.float64)
    shares = counted / np.maximum(counted.sum(axis=0), 1e-12)
    rows = [
        TotalFigures(party, interval(won[party]), interval(shares[i]))
        for i, party in enumerate(outcome.contenders)
        if counted[i].any()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.seats.mean, -row.share.mean, row.party)))
