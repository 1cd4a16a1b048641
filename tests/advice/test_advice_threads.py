"""Advice is the same however the threads that work on it take turns."""

import sys
from pathlib import Path

import pytest

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
