"""The real case: what a careful reader of March 2024 would accept, and why each figure is what it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from prepoll.case import load_case
from prepoll.chance import generator
from prepoll.strength import EvidenceKind, assess, draw_strength, explain_seat

pytestmark = pytest.mark.xdist_group(__name__)  # what they share is made once, not in every process

CASE = Path(__file__).parents[2] / "cases" / "jammu-kashmir-2024"


@pytest.fixture(scope="module")
def kashmir():
    return load_case(CASE)


@pytest.fixture(scope="module")
def strength(kashmir):
    return assess(kashmir)


@pytest.fixture(scope="module")
def valid(strength):
    draws = draw_strength(strength, 1_000, generator(1, "strength"))
    shares = draws.share[:, :-2]
    return shares / shares.sum(axis=1, keepdims=True)


def quantiles(strength, valid, seat, party):
    return np.quantile(valid[strength.seats.index(seat), strength.parties.index(party)], [0.05, 0.5, 0.95])


def test_a_new_party_is_small_and_wide(strength, valid):
    """JKAP took 5.3 per cent of the district councils of 2020; DPAP has never stood."""
    for seat, party in (("BAR", "JKAP"), ("SRI", "JKAP"), ("ANR", "JKAP"), ("UDH", "DPAP")):
        low, median, high = quantiles(strength, valid, seat, party)
        assert 0.01 < median < 0.09
        assert high > 4 * low
        assert high > 0.06


def test_the_2019_count_in_anantnag_rajouri_is_not_the_congress_alone(strength, valid):
    """INC stood there for NC and with PDP away: .65 of the votes are not its own strength."""
    assert quantiles(strength, valid, "ANR", "INC")[2] < 0.45
    seen = [one for one in strength.evidence if (one.seat, one.source) == ("ANR", "GE2019")]
    assert any(one.parties[0] == "INC" and "NC" in one.parties for one in seen)
    assert any(one.parties == ("BJP",) for one in seen)


def test_parties_without_any_trace_in_jammu_have_nothing_there(strength):
    for party in ("AIP", "JKPM", "JKDPN"):
        column = strength.parties.index(party)
        assert not strength.present[[strength.seats.index("UDH"), strength.seats.index("JAM")], column].any()
        assert strength.present[strength.seats.index("BAR"), column]


def test_turnout_in_the_valley_is_low_and_wide(strength):
    cast = 1 / (1 + np.exp(-strength.turnout_mean))
    spread = np.sqrt(np.diagonal(strength.turnout_covariance))
    srinagar, jammu = strength.seats.index("SRI"), strength.seats.index("JAM")
    assert cast[srinagar] < 0.3
    assert cast[jammu] > 0.6
    assert spread[srinagar] > 1.5 * spread[jammu]


def test_the_council_count_is_used_only_for_parties_that_fought_it_alone(strength):
    rows = [one for one in strength.evidence if one.source.startswith("State Election Commission 2020-12-23")]
    assert {one.parties[0] for one in rows if one.used} == {"BJP", "INC", "JKAP"}
    assert {one.parties[0] for one in rows if not one.used} == {"NC", "PDP", "JKPC"}


def test_every_kind_of_source_moves_the_apni_party(strength):
    moves = [move for move in explain_seat(strength, "BAR") if move.party == "JKAP"]
    kinds = {move.kind for move in moves if move.evidence}
    assert {EvidenceKind.SPLIT, EvidenceKind.POLL, EvidenceKind.REPORT} <= kinds
    split = next(move for move in moves if move.kind is EvidenceKind.SPLIT)
    assert split.after > 2 * split.before


def test_a_planted_report_moves_the_party_and_seat_it_is_about(kashmir, strength):
    base = next(one for one in kashmir.reports if one.party == "JKAP" and one.seat == "BAR")
    planted = replace(
        base, reporter="another paper", estimate=0.3, low=0.25, high=0.35, row=replace(base.row, id="planted")
    )
    after = assess(replace(kashmir, reports=(*kashmir.reports, planted)))
    place = strength.seats.index("BAR"), strength.parties.index("JKAP")
    assert after.mean[place] > strength.mean[place] + 0.2


def test_the_same_case_gives_the_same_bytes(kashmir, strength):
    again = assess(kashmir)
    assert again.mean.tobytes() == strength.mean.tobytes()
    assert again.covariance.tobytes() == strength.covariance.tobytes()
    assert again.evidence == strength.evidence
