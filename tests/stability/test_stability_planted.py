"""Planted elections in which it is known who would leave."""

from dataclasses import replace

import pytest
from stability_elections import RECOGNITION, VOTES, ledger_with, planted, small_case

from prepoll.alliances import Slate, Structure
from prepoll.errors import UsageError
from prepoll.names import Status
from prepoll.stability import on_objective, stability

PAIR = Structure.of({"K": (frozenset("AB"),)})


def weighed(election, structure, *bars, slate=None, focal=None, bonds=(), objective=None):
    case = small_case() if objective is None else small_case(objective)
    return stability(case, ledger_with(*bars, bonds=bonds), election, structure, slate, focal)


def row_of(found, party, to=(), region="K"):
    return next(r for r in found.deviations if (r.party, r.to, r.region) == (party, to, region) and not r.together)


def test_a_structure_of_singles_is_stable_when_no_pair_gains():
    # E has more than A and B together
    found = weighed(planted([(0.1, 0.1, 0.3)], ["K"]), Structure.of({}))
    assert found.stable
    assert {(row.party, row.to) for row in found.deviations} == {(a, (b,)) for a in "ABE" for b in "ABE" if a != b}


def test_singles_of_whom_one_gains_and_the_other_does_not_lose_are_not_stable():
    found = weighed(planted([(0.2, 0.15, 0.3)], ["K"]), Structure.of({}))
    assert not found.stable
    assert found.deviations[0].party == "A"
    assert found.deviations[0].to == ("B",)
    assert found.deviations[0].gain.mean == 1
    assert not row_of(found, "A", ("E",)).would


def test_a_party_that_wins_alone_what_its_partner_was_given_leaves_and_the_seat_keeps_it():
    election = planted([(0.4, 0.1, 0.3), (0.1, 0.35, 0.3)], ["K", "K"], tau=0.25)
    everybody = Slate({"S1": frozenset("AE"), "S2": frozenset("AE")})
    found = weighed(election, PAIR, slate=everybody)
    leaves = row_of(found, "B")
    assert leaves.would
    assert leaves.gain.mean == 1
    assert leaves.chance_gain == 1
    assert leaves.keeps == "S2 (now with A) would keep it"
    assert not row_of(found, "A").would
    assert row_of(found, "A").keeps is None


def test_what_one_seat_cannot_keep_more_seats_do():
    # alone B wins S2 and S3
    election = planted([(0.4, 0.0, 0.3), (0.1, 0.35, 0.3), (0.1, 0.35, 0.3)], ["K"] * 3)
    slate = Slate(dict.fromkeys(("S1", "S2", "S3"), frozenset("AE")))
    assert row_of(weighed(election, PAIR, slate=slate), "B").keeps == (
        "2 more seats would keep it, at best S2 (now with A), S3 (now with A)"
    )


def test_where_nothing_keeps_a_party_nothing_is_named():
    # A stands in the only seat; B's votes do not carry it there, C's would
    election = planted([(0.21, 0.02, 0.2, 0.3)], ["K"], parties="ABCE")
    joins = row_of(weighed(election, PAIR), "A", ("C",))
    assert joins.would
    assert joins.keeps is None


def test_a_refusal_bars_the_step_and_a_hedged_one_does_not():
    election = planted([(0.2, 0.15, 0.3)], ["K"])
    hard = row_of(weighed(election, Structure.of({}), ("A", "B", False)), "A", ("B",))
    assert (hard.status, hard.would) == (Status.BARRED, False)
    assert "A rules out B" in hard.barred_by[0]
    soft = row_of(weighed(election, Structure.of({}), ("A", "B", True)), "A", ("B",))
    assert (soft.status, soft.would) == (Status.SOFTLY_BARRED, True)


def test_partners_bound_by_an_agreement_are_named():
    found = weighed(planted([(0.2, 0.15, 0.3)], ["K"]), PAIR, bonds=[("A", "B")])
    assert row_of(found, "A").breaks == ("B",)


def test_two_who_gain_together_leave_together():
    # C was given two seats that A and B win with each other's votes, and neither by itself
    own = [(0.2, 0.15, 0.01, 0.3), (0.15, 0.2, 0.01, 0.3)]
    election = planted(own, ["K", "K"], parties="ABCE", tau=0.75)
    three = Structure.of({"K": (frozenset("ABC"),)})
    found = weighed(election, three, slate=Slate(dict.fromkeys(("S1", "S2"), frozenset("CE"))))
    for party, other in ("AB", "BA"):
        pair = next(row for row in found.deviations if row.party == party and row.together == (other,))
        assert pair.would
        assert pair.gain.mean == 1
        assert not row_of(found, party).would


def test_nobody_leaves_together_with_one_who_gains_nothing():
    own = [(0.2, 0.15, 0.01, 0.3)]
    election = planted(own, ["K"], parties="ABCE", tau=0.75)
    three = Structure.of({"K": (frozenset("ABC"),)})
    found = weighed(election, three, slate=Slate({"S1": frozenset("CE")}))
    pair = next(row for row in found.deviations if row.party == "A" and row.together == ("B",))
    assert (pair.gain.mean, pair.welcome, pair.would) == (1, False, False)


def test_with_a_focal_party_only_its_blocs_move():
    election = planted([(0.2, 0.2, 0.2, 0.2)], ["K"], parties="ABCE")
    two = Structure.of({"K": (frozenset("AB"), frozenset("CE"))})
    assert {row.party for row in weighed(election, two, focal="A").deviations} == {"A", "B"}
    assert {row.party for row in weighed(election, two).deviations} == {"A", "B", "C", "E"}
    assert {row.party for row in weighed(election, Structure.of({}), focal="A").deviations} == {"A"}


def test_what_a_concession_is_worth_for_recognition_is_found_by_trying_sets():
    election = planted([(0.3, 0.05, 0.3), (0.3, 0.1, 0.3), (0.3, 0.1, 0.3)], ["K"] * 3)
    found = weighed(election, PAIR, objective=RECOGNITION)
    assert row_of(found, "B").would
    assert row_of(found, "B").keeps == ("S1 (now with A) or S2 (now with A) or S3 (now with A) would keep it")


def test_a_focal_party_that_is_not_there_is_named():
    with pytest.raises(UsageError, match="Party X"):
        weighed(planted([(0.2, 0.15, 0.3)], ["K"]), PAIR, focal="X")


def test_a_single_party_too_small_to_matter_is_not_tried_as_a_partner():
    found = weighed(planted([(0.3, 0.01, 0.3)], ["K"]), Structure.of({}), focal="A")
    assert {row.to for row in found.deviations} == {("E",)}
    assert "3%" in found.note


def test_where_nothing_is_at_stake_the_note_says_so():
    assert "Little is at stake" in weighed(planted([(0.1, 0.1, 0.4)], ["K"]), PAIR).note
    assert "Little is at stake" not in weighed(planted([(0.2, 0.15, 0.3)], ["K"]), PAIR).note


def test_another_objective_can_be_made_everybodys():
    # alone A would have votes of its own to count, and no seat either way
    election = planted([(0.1, 0.12, 0.4)], ["K"])
    case = on_objective(small_case(), VOTES)
    assert [(row.code, row.default) for row in case.objectives] == [("votes", True), ("seats", False)]
    assert row_of(stability(case, ledger_with(), election, PAIR), "A").would
    assert not row_of(weighed(election, PAIR), "A").would


def test_a_case_without_objectives_is_told_to_name_one():
    with pytest.raises(UsageError, match="names no objective"):
        stability(replace(small_case(), objectives=()), ledger_with(), planted([(0.2, 0.15, 0.3)], ["K"]), PAIR)
