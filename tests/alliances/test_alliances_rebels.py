"""Rebels: where they stand, what they take, what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from alliances_cases import random_election

from prepoll.alliances import Election, Slate, Structure, evaluate
from prepoll.alliances.rebels import Rebel, draw_rebels
from prepoll.chance import generator
from prepoll.errors import ModelError, UsageError
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws
from prepoll.transfer.types import FixedTransfers

PARTIES = ("A", "B", "C", *RESIDUAL)
TOGETHER = Structure.of({"R": (frozenset("AB"),)})


def an_election(rebel):
    own = np.array([0.20, 0.10, 0.25, 0.05, 0.01, 0.39], dtype=np.float32)
    draws = Draws(np.repeat(own[None, :, None], 4000, axis=2), ("S",), PARTIES, np.array([1000.0]))
    transfers = FixedTransfers(("S",), PARTIES, 4000, {("B", "A"): 0.8}, {"B": {"C": 0.5, "NONVOTERS": 0.5}}, {})
    return Election(
        draws, transfers, {"S": "R"}, rebels=draw_rebels({("S", "B"): rebel}, draws, generator(1, "rebels"))
    )


def test_a_rebel_takes_his_share_of_the_voters_of_a_party_that_stands_down():
    outcome = evaluate(an_election(Rebel(1, 0.5)), TOGETHER)
    votes = dict(zip(PARTIES, outcome.votes[0, :, 0].tolist(), strict=True))
    expected = {"A": 0.20 + 0.8 * 0.05, "B": 0, "C": 0.25 + 0.005, "OTHERS": 0.05 + 0.05, "NOTA": 0.01}
    assert {party: votes[party] for party in expected} == pytest.approx(expected)
    assert sum(votes.values()) == pytest.approx(1)
    assert outcome.seats_won("C").mean() == 1


def test_a_rebel_costs_the_seat_as_often_as_he_stands():
    never, seldom = (evaluate(an_election(Rebel(chance, 0.5)), TOGETHER) for chance in (0, 0.25))
    assert never.seats_won("A").mean() == 1
    assert 1 - seldom.seats_won("A").mean() == pytest.approx(0.25, abs=0.03)


def test_nobody_rebels_where_his_party_stands():
    outcome = evaluate(an_election(Rebel(1, 0.5)), TOGETHER, Slate({"S": frozenset("ABC")}))
    assert outcome.votes[0, :, 0].tolist() == pytest.approx([0.20, 0.10, 0.25, 0.05, 0.01, 0.39])


def test_what_cannot_be_drawn_is_said_all_at_once():
    draws = an_election(Rebel(0, 0)).draws
    wrong = {("T", "A"): Rebel(0.5, 0.1), ("S", "Z"): Rebel(1.5, 0.1), ("S", "A"): Rebel(0.5, 1.0)}
    with pytest.raises(UsageError, match=r"no seat T.*Z is no party.*is 1\.5.*is 1\.0") as said:
        draw_rebels(wrong, draws, generator(1, "rebels"))
    assert str(said.value).count(";") >= 3


def test_rebels_of_another_shape_are_refused():
    election = random_election(1, 4)
    with pytest.raises(ModelError, match="do not fit"):
        replace(election, rebels=np.zeros((1, 2, 3), dtype=np.float32))
