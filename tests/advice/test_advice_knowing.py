from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.advice.find_out import value_of_knowing
from prepoll.advice.robustness import Response
from prepoll.advice.views import PartTransfers, part, with_strength, with_tau
from prepoll.advice.wording import figure, number
from prepoll.alliances import Election
from prepoll.alliances.types import Interval
from prepoll.case.types import Objective
from prepoll.chance import generator
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws
from prepoll.transfer.types import FixedTransfers

CODES = ("A", "B", *RESIDUAL)


def election(draws: int = 12) -> Election:
    share = generator(1, "knowing").dirichlet(np.ones(5), (3, draws)).transpose(0, 2, 1).astype(np.float32)
    made = Draws(share, ("s", "t", "u"), CODES, np.array([10.0, 20.0, 30.0]))
    transfers = FixedTransfers(made.seats, CODES, draws, {("A", "B"): 0.5}, {"A": {"B": 0.2, "NONVOTERS": 0.8}}, {})
    return Election(made, transfers, dict.fromkeys(made.seats, "*"))


def test_knowing_what_decides_is_worth_what_it_saves() -> None:
    """A choice pays q - 0.5, q spread over 0 to 1: knowing q saves the mean loss below one half, 1/8."""
    quantity = (np.arange(2000) + 0.5) / 2000
    choices = np.stack([np.zeros(2000), quantity - 0.5])
    value, changes = value_of_knowing(quantity, choices, 0.001)
    assert value == pytest.approx(0.125, abs=0.01)
    assert changes == pytest.approx(0.5, abs=0.01)


def test_knowing_what_has_nothing_to_do_with_it_is_worth_nothing() -> None:
    rng = generator(2, "noise")
    choices = np.stack([np.zeros(2000), rng.normal(0.05, 1, 2000), rng.normal(0.04, 1, 2000)])
    value, _ = value_of_knowing(rng.normal(size=2000), choices, 0.005)
    assert value < 0.05
    assert value_of_knowing(np.ones(2000), choices, 0.005) == (0.0, 0.0)


def test_a_small_advantage_is_not_worth_a_change() -> None:
    quantity = np.arange(100.0)
    choices = np.stack([np.full(100, 0.02), quantity / 5000])
    assert value_of_knowing(quantity, choices, 0.1) == (0.0, 0.0)


def test_a_part_of_an_election_is_cut_on_every_axis_alike() -> None:
    whole = election()
    cut = part(whole, ("u", "s"), 4)
    assert cut.draws.seats == ("u", "s")
    assert cut.draws.count == 4
    np.testing.assert_array_equal(cut.draws.share[1], whole.draws.share[0][:, ::3])
    np.testing.assert_array_equal(cut.draws.electors, [30.0, 10.0])
    assert isinstance(cut.transfers, PartTransfers)
    assert cut.transfers.given("A", "B").shape == (2, 4)
    assert cut.transfers.leak("A").shape == (2, 5, 4)
    assert cut.transfers.desertion("A", "B").shape == (2, 4)
    assert part(whole) is whole


def test_a_transfer_set_by_hand_leaves_the_others() -> None:
    changed = with_tau(election(), [("B", "A")], 0.9)
    assert (changed.transfers.given("B", "A") == np.float32(0.9)).all()
    assert (changed.transfers.given("A", "B") == np.float32(0.5)).all()


@settings(max_examples=25)
@given(st.floats(0, 30))
def test_strength_set_by_hand_keeps_every_seat_whole(factor: float) -> None:
    whole = election()
    changed = with_strength(whole, "t", "A", factor)
    np.testing.assert_allclose(changed.draws.share.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(changed.draws.share[[0, 2]], whole.draws.share[[0, 2]])
    expected = np.minimum(whole.draws.share[1, 0] * factor, 0.95)
    np.testing.assert_allclose(changed.draws.share[1, 0], expected, rtol=1e-5)
    ratio = changed.draws.share[1, 1] / changed.draws.share[1, 4]
    np.testing.assert_allclose(ratio, whole.draws.share[1, 1] / whole.draws.share[1, 4], rtol=1e-3)


def test_crossings_lie_between_the_points_in_proportion() -> None:
    answered = Response({0.0: -1.0, 0.5: 1.0, 1.0: 3.0})
    assert answered.crossing(0.0) == pytest.approx(0.25)
    assert answered.crossing(2.0) == pytest.approx(0.75)
    assert answered.crossing(5.0) is None
    assert answered.crossing(-2.0) is None


def test_figures_carry_their_sign_and_unit() -> None:
    seats = Objective("seats", "Seats", None, False, (), True)
    votes = Objective("votes", "Votes", None, False, (), False)
    recognition = Objective("recognition", "Recognition", 0.08, False, (), False)
    denied = Objective("deny", "Denied", None, False, ("R", "S"), False)
    row = Interval(0.123, 0, 0, -0.2, 0.2, -1, 1)
    assert figure(seats, row, sign=True) == "+0.12 seats (90%: −1.00 to +1.00)"
    assert figure(recognition, row, sign=True) == "+12 points on the chance of recognition"
    assert figure(denied, row) == "0.12 seats denied to R and S (90%: −1.00 to 1.00)"
    assert (number(votes, 1499), number(votes, -12345), number(votes, 400)) == ("1,000", "−12,000", "0")
