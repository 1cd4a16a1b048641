"""Scores against their definitions, and the bootstrap against a case that can be worked out."""

from dataclasses import replace

import numpy as np
import pytest

from prepoll.backtest.bootstrap import clustered, clustered_inside, difference
from prepoll.backtest.scores import rank_histogram, score, state_totals
from prepoll.backtest.types import LEVELS, Forecast


def forecast(chance, won, *, state="S", bounds=(0.4, 0.6), actual=(0.55, 0.45), winners=None, cuts=(), rank=(0.5, 0.5)):
    low, high = bounds
    middle = (low + high) / 2
    half = np.array([1.0, 0.8, 0.4, -0.4, -0.8, -1.0]) * (high - low) / 2
    return Forecast(
        state=state,
        constituency="X",
        fronts=("A", "B"),
        chance=np.array(chance),
        share=np.array([middle, 1 - middle]),
        quantiles=np.stack([middle - half, 1 - middle - half]),
        rank=np.array(rank),
        winners=np.array([won] * 4 if winners is None else winners),
        won=won,
        actual=np.array(actual),
        cuts=frozenset(cuts),
    )


def test_scores_are_those_of_the_definitions():
    rows = [forecast([0.8, 0.2], 0), forecast([0.6, 0.4], 1, bounds=(0.5, 0.6), actual=(0.45, 0.55))]
    found = score("r", rows)
    assert (found.seats, found.right) == (2, 1)
    assert found.brier == pytest.approx(((0.2**2 + 0.2**2) + (0.6**2 + 0.6**2)) / 2)
    assert found.log == pytest.approx(-(np.log(0.8) + np.log(0.4)) / 2)
    assert found.share_error == pytest.approx(100 * (0.05 + 0.05 + 0.10 + 0.10) / 4)


def test_intervals_hold_what_lies_between_their_bounds():
    assert len(LEVELS) == 6
    rows = [forecast([0.9, 0.1], 0, actual=(0.52, 0.48)), forecast([0.9, 0.1], 0, actual=(0.585, 0.415))]
    bands = score("r", rows).bands
    assert [bands[percent].inside for percent in (50, 80, 90)] == pytest.approx([0.5, 0.5, 1.0])
    assert [bands[percent].width for percent in (50, 80, 90)] == pytest.approx([8.0, 16.0, 20.0])


def test_seats_are_called_by_the_words_of_the_brief():
    rows = [forecast([p, 1 - p], won) for p, won in ((0.96, 0), (0.95, 1), (0.85, 0), (0.65, 0), (0.55, 1))]
    labels = {name: (one.seats, one.right) for name, one in score("r", rows).labels.items()}
    assert labels == {"safe": (2, 1), "likely": (1, 1), "leaning": (1, 1), "toss-up": (1, 0)}


def test_cuts_are_kinds_of_seat_and_states():
    rows = [forecast([0.8, 0.2], 0, cuts=["new"]), forecast([0.8, 0.2], 1, state="T")]
    assert [score("r", rows, cut).right for cut in ("all", "new", "T")] == [1, 1, 0]


def test_a_state_total_counts_seats_draw_by_draw():
    rows = [forecast([0.5, 0.5], 0, winners=[0, 0, 1, 1])] * 9 + [forecast([0.9, 0.1], 0, winners=[0, 0, 0, 1])]
    won, drawn = state_totals(rows)["A"]
    assert won == 10
    assert drawn.tolist() == [10, 10, 1, 0]
    found = score("r", rows)
    assert found.totals_counted == 2
    assert found.totals[90].inside == 1.0  # A won 10 and B none, both happen in a draw
    assert score("r", rows[:9]).totals_counted == 0  # states of ten seats or more


def test_ranks_fall_into_tenths():
    assert rank_histogram([forecast([0.8, 0.2], 0, rank=(0.05, 1.0))]) == (1, 0, 0, 0, 0, 0, 0, 0, 0, 1)


def test_the_bootstrap_draws_whole_states():
    rng = np.random.default_rng(3)
    alike = [np.full(20, value) for value in rng.standard_normal(40)]
    low, mean, high = clustered(alike, 1, "x")
    sd = np.std([group[0] for group in alike]) / np.sqrt(40)
    assert mean == pytest.approx(np.mean([group[0] for group in alike]))
    assert (high - low) / (2 * 1.645 * sd) == pytest.approx(1.0, rel=0.15)


def test_a_difference_is_of_the_same_seats_and_turns_its_sign_with_the_order():
    good = [forecast([0.9, 0.1], 0, state=s) for s in "STUV"]
    poor = [forecast([p, 1 - p], 0, state=s) for s, p in zip("STUV", (0.5, 0.6, 0.7, 0.4), strict=True)]
    one = difference(("good", good), ("poor", poor), "all", "log", 1)
    other = difference(("poor", poor), ("good", good), "all", "log", 1)
    assert one.mean == pytest.approx(np.mean(np.log([0.5, 0.6, 0.7, 0.4])) - np.log(0.9))
    assert one.high < 0 < other.low
    assert one.mean == pytest.approx(-other.mean)


def test_seats_of_one_state_are_drawn_together_in_differences_and_in_coverage():
    def rows(names):
        held = [(0.52, 0.48), (0.9, 0.1)]
        return [
            replace(forecast([0.9, 0.1], 0, state=name, actual=held[i % 2]), constituency=str(k))
            for i, name in enumerate(names)
            for k in range(20)
        ]

    def width(names):
        low, mean, high = clustered_inside(rows(names), 90, "all", 1)
        assert mean == pytest.approx(0.5)
        return high - low

    few, many = width([f"{i}" for i in range(6)]), width([f"{i}" for i in range(60)])
    assert few > 2.0 * many
    assert few > 0.5  # 120 seats in six states, of two kinds: as unsure as six coins

    def gap(names):
        poor = [replace(row, chance=np.array([0.9, 0.1] if row.actual[0] < 0.6 else [0.3, 0.7])) for row in rows(names)]
        one = difference(("poor", poor), ("good", rows(names)), "all", "log", 1)
        return one.high - one.low

    assert gap([f"{i}" for i in range(6)]) > 2.0 * gap([f"{i}" for i in range(60)])


def test_of_one_state_the_seats_are_drawn_anew_each_with_all_its_elections():
    def rows(elections):
        held = [(0.52, 0.48), (0.9, 0.1)]  # half of the seats lie inside, in all elections
        return [
            replace(forecast([0.9, 0.1], 0, state="S", actual=held[k % 2]), constituency=str(k))
            for _ in range(elections)
            for k in range(20)
        ]

    once, four = (clustered_inside(rows(n), 90, "S", 1) for n in (1, 4))
    assert once == pytest.approx(four)  # the same seats again tell nothing new
    assert 0.2 < once[2] - once[0] < 0.6
