"""Seats, deposits, recognition, votes and rivals denied; intervals."""

from dataclasses import replace
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from prepoll.alliances import ALONE, INDIA, Election, Slate, difference, evaluate, interval, objective_draws, worth
from prepoll.alliances.tally import DepositRule, Tally, glance_of
from prepoll.alliances.worth import by_law, deposit_rule, lawful, recognised, recognition_rule
from prepoll.case import load_case
from prepoll.case.country import country_rules
from prepoll.case.types import Objective
from prepoll.errors import ModelError, UsageError
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws
from prepoll.transfer.types import FixedTransfers


def wants(code, threshold=None, strict=False, rivals=()):
    return Objective(code, code, threshold, strict, rivals, False)


SEATS, VOTES, RECOGNITION = wants("seats"), wants("votes"), wants("recognition")
DEPOSITS, DENY = wants("deposits", 1 / 6, strict=True), wants("deny_b_c", rivals=("B", "C"))
EVERY = (SEATS, DEPOSITS, RECOGNITION, VOTES, DENY)


def election(share, electors):
    """Make an election of contenders A, B, C from shares (seat, party, draw)."""
    share = np.array(share, dtype=np.float32)
    seats, parties = tuple(f"S{i}" for i in range(len(share))), ("A", "B", "C", *RESIDUAL)
    draws = Draws(share, seats, parties, np.array(electors, dtype=float))
    transfers = FixedTransfers(seats, parties, share.shape[2], {}, {}, {})
    return Election(draws, transfers, dict.fromkeys(seats, "R"))


def one_seat(*rows):
    """Make one seat of 1,000 electors, a row of six shares for each draw."""
    return evaluate(election(np.array(rows).T[None], [1000]), ALONE)


@given(arrays(np.float64, st.integers(1, 60), elements=st.floats(-1e6, 1e6)))
def test_intervals_are_nested_and_those_of_numpy(samples):
    got = interval(samples)
    assert got.low90 <= got.low80 <= got.low50 <= got.high50 <= got.high80 <= got.high90
    expected = np.quantile(samples, [0.05, 0.1, 0.25, 0.75, 0.9, 0.95])
    ours = [got.low90, got.low80, got.low50, got.high50, got.high80, got.high90]
    assert ours == pytest.approx(expected.tolist(), abs=1e-6)
    assert got.mean == pytest.approx(samples.mean(), abs=1e-6)


def test_a_difference_is_taken_draw_by_draw():
    got = difference([1, 2, 3], [1, 2, 3])
    assert (got.mean, got.low90, got.high90) == (0, 0, 0)
    assert difference([5, 7], [1, 1]).mean == 5
    with pytest.raises(ModelError, match="same draws"):
        difference([1, 2], [1])


@pytest.mark.parametrize("samples", [[], [float("nan")], [1.0, float("inf")], [[1.0]]])
def test_no_interval_without_finite_samples(samples):
    with pytest.raises(ModelError, match="finite samples"):
        interval(samples)


def test_a_deposit_is_kept_by_more_than_a_sixth_of_votes_for_candidates():
    outcome = one_seat(
        [0.25, 0.0625, 0.0625, 0, 0.3, 0.325],  # B has exactly a sixth of .375; NOTA does not count
        [0.25, 0.09375, 0.03125, 0, 0.3, 0.325],  # B has a quarter
        [0.125, 0.09375, 0.09375, 0.3125, 0.1, 0.275],  # A wins with .2, OTHERS have half
        [0.0625, 0.0625, 0.03125, 0.5, 0, 0.34375],  # A and B tie below a sixth
    )
    eighth = wants("deposits", 1 / 8, strict=True)
    assert objective_draws(outcome, "A", DEPOSITS).tolist() == [1, 1, 1, 0.5]
    assert objective_draws(outcome, "B", DEPOSITS)[[1, 2, 3]].tolist() == [1, 0, 0.5]
    assert objective_draws(outcome, "B", eighth).tolist() == [1, 1, 1, 0.5]
    assert objective_draws(outcome, "C", wants("deposits", 0.25, strict=False))[1] == 0
    quarter = one_seat([0.25, 0.125, 0.125, 0, 0, 0.5])
    assert objective_draws(quarter, "B", wants("deposits", 0.25, strict=True)).tolist() == [0]
    assert objective_draws(quarter, "B", wants("deposits", 0.25, strict=False)).tolist() == [1]


def test_who_does_not_stand_has_no_deposit_and_no_votes():
    small = election([[[0.1], [0.2], [0.1], [0.1], [0], [0.5]]], [1000])
    outcome = evaluate(small, ALONE, Slate({"S0": frozenset("AB")}))
    assert objective_draws(outcome, "C", wants("deposits", 0.0)).tolist() == [0]
    assert objective_draws(outcome, "C", VOTES).tolist() == [0]


@pytest.mark.parametrize(
    ("share", "seats", "expected"),
    [(0.079, 0, 0), (0.08, 0, 1), (0.059, 1, 0), (0.06, 1, 1), (0.06, 0, 0), (0.01, 2, 1), (0.01, 1, 0)],
)
def test_recognition_has_three_ways(share, seats, expected):
    """In a house of 30 two seats suffice, or one with 6 %, or 8 % (Symbols Order 1968, paragraph 6A)."""
    none = np.zeros(1)
    counted = Tally(none + seats, none + share * 1000, none + 1000, none, (), 30, ())
    assert recognised(counted, INDIA).tolist() == [expected]


def test_a_tie_may_decide_recognition():
    """One seat is certain, one drawn by lot at 1/3: two are needed in a house of 30, one with 6 %."""
    none = np.zeros(2)
    counted = Tally(none + 4 / 3, np.array([10.0, 60.0]), none + 1000, none, (), 30, ((0, 1 / 3), (1, 1 / 3)))
    assert recognised(counted, INDIA).tolist() == pytest.approx([1 / 3, 1])


def test_one_seat_suffices_in_a_small_house_and_a_part_of_25_counts():
    assert [INDIA.seats_needed(house) for house in (1, 5, 25, 26, 50, 80)] == [1, 1, 1, 2, 2, 4]


def test_an_objective_brings_its_own_threshold():
    outcome = one_seat([0.05, 0.45, 0, 0, 0, 0.5])
    assert objective_draws(outcome, "A", RECOGNITION).tolist() == [1]
    assert objective_draws(outcome, "A", wants("recognition", 0.12)).tolist() == [0]


def test_conceding_seats_costs_recognition():
    two = election([[[0.05], [0.35], [0], [0], [0], [0.6]]] * 2, [1000, 1000])
    both = evaluate(two, ALONE)
    one = evaluate(two, ALONE, Slate({"S0": frozenset("AB"), "S1": frozenset("B")}))
    assert objective_draws(both, "A", RECOGNITION).tolist() == [1]
    assert objective_draws(one, "A", RECOGNITION).tolist() == [0]


def test_votes_are_counts_and_rivals_are_denied_the_rest_of_the_house():
    outcome = evaluate(
        election([[[0.3], [0.1], [0.1], [0], [0], [0.5]], [[0.1], [0.1], [0.2], [0], [0], [0.6]]], [1000, 50]), ALONE
    )
    assert objective_draws(outcome, "A", VOTES).tolist() == pytest.approx([305])
    assert objective_draws(outcome, "A", DENY).tolist() == [1]
    deny_b, deny_c = wants("deny_b", rivals=("B",)), wants("deny_c", rivals=("C", "not there"))
    got = worth(outcome, "A", deny_c, (SEATS, deny_b, deny_c))
    assert (got.value.mean, got.denied["deny_b"].mean, got.denied["deny_c"].mean) == (1, 2, 1)


def test_an_unknown_objective_or_party_is_refused():
    outcome = one_seat([0.3, 0.1, 0.1, 0, 0, 0.5])
    with pytest.raises(UsageError, match="glory"):
        objective_draws(outcome, "A", wants("glory"))
    with pytest.raises(UsageError, match="not among the contenders"):
        objective_draws(outcome, "OTHERS", SEATS)


def test_ties_are_drawn_by_lot_each_on_its_own():
    tied = [[0.2], [0.2], [0.1], [0], [0], [0.5]]
    outcome = evaluate(election([tied, tied, [[0.3], [0.1], [0.1], [0], [0], [0.5]]], [10, 10, 10]), ALONE)
    got = worth(outcome, "A", SEATS, EVERY)
    assert got.seats_chance == pytest.approx((0, 0.25, 0.5, 0.25))
    assert got.seats.mean == 2
    assert worth(outcome, "B", SEATS, EVERY).seats_chance == pytest.approx((0.25, 0.5, 0.25, 0))
    few = election([tied], [10])
    few.draws.share[0, :2] = 0.01  # C leads no more; A and B tie behind
    assert objective_draws(evaluate(few, ALONE), "A", RECOGNITION).tolist() == [1]  # 8 % of votes without a seat
    tiny = one_seat([0.01, 0.01, 0.01, 0.5, 0, 0.47])
    assert objective_draws(tiny, "A", RECOGNITION).tolist() == pytest.approx([1 / 3])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_worth_agrees_with_adding_up_by_hand(seed):
    rng = np.random.default_rng(seed)
    share = rng.dirichlet(np.ones(6), size=(4, 7)).transpose(0, 2, 1)
    electors = rng.integers(100, 1000, 4)
    outcome = evaluate(election(share, electors), ALONE)
    seats, deposits, votes, valid, denied = (np.zeros(7) for _ in range(5))
    for s, d in product(range(4), range(7)):
        row = share[s, :, d].astype(np.float32)
        first = int(np.argmax(row[:3]))
        seats[d] += first == 0
        denied[d] += first == 0
        deposits[d] += first == 0 or row[0] > row[:4].sum() / 6
        votes[d] += float(row[0]) * electors[s]
        valid[d] += float(row[:4].sum()) * electors[s]
    got = worth(outcome, "A", DENY, EVERY)
    assert got.seats == interval(seats)
    assert got.deposits == interval(deposits)
    assert got.denied == {"deny_b_c": interval(denied)}
    assert got.value == interval(denied)
    assert got.votes.mean == pytest.approx(votes.mean())
    assert got.share.low90 == pytest.approx(interval(votes / valid).low90)
    by_rule = ((votes / valid >= 0.08) | (seats >= 1)).mean()
    assert got.recognition == pytest.approx(by_rule)
    assert got.seats_chance == pytest.approx([float((seats == k).mean()) for k in range(5)])


def test_a_deposit_is_kept_by_the_law_of_the_country_where_the_case_gives_no_number():
    case = SimpleNamespace(country="United Kingdom")
    votes, own = wants("votes"), wants("deposits", 0.2)
    law = deposit_rule(lawful(case, (votes,)))
    assert (law.threshold, law.strict) == (0.05, country_rules("United Kingdom").deposit.strict)
    assert deposit_rule(lawful(case, (votes, own))).threshold == 0.2
    assert deposit_rule(lawful(SimpleNamespace(country="India"), (votes,))).threshold == pytest.approx(1 / 6)


def test_a_raw_objective_is_counted_by_the_country_that_it_names_and_else_by_that_of_elsewhere():
    outcome = one_seat([0.06, 0.44, 0, 0, 0, 0.5])  # A polls 12 %
    here, nowhere = wants("deposits"), replace(wants("deposits"), country="Nowhere")
    british = replace(here, country="United Kingdom")
    assert [objective_draws(outcome, "A", aim).tolist() for aim in (here, nowhere, british)] == [[0], [0], [1]]
    assert worth(outcome, "A", SEATS, (replace(SEATS, country="United Kingdom"),)).deposits.mean == 0
    assert worth(outcome, "A", replace(SEATS, country="United Kingdom"), ()).deposits.mean == 1
    assert recognition_rule((RECOGNITION,)).source == country_rules(None).recognition.source
    assert INDIA.source == country_rules("India").recognition.source != country_rules(None).recognition.source
    indian = replace(RECOGNITION, country="India")
    assert recognition_rule((SEATS, indian)) == INDIA
    assert recognition_rule((replace(SEATS, country="India"), wants("recognition", 0.2))).source == INDIA.source


def test_objectives_of_a_case_name_its_country():
    case = load_case("cases/jammu-kashmir-2024")
    assert {objective.country for objective in case.objectives} == {case.country} == {"India"}
    assert by_law(SimpleNamespace(country="India"), SEATS).country == "India"
    assert by_law(SimpleNamespace(country="India"), replace(SEATS, country="Nepal")).country == "Nepal"


def test_without_a_number_the_rule_of_a_deposit_is_that_of_india():
    assert DepositRule() == deposit_rule((replace(wants("deposits"), country="India"),)) == DepositRule(1 / 6, True)


@pytest.mark.parametrize(("country", "share", "strict"), [("India", 1 / 6, True), ("New Zealand", 0.05, False)])
def test_a_case_lends_its_law_on_deposits_to_the_objective_on_deposits_alone(country, share, strict):
    case, open_rule = SimpleNamespace(country=country), wants("deposits", strict=not strict)
    lent = by_law(case, open_rule)
    assert (lent.threshold, lent.strict, lent.country) == (pytest.approx(share), strict, country)
    own = by_law(case, wants("deposits", 0.3, strict=not strict))
    assert (own.threshold, own.strict) == (0.3, not strict)
    assert by_law(case, RECOGNITION).threshold is None
    last = lawful(case, (SEATS, RECOGNITION))[-1]
    assert (last.code, last.threshold, last.strict, last.default) == ("deposits", pytest.approx(share), strict, False)
    assert [row.code for row in lawful(case, (open_rule, SEATS))] == ["deposits", "seats"]


def test_a_country_without_a_law_on_deposits_lends_none():
    assert country_rules("Nepal").deposit is None
    lent = by_law(SimpleNamespace(country="Nepal"), wants("deposits"))
    assert (lent.threshold, lent.strict, lent.country) == (None, False, "Nepal")
    law = country_rules(None).deposit
    assert deposit_rule((lent,)) == DepositRule(law.share, law.strict)


def test_where_nobody_votes_for_a_candidate_shares_are_nothing():
    outcome = one_seat([0, 0, 0, 0, 0.25, 0.75], [0.25, 0, 0, 0.25, 0, 0.5])
    assert outcome.valid[0].T.tolist() == [[0, 0, 0, 0], [0.5, 0, 0, 0.5]]


def test_a_glance_has_the_seats_of_rivals_seat_by_seat():
    outcome = evaluate(
        election([[[0.3], [0.1], [0.1], [0], [0], [0.5]], [[0.1], [0.1], [0.2], [0], [0], [0.6]]], [1000, 50]), ALONE
    )
    first, second = glance_of(outcome, "A", (("B", "C"), ("A", "not there"))).rivals
    assert (first.tolist(), second.tolist()) == ([[0], [1]], [[1], [0]])
