"""How like-minded two parties are, question by question."""

from __future__ import annotations

from collections.abc import Sequence

from prepoll.advice.types import Answer, LikeMindedness
from prepoll.case.types import Case, Position
from prepoll.names import PartyCode

WIDEST = 4.0  # the distance from -2 to 2
NAMED = 3  # questions named as nearest and as furthest
NO_SOURCE = "no source given"


def like_mindedness(case: Case, a: PartyCode, b: PartyCode) -> LikeMindedness:
    """Compare the answers of two parties on `positions.csv`.

    The score is 1 less the weighted mean distance as a part of the widest distance, 4: 1 for the
    same answers, 0 for opposite ones, None where no question has an answer of both. A question's
    weight is the mean of the weights that its two rows give.
    """
    answers = _answers(case.positions, a, b)
    weight = sum(answer.weight for answer in answers)
    score = 1 - sum(answer.weight * answer.distance for answer in answers) / (WIDEST * weight) if weight > 0 else None
    nearest, furthest = _extremes(answers)
    return LikeMindedness(a=a, b=b, score=score, answers=answers, nearest=nearest, furthest=furthest)


def _answers(positions: Sequence[Position], a: PartyCode, b: PartyCode) -> tuple[Answer, ...]:
    """Pair the answers of two parties, in the order of the file."""
    own = {row.question: row for row in positions if row.party == a}
    other = {row.question: row for row in positions if row.party == b}
    questions = dict.fromkeys(row.question for row in positions)
    return tuple(_answer(own[q], other[q]) for q in questions if q in own and q in other)


def _answer(own: Position, other: Position) -> Answer:
    sources = dict.fromkeys(row.source or NO_SOURCE for row in (own, other))
    return Answer(
        question=own.question,
        question_text=own.question_text or other.question_text,
        own=own.position,
        other=other.position,
        distance=abs(own.position - other.position),
        weight=(own.weight + other.weight) / 2,
        sources=tuple(sources),
    )


def _extremes(answers: Sequence[Answer]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the nearest questions (less than half the scale apart) and the furthest (one step or more).

    Of equal distances the heavier question comes first, then the one that the file asks first.
    """
    rising = sorted(answers, key=lambda answer: (answer.distance, -answer.weight))
    falling = sorted(answers, key=lambda answer: (-answer.distance, -answer.weight))
    furthest = tuple(answer.question for answer in falling if answer.distance >= 1)[:NAMED]
    nearest = tuple(a.question for a in rising if a.distance < WIDEST / 2 and a.question not in furthest)[:NAMED]
    return nearest, furthest
