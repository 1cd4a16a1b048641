"""Where voters go who do not follow, on simulated elections and by hand."""

import numpy as np
import pytest

from prepoll.transfer import record
from prepoll.transfer.leak import DESTINATIONS, STATED_SD, at_home, bystander_flows, event_flows, net, pool
from prepoll.transfer.returns import Returns, find_events


def simulated(rng, seats=300, leak=(0.3, 0.1), noise=0.004):
    """Return elections apart and together: of B's votes .5 follow A, the rest leak to R, stay home, or go to O."""
    apart, together = {}, {}
    for i in range(seats):
        a, b, r, o = rng.uniform(0.1, 0.2), rng.uniform(0.02, 0.15), rng.uniform(0.1, 0.3), rng.uniform(0.05, 0.1)
        error = rng.normal(0, noise, 3)
        place = (f"s{i}", f"s{i}")
        apart[place] = {"A": a, "B": b, "R": r, "O": o}
        other = 0.5 - sum(leak)
        together[place] = {"A": a + 0.5 * b + error[0], "R": r + leak[0] * b + error[1], "O": o + other * b + error[2]}
    return Returns("U", "GE", 2009, apart, {}), Returns("U", "GE", 2014, together, {"A": "AB", "B": "AB"})


def test_leak_is_found_again():
    apart, together = simulated(np.random.default_rng(2))
    (event,) = find_events([apart, together])
    flows = event_flows(event, together, apart)
    assert flows.rival == {"R"}
    found = [flows.slopes[name][0] for name in DESTINATIONS]
    assert found == pytest.approx([0.3, 0.1, 0.1], abs=0.03)
    errors = [flows.slopes[name][1] for name in DESTINATIONS]
    assert max(errors) < 0.03


def test_nothing_leaks_from_a_bystander():
    apart, _ = simulated(np.random.default_rng(3))
    later = Returns("U", "GE", 2014, apart.places, {})
    for flows in bystander_flows(later, apart):
        assert [slope for slope, _ in flows.slopes.values()] == pytest.approx([0, 0, 0], abs=1e-8)


def test_what_bystanders_show_is_taken_off():
    apart, together = simulated(np.random.default_rng(4))
    (event,) = find_events([apart, together])
    flows = event_flows(event, together, apart)
    same = net([flows], [flows])
    assert [same[name][0] for name in DESTINATIONS] == pytest.approx([0, 0, 0])
    assert same["rival"][1] == pytest.approx(np.sqrt(2) * flows.slopes["rival"][1])


def test_too_few_units_say_nothing():
    apart, together = simulated(np.random.default_rng(5), seats=11)
    (event,) = find_events([apart, together])
    assert event_flows(event, together, apart) is None


def test_pooling_by_hand_and_with_spread():
    plain = pool([(0.1, 0.1), (0.2, 0.2)])
    assert plain.mean == pytest.approx((0.1 / 0.01 + 0.2 / 0.04) / 125)
    assert plain.error == pytest.approx(125**-0.5)
    assert plain.spread == 0
    rng = np.random.default_rng(6)
    apart = pool([(float(x), 0.05) for x in rng.normal(0.2, 0.3, 400)])
    assert apart.spread == pytest.approx(np.sqrt(0.3**2 - 0.05**2), rel=0.1)
    assert apart.mean == pytest.approx(0.2, abs=0.05)


def test_what_stays_at_home_lies_between_the_measured_and_the_stated():
    sharp, error = at_home({"rival": (0.1, 1e-6), "home": (0.1, 1e-6), "others": (0.2, 1e-6)})
    assert sharp == pytest.approx(0.25, abs=1e-3)
    assert error < 0.01
    vague, error = at_home({"rival": (0.1, 9.0), "home": (0.1, 9.0), "others": (0.2, 9.0)})
    assert vague == pytest.approx(record.ABSTAIN, abs=1e-3)
    assert error == pytest.approx(STATED_SD, rel=0.01)
    assert at_home({"rival": (-0.1, 0.1), "home": (0.0, 0.1), "others": (0.0, 0.1)}) == (record.ABSTAIN, STATED_SD)
