"""Where voters went between the last two elections of a case, from counts by the same places."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from prepoll.case.types import Case, Result
from prepoll.ecological.estimate import Options, estimate
from prepoll.ecological.options import balanced, merged
from prepoll.ecological.types import Balance, Estimate, Estimator, Floats, Units
from prepoll.names import NONVOTERS, OTHERS, WHOLE_CASE, AlliancesBy, FrontKind, PartyCode, PartyKind, RegionCode

FEWEST = 6
"""Places that two elections must have in common."""
MOST_TABLES = 4
"""Regions of which a table is made, those with the most places."""
SHOWN = 0.02
"""An option with a smaller part of the votes is shown with the others."""
JOINT = frozenset({FrontKind.SEAT_SHARING, FrontKind.FRIENDLY_CONTEST, FrontKind.SUPPORT})

Counted = dict[str, dict[str, float]]  # place → option → votes


@dataclass(frozen=True, slots=True)
class Flows:
    """Where the voters of one election went in the next, in one region or the whole case."""

    before: str  # the elections, as the case calls them
    after: str
    region: RegionCode
    places: int
    by_unit: bool  # places are units of seats; False: seats
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Side:
    """One election: its counts, a front under its strongest member, and the full names of fronts."""

    counted: Counted
    names: Mapping[PartyCode, str]

    def named(self, options: Iterable[str]) -> tuple[str, ...]:
        """Return the full names of options."""
        return tuple(self.names.get(option, option) for option in options)


def case_flows(case: Case, options: Options | None = None) -> tuple[Flows, ...]:
    """Estimate where voters went between the last two elections that a case counts by the same places.

    Places are units where both were counted so, else seats. Partners who stood for each other are one option;
    who stayed at home is one where electors are known. Where alliances are made by region there is a table for
    each region with enough places, else one for the whole case. Nothing where no two elections have places in
    common.
    """
    options = options or Options(Estimator.ALONE)
    found = _last_two(case)
    if found is None:
        return ()
    before, after, by_unit = found
    tables = []
    for region, places in _regions(case, before, after, by_unit):
        sides = [_side(case, election, places, by_unit) for election in (before, after)]
        units = _units(region, *(side.counted for side in sides))
        if len(units.start) >= FEWEST:
            (one,) = estimate([units], options)
            named = replace(one, origins=sides[0].named(one.origins), destinations=sides[1].named(one.destinations))
            tables.append(Flows(before, after, region, len(units.start), by_unit, merged(named, SHOWN)))
    return tuple(tables)


def _last_two(case: Case) -> tuple[str, str, bool] | None:
    """Name the last two elections with places in common, and say whether the places are units."""
    dates = {row.election: row.date for row in case.results}
    order = sorted(dates, key=lambda election: (dates[election], election), reverse=True)
    for by_unit in (True, False):
        places = {election: _places(case, election, by_unit) for election in order}
        for i, after in enumerate(order):
            for before in order[i + 1 :]:
                if len(places[before] & places[after]) >= FEWEST:
                    return before, after, by_unit
    return None


def _places(case: Case, election: str, by_unit: bool) -> frozenset[str]:
    rows = (row for row in case.results if row.election == election)
    return frozenset(place for row in rows if (place := _place(row, by_unit)) is not None)


def _place(row: Result, by_unit: bool) -> str | None:
    return row.unit if by_unit else row.seat


def _side(case: Case, election: str, places: frozenset[str], by_unit: bool) -> Side:
    """Count one election in some places, every front under its member with the most votes there."""
    rows = [
        (place, row) for row in case.results if row.election == election and (place := _place(row, by_unit)) in places
    ]
    polled: Counter[PartyCode] = Counter()
    for _, row in rows:
        polled[row.party] += row.votes
    small = {party.code for party in case.parties if party.kind is PartyKind.OTHER}
    front_of = _fronts(case, election, polled)
    lead = {party: front_of.get(party, (party,))[0] for party in polled}
    option = {party: OTHERS if party in small else lead[party] for party in polled}
    names = {lead[party]: "+".join(members) for party, members in front_of.items()}
    return Side(_counted(rows, option), names)


def _fronts(case: Case, election: str, polled: Counter[PartyCode]) -> Mapping[PartyCode, tuple[PartyCode, ...]]:
    """Return the members of each party's front that polled, the one with the most votes first.

    A party of several fronts belongs to the one in which it is named most often.
    """
    fronts: defaultdict[str, Counter[PartyCode]] = defaultdict(Counter)
    for member in case.fronts:
        if member.election == election and member.kind in JOINT and polled[member.party] > 0:
            fronts[member.front][member.party] += 1
    mine: dict[PartyCode, str] = {}
    for party in sorted(polled):
        named = [front for front in sorted(fronts) if fronts[front][party] > 0]
        if named:
            mine[party] = max(named, key=lambda front: fronts[front][party])
    order = sorted(mine, key=lambda party: (-polled[party], party))
    return {party: tuple(other for other in order if mine[other] == mine[party]) for party in mine}


def _regions(case: Case, before: str, after: str, by_unit: bool) -> Sequence[tuple[RegionCode, frozenset[str]]]:
    """List the regions that get a table of their own with the places of each, the largest first."""
    shared = _places(case, before, by_unit) & _places(case, after, by_unit)
    of: defaultdict[RegionCode, set[str]] = defaultdict(set)
    for row in case.results:
        place = _place(row, by_unit)
        if place in shared and place is not None and row.election == after:
            of[case.region_of.get(row.seat, WHOLE_CASE)].add(place)
    enough = [(region, frozenset(places)) for region, places in of.items() if len(places) >= FEWEST]
    if case.alliances_by is AlliancesBy.CASE or not enough:
        return [(WHOLE_CASE, shared)]
    return sorted(enough, key=lambda row: (-len(row[1]), row[0]))[:MOST_TABLES]


def _counted(rows: Iterable[tuple[str | None, Result]], option: Mapping[PartyCode, str]) -> Counted:
    """Add votes up by place and option, with those who stayed at home where electors are known."""
    votes: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    electors: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for place, row in rows:
        if place is not None:
            votes[place][option[row.party]] += row.votes
            if row.electors:
                electors[place][row.contest or place] = row.electors
    for place, options in votes.items():
        total = sum(electors[place].values())
        if total > 0:
            options[NONVOTERS] = max(total - sum(options.values()), 0.0)
    return {place: dict(votes[place]) for place in sorted(votes)}


def _units(region: RegionCode, start: Counted, end: Counted) -> Units:
    """Lay two counts out; who stayed at home is left out where some place lacks the electors of either."""
    places = [place for place in start if place in end]
    if not all(NONVOTERS in side[place] for side in (start, end) for place in places):
        known = [place for place in places if NONVOTERS in start[place] and NONVOTERS in end[place]]
        places = known if len(known) >= max(FEWEST, 0.8 * len(places)) else places
    stay = all(NONVOTERS in side[place] for side in (start, end) for place in places)
    sides = [_matrix([side[place] for place in places], stay) for side in (start, end)]
    return replace(balanced(sides[0], sides[1], Balance.SCALE), district=region)


def _matrix(rows: Iterable[Mapping[str, float]], stay: bool) -> tuple[tuple[str, ...], Floats]:
    rows = list(rows)
    options = tuple(sorted({name for row in rows for name in row if stay or name != NONVOTERS}))
    return options, np.array([[row.get(name, 0.0) for name in options] for row in rows]).reshape(len(rows), -1)
