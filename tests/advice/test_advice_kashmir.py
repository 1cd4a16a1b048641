"""The real case as of 19 March 2024, its statements marked by hand in the notes of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from prepoll.advice import advise
from prepoll.advice.bench import SEATS, Bench
from prepoll.advice.types import Advice
from prepoll.alliances import Election, evaluate, objective_draws
from prepoll.case.types import Case, Report, Row
from prepoll.chance import generator
from prepoll.ledger import build_ledger
from prepoll.ledger.types import Ledger
from prepoll.names import Attribution, Measure, ReportKind, Sphere, Stage, Stance, Status
from prepoll.news.types import Span, Statement
from prepoll.strength import assess, draw_strength
from prepoll.transfer import prior_transfers

pytestmark = pytest.mark.xdist_group(__name__)  # what they share is made once, not in every process

EXECUTIVE = "2024-03-19-apni-party-executive-seeks-allies"
IN_TOUCH = "2024-03-19-apni-party-in-touch-with-lone-and-azad"
NC_ALONE = "2024-02-15-farooq-abdullah-nc-alone"
WEEK = date(2024, 3, 26)
DRAWS = 2000  # as a brief takes: small parties win in a draw out of fifty, and fewer draws rank by chance


def mark(
    case: Case, article: str, quote: str, actor: str, stance: Stance, target: str | None = None, **more: object
) -> Statement:
    text = next(row for row in case.articles if row.id == article)
    start = text.raw.index(quote)
    fields: dict[str, object] = {
        "speaker": None, "role": None, "attribution": Attribution.NAMED, "hedge": None, "condition": None,
        "deadline": None, "seats": None, "dated": text.date, **more,
    }  # fmt: skip
    return Statement(actor, target, stance, quote=quote, source=Span(article, start, start + len(quote)), **fields)  # type: ignore[arg-type]


def marked(case: Case) -> list[Statement]:
    mir, nizami = {"speaker": "Rafi Ahmad Mir"}, {"speaker": "Salman Nizami"}
    soon = {"deadline": "in a day or two", "deadline_date": date(2024, 3, 21)}
    return [
        mark(case, EXECUTIVE, "The Apni Party will approach like-minded parties", "JKAP", Stance.SEEKS,
             deadline="within a week", deadline_date=WEEK, **mir),
        mark(case, EXECUTIVE, "he expected something to take shape in a day or two", "JKAP", Stance.SEEKS,
             **soon, **mir),
        mark(case, EXECUTIVE, "If others come forward, the party would take it most seriously", "JKAP", Stance.OPEN,
             condition="If others come forward", **mir),
        mark(case, EXECUTIVE, "With the BJP he ruled out a tie-up for now, citing differences of ideology", "JKAP",
             Stance.RULES_OUT, "BJP", hedge="for now", reason="differences of ideology", **mir),
        mark(case, EXECUTIVE, "his party was talking to a few like-minded parties", "DPAP", Stance.TALKS,
             stage=Stage.INITIAL, deadline="within about a week", deadline_date=WEEK, **nizami),
        mark(case, IN_TOUCH, "Its leaders are in talks with Sajad Lone's Peoples Conference", "JKAP", Stance.TALKS,
             "JKPC", attribution=Attribution.REPORTER),
        mark(case, IN_TOUCH, "with Ghulam Nabi Azad of the DPAP", "JKAP", Stance.TALKS, "DPAP",
             attribution=Attribution.REPORTER),
        mark(case, NC_ALONE, "his party would fight the Lok Sabha election in Jammu and Kashmir on its own strength",
             "NC", Stance.ALONE, speaker="Farooq Abdullah"),
    ]  # fmt: skip


def drawn(case: Case) -> Election:
    draws = draw_strength(assess(case), DRAWS, generator(1, "strength"))
    return Election(draws, prior_transfers(case, draws, 1), case.region_of)


@pytest.fixture(scope="module")
def ledger(kashmir: Case) -> Ledger:
    return build_ledger(kashmir, marked(kashmir))


@pytest.fixture(scope="module")
def election(kashmir: Case) -> Election:
    return drawn(kashmir)


@pytest.fixture(scope="module")
def jkap(kashmir: Case, ledger: Ledger, election: Election) -> Advice:
    return advise(kashmir, ledger, election, "JKAP", SEATS)


def of(found: Advice, *partners: str) -> list[object]:
    return [option for option in found.options if set(option.partners) == set(partners)]


def test_talks_with_jkpc_and_dpap_are_open_and_bjp_stands_behind_the_hedged_refusal(jkap: Advice) -> None:
    for partner in ("JKPC", "DPAP"):
        (option, *_) = of(jkap, partner)
        assert option.ranked.status in (Status.FREE, Status.BOUND)
        assert option.ranked.gain.low90 - 0.01 <= option.ranked.gain.mean <= option.ranked.gain.high90 + 0.01
    (bjp,) = of(jkap, "BJP")
    assert bjp.ranked.status is Status.SOFTLY_BARRED
    obstacle = bjp.obstacles[0]
    assert (obstacle.soft, obstacle.speaker) == (True, "Rafi Ahmad Mir")
    assert obstacle.quote == "With the BJP he ruled out a tie-up for now, citing differences of ideology"
    assert "“for now”" in (obstacle.remedy or "")
    assert "With the BJP he ruled out a tie-up for now" in jkap.verdict[2]
    groups = [option.ranked.status for option in jkap.options]
    assert groups.index(Status.SOFTLY_BARRED) > max(i for i, s in enumerate(groups) if s is Status.FREE)


def test_quotes_equal_the_text_at_their_offsets(jkap: Advice, kashmir: Case) -> None:
    texts = {article.id: article.raw for article in kashmir.articles}
    quoted = [row for option in jkap.options for row in option.obstacles if row.quote is not None]
    assert len(quoted) >= 3
    for row in quoted:
        assert texts[row.article][row.start : row.end] == row.quote


def test_a_quote_goes_on_to_the_hedge_in_its_sentence(kashmir: Case, election: Election) -> None:
    quote = "With the BJP he ruled out a tie-up"
    short = mark(kashmir, EXECUTIVE, quote, "JKAP", Stance.RULES_OUT, "BJP", hedge="for now", speaker="Rafi Ahmad Mir")
    found = advise(kashmir, build_ledger(kashmir, [short]), election, "JKAP", SEATS)
    text = next(article.raw for article in kashmir.articles if article.id == EXECUTIVE)
    bars = [row for option in of(found, "BJP") for row in option.obstacles if row.soft]
    assert bars
    for row in bars:
        assert row.quote == f"{quote} for now" == text[row.start : row.end]
    assert f"“{quote} for now”" in found.verdict[2]


def test_the_week_leaves_one_day_in_udhampur_and_nine_in_jammu(jkap: Advice) -> None:
    rows = [row for option in jkap.options for row in option.slack if row.deadline == WEEK]
    own = {(row.seat, row.days) for row in rows if row.words.startswith("JKAP’s “within a week”")}
    assert {(seat, days) for seat, days in own if seat in ("UDH", "JAM")} == {("UDH", 1), ("JAM", 9)}
    assert jkap.verdict[2].startswith(
        "JKAP’s “within a week” (26 March) leaves one day before nominations close in Udhampur (27 March), "
        "nine in Jammu (4 April)"
    )


def test_the_option_that_the_verdict_leads_with_stands_first(jkap: Advice) -> None:
    first = jkap.options[0]
    told = {partner for option in jkap.options for partner in option.partners if f"({partner})" in jkap.verdict[0]}
    assert told == set(first.partners)
    assert jkap.best() is first


def test_words_to_anybody_like_minded_are_called_an_inference_and_rank_below(
    kashmir: Case, ledger: Ledger, election: Election
) -> None:
    by_name = build_ledger(kashmir, [row for row in marked(kashmir) if row.target != "JKPC"])
    found = advise(kashmir, by_name, election, "JKAP", SEATS)
    named, inferred = (next(iter(of(found, partner)), None) for partner in ("DPAP", "JKPC"))
    assert named is found.options[0]
    rows = [option for option in found.options if "JKPC" in option.partners]
    for option in rows:
        assert any("JKAP and JKPC: only inferred: neither has named the other." in r.words for r in option.obstacles)
    assert not [row for row in named.obstacles if "only inferred" in row.words]
    assert inferred is None or found.options.index(inferred) > 0


def test_spokespersons_who_differ_are_warned_of(jkap: Advice) -> None:
    assert any("within a week" in line and "in a day or two" in line for line in jkap.public_line.warnings)
    assert "“within a week”" in jkap.public_line.sentences[0]
    assert "“for now”" in jkap.public_line.sentences[2]


def test_gains_are_those_of_a_count_in_full(jkap: Advice, kashmir: Case, ledger: Ledger, election: Election) -> None:
    """The second way: every seat evaluated at once, without the shortcuts."""
    alone = evaluate(election, Bench(kashmir, ledger, "JKAP", SEATS, election).alone)
    for option in jkap.options:
        outcome = evaluate(election, option.ranked.structure, option.slate)
        for objective in kashmir.objectives:
            gain = objective_draws(outcome, "JKAP", objective) - objective_draws(alone, "JKAP", objective)
            assert option.objectives[objective.code].mean == pytest.approx(float(gain.mean()), rel=1e-4, abs=1e-6)
        for effect in option.seats:
            place, party = outcome.seats.index(effect.seat), outcome.contenders.index(effect.stands)
            assert effect.win_with == pytest.approx(float(outcome.wins[place, party].mean()))
            assert effect.share_with.mean == pytest.approx(float(outcome.valid[place, party].mean()), rel=1e-4)


def test_transfer_at_its_ends_frames_what_is_expected(jkap: Advice) -> None:
    for option in jkap.options:
        assert option.transfer.expected == pytest.approx(option.ranked.worth.value.mean)
        assert option.transfer.worst <= option.transfer.best + 1e-9


def test_every_sentence_is_said(jkap: Advice) -> None:
    assert len(jkap.verdict) == 3
    assert len(jkap.public_line.sentences) == 3
    texts = (*jkap.verdict, *jkap.would_change, *jkap.gained, *jkap.lost, *jkap.left_out)
    assert all(text and " nan" not in text and text.endswith(".") for text in texts)
    assert "Apni Party (JKAP)" in jkap.verdict[0]
    assert jkap.find_out
    assert all(fact.value >= 0 and fact.how for fact in jkap.find_out)
    assert any("Srinagar" in line and "half of the draws" in line for line in jkap.would_change)


def report(party: str, seat: str, share: float, reporter: str, dated: date) -> Report:
    return Report(
        date=dated, seat=seat, unit=None, party=party, reporter=reporter, sphere=Sphere.PRESS, kind=ReportKind.STRENGTH,
        measure=Measure.SHARE_VALID, of="base", estimate=share, low=share * 0.95, high=share * 1.05, election=None,
        note=None, source="planted", row=Row("reports.csv", 99, f"reports.csv:{party}{seat}{reporter}"),
    )  # fmt: skip


def planted(kashmir: Case, ledger: Ledger, partner: str, seat: str) -> Advice:
    """Report JKAP and one partner strong in one seat, four times over."""
    rows = [
        report(party, seat, share, f"reporter {i}", kashmir.as_of)
        for party, share in (("JKAP", 0.35), (partner, 0.30))
        for i in range(4)
    ]
    case = replace(kashmir, reports=(*kashmir.reports, *rows))
    return advise(case, ledger, drawn(case), "JKAP", SEATS)


def test_a_planted_change_in_strength_reverses_the_ranking(kashmir: Case, ledger: Ledger) -> None:
    for best, other, seat in (("DPAP", "JKPC", "ANR"), ("JKPC", "DPAP", "SRI")):
        found = planted(kashmir, ledger, best, seat)
        gains = {p: max(option.ranked.gain.mean for option in of(found, p)) for p in (best, other)}
        assert gains[best] > gains[other] + 0.1
        single = [option.partners[0] for option in found.options if len(option.partners) == 1]
        assert single.index(best) < single.index(other)
        assert f"({best})" in found.verdict[0]


def test_deposits_and_recognition_can_be_asked_for(kashmir: Case, ledger: Ledger, election: Election) -> None:
    for code in ("recognition", "deny_nc_pdp"):
        objective = next(row for row in kashmir.objectives if row.code == code)
        found = advise(kashmir, ledger, election, "DPAP", objective)
        assert found.objective is objective
        assert {row.code for row in kashmir.objectives} == set(found.options[0].objectives)
        assert not any(set(option.partners) & set(objective.rivals) for option in found.options)


def test_it_gives_the_same_twice(kashmir: Case, ledger: Ledger, election: Election, jkap: Advice) -> None:
    again = advise(kashmir, ledger, drawn(kashmir), "JKAP", SEATS)
    assert repr(again) == repr(jkap)


def test_a_closed_nomination_is_an_obstacle(kashmir: Case, ledger: Ledger, election: Election) -> None:
    late = replace(kashmir, as_of=kashmir.as_of + timedelta(days=10))
    found = advise(late, ledger, election, "JKAP", SEATS)
    there = [option for option in found.options if "UDH" in {row.seat for row in option.seats}]
    assert there
    for option in found.options:
        said = [row.remedy for row in option.obstacles if row.words == "Nominations in Udhampur closed on 27 March."]
        assert said == (["A nominee can still withdraw until 30 March."] if option in there else [])
        assert all(row.deadline >= late.as_of for row in option.slack)
