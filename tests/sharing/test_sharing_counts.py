"""Proportional counts against worked examples and the quota rule."""

from hypothesis import given
from hypothesis import strategies as st

from prepoll.sharing import proportional


def test_the_alabama_paradox_of_the_hamilton_method():
    # Balinski and Young 1982: one more seat, one fewer for C
    votes = {"A": 6.0, "B": 6.0, "C": 2.0}
    assert proportional(votes, 10).counts == ({"A": 4, "B": 4, "C": 2},)
    assert proportional(votes, 11).counts == ({"A": 5, "B": 5, "C": 1},)


def test_equal_remainders_are_a_tie_and_every_way_to_settle_it_is_told():
    due = proportional({"A": 1.0, "B": 1.0}, 5)
    assert due.tied == ("A", "B")
    assert due.counts == ({"A": 3, "B": 2}, {"A": 2, "B": 3})


def test_without_votes_the_claims_are_equal():
    assert proportional({"A": 0.0, "B": 0.0}, 4).counts == ({"A": 2, "B": 2},)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=5), st.integers(0, 30))
def test_counts_add_up_and_keep_the_quota(votes, seats):
    claims = {f"P{i}": float(v) for i, v in enumerate(votes)}
    total = sum(votes)
    for counts in proportional(claims, seats).counts:
        assert sum(counts.values()) == seats
        for party, number in counts.items():
            quota = claims[party] * seats / total if total else seats / len(votes)
            assert quota - 1 - 1e-9 < number < quota + 1 + 1e-9
