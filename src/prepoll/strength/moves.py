"""What one source changed, seat by seat and party by party."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from prepoll.names import PartyCode, SeatCode
from prepoll.strength.frame import Frame
from prepoll.strength.gaussian import Belief
from prepoll.strength.shares import shares_of
from prepoll.strength.types import Evidence, EvidenceKind, Move

NOTICED = 1e-4
"""Changes of a median share or of a log-sd below this are not written down."""


def moved(
    frame: Frame,
    present: npt.NDArray[np.bool_],
    beliefs: tuple[Belief, Belief],
    source: tuple[EvidenceKind, str],
    evidence: Sequence[Evidence],
) -> tuple[Move, ...]:
    """List the moves from one belief to the next; where both are the same, every party's state."""
    before, after = beliefs
    shares = [shares_of(belief.mean.reshape(present.shape), present) for belief in beliefs]
    spreads = [belief.log_sd.reshape(present.shape) for belief in beliefs]
    changed = np.maximum(abs(shares[1] - shares[0]), abs(spreads[1] - spreads[0])) > NOTICED
    if before is after:
        changed = np.ones_like(present)
    named = _by_party(evidence)
    return tuple(
        Move(
            seat=frame.seats[s],
            party=frame.parties[p],
            kind=source[0],
            source=source[1],
            before=float(shares[0][s, p]),
            after=float(shares[1][s, p]),
            log_sd_before=float(spreads[0][s, p]),
            log_sd_after=float(spreads[1][s, p]),
            evidence=_behind(named.get(frame.parties[p], ()), frame.seats[s]),
        )
        for s, p in zip(*(axis.tolist() for axis in np.nonzero(changed & present)), strict=True)
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
