"""What measured alliances say of transfer, leak and desertion: read from a file, chosen by the day of a case.

The file is made by `benchmarks/transfers.py` from election data that may not be passed on with the
library. Where it is not at hand the stated prior of `prepoll.transfer.record` stands in, and is named.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from prepoll.case.types import Case
from prepoll.errors import ModelError
from prepoll.names import PartyCode
from prepoll.transfer import record

COVARIATES: Final = ("constant", "distance", "together", "years", "size", "broken", "assembly")
"""What transfer from q to c is foretold from: 1; distance of positions less the neutral one; 1 where the two
fought together before; tens of years since the first time; logarithm of q's strength to c's, within ±2;
±1/2 whether the alliance was measured when it parted or when it was made; ±1/2 assembly or parliament."""

INDIA: Final = "IN"
FILE: Final = Path("posteriors") / "transfer.json"
FORMAT: Final = 1
REPOSITORY: Final = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Measured:
    """One measured transfer: the shares are the median and the 5 and 95 % points."""

    event: str
    year: int
    q: PartyCode
    c: PartyCode
    low: float
    middle: float
    high: float
    units: int


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is believed of transfer before anything is known of a case; logit scale, spreads as sds."""

    name: str
    known_from: date | None  # the first day on which all its events were counted; None: the stated prior
    slopes: tuple[float, ...]  # (covariate,)
    covariance: tuple[tuple[float, ...], ...]  # (covariate, covariate), of the slopes
    pair_sd: float  # of a pair in all its elections
    event_sd: float  # of a pair in one election
    direction_sd: float
    pairs: Mapping[tuple[PartyCode, PartyCode], tuple[float, float]]  # what is special to a pair: mean, sd
    desertion: float  # median
    desertion_sd: float  # of its logarithm, common to all seats
    leak: tuple[float, float, float]  # of those who leave: to nonvoters, OTHERS, NOTA; the parties have the rest
    measured: tuple[Measured, ...] = field(default=())

    def __post_init__(self) -> None:
        n = len(COVARIATES)
        if len(self.slopes) != n or np.shape(self.covariance) != (n, n):
            raise ModelError(f"{self.name}: a posterior of transfer has {n} slopes and their covariance.")

    @property
    def parties(self) -> frozenset[PartyCode]:
        """List the parties whose alliances were measured."""
        return frozenset(party for pair in self.pairs for party in pair)


def stated() -> Posterior:
    """Return the stated prior of `prepoll.transfer.record`, used where nothing measured is at hand."""
    n = len(COVARIATES)
    odds = float(np.log(record.MEDIAN / (1 - record.MEDIAN)))
    return Posterior(
        name=record.TABLE,
        known_from=None,
        slopes=(odds, -record.CLOSENESS, record.TOGETHER, *(0.0,) * (n - 3)),
        covariance=((0.0,) * n,) * n,
        pair_sd=record.PAIR_SD,
        event_sd=0.0,
        direction_sd=record.DIRECTION_SD,
        pairs={},
        desertion=record.DESERTION,
        desertion_sd=record.DESERTION_SD,
        leak=(record.ABSTAIN, record.TO_OTHERS, record.TO_NOTA),
    )


def posterior_for(case: Case) -> Posterior:
    """Return what was measured by the day of an Indian case, else the stated prior.

    A posterior counts from the first day on which all the events in it were counted, as any row of a case
    counts from the day it was known; so a back-test never sees the election that it is tested on. The file is
    looked for in the case's own project only (`posteriors/` beside `src/`); an installed library has none.
    """
    if case.country is not None and case.country_rules.code != INDIA:
        return stated()
    return known_on(shipped(), case.as_of)


def prior_hash(case: Case, before: str) -> str:
    """Return the SHA-256 of a hash and of all that is believed of transfer before the case says anything.

    The measured transfers stand in no case folder and yet move its figures: with them in the hash, two runs
    of one hash are runs on the same grounds.
    """
    believed = posterior_for(case)
    pairs = sorted(believed.pairs.items())
    content = [repr(getattr(believed, part.name)) for part in fields(believed) if part.name != "pairs"]
    return hashlib.sha256("\n".join([before, *content, repr(pairs)]).encode()).hexdigest()


def known_on(snapshots: tuple[Posterior, ...], day: date) -> Posterior:
    """Return the latest of several posteriors that was known on a day; the stated prior where none was."""
    known = [row for row in snapshots if row.known_from is not None and row.known_from <= day]
    return max(known, key=lambda row: row.known_from or day, default=None) or stated()


@cache
def shipped() -> tuple[Posterior, ...]:
    """Read the project's own file; nothing where there is none."""
    path = REPOSITORY / FILE
    return read_posteriors(path) if path.is_file() else ()


def read_posteriors(path: Path) -> tuple[Posterior, ...]:
    """Read the posteriors of a file, the earliest first; ModelError where it is not what the script writes."""
    remedy = "Make it anew with benchmarks/transfers.py, or remove it to use the stated prior."
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != FORMAT or tuple(content["covariates"]) != COVARIATES:
            raise ModelError(f"{path.name} is of another version than this library reads. {remedy}")
        return tuple(_snapshot(row, content["measured"]) for row in content["snapshots"])
    except (OSError, KeyError, TypeError, ValueError, IndexError) as error:
        raise ModelError(f"{path.name} cannot be read as measured transfers ({error!r}). {remedy}") from error


def _snapshot(row: Mapping[str, object], measured: list[list[object]]) -> Posterior:
    values = dict(row)
    day = date.fromisoformat(str(values.pop("known_from")))
    pairs = {(str(a), str(b)): (float(mean), float(sd)) for a, b, mean, sd in values.pop("pairs")}  # type: ignore[attr-defined]
    events = tuple(Measured(*cells) for cells in measured if int(str(cells[1])) < day.year)  # type: ignore[arg-type]
    slopes = tuple(values.pop("slopes"))  # type: ignore[arg-type,var-annotated]
    covariance = tuple(tuple(line) for line in values.pop("covariance"))  # type: ignore[attr-defined]
    leak = tuple(values.pop("leak"))  # type: ignore[arg-type,var-annotated]
    name = f"alliances measured until {day.year - 1} ({FILE.as_posix()}, docs/explanation/transfer-record.md)"
    return Posterior(name, day, slopes, covariance, pairs=pairs, leak=leak, measured=events, **values)  # type: ignore[arg-type]
