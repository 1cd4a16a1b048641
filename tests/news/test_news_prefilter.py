"""Reading only where something was seen gives what reading everything gives, on random mixtures of sentences."""

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from prepoll.case import load_case
from prepoll.news import Cast, attribute, join, read, read_article, resolve, spelling
from prepoll.news.find import Finder
from prepoll.news.gates import Gates
from prepoll.news.lexicon import cues

JOINTS = (
    " ",
    " ",
    " ",
    " ",
    "\n\n",
    "\n\n",
    "\n",
    " \u201c",
    "\u201d ",
    ' "',
    '" ',
    "? ",
    " (",
    "\r\n\r\n",
    ": ",
    "; ",
)


def read_everything(patch):
    """Let every gate stand open, so that each pattern is searched for everywhere."""
    find = Finder.find

    def seen_everywhere(self, text, low):
        sighted = find(self, text, low)
        return replace(sighted, traces=dict.fromkeys(sighted.traces, range(len(text))))

    patch.setattr(Finder, "find", seen_everywhere)
    patch.setattr(Gates, "seen", lambda self, run: self.all)
    patch.setattr(read, "asks", lambda text: True)
    patch.setattr(read.Page, "says_nothing", lambda self, whole: False)
    patch.setattr(attribute, "by_pronoun", lambda clause: attribute.HE_SAID.search(clause) is not None)
    patch.setattr(attribute, "may_end_in_a_name", lambda words: True)
    patch.setattr(join, "may_be_title", lambda between: True)
    patch.setattr(join, "role_ahead", lambda text, place, free=2: True)
    patch.setattr(resolve, "role_ahead", lambda text, place, free=2: True)
    patch.setattr(resolve, "role_behind", lambda words: True)
    patch.setattr(resolve, "role_begin", lambda text, begin, end: begin)
    patch.setattr(resolve, "full_names", lambda text, initials: spelling.FULL_NAME.finditer(text))


def mixtures(sentences, number, seed):
    chance = random.Random(seed)
    for _ in range(number):
        yield "".join(chance.choice(sentences) + chance.choice(JOINTS) for _ in range(chance.randint(2, 14)))


def told(texts, cast, day):
    readings = [read_article(text, str(n), cast, day) for n, text in enumerate(texts)]
    return [(one.statements, one.unresolved) for one in readings]


def written():
    forms = (Path(__file__).parent / "forms.txt").read_text(encoding="utf-8").splitlines()
    kept = [line.split(" = ")[0] for line in forms if line and not line.startswith("#")]
    plain = ["It rained all day.", "The party said no more.", "He would not say who.", "Anyone may come.", "Is it so?"]
    spoken = [
        'Red Party president Anna Roth said: "We are authorised to hold talks."',
        "Blau, who was sworn in by the governor, denied it.",
        "Mr. Pal Toth, the chief, said the Blues may come by Friday.",
        "Q: Will you go with the Greens?",
        "A: We will not.",
        "Senior Green Party leader Ida Moss said on the record that she was not averse to a pact with the Reds.",
        "Ana Roth and Blue Party general secretary and spokesman Ben Blaw met at the seat of the state executive.",
    ]
    return kept + [example.text for cue in cues() for example in cue.examples] + plain * 6 + spoken * 3


@pytest.mark.parametrize("seed", range(3))
def test_mixed_sentences_are_read_as_if_all_of_them_were_searched(cast, today, monkeypatch, seed):
    texts = list(mixtures(written(), 120, seed))
    sparingly = told(texts, cast, today)
    read_everything(monkeypatch)
    assert sum(len(statements) for statements, _ in sparingly) > 300
    assert told(texts, cast, today) == sparingly


def test_mixed_articles_of_a_case_are_read_as_if_all_of_them_were_searched(case_folder, monkeypatch):
    case = load_case(case_folder)
    everybody = Cast(case.parties, case.people, case.blocs)
    sentences = [part for article in case.articles for part in article.raw.replace("\n", ". ").split(". ") if part]
    texts = list(mixtures([f"{one}." for one in sentences], 80, 4))
    sparingly = told(texts, everybody, date(2024, 8, 20))
    read_everything(monkeypatch)
    assert sum(len(statements) for statements, _ in sparingly) > 80
    assert told(texts, everybody, date(2024, 8, 20)) == sparingly
