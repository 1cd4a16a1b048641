"""Who stands where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from prepoll.alliances.types import Interval
from prepoll.names import PartyCode, SeatCode


class Norm(StrEnum):
    """Ways to share seats that people argue with."""

    OPTIMUM = "optimum"
    PROPORTIONAL = "proportional"
    WINNER_OR_RUNNER_UP = "winner_or_runner_up"
    SITTING_MEMBER = "sitting_member"
    STRONGEST = "strongest"
    COUNTER_OFFER = "counter_offer"


@dataclass(frozen=True, slots=True)
class Demands:
    """What partners insist on: least and most seats, seats they must have or will not take."""

    least: Mapping[PartyCode, int] = field(default_factory=dict)
    most: Mapping[PartyCode, int] = field(default_factory=dict)
    must: Mapping[PartyCode, tuple[SeatCode, ...]] = field(default_factory=dict)
    never: Mapping[PartyCode, tuple[SeatCode, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sharing:
    """One way to share the seats of an alliance, with what it gives."""

    norm: Norm
    allocation: Mapping[SeatCode, PartyCode | None]  # None: nobody of the alliance stands
    alliance_seats: Interval
    each: Mapping[PartyCode, Interval]  # seats won by each member
    seat_wins: Mapping[SeatCode, float]  # chance that the alliance's candidate wins the seat
    why: str
    level: tuple[SeatCode, ...] = ()  # the optimum: where another member wins as often or within chance


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No allocation meets the demands; `because` is a smallest set of them that clash."""

    because: tuple[str, ...]
    smallest: bool = True  # no smaller set clashes; False: nothing can be left out of this one, another may be smaller


@dataclass(frozen=True, slots=True)
class OfferSide:
    """What an offer is worth to one party, against going alone."""

    party: PartyCode
    seats: tuple[SeatCode, ...]
    value: Interval
    alone: Interval
    gain: Interval
    chance_gain: float
    accept: bool
    why: str


@dataclass(frozen=True, slots=True)
class OfferValue:
    """What an offer is worth to each side, and what could be said in return."""

    sides: tuple[OfferSide, ...]
    allocation: Mapping[SeatCode, PartyCode | None]
    counters: tuple[Sharing, ...]
