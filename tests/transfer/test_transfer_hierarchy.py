"""The hierarchical fit: its slopes by differences, its whitening by Cholesky, its parameters found again."""

from dataclasses import replace

import numpy as np
import pytest

from prepoll.errors import ModelError
from prepoll.transfer.hierarchy import COVARIATES, fit, foretold, lay_out, mapping, pair_of, whiten
from prepoll.transfer.pair import expit
from prepoll.transfer.reference import Yardstick
from prepoll.transfer.returns import Event
from prepoll.transfer.rows import Rows

YARD = Yardstick(0.6, 0.6, 0.03, 0.02, 0.4, 20)
LEVEL, PAIR_SD, EVENT_SD, DIRECTION_SD = 0.4, 0.3, 0.6, 0.4


def event_of(i, parties):
    return Event("Upland", "GE", 2014 + i, 2009, str(i), parties, (), ())


def simulated(rng, i, groups=16, units=4):
    """Draw one event of two parties, each standing in half of the groups; return it with its true transfers."""
    a, b = f"P{i:02}", f"Q{i:02}"
    n = groups * units
    group = np.repeat(np.arange(groups), units)
    stands = (group % 2).astype(int)  # 0: a stands, 1: b stands
    share = np.abs(rng.normal([0.2, 0.12], 0.05, (groups, 2))[group] + rng.normal(0, 0.04, (n, 2))) + 0.01
    common, event = rng.normal(0, PAIR_SD), rng.normal(0, EVENT_SD)
    size = np.log(share[:, 0].mean() / share[:, 1].mean())
    covariates = np.zeros((2, len(COVARIATES)))
    covariates[:, 0] = 1
    covariates[:, 4] = (size, -size)
    eta = LEVEL + common + event + rng.normal(0, DIRECTION_SD, 2)
    growth = np.exp(rng.normal(0, 0.3, 2))
    partner = np.zeros((n, 2))  # directions: a's voters to b, b's voters to a
    partner[stands == 1, 0], partner[stands == 0, 1] = share[stands == 1, 0], share[stands == 0, 1]
    own = np.where(stands == 0, share[:, 0], share[:, 1])
    polled = growth[stands] * own * 0.97 + partner @ (expit(eta) * growth)
    polled += rng.normal(0, YARD.group_sd, groups)[group] + rng.normal(0, YARD.unit_sd, n)
    rows = Rows(
        event_of(i, (a, b)), ((a, b), (b, a)), covariates, (a, b), (), polled, own, stands, np.full(n, -1), partner,
        np.array([0, 1]), group, YARD,
    )  # fmt: skip
    return rows, eta


@pytest.fixture(scope="module")
def recovered():
    rng = np.random.default_rng(11)
    made = [simulated(rng, i) for i in range(24)]
    return fit([rows for rows, _ in made]), np.array([eta for _, eta in made])


def test_transfers_are_found_again_and_their_intervals_cover(recovered):
    found, truth = recovered
    value = np.array([[found.transfer(i, j) for j in (0, 1)] for i in range(24)])
    middle, sd = value[..., 0], value[..., 1]
    inside = np.abs(middle - truth) <= 1.645 * sd
    assert 0.82 <= inside.mean() <= 0.97
    assert np.corrcoef(middle.ravel(), truth.ravel())[0, 1] > 0.5
    assert np.abs(middle - truth).mean() < 0.8 * np.abs(truth - truth.mean()).mean()


def test_level_and_spreads_are_found_again(recovered):
    found, truth = recovered
    slopes, covariance = found.slopes()
    sd = np.sqrt(np.diag(covariance))
    assert abs(slopes[0] - LEVEL) < 2.5 * sd[0]
    assert sd[0] < 0.3
    assert abs(slopes[4]) < 2.5 * sd[4]
    both = np.hypot(found.spreads.pair, found.spreads.event)  # one event a pair: only their sum shows
    assert both == pytest.approx(np.hypot(PAIR_SD, EVENT_SD), abs=0.25)
    assert found.spreads.direction == pytest.approx(DIRECTION_SD, abs=0.2)
    assert truth.std() > 0.4


def test_a_weaker_record_pools_more():
    rng = np.random.default_rng(12)
    few = fit([simulated(rng, i, groups=4, units=2)[0] for i in range(10)])
    middles = np.array([few.transfer(i, j)[0] for i in range(10) for j in (0, 1)])
    errors = np.array([few.transfer(i, j)[1] for i in range(10) for j in (0, 1)])
    assert middles.std() < 0.6
    assert errors.min() > 0.3


def test_slopes_of_the_forecast_are_its_differences():
    rng = np.random.default_rng(13)
    rows = simulated(rng, 0)[0]
    rows = replace(rows, swaps=(("X", "P00"),), swap=np.where(np.arange(len(rows.own)) % 3 == 0, 0, -1))
    local = rng.normal(0, 0.3, 2 + 2 + 2 + 1)
    local[4:6] = np.log([0.03, 0.1])
    shares, slopes = foretold(rows, local)
    for k in range(len(local)):
        step = np.zeros(len(local))
        step[k] = 1e-6
        ahead, behind = foretold(rows, local + step)[0], foretold(rows, local - step)[0]
        assert slopes[:, k] == pytest.approx((ahead - behind) / 2e-6, abs=1e-7)
    assert shares.shape == rows.own.shape


def test_whitened_rows_are_those_of_the_whole_covariance():
    rng = np.random.default_rng(14)
    rows = simulated(rng, 0, groups=3, units=4)[0]
    values = rng.normal(size=12)
    same = rows.group[:, None] == rows.group[None, :]
    covariance = YARD.group_sd**2 * same + YARD.unit_sd**2 * np.eye(12)
    white = whiten(rows, values)
    assert white @ white == pytest.approx(values @ np.linalg.solve(covariance, values))
    assert whiten(rows, np.column_stack([values, 2 * values]))[:, 1] == pytest.approx(2 * white)


def test_the_order_of_events_changes_nothing():
    rng = np.random.default_rng(15)
    made = [simulated(rng, i, groups=8, units=2)[0] for i in range(6)]
    first, second = fit(made), fit(made[::-1])
    for i in range(6):
        assert first.transfer(i, 0) == pytest.approx(second.transfer(5 - i, 0), abs=2e-3)


def test_every_unknown_has_one_place():
    rng = np.random.default_rng(16)
    made = [simulated(rng, i, groups=4, units=1)[0] for i in range(3)]
    places = lay_out(made)
    used = np.concatenate([mapping(rows, places, i) for i, rows in enumerate(made)]).any(axis=0)
    idle = np.flatnonzero(~used)
    assert set(idle) <= {k for k, name in enumerate(COVARIATES) if name not in ("constant", "size")}
    assert pair_of(("B", "A")) == ("A", "B")


def test_without_events_there_is_nothing_to_fit():
    with pytest.raises(ModelError, match="No alliance"):
        fit([])


def test_a_few_wild_units_move_little():
    rng = np.random.default_rng(17)
    made = [simulated(rng, i, groups=30, units=2)[0] for i in range(6)]
    wild = made[0].share.copy()
    wild[[3, 17]] += 0.5  # ten times the noise
    calm, shaken = fit(made), fit([replace(made[0], share=wild), *made[1:]])
    for direction in (0, 1):
        assert (
            abs(shaken.transfer(0, direction)[0] - calm.transfer(0, direction)[0]) < 0.25
        )  # least squares: 0.47, 0.61
