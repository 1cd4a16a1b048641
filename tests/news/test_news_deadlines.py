"""What is over is no deadline, and a deadline is no hedge."""

from datetime import date

from prepoll.news import read_article
from prepoll.news.lexicon import table

DAY = date(2024, 3, 19)


def read(text, cast):
    return read_article(text, "example", cast, DAY).statements


def test_a_span_behind_a_past_tense_verb_is_no_deadline(cast):
    text = table("deadlines")["over_example"]["text"]
    assert [s.deadline for s in read(text, cast)] == [None]
    (due,) = read(text.replace("moved within hours", "will be heard within hours"), cast)
    assert due.deadline == "within hours"


def test_a_deadline_is_no_hedge(cast):
    example = table("hedges")["no_hedge"]
    found = read(example["text"], cast)
    assert {(s.hedge, s.deadline) for s in found} == {(None, example["deadline"])}
