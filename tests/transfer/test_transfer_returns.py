"""Alliances found in counted elections: who stood, what each had polled before, and what cannot be read."""

import numpy as np
import pytest

from prepoll.transfer.reference import Yardstick
from prepoll.transfer.returns import Event, Joint, Piece, Returns, find_events, own_bundle
from prepoll.transfer.rows import all_directions, rows_of

PLAIN = Yardstick(1.0, 1.0, 0.04, 0.03, 0.4, 10)


def returns(year, places, fronts=None, kind="GE", state="Upland"):
    named = {(seat, seat): shares for seat, shares in places.items()}
    return Returns(state, kind, year, named, fronts or {})


BEFORE = {
    "s1": {"A": 0.2, "B": 0.1, "R": 0.2},
    "s2": {"A": 0.1, "B": 0.2, "R": 0.2},
    "s3": {"A": 0.3, "B": 0.1, "R": 0.1},
    "s4": {"A": 0.2, "R": 0.3},
}
AFTER = {
    "s1": {"A": 0.28, "R": 0.2},
    "s2": {"B": 0.27, "R": 0.2},
    "s3": {"A": 0.4, "R": 0.1},
    "s4": {"A": 0.2, "R": 0.3},
}
FRONT = {"A": "AB", "B": "AB"}


def test_an_alliance_that_was_formed_is_found_with_what_each_polled_alone():
    (event,) = find_events([returns(2009, BEFORE), returns(2014, AFTER, FRONT)])
    assert (event.formed, event.together, event.apart, event.year) == (True, 2014, 2009, 2014)
    assert event.members == ("A", "B")
    first = event.units[0]
    assert (first.stander, first.share) == ("A", 0.28)
    assert {(piece.party, piece.share) for piece in first.pieces} == {("A", 0.2), ("B", 0.1)}
    assert own_bundle(first) == "A"
    assert all_directions(event) == (("A", "B"), ("B", "A"))
    assert [unit.place[0] for unit in event.units] == ["s1", "s2", "s3"]
    assert event.left_out == ("a member's strength was not counted when apart",)  # B stood nowhere in s4


def test_an_alliance_that_broke_is_read_backwards():
    (event,) = find_events([returns(2009, AFTER, FRONT), returns(2014, BEFORE)])
    assert (event.formed, event.together, event.apart, event.year) == (False, 2009, 2014, 2014)
    assert event.units[0].share == 0.28


def test_a_renewed_alliance_and_one_of_another_kind_or_state_are_no_events():
    assert find_events([returns(2009, AFTER, FRONT), returns(2014, AFTER, FRONT)]) == ()
    assert find_events([returns(2009, BEFORE), returns(2014, AFTER, FRONT, kind="AE")]) == ()
    assert find_events([returns(2009, BEFORE), returns(2014, AFTER, FRONT, state="Coast")]) == ()


@pytest.mark.parametrize(
    ("before", "after", "old_fronts", "why"),
    [
        (BEFORE["s1"], {"A": 0.2, "B": 0.1}, {}, "several of the front stood"),
        (BEFORE["s1"], {"R": 0.3}, {}, "nobody of the front stood"),
        ({"B": 0.3, "R": 0.2}, {"A": 0.3}, {}, "the stander had no votes of its own"),
        ({"A": 0.2, "R": 0.2}, {"A": 0.3}, {"B": "BZ", "Z": "BZ"}, "a member's strength was not counted"),
        ({"A": 0.2, "B": 0.1}, {"A": 0.3}, {"A": "AR", "R": "AR"}, "former votes hold voters of parties outside"),
    ],
)
def test_a_unit_that_cannot_be_read_is_left_out_with_the_reason(before, after, old_fronts, why):
    then, now = BEFORE | {"s1": before}, AFTER | {"s1": after}
    (event, *_) = find_events([returns(2009, then, old_fronts), returns(2014, now, FRONT)])
    assert event.together == 2014
    assert ("s1", "s1") not in {unit.place for unit in event.units}
    assert any(reason.startswith(why) for reason in event.left_out)


def test_old_partners_count_as_one_and_a_change_of_stander_among_them_is_told_apart():
    """A and L fought together before and after; B is new. In s1 L stood before and A stands now."""
    then = {"s1": {"L": 0.2, "B": 0.1}, "s2": {"A": 0.2, "B": 0.1}, "s3": {"A": 0.3, "B": 0.1}}
    now = {"s1": {"A": 0.3}, "s2": {"A": 0.3}, "s3": {"A": 0.3}}
    old, new = {"A": "AL", "L": "AL"}, {"A": "N", "L": "N", "B": "N"}
    (event,) = find_events([returns(2009, then, old), returns(2014, now, new)])
    rows = rows_of(event, PLAIN, dict.fromkeys(all_directions(event), (1.0,)))
    assert rows.directions == (("B", "A"),)
    assert set(rows.bundles) == {"AL", "B"}
    assert rows.swaps == (("L", "A"),)
    assert rows.swap.tolist() == [0, -1, -1]
    assert rows.own == pytest.approx(np.array([0.2, 0.2, 0.3]))
    assert rows.partner[:, 0] == pytest.approx(np.full(3, 0.1))


def test_a_direction_needs_three_units_and_a_share_that_can_be_seen():
    def event(share, count):
        units = [
            Joint((str(i), str(i)), "A", 0.3, (Piece("A", "A", 0.2), Piece("B", "B", share))) for i in range(count)
        ]
        return Event("Upland", "GE", 2014, 2009, "AB", ("A", "B"), tuple(units), ())

    assert event(0.02, 3).directions() == (("B", "A"),)
    assert event(0.01, 3).directions() == ()
    assert event(0.02, 2).directions() == ()
