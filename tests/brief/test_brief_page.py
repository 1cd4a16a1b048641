"""The page stands alone, can be read by everybody, and shows what it is given as text."""

import itertools
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from prepoll.brief import as_html, as_markdown
from prepoll.brief.html_writer import SECTIONS

pytestmark = pytest.mark.xdist_group(__name__)  # what they share is made once, not in every process

VOID = {"meta", "link", "br", "img", "input", "hr"}
LOADS = ("src", "srcset", "data", "poster", "action", "formaction", "background", "xlink:href")


class Page(HTMLParser):
    """All elements of a page with their attributes, and whether tags are closed in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.open, self.wrong, self.texts = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), tuple(self.open)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))

    def handle_data(self, data):
        self.texts.append(("/".join(self.open), data))

    def all(self, *tags):
        return [(tag, attrs) for tag, attrs, _ in self.elements if tag in tags]

    def ids(self):
        return [attrs["id"] for _, attrs, _ in self.elements if "id" in attrs]


@pytest.fixture(scope="module")
def parsed(page):
    return Page(page)


def test_tags_close_in_order(parsed):
    assert parsed.wrong == []
    assert parsed.open == []


def test_ids_are_unique_and_every_internal_link_has_its_anchor(parsed):
    ids = parsed.ids()
    assert len(ids) == len(set(ids))
    links = [attrs["href"][1:] for _, attrs in parsed.all("a") if attrs["href"].startswith("#")]
    assert len(links) > 30
    assert [link for link in links if link not in ids] == []
    named = [
        name
        for _, attrs, _ in parsed.elements
        for key in ("aria-labelledby", "aria-describedby")
        for name in attrs.get(key, "").split()
    ]
    assert [name for name in named if name not in ids] == []
    patterns = [attrs["fill"][5:-1] for _, attrs, _ in parsed.elements if attrs.get("fill", "").startswith("url(#")]
    assert patterns
    assert [name for name in patterns if name not in ids] == []


def test_sections_stand_in_their_order(parsed):
    headings = [attrs.get("id") for _, attrs in parsed.all("h2")]
    assert headings == [name for name, _ in SECTIONS]


def test_headings_do_not_skip_a_level(parsed):
    levels = [int(tag[1]) for tag, _ in parsed.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))


def test_every_picture_has_a_text_alternative(parsed):
    pictures = [(attrs, parents) for tag, attrs, parents in parsed.elements if tag in ("svg", "img")]
    assert len(pictures) > 5
    for attrs, _ in pictures:
        silent = attrs.get("aria-hidden") == "true"
        named = attrs.get("role") == "img" and (attrs.get("aria-label") or attrs.get("aria-labelledby"))
        assert silent or named, attrs
    for name in ("network", "map", "shares"):
        assert f"{name}-title" in parsed.ids()
        assert f"{name}-desc" in parsed.ids()


def test_nothing_is_loaded_and_nothing_runs(parsed, page):
    assert parsed.all("script", "link", "iframe", "object", "embed", "base", "form") == []
    for tag, attrs, _ in parsed.elements:
        assert not [key for key in attrs if key.lower() in LOADS or key.lower().startswith("on")], (tag, attrs)
        assert tag == "a" or attrs.get("href", "#").startswith("#"), (tag, attrs)
    styles = page[page.index("<style>") : page.index("</style>")]
    assert "@import" not in styles
    assert "url(" not in styles
    assert "@font-face" not in styles


def test_links_lead_to_the_web_or_into_the_page(parsed):
    assert {attrs["href"].split(":")[0].split("#")[0] for _, attrs in parsed.all("a")} <= {"http", "https", ""}


def test_language_skip_link_and_tables_are_there_for_readers_of_text(parsed):
    assert [attrs["lang"] for _, attrs in parsed.all("html")] == ["en-GB"]
    first_link = parsed.all("a")[0][1]
    assert first_link == {"class": "skip", "href": "#main"}
    tables = parsed.all("table")
    assert len(tables) == len(parsed.all("caption")) > 8
    scrolls = [attrs for _, attrs in parsed.all("div") if attrs.get("class") == "scroll"]
    assert len(scrolls) == len(tables)
    for attrs in scrolls:
        assert (attrs["tabindex"], attrs["role"]) == ("0", "region")
        assert attrs["aria-label"]


def test_what_parties_and_reporters_write_is_shown_as_text(brief):
    evil = '<script>alert("x")</script>'
    parties = tuple(replace(row, name=evil) for row in brief.parties)
    voices = tuple(replace(row, note=evil, reporter=evil, source="javascript:alert(1)") for row in brief.voices)
    claims = tuple(replace(row, speaker=evil, address="javascript:alert(1)") for row in brief.claims)
    seats = tuple(replace(row, name=evil) for row in brief.seats)
    spoilt = replace(brief, title=evil, parties=parties, voices=voices, claims=claims, seats=seats)
    parsed = Page(as_html(spoilt))
    assert parsed.all("script") == []
    assert parsed.wrong == []
    assert sum(evil in text for _, text in parsed.texts) > 10
    assert not [attrs for _, attrs in parsed.all("a") if "javascript" in attrs["href"]]
    written = as_markdown(spoilt)
    assert "<script" not in written
    assert "](javascript" not in written


def test_markdown_has_the_sections_of_the_page(brief):
    written = as_markdown(brief)
    headings = [line[3:] for line in written.splitlines() if line.startswith("## ")]
    assert len(headings) == len(SECTIONS) - 1  # the passages are in the page only
    assert headings[0] == "Verdict"
    for advice in brief.advices:
        for sentence in advice.verdict:
            assert sentence.replace("|", "\\|") in written.replace("\\", "")


def test_markdown_tables_have_as_many_cells_in_every_row(brief):
    rows = 0
    for line, after in zip((lines := as_markdown(brief).splitlines()), [*lines[1:], ""], strict=True):
        if line.startswith("|") and after.startswith("|"):
            assert line.replace("\\|", "").count("|") == after.replace("\\|", "").count("|"), (line, after)
            rows += 1
    assert rows > 40
