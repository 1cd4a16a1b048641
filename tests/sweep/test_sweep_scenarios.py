"""Scenarios are valued on the same draws, so that a gain is a difference draw by draw."""

import pytest

from prepoll.study import Alliance, Study
from prepoll.sweep import Scenario, sweep


def test_a_scenario_equal_to_the_first_gains_nothing_and_full_transfer_helps_the_stander():
    study = Study("cases/jammu-kashmir-2024", draws=200)
    pact = (Alliance(("JKAP", "DPAP")),)
    scenarios = [
        Scenario("alone"),
        Scenario("alone again"),
        Scenario("low", pact, transfer=0.05),
        Scenario("high", pact, transfer=0.95),
    ]
    alone, again, low, high = sweep(study, scenarios, ["JKAP"], "votes")
    assert alone.gain.mean == again.gain.mean == 0
    assert low.value.mean < high.value.mean
    assert high.gain.mean == pytest.approx(high.value.mean - alone.value.mean, rel=1e-5)
