"""Chances seat by seat against outcomes evaluated in full, ties included."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.alliances import Election, Structure, evaluate, optimised_slate, seat_chances
from prepoll.errors import UsageError
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws
from prepoll.transfer.types import FixedTransfers


def coarse_election(seed):
    """Make three seats of whole shares, so that ties are common."""
    rng = np.random.default_rng(seed)
    parties = (*"ABCD", *RESIDUAL)
    share = rng.integers(0, 4, size=(3, 7, 11)) * (rng.random((3, 7, 1)) < 0.8)
    share[:, 3] += 1
    share[:, -1] += 64 - share.sum(axis=1)
    draws = Draws((share / 64).astype(np.float32), ("S0", "S1", "S2"), parties, np.full(3, 1000.0))
    tau = {(q, c): 0.5 for q in "ABCD" for c in "ABCD" if q != c}
    transfers = FixedTransfers(draws.seats, parties, 11, tau, {}, {})
    return Election(draws, transfers, {"S0": "N", "S1": "N", "S2": "M"})


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_chances_are_those_of_the_outcome(seed, optimise):
    election = coarse_election(seed)
    structures = [Structure.of({"N": (frozenset("AB"), frozenset("CD"))}), Structure(())]
    slates = [optimised_slate(election, one, "A") if optimise else None for one in structures]
    found = seat_chances(election, list(zip(structures, slates, strict=True)), "A")
    for structure, slate, rows in zip(structures, slates, found, strict=True):
        outcome = evaluate(election, structure, slate)
        ties = dict(outcome.ties)
        for place, row in enumerate(rows):
            bloc = structure.bloc_of(election.region_of[row.seat], "A")
            wins = {p: outcome.wins[place, i].mean(dtype=float) for i, p in enumerate("ABCD")}
            assert row.won == pytest.approx(wins["A"])
            assert row.bloc_won == pytest.approx(sum(wins[p] for p in bloc))
            assert set(row.stands) == outcome.slate.standing[row.seat] & bloc
            assert row.tied == ties.get(row.seat, 0)


def test_nothing_asked_is_nothing_found_and_a_stranger_is_refused():
    election = coarse_election(1)
    assert seat_chances(election, [], "A") == ()
    with pytest.raises(UsageError, match="OTHERS is not among the contenders"):
        seat_chances(election, [], "OTHERS")
