"""Sentences that look like claims and are none: owned things, threats, hearsay, councils, preferences."""

from datetime import date

import pytest

from prepoll.news import read_article

QUIET = (
    "The Green Party supports the Blue Party's motion on schools.",
    "The Green Party backs the Blue Party's demand for a new district.",
    "Sources said the Greens threatened to quit the Broad Front.",
    "The Greens would end their alliance with the Reds if they lost Hillside.",
    "Observers wonder whether the Greens will part ways with the Blues.",
    "Ben Blau alleged a secret understanding between the Reds and the Greens.",
    "The Blue Party formed a coalition with the Greens in the city council after the vote.",
    "Anna Roth preferred to fight alone.",
)


@pytest.mark.parametrize("text", QUIET)
def test_no_statement_is_read(text, cast):
    assert [
        (s.actor, s.target, s.stance, s.cue) for s in read_article(text, "q", cast, date(2024, 3, 19)).statements
    ] == []


def test_she_is_not_who_the_letter_goes_to(cast):
    text = "Gia Verdi wants to talk. In a letter to Anna Roth she appeals to the Reds to join forces."
    found = [(s.actor, s.target, s.stance) for s in read_article(text, "q", cast, date(2024, 3, 19)).statements]
    assert found == [("GRN", "RED", "seeks")]
