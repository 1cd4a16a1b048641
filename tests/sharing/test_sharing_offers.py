"""Offers against figures got a second way, and planted bargains."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sharing_elections import ALLIANCE, allied, fixed_election, small_election

from prepoll.alliances import Slate, Structure, evaluate, objective_draws, strongest_slate
from prepoll.case.types import Case, Objective, Publication
from prepoll.errors import UsageError
from prepoll.names import RESIDUAL, AlliancesBy
from prepoll.sharing import value_offer
from prepoll.study import Study
from prepoll.transfer import shifted

SEATS = Objective("seats", "Expected seats", None, strict=False, rivals=(), default=True)
VOTES = Objective("votes", "Votes", None, strict=False, rivals=(), default=False)
EMPTY = (
    *("regions", "past", "parties", "blocs", "lineage", "people", "seats", "units", "results", "fronts"),
    *("positions", "polls", "reports", "articles", "judgements", "boundaries"),
)
CASE = Case(
    folder="small",
    title="Small",
    country=None,
    rule="plurality",
    as_of=date(2024, 3, 19),
    election_date=None,
    alliances_by=AlliancesBy.CASE,
    focal=(),
    objectives=(VOTES, SEATS),
    publication=Publication(None, None),
    **dict.fromkeys(EMPTY, ()),
)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.lists(st.sampled_from("ABC"), min_size=3, max_size=3))
def test_each_side_is_weighed_against_everybody_of_the_bloc_alone(seed, standers):
    election, structure = small_election(seed), allied()
    allocation = dict(zip(election.draws.seats, standers, strict=True))
    found = value_offer(CASE, election, structure, allocation, {"A": VOTES})
    strongest = strongest_slate(election, structure)
    standing = {s: (strongest.standing[s] - ALLIANCE) | {p} for s, p in allocation.items()}
    with_it = evaluate(election, structure, Slate(standing))
    alone = strongest_slate(election, Structure.of({}))
    apart = {s: (strongest.standing[s] - ALLIANCE) | (alone.standing[s] & ALLIANCE) for s in allocation}
    without = evaluate(election, Structure.of({}), Slate(apart))
    assert found.allocation == allocation
    for side in found.sides:
        aim = VOTES if side.party == "A" else SEATS
        a, b = objective_draws(with_it, side.party, aim), objective_draws(without, side.party, aim)
        assert side.value.mean == pytest.approx(a.mean())
        assert side.alone.mean == pytest.approx(b.mean())
        assert side.gain.mean == pytest.approx((a - b).mean(), abs=1e-6)
        assert side.chance_gain == pytest.approx((a > b).mean())
        assert side.low_gain == pytest.approx(side.gain.mean)  # these transfers have no range
        assert side.accept is bool((a - b).mean() > 0 and (a > b).sum() > (a < b).sum())


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000))
def test_everybody_gains_from_a_counter_offer_and_there_is_one_where_anything_would_do(seed):
    election, structure = small_election(seed, n_seats=2), allied("AB")
    seats = election.draws.seats
    found = value_offer(CASE, election, structure, dict.fromkeys(seats, "A"), {"A": SEATS, "B": SEATS})
    for counter in found.counters:
        again = value_offer(CASE, election, structure, counter.allocation, {"A": SEATS, "B": SEATS})
        assert all(side.gain.mean > 0 for side in again.sides)
    gainful = []
    for row in product("AB", repeat=2):
        other = value_offer(CASE, election, structure, dict(zip(seats, row, strict=True)), {"A": SEATS, "B": SEATS})
        if row != ("A", "A") and all(side.gain.mean > 0 for side in other.sides):
            gainful.append(row)
    assume(any(side.gain.mean <= 0 for side in found.sides))  # else the offer itself may be the best for all
    assert bool(found.counters) is bool(gainful)


def pair():
    """Make two seats that A wins in S1 and B in S2 with the other's votes, and nobody alone."""
    return fixed_election([(0.2, 0.15, 0.3), (0.15, 0.2, 0.3)], ("A", "B", "E", *RESIDUAL), tau=0.75)


def test_an_offer_that_gives_everything_to_one_is_answered_with_a_seat_each():
    found = value_offer(CASE, pair(), allied("AB"), {"S1": "A", "S2": "A"}, {})
    first, second = found.sides
    assert (first.party, first.accept, second.party, second.accept) == ("A", True, "B", False)
    assert first.seats == ("S1", "S2")
    assert [counter.allocation for counter in found.counters] == [{"S1": "A", "S2": "B"}]
    assert "With S2 to B, every member gains over going alone: A 1.00, B 1.00" in found.counters[0].why


def test_a_seat_that_the_offer_leaves_open_goes_to_the_strongest():
    found = value_offer(CASE, pair(), allied("AB"), {"S1": "A"}, {})
    assert found.allocation == {"S1": "A", "S2": "B"}
    assert all(side.accept for side in found.sides)
    assert found.counters == ()


def test_an_offer_that_cannot_be_weighed_says_all_that_is_amiss():
    with pytest.raises(UsageError, match=r"no seat S9; E, given S1, has no partner there"):
        value_offer(CASE, pair(), allied("AB"), {"S9": "A", "S1": "E"}, {})
    with pytest.raises(UsageError, match="gives no party a seat"):
        value_offer(CASE, pair(), allied("AB"), {"S1": None}, {})


def test_an_offer_is_within_one_alliance_of_the_regions_it_stands_in():
    election = replace(pair(), region_of={"S1": "K", "S2": "J"})
    both = Structure.of({"K": (frozenset("AB"),), "J": (frozenset("AE"),)})
    with pytest.raises(UsageError, match=r"more than one alliance: A\+B, A\+E"):
        value_offer(CASE, election, both, {"S1": "A", "S2": "A"}, {})
    with pytest.raises(UsageError, match=r"A\+B is no alliance in S2"):
        value_offer(CASE, election, both, {"S1": "A", "S2": None}, {})
    assert value_offer(CASE, election, both, {"S1": "A"}, {}).allocation == {"S1": "A"}


def test_a_gain_at_the_low_end_is_that_with_every_transfer_of_the_alliance_at_its_low_end():
    study = Study("cases/jammu-kashmir-2024", draws=60)
    structure = Structure.of({"Kashmir": (frozenset({"NC", "PDP"}),)})
    allocation = {"BAR": "NC", "SRI": "NC", "ANR": "PDP"}
    votes = study.objective("votes")
    found = value_offer(study.case, study.election, structure, allocation, {"NC": votes, "PDP": votes})
    low = replace(study.election, transfers=shifted(study.election.transfers, 0.05, only=("NC", "PDP")))
    standing = strongest_slate(low, structure).standing
    offered = {**standing, **{s: (standing[s] - {"NC", "PDP"}) | {p} for s, p in allocation.items()}}
    with_it, without = evaluate(low, structure, Slate(offered)), evaluate(low, Structure(()))
    for side in found.sides:
        expected = objective_draws(with_it, side.party, votes) - objective_draws(without, side.party, votes)
        assert side.low_gain == pytest.approx(expected.mean(), rel=1e-4)
        assert side.low_gain < side.gain.mean
