"""Structures, slates, outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from prepoll.errors import ModelError
from prepoll.identity import content_id
from prepoll.names import PartyCode, RegionCode, SeatCode, Status
from prepoll.strength.types import Draws, Floats
from prepoll.transfer.types import Transfers

Bloc = frozenset[PartyCode]


@dataclass(frozen=True, slots=True, order=True)
class StandDown:
    """A courtesy: `giver` stands down in `seat` for `taker` of another bloc."""

    seat: SeatCode
    giver: PartyCode
    taker: PartyCode


@dataclass(frozen=True, slots=True)
class Structure:
    """Who is with whom: for each region the blocs of two or more; every other party is alone.

    Canonical: blocs sorted by their sorted members, regions by code; equal structures are equal values.
    """

    blocs: tuple[tuple[RegionCode, tuple[Bloc, ...]], ...]
    courtesies: tuple[StandDown, ...] = ()

    @classmethod
    def of(cls, blocs: Mapping[RegionCode, tuple[Bloc, ...]], courtesies: tuple[StandDown, ...] = ()) -> Structure:
        """Make a structure in canonical form; ModelError where a party is in two blocs of a region."""
        rows = []
        for region in sorted(blocs):
            joint = [bloc for bloc in blocs[region] if len(bloc) > 1]
            members = [party for bloc in joint for party in bloc]
            if len(members) != len(set(members)):
                raise ModelError(f"A party stands in two blocs of region {region}: {joint}.")
            if joint:
                rows.append((region, tuple(sorted(joint, key=sorted))))
        return cls(tuple(rows), tuple(sorted(set(courtesies))))

    def in_region(self, region: RegionCode) -> tuple[Bloc, ...]:
        """List the blocs of two or more in a region."""
        return dict(self.blocs).get(region, ())

    def bloc_of(self, region: RegionCode, party: PartyCode) -> Bloc:
        """Return the bloc of a party in a region: itself alone where it has no partner."""
        return next((bloc for bloc in self.in_region(region) if party in bloc), frozenset({party}))

    @property
    def id(self) -> str:
        """Name the structure by its content."""
        return _named(self)

    def __str__(self) -> str:
        where: dict[tuple[Bloc, ...], list[RegionCode]] = {}
        for region, blocs in self.blocs:
            where.setdefault(blocs, []).append(region)
        rows = [
            ", ".join(regions) + ": " + ", ".join("+".join(sorted(bloc)) for bloc in blocs)
            for blocs, regions in where.items()
        ]
        rows += [f"{c.giver} leaves {c.seat} to {c.taker}" for c in self.courtesies]
        return "; ".join(rows) or "everyone alone"


@lru_cache(maxsize=4096)
def _named(structure: Structure) -> str:
    blocs = [[region, [sorted(bloc) for bloc in row]] for region, row in structure.blocs]
    return content_id("structure", [blocs, [[c.seat, c.giver, c.taker] for c in structure.courtesies]])


ALONE = Structure(())


@dataclass(frozen=True, slots=True)
class Slate:
    """Who stands in each seat."""

    standing: Mapping[SeatCode, frozenset[PartyCode]]


@dataclass(frozen=True, slots=True)
class Election:
    """What every structure is judged on: the same draws of strength, transfer, leak and desertion.

    `cache` keeps the votes of a seat under a local structure and slate, so that structures which
    differ elsewhere share them. `rebels` is (seat, party, draw): the share of a party's voters who follow
    a rebel of its own where it does not stand (see `draw_rebels`); None where nobody rebels.
    """

    draws: Draws
    transfers: Transfers
    region_of: Mapping[SeatCode, RegionCode]
    cache: dict[object, object] = field(default_factory=dict, compare=False, repr=False)
    rebels: npt.NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        if self.rebels is not None and self.rebels.shape != self.draws.share.shape:
            raise ModelError(f"Rebels of shape {self.rebels.shape} do not fit draws of {self.draws.share.shape}.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a structure and its slate give, draw by draw.

    `votes` is (seat, party, draw), shares of the electorate, each (seat, draw) sums to 1, the last
    three parties OTHERS, NOTA, NONVOTERS; `wins` is (seat, contender, draw): 1, or 1/k in a tie of
    k; `valid` is (seat, party without NOTA and NONVOTERS, draw), shares of votes for candidates.
    """

    structure: Structure
    slate: Slate
    seats: tuple[SeatCode, ...]
    parties: tuple[PartyCode, ...]
    votes: npt.NDArray[np.float32]
    wins: npt.NDArray[np.float32]
    valid: npt.NDArray[np.float32]
    electors: Floats  # (seat,)
    ties: tuple[tuple[SeatCode, int], ...]  # seats with tied draws, and how many

    @property
    def contenders(self) -> tuple[PartyCode, ...]:
        """List the parties that can win, in the order of the second axis of `wins`."""
        return self.parties[:-3]

    def seats_won(self, party: PartyCode) -> npt.NDArray[np.float64]:
        """Return seats won by a party, (draw,)."""
        index = self.contenders.index(party)
        won: npt.NDArray[np.float64] = self.wins[:, index, :].sum(axis=0, dtype=np.float64)
        return won


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 50, 80 and 90 % intervals (nested, equal tails)."""

    mean: float
    low50: float
    high50: float
    low80: float
    high80: float
    low90: float
    high90: float


@dataclass(frozen=True, slots=True)
class Worth:
    """What a structure is worth to one party: every figure with its interval over draws."""

    party: PartyCode
    seats: Interval
    seats_chance: tuple[float, ...]  # P(exactly k seats), k = 0 … house; shared ties count as their part
    votes: Interval  # votes on the own symbol, counts
    share: Interval  # of votes for candidates in the whole case
    deposits: Interval
    recognition: float  # P(recognised as a state party by this election)
    denied: Mapping[str, Interval]  # objective code → seats denied to its rivals
    value: Interval  # on the objective asked for


@dataclass(frozen=True, slots=True)
class Ranked:
    """A structure with its worth to a party and its standing against the ledger."""

    structure: Structure
    outcome_id: str
    status: Status  # the worst of its pairs
    barred_by: tuple[str, ...]  # one sentence a bar, with what would have to change
    worth: Worth
    gain: Interval  # on the objective, over the party's going alone
    chance_gain: float  # P(gain > 0)
    chance_loss: float  # P(gain < 0)
    hypothetical: bool = False  # free only because nobody has named some of its parties together
