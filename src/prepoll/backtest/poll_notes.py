"""Which published polls of the tested election were not read, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from prepoll.backtest.contests import Roll
from prepoll.backtest.national_polls import LAST_DAYS, LEADERS, leader_of
from prepoll.backtest.past_cases import held
from prepoll.backtest.poll_labels import is_rest, meanings
from prepoll.backtest.recorded_polls import figures_of
from prepoll.backtest.types import RecordedPoll
from prepoll.names import ElectionKind, PollKind


def unread_polls(roll: Roll) -> tuple[str, ...]:
    """Say how many figures of the tested election were read, and how many not for which reason."""
    code = f"GE{roll.year}"
    figures = figures_of(roll.record.polls, code)
    if not figures:
        there = ", ".join(sorted({poll.election for poll in roll.record.polls})) or "none"
        return (f"No poll of {code} is there, so polls change nothing; the file has: {there}.",)
    reasons = Counter(reason for figure in figures if (reason := _reason(roll, figure)) is not None)
    read = len(figures) - reasons.total()
    if not reasons:
        return (f"All {read} figures of polls of {code} are read.",)
    why = "; ".join(f"{number} {reason}" for reason, number in sorted(reasons.items()))
    return (f"{read} of {len(figures)} figures of polls of {code} are read. Not read: {why}.",)


def _reason(roll: Roll, figure: RecordedPoll) -> str | None:
    """Return why a figure is not read, None where it is."""
    eve = held(ElectionKind.PARLIAMENT, roll.year)
    out = figure.share.published or figure.share.until
    if figure.share.kind is not PollKind.OPINION:
        return "of polls taken once votes were cast"
    if out is None:
        return "without a date"
    if out >= eve:
        return f"published on or after {eve}, which is taken for the eve of the vote"
    return _national(roll, figure, (eve - out).days) if figure.state is None else _of_state(roll, figure)


def _national(roll: Roll, figure: RecordedPoll, days: int) -> str | None:
    if leader_of(roll.record, roll.year, figure.label) is None:
        return f"of the country that are not of the fronts of {_either(LEADERS.values())}"
    return f"of the country more than {LAST_DAYS} days old" if days > LAST_DAYS else None


def _either(names: Iterable[str]) -> str:
    return " or ".join(names)


def _of_state(roll: Roll, figure: RecordedPoll) -> str | None:
    state = figure.state or ""
    if state not in roll.states:
        return f"of {state}, where no constituency is"
    if not is_rest(figure.label) and not meanings(roll.record, state, roll.year).of(figure.label):
        return f"of {figure.label} in {state}, whom nobody there stands for"
    return None
