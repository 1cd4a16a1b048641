"""What each source changed, seat by seat and party by party."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
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
    named = _by_party(step.evidence)
    for s, p in np.argwhere(present if step.first else changed & present).tolist():
        yield Move(
            seat=frame.seats[s],
            party=frame.parties[p],
            kind=step.kind,
            source=step.source,
            before=float(before[s, p]),
            after=float(after[s, p]),
            log_sd_before=float(step.log_sd[0][s, p]),
            log_sd_after=float(step.log_sd[1][s, p]),
            evidence=_behind(named.get(frame.parties[p], ()), frame.seats[s]),
        )


def _by_party(evidence: Sequence[Evidence]) -> dict[PartyCode, tuple[Evidence, ...]]:
    found: dict[PartyCode, list[Evidence]] = defaultdict(list)
    for one in evidence:
        for party in one.parties if one.used else ():
            found[party].append(one)
    return {party: tuple(ones) for party, ones in found.items()}


def _behind(evidence: Sequence[Evidence], seat: SeatCode) -> tuple[str, ...]:
    """Name the evidence of a seat itself, or else what was seen of the party elsewhere."""
    here = tuple(one.id for one in evidence if one.seat in (seat, None))
    return here or tuple(one.id for one in evidence)
