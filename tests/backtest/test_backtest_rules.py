"""The simple rules against hand-worked shares, and the error model against what it was drawn from."""

import numpy as np
import pytest

from prepoll.backtest import read_record
from prepoll.backtest.contests import Contest, contests
from prepoll.backtest.rules import TINY, Rule, shares_by
from prepoll.backtest.swings import FACTORS, SIMPLE, ErrorModel, fit_errors, moments, simple_forecasts

FRONTS = ("AB", "C", "OTHERS")


@pytest.fixture
def seat(folder):
    return next(row for row in contests(read_record(folder), 2019) if row.key == ("Aland", "SEATA"))


def by_hand(*shares):
    raised = np.array(shares) + TINY
    return pytest.approx(raised / raised.sum())


def test_simple_rules_agree_with_shares_worked_by_hand(seat):
    a, b, c, ind = (seat.before[party] for party in ("A", "B", "C", "OTHERS"))
    assert seat.fronts == FRONTS
    assert seat.cuts == {"new"}
    assert seat.won == 0
    assert a + b + c + ind == pytest.approx(1.0)
    assert shares_by(seat, Rule.NO_CHANGE) == by_hand(max(a, b), c, ind)
    assert shares_by(seat, Rule.ADDITION) == by_hand(a + b, c, ind)
    assert shares_by(seat, Rule.ZERO_TRANSFER) == by_hand(a, c, ind)
    assert shares_by(seat, Rule.UNIFORM) == by_hand(a, c, ind)


def test_uniform_swing_divides_a_broken_front_by_the_size_of_its_members():
    broken = Contest(
        key=("Aland", "SEAT"),
        name="Seat",
        before={"A": 0.6, "C": 0.4},
        in_state={"A": 0.3, "B": 0.1, "C": 0.6},
        fronts_before={"A": "AB", "B": "AB"},
        standing=frozenset({"A", "B", "C"}),
        front_of={},
        fronts=("A", "B", "C"),
        actual=np.array([0.4, 0.2, 0.4]),
        won=0,
        cuts=frozenset(),
        matched=True,
    )
    part = (0.3 + TINY) / (0.4 + 2 * TINY)
    assert shares_by(broken, Rule.UNIFORM) == by_hand(0.6 * part, 0.6 * (1 - part), 0.4)
    assert shares_by(broken, Rule.ZERO_TRANSFER) == by_hand(0.6, 0.0, 0.4)


def test_the_error_model_finds_the_sizes_that_its_elections_were_drawn_from():
    rng = np.random.default_rng(5)
    truth = ErrorModel(0.0, 0.4, 0.3)
    rows = []
    for state in range(60):
        common = truth.state * rng.standard_normal(2)
        for seat in range(10):
            actual = 0.5 * np.exp(common + truth.seat * rng.standard_normal(2))
            rows.append(
                Contest(
                    key=(f"State {state}", f"{seat}"),
                    name=f"{seat}",
                    before={"A": 0.5, "B": 0.5},
                    in_state={"A": 0.5, "B": 0.5},
                    fronts_before={},
                    standing=frozenset("AB"),
                    front_of={},
                    fronts=("A", "B"),
                    actual=actual,
                    won=int(np.argmax(actual)),
                    cuts=frozenset(),
                    matched=True,
                )
            )
    found = moments({2009: rows}, Rule.ADDITION)
    assert found.state == pytest.approx(truth.state, rel=0.2)
    assert found.seat == pytest.approx(truth.seat, rel=0.1)
    assert found.nation < 0.1
    fitted = fit_errors({2009: rows}, Rule.ADDITION, 1)
    assert fitted in [found.times(factor) for factor in FACTORS]


def test_wider_errors_bring_chances_nearer_to_each_other(seat):
    def best(factor):
        errors = ErrorModel(0.1, 0.1, 0.1).times(factor)
        return simple_forecasts([seat], Rule.ADDITION, errors, 4000, 1)[0].chance.max()

    assert best(0.5) > best(2.0) > 1 / 3


def test_every_rule_has_chances_and_shares_that_sum_to_one(folder):
    rows = contests(read_record(folder), 2014)
    for rule in SIMPLE:
        for row in simple_forecasts(rows, rule, ErrorModel(0.2, 0.3, 0.4), 200, 1):
            assert row.chance.sum() == pytest.approx(1.0)
            assert row.share.sum() == pytest.approx(1.0)
            assert (np.diff(row.quantiles, axis=1) >= 0).all()
