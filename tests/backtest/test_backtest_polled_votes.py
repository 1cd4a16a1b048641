"""Polls read through the slate of their day: one poll tells of swing and of transfer together."""

from dataclasses import replace

import numpy as np
import pytest
from small_record import STATES, result_rows, write_record

from prepoll.backtest import Settings, back_test, read_record
from prepoll.backtest.contests import Roll
from prepoll.backtest.past_cases import case_before
from prepoll.backtest.polled_votes import with_polls
from prepoll.backtest.projection import outcome_of, structure_of
from prepoll.backtest.simulated import simulated, true_shares
from prepoll.names import NONVOTERS, NOTA
from prepoll.strength import assess
from prepoll.strength.polls import PollErrors

SETTINGS = Settings(draws=2000)


@pytest.fixture
def world(folder):
    record = read_record(folder)
    rows = [row for row in Roll(record, 2019).contests() if row.state == "Aland"]
    plain = case_before(record, "Aland", 2019)
    outcome = outcome_of(plain, structure_of(record, "Aland", 2019), rows, SETTINGS)
    return record, rows, outcome, assess(plain)


def polled(world, error, seed=1):
    record, rows, _, _ = world
    return case_before(record, "Aland", 2019, simulated(rows, "Aland", 2019, seed, error))


def of_front(outcome, members, weights):
    columns = [outcome.parties.index(party) for party in members]
    return np.einsum("spd,s->d", outcome.valid[:, columns], weights / weights.sum())


def test_fronts_get_what_a_sure_poll_says_after_votes_have_been_transferred(world):
    _, rows, outcome, strength = world
    case = polled(world, 0.001)
    told = with_polls(outcome, case, strength, PollErrors(scale=0.0, shared=0.0, own=0.001), 1)
    weights, truth = np.ones(len(outcome.seats)), true_shares(rows)
    before, after = (of_front(one, "AB", weights) for one in (outcome, told))
    assert before.std() > 0.04
    assert after.std() < 0.01
    assert after.mean() == pytest.approx(truth["AB"], abs=0.006)
    assert of_front(told, "C", weights).mean() == pytest.approx(truth["C"], abs=0.006)


def test_a_poll_moves_draws_as_weighing_each_by_how_likely_it_makes_the_poll(world):
    _, _, outcome, strength = world
    errors = PollErrors(scale=0.0, shared=0.0, own=0.05)
    case = polled(world, 0.05, seed=3)
    case = replace(case, polls=tuple(row for row in case.polls if row.party == "C"))
    said = case.polls[0].share
    told = with_polls(outcome, case, strength, errors, 1)
    weights = np.ones(len(outcome.seats))
    seen = of_front(outcome, "C", weights)
    likely = np.exp(-(((np.log(seen) - np.log(said)) / (0.05 / said)) ** 2) / 2)
    for members in ("C", "AB"):
        share = of_front(outcome, members, weights)
        mean = np.average(share, weights=likely)
        sd = np.sqrt(np.average((share - mean) ** 2, weights=likely))
        moved = of_front(told, members, weights)
        assert abs(mean - share.mean()) > 0.01
        assert moved.mean() == pytest.approx(mean, abs=0.01)
        assert moved.std() == pytest.approx(sd, rel=0.2)


def test_only_votes_for_candidates_move_and_winners_follow(world):
    _, _, outcome, strength = world
    told = with_polls(outcome, polled(world, 0.05), strength, PollErrors(scale=0.0, shared=0.0, own=0.05), 1)
    assert ((told.valid > 0) == (outcome.valid > 0)).all()
    assert told.valid.sum(axis=1) == pytest.approx(1.0, abs=1e-5)
    for party in (NOTA, NONVOTERS):
        at = outcome.parties.index(party)
        assert (told.votes[:, at] == outcome.votes[:, at]).all()
    assert told.votes.sum(axis=1) == pytest.approx(1.0, abs=1e-5)
    able = told.valid[:, : len(told.contenders)]
    assert (told.wins.argmax(axis=1) == able.argmax(axis=1)).all()
    assert not np.array_equal(told.wins, outcome.wins)


def test_without_a_figure_of_somebody_who_stands_nothing_moves(world):
    record, _, outcome, strength = world
    errors = PollErrors()
    assert with_polls(outcome, case_before(record, "Aland", 2019), strength, errors, 1) is outcome
    case = polled(world, 0.05)
    nobody = replace(case.polls[0], party="B")
    gone = replace(outcome, valid=outcome.valid.copy())
    gone.valid[:, gone.parties.index("B")] = 0.0
    assert with_polls(gone, replace(case, polls=(nobody,)), strength, errors, 1) is gone


def test_polls_are_read_through_slates_where_asked_for_only(world):
    record, rows, _, _ = world
    told = replace(SETTINGS, poll_errors=PollErrors(scale=0.0, shared=0.0, own=0.001))
    case, truth = polled(world, 0.001), true_shares(rows)
    weights = np.ones(len(case.seats))
    off = [
        abs(of_front(outcome_of(case, structure_of(record, "Aland", 2019), rows, one), "AB", weights) - truth["AB"])
        for one in (told, replace(told, through_slates=True))
    ]
    assert np.median(off[1]) < 0.01 < np.median(off[0])


def test_a_state_in_which_only_the_unknown_stand_is_forecast(folder, tmp_path_factory):
    new = tmp_path_factory.mktemp("unknown")
    rows = [row for row in result_rows() if (row["year"], row["state"]) != (2019, STATES[1])]
    last = [row for row in result_rows() if (row["year"], row["state"], row["party"]) == (2014, STATES[1], "C")][:1]
    rows += [{**last[0], "year": 2019, "party": party, "votes": 9000} for party in ("IND", "D")]
    write_record(new, rows)
    result = back_test(read_record(new), 2019, settings=Settings(draws=100))
    [row] = [row for row in result.forecasts["prepoll"] if row.state == STATES[1]]
    assert row.fronts == ("D", "OTHERS")
