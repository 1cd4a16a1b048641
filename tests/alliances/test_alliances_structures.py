"""Partitions, what is in force, and what the ledger bars."""

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prepoll.alliances import StandDown, Structure, alone, base, base_structure, judge, partitions
from prepoll.case import load_case
from prepoll.errors import ModelError
from prepoll.ledger.types import Bar, Courtesy, Entry, Judged, Ledger
from prepoll.names import AlliancesBy, Attribution, Relation, Stance, Status
from prepoll.news.types import Span, Statement

JK = Path(__file__).parents[2] / "cases" / "jammu-kashmir-2024"
BELL = [1, 1, 2, 5, 15, 52, 203, 877]


@pytest.fixture(scope="module")
def case():
    return load_case(JK)


def ledger(**parts):
    nothing = dict.fromkeys(("entries", "statements", "due", "contradictions", "bars", "bonds", "courtesies"), ())
    return Ledger(as_of=date(2024, 3, 19), **{**nothing, **parts})


def entry(a, b, since=None, a_stands=Relation.ALLIED, only_seats=(), status=Status.BOUND):
    return Entry(
        a, b, a_stands, a_stands, a_stands, status, False, False, False, None, since, None, only_seats, (), "."
    )


def statement(attribution):
    return Statement(
        "BJP", "DPAP", Stance.SUPPORTS, None, None, attribution, None, None, None, None, "backs", Span("x", 0, 5)
    )


def set_partitions(items):
    """Divide by trying every labelling: the slow way, which shares nothing with the quick one."""
    found = set()
    for labels in product(range(len(items)), repeat=len(items)):
        blocs = {}
        for item, label in zip(items, labels, strict=True):
            blocs.setdefault(label, set()).add(item)
        found.add(frozenset(frozenset(bloc) for bloc in blocs.values()))
    return found


@pytest.mark.parametrize("n", range(8))
def test_partitions_number_as_bell_counted_them(n):
    found = [frozenset(p) for p in partitions("ABCDEFG"[:n])]
    assert len(found) == len(set(found)) == BELL[n]
    assert all(frozenset().union(*p) == frozenset("ABCDEFG"[:n]) for p in found)


@pytest.mark.parametrize("n", range(1, 6))
def test_partitions_are_those_of_every_labelling(n):
    assert {frozenset(p) for p in partitions("ABCDE"[:n])} == set_partitions("ABCDE"[:n])


def test_partitions_begin_together_and_end_alone():
    found = list(partitions("ABC"))
    assert found[0] == (frozenset("ABC"),)
    assert set(found[-1]) == {frozenset("A"), frozenset("B"), frozenset("C")}


@given(st.permutations([("N", frozenset("AB")), ("N", frozenset("CD")), ("M", frozenset("BC"))]))
def test_equal_structures_are_equal_values(rows):
    blocs = {}
    for region, bloc in rows:
        blocs[region] = (*blocs.get(region, ()), bloc)
    structure = Structure.of(blocs)
    assert structure == Structure.of({"N": (frozenset("BA"), frozenset("DC")), "M": (frozenset("CB"), frozenset("E"))})
    assert structure.id == "structure:" + structure.id.split(":")[1]


def test_a_party_in_two_blocs_is_refused():
    with pytest.raises(ModelError, match="two blocs"):
        Structure.of({"N": (frozenset("AB"), frozenset("BC"))})


def test_bonds_make_blocs_and_courtesies_stand_downs(case):
    book = ledger(
        bonds=(("INC", "NC"), ("CPIM", "NC")),
        courtesies=(Courtesy("JKPC", "DPAP", ("UDH",), False, ()),),
    )
    in_force = base_structure(case, book)
    assert in_force.in_region("Kashmir") == in_force.in_region("Jammu") == (frozenset({"INC", "NC", "CPIM"}),)
    assert in_force.courtesies == (StandDown("UDH", "JKPC", "DPAP"),)


def test_what_is_hedged_or_rests_on_a_reporter_is_left_out_and_named(case):
    said = {who: statement(who) for who in Attribution}
    book = ledger(
        statements=tuple(Judged(s, s.id, None) for s in said.values()),
        courtesies=(
            Courtesy("BJP", "DPAP", ("ANR",), False, (said[Attribution.REPORTER].id,)),
            Courtesy("BJP", "JKAP", ("SRI",), True, (said[Attribution.NAMED].id,)),
            Courtesy("INDIA", "JKAP", ("BAR",), False, (said[Attribution.NAMED].id,)),
            Courtesy("BJP", "JKPC", ("BAR",), False, (said[Attribution.SOURCES].id, said[Attribution.REPORTER].id)),
        ),
    )
    in_force = base(case, book)
    assert in_force.structure.courtesies == (StandDown("BAR", "BJP", "JKPC"),)
    assert [row.split(" is left out: ")[1] for row in in_force.left_out] == [
        "it rests on a reporter alone.",
        "it is hedged.",
        "it is not between two parties.",
    ]


def test_a_newer_bond_gives_way_to_a_bar_where_the_bar_holds(case):
    book = ledger(
        entries=(entry("INC", "NC", date(2024, 1, 1)), entry("INC", "PDP", date(2024, 2, 1))),
        bonds=(("INC", "NC"), ("INC", "PDP")),
        bars=(Bar("NC", "PDP", False, ("SRI",), (), "NC refuses PDP."),),
    )
    in_force = base(case, book)
    assert in_force.structure.in_region("Kashmir") == (frozenset({"INC", "NC"}),)
    assert in_force.structure.in_region("Jammu") == (frozenset({"INC", "NC", "PDP"}),)
    assert len(in_force.left_out) == 1
    assert "INC and PDP" in in_force.left_out[0]


@pytest.mark.parametrize("bond", [("INC", "NC"), ("NC", "INC")])
def test_a_pair_is_bound_in_whichever_order_it_is_named(case, bond):
    together = Structure.of({"Jammu": (frozenset({"INC", "NC"}),)})
    assert judge(together, ledger(bonds=(bond,)), case.region_of) == (Status.BOUND, ())
    assert judge(together, ledger(bonds=(("INC", "PDP"),)), case.region_of) == (Status.FREE, ())


def test_a_soft_bar_does_not_undo_a_bond(case):
    book = ledger(bonds=(("INC", "NC"), ("INC", "PDP")), bars=(Bar("NC", "PDP", True, (), (), "For now."),))
    assert base_structure(case, book).in_region("Jammu") == (frozenset({"INC", "NC", "PDP"}),)


def test_of_two_bonds_of_one_day_both_give_way(case):
    day = date(2024, 1, 1)
    book = ledger(
        entries=(entry("INC", "NC", day), entry("INC", "PDP", day)),
        bonds=(("INC", "NC"), ("INC", "PDP")),
        bars=(Bar("NC", "PDP", False, (), (), "NC refuses PDP."),),
    )
    in_force = base(case, book)
    assert in_force.structure.blocs == ()
    assert len(in_force.left_out) == 2


def test_an_alliance_for_the_whole_case_meets_a_bar_anywhere(case):
    whole = replace(case, alliances_by=AlliancesBy.CASE)
    book = ledger(bonds=(("NC", "PDP"),), bars=(Bar("NC", "PDP", False, ("SRI",), (), "."),))
    assert base_structure(whole, book).blocs == ()
    assert base_structure(case, book).in_region("Jammu") == (frozenset({"NC", "PDP"}),)


def test_a_bond_limited_to_seats_holds_where_they_lie(case):
    book = ledger(entries=(entry("INC", "NC", only_seats=("JAM",)),), bonds=(("INC", "NC"),))
    assert base_structure(case, book).blocs == (("Jammu", (frozenset({"INC", "NC"}),)),)


def test_a_bond_limited_to_seats_of_two_regions_holds_in_both(case):
    book = ledger(entries=(entry("INC", "NC", only_seats=("JAM", "SRI")),), bonds=(("INC", "NC"),))
    assert {region for region, _ in base_structure(case, book).blocs} == {"Jammu", "Kashmir"}


def test_bonds_without_a_party_in_common_are_two_blocs(case):
    book = ledger(bonds=(("INC", "NC"), ("DPAP", "JKAP"), ("CPIM", "NC")))
    blocs = base_structure(case, book).in_region("Kashmir")
    assert set(blocs) == {frozenset({"INC", "NC", "CPIM"}), frozenset({"DPAP", "JKAP"})}


def test_a_bond_that_gives_way_to_a_bar_takes_no_other_of_its_day_with_it(case):
    day = date(2024, 2, 1)
    book = ledger(
        entries=(entry("INC", "NC", date(2024, 1, 1)), entry("INC", "PDP", day), entry("DPAP", "JKAP", day)),
        bonds=(("INC", "NC"), ("INC", "PDP"), ("DPAP", "JKAP")),
        bars=(Bar("NC", "PDP", False, (), (), "NC refuses PDP."),),
    )
    in_force = base(case, book)
    assert set(in_force.structure.in_region("Jammu")) == {frozenset({"INC", "NC"}), frozenset({"DPAP", "JKAP"})}
    assert len(in_force.left_out) == 1


def test_a_bar_outweighs_a_soft_one_met_before_it():
    bars = (Bar("A", "B", True, (), (), "for now"), Bar("C", "D", False, (), (), "never"))
    structure = Structure.of({"N": (frozenset("AB"), frozenset("CD"))})
    assert judge(structure, ledger(bars=bars), REGION_OF)[0] is Status.BARRED


def test_going_alone_leaves_the_others_together():
    joint = Structure.of({"N": (frozenset("ABC"),), "M": (frozenset("AB"),)})
    assert alone(joint, "A") == Structure.of({"N": (frozenset("BC"),)})


REGION_OF = {"S1": "N", "S2": "N", "S3": "M"}
BOOK = ledger(
    entries=(entry("A", "B", a_stands=Relation.RULED_OUT, status=Status.BARRED),),
    bars=(
        Bar("B", "A", False, (), (), "A rules out B"),
        Bar("C", "D", True, ("S1",), (), "C rules out D for now."),
    ),
    bonds=(("D", "A"),),
)


@pytest.mark.parametrize(
    ("blocs", "status"),
    [
        ({}, Status.FREE),
        ({"N": ("AD",)}, Status.BOUND),
        ({"N": ("AC",)}, Status.FREE),
        ({"N": ("AD",), "M": ("AC",)}, Status.FREE),
        ({"N": ("CD",)}, Status.SOFTLY_BARRED),
        ({"M": ("CD",)}, Status.FREE),
        ({"N": ("ACD",)}, Status.SOFTLY_BARRED),
        ({"M": ("ABCD",)}, Status.BARRED),
        ({"N": ("AB", "CD")}, Status.BARRED),
    ],
)
def test_the_worst_pair_decides(blocs, status):
    structure = Structure.of({region: tuple(frozenset(b) for b in row) for region, row in blocs.items()})
    assert judge(structure, BOOK, REGION_OF)[0] is status


def test_a_bar_says_what_would_have_to_change():
    structure = Structure.of({"N": (frozenset("AB"), frozenset("CD")), "M": (frozenset("AB"),)})
    hard, soft = judge(structure, BOOK, REGION_OF)[1]
    assert hard == "B and A: A rules out B. What would have to change: a named word of A and B that takes it back."
    assert soft == (
        "C and D in S1: C rules out D for now. "
        "What would have to change: the hedge or the condition of C or D lapses or is met."
    )


def test_blocs_that_are_the_same_in_several_regions_are_named_once():
    ab, cd = frozenset("AB"), frozenset("CD")
    structure = Structure.of({"N": (ab,), "M": (ab, cd), "O": (ab,)})
    assert str(structure) == "M: A+B, C+D; N, O: A+B"
