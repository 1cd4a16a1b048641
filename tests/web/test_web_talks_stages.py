"""The one table of moves between stages, and the text of an offer with its allowed fields."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prepoll.case import load_case
from prepoll.errors import UsageError
from prepoll_web.talks.stages import BY_HAND, MOVES, Move, Stage, StageError, moved, moves_from
from prepoll_web.talks.text import (
    ALLOWED,
    Promise,
    Text,
    allocation,
    allowed,
    check,
    courtesies_given,
    read_text,
    seats_given,
    text_json,
)

NOW = datetime(2030, 4, 1, 9, 30, tzinfo=UTC)
TUTORIAL = load_case(Path(__file__).resolve().parents[2] / "src" / "prepoll" / "case" / "tutorial")
TEXT = Text("LM", ("HL", "LM"), {"LM": ("TID",), "HL": ("GUL", "SAL")})
CODES = st.text("ABCDEFGH", min_size=1, max_size=4)


def test_a_move_leads_where_the_table_says_and_nowhere_else():
    for stage, move in product(Stage, Move):
        if stage in MOVES[move]:
            assert moved(stage, move) is MOVES[move][stage]
        else:
            with pytest.raises(StageError):
                moved(stage, move)


def test_every_stage_is_reached_and_only_an_agreement_is_an_end():
    reached, waiting = set(), [Stage.APPROACHED]
    while waiting:
        stage = waiting.pop()
        reached.add(stage)
        waiting += [to[stage] for to in MOVES.values() if stage in to and to[stage] not in reached]
    assert reached == set(Stage)
    assert [stage for stage in Stage if not any(stage in to for to in MOVES.values())] == [Stage.AGREED]


def test_nothing_is_agreed_by_hand():
    by_hand = {MOVES[move][stage] for stage in Stage for move in moves_from(stage)}
    assert by_hand == {Stage.EXPLORING, Stage.TALKING, Stage.FAILED}
    assert {move for stage in Stage for move in moves_from(stage)} == set(BY_HAND)
    assert all(to is Stage.OFFER_MADE for to in MOVES[Move.OFFER].values())
    assert MOVES[Move.SIGN] == {Stage.IN_PRINCIPLE: Stage.AGREED}


def test_a_refusal_says_where_the_move_would_lead_on_from():
    with pytest.raises(
        StageError, match=r"agreed in principle|in principle; these|offer made; these talks are at: failed"
    ):
        moved(Stage.FAILED, Move.ACCEPT)


@given(
    st.sets(CODES, min_size=2, max_size=3),
    st.lists(CODES, max_size=4, unique=True),
    st.lists(st.tuples(CODES, CODES, CODES), max_size=2),
    st.lists(st.tuples(CODES, CODES), max_size=2, unique=True),
    st.text(max_size=20),
)
def test_a_text_that_was_kept_is_the_same_text(parties, seats, courtesies, only_if, words):
    members = tuple(sorted(parties))
    text = Text(
        members[0], members, {members[0]: tuple(sorted(seats))} if seats else {}, courtesies=tuple(sorted(courtesies)),
        only_if=tuple(sorted(only_if)), support=((members[0], members[1], words),), words=words,
        duties=(Promise(members[1], "other", words=words, due="2030-04-02T10:00:00+00:00"),),
    )  # fmt: skip
    assert read_text(text_json(text)) == text
    assert allowed(text_json(text)) == text_json(text)


def test_what_is_not_on_the_list_is_not_shared_wherever_it_stands():
    kept = text_json(replace(TEXT, courtesies=(("MIL", "LM", "HL"),), duties=(Promise("HL", "campaign"),)))
    kept |= {"reserve": 3.5, "note": "secret", "mandate": "secret"}
    kept["courtesies"][0]["why"] = "secret"
    kept["duties"][0]["believed"] = "secret"
    shared = allowed(kept)
    assert set(shared) == set(ALLOWED)
    assert "secret" not in str(shared)
    assert "3.5" not in str(shared)
    assert set(shared["courtesies"][0]) == {"seat", "giver", "taker"}


def test_the_seats_are_written_as_the_command_line_takes_them():
    assert seats_given(TEXT) == "HL=GUL,SAL LM=TID"
    assert seats_given(replace(TEXT, friendly=("MIL", "OAK"))) == "HL=GUL,SAL LM=TID HL+LM=MIL,OAK"
    assert courtesies_given(replace(TEXT, courtesies=(("OAK", "LM", "HL"),))) == ("LM:HL@OAK",)


def test_outside_the_region_of_the_talks_a_seat_is_left_as_a_courtesy_and_a_friendly_contest_is_an_offer():
    check(replace(TEXT, region="COAST", courtesies=(("OAK", "LM", "HL"),)), TUTORIAL, NOW)
    check(replace(TEXT, seats={}, friendly=("TID",)), TUTORIAL, NOW)


def test_a_friendly_contest_and_a_courtesy_count_as_held():
    text = replace(TEXT, friendly=("MIL",), courtesies=(("OAK", "LM", "HL"),))
    assert allocation(text) == {"LM": {"TID", "MIL"}, "HL": {"GUL", "SAL", "MIL", "OAK"}}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"seats": {}}, "gives no party a seat"),
        ({"seats": {"LM": ("TID",), "HL": ("TID",)}}, "TID is given twice"),
        ({"friendly": ("TID",)}, "TID is given twice"),
        ({"seats": {"LM": ("XXX",)}}, "no seat XXX"),
        ({"parties": ("HL", "LM", "ZZ")}, "no party ZZ"),
        ({"only_if": (("LM", "QQ"),)}, "no party QQ"),
        ({"region": "UPLAND"}, "GUL, SAL, TID is not in UPLAND"),
        ({"courtesies": (("OAK", "LM", "HL"),)}, "In OAK the parties are partners by this offer"),
        ({"region": "COAST", "courtesies": (("TID", "LM", "HL"),)}, "In TID the parties are partners by this offer"),
        ({"courtesies": (("OAK", "LM", "LM"),)}, "LM leaves a seat to itself"),
        ({"reply_due": "2030-04-01T09:30:00+00:00"}, "is over"),
        ({"reply_due": "2030-04-02T09:30:00"}, "cannot be read"),
        ({"reply_due": "soon"}, "cannot be read"),
        ({"words": "x" * 4001}, "at most 4000"),
        ({"words": "a\x00b"}, "at most 4000"),
    ],
)
def test_what_is_amiss_is_told(changed, words):
    check(TEXT, TUTORIAL, NOW)
    with pytest.raises(UsageError, match=words):
        check(replace(TEXT, **changed), TUTORIAL, NOW)


def test_all_that_is_amiss_is_told_together():
    text = replace(TEXT, seats={"LM": ("XXX",)}, parties=("HL", "LM", "ZZ"), reply_due="soon")
    with pytest.raises(UsageError) as told:
        check(text, TUTORIAL, NOW)
    assert len(str(told.value).splitlines()) == 3
