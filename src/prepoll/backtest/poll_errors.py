"""How far polls were from what was counted, learned from elections before the one that is tested."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from prepoll.backtest.past_cases import held
from prepoll.backtest.poll_labels import Meanings, is_rest
from prepoll.backtest.types import Floats, Record, RecordedPoll, StateName
from prepoll.names import NOTA, ElectionKind, PartyCode, PollKind
from prepoll.strength.polls import PollErrors

LAST_DAYS = 100
"""Polls this near to polling day tell the size of errors, the older ones how much they grow."""

ELECTION = re.compile(r"(GE|AE)(\d{4})")
SPRING = (
    "AE2007",
    "AE2008-KA",
    "AE2011",
    "AE2012",
    "AE2013-KA",
    "AE2015-DL",
    "AE2016",
    "AE2017",
    "AE2018-KA",
    "AE2019-AP",
)
AUTUMN = ("AE2012-GJ", "AE2012-HP", "AE2017-GJ", "AE2017-HP")
"""Seasons in which assembly elections were held, as far as it was not late autumn."""

FEW = 20
"""Figures, groups of figures or old figures that what is taken beforehand weighs as much as."""

BEFOREHAND = PollErrors(scale=0.16, shared=0.75, old=1.5)
"""Errors where no election has been counted yet (judgement: a sample of 39; most of it common to all houses)."""

KINDS = {"GE": ElectionKind.PARLIAMENT, "AE": ElectionKind.ASSEMBLY}


@dataclass(frozen=True, slots=True)
class PollError:
    """One printed share and what was counted for the same parties."""

    election: str
    state: StateName
    parties: frozenset[PartyCode]
    pollster: str
    days: int  # before the election
    said: float
    counted: float

    @property
    def scaled(self) -> float:
        """Return the error of the log-share over what a sample of one voter would have, by the printed share."""
        return float(np.log(self.said / self.counted) / np.sqrt((1.0 - self.said) / self.said))


def errors_before(record: Record, year: int) -> tuple[PollError, ...]:
    """List the errors of opinion polls in states of elections in years before `year`, whole figures only."""
    found: list[PollError] = []
    groups: dict[tuple[str, StateName], list[RecordedPoll]] = defaultdict(list)
    for poll in record.polls:
        if poll.state is not None and poll.share.kind is PollKind.OPINION and not is_rest(poll.label):
            groups[poll.election, poll.state].append(poll)
    for (election, state), polls in sorted(groups.items()):
        match = ELECTION.match(election)
        if match is not None and int(match[2]) < year:
            kind = KINDS[match[1]]
            found.extend(_errors(record, (election, kind, int(match[2])), state, polls))
    return tuple(found)


def _errors(
    record: Record, election: tuple[str, ElectionKind, int], state: StateName, polls: Iterable[RecordedPoll]
) -> Iterable[PollError]:
    code, kind, year = election
    counted = counted_shares(record, kind, year, state)
    meaning = Meanings(frozenset(counted), record.fronts_of(kind, year, state))
    for poll in polls:
        whom = meaning.of(poll.label)
        out = poll.share.until or poll.share.published
        actual = sum(counted.get(party, 0.0) for party in sorted(whom))
        if actual > 0.005 and 0.0 < poll.share.share < 1.0 and out is not None:
            days = (polling_day(kind, code, year) - out).days
            yield PollError(code, state, whom, poll.share.pollster, days, poll.share.share, actual)


def polling_day(kind: ElectionKind, code: str, year: int) -> date:
    """Return the day from which a poll's age is counted; assembly elections are held in spring or in late autumn."""
    if kind is ElectionKind.PARLIAMENT:
        return held(kind, year)
    spring = code.startswith(SPRING) and code not in AUTUMN
    return date(year, 4, 10) if spring else date(year, 11, 20)


def counted_shares(record: Record, kind: ElectionKind, year: int, state: StateName) -> Mapping[PartyCode, float]:
    """Return the parties' shares of votes for candidates in a state's election."""
    votes: dict[PartyCode, float] = defaultdict(float)
    if kind is ElectionKind.PARLIAMENT:
        for count in record.by_year.get(year, ()):
            if count.state == state and count.party != NOTA:
                votes[count.party] += count.votes
    else:
        for unit in record.assembly_of.get(state, ()):
            if unit.year == year and unit.party != NOTA:
                votes[unit.party] += unit.votes
    total = sum(votes.values())
    return {party: number / total for party, number in votes.items()}


def learned_errors(record: Record, year: int) -> PollErrors:
    """Learn the errors of polls from elections before `year`, drawn towards `BEFOREHAND` where there are few."""
    errors = errors_before(record, year)
    near = [error for error in errors if error.days <= LAST_DAYS]
    variance = _drawn(np.array([error.scaled**2 for error in near]), BEFOREHAND.scale**2)
    grown = np.array([error.scaled**2 / variance for error in errors if error.days > LAST_DAYS])
    return PollErrors(
        scale=variance**0.5,
        shared=_shared(near),
        old=max(_drawn(grown, BEFOREHAND.old**2), 1.0) ** 0.5,
        houses={house: _drawn(ratios, 1.0) ** 0.5 for house, ratios in _by_house(near, variance).items()},
    )


def _drawn(values: Floats, beforehand: float) -> float:
    """Return the mean of values, drawn towards what was taken beforehand."""
    return float((values.sum() + FEW * beforehand) / (len(values) + FEW))


def _by_house(errors: Iterable[PollError], variance: float) -> dict[str, Floats]:
    found: dict[str, list[float]] = defaultdict(list)
    for error in errors:
        found[error.pollster].append(error.scaled**2 / variance)
    return {house: np.array(ratios) for house, ratios in sorted(found.items())}


def _shared(errors: Iterable[PollError]) -> float:
    """Return the part of the error variance that houses have in common, from fronts polled by two or more."""
    groups: dict[tuple[str, StateName, tuple[PartyCode, ...]], dict[str, list[float]]] = {}
    for error in errors:
        key = (error.election, error.state, tuple(sorted(error.parties)))
        groups.setdefault(key, {}).setdefault(error.pollster, []).append(error.scaled)
    means = [np.array([np.mean(rows) for rows in houses.values()]) for houses in groups.values() if len(houses) > 1]
    together = sum(float((m.sum() ** 2 - (m**2).sum()) / (len(m) * (len(m) - 1))) for m in means)
    alone = sum(float((m**2).mean()) for m in means)
    part = together / alone if alone > 0 else BEFOREHAND.shared
    pooled = (len(means) * part + FEW * BEFOREHAND.shared) / (len(means) + FEW)
    return float(np.clip(pooled, 0.0, 0.85))
