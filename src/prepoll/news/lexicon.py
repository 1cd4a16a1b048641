"""Reads the cue files: words, their kinds and their frames are data, each cue with an example that runs as a test."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from prepoll.errors import NewsError
from prepoll.names import Stance
from prepoll.news.forms import written_out

FILES = ("cores", "idioms", "turns", "glue")
OPENERS = {
    "E": re.compile(".*(?:part|all[iy]|outfit|force|group|front|camp)"),
    "c": re.compile("divided|split|shared|carved|sorted|settled|agreed|sewn|wrapped"),
    "d": re.compile(
        "nothing to it|a nice story|.*fabrication|fairy tale|.*invention|nothing of the|not an iota|no truth|fiction"
        "|baseless|hogwash|planted|figment|fabricat|concoct|nonsense"
    ),
    "s": re.compile("want"),
    "o": re.compile("in fav"),
    "k": re.compile("settled|sewn|wrapped|finali"),
    "r": re.compile(
        "does not arise|out of the question|not a chance|not in my|rul\\w+ (?:it|that|this|anything) out|.*happen"
        "|.*against (?:it|that|the idea)|rul\\w+ out"
    ),
    "l": re.compile(
        "go.* (?:polls?|elections?|voters|people|battle|fray)|fight$|contest$|fought$|fighting$|contesting$"
    ),
}
STRONG = frozenset("LKJA@^B")
ALLIED = re.compile("allianc|pact|tie-?up|coalition|merger|gathbandhan|joint|electoral|truck|partnership|the alliance")
CORES = frozenset("ULKMJYQVSBRPpAOGgFX^@")
TOPICS = frozenset("BJTSPAOYXG")  # signs of the classes that a sentence can speak of
MARKS = {
    ",": ",", ";": ";", ":": ":", '"': '"', "?": "?", "(": "(", ")": ")", "'s": "'", " - ": ",", "\u2013": ",",
    "\u2014": ",", "...": ",", "\u2026": ",", "!": ";",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and the (actor, target, stance) triples that it must give."""

    text: str
    gives: tuple[tuple[str, str | None, str], ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """Forms of words of one kind; the kind gives the stance and the frame."""

    id: str
    kind: str
    forms: tuple[str, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of words does: its sign in a clause, the stance that it states by itself, and its frame."""

    sign: str
    stance: Stance | None
    frame: str | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every form of words with its sign and its cue, and the automaton that finds them all in a sentence."""

    automaton: AhoCorasick
    forms: tuple[tuple[str, str], ...]  # sign and cue of each
    wide: tuple[bool, ...]  # has the form several words?
    index: Mapping[str, int]
    strong: tuple[str, ...]  # forms that a claim can hang on, wherever names are near
    weak: tuple[str, ...]  # forms that a claim can hang on beside a name


@cache
def table(name: str) -> Mapping[str, Any]:
    """Read one cue file."""
    return tomllib.loads(files("prepoll.news").joinpath("cues", f"{name}.toml").read_text(encoding="utf-8"))


def alternation(words: list[str]) -> str:
    """Join words into a group, the longest first."""
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the kinds of words by name."""
    return {
        name: Kind(row["sign"], Stance(row["stance"]) if "stance" in row else None, row.get("frame"))
        for name, row in table("kinds")["kinds"].items()
    }


@cache
def cues() -> tuple[Cue, ...]:
    """Return all cues in the order of the files; NewsError names one of an unknown kind or without forms."""
    return tuple(read_cue(row) for name in FILES for row in table(name)["cue"])


def read_cue(row: Mapping[str, Any]) -> Cue:
    """Make a cue of a row of a file; raise NewsError where the row is none."""
    if row["kind"] not in kinds():
        raise NewsError(f"cue {row['id']}: there is no kind {row['kind']!r}. Add it to kinds.toml.")
    forms = tuple(written_out(row["forms"]))
    if not forms:
        raise NewsError(f"cue {row['id']} has no forms. Write them parted by commas.")
    given = (Example(e["text"], tuple((a, t or None, s) for a, t, s in e["gives"])) for e in row.get("examples", ()))
    return Cue(row["id"], row["kind"], forms, tuple(given))


@cache
def lexicon() -> Lexicon:
    """Build the lexicon: of two cues with one form the earlier has it."""
    known: dict[str, tuple[str, str]] = {}
    for form, sign, cue in all_forms():
        known.setdefault(form, (sign, cue))
    strong = tuple(form for form, (sign, _) in known.items() if strongly(sign, form))
    weak = (*(form for form, (sign, _) in known.items() if weakly(sign, form)), *topics())
    return Lexicon(
        AhoCorasick(list(known), matchkind=MatchKind.LeftmostLongest),
        tuple(known.values()),
        tuple(" " in form for form in known),
        {form: n for n, form in enumerate(known)},
        strong,
        weak,
    )


def topics() -> tuple[str, ...]:
    """Return the words of the classes that a sentence without a cue can speak of: a union, talks, support, seats."""
    spoken_of = [row["forms"] for row in table("classes")["class"] if row["sign"] in TOPICS]
    return tuple(form for forms in spoken_of for form in written_out(forms))


def strongly(sign: str, form: str) -> bool:
    """Say whether a claim can hang on a form wherever names are near: it speaks of little else than alliances."""
    if form.startswith("show"):
        return False
    return sign in STRONG or (sign == "U" and ALLIED.search(form) is not None)


def weakly(sign: str, form: str) -> bool:
    """Say whether a claim can hang on a form only beside a name."""
    return not strongly(sign, form) and (sign in CORES or (sign in OPENERS and OPENERS[sign].match(form) is not None))


def all_forms() -> Iterator[tuple[str, str, str]]:
    """Yield every form with its sign and its cue, words before marks."""
    for cue in cues():
        sign = kinds()[cue.kind].sign
        for form in cue.forms:
            going_on = sign == "c" and form.split()[0].endswith("ing")
            yield form, "t" if going_on else sign, cue.id
    for verb in table("speech")["verbs"]:
        yield verb, "q", "speech"
    for mark, sign in MARKS.items():
        yield mark, sign, "mark"


def number_pattern() -> str:
    """Return the pattern of a number in digits or words."""
    return str(table("words")["number"])


def whole_words(words: list[str]) -> re.Pattern[str]:
    """Compile a list of patterns that stand as whole words."""
    return re.compile(r"(?<![\w\-])(?:" + "|".join(words) + r")(?![\w\-])")
