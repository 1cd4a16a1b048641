from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prepoll.advice import like_mindedness
from prepoll.case.types import Case, Position, Row


def position(party: str, question: str, answer: float, weight: float = 1.0, source: str | None = None) -> Position:
    return Position(party, question, None, answer, weight, source, Row("positions.csv", 2, f"{party}{question}"))


def with_positions(case: Case, *rows: Position) -> Case:
    return replace(case, positions=rows)


def test_score_is_the_weighted_mean_distance(kashmir: Case) -> None:
    case = with_positions(
        kashmir,
        position("A", "land", 2, 1.0),
        position("B", "land", -2, 1.0),
        position("A", "jobs", 1, 3.0),
        position("B", "jobs", 0, 3.0),
        position("A", "water", 1),
    )
    found = like_mindedness(case, "A", "B")
    assert found.score == pytest.approx(1 - (1 * 4 + 3 * 1) / (4 * 4))
    assert [answer.question for answer in found.answers] == ["land", "jobs"]
    assert found.furthest == ("land", "jobs")


def test_sources_are_as_in_the_file(kashmir: Case) -> None:
    found = like_mindedness(kashmir, "JKAP", "DPAP")
    by_question = {answer.question: answer for answer in found.answers}
    assert len(found.answers) == 10
    assert "editorial judgement" in by_question["land_jobs"].sources
    assert any(source.startswith("https://") for source in by_question["special_status"].sources)
    assert by_question["delhi"].distance == 2
    assert "delhi" in found.furthest
    assert "statehood" in found.nearest


def test_no_common_question_gives_no_score(kashmir: Case) -> None:
    assert like_mindedness(kashmir, "JKAP", "AAP").score is None


answers = st.dictionaries(st.sampled_from("pqrstuv"), st.floats(-2, 2), min_size=1)


@given(answers, answers)
def test_score_is_symmetric_and_one_with_itself(
    kashmir: Case, first: dict[str, float], second: dict[str, float]
) -> None:
    rows = [position("A", q, x) for q, x in first.items()] + [position("B", q, x) for q, x in second.items()]
    case = with_positions(kashmir, *rows)
    there, back = like_mindedness(case, "A", "B"), like_mindedness(case, "B", "A")
    assert (there.score is None) == (not first.keys() & second.keys())
    assert there.score == (pytest.approx(back.score) if back.score is not None else None)
    assert like_mindedness(case, "A", "A").score == 1
    assert not set(there.nearest) & set(there.furthest)
