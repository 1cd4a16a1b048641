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
    to: tuple[PartyCode, ...]  # the bloc joined; empty: alone
    structure: Structure
    status: Status  # whether the ledger bars it
    gain: Interval  # to the party that moves, on its objective
    chance_gain: float
    would: bool  # expected gain above the threshold and not barred
    keeps: str | None  # the smallest concession that keeps it, in words; None where nothing does


@dataclass(frozen=True, slots=True)
class Marginal:
    """What each member adds to the alliance: worth with it, less worth without it."""

    party: PartyCode
    alliance_seats: Interval
    focal_value: Interval


@dataclass(frozen=True, slots=True)
class Stability:
    """All one-step deviations from a structure, the likeliest first."""

    structure: Structure
    deviations: tuple[Deviation, ...]
    marginal: tuple[Marginal, ...]
    stable: bool
    note: str
