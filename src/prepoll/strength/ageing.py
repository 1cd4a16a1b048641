"""What a past election still tells of the coming one: how far a party's strength moves with time and kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from prepoll.case.types import Case, Past
from prepoll.names import ElectionKind
from prepoll.strength.assumptions import CASE_MOVES, SEAT_MOVES, Moves

DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Moment:
    """A day on which strengths are looked at: years since the first one, and whether it is of the coming kind."""

    years: float
    same_kind: bool


def coming_kind(past: Iterable[Past]) -> ElectionKind | None:
    """Return the kind of election that counts most in a case, which is taken for the coming one's."""
    used = [one for one in past if one.weight > 0]
    if not used:
        return None
    return max(used, key=lambda one: (one.weight, one.date, one.kind)).kind


def polling_day(case: Case) -> date:
    """Return the day of the coming election, the case's own day where it is not announced."""
    return case.election_date or case.as_of


def apart(one: Moment, other: Moment, moves: Moves) -> float:
    """Return the variance of the change of one effect between two moments.

    >>> moves = Moves(start=1.0, new=1.0, year=0.1, own=0.2, other=0.3, kind=0.4)
    >>> round(apart(Moment(0.0, True), Moment(4.0, True), moves), 3)
    0.12
    >>> round(apart(Moment(0.0, False), Moment(4.0, True), moves), 3)
    0.33
    """
    own = sum(moves.own**2 if moment.same_kind else moves.other**2 for moment in (one, other))
    kind = moves.kind**2 if one.same_kind != other.same_kind else 0.0
    return moves.year**2 * abs(one.years - other.years) + own + kind


def worth(past: Sequence[Past], today: date) -> tuple[float, ...]:
    """Return what each election tells of the coming one, the surest past election counting 1.

    An election counts by the inverse variance of what changes in a seat between it and the coming one.
    It replaces the weight that a case gives; an election that a case gives no weight is left out before.
    """
    kind = coming_kind(past)
    now = Moment(0.0, True)
    known = [
        1.0 / sum(apart(moment, now, moves) for moves in (CASE_MOVES, SEAT_MOVES))
        for moment in (Moment(years_between(one.date, today), one.kind is kind) for one in past)
    ]
    return tuple(one / max(known) for one in known)


def years_between(one: date, other: date) -> float:
    """Return the years from one day to another, never less than 0."""
    return max((other - one).days / DAYS_A_YEAR, 0.0)
