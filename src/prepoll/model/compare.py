"""Coder and model, claim by claim; what they disagree on is kept for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from prepoll.model.reading import claim_key
from prepoll.news.types import Statement

COMPARED = ("speaker", "attribution", "hedge", "condition", "deadline", "seats")


class Outcome(StrEnum):
    """How two readers stand on one claim."""

    SAME = "same"
    DETAILS = "details differ"  # the claim is the same, something said of it is not
    STANCE = "stance differs"  # the same pair, another stance
    CODER_ONLY = "coder only"
    MODEL_ONLY = "model only"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One claim as both readers have it."""

    outcome: Outcome
    coder: Statement | None
    model: Statement | None
    differing: tuple[str, ...] = ()  # fields that differ, where the claim is the same


def compare(coder: Sequence[Statement], model: Sequence[Statement]) -> tuple[Comparison, ...]:
    """Put the claims of two readers side by side: equal claims, then one pair's, then what one has alone."""
    theirs = {claim_key(statement): statement for statement in model}
    ours = {claim_key(statement): statement for statement in coder}
    rows = [_same(ours[key], theirs[key]) for key in ours if key in theirs]
    left = [ours[key] for key in ours if key not in theirs]
    right = [theirs[key] for key in theirs if key not in ours]
    for statement in list(left):
        other = next((each for each in right if _pair(each) == _pair(statement)), None)
        if other is not None:
            left.remove(statement)
            right.remove(other)
            rows.append(Comparison(Outcome.STANCE, statement, other))
    rows += [Comparison(Outcome.CODER_ONLY, statement, None) for statement in left]
    rows += [Comparison(Outcome.MODEL_ONLY, None, statement) for statement in right]
    return tuple(rows)


def open_questions(rows: Iterable[Comparison]) -> tuple[Comparison, ...]:
    """Return what a person has to decide: all but the claims that are the same."""
    return tuple(row for row in rows if row.outcome is not Outcome.SAME)


def _same(ours: Statement, theirs: Statement) -> Comparison:
    differing = tuple(name for name in COMPARED if getattr(ours, name) != getattr(theirs, name))
    return Comparison(Outcome.DETAILS if differing else Outcome.SAME, ours, theirs, differing)


def _pair(statement: Statement) -> frozenset[str | None]:
    return frozenset((statement.actor, statement.target))
