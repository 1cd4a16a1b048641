"""Slates by claim, and what is kept of the votes counted."""

from dataclasses import dataclass

import numpy as np
import pytest

from prepoll.alliances import ALONE, Election, StandDown, Structure, claimed_slate, evaluate, strongest_slate
from prepoll.alliances.memo import Memo, memo_of
from prepoll.errors import ModelError
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws
from prepoll.transfer import FixedTransfers

PARTIES = ("A", "B", "C", "D", *RESIDUAL)
ABC = Structure.of({"R": (frozenset("ABC"),)})


@pytest.fixture
def election():
    """Make two seats: A is strongest in the first, B in the second, and C has nothing in the second."""
    share = np.array([[0.3, 0.1, 0.1, 0.2, 0, 0, 0.3], [0.1, 0.3, 0, 0.2, 0, 0, 0.4]], dtype=np.float32)
    draws = Draws(np.repeat(share[:, :, None], 4, axis=2), ("S1", "S2"), PARTIES, np.array([10.0, 10.0]))
    return Election(draws, FixedTransfers(draws.seats, PARTIES, 4, {}, {}, {}), {"S1": "R", "S2": "R"})


def test_the_first_claim_stands_and_the_strongest_where_there_is_none(election):
    slate = claimed_slate(election, ABC, {"S1": ("D", "B", "A")})
    assert slate.standing == {"S1": frozenset("BD"), "S2": frozenset("BD")}
    assert strongest_slate(election, ABC).standing == {"S1": frozenset("AD"), "S2": frozenset("BD")}


def test_a_claim_without_strength_or_stood_down_is_passed_over(election):
    structure = Structure.of({"R": (frozenset("ABC"),)}, (StandDown("S1", "B", "D"),))
    slate = claimed_slate(election, structure, {"S1": ("B", "C"), "S2": ("C", "A")})
    assert slate.standing == {"S1": frozenset("CD"), "S2": frozenset("AD")}


def test_who_has_no_strength_does_not_stand(election):
    assert strongest_slate(election, ALONE).standing == {"S1": frozenset("ABCD"), "S2": frozenset("ABD")}


def test_transfers_on_other_axes_are_refused(election):
    wrong = FixedTransfers(("S1",), PARTIES, 4, {}, {}, {})
    with pytest.raises(ModelError, match="same seats and parties"):
        evaluate(Election(election.draws, wrong, election.region_of), ALONE)


def test_votes_of_a_seat_are_counted_once(election):
    evaluate(election, ABC)
    counted = dict(memo_of(election, "votes").values)
    assert len(counted) == 2
    evaluate(election, Structure.of({"R": (frozenset("AB"),)}))  # C has no strength in S2: nothing new there
    assert len(memo_of(election, "votes").values) == 3
    evaluate(election, ABC)
    assert all(memo_of(election, "votes").values[key] is value for key, value in counted.items())


@dataclass
class Weight:
    nbytes: int


def test_the_oldest_goes_first_when_there_is_no_room():
    memo, made = Memo(room=10), []

    def get(key, size):
        return memo.get(key, lambda: made.append(key) or Weight(size))

    for key in "aba":
        get(key, 4)
    assert made == ["a", "b"]
    get("c", 4)
    assert list(memo.values) == ["b", "c"]
    get("d", 50)
    assert list(memo.values) == ["d"]
    assert memo.held == 50
