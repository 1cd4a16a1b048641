"""Who stands where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from prepoll.alliances.types import Interval, StandDown
from prepoll.names import PartyCode, RegionCode, SeatCode

Team = tuple[PartyCode, ...]
"""Who of the alliance stands in a seat: nobody, one member, or several in a friendly contest."""

Teams = Mapping[SeatCode, Team]


class Norm(StrEnum):
    """Ways to share seats that people argue with."""

    OPTIMUM = "optimum"
    NOBODY_WORSE = "nobody_worse"
    NASH = "nash"
    PROPORTIONAL = "proportional"
    WINNER_OR_RUNNER_UP = "winner_or_runner_up"
    SITTING_MEMBER = "sitting_member"
    STRONGEST = "strongest"
    ALTERNATIVE = "alternative"
    COUNTER_OFFER = "counter_offer"


@dataclass(frozen=True, slots=True)
class Quota:
    """The least and the most seats that a party is to contest in one region; None where it does not say."""

    party: PartyCode
    region: RegionCode
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Demands:
    """What partners insist on: seats to contest, seats to win, seats they must have or will not take.

    `least` and `most` are over all seats shared, `quotas` within one region. `wins` are least expected seats
    won. In `friendly` seats members may stand against each other.
    """

    least: Mapping[PartyCode, int] = field(default_factory=dict)
    most: Mapping[PartyCode, int] = field(default_factory=dict)
    must: Mapping[PartyCode, tuple[SeatCode, ...]] = field(default_factory=dict)
    never: Mapping[PartyCode, tuple[SeatCode, ...]] = field(default_factory=dict)
    wins: Mapping[PartyCode, float] = field(default_factory=dict)
    friendly: tuple[SeatCode, ...] = ()
    quotas: tuple[Quota, ...] = ()


@dataclass(frozen=True, slots=True)
class Sharing:
    """One way to share the seats of an alliance, with what it gives."""

    norm: Norm
    allocation: Mapping[SeatCode, PartyCode | None]  # None: nobody of the alliance stands
    alliance_seats: Interval
    each: Mapping[PartyCode, Interval]  # seats won by each member
    seat_wins: Mapping[SeatCode, float]  # chance that a candidate of the alliance wins the seat
    why: str
    level: tuple[SeatCode, ...] = ()  # the optimum: where another member wins as often or within chance
    friendly: Mapping[SeatCode, Team] = field(default_factory=dict)  # where several stand; `allocation` has the first
    unmet: tuple[str, ...] = ()  # demands that it does not meet
    gap: float = 0.0  # what a better one might have more, as a part of this one's aim; 0: none is better

    @property
    def teams(self) -> dict[SeatCode, Team]:
        """Return who stands in each seat, friendly contests included."""
        single = {seat: () if party is None else (party,) for seat, party in self.allocation.items()}
        return {**single, **self.friendly}

    def stands(self, party: PartyCode) -> tuple[SeatCode, ...]:
        """List the seats in which a member stands."""
        return tuple(seat for seat, team in self.teams.items() if party in team)


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No allocation meets the demands; `because` is a smallest set of them that clash."""

    because: tuple[str, ...]
    smallest: bool = True  # no smaller set clashes; False: nothing can be left out of this one, another may be smaller


@dataclass(frozen=True, slots=True)
class Price:
    """What one seat more or less to contest costs the alliance, found by solving again."""

    party: PartyCode
    contests: int  # at the optimum
    one_more: float | None  # expected seats lost by the alliance, None where it cannot be
    one_less: float | None
    to_party: float | None  # expected seats that the party wins more with one more to contest


@dataclass(frozen=True, slots=True)
class DemandCost:
    """What the alliance would win more without one demand."""

    demand: str
    cost: float  # expected seats


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """A sharing that nobody can better without another member losing."""

    each: Mapping[PartyCode, float]  # expected seats won
    contests: Mapping[PartyCode, int]
    total: float  # expected seats of the alliance
    allocation: Teams


@dataclass(frozen=True, slots=True)
class Margins:
    """What could be moved in the seats of an alliance, and what that costs."""

    prices: tuple[Price, ...]  # of one seat more or less, by the optimum
    frontier: tuple[FrontierPoint, ...]  # corner points, two or three members; else empty
    low_end: Mapping[Norm, float]  # expected seats of the alliance if transfer is at its low end
    regret: Mapping[Norm, float]  # against what would be best then


@dataclass(frozen=True, slots=True)
class Terms:
    """All that can be said about who stands where, the optimum first."""

    sharings: tuple[Sharing, ...]
    alternatives: tuple[Sharing, ...]  # about as good, and as different as can be
    frontier: tuple[FrontierPoint, ...]  # two or three members; else empty
    prices: tuple[Price, ...]
    costs: tuple[DemandCost, ...]
    alone: Mapping[PartyCode, float]  # expected seats, of those shared, if all members stand by themselves
    regret: Mapping[Norm, float]  # seats lost if transfer is at its low end, against what would be best then
    low_end: Mapping[Norm, float]  # expected seats of the alliance then
    left_out: tuple[str, ...]  # norms that are not shown, and why


@dataclass(frozen=True, slots=True)
class OutsideOption:
    """The best that a party can have without an offer's alliance, and with whom."""

    partners: tuple[PartyCode, ...]
    described: str
    value: Interval
    draws: npt.NDArray[np.float64] = field(repr=False, compare=False)  # (draw,)


@dataclass(frozen=True, slots=True)
class OfferSide:
    """What an offer is worth to one party, against going alone and against its best other option."""

    party: PartyCode
    seats: tuple[SeatCode, ...]
    value: Interval
    alone: Interval
    gain: Interval
    chance_gain: float
    accept: bool
    why: str
    chance_loss: float = 0.0
    other: OutsideOption | None = None  # None: going alone is the best other option known
    other_gain: Interval | None = None  # over the best other option
    other_chance: float | None = None
    low_gain: float | None = None  # over going alone, in expectation, if transfer in the alliance is at its low end


@dataclass(frozen=True, slots=True)
class Ask:
    """One seat that a side could ask for next."""

    party: PartyCode
    seat: SeatCode
    holder: PartyCode | None  # who gives it up
    gain: float  # to the party, on its objective
    cost: float  # to the holder, on its own
    granted: bool  # every side still does better than without the alliance


@dataclass(frozen=True, slots=True)
class OfferValue:
    """What an offer is worth to each side, and what could be said in return."""

    sides: tuple[OfferSide, ...]
    allocation: Mapping[SeatCode, PartyCode | None]
    counters: tuple[Sharing, ...]
    asks: tuple[Ask, ...] = ()
    left_open: tuple[SeatCode, ...] = ()  # seats that the offer does not name; the strongest member stands
    friendly: Mapping[SeatCode, Team] = field(default_factory=dict)  # where several stand; `allocation` has the first
    courtesies: tuple[StandDown, ...] = ()  # seats that members leave to parties that are no partners there
