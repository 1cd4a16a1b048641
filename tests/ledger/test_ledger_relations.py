"""What each stance sets, and which statement decides."""

from __future__ import annotations

import pytest
from words_by_hand import said, small_case

from prepoll.ledger import build_ledger
from prepoll.names import Relation, Status

R = Relation


def pair(statements, a="A", b="B", **case):
    return build_ledger(small_case(**case), statements).entry(a, b)


@pytest.mark.parametrize(
    ("stance", "a_stands", "b_stands", "relation", "status"),
    [
        ("agreed", R.ALLIED, R.ALLIED, R.ALLIED, Status.FREE),
        ("seat_deal", R.ALLIED, R.ALLIED, R.ALLIED, Status.FREE),
        ("talks", R.TALKING, R.TALKING, R.TALKING, Status.FREE),
        ("offers", R.TALKING, R.UNKNOWN, R.TALKING, Status.FREE),
        ("demands", R.TALKING, R.UNKNOWN, R.TALKING, Status.FREE),
        ("seeks", R.OPEN, R.UNKNOWN, R.OPEN, Status.FREE),
        ("open", R.OPEN, R.UNKNOWN, R.OPEN, Status.FREE),
        ("supports", R.SUPPORTING, R.UNKNOWN, R.SUPPORTING, Status.FREE),
        ("rules_out", R.RULED_OUT, R.UNKNOWN, R.RULED_OUT, Status.BARRED),
        ("breaks", R.BROKEN, R.UNKNOWN, R.BROKEN, Status.BARRED),
    ],
)
def test_each_stance_sets_its_relation(stance, a_stands, b_stands, relation, status):
    entry = pair([said("05", "A", stance, "B")])
    assert (entry.a_stands, entry.b_stands, entry.relation, entry.status) == (a_stands, b_stands, relation, status)
    assert not entry.inferred


def test_the_pair_is_in_alphabetical_order_and_directions_are_kept():
    entry = pair([said("05", "B", "rules_out", "A")])
    assert (entry.a, entry.b, entry.a_stands, entry.b_stands) == ("A", "B", R.UNKNOWN, R.RULED_OUT)


def test_the_later_event_decides():
    entry = pair([said("05", "A", "rules_out", "B"), said("09", "A", "open", "B")])
    assert entry.relation is R.OPEN
    assert entry.since.day == 9
    entry = pair([said("05", "A", "open", "B"), said("09", "A", "rules_out", "B")])
    assert entry.status is Status.BARRED


def test_on_one_day_named_before_sources_before_reporter():
    named, sources, reporter = (
        said("05", "A", "open", "B"),
        said("05", "A", "rules_out", "B", who="sources"),
        said("05", "A", "agreed", "B", who="reporter"),
    )
    entry = pair([reporter, sources, named])
    assert entry.a_stands is R.OPEN
    assert entry.contested
    assert pair([reporter, sources]).a_stands is R.RULED_OUT


@pytest.mark.parametrize(("on", "relation", "contested"), [("19", R.RULED_OUT, True), ("20", R.OPEN, False)])
def test_sources_never_overturn_a_named_refusal_of_the_last_14_days(on, relation, contested):
    entry = pair([said("05", "A", "rules_out", "B"), said(on, "A", "open", "B", who="sources")])
    assert (entry.relation, entry.contested) == (relation, contested)


def test_somebody_named_overturns_a_refusal_at_once():
    assert pair([said("05", "A", "rules_out", "B"), said("06", "A", "open", "B")]).relation is R.OPEN


def test_sources_do_not_harden_a_hedged_refusal_by_repeating_it():
    entry = pair(
        [said("05", "A", "rules_out", "B", hedge="for now"), said("09", "A", "rules_out", "B", who="reporter")]
    )
    assert entry.status is Status.SOFTLY_BARRED


def test_breaks_hold_until_somebody_reopens():
    broken = [said("01", "A", "talks", "B"), said("05", "A", "breaks", "B")]
    entry = pair(broken)
    assert (entry.a_stands, entry.b_stands, entry.status) == (R.BROKEN, R.BROKEN, Status.BARRED)
    assert pair([*broken, said("06", "A", "supports", "B")]).relation is R.BROKEN
    assert pair([*broken, said("06", "B", "open", "A")]).relation is R.BROKEN, "the party that broke has not come back"
    for stance, relation in (("seeks", R.OPEN), ("open", R.OPEN), ("talks", R.TALKING)):
        assert pair([*broken, said("06", "A", stance, "B")]).relation is relation


def test_refusal_beside_an_opening_of_the_same_day_is_softened():
    entry = pair([said("05", "A", "breaks", "B", by="Ms X"), said("05", "A", "open", "B", by="Ms X")])
    assert (entry.relation, entry.status, entry.contested, entry.hedged) == (R.BROKEN, Status.SOFTLY_BARRED, True, True)


def test_alone_refuses_all_not_already_allied_and_a_later_statement_overrides():
    alone = [said("01", "A", "agreed", "B"), said("05", "A", "alone")]
    ledger = build_ledger(small_case(), [*alone, said("07", "A", "open", "D")])
    assert ledger.entry("A", None).relation is R.RULED_OUT
    assert ledger.entry("A", "B").relation is R.ALLIED
    assert ledger.entry("A", "C").status is Status.BARRED
    assert ledger.entry("A", "C").inferred
    assert ledger.entry("A", "D").relation is R.OPEN
    assert ledger.entry("A", "IND") is None
    assert ledger.entry("A", "G") is None
    later = build_ledger(small_case(), [*alone, said("09", "A", "seeks")])
    assert later.entry("A", None).relation is R.OPEN
    assert later.entry("A", "C").relation is R.OPEN


def test_words_to_all_open_every_party_not_refused():
    ledger = build_ledger(
        small_case(),
        [said("03", "A", "rules_out", "B"), said("05", "A", "talks", stage="initial"), said("06", "A", "talks", "C")],
    )
    row = ledger.entry("A", None)
    assert (row.relation, row.b_stands, row.stage) == (R.TALKING, None, "initial")
    assert ledger.entry("A", "B").relation is R.RULED_OUT
    assert (ledger.entry("A", "C").relation, ledger.entry("A", "C").inferred) == (R.TALKING, False)
    entry = ledger.entry("A", "D")
    assert (entry.a_stands, entry.b_stands, entry.inferred) == (R.OPEN, R.UNKNOWN, True)
    assert "by inference" in entry.why


def test_a_bloc_stands_for_its_members_of_the_day_without_words_of_their_own():
    blocs = [("G", "B", None, "2024-03-04"), ("G", "C", None, None), ("G", "D", None, None)]
    statements = [said("05", "A", "rules_out", "G"), said("02", "A", "open", "D")]
    ledger = build_ledger(small_case(blocs=blocs), statements)
    assert ledger.entry("A", "B") is None, "B had left"
    assert (ledger.entry("A", "C").status, ledger.entry("A", "C").inferred) == (Status.BARRED, True)
    assert ledger.entry("A", "D").relation is R.OPEN
    assert ledger.entry("A", "G").relation is R.RULED_OUT


def test_membership_alone_makes_no_relation():
    blocs = [("G", "A", None, None), ("G", "B", None, None)]
    assert build_ledger(small_case(blocs=blocs), []).entries == ()
    ledger = build_ledger(small_case(blocs=blocs), [said("05", "A", "agreed", "G", by="Ms X")])
    assert ledger.entry("A", "B") is None, "to say that it is in the bloc is no deal with each member"


def test_a_denial_cancels_unnamed_claims_and_leaves_the_rest():
    claims = [said("05", "A", "talks", "B", who="sources"), said("05", "B", "seeks", "A")]
    entry = pair([*claims, said("06", "A", "denies", "B")])
    assert (entry.a_stands, entry.b_stands) == (R.UNKNOWN, R.OPEN)
    assert pair([*claims, said("06", "C", "denies", "B")]).relation is R.TALKING
    assert pair([said("05", "A", "talks", "B"), said("06", "A", "denies", "B")]).relation is R.TALKING
    assert (
        pair([said("05", "A", "rules_out", "B", who="sources"), said("06", "A", "denies", "B")]).relation is R.RULED_OUT
    )
    later = pair([said("04", "A", "denies", "B"), claims[0]])
    assert (later.relation, later.contested) == (R.TALKING, True)
    only = pair([claims[0], said("06", "A", "denies", "B", by="Ms X")])
    assert only.relation is R.UNKNOWN
    assert "denies" in only.why


def test_a_denial_towards_nobody_answers_every_claim_about_its_actor():
    claims = [said("05", "A", "talks", "B", who="reporter"), said("05", "C", "agreed", "A", who="sources")]
    ledger = build_ledger(small_case(), [*claims, said("06", "A", "denies")])
    assert ledger.entry("A", "B").relation is R.UNKNOWN
    assert ledger.entry("A", "C").relation is R.UNKNOWN


def test_a_named_alliance_is_not_undone_by_talks_about_the_rest():
    assert pair([said("01", "A", "agreed", "B"), said("05", "A", "talks", "B")]).relation is R.ALLIED
    rumour = [said("01", "A", "agreed", "B", who="reporter"), said("02", "A", "talks", "B", stage="initial")]
    assert pair(rumour).relation is R.TALKING


class TestBound:
    people = (("Ann Ash", "A"), ("Bea Birch", "B"))

    def status(self, *statements, **case):
        return pair(statements, people=self.people, **case).status

    def test_one_side_alone_does_not_bind(self):
        assert self.status(said("05", "A", "agreed", "B", by="Ann Ash")) is Status.FREE

    def test_a_named_statement_of_each_side_binds(self):
        one = said("05", "A", "agreed", "B", by="Ann Ash")
        assert self.status(one, said("07", "A", "agreed", "B", by="Bea Birch")) is Status.BOUND
        assert self.status(one, said("07", "B", "agreed", "A")) is Status.BOUND
        assert self.status(one, said("07", "B", "agreed", "A", who="sources")) is Status.FREE

    def test_a_joint_announcement_binds(self):
        quote = "Ann Ash and Bea Birch said that the two would share the seats"
        assert self.status(said("05", "A", "seat_deal", "B", by="Ann Ash", quote=quote)) is Status.BOUND
        assert (
            self.status(said("05", "A", "seat_deal", "B", by="Ann Ash", quote="they jointly announced")) is Status.BOUND
        )
        assert self.status(said("05", "A", "seat_deal", "B", who="sources", quote=quote)) is Status.FREE

    def test_a_confirmation_binds(self):
        claim = said("05", "A", "agreed", "B", who="sources")
        assert self.status(claim, judgements=[(claim.id, "confirmed", None, "2024-03-06T10:00")]) is Status.BOUND

    def test_what_was_said_before_a_break_binds_nobody(self):
        one = said("05", "A", "agreed", "B", by="Ann Ash")
        turn = [said("07", "A", "breaks", "B"), said("09", "A", "agreed", "B", by="Bea Birch")]
        assert self.status(one, *turn) is Status.FREE


def test_why_names_the_speaker_the_day_and_what_would_lift_a_soft_bar():
    entry = pair([said("05", "A", "rules_out", "B", by="Ann Ash", hedge="for now")])
    assert entry.why == "A rules out B (Ann Ash, 5 March 2024), softly barred: A would have to go past “for now”."
    entry = pair([said("05", "A", "rules_out", "B", by="Ann Ash", condition="unless they apologise")])
    assert "unless they apologise" in entry.why
    assert entry.status is Status.SOFTLY_BARRED


def test_what_falls_due_is_the_last_day_of_the_newest_promise():
    statements = [
        said("05", "A", "seeks", deadline="in a day or two", due="07"),
        said("05", "A", "open", deadline="within a week", due="12"),
    ]
    ledger = build_ledger(small_case(as_of="2024-03-06"), statements)
    assert ledger.entry("A", None).falls_due.day == 12
    assert [(row.on.day, row.words, row.towards) for row in ledger.due] == [
        (7, "in a day or two", None),
        (12, "within a week", None),
    ]
    assert [row.on.day for row in build_ledger(small_case(as_of="2024-03-08"), statements).due] == [12]


def test_of_two_alike_the_one_with_a_deadline_is_quoted():
    week = said("05", "A", "seeks", by="Ms X", article="a", deadline="within a week", due="12")
    ledger = build_ledger(small_case(), [week, said("05", "A", "seeks", by="Mr Y", article="b")])
    assert ledger.entry("A", None).statements[0] == week.id


def test_later_talks_broken_let_nothing_fall_due():
    statements = [said("05", "A", "talks", "B", deadline="by Sunday", due="28"), said("07", "A", "breaks", "B")]
    ledger = build_ledger(small_case(as_of="2024-03-08"), statements)
    assert ledger.due == ()
    assert ledger.entry("A", "B").falls_due is None


def test_words_to_all_take_the_place_of_a_refusal_of_one_party_only_where_they_are_firmer():
    one = said("05", "A", "rules_out", "B", by="Ms X", hedge="for now")
    soft = pair([one, said("09", "A", "alone", by="Mr Y", hedge="as things stand")])
    assert (soft.status, "Ms X" in soft.why, soft.inferred) == (Status.SOFTLY_BARRED, True, False)
    firm = pair([one, said("09", "A", "alone", by="Mr Y")])
    assert (firm.status, "Mr Y" in firm.why) == (Status.BARRED, True)


def test_a_hedged_alone_gives_way_to_an_invitation_of_the_same_day():
    talks, seeks = said("02", "A", "talks", "B"), said("05", "A", "seeks")
    alone = said("05", "A", "alone", hedge="for the present")
    ledger = build_ledger(small_case(), [talks, seeks, alone])
    assert (ledger.entry("A", None).relation, ledger.entry("A", None).contested) == (R.OPEN, True)
    assert ledger.entry("A", "B").relation is R.TALKING
    firm = build_ledger(small_case(), [seeks, said("05", "A", "alone")])
    assert (firm.entry("A", None).relation, firm.entry("A", None).status) == (R.RULED_OUT, Status.SOFTLY_BARRED)
