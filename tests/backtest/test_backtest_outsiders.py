"""Who of OTHERS can win: parts found in counted elections, and draws in which the strongest of them leads."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_record import result_rows, write_record

from prepoll.backtest import Settings, back_test, read_record
from prepoll.backtest.contests import contests
from prepoll.backtest.forecasts import forecast
from prepoll.backtest.outsiders import EDGES, ENOUGH, Outsiders, fit_outsiders
from prepoll.names import OTHERS


@pytest.fixture(scope="module")
def seat(tmp_path_factory):
    folder = tmp_path_factory.mktemp("record")
    write_record(folder, result_rows())
    return next(row for row in contests(read_record(folder), 2019) if row.key == ("Aland", "SEATA"))


def counted(seat, share, leading):
    """Return the seat with a share of OTHERS and the part of it that the strongest has."""
    rest = (1 - share) / (len(seat.fronts) - 1)
    actual = np.array([share if front == OTHERS else rest for front in seat.fronts])
    return replace(seat, actual=actual, leading=leading)


def test_the_part_of_the_strongest_is_read_from_the_votes(tmp_path):
    rows = result_rows()
    mine = next(row for row in rows if (row["year"], row["state"], row["constituency_no"]) == (2019, "Aland", 1))
    lone = {**mine, "party": "IND", "votes": 3000}
    rows = [row for row in rows if not (row["party"] == "IND" and row["constituency"] == mine["constituency"])]
    write_record(tmp_path, [*rows, lone, {**lone, "votes": 1000}])
    found = {row.key: row.leading for row in contests(read_record(tmp_path), 2019)}
    assert found["Aland", "SEATA"] == pytest.approx(0.75)
    assert found["Bland", "SEATA"] == 0.0  # nobody stands outside


def test_parts_are_kept_apart_by_the_share_of_others_and_few_are_joined_with_those_below(seat):
    few = [counted(seat, 0.05, 0.2)] * ENOUGH + [counted(seat, 0.3, 0.9)] * (ENOUGH - 1)
    found = fit_outsiders([*few, replace(seat, leading=0.0)])
    assert [len(parts) for parts in found.parts] == [20, 20, 39, 39]
    assert set(found.parts[0]) == {0.2}
    assert set(found.parts[2]) == {0.2, 0.9}
    more = fit_outsiders([*few, counted(seat, 0.3, 0.9)])
    assert set(more.parts[2]) == {0.9}
    assert fit_outsiders([replace(seat, leading=0.0)]).strongest(seat, seat.actual[:, None], 1) is None


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50), st.integers(0, 5))
def test_what_is_drawn_is_a_part_of_the_range_that_the_share_lies_in(seat, shares, seed):
    parts = tuple(np.array([place / 10, place / 10 + 0.05]) for place in range(1, 2 + len(EDGES)))
    share = np.zeros((len(seat.fronts), len(shares)))
    share[seat.place[OTHERS]] = shares
    drawn = Outsiders(parts).strongest(seat, share, seed)
    assert drawn is not None
    for one, strongest in zip(shares, drawn, strict=True):
        here = parts[sum(one > edge for edge in EDGES)]
        assert any(strongest == pytest.approx(one * part) for part in here)
    assert (Outsiders(parts).strongest(seat, share, seed) == drawn).all()
    assert Outsiders(parts).strongest(replace(seat, fronts=("AB", "C")), share[:2], seed) is None


def test_the_strongest_of_others_wins_where_it_leads_and_others_together_never(seat):
    share = np.array([[0.4, 0.3, 0.2], [0.2, 0.2, 0.1], [0.4, 0.5, 0.7]])
    place = seat.place[OTHERS]
    assert (forecast(seat, share).winners != place).all()
    found = forecast(seat, share, strongest=np.array([0.39, 0.31, 0.2])).winners
    assert [bool(one) for one in found == place] == [False, True, False]
    assert (forecast(seat, share, np.array([1, 1, 1]), np.full(3, 0.15)).winners == [1, 1, place]).all()


def test_a_record_in_which_one_outsider_has_won_gives_others_a_chance_by_every_rule(tmp_path):
    rows = result_rows()
    for row in rows:
        if row["party"] == "IND" and row["state"] == "Aland":
            row["votes"] *= 12
    write_record(tmp_path, rows)
    forecasts = back_test(read_record(tmp_path), 2019, settings=Settings(draws=200)).forecasts
    for rule, found in forecasts.items():
        chances = [row.chance[row.fronts.index(OTHERS)] for row in found if row.state == "Aland"]
        assert min(chances) > 0.05, rule
