"""Polls as observations of shares, with the total error of the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np

from prepoll.case.types import Case, PollShare
from prepoll.identity import content_id
from prepoll.names import NOTA, FrontKind, PartyCode, PartyKind, PollKind
from prepoll.strength.assumptions import LEAST_SHARE, TRANSFER
from prepoll.strength.frame import Frame
from prepoll.strength.shares import Figure, Target
from prepoll.strength.types import Evidence, EvidenceKind, Floats

OLD_DAYS: Final = 100
"""Days before the election beyond which a poll counts as old."""

WHOLE: Final = (0.85, 1.15)
"""A poll that prints a remainder and sums to something between these is brought to 1: the rest were undecided."""

REMAINDER: Final = (0.6, 0.98)
"""Of a poll that prints no remainder and sums to something between these, what is left is read as all others."""

REMAINDER_FACTOR: Final = 3.0
"""Factor on the log-sd of that reading, which has the undecided in it (judgement)."""


@dataclass(frozen=True, slots=True)
class PollErrors:
    """The total error of polls: that of a sample which is far smaller than the one asked.

    The error of the log of a share p is `scale` times the root of (1 - p) / p, so that errors of a poll
    which sums to 1 sum to 0: what one party has too much, others have too little.
    """

    scale: float = 0.18  # a sample of 31 voters
    shared: float = 0.65  # part of the variance that all houses have in common
    own_house: float = 0.9  # part that two polls of one house have in common
    old: float = 2.0  # factor on the error of a poll more than OLD_DAYS old
    exit: float = 4.5 / 6.3  # factor on the error of an exit poll
    own: float = 0.005  # sd of an error of each printed share of its own: its rounding
    houses: Mapping[str, float] = field(default_factory=dict)  # factor on a house's own error, 1 where not listed


RECORD: Final = PollErrors()
"""The errors of 346 figures of state polls up to 100 days before 68 elections to 2019 (`prepoll.backtest`):
scale .17 to .20, .58 to .64 shared by houses, old ones 2.1 times as far off; exit polls 4.5 points against 6.3.
The scale holds at every size of share: .16 to .20 whether the poll says under 10, 10 to 20, 20 to 35 or more."""


@dataclass(frozen=True, slots=True)
class PollFigure(Figure):
    """A figure with what its error has in common with those of other polls."""

    pollster: str
    poll: str
    factor: float  # on the log-sd: age, kind, house
    extra: float  # variance of the figure's own, rounding and guesses
    errors: PollErrors


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

    def __init__(self, case: Case, frame: Frame, valid_votes: Floats, errors: PollErrors = RECORD) -> None:
        self._case = case
        self._errors = errors
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
        groups = self._groups(poll)
        total = whole(poll, printed_rest=self._rest(poll))
        for rows, members in groups:
            columns = sorted({self._frame.column(code) for code in members})
            share = sum(row.share for row in rows) / total
            if not columns or not 0.0 < share < 1.0:
                why = "a share of 0 or of 100 per cent" if columns else "nobody is left whom the figure could mean"
                unused.append(self._evidence(poll, rows, tuple(members), share, 0.0, why))
                continue
            meant = self._meant(columns, together=self._is_bloc(rows[0].party))
            figures.append(self._figure(poll, rows, Target(seats, meant), max(share, LEAST_SHARE)))
        return (*figures, *self._unprinted(poll, groups, seats)), tuple(unused)

    def _is_bloc(self, code: PartyCode) -> bool:
        party = self._case.party_by_code.get(code)
        return party is not None and party.kind is PartyKind.BLOC

    def _rest(self, poll: Poll) -> bool:
        """Say whether a poll prints what all others have."""
        kinds = self._case.party_by_code
        return any(
            row.party != NOTA and (row.party not in kinds or kinds[row.party].kind is PartyKind.OTHER)
            for row in poll.rows
        )

    def _meant(self, columns: Sequence[int], *, together: bool = False) -> Floats:
        """Return how much of each party a figure holds: all of it, or, of parties that share seats, what arrives.

        Of two that fight together each stands in a part of the seats, taken to be its part of their votes
        before; in the others a share of its voters follows.
        """
        parties = np.zeros(len(self._frame.parties))
        parties[list(columns)] = 1.0
        if together and len(columns) > 1:
            size = self._sizes[list(columns)] + LEAST_SHARE
            follow = TRANSFER[FrontKind.SEAT_SHARING]
            parties[list(columns)] = follow + (1.0 - follow) * size / size.sum()
        return parties

    @cached_property
    def _sizes(self) -> Floats:
        """Return the parties' votes at past elections, the mean over those in which they stood, (party,)."""
        votes: dict[tuple[int, str], float] = defaultdict(float)
        for row in self._case.results:
            votes[self._frame.column(row.party), row.election] += row.votes
        size, times = np.zeros(len(self._frame.parties)), np.zeros(len(self._frame.parties))
        for (column, _), number in sorted(votes.items()):
            size[column] += number
            times[column] += 1.0
        return np.asarray(size / np.maximum(times, 1.0), dtype=np.float64)

    def _unprinted(
        self, poll: Poll, groups: Sequence[tuple[tuple[PollShare, ...], list[PartyCode]]], seats: Floats
    ) -> tuple[PollFigure, ...]:
        """Read what a poll leaves to 100 as the share of all whom it does not print, with a wide error."""
        printed = sum(row.share for rows, _ in groups for row in rows)
        taken = {self._frame.column(code) for _, members in groups for code in members}
        left = [column for column in range(len(self._frame.parties)) if column not in taken]
        if self._rest(poll) or not left or not REMAINDER[0] <= printed <= REMAINDER[1]:
            return ()
        rows = tuple(row for row in poll.rows if row.party != NOTA)
        figure = self._figure(poll, rows, Target(seats, self._meant(left)), 1.0 - printed, REMAINDER_FACTOR)
        return (figure,)

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
        self, poll: Poll, rows: tuple[PollShare, ...], target: Target, share: float, unsure: float = 1.0
    ) -> PollFigure:
        errors = self._errors
        factor, notes = errors.houses.get(poll.pollster, 1.0), ["total error of the record for shares of this size"]
        if poll.day is not None and ((self._case.election_date or self._case.as_of) - poll.day).days > OLD_DAYS:
            factor *= errors.old
            notes.append(f"over {OLD_DAYS} days before polling")
        if rows[0].kind is PollKind.EXIT:
            factor *= errors.exit
            notes.append("exit poll")
        if unsure > 1.0:
            notes.append("what the printed shares leave to 100, the undecided among it")
        drawn = (factor * errors.scale) ** 2 * (1.0 - share) / share
        extra = unsure**2 * (drawn + (errors.own / share) ** 2) - drawn
        log_sd = float(np.sqrt(drawn + extra))
        names = tuple(self._frame.parties[column] for column in np.flatnonzero(target.parties))
        evidence = self._evidence(poll, rows, names, share, log_sd, "; ".join(notes))
        name = f"{poll.source} {poll.region} {poll.rows[0].scenario or ''}"
        return PollFigure(target, float(np.log(share)), log_sd, evidence, poll.pollster, name, factor, extra, errors)

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


def whole(poll: Poll, *, printed_rest: bool) -> float:
    """Return what a poll's shares sum to, where that is everybody who had decided; 1 where some are not printed."""
    total = sum(row.share for row in poll.rows if row.party != NOTA)
    return total if printed_rest and WHOLE[0] <= total <= WHOLE[1] else 1.0


def poll_noise(figures: Sequence[Figure]) -> Floats:
    """Return the error covariance of the log-shares of several polls' figures, (n, n).

    Errors are those of one small sample of parties: of two figures they go together as far as they mean
    the same parties and against each other as far as they do not. All of it is common to figures of one
    poll, most to polls of one house, a part to all houses; always of the surer poll's variance, else the
    best mean of two would lie outside them.
    """
    polls = [figure for figure in figures if isinstance(figure, PollFigure)]
    errors = polls[0].errors
    factor = np.array([figure.factor**2 for figure in polls])
    names = [(figure.poll, figure.pollster) for figure in polls]
    alike = np.array([[_alike(one, other, errors) for other in names] for one in names])
    seats = np.stack([figure.target.seats for figure in polls])
    seats = seats / np.linalg.norm(seats, axis=1, keepdims=True)
    common = np.minimum(factor[:, None], factor[None, :]) * alike * (seats @ seats.T)
    extra = np.diag([figure.extra for figure in polls])
    return np.asarray(errors.scale**2 * common * _together(polls) + extra, dtype=np.float64)


def _alike(one: tuple[str, str], other: tuple[str, str], errors: PollErrors) -> float:
    """Return the part of the error variance that two figures' polls share."""
    if one == other:
        return 1.0
    return errors.own_house if one[1] == other[1] else errors.shared


def _together(figures: Sequence[PollFigure]) -> Floats:
    """Return how errors of figures go together, (n, n): for one alone (1 - p) / p, for two that share nobody -1."""
    parties = np.stack([figure.target.parties for figure in figures])  # (n, party)
    said = np.exp([figure.log_share for figure in figures])
    each = parties * (said / parties.sum(axis=1))[:, None]
    size = each.sum(axis=0) / np.maximum((parties > 0).sum(axis=0), 1)
    size = np.maximum(size, LEAST_SHARE) / max(size.sum(), 1.0)
    weight = parties * size
    weight /= weight.sum(axis=1, keepdims=True)
    return np.asarray((weight / size) @ weight.T - 1.0, dtype=np.float64)
