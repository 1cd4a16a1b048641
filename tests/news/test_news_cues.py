"""Every cue of the data files has an example that gives what the file says."""

from datetime import date

import pytest

from prepoll.news import read_article
from prepoll.news.lexicon import cues

CASES = [(cue, example) for cue in cues() for example in cue.examples]


@pytest.mark.parametrize(("cue", "example"), CASES, ids=[f"{c.id}-{n}" for n, (c, _) in enumerate(CASES)])
def test_the_example_of_a_cue_gives_what_it_says(cue, example, cast):
    reading = read_article(example.text, "example", cast, date(2024, 3, 19))
    assert {(s.actor, s.target, str(s.stance)) for s in reading.statements} == set(example.gives)


def test_every_cue_has_an_example():
    assert all(cue.examples for cue in cues())
