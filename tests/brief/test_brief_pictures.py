"""Pictures: the map, the network and the charts show what the rows say."""

import math
import re
from dataclasses import replace
from itertools import combinations, permutations

import altair
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.alliances.types import Interval
from prepoll.brief.atlas import Projection, apart, inside, label_place, seat_map, spoken
from prepoll.brief.chart import FAINT, INK, shares_chart, shares_spec, warm_up, whisker
from prepoll.brief.colours import DARKEST, LIGHTEST, confusable, contrast, distance, luminance, readable
from prepoll.brief.network import crossings, network, places, seated, shown
from prepoll.case.types import Boundary

COLOURS = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")
PAPERS = ("#ffffff", "#14161a")


def test_seats_are_striped_exactly_where_the_leader_is_not_safe(brief):
    drawn = str(seat_map(brief))
    striped = set(re.findall(r'<pattern id="stripes-([^"]+)"', drawn))
    assert striped == {seat.code for seat in brief.seats if seat.chance < 0.95}
    sure = tuple(replace(seat, chance=0.97) for seat in brief.seats)
    assert "<pattern" not in str(seat_map(replace(brief, seats=sure)))


def test_the_map_says_in_words_what_it_shows(brief):
    drawn = str(seat_map(brief))
    described = drawn[drawn.index("<desc") : drawn.index("</desc>")]
    for seat in brief.seats:
        assert f"{seat.name}: {seat.leader} {seat.word}" in described
        assert drawn.count(f">{seat.name}<") == 1


def test_without_boundaries_there_is_no_map(brief):
    assert seat_map(replace(brief, boundaries=())) is None


def test_labels_lie_in_their_seat_and_not_on_each_other(brief):
    project = Projection(brief.boundaries)
    by_code = {b.seat: b for b in brief.boundaries}
    at = [label_place(by_code[seat.code], project) for seat in brief.seats]
    for seat, place in zip(brief.seats, at, strict=True):
        ring = project(by_code[seat.code].polygons[0][0])
        assert inside(np.array([place]), ring)[0]
    said = [spoken(seat) for seat in brief.seats]
    moved = apart(said, at, float(project.height))
    for (i, a), (j, b) in combinations(enumerate(moved), 2):
        wide = (said[i].extent + said[j].extent) / 2
        assert abs(a[0] - b[0]) >= wide - 1 or abs(a[1] - b[1]) >= 34


def test_the_even_odd_rule_agrees_with_a_square():
    square = np.array([(0, 0), (4, 0), (4, 4), (0, 4)], dtype=float)
    points = np.array([(x / 2 + 0.1, y / 2 + 0.1) for x in range(-3, 12) for y in range(-3, 12)])
    expected = (points > 0).all(axis=1) & (points < 4).all(axis=1)
    assert (inside(points, square) == expected).all()


def test_a_label_finds_the_broad_part_of_a_seat():
    ring = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (8.0, 10.0), (8.0, 1.0), (0.0, 1.0), (0.0, 0.0))
    boundary = Boundary("S", ((ring,),))
    project = Projection((boundary,))
    x, _y = label_place(boundary, project)
    corner = project([(8.0, 1.0)])[0]
    assert x > corner[0] - 15


def cross_by_geometry(a, b, c, d):
    def side(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(list(permutations("ABCDEF", 2))), min_size=1, max_size=9, unique=True))
def test_crossings_agree_with_geometry_and_seating_does_not_add_any(lines):
    order = list("ABCDEF")
    at = places(order)
    pairs = [p for p in combinations(lines, 2) if len({*p[0], *p[1]}) == 4]
    expected = sum(cross_by_geometry(*(at[x] for x in (*p, *q))) for p, q in pairs)
    assert crossings(order, lines) == expected
    better = seated(order, lines)
    assert sorted(better) == order
    assert crossings(better, lines) <= expected


def test_the_network_draws_a_line_for_every_standing_shown(brief):
    drawn = str(network(brief))
    assert drawn.count('class="tie') == len(shown(brief)) > 0
    assert math.isclose(drawn.count("<desc"), 1)
    assert network(replace(brief, standings=())) is None


def test_the_chart_is_sound_vega_lite_and_takes_the_pages_ink(brief):
    altair.Chart.from_dict(dict(shares_spec(brief)), validate=True)
    drawn = str(shares_chart(brief))
    assert INK not in drawn
    assert FAINT not in drawn
    assert "currentColor" in drawn
    assert drawn.count("aria-labelledby") == 1
    for seat in brief.seats:
        assert seat.name in drawn


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=7, max_size=7).map(sorted),
    st.tuples(st.floats(-1e6, 0), st.floats(0, 1e6)),
)
@settings(max_examples=40, deadline=None)
def test_whiskers_stay_in_their_picture(values, span):
    low90, low80, low50, mean, high50, high80, high90 = values
    value = Interval(mean, low50, high50, low80, high80, low90, high90)
    drawn = str(whisker(value, (min(span[0], low90), max(span[1], high90)), "said <b>"))
    for x in re.findall(r' c?x[12]?="([^"]+)"', drawn):
        assert 4.9 <= float(x) <= 145.1
    assert "said &lt;b&gt;" in drawn


@given(COLOURS)
@settings(max_examples=80, deadline=None)
def test_colours_can_be_told_from_either_paper(colour):
    made = readable(colour)
    assert DARKEST <= luminance(made) <= LIGHTEST
    assert all(contrast(made, paper) >= 1.99 for paper in PAPERS)
    if DARKEST <= luminance(colour) <= LIGHTEST:
        assert made == colour


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # WCAG 2.2, understanding 1.4.3


def test_red_and_green_of_one_lightness_are_confusable_and_blue_is_not():
    found = confusable({"R": "#a84f2a", "G": "#6b6b2a", "B": "#1f4fd0"})
    assert found["R"] == ("G",)
    assert found["B"] == ()
    assert distance("#a84f2a", "#6b6b2a") == distance("#6b6b2a", "#a84f2a") < 12


@pytest.mark.parametrize(("chance", "striped"), [(0.951, False), (0.949, True), (0.79, True)])
def test_a_likely_seat_is_striped_too(brief, chance, striped):
    seats = tuple(replace(seat, chance=chance) for seat in brief.seats)
    assert ("<pattern" in str(seat_map(replace(brief, seats=seats)))) == striped


def test_a_label_keeps_off_long_edges():
    flat = Boundary("S", ((((0.0, 0.0), (10.0, 0.0), (5.0, 2.0), (0.0, 0.0)),),))
    project = Projection((flat,))
    x, y = label_place(flat, project)
    (_, bottom), (top_x, top) = project([(0.0, 0.0), (5.0, 2.0)])
    assert abs(x - top_x) < 0.2 * top_x
    assert 0.25 < (bottom - y) / (bottom - top) < 0.75


def test_warming_up_changes_no_chart(brief):
    cold = shares_chart(brief)
    warm_up().join()
    assert shares_chart(brief) == cold
