"""Sentences of reported alliance news, one to a line with what they give: voices, negations, headlines, lists."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.names import UNDIRECTED
from prepoll.news import read_article
from prepoll.news.find import lowered

FORMS = [
    line.rsplit(" =", 1) for line in (Path(__file__).parent / "forms.txt").read_text(encoding="utf-8").splitlines()
]
SCRIPTS = "नेशनल कॉन्फ्रेंस के साथ गठबंधन नहीं۔ حزب العدالة لن تتحالف İstanbul ǅ ß ﬁ “ ” ’ \u2028 \x00 \ud7ff\ue000\uf8ff"
NEWS = st.sampled_from(
    [
        *(text for text, _ in FORMS[::3]),
        *SCRIPTS.split(),
        "\n",
        "\n\n",
        '"',
        "“",
        "Q: ",
        "A: ",
        "//",
        "(",
        "BP)",
        "?",
        "'",
    ]
)


def in_one_order(actor, stance, target):
    return (
        (target, stance, actor)
        if stance in UNDIRECTED and target != "-" and target < actor
        else (actor, stance, target)
    )


@pytest.mark.parametrize("stance", ["agreed", "breaks", "rules_out", "open", "talks", "seeks", "supports", "alone", ""])
def test_every_form_gives_what_it_says(stance, cast):
    wrong = []
    for text, given_ in FORMS:
        gold = {in_one_order(*one.split()) for one in given_.split(";") if one.strip()}
        if (stance in given_) if stance else not gold:
            found = read_article(text, "form", cast, date(2024, 3, 19)).statements
            if {in_one_order(s.actor, str(s.stance), s.target or "-") for s in found} != gold:
                wrong.append(text)
    assert not wrong


@settings(max_examples=120, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.lists(NEWS, max_size=12).map(lambda run: " ".join(run).encode())))
def test_any_bytes_are_read_and_offsets_are_true(cast, raw):
    text = raw.decode("utf-8", errors="replace")
    reading = read_article(text, "fuzz", cast, date(2024, 3, 19))
    assert reading.text == text
    assert len(lowered(text)) == len(text)
    for found in reading.statements:
        assert text[found.source.start : found.source.end] == found.quote != ""
        assert found.actor != found.target
    assert read_article(text, "fuzz", cast, date(2024, 3, 19)) == reading


def test_a_sentence_in_another_script_shifts_nothing(cast):
    before = "İSTANBUL İİİ नेशनल कॉन्फ्रेंस حزب العدالة. "
    (found,) = read_article(f"{before}The Reds have ruled out a pact with the Blues.", "a", cast, None).statements
    assert found.quote.startswith("Reds have ruled out")
    assert found.source.start == len(before) + 4
