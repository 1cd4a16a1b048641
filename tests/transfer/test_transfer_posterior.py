"""Measured alliances as a prior: which file, which day, which pair, and what stands in for it."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from prepoll.case import input_hash, load_case
from prepoll.errors import ModelError
from prepoll.names import RESIDUAL
from prepoll.strength.types import Draws
from prepoll.study import Study
from prepoll.transfer import posterior_for, prior_hash, prior_transfers, read_posteriors, record, stated
from prepoll.transfer.posterior import COVARIATES, FILE, FORMAT, REPOSITORY, Measured, known_on, shipped

CASES = Path(__file__).parents[2] / "cases"
PARTIES = ("NC", "PDP", "INC", "BJP", *RESIDUAL)
N = len(COVARIATES)


@pytest.fixture(scope="module")
def case():
    return load_case(CASES / "jammu-kashmir-2024")


def draws_of(case, n=4000):
    seats = tuple(seat.code for seat in case.seats)
    share = np.full((len(seats), len(PARTIES), n), 1 / len(PARTIES), dtype=np.float32)
    return Draws(share, seats, PARTIES, np.full(len(seats), 1e6))


def measured(**changes):
    """Make a posterior with a level, no spread of the slopes, and one pair."""
    plain = replace(
        stated(), name="measured", known_from=date(2020, 1, 1), slopes=(0.0,) * N, pair_sd=0.3, event_sd=0.4
    )
    return replace(plain, **{"direction_sd": 0.2, "pairs": {("INC", "JKN"): (0.9, 0.2)}} | changes)


def content(**changes):
    snapshot = {
        "known_from": "2010-01-01",
        "slopes": [0.1] * N,
        "covariance": np.eye(N).tolist(),
        "pair_sd": 0.4,
        "event_sd": 0.5,
        "direction_sd": 0.6,
        "pairs": [["A", "B", 0.2, 0.3]],
        "desertion": 0.03,
        "desertion_sd": 0.8,
        "leak": [0.3, 0.05, 0.02],
    }
    rows = [
        ["Upland 2004–2009", 2009, "A", "B", 0.2, 0.4, 0.6, 20],
        ["Upland 2009–2014", 2014, "B", "A", 0.1, 0.2, 0.3, 9],
    ]
    shots = [snapshot, snapshot | {"known_from": "2015-01-01"}]
    return {"format": FORMAT, "covariates": list(COVARIATES), "snapshots": shots, "measured": rows} | changes


def written(folder, **changes):
    path = folder / "transfer.json"
    path.write_text(json.dumps(content(**changes)), encoding="utf-8")
    return path


def test_a_file_gives_one_posterior_for_each_day_with_the_events_known_then(tmp_path):
    first, second = read_posteriors(written(tmp_path))
    assert (first.known_from, second.known_from) == (date(2010, 1, 1), date(2015, 1, 1))
    assert first.pairs == {("A", "B"): (0.2, 0.3)}
    assert first.measured == (Measured("Upland 2004–2009", 2009, "A", "B", 0.2, 0.4, 0.6, 20),)
    assert len(second.measured) == 2
    assert first.parties == {"A", "B"}
    assert "2009" in first.name


def test_a_posterior_counts_from_the_day_all_of_it_was_known(tmp_path):
    both = read_posteriors(written(tmp_path))
    assert known_on(both, date(2009, 12, 31)) == stated()
    assert known_on(both, date(2010, 1, 1)) is both[0]
    assert known_on(both, date(2014, 12, 31)) is both[0]
    assert known_on(both[::-1], date(2024, 1, 1)) is both[1]


@pytest.mark.parametrize(
    "changes", [{"format": 99}, {"covariates": ["constant"]}, {"snapshots": [{}]}, {"measured": [["A"]]}]
)
def test_a_file_of_another_shape_is_refused_with_the_way_out(tmp_path, changes):
    with pytest.raises(ModelError, match=r"transfer\.json.*benchmarks/transfers\.py"):
        read_posteriors(written(tmp_path, **changes))


def test_text_that_is_no_json_and_a_missing_file_are_refused(tmp_path):
    path = tmp_path / "transfer.json"
    with pytest.raises(ModelError, match="cannot be read"):
        read_posteriors(path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        read_posteriors(path)


def test_the_shipped_file_never_holds_what_was_counted_later(case):
    snapshots = shipped()
    assert (REPOSITORY / FILE).is_file()
    days = [row.known_from for row in snapshots]
    assert days == sorted(days)
    for row in snapshots:
        assert row.measured
        assert max(event.year for event in row.measured) < row.known_from.year
    assert max(event.year for event in snapshots[-1].measured) == 2019
    assert posterior_for(replace(case, as_of=date(2014, 4, 1))).known_from == date(2010, 1, 1)
    assert posterior_for(replace(case, as_of=date(2019, 4, 1))).known_from == date(2018, 1, 1)
    assert posterior_for(replace(case, as_of=date(2004, 4, 1))) == stated()


def test_only_an_indian_case_or_one_of_no_country_takes_the_indian_record(case):
    assert posterior_for(case) is posterior_for(replace(case, country=None))
    assert posterior_for(case).known_from is not None
    assert posterior_for(load_case(CASES / "tutorial")) == stated()


def test_without_the_file_the_stated_prior_stands_in_and_is_named(case, monkeypatch):
    monkeypatch.setattr("prepoll.transfer.posterior.shipped", tuple)
    prior = prior_transfers(case, draws_of(case, 10), 7).prior("NC", "INC")
    assert "Stated prior, nothing measured at hand" in prior.why
    assert prior.sources[0] == record.TABLE


def test_the_hash_of_a_run_covers_the_measured_transfer_of_its_day(case, monkeypatch):
    """Another effect of one pair is another run; what is measured later is not."""
    run = Study(CASES / "jammu-kashmir-2024").run
    shots = shipped()
    later = replace(shots[-1], known_from=date(2025, 1, 1), slopes=(9.0,) * N)
    monkeypatch.setattr("prepoll.transfer.posterior.shipped", lambda: (*shots, later))
    assert run.input_hash == prior_hash(case, input_hash(case))
    pair = next(iter(shots[-1].pairs))
    moved = replace(shots[-1], pairs={**shots[-1].pairs, pair: (0.5, 0.5)})
    monkeypatch.setattr("prepoll.transfer.posterior.shipped", lambda: (*shots[:-1], moved))
    assert run.input_hash != prior_hash(case, input_hash(case))
    assert prior_hash(case, "a") != prior_hash(case, "b")


def test_a_pair_that_was_measured_leans_on_its_own_events_under_any_of_its_names(case):
    """NC is JKN in the record; its effect of .9 replaces the spread .3 of pairs by .2, both ways."""
    events = (Measured("Upland 2009", 2009, "JKN", "INC", 0.3, 0.5, 0.7, 20),)
    bare = replace(case, positions=(), fronts=())
    transfers = prior_transfers(bare, draws_of(case), 7, posterior=measured(measured=events))
    there, back, other = (transfers.belief(*pair)[0] for pair in (("NC", "INC"), ("INC", "NC"), ("PDP", "INC")))
    assert (there.logit, back.logit, other.logit) == (0.9, 0.9, 0.0)
    assert there.common_sd == pytest.approx(np.hypot(0.2, 0.4))
    assert other.common_sd == pytest.approx(np.hypot(0.3, 0.4))
    logits = np.log(transfers.given("NC", "INC") / (1 - transfers.given("NC", "INC")))
    seats = record.REGION_SD**2 + record.SEAT_SD**2
    assert logits.mean() == pytest.approx(0.9, abs=0.05)
    assert logits.var(axis=1) == pytest.approx([0.2**2 + 0.4**2 + 0.2**2 + seats] * 5, rel=0.1)
    told = transfers.prior("NC", "INC").why
    assert "Measured for this pair: Upland 2009 50% (90%: 30% to 70%)" in told
    assert "Measured for this pair" not in transfers.prior("INC", "NC").why


def test_covariates_shift_a_pair_by_their_slopes(case):
    """Distance, common past, years, size, and the kind of election, each by hand."""
    slopes = dict.fromkeys(COVARIATES, 0.0)
    for name in COVARIATES:
        bare = replace(case, positions=(), fronts=()) if name not in ("together", "years") else case
        one = measured(slopes=tuple((slopes | {name: 1.0}).values()), pairs={})
        pair, _ = prior_transfers(bare, draws_of(case, 10), 7, posterior=one).belief("NC", "INC")
        expected = {
            "constant": 1.0,
            "distance": 0.0,
            "together": 1.0,
            "years": (case.election_date - date(2009, 5, 13)).days / 3652.5,
            "size": 0.0,
            "broken": 0.0,
            "assembly": -0.5,
        }
        assert pair.logit == pytest.approx(expected[name], abs=0.02), name


def test_doubt_about_the_slopes_widens_every_pair(case):
    sure = measured(pairs={})
    unsure = replace(sure, covariance=tuple(tuple(row) for row in (0.5**2 * np.eye(N)).tolist()))
    bare = replace(case, positions=(), fronts=())
    pairs = [prior_transfers(bare, draws_of(case, 10), 7, posterior=p).belief("NC", "PDP")[0] for p in (sure, unsure)]
    added = 0.5**2 * (1 + 0.5**2)  # the constant, and half for a parliament
    assert pairs[1].common_sd ** 2 - pairs[0].common_sd ** 2 == pytest.approx(added)


def test_a_posterior_of_the_wrong_size_is_refused():
    with pytest.raises(ModelError, match="slopes and their covariance"):
        replace(stated(), slopes=(0.0,))
