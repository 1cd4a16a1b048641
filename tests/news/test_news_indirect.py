"""Reported speech goes on into the next paragraph, and belongs to the speaker of the party it is about."""

from datetime import date

import pytest

from prepoll.news import read_article

DAY = date(2024, 3, 19)
BEFORE = "Red Party president Anna Roth appealed to Ben Blau on Saturday. The vote must not be divided, she said.\n\n"


@pytest.mark.parametrize(
    ("sentence", "stance", "speaker"),
    [
        ("In return the Red Party would support the Blue Party in Northport.", "supports", "Anna Roth"),
        ("In return the Red Party supports the Blue Party in Northport.", "supports", None),
        ("The Greens would support the Blue Party in Northport.", "supports", None),
        ("With the Blues she ruled out a tie-up for now.", "rules_out", "Anna Roth"),
    ],
)
def test_who_speaks_in_the_next_paragraph(sentence, stance, speaker, cast):
    found = [s for s in read_article(BEFORE + sentence, "example", cast, DAY).statements if s.stance == stance]
    assert [s.speaker for s in found] == [speaker]
