"""What a national poll says of a state: the state's last shares, moved as the country is said to move.

States differ from the country, so such a figure is far less sure than a poll of the state; by how much is
learned from elections before the tested one, as the error of a house of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np

from prepoll.backtest.name_book import alike
from prepoll.backtest.poll_errors import FEW, counted_shares
from prepoll.backtest.poll_labels import Meanings, meanings, published_before
from prepoll.backtest.recorded_polls import figures_of
from prepoll.backtest.spellings import party_code
from prepoll.backtest.types import Record, RecordedPoll, StateName
from prepoll.case.types import PollShare, Row
from prepoll.names import NOTA, ElectionKind, PartyCode, PollKind

HOUSE = "national polls"
"""The name under which such figures stand in a case."""

LAST_DAYS = 100
"""Older national polls are not read."""

LEAST = 0.03
"""A front with less in the state before is not moved: a factor says little of it."""

LEADERS = {"NDA": "BJP", "UPA": "INC"}
"""The fronts that national polls print, by their largest party."""

FACTOR = 2.5
"""Factor on the error of a state poll where nothing was learned (judgement)."""


def national_figures(record: Record, state: StateName, year: int, before: date) -> tuple[RecordedPoll, ...]:
    """Return the figures of a state that national polls published before a day stand for."""
    past = record.last_before(year)
    said = _said(record, year, before)
    if past is None or not said:
        return ()
    figures = []
    for leader, share in sorted(said.items()):
        moved = expected(record, state, (past, year), leader, share)
        if moved is not None:
            figures.append(_figure(state, year, before, leader, moved))
    return tuple(figures)


def _said(record: Record, year: int, before: date) -> Mapping[PartyCode, float]:
    """Return the mean of what national polls say of the fronts of the two large parties."""
    found: dict[PartyCode, list[float]] = defaultdict(list)
    for figure in figures_of(record.polls, f"GE{year}"):
        out = figure.share.published or figure.share.until
        fresh = out is not None and (before - out).days <= LAST_DAYS
        leader = leader_of(record, year, figure.label)
        if fresh and figure.state is None and leader is not None and published_before(figure, before):
            found[leader].append(figure.share.share)
    return {leader: float(np.mean(shares)) for leader, shares in found.items()}


def leader_of(record: Record, year: int, label: str) -> PartyCode | None:
    """Return the large party whose front a national poll means, by its usual name, the party or the year's fronts."""
    if label.strip().endswith("+"):
        leader = party_code(label.strip().removesuffix("+"))
        return leader if leader in LEADERS.values() else None
    usual = LEADERS.get(alike(label, LEADERS))
    if usual is not None:
        return usual
    led: Counter[PartyCode] = Counter()
    for (of, _), fronts in record.fronts.items():
        for leader in LEADERS.values():
            name = fronts.get(leader) if of == year else None
            led[leader] += name is not None and alike(label, [name]) == name
    return max(sorted(led), key=led.__getitem__) if led.total() else None


def expected(
    record: Record, state: StateName, years: tuple[int, int], leader: PartyCode, national: float
) -> float | None:
    """Return a front's share in a state if it moves there as it does in the country; None where it was too small."""
    past, year = years
    mine = front_share(record, state, past, meanings(record, state, year), leader)
    country = national_share(record, past, year, leader)
    if mine < LEAST or country <= 0:
        return None
    return min(mine * national / country, 0.9)


def front_share(record: Record, state: StateName, past: int, meaning: Meanings, leader: PartyCode) -> float:
    """Return what the members of a front of today had in a state at an election."""
    counted = counted_shares(record, ElectionKind.PARLIAMENT, past, state)
    return sum(counted.get(party, 0.0) for party in sorted(meaning.of(f"{leader}+")))


def national_share(record: Record, counted_in: int, fronts_of: int, leader: PartyCode) -> float:
    """Return what a party's fronts of one election, state by state, had in the country at another."""
    votes = total = 0
    members: dict[StateName, frozenset[PartyCode]] = {}
    for count in record.by_year[counted_in]:
        if count.party == NOTA:
            continue
        if count.state not in members:
            members[count.state] = _members(record, count.state, fronts_of, leader)
        total += count.votes
        votes += count.votes if count.party in members[count.state] else 0
    return votes / total if total else 0.0


def _members(record: Record, state: StateName, year: int, leader: PartyCode) -> frozenset[PartyCode]:
    fronts = record.fronts.get((year, state), {})
    front = fronts.get(leader)
    return frozenset({leader, *(party for party, name in fronts.items() if front is not None and name == front)})


def _figure(state: StateName, year: int, day: date, leader: PartyCode, share: float) -> RecordedPoll:
    row = Row("polls", 0, f"polls:national/{state}/{year}/{leader}")
    poll = PollShare(HOUSE, PollKind.OPINION, None, day, day, None, state, leader, share, None, row)
    return RecordedPoll(f"GE{year}", state, f"{leader}+", poll)


def learned_factor(record: Record, years: Iterable[int], scale: float) -> float:
    """Learn how much less sure such a figure is than a poll of the state, from what was counted in `years`.

    The country's true shares are put in the place of a poll, whose own error is the smaller part.
    """
    ratios = []
    for year in years:
        past = record.last_before(year)
        if past is None or not any(of == year for of, _ in record.fronts):
            continue
        states = sorted({count.state for count in record.by_year[year]})
        for leader in ("BJP", "INC"):
            country = national_share(record, year, year, leader)
            for state in states:
                hoped = expected(record, state, (past, year), leader, country)
                came = front_share(record, state, year, meanings(record, state, year), leader)
                if hoped is not None and came > 0.005:
                    ratios.append(float(np.log(hoped / came)) ** 2 / (scale**2 * (1.0 - hoped) / hoped))
    pooled = (sum(ratios) + FEW * FACTOR**2) / (len(ratios) + FEW)
    return float(pooled**0.5)
