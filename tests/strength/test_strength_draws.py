"""Draws are shares: they sum to 1, absent parties have none, intervals nest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prepoll.chance import generator
from prepoll.errors import UsageError
from prepoll.names import RESIDUAL
from prepoll.strength import assess, draw_strength


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), a=st.floats(0.01, 0.7), report=st.floats(0.01, 0.5))
def test_every_seat_and_draw_sums_to_one(make, plain, seed, a, report):
    from dataclasses import replace

    case = replace(plain, polls=(make.poll("A", a),), reports=(make.report("B", report),))
    draws = draw_strength(assess(case), 200, generator(seed, "strength"))
    assert draws.share.dtype == np.float32
    assert draws.parties[-3:] == RESIDUAL
    assert (draws.share >= 0).all()
    assert abs(draws.share.astype(np.float64).sum(axis=1) - 1.0).max() < 1e-6


def test_a_party_that_never_stood_in_a_region_has_exactly_nothing_there(make):
    votes = make.votes("GE2", "N1", A=50, B=40, D=10) + make.votes("GE2", "N2", A=50, B=50)
    votes += make.votes("GE2", "S1", A=50, B=50) + make.votes("GE2", "S2", A=30, B=70)
    strength = assess(make.case(parties=("A", "B", "D", "E"), results=votes))
    draws = draw_strength(strength, 100, generator(1, "strength"))
    d, e = draws.party_index["D"], draws.party_index["E"]
    assert (draws.share[2:, d] == 0).all()
    assert (draws.share[:2, d] > 0).all()  # N2 lies in the region
    assert (draws.share[:, e] == 0).all()


def test_a_mention_makes_a_party_present_in_the_region(make, plain):
    from dataclasses import replace

    parties = (*plain.parties, make.party("E"))
    strength = assess(replace(plain, parties=parties, reports=(make.report("E", None, seat="S1", low=None),)))
    assert strength.present[:, strength.parties.index("E")].tolist() == [False, False, True, True]


def test_intervals_nest_and_the_same_seed_gives_the_same_draws(plain):
    strength = assess(plain)
    draws = draw_strength(strength, 500, generator(7, "strength"))
    again = draw_strength(strength, 500, generator(7, "strength"))
    assert (draws.share == again.share).all()
    low95, low80, low50, high50, high80, high95 = np.quantile(draws.share, [0.025, 0.1, 0.25, 0.75, 0.9, 0.975], axis=2)
    assert (low95 <= low80).all()
    assert (low80 <= low50).all()
    assert (high50 <= high80).all()
    assert (high80 <= high95).all()


def test_at_least_one_draw_is_needed(plain):
    with pytest.raises(UsageError, match="At least one draw"):
        draw_strength(assess(plain), 0, generator(1, "strength"))


def test_turnout_of_a_seat_is_drawn_from_its_own_past(make):
    votes = make.votes("GE2", "N1", A=5_000, B=4_000, NOTA=1_000) + make.votes("GE2", "N2", A=35_000, B=35_000)
    votes += make.votes("GE2", "S1", A=35_000, B=35_000) + make.votes("GE2", "S2", A=35_000, B=35_000)
    draws = draw_strength(assess(make.case(results=votes)), 2_000, generator(3, "strength"))
    cast = 1.0 - draws.share[:, -1]
    assert np.median(cast, axis=1) == pytest.approx([0.10, 0.70, 0.70, 0.70], abs=0.03)
    assert np.median(draws.share[0, -2] / cast[0]) == pytest.approx(0.1, rel=0.1)
    logit = np.log(cast / (1 - cast))
    assert np.corrcoef(logit)[0, 1] > 0.6  # the same region


def test_electors_of_a_divided_unit_are_divided_as_its_votes(make):
    votes = make.votes("AE1", "N1", unit="U1", electors=1_000, A=300, B=300)
    votes += make.votes("AE1", "N2", unit="U2", electors=1_000, A=100, B=100)
    units = (make.unit("U1", "N1", 0.5), make.unit("U1", "N2", 0.5), make.unit("U2", "N2"))
    strength = assess(make.case(seats=("N1", "N2"), results=votes, units=units, weights={"AE1": 1.0}))
    assert 1 / (1 + np.exp(-strength.turnout_mean)) == pytest.approx([0.6, 500 / 1_500])
