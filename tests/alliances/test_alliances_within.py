"""A part of an election, or one with other transfers, against the same made by itself; what is asked for once."""

from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np
from alliances_cases import GivenTransfers, random_election, random_slate, random_structure
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.advice.views import part
from prepoll.alliances import Election, Slate, StandDown, Structure, count_votes
from prepoll.alliances.frame import share_stack, stack_of
from prepoll.alliances.memo import kept_for_draws, share_draws
from prepoll.alliances.slates import strongest_standing
from prepoll.alliances.tally import DepositRule
from prepoll.alliances.totals import total


@dataclass
class Asked:
    """Transfers that note what they are asked for."""

    drawn: GivenTransfers
    asked: list = field(default_factory=list)

    @property
    def seats(self):
        return self.drawn.seats

    @property
    def parties(self):
        return self.drawn.parties

    def given(self, q, c):
        self.asked.append(("given", q, c))
        return self.drawn.given(q, c)

    def leak(self, q):
        self.asked.append(("leak", q))
        return self.drawn.leak(q)

    def desertion(self, c, q):
        self.asked.append(("desertion", c, q))
        return self.drawn.desertion(c, q)


SEATS = [list(seats) for n in (1, 2, 3) for seats in combinations(("S1", "S2", "S3"), n)]


def noting(seed, n_parties, n_draws, zeros=0.25):
    election = random_election(seed, n_parties, n_draws=n_draws, zeros=zeros)
    return replace(election, transfers=Asked(election.transfers), cache={})


def by_itself(election):
    """Make the same election with nothing taken over."""
    return replace(election, cache={})


def moved(transfers, seed):
    """Draw transfers and desertions anew; leaks stay."""
    rng = np.random.default_rng([seed, 9])
    tau, beta = (
        {pair: rng.random(row.shape).astype(np.float32) for pair, row in rows.items()}
        for rows in (transfers.tau, transfers.beta)
    )
    return replace(transfers, tau=tau, beta=beta)


def counts(election, seed, structures=3):
    """Count the votes of some structures and slates; the same for elections of the same seats and parties."""
    rng = np.random.default_rng([seed, 5])
    for _ in range(structures):
        structure = random_structure(rng, election)
        yield count_votes(election, structure, random_slate(rng, election, structure))


def alike(ours, theirs, seed):
    return all(np.array_equal(a, b) for a, b in zip(counts(ours, seed), counts(theirs, seed), strict=True))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 5), st.sampled_from(SEATS), st.integers(1, 12), st.booleans())
def test_a_part_counts_what_it_counts_by_itself(seed, n_parties, seats, most, some_nowhere):
    whole = noting(seed, n_parties, 12, zeros=0.4 if some_nowhere else 0)
    fewer = part(whole, seats, most)
    last = part(fewer, seats[-1:], max(1, most // 2))
    for one in (last, fewer, whole):
        assert alike(one, by_itself(one), seed)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 5), st.sampled_from(SEATS), st.integers(1, 12))
def test_what_a_part_needs_is_asked_for_once_by_the_whole(seed, n_parties, seats, most):
    whole = noting(seed, n_parties, 12, zeros=0)
    whole.draws.share[:] = np.maximum(whole.draws.share, np.float32(0.01))  # everybody has strength in every draw
    fewer = part(whole, seats, most)
    for one in (fewer, part(fewer, seats[-1:]), whole):
        list(counts(one, seed))
    asked = whole.transfers.asked
    assert len(asked) == len(set(asked)) > 0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(3, 5), st.sampled_from(SEATS), st.booleans())
def test_an_election_with_transfers_of_its_own_has_them_in_a_part_too(seed, n_parties, seats, before):
    whole = random_election(seed, n_parties, n_draws=12, zeros=0)
    here = part(whole, seats, 4)
    if before:  # what the shared one has taken in is not taken for the other's
        list(counts(here, seed))
    other = part(replace(whole, transfers=moved(whole.transfers, seed), cache={}), seats, 4).transfers
    beside = Election(here.draws, other, here.region_of, rebels=here.rebels)
    share_stack(here, beside)
    assert stack_of(beside).own is stack_of(here).own
    assert alike(beside, by_itself(beside), seed)
    assert alike(here, by_itself(here), seed + 1)  # not what was kept: what is taken in is read again


def test_a_shared_stack_is_not_made_anew_and_rebels_of_another_are_not_shared():
    election = random_election(4, 4, zeros=0)
    other, rebel = (Election(election.draws, election.transfers, election.region_of) for _ in range(2))
    made = stack_of(other)
    share_stack(replace(election, rebels=None), other)
    assert stack_of(other) is made
    share_stack(replace(election, rebels=np.ones_like(election.draws.share)), rebel)
    assert not stack_of(rebel).rebel.size


def test_what_no_vote_depends_on_is_not_asked_for():
    """A has nothing in S1 and stands down for B, which stands; C stands down in S2 for D, which does not."""
    election = noting(8, 4, 6, zeros=0)
    election.draws.share[0, 0] = 0
    structure = Structure.of({}, (StandDown("S1", "A", "B"), StandDown("S2", "C", "D"), StandDown("S3", "D", "A")))
    slate = Slate({"S1": frozenset("BCD"), "S2": frozenset("AB"), "S3": frozenset("ABC")})
    total(election, structure, "A", (), DepositRule(), slate)
    assert {one for one in election.transfers.asked if one[0] != "leak"} == {("given", "D", "A")}
    assert {one for one in election.transfers.asked if one[0] == "leak"} == {("leak", "C"), ("leak", "D")}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 5))
def test_what_hangs_on_draws_and_regions_alone_is_found_once_and_never_for_others(seed, n_parties):
    election = random_election(seed, n_parties, n_draws=5)
    structure = random_structure(np.random.default_rng(seed), election)
    stands = strongest_standing(election, structure)
    beside = replace(by_itself(election), transfers=moved(election.transfers, seed))
    share_stack(election, beside)
    assert kept_for_draws(beside) is kept_for_draws(election)
    assert kept_for_draws(beside)
    assert (strongest_standing(beside, structure) == stands).all()
    share = np.ascontiguousarray(election.draws.share[::-1])
    others = replace(election, draws=replace(election.draws, share=share))
    elsewhere = replace(election, region_of=dict.fromkeys(election.draws.seats, "R"))
    for other in (others, elsewhere):
        share_draws(election, other)
        assert kept_for_draws(other) is not kept_for_draws(election)
        assert (strongest_standing(other, structure) == strongest_standing(by_itself(other), structure)).all()
