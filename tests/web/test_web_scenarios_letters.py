"""Names in Hindi and Urdu in pictures: every letter is drawn, in thin and in thick type, and none as an empty box."""

from itertools import combinations

import pytest

from prepoll_web.scenarios.actions import Seen, rename
from prepoll_web.scenarios.models import Scenario
from prepoll_web.scenarios.public_page import FONTS, map_png, png_of
from prepoll_web.scenarios.studies import open_case

UNKNOWN = "\ue123"
"""A place that Unicode leaves to private use: no font of ours has a letter for it."""
LETTERS = {
    "hindi": "अआइईउऊऋएऐओऔकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह०१२३४५६७८९",
    "urdu": "ابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھیے۰۱۲۳۴۵۶۷۸۹",
}
TOGETHER = {"hindi": ("क्ष", "क", "ष"), "urdu": ("کا", "ک", "ا")}
"""Letters that take another shape where they meet."""


def drawn(text, weight=400):
    """Return the picture of a text by itself."""
    return png_of(
        '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40" font-family="system-ui, sans-serif">'
        f'<text x="8" y="26" font-size="16" font-weight="{weight}">{text}</text></svg>'
    )


@pytest.mark.parametrize("weight", [400, 600])
@pytest.mark.parametrize("language", LETTERS)
def test_every_letter_is_drawn_as_itself(language, weight):
    pictures = {letter: drawn(letter, weight) for letter in (*LETTERS[language], UNKNOWN, " ")}
    assert [pair for pair in combinations(pictures, 2) if pictures[pair[0]] == pictures[pair[1]]] == []


@pytest.mark.parametrize("language", TOGETHER)
def test_letters_that_meet_are_joined(language):
    joined, first, second = TOGETHER[language]
    assert drawn(joined) != drawn(f"{first}\u200c{second}")  # kept apart by a sign that has no width


def test_a_text_without_a_font_would_be_found_out():
    """Characters that no font has look all the same: what the check above would say without our fonts."""
    assert drawn(UNKNOWN) == drawn("\ue124") != drawn(" ")


def test_the_map_of_a_scenario_shows_its_hindi_name(world):
    found = Scenario.objects.get(id=world.ids["a"]["scenario"])
    opened = open_case(found.case, found.seed, found.draws)
    made = set()
    for version, name in enumerate(("जम्मू", "लखनऊ", UNKNOWN * 4, "\ue124" * 4), 1):
        rename(world.user("owner"), Seen("lantern-desk", found.id, version), name, world.now)
        found.refresh_from_db()
        made.add(map_png(opened, found))
    assert len(made) == 3  # two names, and the boxes of the two that cannot be shown


def test_the_fonts_stand_with_their_licence():
    told = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in told
    fonts = sorted(path.stem for path in FONTS.glob("*.ttf"))
    assert fonts == [
        f"{name}-{weight}" for name in ("NotoNaskhArabic", "NotoSansDevanagari") for weight in ("Bold", "Regular")
    ]
