"""Where an offer goes beyond a mandate: worked cases, and the numbers counted a second way."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prepoll_web.meetings.limits import Bound, Limits, Rule, breaches
from prepoll_web.meetings.terms import Terms, read_terms, terms_json

END = datetime(2024, 3, 26, 18, 30, tzinfo=UTC)
BEFORE = END - timedelta(microseconds=1)
SEATS = ["BAR", "SRI", "ANR", "UDH", "JAM"]
KASHMIR, JAMMU = frozenset(SEATS[:3]), frozenset(SEATS[3:])
WHOLE = KASHMIR | JAMMU


def limits(**changed):
    given = {
        "party": "JKAP",
        "partners": frozenset({"DPAP", "JKPC"}),
        "keep": frozenset({"ANR"}),
        "at_least": (Bound("JKAP", "Kashmir", KASHMIR, 2),),
        "at_most": (Bound(None, "everywhere", WHOLE, 2), Bound("DPAP", "Jammu", JAMMU, 1)),
        "until": END,
    }
    return Limits(**{**given, **changed})


def shared(**seats):
    return {party: frozenset(row.split()) for party, row in seats.items()}


def broken(allocation, asked=("DPAP",), at=BEFORE, **changed):
    return [(row.rule, row.party, row.seats) for row in breaches(limits(**changed), asked, allocation, at)]


def test_an_offer_within_the_mandate_breaks_nothing():
    assert broken(shared(JKAP="ANR SRI", DPAP="UDH")) == []
    assert broken({}) == []


def test_the_end_counts_from_its_first_instant_in_whatever_zone():
    offer = shared(JKAP="ANR SRI", DPAP="UDH")
    assert broken(offer, at=END) == [(Rule.LAPSED, None, ())]
    kolkata = timezone(timedelta(hours=5, minutes=30))
    assert broken(offer, at=BEFORE.astimezone(kolkata)) == []
    assert broken(offer, at=END.astimezone(kolkata)) == [(Rule.LAPSED, None, ())]


def test_parties_that_the_mandate_does_not_name_are_named_whether_asked_or_given_seats():
    assert broken(shared(JKAP="ANR SRI"), asked=("BJP", "DPAP")) == [(Rule.PARTNER, "BJP", ())]
    assert broken(shared(JKAP="ANR SRI", BJP="JAM")) == [(Rule.PARTNER, "BJP", ())]


def test_a_seat_that_is_kept_may_be_fought_side_by_side_but_not_left():
    assert (Rule.NAMED_SEAT, "JKAP", ("ANR",)) in broken(shared(JKAP="SRI BAR", DPAP="ANR"))
    assert broken(shared(JKAP="ANR SRI", DPAP="ANR")) == []
    assert broken(shared(JKAP="SRI BAR")) == []  # nothing is agreed about ANR


def test_too_few_counts_only_where_seats_of_the_place_are_shared_out():
    assert broken(shared(JKAP="ANR", DPAP="SRI")) == [(Rule.TOO_FEW, "JKAP", ("ANR",))]
    assert broken(shared(DPAP="UDH")) == []
    assert broken(shared(DPAP="BAR")) == [(Rule.TOO_FEW, "JKAP", ())]


def test_too_many_counts_all_partners_together_and_one_by_itself():
    offer = shared(JKAP="ANR SRI", DPAP="UDH JAM", JKPC="BAR")
    assert broken(offer) == [(Rule.TOO_MANY, None, ("BAR", "JAM", "UDH")), (Rule.TOO_MANY, "DPAP", ("JAM", "UDH"))]
    assert broken(shared(JKAP="ANR SRI", JKPC="UDH JAM")) == []


def test_what_is_broken_is_told_in_words():
    rows = breaches(limits(), ["BJP"], shared(JKAP="SRI", DPAP="UDH JAM ANR"), END)
    assert [row.words for row in rows] == [
        "The mandate ended on 26 March 2024 at 18:30 UTC.",
        "The mandate is not for talks with BJP.",
        "JKAP keeps ANR.",
        "JKAP stands in 1 seat in Kashmir; the mandate asks for no fewer than 2.",
        "3 seats everywhere go to partners; the mandate concedes no more than 2.",
        "2 seats in Jammu go to DPAP; the mandate concedes no more than 1.",
    ]


PARTIES = ("JKAP", "DPAP", "JKPC", "BJP")
OFFERS = st.dictionaries(st.sampled_from(PARTIES), st.frozensets(st.sampled_from(SEATS)))
BOUNDS = st.tuples(st.sampled_from([None, "DPAP", "JKPC"]), st.frozensets(st.sampled_from(SEATS)), st.integers(0, 4))


@given(OFFERS, st.frozensets(st.sampled_from(SEATS)), st.lists(BOUNDS, max_size=3), BOUNDS)
def test_each_rule_is_broken_as_counting_seat_by_seat_says(offer, keep, ceilings, floor):
    at_most = tuple(Bound(party, "there", seats, number) for party, seats, number in ceilings)
    at_least = (Bound("JKAP", "there", floor[1], floor[2]),)
    rows = breaches(limits(keep=keep, at_most=at_most, at_least=at_least), ["DPAP"], offer, BEFORE)
    rules = [row.rule for row in rows]
    stands = {seat: {party for party, seats in offer.items() if seat in seats} for seat in SEATS}
    left = {seat for seat in keep if stands[seat] and "JKAP" not in stands[seat]}
    assert {seat for row in rows if row.rule is Rule.NAMED_SEAT for seat in row.seats} == left
    over = sum(
        sum(bool((stands[seat] - {"JKAP"}) if party is None else party in stands[seat]) for seat in seats) > number
        for party, seats, number in ceilings
    )
    assert rules.count(Rule.TOO_MANY) == over
    own = sum("JKAP" in stands[seat] for seat in floor[1])
    assert (Rule.TOO_FEW in rules) == (own < floor[2] and any(stands[seat] for seat in floor[1]))
    assert (Rule.PARTNER in rules) == ("BJP" in offer)


@given(OFFERS, st.integers(0, 3))
def test_a_wider_mandate_breaks_no_rule_that_a_narrower_one_keeps(offer, number):
    narrow = {"at_most": (Bound(None, "everywhere", WHOLE, number),), "keep": frozenset({"ANR", "UDH"})}
    wide = {"at_most": (Bound(None, "everywhere", WHOLE, number + 1),), "keep": frozenset({"ANR"})}
    more = {"partners": frozenset(PARTIES), "until": END + timedelta(days=3)}
    kept = set(Rule) - {rule for rule, *_rest in broken(offer, at=END, **narrow)}
    assert kept <= set(Rule) - {rule for rule, *_rest in broken(offer, at=END, **wide, **more)}


def test_terms_are_read_as_they_were_written():
    terms = Terms(limits(), "Talks may go on.")
    assert read_terms(terms_json(terms), END) == terms


@pytest.mark.parametrize("changed", ["party", "partners", "keep", "at_least", "at_most"])
def test_each_part_of_the_terms_is_in_what_is_written(changed):
    other = {"party": "DPAP", "partners": frozenset(), "keep": frozenset(), "at_least": (), "at_most": ()}
    one, two = (terms_json(Terms(row, "")) for row in (limits(), limits(**{changed: other[changed]})))
    assert one != two
