"""Reads the cue files: words and frames are data, each with an example that runs as a test."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import count
from typing import Any

from prepoll.errors import NewsError
from prepoll.names import Stance

# A mention is masked by a run of one private character, which also carries its number and its kind.
NAMED = "[\ue000-\uefff]"
ANYONE = "[\uf000-\uf2ff]"
PAIR = "[\uf300-\uf4ff]"
OURSELVES = "[\uf500-\uf5ff]"
PRONOUN = "[\uf600-\uf8ff]"
MENTION = "[\ue000-\uf8ff]"
OTHER = "[^\ue000-\uf8ff;]"

RELATIVE = r"(?:,? (?:who|which|whose|once|long|both|till|until|already)[^;\"]{0,90}?,)?"


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and the (actor, target, stance) triples that it must give."""

    text: str
    gives: tuple[tuple[str, str | None, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Cue:
    """A form of words, the stance it states and where actor and target stand.

    `actor`: slot, subject, speaker; `target`: slot, anyone, none, context,
    unnamed (nobody, where the sentence names no other party); `negated`: the stance under a negation,
    None where a negated cue says nothing.
    """

    id: str
    stance: Stance
    anchors: tuple[str, ...]
    written: str  # the pattern as the file has it
    actor: str
    target: str
    negated: Stance | None
    firm: bool  # holds its own negation and tense; nothing around it is looked at
    negates: bool  # is itself negative; only what stands before it turns it round
    bloc_only: bool  # says so only of a bloc
    examples: tuple[Example, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return the pattern, compiled on first use; NewsError names a cue whose pattern does not compile."""
        return compiled(self.id, self.written)


@cache
def compiled(name: str, written: str) -> re.Pattern[str]:
    """Compile the pattern of the cue of a name; most runs need only those whose anchors are in the text."""
    try:
        return re.compile(r"(?<![\w-])(?:" + expand(written) + r")(?!\w)")
    except re.error as wrong:
        raise NewsError(f"cue {name}: the pattern does not compile: {wrong}.") from wrong


@cache
def table(name: str) -> Mapping[str, Any]:
    """Read one cue file."""
    return tomllib.loads(files("prepoll.news").joinpath("cues", f"{name}.toml").read_text(encoding="utf-8"))


def alternation(words: list[str]) -> str:
    """Join words into a group, the longest first."""
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


@cache
def macros() -> Mapping[str, str]:
    """Return the named pieces that patterns are made of, slots included."""
    before = f"(?:{alternation(table('words')['determiners']['words'])}[ -])*"
    joint = r"(?:, (?:and |or )?| and | or | nor | & |/| as well as | along with |-)(?:with |to |for )?"
    listed = rf"{MENTION}+(?:'s?)?(?:{joint}{before}{MENTION}+)*"
    pieces = {name: alternation(words) for name, words in table("words")["words"].items()}
    pieces |= {name: f"(?:{pattern})" for name, pattern in table("words")["patterns"].items()}
    pieces |= {
        "A": f"(?P<A>{before}{listed}){RELATIVE}",
        "T": f"(?P<T>{before}{listed})",
        "M": f"(?:{before}{MENTION}+)",
        "WE": f"(?P<A>{OURSELVES}+|{PRONOUN}+)",
        "N": f"(?P<T>{before}{NAMED}+)",
        "US": f"{OURSELVES}+",
        "NOBODY": f"{ANYONE}+",
        "any": rf"(?:(?!{MENTION})[\w'\-,]+ ){{0,4}}?",
        "few": rf"(?:(?!{MENTION})[\w'\-]+ ){{0,2}}?",
        "gap": rf"{OTHER}{{0,60}}?",
        "short": rf"{OTHER}{{0,25}}?",
        "far": r"[^;]{0,90}?",
    }
    return pieces


def expand(pattern: str) -> str:
    """Put the pieces in place of their names in braces; nested pieces too."""
    known = macros()
    for _ in range(4):
        pattern = re.sub(r"\{([A-Za-z_]+)\}", lambda m: known.get(m[1], m[0]), pattern)
    numbers = count()
    pattern = re.sub(r"\(\?P<([AT])>", lambda m: f"(?P<{m[1]}{next(numbers)}>", pattern)
    left = re.search(r"\{[A-Za-z_]+\}", pattern)
    if left:
        raise NewsError(f"a cue names {left[0]}, which no file defines. Add it to words.toml.")
    return pattern


@cache
def cues() -> tuple[Cue, ...]:
    """Return all claim cues, in the order of the files."""
    return tuple(
        read_cue(row)
        for name in ("refusals", "approaches", "deals", "contests", "idioms", "turns")
        for row in table(name)["cue"]
    )


def slot(found: re.Match[str], name: str) -> tuple[int, int] | None:
    """Return where a match's slot A or T stands, None where it is empty."""
    for group, text in found.groupdict().items():
        if group.startswith(name) and text:
            return found.span(group)
    return None


def read_cue(row: Mapping[str, Any]) -> Cue:
    """Make a cue of a row of a file."""
    return Cue(
        id=row["id"],
        stance=Stance(row["stance"]),
        anchors=tuple(row["anchors"]),
        written=row["pattern"],
        actor=row.get("actor", "slot" if "{A}" in row["pattern"] or "{WE}" in row["pattern"] else "subject"),
        target=row.get("target", "slot"),
        negated=Stance(row["negated"]) if row.get("negated") else None,
        firm=row.get("firm", False),
        negates=row.get("negates", False),
        bloc_only=row.get("bloc_only", False),
        examples=tuple(
            Example(item["text"], tuple((a, t or None, s) for a, t, s in item["gives"])) for item in row["examples"]
        ),
    )
