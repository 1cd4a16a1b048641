"""Cleaning, sentences and names: offsets stay true, doubt stays doubt."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.news import Cast, read_article
from prepoll.news.clean import clean
from prepoll.news.find import lowered
from prepoll.news.segment import paragraphs, quotations, sentences

from_front = (
    "---\r\ndate: 2024-01-05\r\ntitle: 'Two parties'\r\n---\r\n\r\nThe Reds will fight alone, Anna Roth said.\r\n"
)
SCRIPTS = "नेशनल कॉन्फ्रेंस حزب İstanbul “ ” ’ \u2028 \x00 \ud7ff\ue000\uf8ff"
PIECES = (
    'The Red Party|Reds|Anna Roth|Ben Blau|Blues|said|“|”|"|will|not|alliance|with|talks|seats|5|in 2019|?|.|,|;',
    "\n\n|\n|the two sides|they|alone|ruled out|(BP)|within a week|Q:|//|—|İ|ß|अ|ع|\ue000|It is learnt|his party",
    "the alliance|offered|both|and|or|'s",
)
WORDS = "|".join(PIECES).split("|")


def split(text):
    return [text[s.start : s.end] for p in paragraphs(text) for s in sentences(text, p)]


def test_front_matter_is_part_of_the_text_and_its_date_wins(cast):
    reading = read_article(from_front, "a", cast, date(2020, 1, 1))
    (found,) = reading.statements
    assert reading.text == from_front
    assert from_front[found.source.start : found.source.end] == found.quote
    assert found.dated == date(2024, 1, 5)
    assert clean(from_front).title == "Two parties"


def test_html_is_read_without_its_furniture(cast):
    page = (
        "<html><head><title>Polls</title></head><body><nav><a href='/'>Reds and Blues merge</a></nav><article>"
        "<h1>Polls</h1><p>The Red Party has ruled out an alliance with the Blue Party, "
        "its president Anna Roth said in Northport on Friday.</p>"
        "<p>The weather was fine and the crowd was large, and nobody had expected that in the month of January.</p>"
        "</article><footer>All rights reserved</footer></body></html>"
    )
    reading = read_article(page, "a", cast, date(2024, 1, 5), html=True)
    (found,) = reading.statements
    assert (found.actor, found.stance, found.target) == ("RED", "rules_out", "BLU")
    assert "<" not in reading.text
    assert reading.text[found.source.start : found.source.end] == found.quote


def test_an_empty_page_gives_nothing(cast):
    assert read_article("", "a", cast, None, html=True).statements == ()
    assert read_article("", "a", cast, None).statements == ()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Blau met Dr. Roth in St. Ives. Nothing came of it.", 2),
        ("The people of J-K. deserve it. We agree.", 2),
        ("For the people of J-K. If they come, we talk.", 2),
        ("G. A. Mir spoke. He left.", 2),
        ("“We agree. We always did,” he said. “Go.”", 3),
        ("One line // another line", 2),
        ("Is it so? Yes!", 2),
    ],
)
def test_abbreviations_and_initials_end_no_sentence(text, count):
    assert len(split(text)) == count


def test_a_quotation_left_open_runs_to_the_end_of_its_paragraph():
    text = "“We agree.\n\n“We do,” he said."
    found = [text[s:e] for p in paragraphs(text) for s, e in quotations(text, p)]
    assert found == ["“We agree.", "“We do,”"]


@given(st.text(st.sampled_from(SCRIPTS + "ABC xyz.")))
def test_lowering_keeps_every_place(text):
    assert len(lowered(text)) == len(text)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)))
def test_any_text_is_read_and_its_spans_are_true(cast, text):
    reading = read_article(text, "fuzz", cast, date(2024, 3, 19))
    for found in reading.statements:
        assert reading.text[found.source.start : found.source.end] == found.quote
        assert found.actor != found.target
    for doubt in reading.unresolved:
        assert reading.text[doubt.start : doubt.end] == doubt.text
    assert read_article(text, "fuzz", cast, date(2024, 3, 19)) == reading


def read(text, cast):
    return {
        (s.actor, str(s.stance), s.target, s.speaker)
        for s in read_article(text, "a", cast, date(2024, 3, 19)).statements
    }


def test_a_misspelt_name_counts_as_the_name_meant(cast):
    text = "Ana Roth has ruled out an alliance with the Blue Party."
    assert read(text, cast) == {("RED", "rules_out", "BLU", "Anna Roth")}


def test_a_surname_beside_another_given_name_is_somebody_else(cast):
    text = "Peter Blau has ruled out an alliance with the Red Party."
    assert not read(text, cast)


def test_an_abbreviation_in_brackets_stands_for_the_party(cast):
    text = "The Green Party (GPX) met on Monday. The GPX has ruled out an alliance with the Blue Party."
    assert ("GRN", "rules_out", "BLU") in {row[:3] for row in read(text, cast)}


def test_two_people_of_one_name_stay_in_doubt(cast, person_row):
    twins = Cast(cast.parties, (person_row("Jo Gray", "RED"), person_row("Jo Gray (Blue)", "BLU")))
    doubtful = read_article("Jo Gray has ruled out an alliance with the Green Party.", "a", twins, None)
    assert doubtful.statements == ()
    assert [u.text for u in doubtful.unresolved] == ["Jo Gray"]
    clear = read_article("Jo Gray of the Blue Party has ruled out an alliance with the Green Party.", "a", twins, None)
    assert [(s.actor, s.target) for s in clear.statements] == [("BLU", "GRN")]


def test_the_outfit_of_a_leader_is_the_party(cast):
    text = "Ben Blau's outfit has ruled out an alliance with Verdi's party."
    assert ("BLU", "rules_out", "GRN") in {row[:3] for row in read(text, cast)}


@pytest.mark.parametrize(
    "text",
    [
        "The Reds and the Blues had fought together in 2019.",
        "Will the Reds join hands with the Blues?",
        "The Blue Party is the B-team of the Reds, Gia Verdi said.",
        "The Reds and the Blues will form the government after the results.",
        "If the Reds join hands with the Blues, the Greens will lose.",
        "The Greens urged the Reds to break with tradition.",
        "The Blue Party and the Red Party traded charges in the assembly.",
    ],
)
def test_history_questions_criticism_and_government_are_no_statements(text, cast):
    assert not {row for row in read(text, cast) if row[1] in ("agreed", "seat_deal", "supports", "rules_out", "breaks")}


@pytest.mark.parametrize(
    "text",
    [
        "The Red Party will not ally with the Blue Party.",
        "The Red Party refused to join hands with the Blues.",
        "“We will never enter into an alliance with the Blue Party,” Red Party president Anna Roth said.",
        "Anna Roth said there was no question of an alliance with the Blues.",
        "Anna Roth denied that her party had agreed to an alliance with the Blues.",
        "The Reds have rejected a tie-up with the Blues.",
        "Neither the Greens nor the Reds will join hands with the Blues.",
    ],
)
def test_a_refusal_never_becomes_an_agreement(text, cast):
    found = read(text, cast)
    assert found
    assert {row[1] for row in found} <= {"rules_out", "denies", "breaks"}


def test_a_double_negation_is_openness(cast):
    assert {row[:3] for row in read("The Red Party has not ruled out an alliance with the Blues.", cast)} == {
        ("RED", "open", "BLU")
    }


def test_the_speaker_stands_before_after_or_in_the_next_sentence(cast):
    before = "Anna Roth was firm. “There is no question of an alliance with the Blue Party,” she said."
    after = "“There is no question of an alliance with the Blue Party,” said Red Party president Anna Roth."
    chain = "“The choice is clear,” Anna Roth said. “We will have no alliance with the Blue Party.”"
    for text in (before, after, chain):
        assert read(text, cast) == {("RED", "rules_out", "BLU", "Anna Roth")}


def test_sources_and_reporter_are_told_apart(cast):
    def attribution(text):
        return [str(s.attribution) for s in read_article(text, "a", cast, None).statements]

    assert attribution("Sources said the Red Party is in talks with the Blue Party.") == ["sources"]
    assert attribution("The Red Party is in talks with the Blue Party.") == ["reporter"]
    assert attribution("The Red Party said it is in talks with the Blue Party.") == ["named"]
