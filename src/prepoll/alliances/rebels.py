"""Rebels: a denied aspirant of a party that stands down stands as an independent and takes some of its voters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.case.types import Case, Report
from prepoll.chance import generator
from prepoll.errors import UsageError
from prepoll.names import Measure, PartyCode, ReportKind, SeatCode
from prepoll.strength.types import Draws

FOLLOWERS = 0.25
"""Share of a party's own voters who follow its rebel where no report says how many: judgement, no record was found."""

Where = tuple[SeatCode, PartyCode]


@dataclass(frozen=True, slots=True)
class Rebel:
    """What is expected of a party's aspirant in a seat that it concedes.

    `chance` is the probability that somebody stands against the party's word, `share` the share of the
    party's own voters who then vote for him; he is counted among OTHERS, who win nothing.
    """

    chance: float
    share: float


def draw_rebels(rebels: Mapping[Where, Rebel], draws: Draws, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Draw who rebels where, (seat, party, draw) float32: the share of voters who follow, 0 where nobody rebels.

    Raises UsageError for seats and parties that are not among the draws, a chance outside 0 to 1, and a
    share that is not from 0 up to, but not, 1; all defects together.
    """
    problems = [problem for where, rebel in rebels.items() for problem in _problems(where, rebel, draws)]
    if problems:
        raise UsageError("Rebels cannot be drawn: " + "; ".join(problems) + ".")
    shares = np.zeros(draws.share.shape, dtype=np.float32)
    for where, rebel in sorted(rebels.items()):
        _draw(where, rebel, draws, rng, shares)
    return shares


def _draw(where: Where, rebel: Rebel, draws: Draws, rng: np.random.Generator, shares: npt.NDArray[np.float32]) -> None:
    stands = rng.random(draws.count) < rebel.chance
    shares[draws.seat_index[where[0]], draws.party_index[where[1]], stands] = rebel.share


def case_rebels(case: Case, draws: Draws, seed: int) -> npt.NDArray[np.float32] | None:
    """Draw the rebels that a case's field reports speak of, (seat, party, draw); None where they speak of none.

    Each seat and party has its own chance, so that a report on one moves no other.
    """
    told = {where: rebel for where, rebel in told_rebels(case).items() if not _problems(where, rebel, draws)}
    if not told:
        return None
    shares = np.zeros(draws.share.shape, dtype=np.float32)
    for where, rebel in told.items():
        _draw(where, rebel, draws, generator(seed, "rebels", *where), shares)
    return shares


def told_rebels(case: Case) -> dict[Where, Rebel]:
    """Return the rebels that reports of kind `rebel_risk` speak of, by seat and party.

    With the measure `ratio` a report says how likely an aspirant stands against the party's word, with `transfer`
    the share of the party's own voters who would then vote for him; `FOLLOWERS` where nobody says it. Of one
    reporter the last word counts, of several the mean. A report on the whole case holds in each seat that no
    report names; one on a unit, in the seats it lies in. What is not between 0 and 1 is not used.
    """
    chances, shares = (_told(case, measure) for measure in (Measure.RATIO, Measure.TRANSFER))
    return {where: Rebel(chance, min(shares.get(where, FOLLOWERS), 0.99)) for where, chance in chances.items()}


def _told(case: Case, measure: Measure) -> dict[Where, float]:
    """Return what reports of one measure say, by seat and party, in the order of the seats."""
    rows = [row for row in case.reports if row.kind is ReportKind.REBEL_RISK and row.measure is measure]
    used = [row for row in rows if row.estimate is not None and 0 <= row.estimate <= 1]
    parties = dict.fromkeys(row.party for row in used)
    found: dict[Where, float] = {}
    for seat in (row.code for row in case.seats):
        for party in parties:
            mine = [row for row in used if row.party == party]
            here = [row for row in mine if seat in _lies_in(case, row)]
            words = _last_words(here or [row for row in mine if not row.seat and not row.unit])
            if words:
                found[seat, party] = float(np.mean(words))
    return found


def _lies_in(case: Case, row: Report) -> tuple[SeatCode, ...]:
    """Name the seats that a report is about; none where it is about the whole case."""
    if row.seat:
        return (row.seat,)
    return tuple(unit.seat for unit in case.units if unit.unit == row.unit)


def _last_words(rows: Iterable[Report]) -> list[float]:
    """Return the last estimate of each reporter."""
    last = {row.reporter: row.estimate for row in sorted(rows, key=lambda row: row.date) if row.estimate is not None}
    return [last[reporter] for reporter in sorted(last)]


def _problems(where: Where, rebel: Rebel, draws: Draws) -> list[str]:
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
