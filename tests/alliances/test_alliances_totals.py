"""What is added up in one go against the sum over an outcome's seats."""

from dataclasses import replace

import numpy as np
import pytest
from alliances_cases import random_election, random_slate, random_structure
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.alliances import ALONE, Election, Slate, StandDown, Structure, evaluate, strongest_slate
from prepoll.alliances.frame import share_stack, stack_of
from prepoll.alliances.slates import standing_table, strongest_standing
from prepoll.alliances.tally import DepositRule, glance_of, tally
from prepoll.alliances.totals import total, totals
from prepoll.errors import ModelError
from prepoll.strength.types import Draws

RIVALS = (("B",), ("C", "A", "Z"))


def coarse(election):
    """Round strengths to sixteenths: many members are equally strong and many draws tied."""
    share = np.round(election.draws.share * 16) / 16
    share[:, -1] += 1 - share.sum(axis=1)
    return replace(election, draws=replace(election.draws, share=share.astype(np.float32)), cache={})


def same(one, other):
    assert (one.house, one.lots) == (other.house, other.lots)
    for ours, theirs in zip(
        (one.seats, one.votes, one.candidates, one.deposits, *one.rivals),
        (other.seats, other.votes, other.candidates, other.deposits, *other.rivals),
        strict=True,
    ):
        assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 6), st.booleans(), st.booleans())
def test_all_seats_at_once_are_the_sum_of_the_seats(seed, n_parties, rough, strict):
    election = random_election(seed, n_parties, n_draws=12)
    election = coarse(election) if rough else election
    rng, rule = np.random.default_rng([seed, 4]), DepositRule(1 / 8, strict)
    structure = random_structure(rng, election)
    for slate in (None, random_slate(rng, election, structure)):
        if slate is None and not all(strongest_slate(election, structure).standing.values()):
            continue
        outcome = evaluate(election, structure, slate)
        for party in election.draws.contenders:
            same(total(election, structure, party, RIVALS, rule, slate), tally(glance_of(outcome, party, RIVALS), rule))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 6))
def test_the_table_of_the_strongest_is_their_slate(seed, n_parties):
    election = coarse(random_election(seed, n_parties, n_draws=2, zeros=0.1))
    structure = random_structure(np.random.default_rng(seed), election)
    slate = strongest_slate(election, structure)
    assert np.array_equal(strongest_standing(election, structure), standing_table(election, slate.standing))


def test_courtesies_and_slates_of_other_seats_do_not_matter():
    election = random_election(6, 4, n_draws=8, zeros=0)
    away = Structure.of({}, (StandDown("S1", "A", "B"), StandDown("S3", "B", "A"), StandDown("S2", "Z", "A")))
    draws = election.draws
    part = Draws(draws.share[:1].copy(), ("S1",), draws.parties, draws.electors[:1])
    cut = {name: {k: v[:1] for k, v in getattr(election.transfers, name).items()} for name in ("tau", "lam", "beta")}
    one = Election(part, replace(election.transfers, seats=("S1",), **cut), election.region_of)
    whole = strongest_slate(election, away)
    for slate in (None, whole):
        outcome = evaluate(one, away, Slate({"S1": whole.standing["S1"]}))
        same(total(one, away, "B", RIVALS, DepositRule(), slate), tally(glance_of(outcome, "B", RIVALS), DepositRule()))


def test_more_ties_than_there_is_room_for_are_all_found():
    election = random_election(1, 3, n_draws=1500, zeros=0)
    share = np.zeros_like(election.draws.share)
    share[:, :2], share[:, -1] = 0.25, 0.5
    even = replace(election, draws=replace(election.draws, share=share), cache={})
    counted = total(even, ALONE, "A", (), DepositRule())
    assert counted.lots == tuple((draw, 0.5) for _ in range(3) for draw in range(1500))
    assert counted.seats.tolist() == [1.5] * 1500


def test_a_party_that_is_no_contender_has_nothing():
    counted = total(random_election(2, 3), ALONE, "Z", (("A", "B", "C"),), DepositRule())
    assert not counted.seats.any()
    assert not counted.votes.any()
    assert counted.candidates.all()
    assert counted.rivals[0].tolist() == pytest.approx([3, 3, 3])


def test_a_slate_that_contradicts_the_structure_is_refused():
    election = random_election(3, 3)
    with pytest.raises(ModelError, match="says nothing of seat S2"):
        total(election, ALONE, "A", (), DepositRule(), Slate({"S1": frozenset("A")}))
    with pytest.raises(ModelError, match="nobody stands"):
        total(election, ALONE, "A", (), DepositRule(), Slate(dict.fromkeys(("S1", "S2", "S3"), frozenset())))


def test_an_election_that_shares_a_stack_has_transfers_of_its_own():
    election = replace(random_election(5, 4, n_draws=20, zeros=0), rebels=None, cache={})
    structure = random_structure(np.random.default_rng(8), election)
    moved = replace(election.transfers, tau={pair: 1 - tau for pair, tau in election.transfers.tau.items()})
    shared, apart = (Election(election.draws, moved, election.region_of) for _ in range(2))
    before = total(election, structure, "A", (), DepositRule())
    share_stack(election, shared)
    assert stack_of(shared).own is stack_of(election).own
    ours, theirs = (total(one, structure, "A", (), DepositRule()) for one in (shared, apart))
    assert ours.votes.tolist() == theirs.votes.tolist()
    assert ours.votes.tolist() != before.votes.tolist()
    assert total(election, structure, "A", (), DepositRule()).votes.tolist() == before.votes.tolist()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 6))
def test_a_party_has_the_same_whoever_is_counted_with_it(seed, n_parties):
    election = random_election(seed, n_parties, zeros=0)
    structure, rules = random_structure(np.random.default_rng(seed), election), (RIVALS, DepositRule())
    fresh = replace(election, cache={})
    whole = totals(fresh, structure, *rules)
    for party in election.draws.contenders:
        same(totals(election, structure, *rules, party=party).of(party), whole.of(party))
        assert party in totals(election, structure, *rules, party=party).parties


def test_those_with_a_partner_are_enough_for_one_of_them_unless_all_are_counted():
    election, rules = random_election(5, 5, zeros=0), (RIVALS, DepositRule())
    pair, contenders = Structure.of({"N": (frozenset("BD"),)}), election.draws.contenders
    assert totals(election, pair, *rules, party="D").parties == ("B", "D")
    assert totals(election, pair, *rules, party="C").parties == contenders  # who is alone is counted with all
    every = totals(election, pair, *rules)
    assert every.parties == contenders
    assert totals(election, pair, *rules, party="D") is every


@pytest.mark.parametrize(("standing", "said"), [("ABC", "A stands though"), ("BZ", "Z"), ("BCDZ", "Z cannot stand")])
def test_a_slate_of_a_seat_with_a_courtesy_or_a_stranger_is_looked_at(standing, said):
    election = random_election(6, 4, n_draws=8, zeros=0)
    favour = Structure.of({}, (StandDown("S1", "A", "B"),) if "A" in standing else ())
    slate = {seat: frozenset("BCD") for seat in election.draws.seats} | {"S1": frozenset(standing)}
    with pytest.raises(ModelError, match=said):
        total(election, favour, "B", (), DepositRule(), Slate(slate))
    every = Slate(slate | {"S1": frozenset("ABCDZ")})
    with pytest.raises(ModelError, match="Z cannot stand"):
        total(election, ALONE, "B", (), DepositRule(), every)


def test_a_partner_that_is_not_in_the_draws_changes_nothing():
    election = random_election(7, 4, n_draws=8, zeros=0)
    slate = Slate(dict.fromkeys(election.draws.seats, frozenset("ACD")))
    pair, more = (Structure.of({"N": (frozenset(bloc),)}) for bloc in ("AB", "ABYZ"))
    ours, theirs = (total(replace(election, cache={}), one, "A", (), DepositRule(), slate) for one in (more, pair))
    assert ours.votes.tolist() == theirs.votes.tolist()


def test_every_tie_is_noted_once_for_each_party_in_it_and_nothing_else():
    election = random_election(1, 3, n_draws=5, zeros=0)
    share = np.zeros_like(election.draws.share)
    share[:, :2], share[:, -1] = 0.25, 0.5
    share[1, 0], share[1, -1] = 0.125, 0.625
    even = replace(election, draws=replace(election.draws, share=share), cache={})
    tied = totals(even, ALONE, (), DepositRule()).lots.tolist()
    assert sorted(tied) == sorted([party, draw, 0.5] for party in (0, 1) for draw in range(5) for _ in ("S1", "S3"))
    share[::2, 0], share[::2, -1] = 0.125, 0.625
    clear = replace(election, draws=replace(election.draws, share=share), cache={})
    assert totals(clear, ALONE, (), DepositRule()).lots.shape == (0, 3)


@pytest.mark.parametrize("strict", [True, False])
def test_exactly_enough_keeps_a_deposit_where_the_rule_is_not_strict_and_no_votes_never_do(strict):
    """A wins every seat, B polls a quarter of the votes for candidates, C stands without a vote."""
    election = random_election(1, 3, n_draws=2, zeros=0)
    share = np.zeros_like(election.draws.share)
    share[:, 0], share[:, 1], share[:, -2], share[:, -1] = 0.375, 0.125, 0.25, 0.25
    even = replace(election, draws=replace(election.draws, share=share), rebels=None, cache={})
    slate = Slate(dict.fromkeys(election.draws.seats, frozenset("ABC")))
    outcome = evaluate(even, ALONE, slate)
    for share_kept, kept in ((0.25, (3, 0 if strict else 3, 0)), (0.0, (3, 3, 0))):
        rule = DepositRule(share_kept, strict)
        for party, expected in zip("ABC", kept, strict=True):
            counted = total(even, ALONE, party, (), rule, slate)
            assert counted.deposits.tolist() == [expected] * 2
            same(counted, tally(glance_of(outcome, party, ()), rule))


def test_a_courtesy_of_or_for_a_party_that_is_not_in_the_draws_moves_nobody():
    election = random_election(7, 4, n_draws=8, zeros=0)
    slate = Slate(dict.fromkeys(election.draws.seats, frozenset("BCD")))
    favours = Structure.of({}, (StandDown("S1", "A", "Z"), StandDown("S2", "Z", "B"), StandDown("S3", "Y", "Z")))
    ours, theirs = (total(replace(election, cache={}), one, "B", (), DepositRule(), slate) for one in (favours, ALONE))
    assert ours.votes.tolist() == theirs.votes.tolist()
