"""Votes against a second count written in plain loops from the text of the design."""

from fractions import Fraction

import numpy as np
import pytest
from alliances_cases import random_election, random_slate, random_structure
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.alliances import ALONE, Election, Slate, StandDown, Structure, count_votes, evaluate, strongest_slate
from prepoll.alliances.votes import count_local, local_structure
from prepoll.errors import ModelError
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws
from prepoll.transfer.types import FixedTransfers


def second_count(election, structure, slate, seat, draw):  # noqa: C901 - the formulas, one after the other
    """Count one seat in one draw by the text of the design, in exact fractions."""
    draws, transfers = election.draws, election.transfers
    s = draws.seats.index(seat)
    contenders = draws.parties[:-3]
    own = {p: Fraction(float(draws.share[s, i, draw])) for i, p in enumerate(draws.parties)}
    standing = slate.standing[seat]
    votes = {p: Fraction(0) for p in draws.parties}
    for residual in RESIDUAL:
        votes[residual] += own[residual]

    def bloc_of(party):
        for region, blocs in structure.blocs:
            for bloc in blocs:
                if region == election.region_of[seat] and party in bloc:
                    return bloc
        return {party}

    def leak(party, amount, ends):
        row = {r: Fraction(float(transfers.leak(party)[s, draws.parties.index(r), draw])) for r in ends}
        total = sum(row.values())
        if total == 0:
            votes["NONVOTERS"] += amount
            return
        for r in ends:
            votes[r] += amount * row[r] / total

    for c in contenders:
        if c in standing:
            kept = own[c]
            for q in bloc_of(c):
                if q not in standing and own[q] > 0:
                    kept = kept * (1 - Fraction(float(transfers.desertion(c, q)[s, draw])))
            votes[c] += kept
            outside = [r for r in contenders if r in standing and r not in bloc_of(c)]
            leak(c, own[c] - kept, [*outside, *RESIDUAL])
        else:
            allies = [a for a in contenders if a in standing and a in bloc_of(c) and a != c]
            for courtesy in structure.courtesies:
                if courtesy.seat == seat and courtesy.giver == c and courtesy.taker in standing:
                    allies.append(courtesy.taker)
            taus = {a: Fraction(float(transfers.given(c, a)[s, draw])) for a in allies}
            if election.rebels is not None:
                rebels = own[c] * Fraction(float(election.rebels[s, draws.parties.index(c), draw]))
                votes["OTHERS"] += rebels
                own = {**own, c: own[c] - rebels}
            follow = Fraction(0)
            if len(allies) == 1:
                follow = taus[allies[0]] * own[c]
                votes[allies[0]] += follow
            elif allies and sum(taus.values()) > 0:
                follow = max(taus.values()) * own[c]
                for a in allies:
                    votes[a] += follow * taus[a] / sum(taus.values())
            ends = [r for r in contenders if r in standing and r not in allies]
            leak(c, own[c] - follow, [*ends, *RESIDUAL])
    return votes


def second_winners(votes, standing):
    best = max(votes[p] for p in standing)
    winners = [p for p in standing if votes[p] == best]
    return {p: Fraction(1, len(winners)) for p in winners}


def second_strongest(election, structure):
    """Choose the strongest by plain loops; elections here have no equal strengths but 0."""
    standing = {}
    for s, seat in enumerate(election.draws.seats):
        chosen = set()
        for party in election.draws.contenders:
            rivals = set(structure.bloc_of(election.region_of[seat], party))
            givers = {c.giver for c in structure.courtesies if c.seat == seat}
            mean = {
                p: sum(float(x) for x in election.draws.share[s, election.draws.parties.index(p)])
                for p in rivals - givers
            }
            if party in mean and mean[party] > 0 and mean[party] == max(mean.values()):
                chosen.add(party)
        standing[seat] = frozenset(chosen)
    return standing


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 6))
def test_votes_and_winners_agree_with_a_second_count(seed, n_parties):
    election = random_election(seed, n_parties)
    rng = np.random.default_rng([seed, 1])
    for _ in range(2):
        structure = random_structure(rng, election)
        slate = random_slate(rng, election, structure)
        outcome = evaluate(election, structure, slate)
        for s, seat in enumerate(election.draws.seats):
            for draw in range(election.draws.count):
                second = second_count(election, structure, slate, seat, draw)
                ours = dict(zip(election.draws.parties, outcome.votes[s, :, draw].tolist(), strict=True))
                assert ours == pytest.approx({p: float(v) for p, v in second.items()}, abs=1e-6)
                ranked = sorted((second[p] for p in slate.standing[seat]), reverse=True)
                if len(ranked) == 1 or ranked[0] - ranked[1] > 1e-6:  # nearer than float32 can tell is not compared
                    first = second_winners(second, slate.standing[seat])
                    wins = dict(zip(outcome.contenders, outcome.wins[s, :, draw].tolist(), strict=True))
                    assert {p: w for p, w in wins.items() if w} == {p: float(w) for p, w in first.items()}


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 6))
def test_votes_are_conserved_and_seats_sum_to_the_house(seed, n_parties):
    election = random_election(seed, n_parties, n_draws=20)
    rng = np.random.default_rng([seed, 2])
    structure = random_structure(rng, election) if n_parties > 1 else ALONE
    outcome = evaluate(election, structure, random_slate(rng, election, structure))
    sums = outcome.votes.sum(axis=1, dtype=np.float64)
    assert np.abs(sums - election.draws.share.sum(axis=1, dtype=np.float64)).max() < 1e-6
    assert np.abs(sums - 1).max() < 1e-6
    assert outcome.votes.min() >= 0
    won = sum(outcome.seats_won(p) for p in outcome.contenders)
    assert won == pytest.approx(np.full(20, 3.0), abs=1e-6)
    for s, seat in enumerate(outcome.seats):
        absent = [i for i, p in enumerate(outcome.contenders) if p not in outcome.slate.standing[seat]]
        assert not outcome.votes[s, absent].any()
        assert not outcome.wins[s, absent].any()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 6))
def test_the_strongest_stand(seed, n_parties):
    election = random_election(seed, n_parties, zeros=0.1)
    structure = random_structure(np.random.default_rng(seed), election)
    second = second_strongest(election, structure)
    if all(second.values()):
        assert strongest_slate(election, structure).standing == second


@pytest.mark.parametrize("seed", range(5))
def test_singletons_equal_going_alone(seed):
    election = random_election(seed, 5, n_draws=50)
    singles = Structure.of({region: tuple(frozenset({p}) for p in "ABCDE") for region in ("N", "M")})
    assert singles == ALONE
    outcome = evaluate(election, singles)
    assert np.array_equal(outcome.votes, election.draws.share)


def fixed(rows, bloc_tau=0.5, beta=0.1, lam=None):
    """Make a one-seat election of A, B, C with the given strengths (party, draw)."""
    parties = ("A", "B", "C", *RESIDUAL)
    share = np.array(rows, dtype=np.float32)[None]
    draws = Draws(share, ("S",), parties, np.array([100.0]))
    pairs = [(a, b) for a in "ABC" for b in "ABC" if a != b]
    transfers = FixedTransfers(
        ("S",), parties, share.shape[2], dict.fromkeys(pairs, bloc_tau), lam or {}, dict.fromkeys(pairs, beta)
    )
    return Election(draws, transfers, {"S": "R"})


AB = Structure.of({"R": (frozenset("AB"),)})


def test_a_partner_costs_only_in_draws_in_which_it_has_strength():
    election = fixed([[0.4, 0.4], [0.2, 0.0], [0.1, 0.1], [0, 0], [0, 0], [0.3, 0.5]])
    votes = count_votes(election, AB, Slate({"S": frozenset("AC")}))
    assert votes[0, 0].tolist() == pytest.approx([0.4 * 0.9 + 0.1, 0.4])


def test_a_partner_without_strength_anywhere_changes_nothing():
    election = fixed([[0.4], [0.0], [0.1], [0], [0], [0.5]])
    assert np.array_equal(count_votes(election, AB, Slate({"S": frozenset("AC")})), election.draws.share)


def test_a_partner_without_strength_may_be_given_the_seat():
    election = fixed([[0.4], [0.0], [0.1], [0], [0], [0.5]])
    outcome = evaluate(election, AB, Slate({"S": frozenset("BC")}))
    assert outcome.votes[0, :, 0].tolist() == pytest.approx([0, 0.2, 0.1, 0, 0, 0.7])
    assert outcome.seats_won("B").tolist() == [1]


def test_a_courtesy_gives_without_desertion():
    election = fixed([[0.4], [0.2], [0.1], [0], [0], [0.3]])
    courtesy = Structure.of({}, (StandDown("S", "B", "A"),))
    votes = count_votes(election, courtesy, Slate({"S": frozenset("AC")}))
    assert votes[0, :, 0].tolist() == pytest.approx([0.4 + 0.1, 0, 0.1, 0, 0, 0.4])


def test_a_courtesy_between_partners_says_nothing():
    election = fixed([[0.4], [0.2], [0.1], [0], [0], [0.3]])
    both = Structure.of({"R": (frozenset("AB"),)}, (StandDown("S", "A", "B"),))
    assert strongest_slate(election, both).standing["S"] == frozenset("AC")


def test_a_friendly_contest_moves_nobody_and_costs_nobody():
    election = fixed([[0.4], [0.2], [0.1], [0], [0], [0.3]])
    assert np.array_equal(count_votes(election, AB, Slate({"S": frozenset("ABC")})), election.draws.share)


def test_several_allies_share_the_largest_transfer():
    election = fixed([[0.3], [0.2], [0.1], [0], [0], [0.4]], beta=0)
    election.transfers.tau[("C", "A")] = 0.6
    election.transfers.tau[("C", "B")] = 0.2
    everyone = Structure.of({"R": (frozenset("ABC"),)})
    votes = count_votes(election, everyone, Slate({"S": frozenset("AB")}))
    assert votes[0, :3, 0].tolist() == pytest.approx([0.3 + 0.06 * 0.75, 0.2 + 0.06 * 0.25, 0])


def test_an_empty_seat_leaks_all():
    election = fixed(
        [[0.3], [0.2], [0.1], [0], [0], [0.4]], lam={q: {"C": 0.5, "A": 0.25, "OTHERS": 0.25} for q in "AB"}
    )
    votes = count_votes(election, AB, Slate({"S": frozenset("C")}))
    assert votes[0, :, 0].tolist() == pytest.approx([0, 0, 0.1 + 0.5 * 2 / 3, 0.5 / 3, 0, 0.4])


def test_where_nothing_of_a_leak_is_left_all_abstain():
    election = fixed([[0.4], [0.2], [0.1], [0], [0], [0.3]], lam={"A": {"B": 1.0}, "B": {"A": 1.0}})
    votes = count_votes(election, AB, Slate({"S": frozenset("AC")}))
    assert votes[0, :, 0].tolist() == pytest.approx([0.36 + 0.1, 0, 0.1, 0, 0, 0.3 + 0.1 + 0.04])


def test_equal_votes_are_a_tie_and_counted():
    election = fixed([[0.25, 0.3], [0.25, 0.2], [0.25, 0.2], [0.2, 0.2], [0, 0], [0.05, 0.1]])
    outcome = evaluate(election, ALONE)
    assert outcome.wins[0, :, 0].tolist() == pytest.approx([1 / 3] * 3)
    assert outcome.ties == (("S", 1),)
    assert outcome.wins[0, :, 1].tolist() == [1, 0, 0]


def test_a_tie_of_two_is_a_tie():
    outcome = evaluate(fixed([[0.3, 0.3, 0.2], [0.3, 0.2, 0.3], [0.1] * 3, [0] * 3, [0] * 3, [0.3, 0.4, 0.4]]), ALONE)
    assert outcome.ties == (("S", 1),)
    assert outcome.seats_won("A").tolist() == [0.5, 1, 0]
    assert evaluate(fixed([[0.3], [0.2], [0.1], [0], [0], [0.4]]), ALONE).ties == ()


def test_valid_shares_leave_out_nota_and_who_does_not_vote():
    outcome = evaluate(fixed([[0.2], [0.1], [0.05], [0.05], [0.3], [0.3]]), ALONE)
    assert outcome.valid.shape == (1, 4, 1)
    assert outcome.valid[0, :, 0].tolist() == pytest.approx([0.5, 0.25, 0.125, 0.125])


def test_others_and_nota_never_win():
    outcome = evaluate(fixed([[0.02], [0.01], [0.01], [0.5], [0.3], [0.16]]), ALONE)
    assert outcome.seats_won("A").tolist() == [1]


def test_equal_strength_is_settled_by_the_chance_of_winning_or_left_as_a_friendly_contest():
    election = fixed([[0.2], [0.2], [0.25], [0], [0], [0.35]], beta=0)
    assert strongest_slate(election, AB).standing["S"] == frozenset("ABC")
    election = fixed([[0.2], [0.2], [0.25], [0], [0], [0.35]], beta=0)
    election.transfers.tau[("A", "B")] = 0.1  # with B the bloc has .22 and loses, with A .30 and wins
    assert strongest_slate(election, AB).standing["S"] == frozenset("AC")


def test_a_slate_that_contradicts_the_structure_is_refused_with_all_its_faults():
    election = fixed([[0.4], [0.2], [0.1], [0], [0], [0.3]])
    courtesy = Structure.of({}, (StandDown("S", "B", "A"),))
    with pytest.raises(ModelError, match=r"Z cannot stand.*B stands though"):
        count_votes(election, courtesy, Slate({"S": frozenset("ABZ")}))
    with pytest.raises(ModelError, match="nobody stands"):
        count_votes(election, ALONE, Slate({"S": frozenset()}))
    with pytest.raises(ModelError, match="says nothing of seat S"):
        count_votes(election, ALONE, Slate({}))


def test_float32_and_float64_name_the_same_winners_but_for_near_ties():
    differ = near = 0
    for seed in range(14):
        election = random_election(seed, 6, n_draws=200, zeros=0)
        structure = random_structure(np.random.default_rng(seed), election)
        standing = strongest_slate(election, structure).standing
        for seat in election.draws.seats:
            local = local_structure(election, structure, seat, standing[seat])
            single, double = (count_local(election, local, dtype) for dtype in (np.float32, np.float64))
            assert single.votes.dtype == np.float32
            assert np.abs(single.votes - double.votes).max() < 3e-7
            top = np.sort(double.votes[:-3], axis=0)[-2:]
            close = top[1] - top[0] < 6e-7 if len(top) == 2 else np.zeros(200, bool)
            other = (single.wins != double.wins).any(axis=0)
            assert not (other & ~close).any()
            differ, near = differ + int(other.sum()), near + int(close.sum())
    assert differ <= near < 14 * 3 * 200 / 1000
