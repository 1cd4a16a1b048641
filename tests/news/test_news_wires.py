"""What wire copy taught: last words of names, who stays, who speaks after an aside, efforts that fall apart."""

from datetime import date

import pytest

from prepoll.case.types import Party, Row
from prepoll.names import PartyKind
from prepoll.news import Cast, read_article

DAY = date(2024, 3, 19)


def party(code, name):
    return Party(code, name, (), PartyKind.PARTY, None, None, None, Row("parties.csv", 2, code))


CAST = Cast((party("KVM", "Kestrel Vale Morcha"), party("OSD", "Open Shore Dal"), party("NEC", "New Era Conference")))


def claims(text, cast):
    return {(s.actor, str(s.stance), s.target) for s in read_article(text, "wire", cast, DAY).statements}


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("The Morcha has ruled out a pact with the Open Shore Dal.", {("KVM", "rules_out", "OSD")}),
        ("Morcha rules out pact with Open Shore Dal\n\nNobody was surprised.", {("KVM", "rules_out", "OSD")}),
        ("The Northern Morcha has ruled out a pact with the Open Shore Dal.", set()),
        ("The morcha went on. The Morcha has ruled out a pact with the Open Shore Dal.", set()),
        ("The Conference has ruled out a pact with the Open Shore Dal.", set()),
    ],
)
def test_a_last_word_that_one_party_of_the_cast_has_alone_names_it(text, given):
    assert {c for c in claims(text, CAST) if c[2]} == given


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("The Greens will not walk out of the Broad Front, Gia Verdi said.", ("BRF", "agreed", "GRN")),
        ("Anna Roth ruled out leaving the Broad Front.", ("BRF", "agreed", "RED")),
        ("A last-ditch effort to unite the Reds and the Greens fell apart.", ("GRN", "breaks", "RED")),
        ("Seat-sharing talks between the Reds and the Greens ended inconclusively.", ("GRN", "talks", "RED")),
        ("The alliance with the Greens will not be affected, Anna Roth said.", ("GRN", "agreed", "RED")),
        ("The Reds gave 7 seats to the Greens, 2 to the Blues.", ("BLU", "seat_deal", "RED")),
    ],
)
def test_what_only_looks_like_a_break_has_the_sign_that_it_states(text, given, cast):
    found = {(*sorted((a, b or "")), stance) for a, stance, b in claims(text, cast)}
    assert (*sorted((given[0], given[2])), given[1]) in found
    assert not {c for c in found if c[:2] == tuple(sorted((given[0], given[2]))) and c[2] != given[1]}


def test_who_speaks_after_an_aside_is_no_party_that_the_speech_is_about(cast):
    text = "Anna Roth, who met farmers in Northport on Sunday, said the Reds would go it alone."
    (found,) = read_article(text, "wire", cast, DAY).statements
    assert (found.speaker, found.stance) == ("Anna Roth", "alone")


def test_an_appeal_for_something_else_is_no_approach(cast):
    assert claims("Anna Roth appealed to the Blues to respect the code of conduct.", cast) == set()
