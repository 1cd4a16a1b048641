"""Offers with friendly contests, empty seats and courtesies elsewhere, against counting all of it plainly."""

from itertools import product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sharing_elections import ALLIANCE, REGION, allied, in_two_regions, small_election
from test_sharing_offers import CASE, SEATS, VOTES, pair

from prepoll.alliances import Slate, StandDown, Structure, evaluate, objective_draws, strongest_slate
from prepoll.errors import UsageError
from prepoll.sharing import value_offer

TEAMS = [(), ("A",), ("B",), ("C",), ("A", "B"), ("B", "C"), ("A", "B", "C")]


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.lists(st.sampled_from(TEAMS), min_size=3, max_size=3).filter(any))
def test_friendly_contests_and_empty_seats_are_counted_in_full(seed, teams):
    election, structure = small_election(seed), allied()
    allocation = dict(zip(election.draws.seats, teams, strict=True))
    strongest, alone = strongest_slate(election, structure), strongest_slate(election, Structure.of({}))
    others = {seat: who - ALLIANCE for seat, who in strongest.standing.items()}
    found = value_offer(CASE, election, structure, allocation, {"A": VOTES})
    with_it = evaluate(election, structure, Slate({s: others[s] | set(team) for s, team in allocation.items()}))
    apart = Slate({s: others[s] | (alone.standing[s] & ALLIANCE) for s in allocation})
    without = evaluate(election, Structure.of({}), apart)
    assert found.friendly == {s: team for s, team in allocation.items() if len(team) > 1}
    for side in found.sides:
        aim = VOTES if side.party == "A" else SEATS
        assert side.seats == tuple(s for s, team in allocation.items() if side.party in team)
        assert side.value.mean == pytest.approx(objective_draws(with_it, side.party, aim).mean())
        assert side.alone.mean == pytest.approx(objective_draws(without, side.party, aim).mean())


@settings(deadline=None, max_examples=25)
@given(
    st.integers(0, 10_000),
    st.lists(st.sampled_from("ABC"), min_size=2, max_size=2),
    st.sampled_from([("A", "B"), ("B", "C"), ("C", "A"), ("A", "D"), ("B", "E")]),
    st.booleans(),
)
def test_a_courtesy_elsewhere_is_part_of_the_offer_and_not_of_going_alone(seed, standers, pair, hosted):
    election, _ = in_two_regions(small_election(seed))
    elsewhere = election.draws.seats[-1]
    there = (frozenset("AD"),) if hosted and pair != ("A", "D") else ()  # the giver may have another partner there
    structure = Structure.of({REGION: (ALLIANCE,), "T": there})
    allocation = dict(zip(election.draws.seats, standers, strict=False))
    left = StandDown(elsewhere, *pair)
    found = value_offer(CASE, election, structure, allocation, dict.fromkeys("ABC", VOTES), courtesies=[left])
    offered = Structure.of(dict(structure.blocs), (left,))
    singly = Structure.of({"T": there})
    slate, alone = strongest_slate(election, offered), strongest_slate(election, singly)
    shared = {s: (slate.standing[s] - ALLIANCE) | {p} for s, p in allocation.items()}
    with_it = evaluate(election, offered, Slate({**shared, elsewhere: slate.standing[elsewhere]}))
    before = {s: (slate.standing[s] - ALLIANCE) | (alone.standing[s] & ALLIANCE) for s in allocation}
    without = evaluate(election, singly, Slate({**before, elsewhere: alone.standing[elsewhere]}))
    assert found.courtesies == (left,)
    assert pair[0] not in slate.standing[elsewhere]
    for side in found.sides:
        a, b = (objective_draws(outcome, side.party, VOTES) for outcome in (with_it, without))
        assert side.gain.mean == pytest.approx((a - b).mean(), rel=1e-5, abs=1e-3)
        assert side.chance_gain == pytest.approx((a > b).mean())


def test_the_first_counter_offer_has_the_largest_product_of_gains_of_all_sharings():
    answered = 0
    for seed in range(40):
        election, structure = small_election(seed), allied("AB")
        seats, slate = election.draws.seats, strongest_slate(election, structure).standing
        found = value_offer(CASE, election, structure, dict.fromkeys(seats, "A"), dict.fromkeys("AB", SEATS))
        if all(side.gain.mean > 1e-6 for side in found.sides):
            continue  # where all gain from the offer it is itself the measure
        alone = {side.party: side.alone.mean for side in found.sides}
        b_has = dict(zip(seats, election.draws.share[:, 1].any(axis=1), strict=True))  # A stands where it is offered
        products = []
        for teams in product([(), "A", "B"], repeat=len(seats)):
            if all(team != "B" or b_has[seat] for seat, team in zip(seats, teams, strict=True)):
                standing = {s: (slate[s] - {"A", "B"}) | set(team) for s, team in zip(seats, teams, strict=True)}
                outcome = evaluate(election, structure, Slate(standing))
                gains = [float(outcome.seats_won(p).mean()) - alone[p] for p in alone]
                if all(gain > 1e-6 for gain in gains):
                    products.append(prod(gains))
        assert bool(found.counters) is bool(products)
        for counter in found.counters[:1]:
            assert prod(counter.each[p].mean - alone[p] for p in alone) == pytest.approx(max(products), rel=1e-3)
        answered += bool(products)
    assert answered >= 5


def test_whoever_shares_a_seat_in_a_friendly_contest_may_ask_to_have_it_alone():
    found = value_offer(CASE, pair(), allied("AB"), {"S1": ("A", "B"), "S2": "B"}, {})
    asks = {(ask.party, ask.seat): ask for ask in found.asks}
    assert {seat for party, seat in asks if party == "A"} >= {"S1"}
    assert asks["A", "S1"].holder == "B"
    assert (asks["A", "S1"].gain, asks["A", "S1"].cost) == (1.0, 0.0)


def test_courtesies_that_cannot_be_weighed_are_told_together():
    election, _ = in_two_regions(small_election(1))
    structure, seats = Structure.of({REGION: (ALLIANCE,)}), election.draws.seats
    left = [
        StandDown(seats[0], "A", "B"),
        StandDown("S9", "A", "D"),
        StandDown(seats[2], "D", "A"),
        StandDown(seats[1], "C", "Z"),
        StandDown(seats[0], "A", "D"),
    ]
    with pytest.raises(UsageError) as refused:
        value_offer(CASE, election, structure, {seats[0]: "A"}, {}, courtesies=left)
    told = str(refused.value)
    assert all(
        word in told for word in ("partners there", "no such seat", "is not of A+B+C", "known of Z", "stand there")
    )


def test_a_seat_is_not_left_to_whoever_leaves_it_too():
    election, _ = in_two_regions(small_election(1))
    elsewhere = election.draws.seats[-1]
    for before, left in (((), ["AB", "BA"]), ((StandDown(elsewhere, "D", "E"),), ["AD"])):
        structure = Structure.of({REGION: (ALLIANCE,)}, before)
        with pytest.raises(UsageError, match=f"{left[0][1]} leaves it to another party itself"):
            value_offer(CASE, election, structure, {"S1": "A"}, {}, courtesies=[StandDown(elsewhere, *p) for p in left])


def test_a_seat_in_which_nobody_else_stands_cannot_be_left_empty():
    election = small_election(3)
    election.draws.share[0, 3:5] = 0
    with pytest.raises(UsageError, match="nobody else stands in S1"):
        value_offer(CASE, election, allied(), {"S1": (), "S2": "A"}, {})
