"""Links between regions: the best joint structures against trying every combination."""

from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.alliances import Election, Structure, evaluate, partitions, search
from prepoll.alliances.engine.codes import bell, strings
from prepoll.alliances.links import Link, best_linked, holds
from prepoll.case import load_case
from prepoll.case.types import Objective
from prepoll.errors import UsageError
from prepoll.ledger.types import Ledger
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws
from prepoll.transfer import prior_transfers

SEATS = Objective("seats", "seats", None, False, (), True)
STAY = (frozenset("XY"),)


@dataclass
class Region:
    regions: tuple
    movers: tuple
    stay: tuple
    labels: np.ndarray
    value: np.ndarray
    group: np.ndarray

    def blocs(self, rank):
        found = {}
        for mover, label in zip(self.movers, self.labels[rank], strict=True):
            found[label] = found.get(label, frozenset()) | mover
        return (*found.values(), *self.stay)


def a_region(rng, code, parties):
    labels = strings(len(parties))
    value = rng.integers(0, 12, len(labels)).astype(float)  # many are equal
    value[rng.random(len(labels)) < 0.1] = np.nan
    movers = tuple(frozenset(party) for party in parties)
    return Region((code,), movers, STAY, labels, value, rng.integers(0, 3, len(labels)).astype(np.int8))


def a_link(rng):
    (a, b), (c, d) = (rng.choice(list("ABCDXY"), 2, replace=False).tolist() for _ in range(2))
    here, there = rng.permutation(["N", "M"]).tolist()
    return Link(((a, b), here), ((c, d), there), bool(rng.random() < 0.5))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 3), st.integers(0, 2), st.integers(1, 9))
def test_the_best_that_keep_every_link_are_those_of_trying_everything(seed, many, group, most):
    rng = np.random.default_rng(seed)
    fields = [a_region(rng, "N", "ABCD"), a_region(rng, "M", "ABC")]
    links = [a_link(rng) for _ in range(many)]
    tried = []
    for ranks in product(range(bell(4)), range(bell(3))):
        worth = sum(field.value[rank] for field, rank in zip(fields, ranks, strict=True))
        highest = max(field.group[rank] for field, rank in zip(fields, ranks, strict=True))
        blocs = {field.regions[0]: field.blocs(rank) for field, rank in zip(fields, ranks, strict=True)}
        if highest == group and np.isfinite(worth) and holds(links, Structure.of(blocs)):
            tried.append((-worth, ranks))
    assert best_linked(fields, links, group, most) == [ranks for _, ranks in sorted(tried)[:most]]


def test_a_link_says_when_it_is_kept():
    link = Link((("A", "B"), "N"), (("A", "C"), "M"), together=False)
    ab, ac = frozenset("AB"), frozenset("AC")
    assert holds([link], Structure.of({"N": (ab,)}))
    assert holds([link], Structure.of({"M": (ac,)}))
    assert not holds([link], Structure.of({"N": (ab,), "M": (ac,)}))


def test_a_region_that_is_not_there_is_refused():
    field = a_region(np.random.default_rng(1), "N", "AB")
    with pytest.raises(UsageError, match=r"not there: Q\. Known: N"):
        best_linked([field], [Link((("A", "B"), "N"), (("A", "B"), "Q"))], 0, 3)


def test_search_keeps_a_link_and_finds_the_best_that_do(two_regions):
    case, book, election = two_regions
    players = ("JKAP", "NC", "BJP")
    link = Link((("JKAP", "NC"), "Kashmir"), (("JKAP", "BJP"), "Jammu"))
    ranked = search(case, book, election, "JKAP", SEATS, players, listed=400, links=[link])
    tried = {}
    for north, south in product(partitions(players), repeat=2):
        structure = Structure.of({"Kashmir": north, "Jammu": south})
        if holds([link], structure):
            tried[structure] = evaluate(election, structure).seats_won("JKAP").mean()
    assert {row.structure for row in ranked} == set(tried)
    assert len(tried) < bell(3) ** 2
    for row in ranked:
        assert row.worth.value.mean == pytest.approx(tried[row.structure])


@pytest.fixture
def two_regions():
    case = load_case(Path(__file__).parents[2] / "cases" / "jammu-kashmir-2024")
    parties, seats = ("JKAP", "NC", "BJP", *RESIDUAL), tuple(seat.code for seat in case.seats)
    share = np.random.default_rng(4).dirichlet([3, 3, 3, 0.5, 0.2, 4], size=(len(seats), 30)).transpose(0, 2, 1)
    draws = Draws(share.astype(np.float32), seats, parties, np.full(len(seats), 1e6))
    nothing = dict.fromkeys(("entries", "statements", "due", "contradictions", "bars", "bonds", "courtesies"), ())
    book = Ledger(as_of=date(2024, 3, 19), **nothing)
    return case, book, Election(draws, prior_transfers(case, draws, 3), case.region_of)
