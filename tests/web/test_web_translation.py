"""Every text of the pages goes through Django's translation, so that other languages can follow."""

import ast
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

import prepoll_web

HERE = Path(prepoll_web.__file__).parent
TEMPLATES = sorted(HERE.rglob("templates/**/*.html"))
SPOKEN = frozenset({"aria-label", "title", "placeholder", "alt", "label", "data-words"})
"""Attributes that are read out or shown."""
NO_LANGUAGE = frozenset({"prepoll", "CSV", "JSON", "UTC", "Markdown", "R"})
"""Names, formats and the hour of the world: they stay as they are."""
HOLE = " "
"""Where a template puts something in."""
NOT_SAID = {"block width": "endblock"}
"""Parts of a template that are no text: a class of the page's body."""


class Texts(HTMLParser):
    """Gathers what a page says: text between tags, and attributes that are read out."""

    def __init__(self):
        super().__init__()
        self.found, self.quiet = [], 0

    def handle_starttag(self, tag, attrs):
        self.quiet += tag in ("script", "style")
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag):
        self.quiet -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.quiet:
            self.found.append(data)


def bare(source):
    """Return a template with a hole for whatever it puts in, and for what is translated."""
    kept, within = [], ""
    for token in Lexer(source).tokenize():
        word = token.contents.split()[0] if token.token_type == TokenType.BLOCK and token.contents else ""
        if word in ("blocktranslate", "comment"):
            within = f"end{word}"
        elif token.contents in NOT_SAID:
            within = NOT_SAID[token.contents]
        elif within and word == within:
            within = ""
            kept.append(HOLE)
        elif not within:
            kept.append(token.contents if token.token_type == TokenType.TEXT else HOLE)
    return "".join(kept)


def untranslated(source):
    """List what a template says in one language alone."""
    texts = Texts()
    texts.feed(bare(source))
    texts.close()
    words = [word for text in texts.found for word in re.findall(r"[^\W\d_]{2,}", text)]
    return [word for word in words if word not in NO_LANGUAGE]


def test_no_template_says_a_word_that_cannot_be_translated():
    assert len(TEMPLATES) > 60
    found = {path.name: words for path in TEMPLATES if (words := untranslated(path.read_text(encoding="utf-8")))}
    assert found == {}


def test_a_word_that_cannot_be_translated_is_found():
    assert untranslated("<p>Nothing yet</p>") == ["Nothing", "yet"]
    assert untranslated('<a aria-label="Close">×</a>') == ["Close"]
    assert (
        untranslated('<p title="{% translate "Close" %}">{% blocktranslate %}A {{ word }}{% endblocktranslate %}</p>')
        == []
    )


PAGES = ("cases", "evidence", "field", "runs", "scenarios", "teams")
"""Applications whose refusals are read on pages; what the terminal says is in one language, as the library is."""
TRANSLATES = frozenset({"gettext", "ngettext", "lazy", "_"})


def refusals(source):
    """List the texts with which a module refuses something and which go through no translation."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if name_called(node).endswith("Error") or name_called(node) == "PermissionDenied":
            parts = [each for text in node.args[:1] for each in ast.walk(text)]
            said = [each.value for each in parts if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if any(" " in each.strip() for each in said) and not TRANSLATES & set(map(name_called, parts)):
                found.append(" … ".join(said))
    return found


def name_called(node):
    """Return the name of a plain function or class that is called; else the empty text."""
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def test_no_refusal_of_a_page_is_said_in_one_language_alone():
    modules = [path for name in PAGES for path in sorted((HERE / name).rglob("*.py")) if "migrations" not in path.parts]
    found = {path.name: words for path in modules if (words := refusals(path.read_text(encoding="utf-8")))}
    assert found == {}
    assert refusals('raise UsageError(f"There is no {x} here.")') == ["There is no  …  here."]
    assert refusals('raise UsageError(gettext("None of it."))') == []


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gathering the texts needs xgettext")
def test_a_translator_gets_every_text_in_one_file(tmp_path):
    """What `django-admin makemessages` does on a copy: it reads every template and module without a complaint."""
    copy = tmp_path / "prepoll_web"
    shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("__pycache__", "fonts", "static", "locale"))
    (copy / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "hi", "--locale", "ur"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for language in ("hi", "ur"):
        told = (copy / "locale" / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
        assert told.count("msgid ") > 800
        for text in ("Who is where", "This article is in the case already.", "The same for other programs:"):
            assert f'msgid "{text}"' in told
