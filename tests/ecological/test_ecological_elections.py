"""Flows between the last two elections of a case: which elections, which places, whose votes."""

from dataclasses import replace
from pathlib import Path

import pytest

from prepoll.case import load_case
from prepoll.ecological import case_flows
from prepoll.names import NONVOTERS, OTHERS

pytestmark = pytest.mark.xdist_group(__name__)  # what they share is made once, not in every process

CASES = Path(__file__).parents[2] / "cases"


@pytest.fixture(scope="module")
def tutorial():
    return load_case(CASES / "tutorial")


@pytest.fixture(scope="module")
def kashmir():
    return load_case(CASES / "jammu-kashmir-2024")


def polled(case, election, seats, parties):
    return sum(r.votes for r in case.results if r.election == election and r.seat in seats and r.party in parties)


def test_the_last_two_elections_by_unit_region_by_region(kashmir):
    tables = case_flows(kashmir)
    assert [(t.before, t.after, t.by_unit) for t in tables] == [("AE2014", "GE2019", True)] * 2
    assert [t.region for t in tables] == ["Kashmir", "Jammu"]
    one = tables[0].estimate
    assert {"INC+NC", "PDP", NONVOTERS} <= set(one.destinations)  # partners of 2019 are one, those of 2014 are not
    assert {"INC", "NC", "PDP", NONVOTERS} <= set(one.origins)
    low, high = one.intervals()[0.9]
    assert (low <= one.shares).all()
    assert (one.shares <= high).all()


def test_seats_where_units_were_not_counted_both_times(tutorial):
    """Six seats; the origin totals are those counted, and the votes of partners are added up."""
    (table,) = case_flows(tutorial)
    assert (table.before, table.after, table.region, table.places, table.by_unit) == ("GE2022", "AE2026", "*", 6, False)
    one, seats = table.estimate, {seat.code for seat in tutorial.seats}
    votes = dict(zip(one.origins, one.votes.sum(axis=1), strict=True))
    assert votes["HL+FF"] == pytest.approx(polled(tutorial, "GE2022", seats, {"HL", "FF"}))
    rows = [row for row in tutorial.results if row.election == "GE2022"]
    electors = {row.contest or row.seat: row.electors for row in rows}
    assert votes[NONVOTERS] == pytest.approx(sum(electors.values()) - sum(row.votes for row in rows))
    assert votes["CP"] == pytest.approx(polled(tutorial, "GE2022", seats, {"CP"}))
    assert set(one.destinations) >= {"HL", "FF", "CP", "MU"}
    assert OTHERS in one.origins


def test_nobody_stays_at_home_where_electors_are_not_known(tutorial):
    bare = replace(tutorial, results=tuple(replace(row, electors=None) for row in tutorial.results))
    (table,) = case_flows(bare)
    assert NONVOTERS not in table.estimate.origins
    assert NONVOTERS not in table.estimate.destinations


def test_one_election_or_too_few_places_give_nothing(tutorial):
    latest = tuple(row for row in tutorial.results if row.election == "AE2026")
    assert case_flows(replace(tutorial, results=latest)) == ()
    gone = tuple(row for row in tutorial.results if row.election == "AE2026" or row.seat != "OAK")
    assert case_flows(replace(tutorial, results=gone)) == ()
