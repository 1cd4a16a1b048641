"""Demands that clash, against trying every allocation."""

from itertools import chain, combinations, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from prepoll.errors import UsageError
from prepoll.sharing import Demands
from prepoll.sharing.demands import (
    Ballot,
    Demand,
    DemandKind,
    can_be_met,
    check_demands,
    infeasible,
    meets,
    smallest_clash,
)

SEATS = ("S1", "S2", "S3")
MEMBERS = ("A", "B")


def some_allocation_meets(demands, ballot):
    options = [
        [(m,) for m in MEMBERS if seat in ballot.may_stand[m]] + ([] if seat in ballot.must_fill else [()])
        for seat in SEATS
    ]
    return any(all(meets(dict(zip(SEATS, row, strict=True)), d) for d in demands) for row in product(*options))


demand = st.one_of(
    st.builds(
        Demand, st.sampled_from(MEMBERS), st.sampled_from([DemandKind.LEAST, DemandKind.MOST]), number=st.integers(0, 3)
    ),
    st.builds(
        Demand,
        st.sampled_from(MEMBERS),
        st.sampled_from([DemandKind.MUST, DemandKind.NEVER]),
        seat=st.sampled_from(SEATS),
    ),
)
some_seats = st.frozensets(st.sampled_from(SEATS))


@st.composite
def ballots(draw):
    may_stand = {member: draw(some_seats) for member in MEMBERS}
    return Ballot(may_stand, draw(some_seats) & frozenset(chain(*may_stand.values())))


@settings(deadline=None)
@given(st.lists(demand, max_size=6, unique=True), ballots())
def test_what_can_be_met_is_what_some_allocation_meets(demands, ballot):
    assert can_be_met(demands, ballot) is some_allocation_meets(demands, ballot)


@settings(deadline=None)
@given(st.lists(demand, min_size=1, max_size=7, unique=True), ballots())
def test_no_set_smaller_than_the_one_reported_clashes(demands, ballot):
    assume(not some_allocation_meets(demands, ballot))
    clash, smallest = smallest_clash(demands, lambda rows: can_be_met(rows, ballot))
    assert smallest
    assert set(clash) <= set(demands)
    assert not some_allocation_meets(clash, ballot)
    for size in range(len(clash)):
        assert all(some_allocation_meets(subset, ballot) for subset in combinations(demands, size))


def test_with_many_demands_nothing_can_be_left_out_of_the_set():
    seats = tuple(f"S{i}" for i in range(20))
    ballot = Ballot({"A": frozenset(seats), "B": frozenset(seats)})
    demands = [Demand("A", DemandKind.MUST, seat=seat) for seat in seats[:16]]
    demands += [Demand("B", DemandKind.LEAST, number=5)]
    clash, smallest = smallest_clash(demands, lambda rows: can_be_met(rows, ballot))
    assert not smallest
    assert not can_be_met(clash, ballot)
    assert all(can_be_met([d for d in clash if d != left_out], ballot) for left_out in clash)


def test_the_clash_is_told_in_words():
    ballot = Ballot({"A": frozenset(SEATS), "B": frozenset({"S1"})})
    demands = [Demand("B", DemandKind.LEAST, number=1), Demand("A", DemandKind.MUST, seat="S1")]
    found = infeasible([*demands, Demand("A", DemandKind.LEAST, number=1)], ballot)
    assert found.because == ("B asks for at least 1 seat of the 1 in which it may stand", "A must have S1")


def test_all_defects_of_demands_are_reported_together():
    with pytest.raises(UsageError) as caught:
        check_demands(Demands(least={"X": 1, "A": -1}, must={"A": ("S9",)}), MEMBERS, SEATS)
    assert all(word in str(caught.value) for word in ("X is not a member", "S9 is not among", "0 or more"))
