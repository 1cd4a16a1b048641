"""Context, dispersion and width: what the pooled estimate leans on, each by hand or by a simulation of its cause."""

from dataclasses import replace

import numpy as np
import pytest

from prepoll.ecological import Units, assumptions
from prepoll.ecological.matching import UNMATCHED
from prepoll.ecological.options import reduced
from prepoll.ecological.pooling import (
    cell_widening,
    context,
    drawn_tables,
    median_dispersion,
    pooled,
    rounds_over,
)
from prepoll.ecological.surface import softmax


def districts(pull, count=4, units=60, spread=0.0):
    """Districts whose units lean, all voters of a unit alike, to the party that is strong there."""
    rng = np.random.default_rng(11)
    eta = np.array([[2.0, 0, 0], [0, 2.0, 0], [0, 0, 2.0]])
    made, tables = [], []
    for d in range(count):
        mix = rng.dirichlet(np.array([8.0, 6, 3]), units)
        start = np.stack([rng.multinomial(600, m) for m in mix]).astype(float)
        lean = pull * np.log(start / start.sum(axis=1, keepdims=True) / (start.sum(axis=0) / start.sum()))
        noise = spread * rng.normal(size=(units, 3, 3))
        shares = softmax(eta + lean[:, None, :] + noise)
        votes = np.array(
            [
                [rng.multinomial(int(n), p) for n, p in zip(x, s, strict=True)]
                for x, s in zip(start, shares, strict=True)
            ]
        )
        made.append(reduced(Units(f"d{d}", ("A", "B", "C"), ("A", "B", "C"), start, votes.sum(axis=1).astype(float))))
        tables.append(votes.sum(axis=0))
    return made, np.array(tables)


def test_context_is_how_many_log_points_a_party_is_stronger_than_in_its_district():
    units = Units(
        "d", ("A", "B"), ("A", "X"), np.array([[600.0, 400], [200, 800]]), np.array([[500.0, 500], [500, 500]])
    )
    found = context(reduced(units), ("A", UNMATCHED))
    assert found[:, 0] == pytest.approx(np.log(np.array([602, 202]) / 1005 / 0.4))
    assert found[:, 1].tolist() == [0, 0]


def test_leaning_neighbourhoods_look_like_loyalty_until_context_is_counted():
    data, tables = districts(pull=0.36, spread=0.3)
    true = np.trace(tables.sum(axis=0)) / tables.sum()
    loyal = {}
    for name, given in {
        "blind": replace(assumptions("pooled"), context=0.0, trust=1.0),
        "seeing": replace(assumptions("pooled"), trust=1.0),
    }.items():
        found = np.array([done.table for done in rounds_over(data, given)])
        loyal[name] = np.trace(found.sum(axis=0)) / found.sum()
    assert loyal["blind"] > true + 0.05
    assert abs(loyal["seeing"] - true) < 0.02


def test_dispersion_tells_units_that_differ_from_units_that_are_alike():
    alike, _ = districts(pull=0.0)
    unlike, _ = districts(pull=0.0, spread=0.7)
    shipped = assumptions("pooled")
    spread, inflation = median_dispersion(alike, shipped)
    assert spread < 0.005
    assert inflation == pytest.approx(spread * 600, rel=0.1)
    assert median_dispersion(unlike, shipped)[0] > 0.014
    assert pooled(alike, shipped)[0].given.context == 0
    assert pooled(unlike, shipped)[0].given.context == shipped.context


def test_intervals_are_as_wide_as_told_and_wider_where_units_are_few():
    data, _ = districts(pull=0.0, spread=0.7)
    done = rounds_over(data, assumptions("pooled"))[0]

    def spread(widening, **more):
        given = replace(done.given, **({"widening": widening, "scarcity": 0.0, "tilt": 0.0, "tails": 1e6} | more))
        return np.log(drawn_tables(replace(done, given=given), 400, 1, "d")).std(axis=0)

    assert spread(0.2).mean() == pytest.approx(2 * spread(0.1).mean(), rel=0.05)
    assert spread(0.1, scarcity=180.0).mean() == pytest.approx(2 * spread(0.1).mean(), rel=0.05)
    assert spread(0.1, tails=4.0).mean() == pytest.approx(np.sqrt(2) * spread(0.1).mean(), rel=0.15)


def test_cells_of_few_are_wider_than_the_model_says():
    data, _ = districts(pull=0.0, spread=0.7)
    done = rounds_over(data, assumptions("pooled"))[0]
    factor = cell_widening(replace(done, given=replace(done.given, widening=0.5, scarcity=0.0, tilt=0.5)))
    part = done.table / done.table.sum(axis=1, keepdims=True)
    assert factor == pytest.approx(0.5 / np.sqrt(part))


def test_intervals_are_wider_where_districts_are_few():
    data, _ = districts(pull=0.0, spread=0.7)
    given = replace(assumptions("pooled"), company=12.0)
    assert pooled(data, given)[0].given.widening == pytest.approx(2 * given.widening)
