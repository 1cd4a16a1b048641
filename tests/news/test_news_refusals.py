"""A refusal, however it is put, never becomes an approach or an agreement."""

from datetime import date

import pytest

from prepoll.news import read_article

TOWARDS = {"seeks", "open", "talks", "offers", "demands", "agreed", "seat_deal", "supports"}
AWAY = {"rules_out", "breaks", "denies"}
DEALS = (
    "an alliance with the Blues",
    "a tie-up with the Blue Party",
    "joining hands with the Blues",
    "any seat-sharing deal with the Blue Party",
    "a pact with Ben Blau's party",
    "going with the Blues",
)
SAID_OF_A_DEAL = (
    "The Red Party has ruled out {}.",
    "Anna Roth categorically rejected {}.",
    "The Reds are against {}.",
    "The Reds have no plans for {}.",
    '"There is no question of {}," Anna Roth said.',
    "Red Party president Anna Roth said {} was out of the question.",
    "The Reds will never agree to {}.",
    "The Reds are unlikely to agree to {}.",
    "The Reds said they were not considering {}.",
    "The Reds would not hear of {}.",
    "The Reds shot down {}.",
    "Anna Roth denied she was in favour of {}.",
    "The Reds are opposed to {}.",
    "The Reds' leaders vetoed {}.",
    '"Why should we think of {}?" Anna Roth asked.',
    "The Reds have decided against {}.",
    "The Reds pulled back from {}.",
    "The Reds' workers do not want {}.",
    "Anna Roth threatened to quit over {}.",
    "The Reds have called off {}.",
    "The Reds regret {}.",
    "Nobody in the Red Party wants {}.",
    "The Red Party cannot even think of {}.",
    "The Red Party has said no to {}.",
    "The Red Party is not in favour of {}.",
    "The Reds failed to reach {}.",
)
STEPS = (
    "ally with the Blues",
    "join hands with the Blue Party",
    "tie up with the Blues",
    "go with Ben Blau's party",
    "enter into an alliance with the Blues",
    "share seats with the Blues",
    "support the Blues",
    "form a front with the Blues",
    "merge with the Blues",
)
SAID_OF_A_STEP = (
    "The Red Party will not {}.",
    "The Red Party won't {}.",
    "The Reds would never {}.",
    "The Reds refused to {}.",
    "The Reds have decided not to {}.",
    "Anna Roth said her party would not {}.",
    '"We will not {}, come what may," Anna Roth of the Red Party said.',
    "The Reds are in no mood to {}.",
    "The Reds are not going to {}.",
    "The Reds would rather lose than {}.",
    "The Reds have declined to {}.",
    "Under no circumstances will the Reds {}.",
    "The Reds are unwilling to {}.",
    "Neither the Reds nor the Greens will {}.",
    "The Reds will not, Anna Roth said, {}.",
    "The Reds cannot {}.",
    "The Reds were told not to {}.",
    "The Reds no longer wish to {}.",
)

WELCOMED = (
    "The Red Party will {}.",
    "The Reds have decided to {}.",
    "“We will {},” Anna Roth of the Red Party said.",
    "The Reds have no objection to {}.",
    "The Reds do not rule out that they will {}.",
    "The Red Party, Anna Roth announced, will {}.",
    "The Reds are not averse to a call to {}.",
    "No doubt the Reds will {}.",
)


def stances(text, cast):
    found = read_article(text, "a", cast, date(2024, 3, 19)).statements
    return {str(s.stance) for s in found if "BLU" in (s.actor, s.target)}


@pytest.mark.parametrize("frame", SAID_OF_A_DEAL)
def test_a_refused_deal_is_none(frame, cast):
    for deal in DEALS:
        assert not stances(frame.format(deal), cast) & TOWARDS, frame.format(deal)


@pytest.mark.parametrize("frame", SAID_OF_A_STEP)
def test_a_refused_step_is_none(frame, cast):
    for step in STEPS:
        assert not stances(frame.format(step), cast) & TOWARDS, frame.format(step)


@pytest.mark.parametrize("frame", WELCOMED)
def test_a_welcomed_step_is_no_refusal(frame, cast):
    for step in STEPS:
        found = stances(frame.format(step), cast)
        assert not found & AWAY, frame.format(step)


def test_most_refusals_are_found(cast):
    texts = [f.format(x) for f in SAID_OF_A_DEAL for x in DEALS] + [f.format(x) for f in SAID_OF_A_STEP for x in STEPS]
    found = sum(bool(stances(text, cast) & AWAY) for text in texts)
    assert found >= 0.7 * len(texts)
