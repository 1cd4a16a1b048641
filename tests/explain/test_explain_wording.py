"""Titles of explanations say what a figure is, in words and without the whole list of regions."""

import pytest

from prepoll.brief.json_writer import MOVES
from prepoll.explain import explain
from prepoll.explain.figures import Figures
from prepoll.study import Study


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/advices/0/options/0/prices/0/one_more", "loses if {party} contests one seat more than at the optimum"),
        ("/advices/0/options/0/prices/0/to_party", "what {party} wins more if it contests one seat more"),
        ("/advices/0/options/0/effects/0/share_with/mean", "share of the votes with the alliance of"),
        ("/advices/0/options/0/effects/0/win_alone", "chance to win without the alliance of"),
        ("/advices/0/alone/one_or_more", "chance of one seat or more of LM going alone"),
    ],
)
def test_a_title_says_what_the_figure_is(tutorial: Study, tutorial_figures: Figures, address: str, title: str) -> None:
    chosen = tutorial_figures.advice(0).options[0]
    assert chosen.margins is not None
    words = explain(tutorial, address, ("LM",)).words
    assert title.format(party=chosen.margins.prices[0].party) in words


def test_an_option_of_all_regions_does_not_list_them(tutorial: Study, tutorial_figures: Figures) -> None:
    for place, option in enumerate(tutorial_figures.advice(0).options):
        words = explain(tutorial, f"/advices/0/options/{place}/gain/mean", ("LM",)).words
        whole = len(option.regions) in (0, len(tutorial.case.regions))
        assert ("(" in words) == (not whole), words


@pytest.mark.parametrize(
    ("column", "words", "unit"),
    [
        ("source", "source of the step by which", "place in moves/sources, from 0"),
        ("evidence/0", "observation of the step by which", "place in evidence, from 0"),
        ("before", "median own share of", "fraction of votes for candidates, NOTA left out"),
        ("log_sd_after", "log-sd of the own strength of", "standard deviation of log share"),
    ],
)
def test_a_place_in_the_table_of_moves_is_no_share(tutorial: Study, column: str, words: str, unit: str) -> None:
    name, _, rest = column.partition("/")
    row = next(place for place, made in enumerate(tutorial.brief().moves) if made.evidence)
    chain = explain(tutorial, f"/moves/rows/{row}/{MOVES.index(name)}" + (f"/{rest}" if rest else ""), ("LM",))
    assert chain.words.startswith(words)
    assert chain.unit == unit
