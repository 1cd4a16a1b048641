"""The executive's page: a mandate within what the figures say."""

from dataclasses import replace
from datetime import timedelta

import pytest

from prepoll.alliances.types import Interval
from prepoll.brief import as_agenda
from prepoll.brief.agenda import agenda, conceded, unsettled
from prepoll.brief.proposals import DayRow
from prepoll.errors import UsageError


@pytest.fixture(scope="module")
def drawn(brief):
    return agenda(brief, brief.advices[0])


def test_the_mandate_is_about_the_best_open_option(brief, drawn):
    best = next(option for option in brief.advices[0].options if option.status in ("free", "bound"))
    assert drawn.mandate.with_parties == best.partners
    assert drawn.mandate.conclude
    strongest = {row.seat: row.stands for row in best.effects}
    told = {*drawn.mandate.least, *dict(drawn.mandate.most)}
    assert told
    assert told.isdisjoint(drawn.mandate.unsettled)
    assert told.union(drawn.mandate.unsettled) == set(strongest)
    for seat, party in (*drawn.mandate.most, *((seat, brief.focal[0]) for seat in drawn.mandate.least)):
        assert strongest[seat] == party
        assert dict(best.terms[0].allocation)[seat] == party
    assert not {seat for seat, _ in drawn.mandate.most} & set(best.terms[0].level)


def test_no_seat_is_conceded_where_members_are_level(brief):
    advice = brief.advices[0]
    best, ceded = next((one, seats) for one in advice.options if (seats := conceded(one, advice.party)))
    level = replace(best.terms[0], level=(*best.terms[0].level, *(seat for seat, _ in ceded)))
    even = replace(best, terms=(level, *best.terms[1:]))
    assert conceded(even, advice.party) == ()
    assert set(unsettled(even)) >= {seat for seat, _ in ceded}


@pytest.mark.parametrize(("gain", "votes", "conclude"), [(-0.2, 9000, False), (0.0, -16831, False), (0.0, 9000, True)])
def test_what_brings_nothing_and_costs_votes_is_only_to_be_explored(brief, gain, votes, conclude):
    advice = brief.advices[0]
    best = advice.options[0]

    def flat(mean):
        return Interval(mean, *(mean,) * 6)

    moved = {**dict(best.objectives), "votes": flat(votes)}
    poor = replace(
        best, gain=flat(gain), chance_gain=0.1, chance_loss=0.5 if gain < 0 else 0.1, objectives=tuple(moved.items())
    )
    asked = replace(brief, advices=(replace(advice, options=(poor, *advice.options[1:])),))
    made = agenda(asked, asked.advices[0])
    assert made.mandate.conclude is conclude
    for text in (as_agenda(asked, "markdown"), as_agenda(asked, "html")):
        assert ("No mandate to conclude is advised; a mandate to explore" in text) is not conclude
        assert ("Concede no more than" in text) is conclude
        assert "16,831" not in text
    if votes == -16831:
        assert "−17,000 votes" in made.doubt


def test_the_mandate_ends_before_nominations_do(brief, drawn):
    seats = {*drawn.mandate.least, *(seat for seat, _ in drawn.mandate.most), *drawn.mandate.unsettled}
    closing = [r.on for r in brief.advices[0].calendar if r.kind == "nominations_close" and r.seat in seats]
    own = [
        r.on
        for r in brief.advices[0].calendar
        if r.kind == "own_deadline" and r.party == brief.focal[0] and r.days_left >= 0
    ]
    assert drawn.mandate.until == min([min(closing), *([max(own)] if own else [])])
    assert drawn.mandate.until >= brief.as_of


def test_both_forms_say_the_same(brief, drawn):
    page, text = as_agenda(brief, "html"), as_agenda(brief, "markdown")
    for words in (drawn.mandate.who, *drawn.dates[0].words.split(". ")):
        assert words.strip(".") in page.replace("&#39;", "'")
        assert words.strip(".") in text
    assert page.count('class="agenda"') == len(brief.advices)


def test_it_asks_about_every_advised_party(brief):
    text = as_agenda(brief, "markdown")
    for party in brief.focal:
        assert brief.party[party].name in text


def test_with_no_open_option_it_asks_whether_to_stand_alone(brief):
    advice = brief.advices[0]
    closed = tuple(replace(option, status="barred") for option in advice.options)
    made = agenda(brief, replace(advice, options=closed))
    assert made.mandate is None
    assert "alone in every seat" in made.decisions[0]
    assert "Mandate" not in as_agenda(replace(brief, advices=(replace(advice, options=closed),)), "markdown")


def test_once_the_polls_are_closed_nothing_is_asked(brief):
    advice = brief.advices[0]
    past = DayRow(brief.as_of - timedelta(days=1), "polling", "GUL", None, -1, "voted", None)
    for days, asked in ((-1, "None: the polls are closed."), (0, "alone in every seat")):
        late = replace(advice, options=(), calendar=(replace(past, days_left=days),))
        assert asked in agenda(brief, late).decisions[0]


def test_a_kind_that_is_not_known_is_refused(brief):
    with pytest.raises(UsageError, match="html, markdown"):
        as_agenda(brief, "pdf")


@pytest.mark.parametrize(("own", "until"), [(-3, -3), (5, 0)])
def test_of_the_own_word_and_the_first_nominations_the_earlier_counts(brief, own, until):
    advice = brief.advices[0]
    seat = next(row.seat for row in advice.options[0].effects)
    closes = brief.as_of + timedelta(days=10)
    calendar = (
        DayRow(closes, "nominations_close", seat, None, 10, "close", None),
        DayRow(closes + timedelta(days=own - 1), "own_deadline", None, advice.party, 9 + own, "first word", "s"),
        DayRow(closes + timedelta(days=own), "own_deadline", None, advice.party, 10 + own, "last word", "s"),
        DayRow(brief.as_of - timedelta(days=1), "own_deadline", None, advice.party, -1, "past", "s"),
    )
    drawn = agenda(brief, replace(advice, calendar=calendar)).mandate
    assert drawn.until == closes + timedelta(days=until)
    assert drawn.until_why == ("last word" if own < 0 else "close")
