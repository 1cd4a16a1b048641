"""The engine against trying every structure in full by the room's own count."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.alliances import Election, Structure, claimed_slate, evaluate, partitions
from prepoll.alliances.engine import Limits, search_all
from prepoll.alliances.engine.codes import bell, packed, rank, ranks, reordered, strings, without
from prepoll.alliances.engine.search import count
from prepoll.alliances.engine.seats import localise
from prepoll.alliances.engine.warm import warm
from prepoll.alliances.types import StandDown
from prepoll.alliances.votes import count_local, local_structure
from prepoll.errors import UsageError
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws
from prepoll.transfer import FixedTransfers

LETTERS = "ABCDEFG"


class GivenTransfers:
    """Transfers drawn once, plainly."""

    def __init__(self, rng, seats, parties, draws, grid):
        self.seats, self.parties = seats, parties
        self.rng, self.shape, self.grid = rng, (len(seats), draws), grid
        contenders = parties[:-3]
        self.tau = {(q, c): self._share(0, 1) for q in contenders for c in contenders if q != c}
        self.beta = {(c, q): self._share(0, 0.25) for q in contenders for c in contenders if q != c}
        self.lam = {q: self._row(i) for i, q in enumerate(contenders)}

    def _share(self, low, high):
        if self.grid:
            return (self.rng.integers(0, 5, self.shape) / 4 * high).astype(np.float32)
        return self.rng.uniform(low, high, self.shape).astype(np.float32)

    def _row(self, own):
        if self.grid:
            row = np.zeros((len(self.parties), *self.shape))
            row[-1] = 1
        else:
            row = self.rng.dirichlet(np.ones(len(self.parties)), self.shape).transpose(2, 0, 1)
            row[own] = 0
        return (row / row.sum(axis=0)).transpose(1, 0, 2).astype(np.float32)

    def given(self, q, c):
        return self.tau[q, c]

    def desertion(self, c, q):
        return self.beta[c, q]

    def leak(self, q):
        return self.lam[q]


def make_election(seed, parties, seats, draws, grid=False):
    """Make a random election; on a grid votes are few whole parts, so that ties are common."""
    rng = np.random.default_rng(seed)
    names, codes = (*LETTERS[:parties], *RESIDUAL), tuple(f"S{i}" for i in range(seats))
    if grid:
        share = rng.integers(0, 4, (seats, parties + 3, draws)) / 64.0
        share[:, 0] = np.maximum(share[:, 0], 1 / 64)  # somebody stands in each seat
        share[:, -1] = 1 - share[:, :-1].sum(axis=1)
    else:
        share = rng.dirichlet(np.linspace(4, 0.5, parties + 3), (seats, draws)).transpose(0, 2, 1)
        share[:, 1:parties][rng.random((seats, parties - 1)) < 0.2] = 0
        share /= share.sum(axis=1, keepdims=True)
    election_draws = Draws(share.astype(np.float32), codes, names, np.full(seats, 1e5))
    transfers = GivenTransfers(rng, codes, names, draws, grid)
    rebels = None
    if seed % 2:
        rebels = np.where(rng.random(share.shape) < 0.3, rng.choice([0.25, 0.5], share.shape), 0).astype(np.float32)
    return Election(election_draws, transfers, dict.fromkeys(codes, "here"), rebels=rebels)


elections = st.builds(
    make_election, st.integers(0, 10_000), st.integers(2, 5), st.integers(1, 3), st.integers(1, 140), st.booleans()
)


def won(election, structure, slate=None):
    outcome = evaluate(election, structure, slate)
    return outcome.wins.sum(axis=(0, 2), dtype=np.float64) / election.draws.count


@settings(max_examples=40, deadline=None)
@given(elections, st.data())
def test_factorised_search_agrees_with_trying_every_structure(election, data):
    contenders = election.draws.contenders
    players = data.draw(st.permutations(contenders))[: data.draw(st.integers(1, len(contenders)))]
    found = search_all(election, players)
    assert len(found.labels) == bell(len(players))
    for blocs in partitions(players):
        structure = Structure.of({"here": blocs})
        at = found.index([bloc for bloc in blocs if len(bloc) > 1])
        assert Structure.of({"here": found.blocs(at)}) == structure
        np.testing.assert_allclose(found.expected_seats[at], won(election, structure), atol=1e-6)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.booleans())
def test_limits_are_kept(seed, grid):
    election = make_election(seed, 6, 2, 50, grid)
    limits = Limits(
        apart=(("A", "C"),),
        units=(frozenset({"B", "E"}),),
        stay=(frozenset({"D", "F"}),),
        claims={"S0": ("E", "C")},
    )
    found = search_all(election, ("A", "B", "C"), limits=limits)
    for blocs in partitions(("A", "B", "C")):
        whole = tuple(bloc | {"E"} if "B" in bloc else bloc for bloc in blocs)
        structure = Structure.of({"here": (*whole, frozenset({"D", "F"}))})
        seats = found.expected_seats[found.index(list(blocs))]
        if any({"A", "C"} <= bloc for bloc in blocs):
            assert not found.allowed[found.index(list(blocs))]
            assert np.isnan(seats).all()
        else:
            slate = claimed_slate(election, structure, limits.claims)
            np.testing.assert_allclose(seats, won(election, structure, slate), atol=1e-6)


def test_courtesies_count_as_the_room_counts_them():
    election = make_election(3, 5, 3, 60)
    courtesies = (StandDown("S1", "D", "A"),)
    found = search_all(election, ("A", "B", "D"), limits=Limits(courtesies=courtesies))
    for blocs in partitions(("A", "B", "D")):
        structure = Structure.of({"here": blocs}, courtesies)
        seats = found.expected_seats[found.index(list(blocs))]
        np.testing.assert_allclose(seats, won(election, structure), atol=1e-6)


def test_every_seat_is_won_once_ties_and_all():
    election = make_election(8, 5, 3, 120, grid=True)
    found = search_all(election, election.draws.contenders)
    ties = sum(len(evaluate(election, Structure.of({"here": found.blocs(i)})).ties) for i in range(52))
    assert ties > 50
    assert (found.parts.sum(axis=1) == found.parts[0].sum()).all()
    assert Fraction(int(found.parts[0].sum()), 1) % (3 * 120) == 0


def test_pruning_never_drops_a_partner_that_costs_deserters():
    """C is far too small to win or give anything, but its name costs A the seat."""
    parties = ("A", "B", "C", *RESIDUAL)
    own = np.array([0.30, 0.295, 0.0001, 0, 0, 0.4049], dtype=np.float32)
    draws = Draws(np.repeat(own[None, :, None], 130, axis=2), ("S",), parties, np.array([1e5]))
    transfers = FixedTransfers(("S",), parties, 130, tau={}, lam={}, beta={("A", "C"): 0.05})
    found = search_all(Election(draws, transfers, {"S": "here"}), ("A", "B", "C"))
    together, apart = found.index([frozenset("AC")]), found.index([])
    assert found.expected_seats[together].tolist() == [0, 1, 0]
    assert found.expected_seats[apart].tolist() == [1, 0, 0]


def test_the_worked_example_of_the_design():
    parties = ("A", "B", "C", "D", *RESIDUAL)
    own = np.array([0.20, 0.12, 0.25, 0.03, 0.05, 0.01, 0.34], dtype=np.float32)
    draws = Draws(own[None, :, None], ("S",), parties, np.array([1e5]))
    lam = {"B": {"C": 0.5, "OTHERS": 0.1, "NONVOTERS": 0.4}, "A": {"C": 0.6, "NONVOTERS": 0.4}}
    transfers = FixedTransfers(("S",), parties, 1, tau={("B", "A"): 0.7}, lam=lam, beta={("A", "B"): 0.04})
    found = search_all(Election(draws, transfers, {"S": "here"}), ("A", "B", "D"))
    assert found.expected_seats[found.index([])].tolist() == [0, 0, 1, 0]
    assert found.expected_seats[found.index([frozenset("AB")])].tolist() == [1, 0, 0, 0]


def test_float32_counts_are_those_of_float64_but_for_near_ties():
    election = make_election(5, 5, 2, 2000)
    found = search_all(election, election.draws.contenders)
    for at in range(52):
        structure = Structure.of({"here": found.blocs(at)})
        slate = evaluate(election, structure).slate
        wide = np.zeros(5)
        for seat, standing in slate.standing.items():
            counted = count_local(election, local_structure(election, structure, seat, standing), np.float64)
            for row, wins in zip(counted.rows, counted.wins, strict=False):
                wide[row] += wins.mean()
        assert np.abs(found.expected_seats[at] - wide).max() <= 1 / 2000


def test_threads_and_pieces_change_nothing(monkeypatch):
    election = make_election(2, 6, 4, 700)
    first = search_all(election, election.draws.contenders)
    monkeypatch.setattr("prepoll.alliances.engine.search.workers", lambda: 5)
    assert np.array_equal(search_all(replace(election, cache={}), election.draws.contenders).parts, first.parts)


def test_draws_whose_winner_is_certain_end_the_walk_early():
    """The sum over levels stays the same; with a party that is far ahead most draws end before the last level."""
    election = make_election(1, 5, 1, 400)
    share = election.draws.share.copy()
    share[:, :5] *= np.array([1, 0.02, 0.02, 0.02, 0.02], dtype=np.float32)[None, :, None]
    share[:, -1] = 1 - share[:, :-1].sum(axis=1)
    election = replace(election, draws=replace(election.draws, share=share))
    local = localise(election, "S0", election.draws.contenders, Limits())
    order = np.argsort(-share[0, 0])
    parts, _ = count(local, order)
    assert parts[: local.seat.level[-1]].sum() > 0


class AskedTransfers:
    """Transfers that note what is asked of them."""

    def __init__(self, known):
        self.known, self.seats, self.parties, self.asked = known, known.seats, known.parties, []

    def given(self, q, c):
        self.asked.append(("given", q, c))
        return self.known.given(q, c)

    def desertion(self, c, q):
        self.asked.append(("desertion", c, q))
        return self.known.desertion(c, q)

    def leak(self, q):
        self.asked.append(("leak", q))
        return self.known.leak(q)


@pytest.mark.parametrize(("room", "once"), [(None, True), (0, False)])
def test_what_flows_is_drawn_once_for_the_seats_there_is_room_for(room, once, monkeypatch):
    election = make_election(5, 4, 6, 20)
    expected = search_all(election, election.draws.contenders)
    noted = AskedTransfers(election.transfers)
    if room is not None:
        monkeypatch.setattr("prepoll.alliances.engine.seats.FLOWS", room)
    found = search_all(replace(election, transfers=noted, cache={}), election.draws.contenders)
    assert noted.asked
    assert once == (len(noted.asked) == len(set(noted.asked)))
    np.testing.assert_array_equal(found.expected_seats, expected.expected_seats)


def test_strings_are_ranked_cut_and_put_in_order():
    for n in range(1, 7):
        every = strings(n)
        assert len(every) == bell(n) == len(list(partitions(LETTERS[:n]))) == len(set(packed(every).tolist()))
        assert ranks(every).tolist() == list(range(bell(n)))
        for player in range(n):
            left = [rank([int(x) for x in np.delete(row, player)]) if n > 1 else 0 for row in every]
            assert without(n, player).tolist() == left
    order = (2, 0, 1)
    for at, row in enumerate(strings(3)):
        assert reordered(order)[at] == rank([int(row[order.index(player)]) for player in range(3)])


def test_what_cannot_be_searched_is_said():
    election = make_election(1, 3, 1, 5)
    with pytest.raises(UsageError, match="Not among the contenders: X"):
        search_all(election, ("A", "X"))
    with pytest.raises(UsageError, match="named twice"):
        search_all(election, ("A", "A"))
    with pytest.raises(UsageError, match="at most 12"):
        strings(13)
    with pytest.raises(UsageError, match="each at most once"):
        search_all(election, ("A", "B")).index([frozenset("AC")])


def test_warming_up_searches_a_small_election():
    assert warm() == bell(3)


def test_a_tied_slate_is_counted_once_also_where_some_draws_are_certain():
    """A and B are level in the mean: who stands for both is not known before the walk ends."""
    parties, draws = ("A", "B", *RESIDUAL), 600
    own = np.zeros((1, 5, draws), dtype=np.float32)
    own[0, 0], own[0, 1] = 1 / 64, 1 / 64
    own[0, 0, :300], own[0, 1, 300:] = 19 / 64, 19 / 64
    own[0, -1] = 1 - own[0, :2].sum(axis=0)
    transfers = FixedTransfers(("S",), parties, draws, tau={}, lam={}, beta={})
    election = Election(Draws(own, ("S",), parties, np.array([1e5])), transfers, {"S": "here"})
    found = search_all(election, ("A", "B"))
    for blocs in partitions(("A", "B")):
        structure = Structure.of({"here": blocs})
        np.testing.assert_allclose(found.expected_seats[found.index(list(blocs))], won(election, structure))
