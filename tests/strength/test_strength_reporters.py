"""Reporters whose earlier reports were followed by a count: bias and reliability drawn towards the sphere's."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from prepoll.names import Measure, Sphere
from prepoll.strength import EvidenceKind, assess
from prepoll.strength.assumptions import REPORT_BIAS, REPORT_LOG_SD
from prepoll.strength.reporters import REPORTER_SD, SPHERE_SD, WORTH, Reputations, checks, told_of

BEFORE = date(2015, 3, 1)  # the general election was on 1 May 2015; A had 30 of 60 thousand votes in N1


@pytest.fixture
def early(make):
    def of(said, reporter="Ann", **parts):
        return make.report("A", said, reporter=reporter, date=BEFORE, **parts)

    return of


def test_a_report_is_checked_against_the_count_that_followed(plain, early, make):
    reports = (early(0.75), early(0.4), make.report("A", 0.9), early(0.5, measure=Measure.LEAD))
    found = checks(replace(plain, reports=reports))
    assert [check.error for check in found] == pytest.approx([np.log(1.5), np.log(0.8)])
    assert told_of(plain, reports[0]).election == "GE2"
    assert told_of(plain, reports[2]) is None


def test_bias_lies_between_the_reporters_own_and_the_spheres(plain, early, make):
    case = replace(plain, reports=tuple(early(0.75) for _ in range(4)))
    error, scatter, taken = np.log(1.5), REPORT_LOG_SD[Sphere.PRESS], REPORT_BIAS[Sphere.PRESS]
    common = 1 / (REPORTER_SD**2 + scatter**2 / 4)
    sphere = (taken / SPHERE_SD**2 + error * common) / (1 / SPHERE_SD**2 + common)
    known, unknown = (Reputations(case).of(make.report("A", 0.5, reporter=name)) for name in ("Ann", "Bob"))
    assert unknown.bias == pytest.approx(sphere)
    assert (unknown.log_sd, unknown.checked) == (scatter, 0)
    own = (sphere / REPORTER_SD**2 + error * 4 / scatter**2) / (1 / REPORTER_SD**2 + 4 / scatter**2)
    assert known.bias == pytest.approx(own)
    assert taken < unknown.bias < known.bias < error
    assert known.log_sd**2 == pytest.approx((WORTH * scatter**2 + 4 * (error - own) ** 2) / (WORTH + 4))
    assert known.checked == 4


def test_another_sphere_learns_nothing(plain, early, make):
    case = replace(plain, reports=tuple(early(0.75) for _ in range(4)))
    found = Reputations(case).of(make.report("A", 0.5, reporter="Ann", sphere=Sphere.FIELD))
    assert (found.bias, found.checked) == (REPORT_BIAS[Sphere.FIELD], 0)


def test_who_was_right_is_believed_more_than_who_was_far_off(plain, early):
    steady = tuple(early(0.55, reporter="Ann") for _ in range(9))
    wild = tuple(early(x, reporter="Bob") for x in (0.1, 0.9) * 5)
    case = replace(plain, reports=(*steady, *wild))
    reputations = Reputations(case)
    assert reputations.of(steady[0]).log_sd < REPORT_LOG_SD[Sphere.PRESS] < reputations.of(wild[0]).log_sd


def test_an_early_report_tells_of_the_reporter_and_not_of_today(plain, early, make):
    now = make.report("A", 0.6, reporter="Ann")
    strength = assess(replace(plain, reports=(*(early(0.75) for _ in range(4)), now)))
    seen = [one for one in strength.evidence if one.kind is EvidenceKind.REPORT]
    assert [one.used for one in seen].count(True) == 1
    assert all("made before GE2" in one.note for one in seen if not one.used)
    assert "4 earlier reports of theirs were checked" in next(one.note for one in seen if one.used)


def test_a_reporter_who_overstated_moves_the_figure_less(plain, early, make):
    def share(*reports):
        strength = assess(replace(plain, reports=(*reports, make.report("A", 0.7, reporter="Ann"))))
        used = [one for one in strength.moves if (one.seat, one.party, one.kind) == ("N1", "A", EvidenceKind.REPORT)]
        return used[-1].after

    assert share(*(early(0.75) for _ in range(6))) < share()


def test_a_rivals_word_teaches_nothing_of_the_bias_for_the_own_side(plain, early):
    assert checks(replace(plain, reports=(early(0.2, reporter="secretary (B)"),))) == ()
    assert len(checks(replace(plain, reports=(early(0.8, reporter="secretary (A)"),)))) == 1
