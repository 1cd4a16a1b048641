"""A translation that stands beside the code is all that pages need to come in another language."""

import struct

import pytest
from django.test import override_settings

from prepoll_web.config.languages import spoken


def compiled(texts):
    """Write texts and their translations as gettext reads them."""
    rows = sorted({"": "Content-Type: text/plain; charset=utf-8\n", **texts}.items())
    sides = [[text.encode() for text in side] for side in zip(*rows, strict=True)]
    at, tables = 28 + 16 * len(rows), []
    for side in sides:
        for text in side:
            tables.append(struct.pack("<II", len(text), at))
            at += len(text) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, 28)
    return head + b"".join(tables) + b"".join(text + b"\0" for side in sides for text in side)


@pytest.fixture
def translated(tmp_path):
    for code, words in (("hi", "साइन इन"), ("ur", "سائن ان")):
        folder = tmp_path / code / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "django.mo").write_bytes(compiled({"Sign in": words}))
    return tmp_path


def test_pages_come_in_the_language_that_a_browser_asks_for(world, translated):
    client = world.client("nobody")
    with override_settings(LOCALE_PATHS=[translated], LANGUAGES=spoken(translated)):
        hindi = client.get("/sign-in/", headers={"Accept-Language": "hi"}).content.decode()
        urdu = client.get("/sign-in/", headers={"Accept-Language": "ur"}).content.decode()
        other = client.get("/sign-in/", headers={"Accept-Language": "fr"}).content.decode()
    assert '<html lang="hi" dir="ltr">' in hindi
    assert "साइन इन" in hindi
    assert '<html lang="ur" dir="rtl">' in urdu
    assert "سائن ان" in urdu
    assert '<html lang="en-gb" dir="ltr">' in other


def test_a_language_without_a_translation_is_not_offered(tmp_path):
    assert [code for code, _name in spoken(tmp_path)] == ["en-gb"]
