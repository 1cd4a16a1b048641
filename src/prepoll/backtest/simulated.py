"""State polls that were never taken: the truth with an error of a stated size, to see what polls would be worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from prepoll.backtest.contests import Contest, Roll
from prepoll.backtest.past_cases import case_before, held
from prepoll.backtest.poll_labels import Meanings, PolledCase, read_polled
from prepoll.backtest.types import FrontName, Record, RecordedPoll, StateName
from prepoll.case.types import Case, PollShare, Row
from prepoll.chance import generator
from prepoll.names import OTHERS, WHOLE_CASE, ElectionKind, PartyCode, PollKind
from prepoll.strength.polls import PollErrors

ERROR = 0.05
"""Standard deviation of the error of each printed share."""

ERRORS = PollErrors(scale=0.0, shared=0.0, own=ERROR)
"""What the projection is told of such a poll: errors of that size, independent of each other."""

ASKED_FROM = 0.05
"""Fronts with less in the state at the election before are not asked for, unless nobody of theirs stood then."""

LEAST_PRINTED = 0.005


def simulated_case(record: Record, state: StateName, year: int, seed: int, error: float = ERROR) -> Case:
    """Make the case of a state with one poll, simulated from what was counted in the tested election."""
    contests = [row for row in Roll(record, year).contests() if row.state == state]
    return case_before(record, state, year, simulated(contests, state, year, seed, error))


def simulated(contests: list[Contest], state: StateName, year: int, seed: int, error: float = ERROR) -> PolledCase:
    """Draw a poll of a state: each front's true share and a normal error of so much."""
    truth = true_shares(contests)
    errors = generator(seed, "back-test", "poll", state, str(year)).normal(0.0, error, len(truth))
    meaning = Meanings(frozenset().union(*(row.standing for row in contests)), contests[0].front_of)
    asked = asked_for(contests[0])
    figures = [
        RecordedPoll(f"GE{year}", state, front, _share(state, year, front, max(truth[front] + off, LEAST_PRINTED)))
        for front, off in zip(sorted(truth), errors.tolist(), strict=True)
        if front in asked
    ]
    return read_polled(figures, meaning)


def true_shares(contests: list[Contest]) -> Mapping[FrontName, float]:
    """Return the fronts' shares of a state's votes, each constituency weighing the same."""
    total: dict[FrontName, float] = defaultdict(float)
    for row in contests:
        for front, share in zip(row.fronts, row.actual.tolist(), strict=True):
            total[front] += share / len(contests)
    return total


def asked_for(contest: Contest) -> frozenset[FrontName]:
    """Say which fronts a pollster asks for, by what was known before: those of some size, and new ones."""
    before: dict[FrontName, float] = defaultdict(float)
    stood: dict[FrontName, bool] = defaultdict(bool)
    members: set[PartyCode] = {*contest.in_state, *contest.standing, *contest.front_of}
    for party in sorted(members - {OTHERS}):
        before[contest.front(party)] += contest.in_state.get(party, 0.0)
        stood[contest.front(party)] |= party in contest.in_state
    return frozenset(front for front, share in before.items() if share >= ASKED_FROM or not stood[front])


def _share(state: StateName, year: int, front: FrontName, share: float) -> PollShare:
    day = held(ElectionKind.PARLIAMENT, year)
    row = Row("simulated", 0, f"simulated:{state}/{year}/{front}")
    return PollShare("simulated", PollKind.OPINION, day, day, day, None, WHOLE_CASE, front, share, None, row)
