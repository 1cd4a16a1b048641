"""Who would leave, and what would keep them."""

from __future__ import annotations

from dataclasses import dataclass

from prepoll.alliances.types import Interval, Structure
from prepoll.names import PartyCode, RegionCode, Status


@dataclass(frozen=True, slots=True)
class Deviation:
    """One step out of a structure, the others staying as they are, evaluated in full."""

    party: PartyCode
    region: RegionCode
    to: tuple[PartyCode, ...]  # the bloc joined, or who leaves with it; empty: alone
    structure: Structure
    status: Status  # whether the ledger bars it
    gain: Interval  # to the party that moves, on its objective
    chance_gain: float
    would: bool  # it gains (see Stability.note), is welcome and not barred
    keeps: str | None  # the smallest concession that keeps it, in words; None where nothing does, or it stays anyway
    chance_loss: float = 0.0  # P(gain < 0)
    together: tuple[PartyCode, ...] = ()  # members of its bloc that leave with it, to form one of their own
    welcome: bool = True  # those it joins, or leaves with, would have it so
    barred_by: tuple[str, ...] = ()  # one sentence a bar between it and those it joins
    breaks: tuple[PartyCode, ...] = ()  # former partners it is bound to by an agreement


@dataclass(frozen=True, slots=True)
class Marginal:
    """What each member adds to the alliance: worth with it, less worth without it, the member alone."""

    party: PartyCode
    alliance_seats: Interval  # seats of the whole bloc, less seats of the others without it
    focal_value: Interval  # to the focal party on its objective; without a focal party, to the member itself


@dataclass(frozen=True, slots=True)
class Stability:
    """All one-step deviations from a structure, the likeliest first."""

    structure: Structure
    deviations: tuple[Deviation, ...]
    marginal: tuple[Marginal, ...]
    stable: bool
    note: str
