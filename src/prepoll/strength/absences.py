"""What it says that a party left a seat out, where it had nobody to leave it to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from prepoll.identity import content_id
from prepoll.strength.assumptions import NOT_STANDING
from prepoll.strength.counts import Election, History
from prepoll.strength.frame import Frame
from prepoll.strength.gaussian import Belief, observe
from prepoll.strength.results import ever_stood
from prepoll.strength.slates import Slates
from prepoll.strength.types import Evidence, EvidenceKind

Gap = tuple[int, int]
"""Places of a seat and of a party that left it out."""


def telling_election(history: History) -> Election | None:
    """Return the latest election of the kind that counts most, which is taken for the coming one's."""
    if not history.elections:
        return None
    kind = max(history.elections, key=lambda election: (election.weight, election.date)).kind
    return next(election for election in reversed(history.elections) if election.kind is kind)


def gaps_of(frame: Frame, history: History, slates: Slates) -> tuple[Gap, ...]:
    """List where a party with a record in the case left a seat out at the telling election, for no partner.

    A party that never stood in a seat is listed unless it had partners in all of it.
    """
    latest = telling_election(history)
    if latest is None:
        return ()
    ever = ever_stood(frame, history)
    gaps: list[Gap] = []
    for seat, region in enumerate(frame.regions):
        counts = [latest.counts[unit] for unit in history.units_of(seat) if unit in latest.counts]
        stood = {party for count in counts for party in count.stood}
        contests = sorted({count.contest for count in counts})
        for party, code in enumerate(frame.parties[:-1]):
            if party in stood or not counts or not ever[:, party].any():
                continue
            backed = [slates.backed(latest.code, contest, region, code) for contest in contests]
            if not (any(backed) if ever[seat, party] else all(backed)):
                gaps.append((seat, party))
    return tuple(gaps)


def see_gaps(belief: Belief, frame: Frame, gaps: Sequence[Gap]) -> Belief:
    """Read each gap as a weak sign of a weak party."""
    if not gaps:
        return belief
    share, log_sd = NOT_STANDING
    places = np.array([frame.cell(seat, party) for seat, party in gaps])
    slopes = np.zeros((len(gaps), frame.size))
    slopes[np.arange(len(gaps)), places] = 1.0
    noise = log_sd**2 * np.eye(len(gaps))
    value = np.full(len(gaps), np.log(share))
    return observe(belief, value, lambda around: (around.mean[places], slopes, noise), passes=1)


def gap_evidence(frame: Frame, election: str, gaps: Sequence[Gap]) -> tuple[Evidence, ...]:
    """Write down gaps as evidence; they come from rows that are not there."""
    share, log_sd = NOT_STANDING
    return tuple(
        Evidence(
            id=content_id("evidence", ["left out", election, frame.seats[seat], frame.parties[party]]),
            kind=EvidenceKind.RESULT,
            source=election,
            seat=frame.seats[seat],
            parties=(frame.parties[party],),
            share=share,
            log_sd=log_sd,
            rows=(),
            used=True,
            note="has stood in the case and left this seat out, for no partner: a weak sign",
        )
        for seat, party in gaps
    )
