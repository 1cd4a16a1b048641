"""Advice is the same however the threads that work on it take turns."""

import sys
from pathlib import Path

import pytest

from prepoll.brief import as_json
from prepoll.study import Study

CASES = Path(__file__).parents[2] / "cases"


@pytest.fixture
def turns():
    usual = sys.getswitchinterval()
    yield sys.setswitchinterval
    sys.setswitchinterval(usual)


def test_advice_does_not_depend_on_whose_turn_it_is(turns):
    found = []
    for seconds in (1.0, 1e-6):
        turns(seconds)
        study = Study(CASES / "jammu-kashmir-2024", draws=200)
        found.append([study.advice(party) for party in study.focal()])
    assert found[0] == found[1]
    assert len(found[0][0].options) > 2


def test_a_brief_that_weighs_two_parties_at_a_time_says_what_one_by_one_says():
    at_once, singly = (Study(CASES / "jammu-kashmir-2024", draws=60) for _ in range(2))
    parties = at_once.focal()
    assert len(parties) > 1
    told = [singly.advice(party) for party in reversed(parties)]
    assert as_json(at_once.brief()) == as_json(singly.brief())
    assert [at_once.advice(party) for party in reversed(parties)] == told
