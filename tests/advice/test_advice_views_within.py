"""A part of an election holds what the whole has taken in; what it holds is what it would have drawn itself."""

from pathlib import Path

import numpy as np
import pytest

from prepoll.advice.views import part, with_strength
from prepoll.alliances.frame import present_in, stack_of, stacked
from prepoll.study import Study

CASES = Path(__file__).parents[2] / "cases"


@pytest.fixture(scope="module")
def whole():
    return Study(CASES / "jammu-kashmir-2024", draws=90).election


def same_as_drawn(election):
    """Check every leak, transfer and desertion; return how many."""
    taken, parties = stack_of(election), election.draws.contenders
    drawn = stacked(election, {seat: present_in(election, seat) for seat in election.draws.seats}, np.float32)
    assert taken.within is not None
    assert drawn.within is None
    checked = 0
    for q in parties:
        for stack in (taken, drawn):
            stack.take_leak(q)
        assert np.array_equal(*(stack.lam.row((q,), stack.parties) for stack in (taken, drawn)))
        for c in parties:
            if c != q:
                for stack in (taken, drawn):
                    stack.take_transfer(q, c)
                    stack.take_desertion(c, q)
                assert np.array_equal(*(stack.tau.row((q, c), stack.parties) for stack in (taken, drawn)))
                assert np.array_equal(*(stack.beta.row((c, q), stack.parties) for stack in (taken, drawn)))
                checked += 1
    return checked


def test_every_so_many_draws_of_all_seats(whole):
    fewer = part(whole, most=30)
    assert fewer.draws.count == 30
    assert same_as_drawn(fewer) > 100


def test_some_seats_in_another_order_of_places(whole):
    seats = whole.draws.seats
    assert same_as_drawn(part(whole, (seats[3], seats[1]))) > 100


def test_one_seat_of_a_part_with_another_strength(whole):
    seat, party = whole.draws.seats[2], whole.draws.contenders[0]
    fewer = part(part(whole, most=30), (seat,))
    assert same_as_drawn(with_strength(fewer, seat, party, 1.3)) > 100
    assert stack_of(fewer).within.stack.within.stack is stack_of(whole)


def test_a_party_without_strength_in_the_fewer_draws_is_drawn_by_itself(whole):
    draws = whole.draws
    place = draws.party_index[draws.contenders[0]]
    kept = draws.share[:, place].copy()
    try:
        draws.share[:, place, ::3] = 0
        lone = type(whole)(draws, whole.transfers, whole.region_of)
        assert stack_of(part(lone, most=30)).within is None
        assert stack_of(part(lone, draws.seats[:2])).within is not None
    finally:
        draws.share[:, place] = kept
