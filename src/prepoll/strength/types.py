"""What is known of own strength, and draws of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from prepoll.errors import ModelError
from prepoll.names import RESIDUAL, PartyCode, SeatCode
from prepoll.strength.arrays import Floats
from prepoll.strength.belief import Belief

__all__ = ["Draws", "Evidence", "EvidenceKind", "Floats", "Move", "Strength"]


class EvidenceKind(StrEnum):
    """The sources of strength, in the order in which they are taken in."""

    PRIOR = "prior"
    RESULT = "result"
    SPLIT = "split"
    POLL = "poll"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation made from rows: what was seen, how sure, and of whom."""

    id: str
    kind: EvidenceKind
    source: str  # "GE2019", "ABP-CVoter", "Hindustan Times"
    seat: SeatCode | None  # None: the whole case or a region
    parties: tuple[PartyCode, ...]  # whose strengths it sees, together
    share: float  # the figure as read, fraction of valid votes
    log_sd: float  # its error in log-share
    rows: tuple[str, ...]  # ids of the rows it was made from
    used: bool
    note: str  # how it was read, or why it was not used


@dataclass(frozen=True, slots=True)
class Move:
    """What one source did to the expected share of a party in a seat."""

    seat: SeatCode
    party: PartyCode
    kind: EvidenceKind
    source: str
    before: float  # median own share of valid votes (NOTA left out)
    after: float
    log_sd_before: float
    log_sd_after: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Strength:
    """A Gaussian over log own strength, seat by seat and party by party, and turnout.

    Log-strength is the logarithm of a party's share of votes for candidates before the shares of a
    seat are brought to sum to 1; the last column of `parties` here is OTHERS.
    """

    seats: tuple[SeatCode, ...]
    parties: tuple[PartyCode, ...]  # the case's parties, then OTHERS
    belief: Belief  # over log-strengths, low rank plus a block for each seat
    turnout_mean: Floats  # (seat,), logit of valid votes (NOTA included) per elector
    turnout_covariance: Floats  # (seat, seat)
    nota_mean: Floats  # (seat,), log of NOTA's share of the votes cast
    nota_sd: Floats  # (seat,)
    electors: Floats  # (seat,)
    present: npt.NDArray[np.bool_]  # (seat, party): False where a party has no strength at all
    evidence: tuple[Evidence, ...]
    moves: tuple[Move, ...]
    notes: tuple[str, ...]

    def __post_init__(self) -> None:
        shape = (len(self.seats), len(self.parties))
        if self.belief.mean.shape != shape:
            raise ModelError(f"Strength has arrays of shape {self.belief.mean.shape} for labels of shape {shape}.")

    @property
    def mean(self) -> Floats:
        """Return the mean log-strength, (seat, party)."""
        return self.belief.mean

    @property
    def log_sd(self) -> Floats:
        """Return the standard deviation of log-strength, (seat, party)."""
        return self.belief.log_sd

    @property
    def covariance(self) -> Floats:
        """Return the covariance (seat · party, seat · party), seat-major; its size is a square, so for small cases."""
        return self.belief.covariance


@dataclass(frozen=True, slots=True)
class Draws:
    """Joint samples of own strength, as shares of the electorate.

    `share` is (seat, party, draw), float32; each (seat, draw) sums to 1; the last three of
    `parties` are OTHERS, NOTA and NONVOTERS.
    """

    share: npt.NDArray[np.float32]
    seats: tuple[SeatCode, ...]
    parties: tuple[PartyCode, ...]
    electors: Floats  # (seat,)
    seat_index: Mapping[SeatCode, int] = field(init=False, repr=False, compare=False)  # places on the first axis
    party_index: Mapping[PartyCode, int] = field(init=False, repr=False, compare=False)  # places on the second

    def __post_init__(self) -> None:
        object.__setattr__(self, "seat_index", {seat: i for i, seat in enumerate(self.seats)})
        object.__setattr__(self, "party_index", {party: i for i, party in enumerate(self.parties)})
        if self.share.shape[:2] != (len(self.seats), len(self.parties)):
            raise ModelError(
                f"Draws of shape {self.share.shape} do not fit {len(self.seats)} seats and {len(self.parties)} parties."
            )
        if self.parties[-3:] != RESIDUAL:
            raise ModelError(f"The last three parties of draws must be {RESIDUAL}, not {self.parties[-3:]}.")

    @property
    def contenders(self) -> tuple[PartyCode, ...]:
        """List the parties that can stand and win: all but OTHERS, NOTA and NONVOTERS."""
        return self.parties[:-3]

    @property
    def count(self) -> int:
        """Count the draws."""
        return int(self.share.shape[2])
