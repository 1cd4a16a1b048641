"""Where actor and target stand around a cue: patterns over the signs of a clause."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import NamedTuple

from prepoll.news.clause import Clause
from prepoll.news.mentions import Mention

M = "[NHWZDE0]"
LIST = rf"{M}(?:(?:,{M})*,?a[1-7]?\.?{M})?"
HEADED = rf"\.?({LIST})"
BESIDE = re.compile(rf"[.XLUY#l9fmkc43']{{0,5}}?1[1.9]?\.?({LIST})")
TOWARDS = re.compile(rf"[.9#4X]{{0,3}}?2[.9]?({LIST})")
BETWEEN = re.compile(rf"[.XLUY#l9f43vj']{{0,5}}?7{HEADED}")
LINKED = ("alongside", " with", " to", " from", " on", " for", " of")
AMONG = re.compile(rf"3{HEADED}")
TALKING_TO = re.compile(rf"2[.9]?({LIST})")
GIVEN_TO = re.compile(rf"\.?[24][.9]?({LIST})|[53][.9]?({M})")
DIRECT = re.compile(rf"[.9]?({LIST})")
AFTER_LINK = re.compile(rf"\.?[1-9][.9]?({LIST})")
TO_WHOM = re.compile(rf"(?:[.#X9fm]|,?a#){{0,7}}?[24][.9]?({LIST})")
FROM_WHOM = re.compile(rf"[.#X9fm]{{0,5}}?[52][.9]?({LIST})")
BY_WHOM = re.compile(rf"[^\";:?|,q]{{0,5}}?6\.?({LIST})")
OWNERS = re.compile(rf"({M}),?a?({M})'?\Z")
JOINED = re.compile(rf"(?:({M})'?(?:,|a|,a)(?:[19]|\.)?)+\Z")
REACH = 22  # chunks between a cue and who acts
ASKED_TO = ("s2", "O2")
PREPOSITIONS = frozenset("123456789")
VERBS = frozenset("lxVSBPpRQGgFMtdres8YJkc^O")
TAKING = ("bring", "brought", "contact", "knock")
CONJUNCTIONS = frozenset(("as", "after", "since", "before", "like", "than"))
ACTS = frozenset("gGvjylcQBRVPrsoJFqm")
ENDS = frozenset('";:?(')
ANTECEDENT = re.compile(r"([NHZD])[,.'92]{0,2}\Z")
OF = (" of", " for", " on", " about", " with", " from", " to")
EMPOWERED = ("authori", "empower", "mandat", "task", "deput")
NOMINAL = frozenset("UKLOM")


class Part(Enum):
    """What a mention is to the verb before a cue."""

    SUBJECT = auto()
    OBJECT = auto()
    URGED = auto()  # asked, wanted or invited to do what follows


class Subject(NamedTuple):
    """Who acts: the mentions of a list, where they stand, and whom the verb before the cue urges."""

    mentions: tuple[Mention, ...]
    place: int  # of the last of them; where none is found, of what bounds the clause
    urged: int | None = None  # the place of a mention that is asked, wanted or invited


def mentions_at(clause: Clause, left: int, right: int) -> tuple[Mention, ...]:
    """Return the mentions between two places."""
    return tuple(c.mention for c in clause.chunks[left:right] if c.mention is not None)


def aim(clause: Clause, place: int, *patterns: re.Pattern[str]) -> tuple[tuple[Mention, ...], int] | None:
    """Return the mentions that the first fitting pattern finds from a place on, and where they end."""
    for pattern in patterns:
        found = pattern.match(clause.signs, place)
        if found:
            group = found.lastindex or 1
            end = trimmed(clause, *found.span(group))
            return mentions_at(clause, found.start(group), end), end
    return None


def trimmed(clause: Clause, left: int, right: int) -> int:
    """Cut a list where a part of it is the subject of what follows ("with A and B will …")."""
    signs = clause.signs
    verb = signs[right : right + 1] in ("v", "q", "l", "j", "y", "m", "r") and right < len(signs)
    joint = signs.rfind("a", left, right)
    return joint - (signs[joint - 1] == ",") if verb and joint > 0 and signs[joint - 1] == "," else right


def subject(clause: Clause, place: int) -> Subject:
    """Find who acts in a clause: the nearest mention before a cue that is no object and after no preposition."""
    signs = clause.signs
    urged, at = None, place - 1
    while at >= 0 and place - at < REACH:
        sign = signs[at]
        meant = ANTECEDENT.search(signs, 0, at) if sign == "w" else None
        if meant:
            closed = signs.rfind(",", at, place)
            who = mentions_at(clause, head_of(signs, meant.start(1)), meant.end(1))
            return Subject(who, max(at, closed), urged)
        if sign in ENDS:
            break
        if sign in "NHWZD":
            head = head_of(signs, at)
            part = part_of(clause, place, head, at)
            if part is Part.SUBJECT:
                return Subject(mentions_at(clause, head, at + 1), at, urged)
            urged = at if part is Part.URGED else urged
            at = head
        at -= 1
    return Subject((), at, urged)


def part_of(clause: Clause, place: int, head: int, at: int) -> Part:
    """Return the part that a list of mentions plays in front of a cue."""
    signs = clause.signs
    last, two, behind = signs[head - 1 : head], signs[max(0, head - 2) : head], signs[at + 1 : at + 3]
    asked = two in ASKED_TO and behind[:1] in ("2", "h")
    if two in ("sh", "Sh") or asked or (two == "s." and signs[place] in "QJ"):
        return Part.URGED
    joined = last == "9" and behind[:1] in ACTS and clause.words(head - 1) in CONJUNCTIONS
    governed = (last in PREPOSITIONS and not joined) or (two[1:] == "." and two[0] in "123456")
    of_it = last not in ("", "q", ",", "a", "S", "V") and clause.words(head - 1).endswith(OF)
    aside = last == "," and behind == "q,"
    mandated = last == "s" and clause.words(head - 1).startswith(EMPOWERED)
    if aside or mandated or ((governed or of_it) and behind[:1] != "w"):
        return Part.OBJECT
    if last == "V" and clause.words(head - 1).startswith(TAKING):
        return Part.OBJECT
    if last == "s" or (last in "SV" and last and has_subject(signs, head - 1)) or two == "S2":
        return Part.URGED
    return Part.OBJECT if last and last in VERBS and has_subject(signs, head - 1) else Part.SUBJECT


def has_subject(signs: str, place: int) -> bool:
    """Say whether a mention stands somewhere before a verb in its clause."""
    for sign in reversed(signs[:place]):
        if sign in ENDS:
            return False
        if sign in "NHWZD":
            return True
    return False


def head_of(signs: str, at: int) -> int:
    """Return where the list begins that ends at a mention: joined by "and", or by commas before it."""
    head = at
    while head >= 2:
        if signs[head - 1] in "a~" and signs[head - 2] in "NHWZD":
            head -= 2
        elif (head >= 3 and signs[head - 2 : head] == ",a" and signs[head - 3] in "NHWZD") or (
            head >= 3 and signs[head - 1] in ".13" and signs[head - 2] == "a" and signs[head - 3] in "NHWZD"
        ):
            head -= 3
        elif (
            signs[head - 1] == ","
            and signs[head - 2] in "NHWZD"
            and (head != at or head == 2 or signs[head - 3] in ':"')
        ):
            head -= 2
        else:
            break
    return head
