"""What a brief says once: the table of moves, dates of several parties, seats by number; and how seats are shared."""

import json
from dataclasses import replace

import pytest

from prepoll.alliances.types import Interval
from prepoll.brief import as_agenda, as_html, as_json, as_markdown
from prepoll.brief.agenda import agenda, dates_once
from prepoll.brief.json_writer import MOVES
from prepoll.brief.proposals import DealRow
from prepoll.brief.tables import NAMED, by_seat, deal_said, leads, shown_options


def test_the_table_of_moves_holds_every_move(brief):
    table = json.loads(as_json(brief))["moves"]
    evidence = [row["id"] for row in json.loads(as_json(brief))["evidence"]]
    assert table["columns"] == list(MOVES)
    assert len(table["rows"]) == len(brief.moves) > 0
    for row, move in zip(table["rows"], brief.moves, strict=True):
        written = dict(zip(MOVES, row, strict=True))
        assert (written["seat"], written["party"]) == (move.seat, move.party)
        assert tuple(table["sources"][written["source"]]) == (move.kind, move.source)
        assert [evidence[place] for place in written["evidence"]] == list(move.evidence)
        assert written["after"] == pytest.approx(move.after, abs=1e-6)
        assert written["log_sd_before"] == pytest.approx(move.log_sd_before, abs=1e-6)
    assert len({tuple(source) for source in table["sources"]}) == len(table["sources"])


def test_each_row_of_a_list_is_a_line(brief):
    lines = as_json(brief).splitlines()
    held = json.loads("\n".join(lines))
    assert len(lines) > len(held["seats"]) + len(held["evidence"]) + len(held["moves"]["rows"])
    assert sum(line.startswith('{"chance":') for line in lines) >= len(held["seats"])


def test_dates_that_two_parties_share_are_told_once(brief):
    one, two = brief.advices[0], replace(brief.advices[0], party="ZZ")
    first, second = dates_once((agenda(brief, one), agenda(brief, two)))
    assert (first.dates_of, second.dates_of) == (None, one.party)
    other = replace(two, calendar=two.calendar[:1])
    assert [row.dates_of for row in dates_once((agenda(brief, one), agenda(brief, other)))] == [None, None]
    both = replace(brief, advices=(one, two))
    for kind in ("html", "markdown"):
        page = as_agenda(both, kind)
        assert page.count(f"The dates are those of {one.party}’s page.") == 1
        words = first.dates[-1].words.replace("'", "&#39;") if kind == "html" else first.dates[-1].words
        assert page.count(words) == 1


def test_uncertain_seats_are_counted_where_they_are_many(brief):
    loose = [replace(brief.seats[0], name=f"Seat {i}", word="toss-up", chance=0.5 + i / 100) for i in range(NAMED + 3)]
    said = leads(replace(brief, seats=tuple(loose[::-1])))
    assert f"Anybody’s are {NAMED + 3}, first of all Seat 0 (50 in 100)" in said
    assert f"Seat {NAMED}" not in said
    few = leads(replace(brief, seats=tuple(loose[:2])))
    assert "Anybody’s: Seat 0 (50 in 100) and Seat 1 (51 in 100)." in few


def test_who_stands_is_told_by_number_where_seats_are_many(brief):
    advice = next(row for row in brief.advices if any(option.terms for option in shown_options(row)))
    option = next(row for row in shown_options(advice) if row.terms)
    seats = tuple((f"S{i:02}", option.partners[0]) for i in range(40))
    terms = tuple(replace(term, allocation=seats, seat_wins=()) for term in option.terms)
    long = replace(option, terms=terms)
    many = replace(brief, seats=brief.seats * 20, advices=(replace(advice, options=(long,)),))
    text, page = as_markdown(many), as_html(many)
    assert f"{option.partners[0]} stands in 40" in text
    assert "S07" not in text.split("## Terms")[1].split("## Calendar")[0]
    assert "<summary>Seat by seat (40)</summary>" in page
    assert by_seat(long)[7] == ("S07", (option.partners[0],) * len(terms))


def test_ways_to_share_are_said_with_who_loses(brief):
    flat = Interval(*[0.5] * 7)
    deal = DealRow("seats in proportion to votes", (("A", 3), ("B", 2)), (("A", flat), ("B", flat)), ("B",))
    advice = replace(brief.advices[0], objective="seats")
    said = "Seats in proportion to votes (A 3, B 2): gains A +0.50, B +0.50; B would lose by it."
    assert deal_said(deal, advice) == said
    assert deal_said(replace(deal, refused=()), advice).endswith("; nobody loses by it.")
    option = replace(brief.advices[0].options[0], deals=(deal, replace(deal, refused=())))
    shown = replace(brief, advices=(replace(advice, options=(option,)),))
    assert f"- {said}" in as_markdown(shown)
    assert said in as_html(shown)
