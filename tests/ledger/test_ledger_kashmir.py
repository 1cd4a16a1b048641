"""The real case: relations a careful reader gives from the notes coded by hand, day by day."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from kashmir_by_hand import coded

from prepoll.case import load_case
from prepoll.ledger import build_ledger, changes
from prepoll.names import Relation, Status

ROOT = Path(__file__).parents[2]
R = Relation


@cache
def on(day):
    case = load_case(ROOT / "cases" / "jammu-kashmir-2024", date.fromisoformat(day))
    return build_ledger(case, coded(ROOT))


def where(day, a, b):
    return on(day).entry(a, b)


def test_on_19_march_the_apni_party_is_open_and_has_a_week():
    row = where("2024-03-19", "JKAP", None)
    assert (row.relation, row.b, row.b_stands, row.falls_due) == (R.OPEN, None, None, date(2024, 3, 26))
    assert row.since == date(2024, 3, 19), "in October it had said that it would go alone"
    assert not row.hedged


def test_on_19_march_the_bjp_is_behind_a_hedged_refusal():
    row = where("2024-03-19", "JKAP", "BJP")
    assert (row.relation, row.a, row.b_stands) == (R.RULED_OUT, "BJP", R.RULED_OUT)
    assert (row.status, row.hedged, row.since) == (Status.SOFTLY_BARRED, True, date(2024, 3, 19))
    bars = [bar for bar in on("2024-03-19").bars if {bar.a, bar.b} == {"BJP", "JKAP"}]
    assert [(bar.soft, bar.seats) for bar in bars] == [(True, ())]
    assert "Rafi Ahmad Mir, 19 March 2024" in bars[0].why
    assert "“for now”" in bars[0].why


def test_on_19_march_talks_with_lone_and_with_azad_and_nothing_agreed():
    for other in ("JKPC", "DPAP"):
        row = where("2024-03-19", "JKAP", other)
        assert (row.relation, row.status, row.inferred) == (R.TALKING, Status.FREE, False)
    ledger = on("2024-03-19")
    assert ledger.bonds == ()
    assert not any(entry.relation is R.ALLIED for entry in ledger.entries)
    talks = ledger.entry("DPAP", None)
    assert (talks.relation, talks.stage, talks.falls_due) == (R.TALKING, "initial", date(2024, 3, 26))


def test_on_19_march_the_national_conference_is_alone_but_for_the_congress_in_jammu():
    ledger = on("2024-03-19")
    assert ledger.entry("NC", None).relation is R.RULED_OUT
    shut = ledger.entry("NC", "PDP")
    assert (shut.relation, shut.status) == (R.RULED_OUT, Status.BARRED)
    assert "Omar Abdullah, 8 March 2024" in shut.why
    row = ledger.entry("NC", "INC")
    assert (row.relation, row.only_seats, row.status) == (R.SUPPORTING, ("JAM", "UDH"), Status.FREE)
    assert [(c.giver, c.taker, c.seats, c.hedged) for c in ledger.courtesies if c.giver == "NC"] == [
        ("NC", "INC", ("JAM", "UDH"), False)
    ]
    assert ledger.entry("NC", "JKAP").status is Status.BARRED


def test_on_19_march_others_are_open_by_inference_unless_refused():
    ledger = on("2024-03-19")
    row = ledger.entry("JKAP", "CPIM")
    assert (row.relation, row.inferred, row.b_stands) == (R.OPEN, True, R.OPEN)
    assert ledger.entry("JKAP", "PDP").relation is R.RULED_OUT
    waiting = ledger.entry("JKPC", None)
    assert (waiting.relation, waiting.falls_due) == (R.OPEN, date(2024, 3, 11))
    assert [(c.giver, c.taker, c.seats, c.hedged) for c in ledger.courtesies if c.giver == "JKAP"] == [
        ("JKAP", "JKPC", ("BAR",), True)
    ]


def test_on_19_march_the_two_deadlines_of_one_day_do_not_go_together():
    found = on("2024-03-19").contradictions
    assert [(one.party, one.words) for one in found] == [("JKAP", ("within a week", "in a day or two"))]
    assert [(row.party, row.on) for row in on("2024-03-19").due] == [
        ("DPAP", date(2024, 3, 26)),
        ("JKAP", date(2024, 3, 26)),
    ]


def test_on_21_march_a_reported_deal_is_contested_by_a_named_spokesman():
    row = where("2024-03-21", "JKAP", "DPAP")
    assert (row.relation, row.status, row.contested, row.stage) == (R.TALKING, Status.FREE, True, "initial")
    assert where("2024-03-21", "NC", "INC").status is Status.FREE, "reported only"
    assert where("2024-03-21", "AIP", None).relation is R.OPEN


def test_on_25_march_the_three_talk_and_udhampur_is_left_to_dpap():
    for a, b in (("JKAP", "JKPC"), ("DPAP", "JKAP"), ("DPAP", "JKPC")):
        assert where("2024-03-25", a, b).relation is R.TALKING
    given = [(c.taker, c.seats) for c in on("2024-03-25").courtesies if c.giver == "JKAP"]
    assert given == [("DPAP", ("UDH",)), ("JKPC", ("BAR",))]


def test_on_4_april_the_talks_with_azad_are_broken_and_the_door_is_ajar():
    row = where("2024-04-04", "JKAP", "DPAP")
    assert (row.relation, row.a_stands, row.b_stands) == (R.BROKEN, R.BROKEN, R.BROKEN)
    assert (row.status, row.since) == (Status.SOFTLY_BARRED, date(2024, 4, 4))
    assert not [c for c in on("2024-04-04").courtesies if (c.giver, c.taker) == ("JKAP", "DPAP")]
    assert where("2024-04-04", "JKAP", "BJP").relation is R.RULED_OUT, "a denial of the past changes no refusal"
    pdp = where("2024-04-04", "PDP", "INC")
    assert pdp.relation is R.OPEN
    with_cpim = [bar.seats for bar in on("2024-04-04").bars if {bar.a, bar.b} == {"PDP", "CPIM"}]
    assert with_cpim == [("ANR", "BAR", "SRI")], "PDP goes alone in the Valley only"


def test_on_8_april_a_joint_announcement_binds_nc_and_congress():
    ledger = on("2024-04-08")
    assert ledger.entry("NC", "INC").status is Status.BOUND
    assert ledger.bonds == (("INC", "NC"),)


def test_on_22_april_the_apni_party_supports_lone_in_baramulla():
    ledger = on("2024-04-22")
    row = ledger.entry("JKAP", "JKPC")
    assert (row.relation, row.a_stands, row.b_stands, row.status) == (
        R.SUPPORTING,
        R.SUPPORTING,
        R.SUPPORTING,
        Status.FREE,
    )
    given = {(c.giver, c.taker): (c.seats, c.hedged) for c in ledger.courtesies}
    assert given["JKAP", "JKPC"] == (("BAR",), False)
    assert given["JKPC", "JKAP"] == (("ANR", "SRI"), False)


def test_on_4_may_reports_of_bjp_help_do_not_lift_the_refusal():
    row = where("2024-05-04", "JKAP", "BJP")
    assert (row.relation, row.a_stands, row.status) == (R.RULED_OUT, R.SUPPORTING, Status.SOFTLY_BARRED)


def test_what_changed_between_two_days_is_listed():
    found = {(c.after.a, c.after.b): (c.before and c.before.relation, c.after.relation)
             for c in changes(on("2024-03-25"), on("2024-04-04"))}  # fmt: skip
    assert found["DPAP", "JKAP"] == (R.TALKING, R.BROKEN)
    assert ("JKAP", "JKPC") not in found


@pytest.mark.parametrize("day", ["2024-03-19", "2024-03-25", "2024-04-22"])
def test_no_row_rests_on_a_later_statement(day):
    ledger = on(day)
    assert all(one.statement.dated <= date.fromisoformat(day) for one in ledger.statements)
    assert all(entry.since is None or entry.since <= date.fromisoformat(day) for entry in ledger.entries)
