"""Nash product, floors, friendly contests, alternatives, frontier, prices and regret against trying everything."""

from dataclasses import replace
from itertools import combinations, product
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sharing_elections import ALLIANCE, REGION, allied, fixed_election, small_election

from prepoll.alliances import Slate, Structure, evaluate, strongest_slate
from prepoll.names import RESIDUAL
from prepoll.sharing import Demands, Infeasible, Norm, Wanted, margins, share_seats, share_terms
from prepoll.sharing import nash as nash_search
from prepoll.sharing.nash import nash
from prepoll.sharing.programme import Programme, every_choice, total_of
from prepoll.sharing.table import every_team_choice, seat_table

seeds = st.integers(0, 10_000)


def every_sharing(election, structure, friendly=(), bloc="ABC"):
    """List who of a bloc may stand where with its expected seats, each evaluated in full."""
    draws, strongest = election.draws, strongest_slate(election, structure)
    options = []
    for i, seat in enumerate(draws.seats):
        here = [m for m in bloc if draws.share[i, draws.party_index[m]].any()]
        teams = [(m,) for m in here]
        if seat in friendly:
            teams += [team for size in (2, 3) for team in combinations(here, size)]
        options.append(teams + ([()] if strongest.standing[seat] - set(bloc) else []))
    for row in product(*options):
        teams = dict(zip(draws.seats, row, strict=True))
        standing = {s: (strongest.standing[s] - set(bloc)) | set(team) for s, team in teams.items()}
        outcome = evaluate(election, structure, Slate(standing))
        yield teams, {m: float(outcome.seats_won(m).mean()) for m in bloc}


def alone_of(election, structure, bloc="ABC"):
    apart = strongest_slate(election, Structure.of({}))
    before = strongest_slate(election, structure)
    standing = {s: (who - set(bloc)) | (apart.standing[s] & set(bloc)) for s, who in before.standing.items()}
    outcome = evaluate(election, Structure.of({}), Slate(standing))
    return {m: float(outcome.seats_won(m).mean()) for m in bloc}


def found_terms(election, structure, **wanted):
    found = share_terms(election, structure, ALLIANCE, (REGION,), Demands(), Wanted(**wanted))
    assert not isinstance(found, Infeasible)
    return found


@settings(deadline=None, max_examples=25)
@given(seeds)
def test_the_nash_product_is_the_largest_of_all_sharings(seed):
    election, structure = small_election(seed), allied()
    found = {sharing.norm: sharing for sharing in share_seats(election, structure, ALLIANCE, (REGION,))}
    alone = alone_of(election, structure)
    gains = [[won[m] - alone[m] for m in "ABC"] for _, won in every_sharing(election, structure)]
    products = [prod(row) for row in gains if min(row) > 1e-9]
    if not products:
        assert Norm.NASH not in found
        return
    sharing = found[Norm.NASH]
    mine = prod(sharing.each[m].mean - alone[m] for m in "ABC")
    assert mine >= max(products) * (1 - 2e-3)
    assert sharing.gap <= 2e-3


@settings(deadline=None, max_examples=150)
@given(seeds, st.integers(1, 6), st.integers(2, 4))
def test_the_nash_product_of_tables_is_within_the_gap_that_it_states(seed, n_seats, n_options):
    rng = np.random.default_rng(seed)
    shape = (n_seats, n_options)
    programme = Programme(rng.random(shape) < 0.8, np.zeros(shape), np.zeros(shape))
    won = [rng.integers(0, 5, size=shape) / 4 for _ in range(2)]
    alone = [float(rng.integers(0, 3)) / 2 for _ in range(2)]
    products = [
        prod(total_of(table, choice) - least for table, least in zip(won, alone, strict=True))
        for choice in every_choice(programme)
        if all(total_of(table, choice) - least > 0 for table, least in zip(won, alone, strict=True))
    ]
    found = nash(programme, won, alone)
    assert (found is None) is (not products)
    if found is not None:
        mine = prod(total_of(table, found.choice) - least for table, least in zip(won, alone, strict=True))
        assert max(products) <= mine * (1 + found.gap + 1e-6)
        assert found.gap <= 2e-3


def test_every_way_is_tried_where_exchanges_stop_early(monkeypatch):
    """With exchanges of single seats alone many searches stop short of the largest product."""
    monkeypatch.setattr(nash_search, "CLOSE", 1)
    rng, shape = np.random.default_rng(5), (7, 3)
    for _ in range(100):
        won, alone = [rng.integers(0, 100, size=shape) / 100 for _ in range(3)], (rng.random(3) * 6).tolist()
        found = nash(Programme(np.ones(shape) > 0, np.zeros(shape), np.zeros(shape)), won, alone)
        gains = np.array([w[np.arange(7), list(product(range(3), repeat=7))].sum(axis=1) for w in won]).T - alone
        products = np.where((gains > 0).all(axis=1), gains.prod(axis=1), 0.0)
        assert (found is None) is bool(products.max() <= 0)
        if found is not None:
            mine = prod(total_of(table, found.choice) - least for table, least in zip(won, alone, strict=True))
            assert mine * (1 + found.gap) >= products.max() * (1 - 1e-9)


@settings(deadline=None, max_examples=25)
@given(seeds, st.sampled_from("ABC"), st.sampled_from([0.25, 1.0, 2.0]))
def test_a_floor_on_seats_won_is_kept_at_the_least_cost(seed, party, floor):
    election, structure = small_election(seed), allied()
    found = share_seats(election, structure, ALLIANCE, (REGION,), Demands(wins={party: floor}))
    kept = [sum(won.values()) for _, won in every_sharing(election, structure) if won[party] >= floor - 1e-6]
    if not kept:
        assert isinstance(found, Infeasible)
        assert found.because == (f"{party} asks to win at least {floor:.4g} expected seats",)
        return
    assert found[0].each[party].mean >= floor - 1e-6
    assert found[0].alliance_seats.mean == pytest.approx(max(kept), abs=1e-6)


@settings(deadline=None, max_examples=25)
@given(seeds)
def test_nobody_worse_is_the_best_with_everybody_at_least_as_well_as_alone(seed):
    election, structure = small_election(seed), allied()
    found = {sharing.norm: sharing for sharing in share_seats(election, structure, ALLIANCE, (REGION,))}
    alone = alone_of(election, structure)
    kept = [
        sum(won.values())
        for _, won in every_sharing(election, structure)
        if all(won[m] >= alone[m] - 1e-6 for m in "ABC")
    ]
    best = found[Norm.OPTIMUM]
    if Norm.NOBODY_WORSE in found:
        assert found[Norm.NOBODY_WORSE].alliance_seats.mean == pytest.approx(max(kept), abs=1e-6)
    else:
        assert not kept or all(best.each[m].mean >= alone[m] - 1e-4 for m in "ABC")


@settings(deadline=None, max_examples=15)
@given(seeds, st.booleans())
def test_with_friendly_contests_the_optimum_is_still_the_best_of_all(seed, forced):
    election, structure = small_election(seed, n_seats=2), allied()
    share = election.draws.share[0, [election.draws.party_index[m] for m in "AB"]]
    must = {"A": ("S1",), "B": ("S1",)} if forced and share.any(axis=1).all() else {}
    found = share_seats(election, structure, ALLIANCE, (REGION,), Demands(friendly=("S1",), must=must))
    rows = [
        (sum(won.values()), teams)
        for teams, won in every_sharing(election, structure, friendly=("S1",))
        if not must or {"A", "B"} <= set(teams["S1"])
    ]
    assert found[0].alliance_seats.mean == pytest.approx(max(row[0] for row in rows), abs=1e-6)
    if must:
        assert {"A", "B"} <= set(found[0].friendly["S1"])
        assert found[0].teams["S1"] == found[0].friendly["S1"]
    clash = share_seats(election, structure, ALLIANCE, (REGION,), Demands(must={"A": ("S1",), "B": ("S1",)}))
    assert isinstance(clash, Infeasible)


@settings(deadline=None, max_examples=25)
@given(seeds)
def test_alternatives_are_as_different_as_any_that_are_about_as_good(seed):
    election, structure = small_election(seed), allied()
    found = found_terms(election, structure, frontier=False)
    rows = list(every_sharing(election, structure))
    most = max(sum(won.values()) for _, won in rows)
    shown = [found.sharings[0].teams]
    for sharing in found.alternatives:
        near = [teams for teams, won in rows if sum(won.values()) >= most * 0.99 - 1e-6]
        distance = max(min(sum(teams[s] != other[s] for s in teams) for other in shown) for teams in near)
        assert sharing.alliance_seats.mean >= most * 0.99 - 1e-6
        assert min(sum(sharing.teams[s] != other[s] for s in other) for other in shown) == distance
        shown.append(sharing.teams)
    if not found.alternatives:
        assert [teams for teams, won in rows if sum(won.values()) >= most * 0.99 - 1e-6] == [shown[0]]


@settings(deadline=None, max_examples=12)
@given(seeds, st.sampled_from(["AB", "ABC"]))
def test_no_sharing_betters_a_point_of_the_frontier(seed, bloc):
    election, structure = small_election(seed), allied(bloc)
    found = share_terms(election, structure, frozenset(bloc), (REGION,))
    assert not isinstance(found, Infeasible)
    rows = [won for _, won in every_sharing(election, structure, bloc=bloc)]
    assert found.frontier
    for point in found.frontier:
        for won in rows:
            as_good = all(won[m] >= point.each[m] - 1e-9 for m in bloc)
            assert not (as_good and any(won[m] > point.each[m] + 1e-6 for m in bloc)), (point.each, won)
    alone = alone_of(election, structure, bloc)
    rational = [won for won in rows if all(won[m] >= alone[m] - 1e-6 for m in bloc)]
    best = max(sum(won.values()) for won in rows)
    if bloc == "ABC" and any(sum(won.values()) == pytest.approx(best) for won in rational):
        assert all(all(p.each[m] >= alone[m] - 1e-4 for m in bloc) for p in found.frontier)
    if bloc == "AB" and not rational:  # then the ends are there: the most that each can have
        for member in bloc:
            most = max(won[member] for won in rows)
            assert max(p.each[member] for p in found.frontier) == pytest.approx(most, abs=1e-6)


@settings(deadline=None, max_examples=12)
@given(seeds, st.sampled_from(["AB", "ABC"]))
def test_margins_are_those_of_the_terms_and_their_corners_are_bettered_by_nothing(seed, bloc):
    election, structure = small_election(seed), allied(bloc)
    found = share_terms(election, structure, frozenset(bloc), (REGION,))
    shared = share_seats(election, structure, frozenset(bloc), (REGION,))
    short = margins(election, structure, frozenset(bloc), (REGION,), shared)
    assert (short.prices, short.low_end, short.regret) == (found.prices, found.low_end, found.regret)
    rows = [won for _, won in every_sharing(election, structure, bloc=bloc)]
    assert short.frontier
    for point in short.frontier:
        assert point.total == pytest.approx(sum(point.each.values()))
        for won in rows:
            as_good = all(won[m] >= point.each[m] - 1e-9 for m in bloc)
            assert not (as_good and any(won[m] > point.each[m] + 1e-6 for m in bloc)), (point.each, won)


def two_seats(own, tau=0.75):
    return fixed_election(own, ("A", "B", "E", *RESIDUAL), tau=tau)


def test_the_frontier_of_two_is_the_line_of_divisions():
    election = two_seats([(0.2, 0.2, 0.3)] * 3)
    found = share_terms(election, allied("AB"), frozenset("AB"), (REGION,))
    points = [(point.each["A"], point.each["B"], point.total) for point in found.frontier]
    assert points == [(3, 0, 3), (2, 1, 3), (1, 2, 3), (0, 3, 3)]


def test_a_seat_more_for_one_has_its_price():
    # A wins all three, B only S3; so the first seat for B is free and the second costs one
    election = two_seats([(0.30, 0.05, 0.28), (0.30, 0.05, 0.28), (0.30, 0.30, 0.28)], tau=0.1)
    found = share_terms(election, allied("AB"), frozenset("AB"), (REGION,), Demands(must={"B": ("S3",)}))
    price = {row.party: row for row in found.prices}
    assert (price["B"].contests, price["B"].one_more, price["B"].to_party) == (1, 1.0, 0.0)
    assert price["B"].one_less is None  # it must have S3
    assert price["A"].one_more is None
    free = share_terms(election, allied("AB"), frozenset("AB"), (REGION,))
    assert {row.party: row.one_more for row in free.prices}["B"] in (0.0, 1.0)


def test_each_demand_has_its_cost():
    election = two_seats([(0.30, 0.05, 0.28), (0.30, 0.05, 0.28)], tau=0.1)
    demands = Demands(must={"B": ("S1",)}, most={"B": 1})
    found = share_terms(election, allied("AB"), frozenset("AB"), (REGION,), demands)
    assert [(row.demand, row.cost) for row in found.costs] == [
        ("B must have S1", 1.0),
        ("B takes at most 1 seat", 0.0),
    ]


def test_regret_is_what_another_sharing_would_win_more_if_voters_follow_less():
    # with full transfer either wins; at the low end only A does
    election = two_seats([(0.25, 0.20, 0.28)], tau=0.9)
    low = replace(election.transfers, tau={("A", "B"): 0.0, ("B", "A"): 0.3})
    wanted = Wanted(sitting={"S1": "B"}, low=low)
    found = share_terms(election, allied("AB"), frozenset("AB"), (REGION,), Demands(), wanted)
    by_norm = {sharing.norm: sharing for sharing in found.sharings}
    assert by_norm[Norm.SITTING_MEMBER].allocation == {"S1": "B"}
    assert found.regret[Norm.SITTING_MEMBER] == 1
    assert found.low_end[Norm.SITTING_MEMBER] == 0
    best = by_norm[Norm.STRONGEST]
    assert (best.allocation, found.regret[Norm.STRONGEST], found.low_end[Norm.STRONGEST]) == ({"S1": "A"}, 0, 1)


def test_what_is_not_shown_is_said():
    found = found_terms(small_election(3), allied())
    shown = {sharing.norm for sharing in found.sharings}
    assert (Norm.SITTING_MEMBER in shown) is not any("Sitting" in line for line in found.left_out)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_the_price_of_a_seat_is_that_of_the_best_of_all_sharings_with_exactly_one_more_or_less(seed):
    election, structure = small_election(seed), allied()
    table = seat_table(election, structure, ALLIANCE, (REGION,), Demands())
    every = list(every_team_choice(table))
    best = max(table.expected_wins(teams) for teams in every)
    found = share_terms(election, structure, ALLIANCE, (REGION,), wanted=Wanted(frontier=False))
    for price in found.prices:
        for number, lost in ((price.contests + 1, price.one_more), (price.contests - 1, price.one_less)):
            held = [t for t in every if sum(price.party in team for team in t.values()) == number]
            expected = best - max(map(table.expected_wins, held)) if held else None
            assert lost == (None if expected is None else pytest.approx(expected, abs=1e-6))
            if held and number > price.contests:
                tops = [t for t in held if table.expected_wins(t) == pytest.approx(best - expected, abs=1e-9)]
                gains = {round(table.expected(t)[price.party], 6) for t in tops}
                now = found.sharings[0].each[price.party].mean
                assert any(price.to_party == pytest.approx(gain - now, abs=1e-5) for gain in gains)
