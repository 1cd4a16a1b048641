"""What tells at a glance where to search is right: no pattern is kept from a place where it fits."""

import random
import re

import pytest

from prepoll.news import attribute, context, dates, details, gather, read
from prepoll.news.find import lowered
from prepoll.news.gates import Gates, needed
from prepoll.news.lexicon import cues, table

PATTERNS = {
    "hedge": details.HEDGE,
    "condition": details.OPENING,
    "seats": details.SEATS,
    "reason": details.REASON,
    "stage": details.STAGE,
    "body": details.BODY,
    "speech": attribute.VERB,
    "sources": attribute.SOURCES,
    "impersonal": attribute.IMPERSONAL,
    "according": attribute.ACCORDING,
    "mandate": gather.AUTHORISED,
    "loose": context.LOOSE,
    **{f"deadline {n}": pattern for n, (_, pattern) in enumerate(dates.patterns())},
    **{f"afterwards {n}": pattern for n, pattern in enumerate(read.forming_words())},
}


def sentences():
    made = [example.text for cue in cues() for example in cue.examples]
    made += [row["example"] for row in table("deadlines")["deadline"]]
    made += [f"They {words} it." for words in table("hedges")["words"] + table("speech")["verbs"]]
    made += [f"{words} said so." for words in table("speech")["sources"] + table("speech")["impersonal"]]
    made += ["seven seats", "\u0967\u0968 seats", "5-3", "They authorized her on account of the final stage."]
    made += ["Anyone who won 12 seats may stake his claim."]
    return [lowered(text) for text in made]


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_every_pattern_says_what_it_needs(name):
    assert needed(PATTERNS[name])


def test_gates_keep_no_pattern_from_a_place_where_it_fits():
    gates = Gates({name: (pattern,) for name, pattern in PATTERNS.items()})
    chance, texts = random.Random(5), sentences()
    fitted = set()
    for _ in range(4000):
        run = " ".join(chance.choice(texts) for _ in range(chance.randint(1, 2)))
        cut = chance.randrange(len(run))
        run = run if chance.random() < 0.7 else run[cut:]
        seen = gates.seen(run)
        for name, pattern in PATTERNS.items():
            if pattern.search(run):
                fitted.add(name)
                assert seen & gates.bits[name], (name, run)
    assert len(fitted) > 20


def test_a_pattern_that_may_be_anything_is_always_searched_for():
    gates = Gates({"number": (re.compile(r"\d+|\w?"),), "stage": (re.compile("stage"),)})
    assert gates.seen("xyz") == gates.bits["number"]


def test_verbs_of_speech_are_those_of_the_pattern():
    chance, texts = random.Random(6), sentences()
    for _ in range(1500):
        run = "".join(chance.choice(texts) + chance.choice([" ", "-", "", ", "]) for _ in range(3))
        start, end = sorted((chance.randrange(len(run)), chance.randrange(len(run))))
        found = [(m.start(), m.end()) for m in attribute.VERB.finditer(run, start, end)]
        assert [tuple(v) for v in attribute.verbs(run, start, end)] == found


def test_a_preposition_governs_as_the_pattern_says():
    chance = random.Random(7)
    words = [
        "the",
        "with",
        "leaders of",
        "of",
        "its old",
        "unlike",
        "like",
        "said",
        "(with",
        "co-of",
        "a",
        "",
        "an ally",
    ]
    for _ in range(3000):
        run = " ".join(chance.choice(words) for _ in range(6)) + chance.choice(["", " "])
        fits = attribute.PREPOSITION.search(run, max(0, len(run) - attribute.WINDOW), len(run))
        assert attribute.governed(run, len(run)) == (fits is not None), run
