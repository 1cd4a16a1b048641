"""The integer programme against trying every choice."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.errors import ModelError
from prepoll.sharing.programme import Limit, Programme, Solver, equally_good, solve, solve_with_highs, try_everything


@st.composite
def programmes(draw):
    n_seats, n_options = draw(st.integers(1, 4)), draw(st.integers(2, 4))
    cells = n_seats * n_options
    shape = (n_seats, n_options)
    allowed = np.array(draw(st.lists(st.booleans(), min_size=cells, max_size=cells))).reshape(shape)
    wins = np.array(draw(st.lists(st.sampled_from([0, 0.5, 1, 1 / 3, 7, 2000]), min_size=cells, max_size=cells)))
    votes = np.array(draw(st.lists(st.sampled_from([0.0, 1.5, 2.0, 1e6]), min_size=cells, max_size=cells)))
    least = np.array(draw(st.lists(st.integers(0, 2), min_size=n_options, max_size=n_options)))
    most = least + np.array(draw(st.lists(st.integers(0, 4), min_size=n_options, max_size=n_options)))
    held = [np.tile(row, (n_seats, 1)) for row in np.eye(n_options)]
    limits = [Limit(table, low, high) for table, low, high in zip(held, least + 0.0, most + 0.0, strict=True)]
    if draw(st.booleans()):
        limits.append(Limit(wins.reshape(shape) * held[0], draw(st.sampled_from([0.5, 2.0, 2007.0])), np.inf))
    return Programme(allowed, wins.reshape(shape), votes.reshape(shape), tuple(limits))


@settings(deadline=None, max_examples=150)
@given(programmes())
def test_highs_and_trying_everything_agree(programme):
    as_good(programme, solve(programme, Solver.HIGHS))


@settings(deadline=None, max_examples=150)
@given(programmes())
def test_seat_by_seat_and_trying_everything_agree_where_nothing_binds_seats(programme):
    free = replace(programme, limits=())
    as_good(free, solve(free))
    assert solve(free) == solve(free, Solver.SEATS)


@settings(deadline=None, max_examples=400)
@given(programmes())
def test_exchanges_and_trying_everything_agree_where_limits_are_numbers(programme):
    numbers = replace(programme, limits=programme.limits[: programme.allowed.shape[1]])
    as_good(numbers, solve(numbers))
    assert solve(numbers) == solve(numbers, Solver.EXCHANGES)


def test_exchanges_do_not_overlook_other_limits():
    ones = np.ones((2, 2))
    with pytest.raises(ModelError, match="not numbers of seats"):
        solve(Programme(ones > 0, ones, ones, (Limit(ones, 0, 1),)), Solver.EXCHANGES)


def as_good(programme, highs):
    brute = try_everything(programme)
    if highs is None or brute is None:
        assert highs is None
        assert brute is None
        return
    assert programme.admits(highs.choice)
    assert equally_good(programme, highs.choice, brute.choice)
    assert (highs.other is None) is (brute.other is None)
    if highs.other is not None:
        assert highs.other != highs.choice
        assert programme.admits(highs.other)
        assert equally_good(programme, highs.other, brute.choice)


def test_votes_decide_only_among_allocations_with_as_many_seats():
    programme = Programme(
        np.ones((2, 2), dtype=np.bool_),
        np.array([[3.0, 2.0], [5.0, 5.0]]),
        np.array([[0.0, 9e9], [1.0, 2.0]]),
    )
    solution = solve_with_highs(programme)
    assert solution == solve(programme)
    assert solution is not None
    assert solution.choice == (0, 1)
    assert solution.other is None


def test_limits_are_not_overlooked():
    ones = np.ones((1, 2))
    with pytest.raises(ModelError, match="bind the seats"):
        solve(Programme(ones > 0, ones, ones, (Limit(ones, 0, 1),)), Solver.SEATS)


def test_tables_that_do_not_fit_are_refused():
    table = np.zeros((2, 3))
    with pytest.raises(ModelError, match="2, 3"):
        Programme(table > 0, table, np.zeros((1, 3)))
