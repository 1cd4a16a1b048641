"""Which seats the words of a claim mean."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from words_by_hand import said, small_case

from prepoll.case import load_case
from prepoll.ledger import build_ledger
from prepoll.ledger.places import place
from prepoll.names import Relation, Status


@cache
def kashmir():
    return load_case(Path(__file__).parents[2] / "cases" / "jammu-kashmir-2024", date(2024, 3, 19))


@pytest.mark.parametrize(
    ("words", "seats"),
    [
        ("Baramulla", "BAR"),
        ("BAR and SRI", "BAR SRI"),
        ("Srinagar and Anantnag-Rajouri", "SRI ANR"),
        ("Rajouri-Anantnag", "ANR"),
        ("Anantnag–Rajouri", "ANR"),
        ("Anantnag", "ANR"),
        ("Jammu", "JAM"),
        ("Udhampur, Jammu and Ladakh", "UDH JAM"),
        ("the two Jammu seats and in Ladakh", "UDH JAM"),
        ("the Jammu division", "UDH JAM"),
        ("all five seats", "BAR SRI ANR UDH JAM"),
        ("both seats", "UDH JAM"),
        ("all three Valley seats", "BAR SRI ANR"),
        ("five seats in Jammu and Kashmir", "BAR SRI ANR UDH JAM"),
        ("every seat", "BAR SRI ANR UDH JAM"),
        ("north Kashmir", ""),
        ("three", ""),
        ("17 seats", ""),
        ("Wayanad", ""),
    ],
)
def test_words_for_seats_of_the_real_case(words, seats):
    found = place(words, kashmir())
    assert sorted(found.seats) == sorted(seats.split())
    assert found.everywhere == (len(found.seats) == 5)


def test_a_number_is_counted_and_not_located():
    assert place("three", kashmir()).counted
    assert not place("Wayanad", kashmir()).counted
    assert place(None, kashmir()).everywhere


def test_a_refusal_for_some_seats_bars_there_only():
    ledger = build_ledger(small_case(), [said("05", "A", "rules_out", "B", seats="Norwick")])
    entry = ledger.entry("A", "B")
    assert (entry.relation, entry.only_seats, entry.status) == (Relation.RULED_OUT, ("N1",), Status.BARRED)
    assert [(bar.seats, bar.soft) for bar in ledger.bars] == [(("N1",), False)]


def test_a_refusal_for_some_seats_beside_talks_leaves_the_talks():
    statements = [
        said("05", "A", "talks", "B"),
        said("06", "A", "rules_out", "B", seats="Hill-Dale", hedge="as of now"),
    ]
    ledger = build_ledger(small_case(), statements)
    entry = ledger.entry("A", "B")
    assert (entry.relation, entry.only_seats, entry.status) == (Relation.TALKING, (), Status.FREE)
    assert [(bar.seats, bar.soft) for bar in ledger.bars] == [(("N2",), True)]
    assert "N2" in entry.why
    agreed = [*statements, said("08", "A", "agreed", "B")]
    assert build_ledger(small_case(), agreed).bars == ()


def test_a_refusal_elsewhere_bars_nothing_and_says_so():
    ledger = build_ledger(small_case(), [said("05", "A", "rules_out", "B", seats="Faraway")])
    entry = ledger.entry("A", "B")
    assert (ledger.bars, entry.relation, entry.status) == ((), Relation.RULED_OUT, Status.FREE)
    assert "names no seat of the case" in entry.why


def test_a_refusal_of_a_number_of_seats_is_soft_until_it_is_known_which():
    ledger = build_ledger(small_case(), [said("05", "A", "rules_out", "B", seats="two seats")])
    assert [(bar.seats, bar.soft) for bar in ledger.bars] == [((), True)]
    assert "does not say which seats" in ledger.bars[0].why


def test_alone_in_some_seats_refuses_all_others_there_until_a_later_word():
    statements = [said("05", "A", "alone", seats="the two North seats"), said("07", "A", "open", "C")]
    ledger = build_ledger(small_case(), statements)
    assert {(bar.a, bar.b): bar.seats for bar in ledger.bars} == {("A", "B"): ("N1", "N2"), ("A", "D"): ("N1", "N2")}
    assert ledger.entry("A", "C").relation is Relation.OPEN
    assert ledger.entry("A", None).only_seats == ("N1", "N2")


def test_support_becomes_a_courtesy_where_its_seats_are_known():
    statements = [
        said("05", "A", "supports", "B", seats="Norwick and S2"),
        said("06", "C", "supports", "B", seats="three"),
        said("07", "D", "supports", "B", seats="S3", condition="if asked"),
        said("08", "A", "supports", "C", seats="Sandby"),
    ]
    ledger = build_ledger(small_case(), statements)
    found = {(row.giver, row.taker): (row.seats, row.hedged) for row in ledger.courtesies}
    assert found == {("A", "B"): (("N1",), False), ("A", "C"): (("S2",), False), ("D", "B"): (("S3",), True)}
    assert len(ledger.notes) == 1
    assert "“three”" in ledger.notes[0]
    assert ledger.entry("B", "C").relation is Relation.SUPPORTING


def test_a_refusal_ends_a_courtesy():
    support = said("05", "A", "supports", "B", seats="Norwick and S2")
    assert build_ledger(small_case(), [support, said("09", "A", "rules_out", "B")]).courtesies == ()
    assert build_ledger(small_case(), [support, said("09", "A", "alone")]).courtesies == ()
    part = build_ledger(small_case(), [support, said("09", "A", "rules_out", "B", seats="S2")])
    assert [row.seats for row in part.courtesies] == [("N1",)]
