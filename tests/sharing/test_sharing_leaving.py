"""Courtesies that two parties would exchange, against trying every exchange and counting it in full."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sharing_elections import REGION, small_election

from prepoll.alliances import StandDown, Structure, evaluate, strongest_slate
from prepoll.errors import UsageError
from prepoll.ledger.types import Bar, Ledger
from prepoll.sharing import best_courtesies


def ledger(*bars):
    return Ledger(date(2024, 3, 19), (), (), (), (), bars, (), ())


def won(election, structure, pair):
    outcome = evaluate(election, structure)
    return [float(outcome.seats_won(party).mean()) for party in pair]


@settings(deadline=None, max_examples=25)
@given(
    st.integers(0, 10_000),
    st.sampled_from([(), ("BC",), ("AD", "BE"), ("AB",)]),
    st.sampled_from([("A", "B"), ("A", "E")]),
    st.booleans(),
)
def test_an_exchange_of_courtesies_is_the_best_of_all(seed, blocs, pair, barred):
    election = small_election(seed)
    structure = Structure.of({REGION: tuple(map(frozenset, blocs))})
    told = ledger(Bar(*pair, False, ("S2",), (), "refused")) if barred else ledger()
    found = best_courtesies(election, told, structure, pair)
    stands, base = strongest_slate(election, structure).standing, won(election, structure, pair)
    free = [
        seat
        for seat, who in stands.items()
        if set(pair) <= who and pair[1] not in structure.bloc_of(REGION, pair[0]) and not (barred and seat == "S2")
    ]
    best = {}
    for ways in product([None, pair, pair[::-1]], repeat=len(free)):
        left = tuple(StandDown(seat, *way) for seat, way in zip(free, ways, strict=True) if way)
        got = won(election, Structure.of(dict(structure.blocs), left), pair)
        if all(now >= before - 1e-6 for now, before in zip(got, base, strict=True)):
            best[left] = sum(got)
    assert found in best  # neither loses by it
    assert best[found] == pytest.approx(max(best.values()), abs=1e-5)
    assert len(found) == min(len(left) for left, seats in best.items() if seats > max(best.values()) - 1e-5)


def test_who_has_no_strength_is_refused():
    with pytest.raises(UsageError, match="Not among the contenders: Z"):
        best_courtesies(small_election(1), ledger(), Structure(()), ("A", "Z"))


def test_no_seat_is_left_where_a_bar_is_between_the_two():
    election, pair = small_election(0), ("A", "B")
    for seats, expected in ((("S9",), {"S1", "S2"}), (("S2",), {"S1", "S3"}), (("S1", "S2", "S3"), set()), ((), set())):
        told = ledger(Bar("B", "A", True, seats, (), "not now"))
        left = best_courtesies(election, told, Structure(()), pair)
        assert {row.seat for row in left} <= expected
        assert bool(left) is (seats == ("S9",)) or seats == ("S2",)
