"""Sentences in words that no cue knows: classes of words, negation and grammar give their stance, or nothing does."""

from datetime import date

import pytest

from prepoll.names import UNDIRECTED
from prepoll.news import read, read_article
from prepoll.news.lexicon import table
from prepoll.news.phrases import classes

DAY = date(2024, 3, 19)
EXAMPLES = [(row["id"], row["example"]) for row in table("classes")["class"] if "example" in row]
BY_CLASSES = [
    ("The Greens have consummated a concordat with the Blues.", {("GRN", "BLU", "agreed")}),
    ("The Reds have been liaising with the Blues since Monday's defeat.", {("RED", "BLU", "talks")}),
    ("The Greens' modus vivendi with the Blues has evaporated.", {("GRN", "BLU", "breaks")}),
    ("The Reds did not foreclose a concordat with the Greens.", {("RED", "GRN", "open")}),
    ("Anna Roth entreated the Blues to sign a concordat with her party.", {("RED", "BLU", "seeks")}),
    ("The Blues relinquished Northport to the Greens.", {("BLU", "GRN", "supports")}),
]
SILENT = [
    "The Reds have rubber-stamped a compact with the Blues to shut the mine by government order.",
    "Will the Reds countenance a concordat with the Blues?",
    "The Reds refused to abandon the concordat with the Blues that never was.",
    "Analysts predict a concordat of the Reds with the Blues.",
    "The Greens attended a seminar with the Blues.",
    "The Greens relinquish power to the Blues.",
]


def told(text, cast):
    found = read_article(text, "gist", cast, DAY).statements
    return {in_one_order(s.actor, s.target, str(s.stance)) for s in found}


def in_one_order(actor, target, stance):
    return (target, actor, stance) if stance in UNDIRECTED and target and target < actor else (actor, target, stance)


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_the_example_of_a_class_gives_what_it_says(name, example, cast):
    assert told(example["text"], cast) == {in_one_order(a, t or None, s) for a, t, s in example["gives"]}


@pytest.mark.parametrize("example", [example for _, example in EXAMPLES], ids=[name for name, _ in EXAMPLES])
def test_no_cue_finds_the_example_of_a_class(example, cast, monkeypatch):
    monkeypatch.setattr(read, "gist", lambda *_: [])
    assert not told(example["text"], cast)


@pytest.mark.parametrize(("text", "gives"), BY_CLASSES)
def test_words_that_no_cue_knows_are_read_by_their_classes(text, gives, cast):
    assert told(text, cast) == {in_one_order(*triple) for triple in gives}


@pytest.mark.parametrize("text", SILENT)
def test_where_classes_do_not_add_up_nothing_is_found(text, cast):
    assert told(text, cast) == set()


def test_what_a_cue_tells_of_a_pair_goes_before_what_classes_tell(cast):
    text = (
        "The Reds have ruled out a pact with the Blues. The Reds and the Blues are to brave the hustings in lockstep."
    )
    assert told(text, cast) == {("RED", "BLU", "rules_out")}


def test_every_class_has_a_sign_and_forms_of_whole_words():
    signs, longest = classes()
    assert all(row["sign"] or row["id"] == "small" for row in table("classes")["class"])
    assert all(form == form.strip().lower() and "  " not in form for form in signs)
    assert all(longest[form.split()[0]] >= len(form.split()) for form in signs)
