"""The short names that an article gives its parties, lists of seats, and rumours that somebody denies."""

from datetime import date

import pytest

from prepoll.case.types import Party, Row
from prepoll.names import PartyKind
from prepoll.news import Cast, read_article

DAY = date(2024, 3, 19)


def party(code, name):
    return Party(code, name, (), PartyKind.PARTY, None, None, None, Row("parties.csv", 2, code))


UNIONS = Cast((party("NUN", "Northern Union"), party("PRU", "Prairie Union"), party("KEA", "Kestrel Party")))


def claims(text, cast):
    return {(s.actor, str(s.stance), s.target) for s in read_article(text, "short", cast, DAY).statements}


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("The Kestrel Party and the Northern Union met. The Union has ruled out a pact with Kestrel.", 1),
        ("The Northern Union and the Prairie Union met. The Union has ruled out a pact with the Kestrel Party.", 0),
        ("The Northern Union met. The Union minister has ruled out a pact with the Kestrel Party.", 0),
        ("The Northern Union met. The Postal Union has ruled out a pact with the Kestrel Party.", 0),
    ],
)
def test_a_last_word_stands_for_the_one_party_that_has_it(text, given):
    found = claims(text, UNIONS)
    assert (("NUN", "rules_out", "KEA") in found) == bool(given)


def test_a_first_word_that_is_a_plain_word_too_stands_for_nobody():
    text = "The Kestrel Party met where a kestrel flew. The Northern Union has ruled out a pact with Kestrel."
    assert ("NUN", "rules_out", "KEA") not in claims(text, UNIONS)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("The Reds will contest 38 seats, the Blues 37 and the Greens three.", 3),
        ("The formula: 38 seats for the Reds, 37 for the Blues and three for the Greens.", 3),
        ("The Reds and the Blues will fight 38 seats each.", 1),
        ("It gives the Reds and the Blues 37 seats each.", 1),
        ("The Reds and the Blues announced an alliance. Each will contest 38 of the 80 seats.", 1),
        ("If the Reds contest 38 seats and the Blues 37, nobody is left.", 0),
    ],
)
def test_a_list_of_seats_is_a_division_between_all_in_it(text, pairs, cast):
    assert sum(stance == "seat_deal" for _, stance, _ in claims(text, cast)) == pairs


def test_a_rumour_denied_by_name_is_no_claim(cast):
    text = (
        "The Reds and the Blues have been in talks, a rival paper says.\n\n"
        '"We are not in talks with the Blues," Anna Roth said.'
    )
    assert claims(text, cast) == {("RED", "denies", "BLU")}


def test_talks_that_somebody_by_name_confirms_stand_beside_a_denial(cast):
    text = (
        'Ben Blau said: "We are in talks with the Red Party." '
        '"There have been no talks with the Blue Party," Anna Roth told reporters.'
    )
    assert {("BLU", "talks", "RED"), ("RED", "denies", "BLU")} <= claims(text, cast) or {
        ("RED", "talks", "BLU"),
        ("RED", "denies", "BLU"),
    } <= claims(text, cast)


@pytest.mark.parametrize(
    "text",
    [
        "The Reds are in talks with the farmers over prices, as the Blues watch.",
        "Shantaram, who quit the Sangh fold, is wooed by nobody. The Reds and the Blues look on.",
        'Anna Roth said of the step with the Blues: "It is not an alliance."',
        "The Reds and the Blues ruled together till 2014, when they parted ways.",
        "A report that the Greens would merge with the Reds was dismissed by a clerk.",
        "Ben Blau would not say whether the Blues would tie up with the Reds.",
    ],
)
def test_strangers_history_and_silence_are_no_claims(text, cast):
    assert claims(text, cast) == set()
