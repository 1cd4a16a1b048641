"""The seats of a claim are the place that its verb governs."""

from datetime import date

import pytest

from prepoll.news import read_article
from prepoll.news.lexicon import table

DAY = date(2024, 3, 19)


def read(text, cast):
    return read_article(text, "example", cast, DAY).statements


@pytest.mark.parametrize("example", table("places")["examples"], ids=lambda e: e["seats"] or e["text"][-30:])
def test_support_and_going_alone_have_the_place_that_follows(example, cast):
    (found,) = read(example["text"], cast)
    assert (found.seats or "") == example["seats"]
