"""The map: outlines or tiles, shades by the library's words, stripes where a result is assumed."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from prepoll.alliances import Interval
from prepoll.brief.atlas import WIDTH
from prepoll.brief.make import party_rows
from prepoll.case import load_case
from prepoll_web.scenarios.figures import SeatFigures
from prepoll_web.scenarios.seat_map import FAINTEST, SHADES, geometry, picture_of, seat_map
from prepoll_web.scenarios.sheet import sheet_of

SHARE = Interval(0.4, 0.38, 0.42, 0.35, 0.45, 0.3, 0.5)


@pytest.fixture(scope="module")
def case():
    return load_case(Path("cases/tutorial"))


@pytest.fixture(scope="module")
def parties(case):
    return {row.code: row for row in party_rows(case, ())}


def seats(case, chance=0.9, **changed):
    made = [
        SeatFigures(seat.code, seat.name, "COAST", "HL", chance, SHARE, "CP", 1 - chance, ("CP", "HL"), (), False, 0)
        for seat in case.seats
    ]
    return [replace(each, **changed) if each.code == "SAL" else each for each in made]


def squares(sheet):
    """Read the tiles: left, top, right, bottom of each."""
    found = []
    for row in sheet.outlines:
        x, y, edge = map(float, re.match(r"M([\d.]+),([\d.]+)h([\d.]+)v", row.path).groups())
        found.append((x, y, x + edge, y + edge))
    return found


def test_every_seat_is_drawn_once_and_in_the_order_of_the_case(case):
    sheet = sheet_of(case)
    assert [row.seat for row in sheet.outlines] == [seat.code for seat in case.seats]
    assert not sheet.tiles
    for row in sheet.outlines:
        assert 0 <= row.at[0] <= WIDTH
        assert 0 <= row.at[1] <= sheet.height


def test_without_boundaries_there_are_tiles_that_do_not_meet(case):
    sheet = sheet_of(replace(case, boundaries=()))
    assert sheet.tiles
    tiles = squares(sheet)
    assert len(tiles) == len(case.seats)
    for i, one in enumerate(tiles):
        assert 0 <= one[0] < one[2] <= WIDTH
        assert 0 <= one[1] < one[3] <= sheet.height
        for other in tiles[i + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_seats_without_a_boundary_stand_below_the_map(case):
    whole, part = sheet_of(case), sheet_of(replace(case, boundaries=case.boundaries[1:]))
    missing = case.boundaries[0].seat
    tile = next(row for row in part.outlines if row.seat == missing)
    assert re.match(r"M[\d.]+,[\d.]+h", tile.path)
    others = [row.at[1] for row in part.outlines if row.seat != missing]
    assert tile.at[1] > max(others)
    assert tile.at[1] < part.height
    assert [row.seat for row in part.outlines] == [row.seat for row in whole.outlines]


@pytest.mark.parametrize(("chance", "word"), [(0.99, "likely"), (0.8, "likely"), (0.6, "leaning"), (0.45, "toss-up")])
def test_the_shade_follows_the_word_of_the_library(case, parties, chance, word):
    drawn = seat_map(sheet_of(case), seats(case, chance), parties)
    assert drawn.count(f'fill-opacity="{SHADES[word]:g}"') == len(case.seats)
    assert f"HL {word}, " in drawn
    assert ("HL?" in drawn) == (word == "toss-up")


def test_a_leader_who_is_unlikely_is_drawn_faintest(case, parties):
    assert f'fill-opacity="{FAINTEST:g}"' in seat_map(sheet_of(case), seats(case, 0.3), parties)


def test_stripes_are_for_what_is_assumed_alone(case, parties):
    plain = seat_map(sheet_of(case), seats(case, 0.45), parties)
    assert "pattern" not in plain
    striped = seat_map(sheet_of(case), seats(case, assumed=True), parties)
    assert striped.count("url(#map-stripes-SAL)") == 1
    assert striped.count("<pattern") == 1
    assert "; assumed" in striped


def test_map_and_geometry_fit_together_and_are_well_formed(case, parties):
    sheet = sheet_of(case)
    shapes = set(re.findall(r'id="(geo-\w+)"', geometry(sheet)))
    drawn = seat_map(sheet, seats(case), parties)
    assert set(re.findall(r'href="#(geo-\w+)"', drawn)) == shapes
    ElementTree.fromstring(str(drawn))
    ElementTree.fromstring(str(geometry(sheet)))


def test_names_are_written_as_text(case, parties):
    odd = seats(case, name='<b>"A" & B</b>')
    for drawn in (str(seat_map(sheet_of(case), odd, parties)), picture_of(sheet_of(case), odd, parties, "<i>x</i>")):
        assert "<b>" not in drawn
        assert "<i>" not in drawn
        ElementTree.fromstring(drawn)


def test_no_line_of_the_legend_leaves_the_picture(case, parties):
    long = {code: replace(row, name="A very long name of a party " * 4) for code, row in parties.items()}
    picture = ElementTree.fromstring(picture_of(sheet_of(case), seats(case), long, "x"))
    lines = [each.text for each in picture.iter("{http://www.w3.org/2000/svg}text") if each.get("x") == "8"]
    assert max(map(len, lines)) <= 68
    bottom = float(picture.get("viewBox").split()[3]) - 18
    assert max(float(each.get("y")) for each in picture.iter("{http://www.w3.org/2000/svg}text")) < bottom
