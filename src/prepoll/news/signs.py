"""Classes of words in a clause that names two parties; a net under the forms of words of the cues."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from prepoll.names import PartyCode, Stance
from prepoll.news.attribute import PREPOSITION
from prepoll.news.claims import Claim
from prepoll.news.lexicon import Example, expand, table
from prepoll.news.mask import Masked
from prepoll.news.mentions import Kind, Mention
from prepoll.news.scope import AFTERWARDS, past
from prepoll.news.sides import Telling

BOUNDARY = re.compile(r"; |: | but | while | whereas | although | though |, and ")


BOUND = re.compile(
    r"(?:with|alongside|beside|between|among|and|to|towards|&|,) "
    r"(?:(?:the|its|his|her|their|old|former|ally|both|ruling) )*\Z"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """The stance of a clause that shows all of some classes of words, one of others and none of a third."""

    id: str
    stance: Stance
    every: tuple[str, ...]
    one: tuple[str, ...]
    none: tuple[str, ...]
    spoken: bool  # only in somebody's words
    bound: bool  # only where "with", "to" or "and" ties the target in
    example: Example


@cache
def signs() -> dict[str, re.Pattern[str]]:
    """Return a pattern for each class of words."""
    found = {}
    for name, words in table("signs")["signs"].items():
        written = (expand(w).replace("*", r"\w*") if "{" not in w else expand(w) for w in words)
        found[name] = re.compile(r"(?<![\w\-])(?:" + "|".join(written) + r")(?!\w)")
    return found


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules in the order in which they are tried."""
    return tuple(
        Rule(
            row["id"],
            Stance(row["stance"]),
            tuple(row["all"]),
            tuple(row["any"]),
            tuple(row["none"]),
            row.get("spoken", False),
            row.get("bound", False),
            Example(row["example"]["text"], tuple((a, t or None, s) for a, t, s in row["example"]["gives"])),
        )
        for row in table("signs")["rule"]
    )


def signed_claims(masked: Masked, telling: Telling) -> Iterator[Claim]:
    """Yield at most one claim for each clause of a sentence in which no cue was found."""
    text = masked.text
    if text.rstrip("\"' )").endswith("?") or AFTERWARDS.search(text):
        return
    start = 0
    for cut in [*BOUNDARY.finditer(text), None]:
        end = cut.start() if cut else len(text)
        if not past(text[start:end], telling.year):
            yield from clause_claims(masked, start, end, telling.own)
        start = cut.end() if cut else end


def clause_claims(masked: Masked, start: int, end: int, own: tuple[PartyCode, ...]) -> Iterator[Claim]:
    """Yield the claim of one clause, none where it names no two parties or no rule fits."""
    inside = [m for m in masked.within(start, end) if m.parties and m.kind is not Kind.ANYONE]
    actors, target = sides(masked, inside, own)
    if not actors or target is None:
        return
    run = masked.text[start:end]
    aim = next((m for m in inside if target in m.parties), None)
    tied = aim is None or BOUND.search(masked.text, 0, aim.start - masked.start) is not None or len(aim.parties) > 1
    shown = {name for name, pattern in signs().items() if pattern.search(run)}
    if "hearsay" in shown:
        return
    for rule in rules():
        fits = set(rule.every) <= shown and not shown & set(rule.none) and (not rule.one or shown & set(rule.one))
        if fits and (own or not rule.spoken) and (tied or not rule.bound):
            yield Claim(
                actors[0],
                target,
                rule.stance,
                masked.start + start,
                masked.start + end,
                rule.id,
                inside[0] if inside else None,
            )
            return


def sides(
    masked: Masked, inside: list[Mention], own: tuple[PartyCode, ...]
) -> tuple[tuple[PartyCode, ...], PartyCode | None]:
    """Return who acts and towards whom in a clause: subject and another party, or the speaker's party and another."""
    subject = next((m for m in inside if not PREPOSITION.search(masked.text, 0, m.start - masked.start)), None)
    if subject is not None and len(subject.parties) == 2:
        return (subject.parties[0],), subject.parties[1]
    actor = subject.parties if subject else own
    others = [p for m in inside for p in m.parties if p not in actor]
    if not others and own and own != actor:
        return own, actor[0] if actor else None
    return actor, others[0] if others else None
