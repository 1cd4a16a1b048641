"""Polls as observations of shares, with the total error of the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from prepoll.case.types import Case, PollShare
from prepoll.identity import content_id
from prepoll.names import NOTA, PartyCode, PartyKind, PollKind
from prepoll.strength.assumptions import (
    EXIT_FACTOR,
    LEAST_SHARE,
    POLL_OLD_DAYS,
    POLL_OLD_FACTOR,
    POLL_SHARED,
    poll_log_sd,
)
from prepoll.strength.frame import Frame
from prepoll.strength.shares import Figure, Target, shared_noise
from prepoll.strength.types import Evidence, EvidenceKind, Floats


@dataclass(frozen=True, slots=True)
class Poll:
    """All figures of one poll for one region."""

    pollster: str
    day: date | None
    region: str
    rows: tuple[PollShare, ...]

    @property
    def source(self) -> str:
        """Name the poll: the house and its last day."""
        return self.pollster if self.day is None else f"{self.pollster} {self.day}"


def polls_of(case: Case) -> tuple[Poll, ...]:
    """Put the rows of the case's polls together, oldest poll first."""
    groups: dict[tuple[date, str, str, str], list[PollShare]] = defaultdict(list)
    for row in case.polls:
        groups[_day(row) or date.min, row.pollster, row.region, row.scenario or ""].append(row)
    return tuple(
        Poll(pollster, None if day == date.min else day, region, tuple(groups[day, pollster, region, scenario]))
        for day, pollster, region, scenario in sorted(groups)
    )


def _day(row: PollShare) -> date | None:
    return row.until or row.published or row.since


class PollReader:
    """Reads polls of a case into figures."""

    def __init__(self, case: Case, frame: Frame, valid_votes: Floats) -> None:
        self._case = case
        self._frame = frame
        self._valid_votes = valid_votes

    def read(self, poll: Poll) -> tuple[tuple[Figure, ...], tuple[Evidence, ...]]:
        """Return a poll's figures, and its rows that cannot be used with the reason."""
        inside = self._frame.seats_in(poll.region)
        if not inside:
            why = f"its region {poll.region!r} is neither a region of the case nor the whole case (*)"
            return (), tuple(self._evidence(poll, (row,), (), row.share, 0.0, why) for row in poll.rows)
        seats = np.zeros(len(self._frame.seats))
        seats[list(inside)] = self._valid_votes[list(inside)]
        figures, unused = [], []
        for rows, members in self._groups(poll):
            columns = sorted({self._frame.column(code) for code in members})
            share = sum(row.share for row in rows)
            if not columns or not 0.0 < share < 1.0:
                why = "a share of 0 or of 100 per cent" if columns else "nobody is left whom the figure could mean"
                unused.append(self._evidence(poll, rows, tuple(members), share, 0.0, why))
                continue
            figures.append(self._figure(poll, rows, seats, columns, max(share, LEAST_SHARE)))
        return tuple(figures), tuple(unused)

    def _groups(self, poll: Poll) -> list[tuple[tuple[PollShare, ...], list[PartyCode]]]:
        """Say whom each figure means: a party, a bloc's members not printed apart, or all the rest."""
        kinds = self._case.party_by_code
        printed = {row.party for row in poll.rows}
        day = poll.day or self._case.as_of
        taken: set[PartyCode] = set()
        groups: list[tuple[tuple[PollShare, ...], list[PartyCode]]] = []
        rest: list[PollShare] = []
        for row in poll.rows:
            kind = kinds[row.party].kind if row.party in kinds else PartyKind.OTHER
            if row.party == NOTA:
                continue
            if kind is PartyKind.OTHER:
                rest.append(row)
                continue
            bloc = self._case.members(row.party, day) if kind is PartyKind.BLOC else (row.party,)
            members = [code for code in bloc if code == row.party or code not in printed]
            taken.update(members)
            groups.append(((row,), members))
        if rest:
            groups.append((tuple(rest), [code for code in self._frame.parties if code not in taken]))
        return groups

    def _figure(
        self, poll: Poll, rows: tuple[PollShare, ...], seats: Floats, columns: Sequence[int], share: float
    ) -> Figure:
        parties = np.zeros(len(self._frame.parties))
        parties[list(columns)] = 1.0
        log_sd = poll_log_sd(share)
        notes = ["total error of the record for shares of this size"]
        if poll.day is not None and ((self._case.election_date or self._case.as_of) - poll.day).days > POLL_OLD_DAYS:
            log_sd *= POLL_OLD_FACTOR
            notes.append(f"over {POLL_OLD_DAYS} days before polling")
        if rows[0].kind is PollKind.EXIT:
            log_sd *= EXIT_FACTOR
            notes.append("exit poll")
        names = tuple(self._frame.parties[column] for column in columns)
        evidence = self._evidence(poll, rows, names, share, log_sd, "; ".join(notes))
        return Figure(Target(seats, parties), float(np.log(share)), log_sd, evidence)

    def _evidence(
        self,
        poll: Poll,
        rows: Sequence[PollShare],
        parties: tuple[PartyCode, ...],
        share: float,
        log_sd: float,
        note: str,
    ) -> Evidence:
        ids = tuple(row.row.id for row in rows)
        return Evidence(
            id=content_id("evidence", ["poll", poll.source, poll.region, ids, parties]),
            kind=EvidenceKind.POLL,
            source=poll.source,
            seat=None,
            parties=parties or tuple(row.party for row in rows),
            share=share,
            log_sd=log_sd,
            rows=ids,
            used=log_sd > 0,
            note=note if log_sd > 0 else f"shown and not used: {note}",
        )


def poll_noise(figures: Sequence[Figure]) -> Floats:
    """Return the error covariance of figures of several polls, (n, n).

    Most of a poll's error is common to all houses: figures about the same parties err together, by how
    far they mean the same parties in the same seats.
    """
    about = np.stack([np.outer(f.target.seats / f.target.seats.max(), f.target.parties).ravel() for f in figures])
    about /= np.linalg.norm(about, axis=1, keepdims=True)
    return shared_noise(figures, POLL_SHARED * about @ about.T)
