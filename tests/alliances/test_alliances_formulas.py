"""Formulas held to what a small change of them would show: kept counts, cut axes, leaks of nothing."""

from dataclasses import replace

import numpy as np
import pytest

from prepoll.alliances import ALONE, Election, Slate, Structure, count_votes, evaluate
from prepoll.alliances.frame import frame_of
from prepoll.alliances.votes import local_structure, seat_votes
from prepoll.errors import ModelError
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws
from prepoll.transfer import FixedTransfers

PARTIES = ("A", "B", "C", "D", *RESIDUAL)
AC = Structure.of({"R": (frozenset("AC"),)})


@pytest.fixture
def election():
    """Make two seats; C has nothing in the second."""
    share = np.array([[0.3, 0.1, 0.1, 0.2, 0, 0, 0.3], [0.1, 0.3, 0, 0.2, 0, 0, 0.4]], dtype=np.float32)
    draws = Draws(np.repeat(share[:, :, None], 4, axis=2), ("S1", "S2"), PARTIES, np.array([10.0, 10.0]))
    return Election(draws, FixedTransfers(draws.seats, PARTIES, 4, {}, {}, {}), {"S1": "R", "S2": "R"})


def test_a_bloc_of_which_one_member_matters_is_no_bloc_there(election):
    standing = frozenset("ABD")
    assert local_structure(election, AC, "S2", standing) == local_structure(election, ALONE, "S2", standing)
    assert local_structure(election, AC, "S1", standing).blocs == {frozenset("AC")}
    assert local_structure(election, AC, "S2", frozenset("ABC")).blocs == {frozenset("AC")}


def test_a_seat_has_rows_for_those_with_strength_or_a_candidate_only(election):
    assert seat_votes(election, ALONE, "S1", frozenset("AB")).rows == (0, 1, 2, 3, 4, 5, 6)
    assert seat_votes(election, ALONE, "S2", frozenset("AB")).rows == (0, 1, 3, 4, 5, 6)
    assert seat_votes(election, ALONE, "S2", frozenset("BC")).rows == (0, 1, 2, 3, 4, 5, 6)


def test_slates_that_add_nobody_without_strength_share_a_frame(election):
    assert frame_of(election, "S1", frozenset("A")) is frame_of(election, "S1", frozenset("BD"))
    assert frame_of(election, "S2", frozenset("A")) is frame_of(election, "S2", frozenset("BD"))
    assert frame_of(election, "S2", frozenset("A")) is not frame_of(election, "S2", frozenset("AC"))


def test_transfers_between_other_parties_are_refused(election):
    for parties, seats in ((("A", "B", "D", "C", *RESIDUAL), ("S1", "S2")), (PARTIES, ("S2", "S1"))):
        wrong = replace(election, transfers=FixedTransfers(seats, parties, 4, {}, {}, {}), cache={})
        with pytest.raises(ModelError, match="same seats and parties"):
            evaluate(wrong, ALONE)


def test_a_leak_of_which_almost_all_is_closed_keeps_its_digits(election):
    """C's leak goes to A but for less than a double of 1 can hold; with A away too, all of it goes by that part."""
    lam = {"C": {"A": 1.0, "D": 1e-16, "OTHERS": 3e-16}, "A": {"NONVOTERS": 1.0}}
    tiny = replace(election, transfers=replace(election.transfers, lam=lam), cache={})
    votes = count_votes(tiny, ALONE, Slate({"S1": frozenset("BD"), "S2": frozenset("BD")}))
    assert votes[0, :, 0].tolist() == pytest.approx([0, 0.1, 0, 0.2 + 0.025, 0.075, 0, 0.6], abs=1e-6)
