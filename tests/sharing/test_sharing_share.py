"""Sharing against trying every allocation, each evaluated in full."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sharing_elections import ALLIANCE, REGION, allied, fixed_election, in_two_regions, small_election

from prepoll.alliances import Slate, StandDown, Structure, evaluate, strongest_slate
from prepoll.errors import UsageError
from prepoll.names import RESIDUAL
from prepoll.sharing import Demands, Infeasible, Norm, Quota, share_seats
from prepoll.sharing.demands import demand_list, meets

seeds = st.integers(0, 10_000)
demand_values = st.builds(
    Demands,
    least=st.dictionaries(st.sampled_from("ABC"), st.integers(0, 2), max_size=2),
    most=st.dictionaries(st.sampled_from("ABC"), st.integers(0, 3), max_size=1),
    must=st.dictionaries(st.sampled_from("ABC"), st.sampled_from([("S1",), ("S2",)]), max_size=1),
    never=st.dictionaries(st.sampled_from("ABC"), st.sampled_from([("S1",), ("S2", "S3")]), max_size=1),
    quotas=st.lists(
        st.builds(
            Quota,
            st.sampled_from("ABC"),
            st.sampled_from([REGION, "T"]),
            st.none() | st.integers(0, 2),
            st.none() | st.integers(0, 2),
        ),
        max_size=2,
    ).map(tuple),
)


def every_allocation(election, structure, demands):
    draws = election.draws
    strongest = strongest_slate(election, structure)
    options = []
    for i, seat in enumerate(draws.seats):
        here = [m for m in "ABC" if draws.share[i, draws.party_index[m]].any() or seat in demands.must.get(m, ())]
        options.append([*here, None] if strongest.standing[seat] - ALLIANCE else here)
    for row in product(*options):
        allocation = dict(zip(draws.seats, row, strict=True))
        teams = {s: (p,) if p else () for s, p in allocation.items()}
        whole = replace(demands, quotas=())
        if all(meets(teams, demand) for demand in demand_list(whole)) and within(election, allocation, demands.quotas):
            standing = {s: (strongest.standing[s] - ALLIANCE) | ({p} if p else set()) for s, p in allocation.items()}
            yield allocation, evaluate(election, structure, Slate(standing))


def within(election, allocation, quotas):
    for quota in quotas:
        held = [s for s, p in allocation.items() if p == quota.party and election.region_of[s] == quota.region]
        if not (quota.least or 0) <= len(held) <= (len(allocation) if quota.most is None else quota.most):
            return False
    return True


def figures(outcome):
    rows = [outcome.contenders.index(m) for m in "ABC"]
    seats = outcome.wins[:, rows].sum(axis=(0, 1), dtype=np.float64)
    votes = (outcome.votes[:, rows].astype(np.float64).mean(axis=2).sum(axis=1) * outcome.electors).sum()
    return seats.mean(), votes


@settings(deadline=None, max_examples=40)
@given(seeds, demand_values)
def test_the_optimum_is_the_best_of_all_allocations(seed, demands):
    election, structure = in_two_regions(small_election(seed))
    found = share_seats(election, structure, ALLIANCE, (REGION, "T"), demands)
    tried = [(figures(outcome), allocation) for allocation, outcome in every_allocation(election, structure, demands)]
    if isinstance(found, Infeasible):
        assert not tried
        asked = [str(demand) for demand in demand_list(demands)]
        assert all(any(line.startswith(words) for words in asked) for line in found.because)
        return
    best_seats = max(seats for (seats, _), _ in tried)
    best_votes = max(votes for (seats, votes), _ in tried if seats == pytest.approx(best_seats, abs=1e-6))
    mine = {tuple(allocation.items()): figure for figure, allocation in tried}[tuple(found[0].allocation.items())]
    assert found[0].norm is Norm.OPTIMUM
    assert found[0].alliance_seats.mean == pytest.approx(best_seats, abs=1e-6)
    assert mine[0] == pytest.approx(best_seats, abs=1e-6)
    assert mine[1] == pytest.approx(best_votes, rel=1e-6)


@settings(deadline=None, max_examples=25)
@given(seeds)
def test_every_norm_has_the_figures_of_its_allocation(seed):
    election, structure = small_election(seed), allied()
    found = share_seats(election, structure, ALLIANCE, (REGION,), sitting={"S1": "A", "S2": ("D", "B")})
    assert not isinstance(found, Infeasible)
    outcomes = {tuple(a.items()): o for a, o in every_allocation(election, structure, Demands())}
    for sharing in found:
        outcome = outcomes[tuple(sharing.allocation.items())]
        for member, won in sharing.each.items():
            assert won.mean == pytest.approx(outcome.seats_won(member).mean())
        assert sharing.alliance_seats.mean == pytest.approx(sum(won.mean for won in sharing.each.values()))
        assert sum(sharing.seat_wins.values()) == pytest.approx(sharing.alliance_seats.mean)
        assert sharing.alliance_seats.mean <= found[0].alliance_seats.mean + 1e-9


def planted(own):
    return fixed_election(own, ("A", "B", "E", *RESIDUAL))


def share_pair(election, **options):
    return share_seats(election, allied("AB"), frozenset("AB"), (REGION,), **options)


def by_norm(found):
    return {sharing.norm: sharing for sharing in found}


def test_proportional_gives_the_count_by_votes_and_the_places_that_win():
    # votes .25 to .12 over four seats: quotas 2.70 and 1.30, so 3 and 1; B wins S3 alone and no other
    election = planted([(0.30, 0.05, 0.2), (0.30, 0.05, 0.2), (0.10, 0.25, 0.2), (0.30, 0.13, 0.2)])
    sharing = by_norm(share_pair(election))[Norm.PROPORTIONAL]
    assert sharing.allocation == {"S1": "A", "S2": "A", "S3": "B", "S4": "A"}
    assert "A 3 (68%) and B 1 (32%)" in sharing.why


def test_floors_bind_and_cost_seats():
    election = planted([(0.30, 0.05, 0.2), (0.30, 0.06, 0.2), (0.30, 0.10, 0.2)])
    free = by_norm(share_pair(election))[Norm.OPTIMUM]
    floor = by_norm(share_pair(election, demands=Demands(least={"B": 1})))
    assert set(free.allocation.values()) == {"A"}
    assert free.alliance_seats.mean == 3
    assert floor[Norm.OPTIMUM].allocation == {"S1": "A", "S2": "A", "S3": "B"}
    assert floor[Norm.STRONGEST].why.endswith("does not meet: B asks for at least 1 seat.")


def test_quotas_hold_in_their_region_and_clash_in_words():
    election = replace(
        planted([(0.30, 0.05, 0.2), (0.30, 0.06, 0.2), (0.30, 0.10, 0.2)]),
        region_of={"S1": "N", "S2": "N", "S3": "T"},
    )
    both = Structure.of({region: (frozenset("AB"),) for region in ("N", "T")})

    def share(*quotas, **more):
        return share_seats(election, both, frozenset("AB"), ("N", "T"), Demands(quotas=quotas, **more))

    found = by_norm(share(Quota("B", "N", least=1)))
    assert found[Norm.OPTIMUM].allocation == {"S1": "A", "S2": "B", "S3": "A"}
    assert found[Norm.STRONGEST].unmet == ("B asks for at least 1 seat in N",)
    assert list(by_norm(share(Quota("A", "T", most=0)))[Norm.OPTIMUM].allocation.values()) == ["A", "A", "B"]
    clash = share(Quota("B", "N", least=2), least={"A": 2})
    assert clash.because == (
        "A asks for at least 2 seats of the 3 in which it may stand",
        "B asks for at least 2 seats in N of the 2 in which it may stand",
    )
    assert clash.smallest
    with pytest.raises(UsageError, match=r"X is not among the regions shared \(N, T\)"):
        share(Quota("B", "X", most=1))


def test_a_tie_between_allocations_is_told():
    found = share_pair(planted([(0.25, 0.25, 0.2)]))
    assert not isinstance(found, Infeasible)
    assert "as good in seats and votes: S1 to" in found[0].why
    assert "A and B have the same claim to S1" in by_norm(found)[Norm.STRONGEST].why


def test_a_seat_decided_by_votes_alone_says_so():
    found = share_pair(planted([(0.30, 0.25, 0.1)]))
    assert found[0].allocation == {"S1": "A"}
    assert "in S1 another member would win as often" in found[0].why


@pytest.mark.parametrize(("ahead", "told"), [(2, True), (100, False)])
def test_a_seat_that_few_draws_decide_says_so(ahead, told):
    election = fixed_election([(0.2, 0.2, 0.33)], ("A", "B", "E", *RESIDUAL), n_draws=100)
    election.draws.share[0, 0, :ahead] = 0.25  # there the alliance wins with A and not with B, else with neither
    election.draws.share[0, -1, :ahead] = 0.22
    found = share_pair(election)
    assert found[0].allocation == {"S1": "A"}
    assert ("in S1 members differ by so few draws that it may be chance" in found[0].why) is told


def test_the_last_result_gives_the_claim_and_the_sitting_member_stays():
    election = planted([(0.30, 0.05, 0.2), (0.30, 0.25, 0.2), (0.1, 0.2, 0.3)])
    found = by_norm(share_pair(election, sitting={"S1": ("B", "A"), "S2": ("E", "B", "A")}))
    assert found[Norm.WINNER_OR_RUNNER_UP].allocation == {"S1": "B", "S2": "B", "S3": "B"}
    assert found[Norm.SITTING_MEMBER].allocation["S1"] == "B"
    assert found[Norm.SITTING_MEMBER].allocation["S2"] == "A"
    assert Norm.SITTING_MEMBER not in by_norm(share_pair(election))


def test_a_member_without_strength_stands_only_where_it_must():
    election = planted([(0.0, 0.1, 0.2), (0.3, 0.1, 0.2)])
    assert isinstance(share_pair(election, demands=Demands(least={"A": 2})), Infeasible)
    found = share_pair(election, demands=Demands(must={"A": ("S1",)}))
    assert not isinstance(found, Infeasible)
    assert found[0].allocation == {"S1": "A", "S2": "A"}


def test_a_member_that_has_stood_down_does_not_stand():
    election = planted([(0.3, 0.1, 0.2)])
    structure = Structure.of({REGION: (frozenset("AB"),)}, (StandDown("S1", "A", "E"),))
    found = share_seats(election, structure, frozenset("AB"), (REGION,))
    assert not isinstance(found, Infeasible)
    assert found[0].allocation == {"S1": "B"}
    must = share_seats(election, structure, frozenset("AB"), (REGION,), Demands(must={"A": ("S1",)}))
    assert must == Infeasible(("A must have S1",))


def test_a_bloc_or_region_that_is_not_there_is_named():
    election = planted([(0.3, 0.1, 0.2)])
    with pytest.raises(UsageError, match="there is no region Q"):
        share_seats(election, allied("AB"), frozenset("AB"), (REGION, "Q"))
    with pytest.raises(UsageError, match=r"The seats of A\+E"):
        share_seats(election, allied("AB"), frozenset("AE"), (REGION,))


def test_a_seat_in_which_nobody_at_all_could_stand_is_named():
    election = fixed_election([(0.2, 0.15, 0.3), (0, 0, 0)], ("A", "B", "E", *RESIDUAL))
    with pytest.raises(UsageError, match="nobody has strength in S2"):
        share_seats(election, allied("AB"), frozenset("AB"), (REGION,))
    given = share_seats(election, allied("AB"), frozenset("AB"), (REGION,), Demands(must={"A": ("S2",)}))
    assert not isinstance(given, Infeasible)
    assert given[0].allocation["S2"] == "A"
