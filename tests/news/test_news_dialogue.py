"""Transcripts, interviews and short answers: whose turn it is, and what "never" says to a question."""

from datetime import date

import pytest

from prepoll.news import read_article

DAY = date(2024, 3, 19)


def claims(text, cast):
    return {(s.actor, str(s.stance), s.target, s.speaker) for s in read_article(text, "talk", cast, DAY).statements}


def test_a_transcript_is_read_turn_by_turn(cast):
    text = (
        "ROTH: We have offered them four seats.\n\n"
        "ANCHOR: Four to the Blues?\n\n"
        "BLAU: And we have asked you for twelve.\n\n"
        "ROTH: With the Greens there will be no alliance."
    )
    assert claims(text, cast) == {
        ("BLU", "demands", "RED", "Ben Blau"),
        ("RED", "rules_out", "GRN", "Anna Roth"),
    }


@pytest.mark.parametrize(
    ("question", "answer", "stance"),
    [
        ("And the Blue Party?", "Never. I would rather sleep.", "rules_out"),
        ("Are you in talks with the Blue Party?", "Yes, they are going on.", "talks"),
        ("Are you in talks with the Blue Party?", "No. They have their own road.", "denies"),
        ("Will you ally with the Blue Party?", "No, that is out of the question.", "rules_out"),
        ("Could there be a tie-up with the Blue Party?", "Why not? Everything is possible.", "open"),
        ("Is the Red Party going to merge with the Blue Party?", "No. It is a nice story.", "denies"),
    ],
)
def test_a_short_answer_speaks_to_its_question(question, answer, stance, cast):
    text = f"Anna Roth spoke to us in her garden.\n\nQ: {question}\n\nA: {answer}"
    assert claims(text, cast) == {("RED", stance, "BLU", "Anna Roth")}


def test_a_question_without_a_party_or_an_answer_in_many_words_says_nothing(cast):
    text = "Anna Roth received us.\n\nQ: Is it late?\n\nA: Never.\n\nQ: And the Blue Party?\n\nA: The weather is fine."
    assert claims(text, cast) == set()


def test_an_interview_without_marks_takes_turns(cast):
    text = (
        "Anna Roth of the Red Party receives us in a bar.\n\n"
        "So you are all friends again?\n\n"
        "We never were apart here, and I am glad of our alliance with the Greens.\n\n"
        "And the Blue Party? It governs in the capital.\n\n"
        "With the Blues we will do nothing, not here and not there.\n\n"
        "Will it hold?\n\n"
        "I have signed worse papers in worse bars."
    )
    assert ("RED", "rules_out", "BLU", "Anna Roth") in claims(text, cast)


def test_paragraphs_that_only_ask_now_and_then_are_no_interview(cast):
    text = (
        "Anna Roth of the Red Party spoke in the hall.\n\nWill it last?\n\nThe hall was full.\n\n"
        "The Green Party and the Blue Party have sealed an alliance.\n\nWho knows?"
    )
    assert claims(text, cast) == {("GRN", "agreed", "BLU", None)}


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Asked about an alliance with the Blues, Anna Roth said it was out of the question.", "rules_out"),
        ("Asked about a tie-up with the Blues, Anna Roth replied in the negative.", "rules_out"),
        ('Asked about a tie-up with the Blues, Anna Roth said: "Anything can happen in politics."', "open"),
        ('Anna Roth, asked about the Blues: "Not in my lifetime."', "rules_out"),
        ('To a question about a pact with the Blues, Anna Roth said: "Not at all."', "rules_out"),
    ],
)
def test_what_somebody_was_asked_about_is_what_they_answer(text, stance, cast):
    assert claims(text, cast) == {("RED", stance, "BLU", "Anna Roth")}


def test_any_verb_beside_a_quotation_is_one_of_speech(cast):
    text = 'Ben Blau was there. "There will be no pact with the Blues," sniffed Red Party president Anna Roth.'
    assert claims(text, cast) == {("RED", "rules_out", "BLU", "Anna Roth")}
