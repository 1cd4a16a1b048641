"""Voters who leave and stay at home: nothing flows between blocs, and the two engines count the same."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from prepoll.alliances import Election, Slate, Structure, count_votes
from prepoll.alliances.engine import search_all
from prepoll.alliances.engine.separable import Arena, search_separable
from prepoll.alliances.parts import UNIT
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws
from prepoll.study import Study
from prepoll.transfer import FixedTransfers, abstaining, shifted, with_names

PARTIES = ("A", "B", "C", "D")
SHARES = (0.20, 0.12, 0.25, 0.03, 0.05, 0.01, 0.34)  # the worked example of the vote formulas
TAU, BETA = {("B", "A"): 0.7}, {("A", "B"): 0.04}
LAM = {"B": {"C": 0.5, "OTHERS": 0.1, "NONVOTERS": 0.4}, "A": {"C": 0.6, "NONVOTERS": 0.4}}


def test_in_the_worked_example_the_rival_gets_nothing():
    labels = (*PARTIES, *RESIDUAL)
    share = np.array(SHARES, dtype=np.float32)[None, :, None]
    transfers = abstaining(FixedTransfers(("S1",), labels, 1, tau=TAU, lam=LAM, beta=BETA), 1)
    election = Election(Draws(share, ("S1",), labels, np.full(1, 1e6)), transfers, {"S1": "R"})
    votes = count_votes(election, Structure.of({"R": (frozenset("AB"),)}), Slate({"S1": frozenset("ACD")}))
    assert votes[0, :, 0] == pytest.approx([0.276, 0, 0.25, 0.03, 0.05, 0.01, 0.384], abs=1e-6)


def small_election(seed, draws):
    """Invent two seats with strengths and rates in few whole parts, so that ties are common."""
    rng, labels, n = np.random.default_rng(seed), (*PARTIES, *RESIDUAL), len(PARTIES)
    share = np.zeros((2, n + 3, draws))
    share[:, :n] = rng.integers(0, 8, (2, n, draws)) / 64
    share[:, -1] = 1 - share.sum(axis=1)
    rates = [(q, c) for q in PARTIES for c in PARTIES if q != c]
    tau = {pair: float(rng.integers(0, 5)) / 4 for pair in rates}
    beta = {pair: float(rng.integers(0, 3)) / 8 for pair in rates}
    lam = {q: {r: 1 / n for r in labels[: n + 1] if r != q} for q in PARTIES}
    seats = ("S1", "S2")
    transfers = FixedTransfers(seats, labels, draws, tau, lam, beta)
    return Election(
        Draws(share.astype(np.float32), seats, labels, np.full(2, 1e5)), transfers, dict.fromkeys(seats, "R")
    )


def arenas(election):
    """Cut the seats out for the walk over blocs, players in the order in which a bloc puts them up."""
    n = len(PARTIES)
    for seat in range(len(election.draws.seats)):
        means = election.draws.share[seat, :n].mean(axis=1, dtype=np.float64)
        assume(len(np.unique(means[means > 0])) == (means > 0).sum())  # else who stands is no matter of order alone
        order = sorted((p for p in range(n) if means[p] > 0), key=lambda p: -means[p])
        names = [PARTIES[p] for p in order]
        tau, beta = (np.zeros((len(order), len(order), election.draws.count), dtype=np.float32) for _ in range(2))
        for i, q in enumerate(names):
            for j, c in enumerate(names):
                if i != j:
                    tau[i, j], beta[i, j] = (
                        election.transfers.given(q, c)[seat],
                        election.transfers.desertion(q, c)[seat],
                    )
        own = np.ascontiguousarray(election.draws.share[seat, order])
        yield tuple(order), Arena(own, tau, beta)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 9999), st.integers(1, 80))
def test_the_walk_with_all_leaks_closed_counts_as_the_walk_over_blocs(seed, draws):
    election = small_election(seed, draws)
    cut = list(arenas(election))
    closed = Election(election.draws, abstaining(election.transfers, draws), election.region_of)
    found = search_all(closed, PARTIES).expected_seats * draws
    plain = search_separable(cut, len(PARTIES), 2, everybody=False) / UNIT
    np.testing.assert_allclose(found[:, : len(PARTIES)], plain, atol=1e-6)


@pytest.mark.parametrize("wrap", ["abstaining", "with_names"])
def test_transfer_at_its_low_end_is_low_under_what_is_laid_over_it_too(wrap):
    study = Study("cases/jammu-kashmir-2024", draws=40)
    plain = study.election.transfers
    over = abstaining(plain, 40) if wrap == "abstaining" else with_names(plain, {"SRI": frozenset({"PDP"})})
    low = shifted(over, 0.05, only=("NC", "PDP"))
    assert type(low) is type(over)
    assert np.array_equal(low.given("PDP", "NC"), shifted(plain, 0.05).given("PDP", "NC"))
    assert (low.given("PDP", "NC") < over.given("PDP", "NC")).mean() > 0.5
    assert np.array_equal(low.leak("PDP"), over.leak("PDP"))
