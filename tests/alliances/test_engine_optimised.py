"""The search with an optimised slate against trying every structure and every member."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_engine_search import make_election, won

from prepoll.alliances import (
    Slate,
    StandDown,
    Structure,
    claimed_slate,
    evaluate,
    optimised_slate,
    partitions,
    strongest_slate,
)
from prepoll.alliances.engine import Limits
from prepoll.alliances.engine.optimised import search_optimised
from prepoll.errors import UsageError


def best_by_hand(election, structure, party):
    """Try every member of the party's bloc in every seat, by whole evaluations."""
    standing = dict(strongest_slate(election, structure).standing)
    bloc, contenders = structure.bloc_of("here", party), election.draws.contenders
    for place, seat in enumerate(election.draws.seats):
        means = dict(zip(contenders, election.draws.share[place].mean(axis=1, dtype=np.float64), strict=False))
        options = [standing[seat]]
        for member in sorted((p for p in bloc if means[p] > 0), key=lambda p: (-means[p], p)):
            options.append(claimed_slate(election, structure, {seat: (member,)}).standing[seat])
        wins = []
        for option in options:
            outcome = evaluate(election, structure, Slate({**standing, seat: option}))
            rows = [contenders.index(p) for p in sorted(bloc)]
            wins.append(round(float(outcome.wins[place, rows].sum(dtype=np.float64)), 3))
        standing[seat] = options[int(np.argmax(wins))]
    return Slate(standing)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 5), st.integers(1, 2), st.integers(1, 80), st.booleans())
def test_search_with_an_optimised_slate_agrees_with_trying_every_member(seed, parties, seats, draws, grid):
    election = make_election(seed, parties, seats, draws, grid)
    players = election.draws.contenders
    party = players[seed % parties]
    found = search_optimised(election, players, party)
    for blocs in partitions(players):
        structure = Structure.of({"here": blocs})
        slate = optimised_slate(election, structure, party)
        expected = won(election, structure, slate)
        np.testing.assert_allclose(found.expected_seats[found.index(list(blocs))], expected, atol=1e-6)
        mine = [players.index(p) for p in structure.bloc_of("here", party)]
        by_hand = won(election, structure, best_by_hand(election, structure, party))
        assert expected[mine].sum() == pytest.approx(by_hand[mine].sum(), abs=1e-6)
        assert expected[mine].sum() >= won(election, structure)[mine].sum() - 1e-6


def test_units_and_courtesies_are_kept():
    election = make_election(11, 5, 3, 60)
    courtesies = (StandDown("S1", "D", "A"),)
    limits = Limits(units=(frozenset("BE"),), courtesies=courtesies)
    found = search_optimised(election, ("A", "B", "D"), "E", limits=limits)
    for blocs in partitions(("A", "B", "D")):
        whole = tuple(bloc | {"E"} if "B" in bloc else bloc for bloc in blocs)
        structure = Structure.of({"here": whole}, courtesies)
        expected = won(election, structure, optimised_slate(election, structure, "E"))
        np.testing.assert_allclose(found.expected_seats[found.index(list(blocs))], expected, atol=1e-6)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 5), st.integers(1, 40), st.booleans())
@example(0, 5, 3, True)
def test_others_go_by_claims_where_the_own_bloc_is_optimised(seed, parties, draws, grid):
    election = make_election(seed, parties, 2, draws, grid)
    players, rng = election.draws.contenders, np.random.default_rng(seed)
    claims = {seat: tuple(str(p) for p in rng.permutation(players)[: 1 + seed % 2]) for seat in election.draws.seats}
    party = players[seed % parties]
    found = search_optimised(election, players, party, limits=Limits(claims=claims))
    for blocs in partitions(players):
        structure = Structure.of({"here": blocs})
        by_claims, slate = (
            claimed_slate(election, structure, claims),
            optimised_slate(election, structure, party, claims),
        )
        bloc = structure.bloc_of("here", party)
        for seat in election.draws.seats:  # equals of another bloc are told apart by who else stands
            assert grid or slate.standing[seat] - bloc == by_claims.standing[seat] - bloc
        expected = won(election, structure, slate)
        np.testing.assert_allclose(found.expected_seats[found.index(list(blocs))], expected, atol=1e-6)
        mine = [players.index(p) for p in bloc]
        assert expected[mine].sum() >= won(election, structure, by_claims)[mine].sum() - 1e-6


def test_the_party_has_to_be_a_player():
    election = make_election(1, 3, 1, 5)
    with pytest.raises(UsageError, match="C is not among the players A, B"):
        search_optimised(election, ("A", "B"), "C")
