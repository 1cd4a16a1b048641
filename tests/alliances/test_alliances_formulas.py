"""Formulas held to what a small change of them would show: kept counts, cut axes, leaks of nothing."""

from dataclasses import replace

import numpy as np
import pytest

from prepoll.alliances import ALONE, Election, Slate, Structure, count_votes, evaluate
from prepoll.alliances.frame import frame_of
from prepoll.alliances.tally import DepositRule, Tally
from prepoll.alliances.votes import local_structure, seat_votes
from prepoll.alliances.worth import (
    INDIA,
    deposit_rule,
    recognised,
    recognition_rule,
    rival_sets,
    value_of,
    with_asked,
    worth_of,
)
from prepoll.case.types import Objective
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


def wants(code, threshold=None, strict=True, rivals=()):
    return Objective(code, code, threshold, strict, rivals, False)


SEATS, RECOGNITION = wants("seats"), wants("recognition", 0.2)
DENY_B, DENY_C = wants("deny_b", rivals=("B",)), wants("deny_c", rivals=("C", "D"))


def tally_of(votes, candidates, seats=(0.0,), rivals=(), house=3):
    arrays = [np.array(row, dtype=float) for row in (seats, votes, candidates)]
    return Tally(*arrays, arrays[0], tuple(np.array([row], dtype=float) for row in rivals), house, ())


def test_each_set_of_rivals_is_that_of_its_objective_whatever_stands_between():
    every = (SEATS, DENY_B, RECOGNITION, DENY_C)
    assert rival_sets(every) == (("B",), ("C", "D"))
    counted = tally_of([1.0], [2.0], rivals=(2, 1))
    assert value_of(counted, DENY_B, every).tolist() == [1]
    assert value_of(counted, DENY_C, every).tolist() == [2]


def test_the_deposit_rule_is_that_of_the_objective_on_deposits_alone():
    asked = wants("deposits", 1 / 8, strict=False)
    assert deposit_rule((RECOGNITION, asked)) == DepositRule(1 / 8, strict=False)
    assert deposit_rule((RECOGNITION,)) == deposit_rule((wants("deposits"),)) == DepositRule(1 / 6, strict=True)


def test_the_recognition_rule_is_that_of_the_objective_on_recognition_alone():
    assert recognition_rule((wants("deposits", 1 / 8), RECOGNITION)).share == 0.2
    assert recognition_rule((wants("deposits", 1 / 8), replace(wants("recognition"), country="India"))) == INDIA


def test_the_objective_asked_for_comes_first_and_once():
    other = wants("recognition", 0.3)
    assert with_asked(other, (SEATS, RECOGNITION, DENY_B)) == (other, SEATS, DENY_B)


def test_a_share_of_no_votes_is_none():
    """Where nobody votes for a candidate the share is 0; counts below one vote are shares as all others."""
    counted = tally_of([0.0, 0.25], [0.0, 0.5], seats=(0.0, 0.0))
    got = worth_of(counted, "A", SEATS, (SEATS,))
    assert got.share.mean == 0.25
    assert got.recognition == 0.5
    assert recognised(counted, INDIA).tolist() == [0, 1]


def test_tallies_of_different_seats_add_up_in_every_part():
    arrays = [np.array([k, 2.0 * k]) for k in range(1, 13)]
    first = Tally(*arrays[:4], (arrays[4], arrays[5]), 3, ((0, 0.5),))
    second = Tally(*arrays[6:10], (arrays[10], arrays[11]), 4, ((1, 0.25),))
    both = first + second
    sums = [both.seats, both.votes, both.candidates, both.deposits, *both.rivals]
    assert [row.tolist() for row in sums] == [[2 * k + 6.0, 4 * k + 12.0] for k in range(1, 7)]
    assert (both.house, both.lots) == (7, ((0, 0.5), (1, 0.25)))
