"""The compiled count against its NumPy twin, and what only native code can get wrong."""

import numpy as np
import pytest
from alliances_cases import random_election, random_slate, random_structure
from alliances_twin import numpy_count
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.alliances import ALONE, Election
from prepoll.alliances.frame import frame_of
from prepoll.alliances.kernel import MOST, LocalCode, SeatArrays, count_seat, find_winners
from prepoll.alliances.votes import Local, count_local, in_bits, local_structure
from prepoll.errors import ModelError
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws
from prepoll.transfer import FixedTransfers

NEAR = 6e-7
"""Ten roundings of float32 next to 1: votes nearer than this are the same, leads below it may go either way."""


def locals_of(seed, n_parties, n_draws):
    """Yield an election with local structures of random structures and slates, seat by seat."""
    election, rng = random_election(seed, n_parties, n_draws=n_draws), np.random.default_rng([seed, 3])
    for _ in range(3):
        structure = random_structure(rng, election)
        slate = random_slate(rng, election, structure)
        for seat in election.draws.seats:
            yield election, local_structure(election, structure, seat, slate.standing[seat])


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 6))
def test_native_and_numpy_count_alike(seed, n_parties):
    for election, local in locals_of(seed, n_parties, 16):
        ours, twin = count_local(election, local), numpy_count(election, local)
        assert ours.rows == twin.rows
        assert ours.votes.dtype == ours.wins.dtype == np.float32
        assert np.abs(ours.votes - twin.votes).max() < NEAR
        standers = [i for i, row in enumerate(ours.rows[:-3]) if election.draws.parties[row] in local.standing]
        top = np.sort(twin.votes[standers], axis=0)[-2:]
        clear = top[-1] - top[0] > NEAR if len(top) == 2 else np.ones(16, dtype=bool)
        assert np.array_equal(ours.wins[:, clear], twin.wins[:, clear])
        assert ours.wins.sum(axis=0) == pytest.approx(1)
        assert ours.tied == int((ours.wins.max(axis=0) < 0.75).sum())


def test_the_random_cases_hold_what_can_go_wrong():
    """Count what the comparison has met: courtesies, friendly contests, several takers, nobody left to leak to."""
    met = dict.fromkeys(("courtesy", "friendly", "several", "deserted", "at home", "tied"), 0)
    for seed in range(120):
        for election, local in locals_of(seed, 2 + seed % 5, 4):
            away = [p for p in election.draws.contenders if p not in local.standing]
            met["courtesy"] += any(c.taker in local.standing for c in local.courtesies)
            met["friendly"] += any(len(bloc & local.standing) > 1 for bloc in local.blocs)
            met["several"] += any(len(local.backed(q)) > 1 for q in away)
            met["deserted"] += any(bloc & local.standing and bloc - local.standing for bloc in local.blocs)
            counted = count_local(election, local)
            met["tied"] += counted.tied > 0
            ends = [election.draws.parties.index(p) for p in (*local.standing, *RESIDUAL)]
            place = election.draws.seats.index(local.seat)
            met["at home"] += any((election.transfers.leak(q)[place][ends].sum(axis=0) == 0).any() for q in away)
    assert min(met.values()) >= 10, met


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_a_seat_by_itself_and_some_of_its_draws_are_counted_to_the_same_bits(seed):
    for election, local in locals_of(seed, 5, 37):
        whole, frame = count_local(election, local), frame_of(election, local.seat, local.standing)
        cut, code = seat_arrays(election, local.seat, frame, slice(5, 14)), in_bits(frame, local)
        votes, wins = np.empty_like(cut.own), np.empty_like(cut.own[:-3])
        count_seat(cut, code, votes)
        find_winners(votes, code.stands, wins)
        assert np.array_equal(whole.votes[:, 5:14], votes)
        assert np.array_equal(whole.wins[:, 5:14], wins)


def seat_arrays(election, seat, frame, some):
    """Cut a seat's arrays out of an election, every transfer and leak filled in."""
    place, k = election.draws.seats.index(seat), len(frame.contenders)
    own = election.draws.share[place, list(frame.rows)][:, some]
    tau, beta = (np.zeros((k, k, own.shape[1]), dtype=np.float32) for _ in range(2))
    for i, q in enumerate(frame.contenders):
        for j, c in enumerate(frame.contenders):
            if q != c:
                tau[i, j] = election.transfers.given(q, c)[place, some]
                beta[i, j] = election.transfers.desertion(q, c)[place, some]
    lam = [election.transfers.leak(q)[place][list(frame.rows)][:, some] for q in frame.contenders]
    rebel = np.zeros((0, own.shape[1]), dtype=np.float32)
    if election.rebels is not None:
        rebel = np.ascontiguousarray(election.rebels[place, list(frame.rows[:-3])][:, some])
    return SeatArrays(np.ascontiguousarray(own), tau, beta, np.ascontiguousarray(lam).reshape(k, k + 3, -1), rebel)


def test_an_exact_tie_is_a_tie_after_votes_have_moved_too():
    """Two pairs alike in every number tie in every draw, whatever the numbers; nobody without a candidate wins."""
    rng, k, n = np.random.default_rng(1), 5, 400
    own = rng.uniform(0, 0.2, (k + 3, n)).astype(np.float32)
    own[2:4] = own[0:2]
    own[4] = 0
    tau, beta = (rng.uniform(0, 1, (k, k, n)).astype(np.float32) for _ in range(2))
    tau[3, 2], beta[2, 3] = tau[1, 0], beta[0, 1]
    lam = np.zeros((k, k + 3, n), dtype=np.float32)
    lam[:, -1] = 1
    code = LocalCode(0b10101, np.array([0b11, 0b11, 0b1100, 0b1100, 0b10000]), np.zeros(k, dtype=np.int64))
    votes, wins = np.empty_like(own), np.empty((k, n), dtype=np.float32)
    count_seat(SeatArrays(own, tau, beta, lam, np.zeros((0, n), dtype=np.float32)), code, votes)
    assert find_winners(votes, code.stands, wins) == n
    assert np.array_equal(votes[0], votes[2])
    assert wins[:, 0].tolist() == [0.5, 0, 0.5, 0, 0]
    assert find_winners(np.zeros_like(votes), 0b10010, wins) == n
    assert wins[:, 7].tolist() == [0, 0.5, 0, 0, 0.5]


def test_the_last_bit_of_a_mask_is_a_party_like_the_others():
    """The 63rd contender stands for the first, which stands down for it and leaks to the second."""
    k, rest = MOST, MOST - 1
    parties = (*(f"P{i:02}" for i in range(k)), *RESIDUAL)
    share = np.zeros((1, k + 3, 2), dtype=np.float32)
    share[0, :k], share[0, -1] = 0.01, 1 - 0.01 * k
    draws = Draws(share, ("S",), parties, np.array([100.0]))
    transfers = FixedTransfers(("S",), parties, 2, {("P00", "P62"): 0.6}, {"P00": {"P01": 0.5, "P62": 0.5}}, {})
    election = Election(draws, transfers, {"S": "R"})
    local = Local("S", frozenset({frozenset({"P00", "P62"})}), frozenset(parties[1:k]), frozenset())
    counted = count_local(election, local)
    assert counted.votes[[0, 1, 2, rest], 0].tolist() == pytest.approx([0, 0.014, 0.01, 0.016])
    assert counted.wins[:, 0].tolist() == [0] * rest + [1]


def test_a_seat_with_more_parties_than_bits_is_refused():
    k = MOST + 1
    parties = (*(f"P{i:02}" for i in range(k)), *RESIDUAL)
    draws = Draws(np.full((1, k + 3, 2), 1 / (k + 3), dtype=np.float32), ("S",), parties, np.array([100.0]))
    election = Election(draws, FixedTransfers(("S",), parties, 2, {}, {}, {}), {"S": "R"})
    with pytest.raises(ModelError, match="Seat S has 64 parties that matter"):
        count_local(election, local_structure(election, ALONE, "S", frozenset(parties[:k])))
