"""Past counts: units of the day with their contest, and their weight in today's seats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from prepoll.case.types import Case, Past, Result
from prepoll.names import NOTA, ElectionKind
from prepoll.strength.ageing import polling_day, worth
from prepoll.strength.assumptions import ASSEMBLY_TURNOUT
from prepoll.strength.frame import Frame
from prepoll.strength.types import Floats

WHOLE = "*"
"""Begins the key of a seat that was counted as one."""

UnitKey = str
"""A unit's code, or `*` and the seat's code where the whole seat was one unit."""

Units = dict[UnitKey, float]
"""Units with their usual valid votes."""


@dataclass(frozen=True, slots=True)
class Count:
    """The votes of one unit in one election: by party (party,), NOTA apart."""

    unit: UnitKey
    contest: str
    votes: Floats  # (party,)
    stood: tuple[int, ...]  # places of the parties on the ballot
    nota: float
    nota_counted: bool
    electors: int | None
    rows: dict[int, tuple[str, ...]]  # ids by party
    valid: float  # votes for candidates, NOTA left out


@dataclass(frozen=True, slots=True)
class Election:
    """One past election: what it is worth and its counts by unit."""

    code: str
    kind: ElectionKind
    date: date
    weight: float  # fitted: what it tells of the coming one, the surest past election 1
    stated: float  # as the case says
    counts: dict[UnitKey, Count]


@dataclass(frozen=True)
class History:
    """All past elections, oldest first, and how their units lie in today's seats."""

    elections: tuple[Election, ...]
    lies_in: dict[UnitKey, tuple[tuple[int, float], ...]]  # seat places with the share of the unit
    usual: dict[UnitKey, float]  # valid votes, mean over elections by weight
    past: tuple[Past, ...]  # the same elections as the case states them

    @cached_property
    def _by_seat(self) -> dict[int, Units]:
        found: dict[int, Units] = defaultdict(dict)
        for unit, places in self.lies_in.items():
            for place, weight in places:
                found[place][unit] = self.usual[unit] * weight
        return found

    def units_of(self, seat: int) -> Units:
        """Map the units of a seat to their usual valid votes in it; the seat itself where it has no others."""
        every = self._by_seat.get(seat, {})
        return {unit: votes for unit, votes in every.items() if not unit.startswith(WHOLE)} or every

    def counted_in(self, seat: int, election: Election) -> Units:
        """Map the units to go by in an election: the whole seat where that was counted as one, else its units."""
        every = self._by_seat.get(seat, {})
        whole = {unit: votes for unit, votes in every.items() if unit.startswith(WHOLE) and unit in election.counts}
        return whole or self.units_of(seat)


def history_of(case: Case, frame: Frame) -> History:
    """Bring all results of the case's past elections into one shape."""
    rows: dict[str, list[Result]] = defaultdict(list)
    for row in case.results:
        rows[row.election].append(row)
    past = sorted((one for one in case.past if one.weight > 0 and rows[one.election]), key=_age)
    fitted = worth(past, polling_day(case)) if past else ()
    elections = tuple(
        _election(one, rows[one.election], frame, weight) for one, weight in zip(past, fitted, strict=True)
    )
    return History(elections, _places(case, frame, elections), _usual(elections), tuple(past))


def _age(past: Past) -> tuple[date, str]:
    return past.date, past.election


def _key(row: Result) -> UnitKey:
    return row.unit if row.unit is not None else f"{WHOLE}{row.seat}"


def _election(past: Past, rows: Sequence[Result], frame: Frame, weight: float) -> Election:
    by_unit: dict[UnitKey, list[Result]] = defaultdict(list)
    for row in rows:
        by_unit[_key(row)].append(row)
    counts = {unit: _count(unit, group, frame) for unit, group in by_unit.items()}
    whole = {unit: count for unit, count in counts.items() if count.valid > 0}
    return Election(past.election, past.kind, past.date, weight, past.weight, whole)


def _count(unit: UnitKey, rows: Iterable[Result], frame: Frame) -> Count:
    votes = np.zeros(len(frame.parties))
    ids: dict[int, tuple[str, ...]] = {}
    nota, nota_counted, electors, contest = 0.0, False, None, unit
    for row in rows:
        electors = row.electors if row.electors is not None else electors
        contest = row.contest or row.unit or row.seat
        if row.party == NOTA:
            nota, nota_counted = nota + row.votes, True
            continue
        column = frame.column(row.party)
        votes[column] += row.votes
        ids[column] = (*ids.get(column, ()), row.row.id)
    return Count(unit, contest, votes, tuple(sorted(ids)), nota, nota_counted, electors, ids, float(votes.sum()))


def _places(case: Case, frame: Frame, elections: Iterable[Election]) -> dict[UnitKey, tuple[tuple[int, float], ...]]:
    places: dict[UnitKey, list[tuple[int, float]]] = defaultdict(list)
    for unit in case.units:
        if unit.seat in frame.seat_index and unit.weight > 0:
            places[unit.unit].append((frame.seat_index[unit.seat], unit.weight))
    for row in case.results:
        key = _key(row)
        if key not in places and row.seat in frame.seat_index:
            places[key].append((frame.seat_index[row.seat], 1.0))
    counted = {unit for election in elections for unit in election.counts}
    return {unit: tuple(where) for unit, where in places.items() if unit in counted}


def _usual(elections: Iterable[Election]) -> dict[UnitKey, float]:
    total: dict[UnitKey, float] = defaultdict(float)
    weights: dict[UnitKey, float] = defaultdict(float)
    for election in elections:
        for unit, count in election.counts.items():
            weight = turnout_weight(election)
            total[unit] += weight * count.valid
            weights[unit] += weight
    return {unit: total[unit] / weights[unit] for unit in total}


def turnout_weight(election: Election) -> float:
    """Return what an election's turnout is worth: its stated weight, less where it was of another kind."""
    return election.stated * (1.0 if election.kind is ElectionKind.PARLIAMENT else ASSEMBLY_TURNOUT)
