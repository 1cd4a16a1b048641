"""What a pair's transfer rests on, in words that a reader can check."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from typer.testing import CliRunner

from prepoll.cli import app
from prepoll.transfer import stated, transfers_text
from prepoll.transfer.pair import Distance, Pair
from prepoll.transfer.posterior import COVARIATES, Measured
from prepoll.transfer.types import TransferPrior
from prepoll.transfer.wording import in_words

TUTORIAL = Path(__file__).parents[2] / "cases" / "tutorial"


def pair_with(posterior, together=("row",), measured=()):
    known = (1.0, 0.0, float(bool(together)), 0.5, 0.0, 0.0, -0.5)
    return Pair("A", "B", Distance(None, ()), together, (), known, posterior, None, measured)


def test_a_common_past_is_said_to_tell_something_only_beyond_its_error():
    doubt = np.zeros((len(COVARIATES), len(COVARIATES)))
    doubt[2, 2] = 0.5**2
    unsure = replace(stated(), covariance=tuple(map(tuple, doubt.tolist())))
    lower = replace(stated(), slopes=(0.0, 0.0, 0.1, -0.4, 0.0, 0.0, 0.0))  # +0.1 at once, -0.2 for five years
    assert "fought together, so higher" in in_words(pair_with(stated()))
    assert "which by the record tells little" in in_words(pair_with(unsure))
    assert "fought together, so lower" in in_words(pair_with(lower))
    assert "have not fought together" in in_words(pair_with(stated(), together=()))


def test_the_latest_events_of_a_pair_are_named_and_the_rest_counted():
    events = tuple(Measured(f"Upland {year}", year, "A", "B", 0.2, 0.4, 0.6, 9) for year in (2019, 2014, 2009, 2004))
    told = in_words(pair_with(stated(), measured=events))
    assert told.startswith("Measured for this pair: Upland 2019 40% (90%: 20% to 60%); Upland 2014")
    assert "; 1 earlier. " in told
    assert "Upland 2004" not in told


def test_directions_are_listed_with_their_ranges_and_the_prior_that_was_used():
    rows = [TransferPrior("A", "B", 0.61, 0.2, 0.9, "Because.", ("table", "other"))]
    assert "A → B  61% (90%: 20% to 90%)\n  Because.\n\nPrior: table\n" in transfers_text(rows)
    assert transfers_text([]).startswith("No alliance")


def test_project_explains_transfer_in_the_alliances_of_a_seat():
    options = ["project", str(TUTORIAL), "--explain", "SAL", "--alliance", "HL+FF", "--draws", "20"]
    told = CliRunner().invoke(app, options)
    assert told.exit_code == 0
    assert "HL → FF" in told.output
    assert "FF → HL" in told.output
    assert "Stated prior, nothing measured at hand" in told.output
