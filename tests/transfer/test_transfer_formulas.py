"""Transfer, leak and desertion got a second way: by hand, by precision matrices, by quadrature, part by part."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.case import load_case
from prepoll.case.types import FrontMember, Position, Report, Row
from prepoll.names import RESIDUAL, FrontKind, Measure, ReportKind, Sphere
from prepoll.strength.ageing import coming_kind
from prepoll.strength.types import Draws
from prepoll.transfer import FixedTransfers, prior_transfers, record, shifted, stated
from prepoll.transfer.pair import (
    Distance,
    Layout,
    Pair,
    Sighting,
    believe,
    distance,
    expit,
    fought_together,
    know,
    logit,
    read_report,
)

SEATS = ("BAR", "SRI", "UDH")  # two of Kashmir, one of Jammu
PARTIES = ("NC", "PDP", "BJP", "DPAP", *RESIDUAL)
SHARE = np.array([[0.2, 0.1, 0.1, 0.2, 0.1, 0, 0.3], [0.3, 0.1, 0.2, 0, 0.1, 0, 0.3], [0, 0, 0, 0.5, 0.1, 0, 0.4]])
SPREADS = ("PAIR_SD", "DIRECTION_SD", "REGION_SD", "SEAT_SD", "LEAK_SD", "LEAK_REGION_SD")
SPREADS += ("DESERTION_SD", "DESERTION_SEAT_SD")
FAR = st.floats(-8, 8)


def position(party, question, where, weight=1.0):
    return Position(party, question, None, where, weight, None, Row("positions.csv", 2, f"{party}{question}"))


# NC to PDP: (1 * 2 + 3 * 1) / 4 / 4 = 5/16 apart; NC to BJP: (4 * 1 + 1 * 2) / 3 / 4 = 1/2.
POSITIONS = (
    position("NC", "q1", -1.0, 2.0),
    position("NC", "q2", 2.0),
    position("NC", "q3", 0.0, 3.0),
    position("PDP", "q1", -2.0, 4.0),
    position("PDP", "q2", -1.0, 1.0),
    position("BJP", "q2", -2.0, 1.0),
    position("BJP", "q3", 1.0, 1.0),
    position("BJP", "q9", 1.0, 1.0),
    position("DPAP", "q1", 1.0, 0.0),
)


SETTINGS = """
title = "Three seats in two regions"
as_of = 2024-03-19
election_date = 2024-05-01
alliances_by = "region"
[[region]]
code = "Kashmir"
seats = ["BAR", "SRI"]
[[region]]
code = "Jammu"
seats = ["UDH"]
[[past]]
election = "2019"
kind = "parliament"
date = 2019-05-01
weight = 1.0
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """Read a small case and give it positions."""
    folder = tmp_path_factory.mktemp("case")
    (folder / "case.toml").write_text(SETTINGS)
    (folder / "parties.csv").write_text("code,name\n" + "".join(f"{p},Party {p}\n" for p in PARTIES[:-3]))
    (folder / "seats.csv").write_text("code,name,region\nBAR,B,Kashmir\nSRI,S,Kashmir\nUDH,U,Jammu\n")
    rows = [f"2019,parliament,2019-05-01,{seat},{p},100" for seat in SEATS for p in PARTIES[:-3]]
    (folder / "results.csv").write_text("election,kind,date,seat,party,votes\n" + "\n".join(rows) + "\n")
    return replace(load_case(folder), positions=POSITIONS)


@pytest.fixture
def even(monkeypatch):
    """Take away every spread, so that draws are medians."""
    for name in SPREADS:
        monkeypatch.setattr(record, name, 0.0)


def transfers_of(case, n=4, seed=7, share=SHARE):
    draws = Draws(np.repeat(share.astype(np.float32)[:, :, None], n, axis=2), SEATS, PARTIES, np.full(3, 1e6))
    return prior_transfers(case, draws, seed, posterior=stated())


def report(estimate, low=None, high=None, seat=None, kind=ReportKind.TRANSFER, name="r1"):
    row = Row("reports.csv", 2, name)
    said = (date(2024, 3, 1), seat, None, "NC", "somebody", Sphere.FIELD, kind, Measure.TRANSFER, "PDP")
    return Report(*said, estimate, low, high, None, None, None, row)


def logits(share):
    return np.log(share.astype(np.float64) / (1 - share.astype(np.float64)))


@pytest.mark.parametrize(("share", "expected"), [(0.5, 0), (0.6, np.log(1.5)), (0.75, np.log(3)), (0.2, -np.log(4))])
def test_logit_by_hand(share, expected):
    assert logit(share) == pytest.approx(expected, abs=1e-12)
    assert expit(expected) == pytest.approx(share)


def test_logit_is_kept_within_two_and_ninety_eight_in_a_hundred():
    assert logit(0.0) == logit(0.02) == pytest.approx(-np.log(49))
    assert logit(1.0) == logit(0.98) == pytest.approx(np.log(49))
    assert logit(0.03) > logit(0.02)
    assert logit(0.97) < logit(0.98)


@given(FAR)
def test_expit_mirrors_itself(x):
    assert expit(x) + expit(-x) == pytest.approx(1)
    assert 0 < float(expit(x)) < 1


def test_distance_by_hand(case):
    assert distance(case, "NC", "PDP").value == pytest.approx((1 * 3 + 3 * 1) / 4 / 4)
    assert distance(case, "NC", "BJP").value == pytest.approx((4 * 1 + 1 * 2) / 3 / 4)
    assert distance(case, "PDP", "NC").value == distance(case, "NC", "PDP").value
    assert distance(case, "NC", "PDP").rows == ("NCq1", "PDPq1", "NCq2", "PDPq2")
    assert distance(case, "NC", "DPAP").value == pytest.approx(0.5)  # a weight of 0 on one side is half a weight
    assert distance(case, "DPAP", "BJP") == Distance(None, ())


def test_a_distance_is_neutral_where_no_question_counts_and_never_over_one(case):
    nothing = replace(case, positions=(position("NC", "q1", 1.0, 0.0), position("PDP", "q1", -1.0, 0.0)))
    assert distance(nothing, "NC", "PDP") == Distance(None, ())
    assert distance(nothing, "NC", "PDP").assumed == record.NEUTRAL
    apart = replace(case, positions=(position("NC", "q1", 2.0), position("PDP", "q1", -2.0)))
    assert distance(apart, "NC", "PDP").value == 1
    half = replace(case, positions=(position("NC", "q1", 0.0, 0.25), position("PDP", "q1", 2.0, 0.25)))
    assert distance(half, "NC", "PDP").value == pytest.approx(0.5)
    assert distance(half, "NC", "PDP").assumed == pytest.approx(0.5)


def test_who_fought_together_was_in_one_front_of_one_election_and_region(case):
    def member(party, kind=FrontKind.SEAT_SHARING, election="2019", region="*", front="X"):
        return FrontMember(
            election, region, front, party, kind, None, Row("fronts.csv", 2, f"{party}{election}{front}")
        )

    def together(*rows):
        return fought_together(replace(case, fronts=rows), "NC", "PDP")

    assert together(member("NC"), member("PDP"), member("BJP")) == ("NC2019X", "PDP2019X")
    assert together(member("NC"), member("PDP", FrontKind.COURTESY)) == ("NC2019X", "PDP2019X")
    assert together(member("NC"), member("PDP", election="2014")) == ()
    assert together(member("NC"), member("PDP", region="Jammu")) == ()
    assert together(member("NC"), member("PDP", front="Y")) == ()
    assert together(member("NC"), member("PDP", FrontKind.ALONE)) == ()
    assert together(member("NC", FrontKind.ALONE), member("PDP", FrontKind.ALONE)) == ()
    older = (member("NC", election="2014"), member("NC"), member("PDP"))
    assert together(*older) == ("NC2019X", "PDP2019X")


def test_a_report_is_read_by_hand():
    plain = read_report(report(0.6, seat="SRI"))
    assert plain == Sighting("SRI", pytest.approx(np.log(1.5) - record.REPORT_BIAS), pytest.approx(0.6), "r1")
    range_sd = (np.log(3) - np.log(1 / 3)) / 3.29
    assert read_report(report(0.5, 0.25, 0.75)).sd == pytest.approx(np.hypot(range_sd, record.REPORT_SD))
    assert read_report(report(0.5, 0.75, 0.25)).sd == pytest.approx(np.hypot(range_sd, record.REPORT_SD))
    for low, high in ((0.25, None), (None, 0.75)):
        assert read_report(report(0.5, low, high)).sd == pytest.approx(record.REPORT_SD)
    accepted = read_report(report(0.5, kind=ReportKind.PARTNER_ACCEPTANCE))
    assert accepted.sd == pytest.approx(np.hypot(record.REPORT_SD, record.ACCEPTANCE_SD))


def pair_of(apart, together=(), sightings=()):
    """Make a pair with the covariates of its distance and past, and the stated prior."""
    distant = Distance(apart, ())
    known = (1.0, distant.assumed - record.NEUTRAL, float(bool(together)), 0.0, 0.0, 0.0, -0.5)
    return Pair("NC", "PDP", distant, together, sightings, known, stated(), None, ())


def test_the_median_of_a_pair_by_hand():
    def median(apart, together=()):
        return pair_of(apart, together).logit

    assert median(None) == pytest.approx(logit(record.MEDIAN))
    assert median(0.0) - median(1.0) == pytest.approx(record.CLOSENESS)
    assert median(record.NEUTRAL) == pytest.approx(logit(record.MEDIAN))
    assert median(0.5, ("row",)) - median(0.5) == pytest.approx(record.TOGETHER)


def test_what_is_known_of_a_pair_is_known_in_its_direction(case):
    told = replace(case, reports=(report(0.6),))
    pair, back = know(told, "NC", "PDP"), know(told, "PDP", "NC")
    assert (pair.q, pair.c, back.q, back.c) == ("NC", "PDP", "PDP", "NC")
    assert pair.distance.rows == ("NCq1", "PDPq1", "NCq2", "PDPq2")
    assert [len(pair.sightings), len(back.sightings)] == [1, 0]


LAYOUT = Layout(SEATS, ("Kashmir", "Kashmir", "Jammu"))


def test_covariance_between_seats_by_hand():
    common = record.PAIR_SD**2 + record.DIRECTION_SD**2
    region, whole = common + record.REGION_SD**2, common + record.REGION_SD**2 + record.SEAT_SD**2
    expected = [[whole, region, common], [region, whole, common], [common, common, whole]]
    assert LAYOUT.covariance(pair_of(None)) == pytest.approx(np.array(expected))


def test_a_sighting_sees_one_seat_or_the_mean_of_all():
    here, all_seats, elsewhere = (Sighting(seat, 0.0, 1.0, "r") for seat in ("SRI", None, "XYZ"))
    sees, used = LAYOUT.seen((elsewhere, here, all_seats))
    assert used == (here, all_seats)
    assert sees == pytest.approx(np.array([[0, 1, 0], [1 / 3, 1 / 3, 1 / 3]]))
    assert LAYOUT.seen(())[0].shape == (0, 3)


SEEN = st.lists(st.tuples(st.sampled_from([None, *SEATS]), st.floats(-3, 3), st.floats(0.2, 3)), max_size=4)


@settings(max_examples=40, deadline=None)
@given(SEEN, st.one_of(st.none(), st.floats(0, 1)))
def test_reports_update_the_prior_as_precisions_add_up(rows, apart):
    """The posterior by precision matrices: P = K⁻¹ + HᵀR⁻¹H, mean = m + P⁻¹HᵀR⁻¹(y - Hm)."""
    sightings = tuple(Sighting(seat, value, sd, str(i)) for i, (seat, value, sd) in enumerate(rows))
    pair = pair_of(apart, (), sightings)
    belief = believe(pair, LAYOUT)
    sees = np.array([[1 / 3] * 3 if seat is None else [float(s == seat) for s in SEATS] for seat, _, _ in rows])
    sees = sees.reshape(len(rows), 3)
    weight = np.diag([1 / sd**2 for _, _, sd in rows]).reshape(len(rows), len(rows))
    covariance = np.linalg.inv(np.linalg.inv(LAYOUT.covariance(pair)) + sees.T @ weight @ sees)
    prior = np.full(3, pair.logit)
    values = np.array([value for _, value, _ in rows])
    assert belief.prior == pair.logit
    assert belief.mean == pytest.approx(prior + covariance @ sees.T @ weight @ (values - sees @ prior), abs=1e-9)
    assert belief.sd == pytest.approx(np.sqrt(np.diag(covariance)))
    assert belief.quantile(0.5) == pytest.approx(1 / (1 + np.exp(-belief.mean)))
    assert logits(belief.quantile(0.95)) == pytest.approx(belief.mean + 1.6448536 * belief.sd, abs=1e-6)


def test_draws_after_reports_have_the_moments_of_the_belief(case):
    told = replace(case, reports=(report(0.2, 0.1, 0.3, "SRI"), report(0.8, name="r2")))
    transfers = transfers_of(told, 20_000)
    pair, belief = transfers.belief("NC", "PDP")
    drawn = logits(transfers.given("NC", "PDP"))
    sees, prior = belief.sees, LAYOUT.covariance(pair)
    spread = prior - belief.gain @ sees @ prior
    assert drawn.mean(axis=1) == pytest.approx(belief.mean, abs=0.03)
    assert np.cov(drawn) == pytest.approx(spread, abs=0.03)


def test_the_stated_mean_is_that_of_quadrature(case):
    transfers = transfers_of(replace(case, reports=(report(0.2, 0.1, 0.3, "SRI"),)))
    _, belief = transfers.belief("NC", "PDP")
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    by_seat = expit(belief.mean[:, None] + belief.sd[:, None] * nodes) @ weights / weights.sum()
    stated = transfers.prior("NC", "PDP")
    assert stated.mean == pytest.approx(by_seat.mean(), abs=2e-4)
    ends = [expit(belief.mean + z * belief.sd).mean() for z in (-1.6448536, 1.6448536)]
    assert [stated.low, stated.high] == pytest.approx(ends, abs=1e-6)


@pytest.mark.usefixtures("even")
def test_without_spread_transfer_is_its_median(case):
    transfers = transfers_of(case)
    expected = logit(record.MEDIAN) + record.CLOSENESS * (record.NEUTRAL - 6 / 16)
    assert logits(transfers.given("NC", "PDP")) == pytest.approx(np.full((3, 4), expected), abs=1e-5)


@pytest.mark.usefixtures("even")
def test_without_spread_leak_is_strength_times_closeness_beside_the_residuals(case):
    near = {"PDP": np.exp(-3.0 * 6 / 16), "BJP": np.exp(-3.0 * 0.5), "DPAP": np.exp(-3.0 * 0.5)}
    lam = transfers_of(case).leak("NC")
    for seat, (pdp, bjp, dpap) in enumerate([(0.1, 0.1, 0.2), (0.1, 0.2, 0)]):
        pull = np.array([pdp * near["PDP"], bjp * near["BJP"], dpap * near["DPAP"]])
        expected = [0, *(pull / pull.sum() * 0.53), 0.05, 0.02, 0.4]
        assert lam[seat, :, 0] == pytest.approx(np.array(expected), abs=1e-6)
        assert lam[seat, :, 3] == pytest.approx(np.array(expected), abs=1e-6)
    assert transfers_of(case).leak("DPAP")[2, :, 0] == pytest.approx(
        np.array([0, 0, 0, 0, 0.05, 0.02, 0.4]) / 0.47, abs=1e-6
    )


@pytest.mark.usefixtures("even")
def test_without_spread_desertion_is_its_median_up_to_the_cap(case, monkeypatch):
    transfers = transfers_of(case)
    expected = record.DESERTION * np.exp(record.DESERTION_CLOSENESS * (0.5 - record.NEUTRAL))
    assert transfers.desertion("NC", "BJP") == pytest.approx(np.full((3, 4), expected), rel=1e-5)
    assert transfers.desertion("BJP", "DPAP") == pytest.approx(np.full((3, 4), record.DESERTION), rel=1e-5)
    monkeypatch.setattr(record, "DESERTION", 5.0)
    assert transfers_of(case).desertion("NC", "BJP") == pytest.approx(np.full((3, 4), record.DESERTION_CAP))


def alike(sample):
    """Say which of SEATS have the same numbers as the first: all, its region, or itself."""
    return tuple(bool(np.allclose(sample[0], row, atol=1e-4)) for row in sample)


WHOLE, REGION, SEAT = (True, True, True), (True, True, False), (True, False, False)


@pytest.mark.parametrize(
    ("name", "where", "both_ways"),
    [("PAIR_SD", WHOLE, True), ("DIRECTION_SD", WHOLE, False), ("REGION_SD", REGION, False), ("SEAT_SD", SEAT, False)],
)
@pytest.mark.usefixtures("even")
def test_each_spread_of_transfer_has_its_size_and_its_place(case, monkeypatch, name, where, both_ways):
    monkeypatch.setattr(record, name, 0.5)
    transfers = transfers_of(case, 4000)
    there, back = logits(transfers.given("NC", "PDP")), logits(transfers.given("PDP", "NC"))
    assert alike(there) == where
    assert there.std(axis=1) == pytest.approx(np.full(3, 0.5), rel=0.05)
    assert np.allclose(there, back, atol=1e-4) is both_ways
    assert both_ways or np.abs(np.corrcoef(there[0], back[0])[0, 1]) < 0.06
    other = logits(transfers.given("NC", "BJP"))
    assert np.abs(np.corrcoef(there[0], other[0])[0, 1]) < 0.06


@pytest.mark.parametrize(("name", "where"), [("DESERTION_SD", WHOLE), ("DESERTION_SEAT_SD", SEAT)])
@pytest.mark.usefixtures("even")
def test_each_spread_of_desertion_has_its_size_and_its_place(case, monkeypatch, name, where):
    monkeypatch.setattr(record, name, 0.5)
    transfers = transfers_of(case, 4000)
    drawn = np.log(transfers.desertion("NC", "PDP"))
    assert alike(drawn) == where
    assert drawn.std(axis=1) == pytest.approx(np.full(3, 0.5), rel=0.05)
    assert np.abs(np.corrcoef(drawn[0], np.log(transfers.desertion("PDP", "NC")[0]))[0, 1]) < 0.06


@pytest.mark.parametrize(("name", "where"), [("LEAK_SD", WHOLE), ("LEAK_REGION_SD", REGION)])
@pytest.mark.usefixtures("even")
def test_each_spread_of_leak_has_its_size_and_its_place(case, monkeypatch, name, where):
    monkeypatch.setattr(record, name, 0.5)
    lam = transfers_of(case, 4000).leak("NC")
    ratio = np.log(lam[:, -3].astype(np.float64) / lam[:, -1])  # OTHERS to NONVOTERS: in every seat, two pulls
    assert alike(ratio) == where
    assert ratio.std(axis=1) == pytest.approx(np.full(3, 0.5 * np.sqrt(2)), rel=0.05)
    assert np.median(ratio, axis=1) == pytest.approx(np.full(3, np.log(0.05 / 0.4)), abs=0.05)


def test_strength_is_the_mean_over_draws(case):
    rng = np.random.default_rng(3)
    share = rng.dirichlet(np.ones(7), size=(3, 5)).transpose(0, 2, 1).astype(np.float32)
    transfers = prior_transfers(case, Draws(share, SEATS, PARTIES, np.full(3, 1e6)), 7, posterior=stated())
    means = share.mean(axis=2)
    same = transfers_of(case, 5, share=means)
    assert transfers.leak("NC") == pytest.approx(same.leak("NC"), abs=1e-5)


@pytest.mark.parametrize("quantile", [0.05, 0.5, 0.8])
def test_shifted_by_hand(case, quantile):
    z = {0.05: -1.6448536, 0.5: 0.0, 0.8: 0.8416212}[quantile]
    base = transfers_of(case)
    moved = shifted(base, quantile)
    _, belief = base.belief("NC", "PDP")
    given = moved.given("NC", "PDP")
    assert given.shape == (3, 4)
    assert given == pytest.approx(np.repeat(expit(belief.mean + z * belief.sd)[:, None], 4, axis=1), abs=1e-6)
    sd = np.hypot(record.DESERTION_SD, record.DESERTION_SEAT_SD)
    level = record.DESERTION * np.exp(record.DESERTION_CLOSENESS * (0.5 - record.NEUTRAL) - z * sd)
    assert moved.desertion("NC", "BJP") == pytest.approx(np.full((3, 4), min(level, record.DESERTION_CAP)), rel=1e-5)


def test_a_shifted_desertion_is_capped(case, monkeypatch):
    monkeypatch.setattr(record, "DESERTION", 0.25)
    capped = shifted(transfers_of(case), 0.05).desertion("NC", "BJP")
    assert capped == pytest.approx(np.full((3, 4), record.DESERTION_CAP))


def test_given_numbers_are_the_same_everywhere_and_have_defaults():
    fixed = FixedTransfers(SEATS, ("A", "B", *RESIDUAL), 2, {("A", "B"): 0.7}, {"A": {"B": 0.4}}, {("A", "B"): 0.1})
    assert fixed.given("A", "B").tolist() == np.full((3, 2), np.float32(0.7)).tolist()
    assert fixed.desertion("A", "B").tolist() == np.full((3, 2), np.float32(0.1)).tolist()
    assert not fixed.given("B", "A").any()
    assert not fixed.desertion("B", "A").any()
    assert fixed.leak("A")[2, :, 1].tolist() == [0, np.float32(0.4), 0, 0, 0]
    assert fixed.leak("B")[2, :, 1].tolist() == [0, 0, 0, 0, 1]
    assert fixed.leak("B").shape == (3, 5, 2)


def test_which_kind_of_election_is_coming_does_not_hang_on_the_order_of_the_elections_before():
    """Of two that count as much the newer one says it, here as where own strength is found."""
    case = load_case("cases/jammu-kashmir-2024")
    newer, older = (next(one for one in case.past if one.kind == kind) for kind in ("parliament", "assembly"))
    assert newer.date > older.date
    for even in ((newer, replace(older, weight=newer.weight)), (replace(older, weight=newer.weight), newer)):
        assert know(replace(case, past=even), "NC", "PDP").covariates[-1] == -0.5
        assert coming_kind(even) is newer.kind
    assert know(replace(case, past=(older, replace(newer, weight=0.1))), "NC", "PDP").covariates[-1] == 0.5
