"""What it says that a party left seats out: those it did not choose are its weaker ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prepoll.identity import content_id
from prepoll.names import PartyCode
from prepoll.strength.ageing import coming_kind
from prepoll.strength.assumptions import LEFT_OUT, LEFT_OUT_LOG_SD
from prepoll.strength.counts import Election, History
from prepoll.strength.frame import Frame
from prepoll.strength.results import ever_stood
from prepoll.strength.types import Evidence, EvidenceKind, Floats


@dataclass(frozen=True, slots=True)
class Absences:
    """Seats left out at the latest election of the coming kind, with what that says beside the party's level."""

    election: Election | None
    left_out: npt.NDArray[np.bool_]  # (seat, party)
    weaker: Floats  # (party,), log of the strength there over the level, negative

    @property
    def shift(self) -> Floats:
        """Return what to add to the mean of each log-strength, (seat, party)."""
        return np.where(self.left_out, self.weaker, 0.0)

    @property
    def loose(self) -> Floats:
        """Return the log-sd that each log-strength has beside that of seats that were fought, (seat, party)."""
        return np.where(self.left_out, LEFT_OUT_LOG_SD, 0.0)


def absences_of(frame: Frame, history: History, born: Sequence[PartyCode]) -> Absences:
    """Find where parties with a record left seats out, for a partner or for nobody.

    Not standing is missing, not zero; yet who stands in part of the seats stands in the better ones. Parties
    that stood nowhere then, or were born by then, are left as they are.
    """
    shape = (len(frame.seats), len(frame.parties))
    latest = telling_election(history)
    if latest is None:
        return Absences(None, np.zeros(shape, dtype=np.bool_), np.zeros(shape[1]))
    stood, counted = np.zeros(shape, dtype=np.bool_), np.zeros(shape[0], dtype=np.bool_)
    for seat in range(shape[0]):
        for unit in history.counted_in(seat, latest):
            if unit in latest.counts:
                counted[seat] = True
                stood[seat, list(latest.counts[unit].stood)] = True
    part = stood[counted].mean(axis=0) if counted.any() else np.zeros(shape[1])
    known = ever_stood(frame, history).any(axis=0) & (part > 0)
    known[[frame.party_index[code] for code in born] + [shape[1] - 1]] = False
    base, power = LEFT_OUT
    weaker = np.where(known, power * np.log(np.maximum(part, 1e-9)) - base, 0.0)
    return Absences(latest, counted[:, None] & ~stood & known, weaker)


def telling_election(history: History) -> Election | None:
    """Return the latest election of the coming kind."""
    kind = coming_kind(history.past)
    return next((election for election in reversed(history.elections) if election.kind is kind), None)


def absence_evidence(frame: Frame, absences: Absences) -> tuple[Evidence, ...]:
    """Write down seats left out as evidence; they come from rows that are not there."""
    if absences.election is None:
        return ()
    return tuple(
        Evidence(
            id=content_id("evidence", ["left out", absences.election.code, frame.seats[seat], frame.parties[party]]),
            kind=EvidenceKind.RESULT,
            source=absences.election.code,
            seat=frame.seats[seat],
            parties=(frame.parties[party],),
            share=float(np.exp(absences.weaker[party])),
            log_sd=LEFT_OUT_LOG_SD,
            rows=(),
            used=True,
            note="left this seat out and stood elsewhere: weaker here by this factor than where it stood",
        )
        for seat, party in np.argwhere(absences.left_out).tolist()
    )
