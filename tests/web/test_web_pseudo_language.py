"""The pages in a language that puts each text between marks: whatever stands outside them is data, or was forgotten."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import trans_real
from test_web_access import ask, named_pages
from test_web_translation import NO_LANGUAGE, SPOKEN
from web_world import TUTORIAL, tutorial

from prepoll.brief import wording as library
from prepoll.names import Measure, Relation, Sphere, Status
from prepoll.strength.types import EvidenceKind
from prepoll_web import wording
from prepoll_web.jobs.actions import GAVE_OUT
from prepoll_web.jobs.models import Job, State
from prepoll_web.jobs.work import NO_ROOM, RIGHTS_ENDED, WENT_WRONG
from prepoll_web.scenarios.figures import figures
from prepoll_web.scenarios.models import Scenario
from prepoll_web.scenarios.plan import read_plan
from prepoll_web.scenarios.seat_map import _linked, seat_map
from prepoll_web.scenarios.seat_table import _parts, seat_rows
from prepoll_web.scenarios.studies import open_case

FUNCTIONS = ("gettext", "ngettext", "pgettext")
OPEN, CLOSE = "⟦", "⟧"
WORD = re.compile(r"[^\W\d_]{2,}")
MARKED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
"""The innermost marks and what is in them."""
VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "path", "circle", "line", "rect", "use"})
OF_ITS_OWN = ("brief-html", "record", "shared")
"""A brief is the library's document; the record shows rows as they are kept; what is shared was written before."""


def known_words():
    """Gather the words of the sample case, and of what the tests put into the workbench."""
    files = [path for path in TUTORIAL.rglob("*") if path.suffix in (".csv", ".toml", ".md")]
    found = {word for path in files for word in WORD.findall(path.read_text(encoding="utf-8"))}
    for path in Path(__file__).parent.glob("web_*world.py"):
        held = re.findall(r'"([^"\n]*)"', path.read_text(encoding="utf-8"))
        found |= {word for text in held for word in WORD.findall(text)}
    return {word.casefold() for word in found | NO_LANGUAGE}


class Seen(HTMLParser):
    """Gathers what a page says, but for codes, what can be typed over, and what says that it is in English."""

    def __init__(self):
        super().__init__()
        self.found, self.open = [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        away = tag in ("script", "style", "textarea", "code", "pre") or (given.get("lang") == "en" and tag != "html")
        if not self.away:
            self.found += [value for name, value in attrs if name in SPOKEN and value]
        if tag not in VOID:
            self.open.append((tag, away))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not self.away:
            self.found.append(data)

    @property
    def away(self):
        return any(away for _tag, away in self.open)


def outside(text):
    """Return what of a text is in no marks."""
    while (left := MARKED.sub(" ", text)) != text:
        text = left
    return text


@pytest.fixture
def marked(monkeypatch):
    """Put marks around every text that goes through translation; what was drawn in it before and is kept is dropped."""
    for name in FUNCTIONS:
        real = getattr(trans_real, name)
        monkeypatch.setattr(trans_real, name, lambda *given, real=real: between_marks(real(*given)))
    forget_functions()
    yield
    forget_functions()


def forget_functions():
    """Have translation look its functions up anew, and the drawings that it went into made anew."""
    for name in FUNCTIONS:
        translation._trans.__dict__.pop(name, None)
    _linked.cache_clear()
    _parts.cache_clear()


def between_marks(text):
    return f"{OPEN}{text}{CLOSE}" if text.strip() else text


def unmarked(page, known):
    """List what a page says outside the marks that is no data of the tests."""
    seen = Seen()
    seen.feed(page)
    seen.close()
    rows = (" ".join(outside(text).split()) for text in seen.found)
    return sorted({row for row in rows if any(word.casefold() not in known for word in WORD.findall(row))})


def is_secret(words):
    """Say whether a text is an address or a receipt, drawn at random."""
    return words.startswith(("http://testserver/", "F-"))


def test_no_page_says_what_a_translator_is_not_given(world, marked):
    known, found = known_words(), {}
    for page in named_pages():
        answer = ask(world, "owner", page, "GET")
        if answer.headers.get("Content-Type", "").startswith("text/html") and page not in OF_ITS_OWN:
            left = [words for words in unmarked(answer.content.decode(), known) if not is_secret(words)]
            found |= {page: left} if left else {}
    assert found == {}


@pytest.mark.parametrize("problem", [GAVE_OUT, NO_ROOM, RIGHTS_ENDED, WENT_WRONG])
def test_why_work_came_to_nothing_is_said_in_the_language_of_the_page(world, marked, problem):
    Job.objects.filter(id=world.ids["a"]["job"]).update(state=State.FAILED, problem=problem)
    assert f"{OPEN}{problem}{CLOSE}" in ask(world, "owner", "job", "GET").content.decode()


def test_why_an_archive_is_not_taken_is_said_in_the_language_of_the_page(world, marked):
    answer = world.usual_client("owner").post(world.at("add-case"), {"archive": tutorial(**{"votes.parquet": b"x"})})
    assert answer.status_code == 422
    said = re.search("<li[^>]*>[^<]*votes.parquet[^<]*</li>", answer.content.decode())[0]
    assert unmarked(said, {"votes", "parquet", "tutorial"}) == []
    assert OPEN in said
    assert "lang" not in said


def test_a_text_that_was_forgotten_is_found(world):
    assert unmarked(f"<p>{OPEN}Seats{CLOSE} Gullhaven Untold</p>", {"gullhaven"}) == ["Gullhaven Untold"]
    assert unmarked(f'<p lang="en">Untold</p><a title="{OPEN}of {OPEN}May{CLOSE}{CLOSE}">7</a>', set()) == []


def test_words_kept_after_they_were_drawn_are_kept_by_language(world, monkeypatch):
    """Rows and shapes of a seat outlive a move; who reads in another language gets them in theirs."""
    scenario = Scenario.objects.get(id=world.ids["a"]["scenario"])
    opened = open_case(scenario.case, scenario.seed, scenario.draws)
    seats = figures(opened, read_plan(scenario.plan)).seats
    monkeypatch.setattr(trans_real, "gettext", lambda text: f"{translation.get_language()}-{text}")
    forget_functions()
    for language in ("hi", "ur"):
        with translation.override(language):
            assert f"{language}-toss-up" in seat_rows(seats, opened.party)
            assert f"{language}-toss-up" in seat_map(opened.sheet, seats, opened.party)
    forget_functions()


@pytest.mark.parametrize(
    ("ours", "theirs", "keys"),
    [
        (wording.RELATIONS, library.RELATION_WORDS, Relation),
        (wording.STATUSES, library.STATUS_WORDS, Status),
        (wording.SPHERES, library.SPHERE_WORDS, Sphere),
        (wording.MEASURES, library.MEASURE_WORDS, Measure),
        (wording.KINDS, library.EVIDENCE_WORDS, EvidenceKind),
    ],
)
def test_untranslated_the_words_are_the_library_s(ours, theirs, keys):
    assert {key: str(ours[key]) for key in keys} == {key: theirs[key] for key in keys}


def test_untranslated_the_figures_are_the_library_s():
    for part in (0.0, 0.0004, 0.004, 0.0123, 0.05, 0.4, 0.599, 0.6, 0.8, 0.995, 1.0):
        assert wording.chance_word(part) == library.chance_word(part)
        assert wording.in_hundred(part) == library.in_hundred(part)
        assert wording.percent(part) == library.percent(part)
    assert wording.cutoffs() == library.cutoffs()
    for names in ((), ("A",), ("A", "B"), ("A", "B", "C")):
        assert wording.listed(names) == (library.listed(names) if names else "")
