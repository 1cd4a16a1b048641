"""What is known of each reporter once results are in, and what the reports moved in each seat."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from prepoll.alliances import Election, base_structure, case_rebels, evaluate
from prepoll.case import load_case
from prepoll.case.types import Case as LibraryCase
from prepoll.case.types import Report
from prepoll.chance import generator
from prepoll.commands.output import Row
from prepoll.names import DEFAULT_SEED, Sphere
from prepoll.strength import assess, draw_strength
from prepoll.strength.reporters import Reputation, Reputations, checks
from prepoll.study import Study
from prepoll.transfer import prior_transfers

Floats = npt.NDArray[np.float64]

DRAWS: Final = 400
"""Draws of each of the two studies, with the same seed."""

SHOWN: Final = 0.002
"""Parties whose share of votes moves less than this in a seat are left out."""


@lru_cache(maxsize=8)
def case_in(folder: Path) -> LibraryCase:
    """Read the case of a folder that does not change, once."""
    return load_case(folder)


@dataclass(frozen=True, slots=True)
class Record:
    """How a reporter's earlier reports stood beside the count, and what is made of that for the next."""

    reporter: str
    sphere: str
    reports: int
    checked: int
    factor: float | None  # said over counted, the geometric mean of those checked
    taken: float  # by what factor the next report is taken to overstate
    spread: float  # log-sd around that


def reporter_records(case: LibraryCase) -> tuple[Record, ...]:
    """Say of each reporter of a case how far off the reports were that a count has come for since."""
    known = Reputations(case)
    errors: dict[tuple[str, Sphere], list[float]] = defaultdict(list)
    for check in checks(case):
        errors[check.reporter, check.sphere].append(check.error)
    rows: dict[tuple[str, Sphere], list[Report]] = defaultdict(list)
    for report in case.reports:
        rows[report.reporter, report.sphere].append(report)
    return tuple(
        _record(reporter, sphere, reports, errors.get((reporter, sphere), []), known.of(reports[0]))
        for (reporter, sphere), reports in sorted(rows.items())
    )


def _record(reporter: str, sphere: Sphere, reports: list[Report], errors: list[float], known: Reputation) -> Record:
    factor = float(np.exp(np.mean(errors))) if errors else None
    return Record(reporter, str(sphere), len(reports), known.checked, factor, float(np.exp(known.bias)), known.log_sd)


@dataclass(frozen=True, slots=True)
class Shift:
    """What the reports moved for one party in one seat; shares of votes for candidates, chances of winning."""

    seat: str
    name: str
    party: str
    share_without: float
    share_with: float
    win_without: float
    win_with: float

    @property
    def moved(self) -> float:
        """Return by how much the share moved."""
        return self.share_with - self.share_without


@lru_cache(maxsize=8)
def shifts(folder: Path) -> tuple[Shift, ...]:
    """Make the study of a folder twice, with its reports and without, and say what moved, the most first."""
    study = Study(folder, draws=DRAWS)
    case = study.case
    with_share, with_win = _figures(study, case)
    without_share, without_win = _figures(study, replace(case, reports=()))
    names = {seat.code: seat.name for seat in case.seats}
    found = [
        Shift(seat, names[seat], party, *map(float, (without_share[s, p], with_share[s, p], lost, won)))
        for s, seat in enumerate(study.draws.seats)
        for p, party in enumerate(study.draws.parties[:-3])
        for lost, won in [(without_win[s, p], with_win[s, p])]
        if abs(with_share[s, p] - without_share[s, p]) >= SHOWN
    ]
    return tuple(sorted(found, key=lambda shift: (-abs(shift.moved), shift.seat, shift.party)))


def _figures(study: Study, case: LibraryCase) -> tuple[Floats, Floats]:
    """Return own share of votes for candidates and chance of winning, each (seat, party).

    The chance is under the alliances in force, those of the ledger with everybody's reports.
    """
    draws = draw_strength(assess(case), DRAWS, generator(DEFAULT_SEED, "strength"))
    transfers, rebels = prior_transfers(case, draws, DEFAULT_SEED), case_rebels(case, draws, DEFAULT_SEED)
    election = Election(draws, transfers, case.region_of, rebels=rebels)
    outcome = evaluate(election, base_structure(case, study.ledger))
    valid = draws.share[:, :-2].astype(float)  # OTHERS stay, NOTA and NONVOTERS go
    share = (valid / valid.sum(axis=1, keepdims=True)).mean(axis=2)[:, :-1]
    return share, outcome.wins.astype(float).mean(axis=2)


def shift_rows(found: tuple[Shift, ...]) -> list[Row]:
    """Return shifts as rows of a table."""
    return [
        {
            "seat": one.seat,
            "name": one.name,
            "party": one.party,
            "share_without": one.share_without,
            "share_with": one.share_with,
            "win_without": one.win_without,
            "win_with": one.win_with,
        }
        for one in found
    ]
