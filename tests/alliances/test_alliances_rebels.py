"""Rebels: where they stand, what they take, what is refused."""

import shutil
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from alliances_cases import random_election

from prepoll.alliances import Election, Slate, Structure, evaluate, strongest_slate
from prepoll.alliances.rebels import FOLLOWERS, Rebel, case_rebels, draw_rebels, told_rebels
from prepoll.chance import generator
from prepoll.errors import ModelError, UsageError
from prepoll.names import RESIDUAL, Measure, ReportKind
from prepoll.strength.types import Draws
from prepoll.study import Study
from prepoll.transfer.types import FixedTransfers

PARTIES = ("A", "B", "C", *RESIDUAL)
TOGETHER = Structure.of({"R": (frozenset("AB"),)})


def an_election(rebel):
    own = np.array([0.20, 0.10, 0.25, 0.05, 0.01, 0.39], dtype=np.float32)
    draws = Draws(np.repeat(own[None, :, None], 4000, axis=2), ("S",), PARTIES, np.array([1000.0]))
    transfers = FixedTransfers(("S",), PARTIES, 4000, {("B", "A"): 0.8}, {"B": {"C": 0.5, "NONVOTERS": 0.5}}, {})
    return Election(
        draws, transfers, {"S": "R"}, rebels=draw_rebels({("S", "B"): rebel}, draws, generator(1, "rebels"))
    )


def test_a_rebel_takes_his_share_of_the_voters_of_a_party_that_stands_down():
    outcome = evaluate(an_election(Rebel(1, 0.5)), TOGETHER)
    votes = dict(zip(PARTIES, outcome.votes[0, :, 0].tolist(), strict=True))
    expected = {"A": 0.20 + 0.8 * 0.05, "B": 0, "C": 0.25 + 0.005, "OTHERS": 0.05 + 0.05, "NOTA": 0.01}
    assert {party: votes[party] for party in expected} == pytest.approx(expected)
    assert sum(votes.values()) == pytest.approx(1)
    assert outcome.seats_won("C").mean() == 1


def test_a_rebel_costs_the_seat_as_often_as_he_stands():
    never, seldom = (evaluate(an_election(Rebel(chance, 0.5)), TOGETHER) for chance in (0, 0.25))
    assert never.seats_won("A").mean() == 1
    assert 1 - seldom.seats_won("A").mean() == pytest.approx(0.25, abs=0.03)


def test_nobody_rebels_where_his_party_stands():
    outcome = evaluate(an_election(Rebel(1, 0.5)), TOGETHER, Slate({"S": frozenset("ABC")}))
    assert outcome.votes[0, :, 0].tolist() == pytest.approx([0.20, 0.10, 0.25, 0.05, 0.01, 0.39])


def test_what_cannot_be_drawn_is_said_all_at_once():
    draws = an_election(Rebel(0, 0)).draws
    wrong = {("T", "A"): Rebel(0.5, 0.1), ("S", "Z"): Rebel(1.5, 0.1), ("S", "A"): Rebel(0.5, 1.0)}
    with pytest.raises(UsageError, match=r"no seat T.*Z is no party.*is 1\.5.*is 1\.0") as said:
        draw_rebels(wrong, draws, generator(1, "rebels"))
    assert str(said.value).count(";") >= 3


def test_rebels_of_another_shape_are_refused():
    election = random_election(1, 4)
    with pytest.raises(ModelError, match="do not fit"):
        replace(election, rebels=np.zeros((1, 2, 3), dtype=np.float32))


def a_report(estimate, seat="S", measure=Measure.RATIO, **parts):
    words = {"unit": None, "party": "B", "reporter": "ward", "kind": ReportKind.REBEL_RISK, "date": date(2024, 3, 1)}
    return SimpleNamespace(**{**words, "seat": seat, "measure": measure, "estimate": estimate, **parts})


def a_case(*reports):
    seats = [SimpleNamespace(code=code) for code in ("S", "T", "U")]
    units = [SimpleNamespace(unit="U1", seat="T"), SimpleNamespace(unit="U1", seat="U")]
    return SimpleNamespace(reports=reports, seats=seats, units=units)


def test_reports_say_how_likely_a_rebel_is_and_how_many_follow_him():
    def share(estimate, **parts):
        return a_report(estimate, measure=Measure.TRANSFER, **parts)

    whole = a_report(0.2, seat=None)
    assert told_rebels(a_case()) == {}
    assert told_rebels(a_case(share(0.4))) == {}  # nobody says that there will be one
    assert told_rebels(a_case(a_report(0.5))) == {("S", "B"): Rebel(0.5, FOLLOWERS)}
    assert told_rebels(a_case(a_report(0.5), share(0.4))) == {("S", "B"): Rebel(0.5, 0.4)}
    assert told_rebels(a_case(a_report(0.5, unit="U1", seat=None))).keys() == {("T", "B"), ("U", "B")}
    assert {where[0]: rebel.chance for where, rebel in told_rebels(a_case(whole, a_report(0.7))).items()} == {
        "S": 0.7, "T": 0.2, "U": 0.2,
    }  # fmt: skip
    first, last = a_report(0.1), a_report(0.3, date=date(2024, 3, 9))
    assert told_rebels(a_case(last, first, a_report(0.5, reporter="other")))["S", "B"].chance == pytest.approx(0.4)
    other = (
        a_report(1.5),
        a_report(None),
        a_report(0.5, kind=ReportKind.STRENGTH),
        a_report(0.5, measure=Measure.NONE),
    )
    assert told_rebels(a_case(*other)) == {}


def test_a_report_on_one_seat_moves_no_other_and_strangers_are_left_out():
    draws = an_election(Rebel(0, 0)).draws
    assert case_rebels(a_case(a_report(0.5, party="Z"), a_report(0.5, seat="T")), draws, 7) is None
    one = case_rebels(a_case(a_report(0.5)), draws, 7)
    both = case_rebels(a_case(a_report(0.5), a_report(0.5, party="A")), draws, 7)
    b = PARTIES.index("B")
    assert (one[:, b] == both[:, b]).all()
    assert (one[:, b] > 0).mean() == pytest.approx(0.5, abs=0.03)
    assert not (one[:, PARTIES.index("A")]).any()
    assert ((both[:, PARTIES.index("A")] > 0) != (both[:, b] > 0)).any()


def test_a_study_counts_with_the_rebels_of_its_case(tmp_path):
    folder = tmp_path / "tutorial"
    shutil.copytree("cases/tutorial", folder)
    quiet = Study(folder, draws=200)
    assert quiet.election.rebels is None  # the case's report on a rebel gives no number
    with (folder / "reports.csv").open("a", encoding="utf-8") as file:
        file.write("2030-03-09,MIL,,MU,the group,parliamentary,rebel_risk,ratio,,1,1,1,,,minutes\n")
        file.write("2030-03-09,MIL,,MU,the group,parliamentary,rebel_risk,transfer,,0.5,0.5,0.5,,,minutes\n")
    told = Study(folder, draws=200)
    place, party = told.draws.seat_index["MIL"], told.draws.party_index["MU"]
    assert (told.election.rebels[place, party] == np.float32(0.5)).all()
    assert np.count_nonzero(told.election.rebels) == 200
    given = Structure.of({told.election.region_of["MIL"]: (frozenset({"MU", "HL"}),)})
    away = Slate({**strongest_slate(told.election, given).standing, "MIL": frozenset({"HL", "FF", "CP"})})
    votes = [evaluate(study.election, given, away).votes[place].mean(axis=1) for study in (quiet, told)]
    hl, others = told.draws.party_index["HL"], told.draws.party_index["OTHERS"]
    assert votes[1][hl] < votes[0][hl]
    assert votes[1][others] > votes[0][others] + 0.4 * told.draws.share[place, party].mean()
