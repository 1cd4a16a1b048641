"""What two coders found, and how far they agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from prepoll.names import UNDIRECTED, Stance

FOR = frozenset(
    {
        Stance.SEEKS,
        Stance.OPEN,
        Stance.TALKS,
        Stance.OFFERS,
        Stance.DEMANDS,
        Stance.AGREED,
        Stance.SEAT_DEAL,
        Stance.SUPPORTS,
    }
)
AGAINST = frozenset({Stance.RULES_OUT, Stance.BREAKS})


@dataclass(frozen=True, slots=True)
class Claim:
    """One coded statement, as far as agreement goes."""

    actor: str
    target: str | None
    stance: Stance
    speaker: str | None
    attribution: str | None
    start: int
    end: int

    @property
    def key(self) -> tuple[str, str, Stance]:
        """Name what is claimed; the pair in one order where the stance has no direction."""
        sides = [self.actor, self.target or ""]
        if self.stance in UNDIRECTED and self.target is not None:
            sides.sort()
        return sides[0], sides[1], self.stance

    @property
    def pair(self) -> tuple[str, str]:
        """Name the pair in no order; an empty code where nobody is named."""
        first, second = sorted((self.actor, self.target or ""))
        return first, second

    @property
    def sign(self) -> int:
        """Return 1 for a stance that brings together, −1 for one that parts, 0 for `alone` and `denies`."""
        return (self.stance in FOR) - (self.stance in AGAINST)

    @property
    def order(self) -> tuple[int, int, str, str, str]:
        """Return what claims are put in order by: place in the text, then what is claimed."""
        return self.start, self.end, *self.key

    def overlap(self, other: Claim) -> int:
        """Count the characters that two quotes share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


Coding = Mapping[str, tuple[Claim, ...]]
"""Article id → the claims that one coder found in it; an article without a claim is there with none."""


class Level(StrEnum):
    """How much of two claims has to be the same for them to count as one."""

    FOUND = "claim found"  # the quotes overlap
    PAIR = "pair"
    POLARITY = "pair and polarity"
    STANCE = "pair and stance"  # actor, target, stance; the direction too where the stance has one
    ATTRIBUTION = "with attribution"


@dataclass(frozen=True, slots=True)
class Measure:
    """F1 of one level with its interval over articles; `both` claims matched of `a` and `b`."""

    level: Level
    a: int
    b: int
    both: int
    f1: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coder A and coder B agree on the articles that both have read.

    `confusion` counts (A's stance, B's stance) over claims on one pair matched by their quotes, None
    where the other has no claim left on it. `alpha` is Krippendorff's, by what is compared; None where
    there is nothing to compare. `harm` counts B's claims whose pair A has with the opposite sign only.
    """

    articles: int
    only_a: tuple[str, ...]  # articles that B lacks
    only_b: tuple[str, ...]
    measures: tuple[Measure, ...]
    alpha: Mapping[str, float | None]
    confusion: Mapping[tuple[Stance | None, Stance | None], int]
    harm: int
    speakers: tuple[int, int]  # same surname, matched claims of which A names a speaker
