"""Draws of transfer, leak and desertion from the stated prior."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from prepoll.case import load_case
from prepoll.case.types import Report, Row
from prepoll.errors import ModelError, UsageError
from prepoll.names import RESIDUAL, Measure, ReportKind, Sphere
from prepoll.strength.types import Draws
from prepoll.transfer import FixedTransfers, prior, prior_transfers, record, shifted, stated
from prepoll.transfer.pair import distance, fought_together, logit, years_together

JK = Path(__file__).parents[2] / "cases" / "jammu-kashmir-2024"
PARTIES = ("NC", "PDP", "INC", "BJP", "JKAP", "DPAP", "JKPM", *RESIDUAL)


@pytest.fixture(scope="module")
def case():
    return load_case(JK)


def draws_of(case, parties=PARTIES, n=2000):
    rng = np.random.default_rng(0)
    seats = tuple(seat.code for seat in case.seats)
    share = rng.dirichlet(np.full(len(parties), 2.0), size=(len(seats), n)).transpose(0, 2, 1)
    share[2, 1] = 0
    share /= share.sum(axis=1, keepdims=True)
    return Draws(share.astype(np.float32), seats, tuple(parties), np.full(len(seats), 1e6))


@pytest.fixture(scope="module")
def transfers(case):
    return prior_transfers(case, draws_of(case), 7, posterior=stated())


def report(estimate, low=None, high=None, seat=None, kind=ReportKind.TRANSFER, measure=Measure.TRANSFER, **more):
    fields = {
        "date": date(2024, 3, 1),
        "seat": seat,
        "unit": None,
        "party": "JKAP",
        "reporter": "block president",
        "sphere": Sphere.FIELD,
        "kind": kind,
        "measure": measure,
        "of": "DPAP",
        "estimate": estimate,
        "low": low,
        "high": high,
        "election": None,
        "note": None,
        "source": None,
        "row": Row("reports.csv", 2, f"reports.csv:{estimate}{seat}{kind}"),
    }
    return Report(**{**fields, **more})


def with_reports(case, *reports):
    return prior_transfers(replace(case, reports=reports), draws_of(case), 7, posterior=stated())


def test_transfer_is_a_share_and_about_nine_in_ten_lie_where_the_prior_says(transfers):
    drawn = transfers.given("JKPM", "BJP")  # no positions, never together: the prior itself
    assert drawn.shape == (5, 2000)
    assert drawn.dtype == np.float32
    assert drawn.min() > 0
    assert drawn.max() < 1
    assert np.median(drawn) == pytest.approx(record.MEDIAN, abs=0.03)
    assert ((drawn > 0.2) & (drawn < 0.9)).mean() == pytest.approx(0.90, abs=0.02)


def test_stated_range_is_that_of_the_draws(transfers):
    for q, c in (("JKAP", "DPAP"), ("NC", "INC"), ("PDP", "BJP")):
        stated, drawn = transfers.prior(q, c), transfers.given(q, c)
        assert stated.mean == pytest.approx(drawn.mean(), abs=0.02)
        assert [stated.low, stated.high] == pytest.approx(np.quantile(drawn, [0.05, 0.95]).tolist(), abs=0.04)


def test_spread_has_the_components_it_names(transfers):
    logits = np.log(transfers.given("JKPM", "BJP") / (1 - transfers.given("JKPM", "BJP")))
    seen = np.corrcoef(logits)
    total = record.PAIR_SD**2 + record.DIRECTION_SD**2 + record.REGION_SD**2 + record.SEAT_SD**2
    seats = transfers.layout.seats
    same, other = (seats.index("BAR"), seats.index("SRI")), (seats.index("BAR"), seats.index("JAM"))
    assert logits.var(axis=1) == pytest.approx([total] * 5, rel=0.12)
    assert seen[same] == pytest.approx(1 - record.SEAT_SD**2 / total, abs=0.05)
    assert seen[other] == pytest.approx((record.PAIR_SD**2 + record.DIRECTION_SD**2) / total, abs=0.05)
    back = np.log(transfers.given("BJP", "JKPM") / (1 - transfers.given("BJP", "JKPM")))
    assert np.corrcoef(logits[0], back[0])[0, 1] == pytest.approx(record.PAIR_SD**2 / total, abs=0.06)


def test_the_nearer_pair_and_the_pair_with_a_common_past_transfer_more(case, transfers):
    assert distance(case, "PDP", "BJP").value > distance(case, "JKAP", "DPAP").value
    assert transfers.given("PDP", "BJP").mean() < transfers.given("JKAP", "DPAP").mean()
    assert transfers.desertion("PDP", "BJP").mean() > transfers.desertion("JKAP", "DPAP").mean()
    assert fought_together(case, "NC", "INC")
    assert not fought_together(case, "BJP", "JKPC")  # both alone in 2014
    apart = prior_transfers(replace(case, fronts=()), draws_of(case), 7, posterior=stated())
    gain = logit(transfers.prior("NC", "INC").low) - logit(apart.prior("NC", "INC").low)
    assert gain == pytest.approx(record.TOGETHER, abs=0.02)


def test_distance_is_a_part_of_the_widest(case):
    rows = {row.question: row for row in case.positions if row.party == "PDP"}
    other = {row.question: row for row in case.positions if row.party == "BJP"}
    shared = [question for question in rows if question in other]
    apart = [abs(rows[q].position - other[q].position) / 4 for q in shared]
    weights = [(rows[q].weight + other[q].weight) / 2 for q in shared]
    assert len(set(weights)) > 1
    assert distance(case, "PDP", "BJP").value == pytest.approx(np.average(apart, weights=weights))
    assert distance(case, "PDP", "PDP").value == 0
    assert distance(case, "PDP", "JKPM").value is None


def test_leak_sums_to_one_and_leaves_out_the_party_and_who_has_no_strength(case, transfers):
    for q in PARTIES[:-3]:
        lam = transfers.leak(q)
        assert lam.shape == (5, len(PARTIES), 2000)
        assert np.abs(lam.sum(axis=1, dtype=np.float64) - 1).max() < 1e-6
        assert lam.min() >= 0
        assert not lam[:, PARTIES.index(q)].any()
    assert not transfers.leak("NC")[2, PARTIES.index("PDP")].any()
    means = transfers.leak("JKAP").mean(axis=(0, 2))
    assert means[-1] == pytest.approx(record.ABSTAIN, abs=0.04)
    assert means[-3] < 0.08
    assert means[-2] < 0.04


def test_leak_follows_closeness_and_strength(case):
    draws = draws_of(case, n=500)
    draws.share[:, :-3] = 0.1
    even = prior_transfers(case, draws, 7, posterior=stated()).leak("PDP")
    i, j = PARTIES.index("JKAP"), PARTIES.index("BJP")
    ratio = np.median(np.log(even[:, i] / even[:, j]))
    apart = distance(case, "PDP", "BJP").value - distance(case, "PDP", "JKAP").value
    assert ratio == pytest.approx(record.AFFINITY * apart, abs=0.15)
    draws.share[:, j] = 0.2
    double = prior_transfers(case, draws, 7, posterior=stated()).leak("PDP")
    assert np.median(np.log(double[:, j] / double[:, i])) + ratio == pytest.approx(np.log(2), abs=1e-3)


def test_desertion_is_small_and_capped(transfers):
    drawn = transfers.desertion("JKPM", "BJP")
    assert np.median(drawn) == pytest.approx(record.DESERTION, rel=0.1)
    assert transfers.desertion("PDP", "BJP").max() == pytest.approx(record.DESERTION_CAP)
    assert drawn.min() > 0


def test_the_same_seed_gives_the_same_and_another_seed_something_else(case, transfers):
    again = prior_transfers(case, draws_of(case), 7, posterior=stated())
    other = prior_transfers(case, draws_of(case), 8, posterior=stated())
    again.leak("BJP")  # asked for in another order
    for first, second, third in (
        (transfers.given("JKAP", "NC"), again.given("JKAP", "NC"), other.given("JKAP", "NC")),
        (transfers.leak("JKAP"), again.leak("JKAP"), other.leak("JKAP")),
        (transfers.desertion("JKAP", "NC"), again.desertion("JKAP", "NC"), other.desertion("JKAP", "NC")),
    ):
        assert np.array_equal(first, second)
        assert not np.array_equal(first, third)


def test_another_party_moves_no_transfer_nor_desertion_nor_the_ratios_of_a_leak(case, transfers):
    more = draws_of(case, ("AIP", *PARTIES))
    share = draws_of(case).share
    more.share[:, 1:] = share
    more.share[:, 0] = 0.02
    wider = prior_transfers(case, more, 7, posterior=stated())
    assert np.array_equal(wider.given("JKAP", "DPAP"), transfers.given("JKAP", "DPAP"))
    assert np.array_equal(wider.desertion("JKAP", "DPAP"), transfers.desertion("JKAP", "DPAP"))
    before, after = transfers.leak("JKAP"), wider.leak("JKAP")[:, 1:]
    assert before[:, 0] / before[:, 2] == pytest.approx(after[:, 0] / after[:, 2], rel=1e-4)


def test_another_seat_moves_no_transfer_elsewhere(case, transfers):
    whole = draws_of(case)
    fewer = Draws(whole.share[:3], whole.seats[:3], whole.parties, whole.electors[:3])
    assert np.array_equal(
        prior_transfers(case, fewer, 7, posterior=stated()).given("NC", "INC"), transfers.given("NC", "INC")[:3]
    )


def test_arrays_are_made_once_and_cannot_be_written_to(transfers):
    assert transfers.given("NC", "PDP") is transfers.given("NC", "PDP")
    with pytest.raises(ValueError, match="read-only"):
        transfers.given("NC", "PDP")[0] = 0


def test_what_no_longer_has_room_is_drawn_again_the_same(case, monkeypatch):
    wide, narrow = (prior_transfers(case, draws_of(case), 1, posterior=stated()) for _ in range(2))
    monkeypatch.setattr(prior, "ROOM", wide.leak("NC").nbytes)
    first = narrow.leak("NC")
    assert narrow.leak("NC") is first
    narrow.leak("PDP")
    assert narrow.leak("NC") is not first
    assert np.array_equal(narrow.leak("NC"), first)
    assert sum(drawn.nbytes for drawn in narrow._kept.values()) <= prior.ROOM


def test_a_report_pulls_transfer_towards_it_by_its_error(case, transfers):
    before = transfers.prior("JKAP", "DPAP")
    vague = with_reports(case, report(0.3, 0.05, 0.8)).prior("JKAP", "DPAP")
    sharp = with_reports(case, report(0.3, 0.25, 0.35)).prior("JKAP", "DPAP")
    assert sharp.mean < vague.mean < before.mean
    assert sharp.high - sharp.low < vague.high - vague.low < before.high - before.low
    drawn = with_reports(case, report(0.3, 0.25, 0.35)).given("JKAP", "DPAP")
    assert [sharp.mean, sharp.low, sharp.high] == pytest.approx(
        [drawn.mean(), *np.quantile(drawn, [0.05, 0.95])], abs=0.04
    )
    assert "1 field report " in sharp.why
    assert any(source.startswith("reports.csv:0.3") for source in sharp.sources)


def test_a_report_on_one_seat_moves_that_seat_most_and_its_region_next(case, transfers):
    told = with_reports(case, report(0.05, 0.03, 0.08, seat="SRI"))
    before, after = (np.median(t.given("JKAP", "DPAP"), axis=1) for t in (transfers, told))
    fall = dict(zip(transfers.seats, before - after, strict=True))
    assert fall["SRI"] > fall["BAR"] > fall["JAM"] > 0
    assert np.array_equal(told.given("DPAP", "JKAP"), transfers.given("DPAP", "JKAP"))


def test_one_report_agrees_with_normal_updating_by_hand(case):
    layout = replace(case, regions=(replace(case.regions[0], seats=("SRI",)),))
    whole = draws_of(case)
    seat = whole.seats.index("SRI")
    one = Draws(whole.share[[seat]], ("SRI",), whole.parties, whole.electors[[seat]])
    told = prior_transfers(replace(layout, reports=(report(0.4, seat="SRI"),)), one, 7, posterior=stated())
    pair, belief = told.belief("JKAP", "DPAP")
    prior = record.PAIR_SD**2 + record.DIRECTION_SD**2 + record.REGION_SD**2 + record.SEAT_SD**2
    weight = prior / (prior + record.REPORT_SD**2)
    seen = np.log(0.4 / 0.6) - record.REPORT_BIAS
    assert belief.mean.tolist() == pytest.approx([pair.logit + weight * (seen - pair.logit)])
    assert belief.sd.tolist() == pytest.approx([np.sqrt(prior * (1 - weight))])


def test_what_is_not_a_number_for_the_pair_is_not_used(case, transfers):
    told = with_reports(
        case,
        report(None),
        report(0.1, measure=Measure.LEAD),
        report(0.1, kind=ReportKind.STRENGTH),
        report(0.1, of="the valley"),
        report(0.1, party="NC"),
        report(0.1, seat="elsewhere"),
    )
    assert np.array_equal(told.given("JKAP", "DPAP"), transfers.given("JKAP", "DPAP"))


def test_acceptance_counts_less_than_transfer_and_an_ally_may_be_named_in_full(case):
    name = case.party("DPAP").name
    transfer = with_reports(case, report(0.2, of=name)).prior("JKAP", "DPAP")
    acceptance = with_reports(case, report(0.2, kind=ReportKind.PARTNER_ACCEPTANCE, measure=Measure.RATIO))
    assert transfer.mean < acceptance.prior("JKAP", "DPAP").mean


def test_shifted_holds_every_transfer_at_one_quantile_and_desertion_at_the_other(transfers):
    worst, best = shifted(transfers, 0.05), shifted(transfers, 0.95)
    drawn, lost = transfers.given("JKAP", "DPAP"), transfers.desertion("JKAP", "DPAP")
    assert np.ptp(worst.given("JKAP", "DPAP"), axis=1).max() == 0
    assert worst.given("JKAP", "DPAP")[:, 0] == pytest.approx(np.quantile(drawn, 0.05, axis=1), abs=0.04)
    assert best.given("JKAP", "DPAP")[:, 0] == pytest.approx(np.quantile(drawn, 0.95, axis=1), abs=0.04)
    assert worst.desertion("JKAP", "DPAP")[:, 0] == pytest.approx(np.quantile(lost, 0.95, axis=1), rel=0.12)
    assert best.desertion("JKAP", "DPAP")[:, 0] == pytest.approx(np.quantile(lost, 0.05, axis=1), rel=0.12)
    assert np.array_equal(worst.leak("JKAP"), transfers.leak("JKAP"))


def test_only_names_whose_voters_are_shifted(transfers):
    worst = shifted(transfers, 0.05, only=("JKAP",))
    assert worst.given("JKAP", "DPAP")[0, 0] == shifted(transfers, 0.05).given("JKAP", "DPAP")[0, 0]
    assert np.array_equal(worst.given("DPAP", "JKAP"), transfers.given("DPAP", "JKAP"))
    assert np.array_equal(worst.desertion("DPAP", "JKAP"), transfers.desertion("DPAP", "JKAP"))


def test_numbers_that_are_given_have_no_range():
    fixed = FixedTransfers(("S",), ("A", "B", *RESIDUAL), 2, {("A", "B"): 0.5}, {}, {})
    assert shifted(fixed, 0.05) is fixed


@pytest.mark.parametrize("quantile", [0, 1, -0.1, 5])
def test_a_quantile_out_of_range_is_refused(transfers, quantile):
    with pytest.raises(ModelError, match="between 0 and 1"):
        shifted(transfers, quantile)


def test_who_is_no_contender_has_no_transfer(transfers):
    with pytest.raises(UsageError, match="XYZ"):
        transfers.given("XYZ", "NC")
    with pytest.raises(UsageError, match="itself"):
        transfers.prior("NC", "NC")


def test_the_prior_says_what_it_rests_on(transfers):
    stated = transfers.prior("NC", "INC")
    assert "fought together, so higher" in stated.why
    assert "nearer than neutral" in stated.why
    assert stated.sources[0] == record.TABLE
    assert {source.split(":")[0] for source in stated.sources[2:]} == {"positions.csv", "fronts.csv"}
    assert "not known together" in transfers.prior("JKPM", "BJP").why


def test_a_stated_prior_names_who_gives_before_who_takes(transfers):
    told = transfers.prior("JKAP", "DPAP")
    assert (told.q, told.c) == ("JKAP", "DPAP")


def test_size_is_the_logarithm_of_the_giver_to_the_taker_and_counts_up_to_two(case):
    draws = draws_of(case, n=4)
    share = np.full_like(draws.share, 1e-3)
    share[:, draws.party_index["NC"]] = 0.6
    share[:, draws.party_index["INC"]] = 0.2
    share[:, -1] += 1 - share.sum(axis=1)
    told = prior_transfers(case, replace(draws, share=share.astype(np.float32)), 7, posterior=stated())
    size = {(q, c): told.belief(q, c)[0].covariates[4] for q, c in (("NC", "INC"), ("INC", "NC"), ("NC", "PDP"))}
    assert size["NC", "INC"] == pytest.approx(np.log(3), abs=1e-5)
    assert size["INC", "NC"] == pytest.approx(-np.log(3), abs=1e-5)
    assert size["NC", "PDP"] == 2


def test_years_together_count_from_the_first_election_of_the_pair_in_tens(case):
    together = fought_together(case, "NC", "INC")
    first = min(
        past.date
        for past in case.past
        for row in case.fronts
        if row.row.id in together
        if row.election == past.election
    )
    apart = (case.election_date - first).days
    assert years_together(case, together) == pytest.approx(min(apart / 3652.5, 2))
    assert 0 < years_together(case, together) < 2
    assert years_together(case, ()) == 0
