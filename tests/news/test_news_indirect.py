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


@pytest.mark.parametrize(
    ("text", "speaker", "attribution"),
    [
        ("According to sources the Reds have asked the Blues for six seats.", None, "sources"),
        ("Anna Roth and Ben Blau are said to be in talks on seats.", None, "sources"),
        ("Anna Roth and Ben Blau announced that the Reds and the Blues will fight together.", "Anna Roth", "named"),
        ("Gia Verdi, head of the rival Green Party, said she was in talks with the Blues.", "Gia Verdi", "named"),
        ("A senior leader of the Red Party said it was in talks with the Blues.", None, "sources"),
        (
            "The Reds were sure of it, Anna Roth said, though Ben Blau declared himself in doubt. "
            "Gia Verdi had met nobody so far. The Reds were in talks with the Greens, she added.",
            "Anna Roth",
            "named",
        ),
    ],
)
def test_who_speaks_of_several(text, speaker, attribution, cast):
    found = read_article(text, "example", cast, DAY).statements
    assert {(s.speaker, str(s.attribution)) for s in found} == {(speaker, attribution)}
