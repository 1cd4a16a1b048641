"""Rebels: a denied aspirant of a party that stands down stands as an independent and takes some of its voters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.errors import UsageError
from prepoll.names import PartyCode, SeatCode
from prepoll.strength.types import Draws


@dataclass(frozen=True, slots=True)
class Rebel:
    """What is expected of a party's aspirant in a seat that it concedes.

    `chance` is the probability that somebody stands against the party's word, `share` the share of the
    party's own voters who then vote for him; he is counted among OTHERS, who win nothing.
    """

    chance: float
    share: float


def draw_rebels(
    rebels: Mapping[tuple[SeatCode, PartyCode], Rebel], draws: Draws, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Draw who rebels where, (seat, party, draw) float32: the share of voters who follow, 0 where nobody rebels.

    Raises UsageError for seats and parties that are not among the draws, a chance outside 0 to 1, and a
    share that is not from 0 up to, but not, 1; all defects together.
    """
    problems = [problem for where, rebel in rebels.items() for problem in _problems(where, rebel, draws)]
    if problems:
        raise UsageError("Rebels cannot be drawn: " + "; ".join(problems) + ".")
    shares = np.zeros(draws.share.shape, dtype=np.float32)
    for (seat, party), rebel in sorted(rebels.items()):
        stands = rng.random(draws.count) < rebel.chance
        shares[draws.seat_index[seat], draws.party_index[party], stands] = rebel.share
    return shares


def _problems(where: tuple[SeatCode, PartyCode], rebel: Rebel, draws: Draws) -> list[str]:
    seat, party = where
    return [
        text
        for wrong, text in (
            (seat not in draws.seats, f"there is no seat {seat}"),
            (party not in draws.contenders, f"{party} is no party that can stand"),
            (not 0 <= rebel.chance <= 1, f"the chance in {seat} of {party} is {rebel.chance}; give one from 0 to 1"),
            (not 0 <= rebel.share < 1, f"the share in {seat} of {party} is {rebel.share}; give one from 0, below 1"),
        )
        if wrong
    ]
