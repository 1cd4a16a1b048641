"""Who wins the seats of many structures at once, against each seat counted by itself; ties included."""

from dataclasses import replace

import numpy as np
import pytest
from alliances_cases import random_election, random_slate, random_structure
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.alliances import ALONE, Slate, StandDown, Structure, evaluate, winning
from prepoll.alliances.adding import TIED, write_keys
from prepoll.alliances.ballots import ballot_of, stack_for, who_stands
from prepoll.alliances.frame import stack_of
from prepoll.alliances.kernel import MOST
from prepoll.alliances.memo import memo_of
from prepoll.alliances.winning import polls, who_wins


def coarse(election):
    """Round strengths to eighths: many draws are tied."""
    share = np.round(election.draws.share * 8) / 8
    share[:, -1] += 1 - share.sum(axis=1)
    return replace(election, draws=replace(election.draws, share=share.astype(np.float32)), cache={})


def rows_of(election, pairs):
    return [(structure, who_stands(election, structure, slate)) for structure, slate in pairs]


def same(won, outcome):
    for seat in range(len(outcome.seats)):
        tied = outcome.wins[seat].max(axis=0) < 1  # the row of the winner is kept in all other draws
        assert (won.first[seat] == TIED).tolist() == tied.tolist()
        assert (won.ties[seat].draws.tolist() if seat in won.ties else []) == np.flatnonzero(tied).tolist()
        for party in range(len(outcome.contenders)):
            assert won.in_seat(seat, party).tolist() == outcome.wins[seat, party].tolist()
    for parties in ([0], [1, 2], list(range(len(outcome.contenders)))):
        theirs = outcome.wins[:, parties].sum(axis=(0, 1), dtype=np.float64)
        assert won.seats(parties) == pytest.approx(theirs, abs=1e-6)
        first = np.arange(len(outcome.seats)) == 0
        assert won.seats(parties, first) == pytest.approx(outcome.wins[0, parties].sum(axis=0), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(3, 6), st.booleans())
def test_many_boards_at_once_are_each_by_itself(seed, n_parties, rough):
    election = random_election(seed, n_parties, n_draws=12)
    election = coarse(election) if rough else election
    rng = np.random.default_rng([seed, 7])
    structures = [random_structure(rng, election) for _ in range(4)]
    pairs = [(structure, random_slate(rng, election, structure)) for structure in (*structures, structures[0])]
    for pick in (pairs[:2], pairs):  # what was counted before is taken up again
        for (structure, slate), won in zip(pick, who_wins(election, rows_of(election, pick)), strict=True):
            same(won, evaluate(election, structure, slate))


def test_keys_are_equal_where_nothing_differs_and_nothing_is_counted_twice():
    election = random_election(3, 5, n_draws=6, zeros=0)
    one, two = (Structure.of({"N": (frozenset(bloc),)}) for bloc in ("AB", "ABC"))
    first, second = who_wins(election, rows_of(election, [(one, None), (two, None)]))
    assert [a == b for a, b in zip(first.keys, second.keys, strict=True)] == [False, False, True]  # S3 is not in N
    memo = memo_of(election, f"heads {id(stack_of(election))}")
    assert set(memo.values) == {cell for won in (first, second) for cell in enumerate(won.keys)}
    again = who_wins(election, rows_of(election, [(two, None)]))[0]
    assert len(memo.values) == 5
    assert again.first.tolist() == second.first.tolist()


def test_a_courtesy_makes_another_key():
    election = random_election(6, 4, n_draws=8, zeros=0)
    favour = Structure.of({}, (StandDown("S1", "A", "B"),))
    slate = Slate({seat: frozenset("BCD") for seat in election.draws.seats})
    plain, given_ = who_wins(election, rows_of(election, [(ALONE, slate), (favour, slate)]))
    same(given_, evaluate(election, favour, slate))
    assert [a == b for a, b in zip(plain.keys, given_.keys, strict=True)] == [False, True, True]


def test_more_ties_than_there_is_room_for_are_all_found():
    election = random_election(1, 3, n_draws=1500, zeros=0)
    share = np.zeros_like(election.draws.share)
    share[:, :2], share[:, -1] = 0.25, 0.5
    even = replace(election, draws=replace(election.draws, share=share), cache={})
    (won,) = who_wins(even, rows_of(even, [(ALONE, None)]))
    assert won.seats([0]).tolist() == [1.5] * 1500
    assert who_wins(even, []) == []
    assert MOST < 255


def test_pairs_are_told_from_those_who_are_alone_beside_them():
    election = random_election(5, 5, n_draws=8, zeros=0)
    slate = Slate(dict.fromkeys(election.draws.seats, frozenset("ACE")))
    pairs = [(Structure.of({"N": (frozenset(bloc),)}), slate) for bloc in ("AB", "CD")]
    first, second = who_wins(election, rows_of(election, pairs))
    assert first.keys[0] != second.keys[0]
    for (structure, _), won in zip(pairs, (first, second), strict=True):
        same(won, evaluate(election, structure, slate))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.integers(3, 6), st.booleans())
def test_single_polls_are_those_of_the_whole_outcome(seed, n_parties, rough):
    election = random_election(seed, n_parties, n_draws=12)
    election = coarse(election) if rough else election
    rng = np.random.default_rng([seed, 13])
    structures = [random_structure(rng, election) for _ in range(3)]
    pairs = [(structure, random_slate(rng, election, structure)) for structure in structures]
    asked = [
        (seat, board, election.draws.party_index[party])
        for board, (_, slate) in enumerate(pairs)
        for seat, name in enumerate(election.draws.seats)
        for party in sorted(slate.standing[name])
    ]
    outcomes = [evaluate(election, structure, slate) for structure, slate in pairs]
    for some in (asked[::3], list(reversed(asked))):  # what was asked before is taken up again
        for (seat, board, party), poll in zip(some, polls(election, rows_of(election, pairs), some), strict=True):
            assert poll.won.tolist() == outcomes[board].wins[seat, party].tolist()
            assert poll.votes == pytest.approx(outcomes[board].votes[seat, party].mean(dtype=np.float64), abs=1e-6)


def test_polls_are_counted_some_at_a_time_and_kept(monkeypatch):
    election = random_election(9, 4, n_draws=6, zeros=0)
    slate = Slate(dict.fromkeys(election.draws.seats, frozenset("ABCD")))
    asked, boards = [(seat, 0, party) for seat in range(3) for party in range(4)], rows_of(election, [(ALONE, slate)])
    whole = polls(replace(election, cache={}), boards, asked)
    monkeypatch.setattr(winning, "MOST_LINES", 5)
    parts = polls(election, boards, asked)
    assert [poll.votes for poll in parts] == [poll.votes for poll in whole]
    assert [poll.won.tolist() for poll in parts] == [poll.won.tolist() for poll in whole]
    assert all(a is b for a, b in zip(polls(election, boards, asked[2:7]), parts[2:7], strict=True))
    assert polls(election, boards, []) == []


def second_keys(election, structure, stands):
    """Write by the words all that a seat's votes depend on: who matters, with whom, and who stands."""
    for s, seat in enumerate(election.draws.seats):
        matter = [
            p for i, p in enumerate(election.draws.contenders) if election.draws.share[s, i].any() or stands[s, i]
        ]
        numbers, key = {}, []
        for i, party in enumerate(election.draws.parties):
            bloc = structure.bloc_of(election.region_of[seat], party) & set(matter)
            if len(bloc) > 1 and party in matter:
                numbers.setdefault(bloc, len(numbers) + 1)
            here = party in matter or i >= len(election.draws.contenders)
            key.append(2 + 2 * numbers.get(bloc, 0) + int(stands[s, i]) if here else 0)
        yield key


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 6))
def test_keys_hold_who_matters_with_whom_and_who_stands(seed, n_parties):
    election = random_election(seed, n_parties, zeros=0.4)
    rng = np.random.default_rng([seed, 17])
    for _ in range(4):
        structure = random_structure(rng, election)
        stands = who_stands(election, structure, random_slate(rng, election, structure))
        stack = stack_for(election, stands)
        ballot = ballot_of(election, structure, stands, stack)
        keys = np.full(ballot.bloc.shape, 99, dtype=np.uint8)
        write_keys(ballot, stack.layout.row, keys)
        assert keys.tolist() == list(second_keys(election, structure, stands))
