"""What each source changed, seat by seat and party by party."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.names import PartyCode, SeatCode
from prepoll.strength.frame import Frame
from prepoll.strength.shares import shares_of
from prepoll.strength.types import Evidence, EvidenceKind, Floats, Move

NOTICED = 1e-4
"""Changes of a median share or of a log-sd below this are not written down."""


@dataclass(frozen=True, slots=True)
class Step:
    """What was believed before and after one source: mean and log-sd of log-strength, (seat, party) each."""

    kind: EvidenceKind
    source: str
    mean: tuple[Floats, Floats]
    log_sd: tuple[Floats, Floats]
    evidence: tuple[Evidence, ...]

    @property
    def first(self) -> bool:
        """Say whether nothing came before: the step is the state itself."""
        return self.mean[0] is self.mean[1]


def moves_of(frame: Frame, present: npt.NDArray[np.bool_], steps: Sequence[Step]) -> tuple[Move, ...]:
    """List what each step moved.

    Shares are median strengths brought to sum to 1 over the parties present in a seat, before and after
    the step: a source that speaks of one party also moves the others by what it takes from or leaves to
    them. The last step ends at the median shares of the whole assessment.
    """
    return tuple(move for step in steps for move in _moved(frame, present, step))


def _moved(frame: Frame, present: npt.NDArray[np.bool_], step: Step) -> Iterable[Move]:
    before, after = (shares_of(mean, present) for mean in step.mean)
    changed = np.maximum(abs(after - before), abs(step.log_sd[1] - step.log_sd[0])) > NOTICED
    places = np.argwhere(present if step.first else changed & present)
    at = tuple(places.T)
    values = zip(*(x[at].tolist() for x in (before, after, *step.log_sd)), strict=True)
    behind = _behind(step.evidence)
    for (s, p), (was, now, sd_before, sd_after) in zip(places.tolist(), values, strict=True):
        seat, party = frame.seats[s], frame.parties[p]
        yield Move(seat, party, step.kind, step.source, was, now, sd_before, sd_after, behind(seat, party))


def _behind(evidence: Sequence[Evidence]) -> Callable[[SeatCode, PartyCode], tuple[str, ...]]:
    """Return the function that names the evidence of a party in a seat, or else what was seen of it elsewhere."""
    found: dict[tuple[SeatCode | None, PartyCode], list[str]] = defaultdict(list)
    every: dict[PartyCode, list[str]] = defaultdict(list)
    for one in evidence:
        for party in one.parties if one.used else ():
            every[party].append(one.id)
            found[one.seat, party].append(one.id)

    def behind(seat: SeatCode, party: PartyCode) -> tuple[str, ...]:
        here = (*found.get((seat, party), ()), *found.get((None, party), ()))
        return here or tuple(every.get(party, ()))

    return behind
