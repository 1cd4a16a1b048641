"""The yardstick: what unchanged fronts of one election tell of the next."""

import numpy as np
import pytest

from prepoll.transfer.reference import Column, Yardstick, fit_yardstick, group_means, numbered, unchanged
from prepoll.transfer.returns import Returns


def columns(between, within, group_sd, unit_sd):
    rng, groups, units = np.random.default_rng(1), 400, 6
    for growth in (0.7, 1.0, 1.4):
        group = np.repeat(np.arange(groups), units)
        middle = rng.normal(0, 0.05, groups)[group]
        inside = rng.normal(0, 0.04, len(group))
        inside -= group_means(inside, group)
        noise = rng.normal(0, group_sd, groups)[group] + rng.normal(0, unit_sd, len(group))
        known = 0.3 + middle + inside
        yield Column(known, growth * (0.3 + between * middle + within * inside) + noise, group)


def test_what_units_and_groups_keep_is_found_again():
    yard = fit_yardstick(list(columns(0.7, 0.4, 0.03, 0.02)))
    assert yard.between == pytest.approx(0.7, abs=0.05)
    assert yard.within == pytest.approx(0.4, abs=0.03)
    assert yard.unit_sd == pytest.approx(0.02, rel=0.08)
    assert yard.group_sd == pytest.approx(0.03, rel=0.15)
    assert yard.swing_sd == pytest.approx(np.sqrt(2 * np.log(1.4) ** 2 / 3), rel=0.1)


def test_an_expected_share_lies_between_the_former_one_and_its_means():
    yard = Yardstick(0.5, 0.25, 0.04, 0.03, 0.4, 3)
    group = numbered(["x", "x", "y"])
    expected = yard.expected(np.array([0.1, 0.3, 0.5]), 0.35, group)
    assert expected == pytest.approx(np.array([0.275 - 0.025, 0.275 + 0.025, 0.425]))


def test_unchanged_fronts_keep_their_major_members():
    places = [(f"s{i}", f"s{i}") for i in range(6)]
    share = {"A": 0.2, "B": 0.15, "C": 0.12, "T": 0.01, "IND": 0.1}
    old = Returns("U", "GE", 2009, dict.fromkeys(places, share), {"A": "AB", "B": "AB", "C": "CT", "T": "CT"})
    new = Returns("U", "GE", 2014, dict.fromkeys(places, share), {"A": "A2"})
    found = list(unchanged(old, new))  # A and B parted; T is too small to make C another front; IND is nobody
    assert [column.known.mean() for column in found] == [pytest.approx(0.12)]
