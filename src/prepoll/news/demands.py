"""Seats that are wanted, and what one asks of another: seats, a place, or to come along."""

from __future__ import annotations

import re

from prepoll.names import Stance
from prepoll.news import frames
from prepoll.news.clause import Clause
from prepoll.news.found import Found, Telling, checked
from prepoll.news.frames import aim, mentions_at, subject
from prepoll.news.scope import odd
from prepoll.news.shares import AUXILIARY, seats

HELD = re.compile(
    r" (?:with (?:us|it|them|him|her|me)|on (?:its|their|our|his|her|the same) side|on board|inside"
    r"|in(?:to)? (?:its|their|our|the) (?:front|alliance|fold|camp|tent|boat))"
)
IN_FRONT = re.compile(r"9\.?([NZ])")
BIDDEN_BY = re.compile(rf"6\.?({frames.LIST})2[.vn]?[JYQ]")
ALL_TO_UNITE = re.compile(r"\.?#?E2[.vn]?[JYQ]")
ASKED_FOR = re.compile(rf"\.?({frames.LIST})(?:2?[gGj]W?|4).?(?:#X|X|#)")
ANYONE_NEXT = re.compile(r"\.?E")
WANTED_FROM = re.compile(rf"5\.?({frames.LIST})")
PLACE_FROM = re.compile(rf"\.5({frames.LIST})")  # "wants Northport from the Reds"
ABSTRACT = re.compile(
    r"answer|assur|apolog|clar|explan|repl|respon|support|help|vote|guarant|respect|commit|promise|word|money|fund|honest"
    r"|concession|more|something|nothing|anything|sign|gesture"
)
SEATS_BEFORE = re.compile(r"X[.hZNW]{0,2}\Z")
TO_GIVE = re.compile(rf"\.?({frames.LIST})2?([gGj])[WZ]?.?(?:#X|X|#)")
TO_LEAVE = re.compile(rf"\.?({frames.LIST})2([gG])(?:[WZ]\.|\.[24][WZ])")
SEATS_NEXT = re.compile(r"[.l29]{0,3}(?:#3?X|X|#)")
LIKED = re.compile('#(?!#?[^X,;"|.ha])')
LIKING = re.compile("(?:'d|would) (?:like|love|prefer)")
GIVING = re.compile("leav|give|gave|vacat|conced|cede|spare|allot|part with")
HAVE_INSIDE = re.compile(rf"[ljgV.]\.?({frames.LIST})")  # "desperate to get the Greens on board"
FOR_PLACE = re.compile(rf"\.?({frames.LIST})4\.")  # "requested the Reds for Northport"
FOR_UNION = re.compile(rf"\.?({frames.LIST})[4.]{{1,2}}(?:U|L)")  # "begged the Reds for a deal"
REQUESTING = re.compile("request|ask|press|urge|beg|plead|implore|beseech|petition|approach")


def asked(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find who asks somebody for seats ("A asked B for eight seats", "let B give us a fair share")."""
    for way in (asked_for_seats, asked_for_union, liked, bidden, asked_to_unite):
        found = way(clause, place, telling)
        if found is not None:
            return found
    return None


def asked_for_seats(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find who is asked for seats, or for a place."""
    found = ASKED_FOR.match(clause.signs, place + 1)
    if found is None and REQUESTING.match(clause.words(place)):
        spot = FOR_PLACE.match(clause.signs, place + 1)
        found = spot if spot and bare(clause, spot.end() - 1) else None
    if found is None:
        return None
    who = subject(clause, place)
    return checked(clause, place, found.end(), Stance.DEMANDS, who.mentions, mentions_at(clause, *found.span(1)))


def bare(clause: Clause, place: int) -> bool:
    """Say whether unknown words can be a place: no plain noun behind an article, and nothing that is no seat."""
    between = clause.low[clause.chunks[place - 1].end : clause.chunks[place].start]
    return not between.strip() and not ABSTRACT.search(clause.words(place))


def asked_for_union(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find who is asked for a union ("begged the Reds for a deal")."""
    found = FOR_UNION.match(clause.signs, place + 1) if REQUESTING.match(clause.words(place)) else None
    if found is None:
        return None
    who = subject(clause, place)
    left = clause.signs[who.place + 1 : place]
    stance = None if odd(left) or "r" in left else Stance.SEEKS
    return checked(clause, place, found.end(), stance, who.mentions, mentions_at(clause, *found.span(1)))


def liked(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find how many seats somebody would like, or whom they would like to leave them a place."""
    if not LIKING.search(clause.words(place)):
        return wanted_given(clause, place, telling) if REQUESTING.match(clause.words(place)) else None
    if LIKED.match(clause.signs, place + 1):
        return checked(clause, place, place + 2, Stance.DEMANDS, subject(clause, place).mentions, None)
    return wanted_given(clause, place, telling)


def bidden(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find who was asked by somebody to come along."""
    by = BIDDEN_BY.match(clause.signs, place + 1)
    if by is None or not AUXILIARY.search(clause.signs, 0, place):
        return None
    return checked(
        clause, place, by.end(), Stance.SEEKS, mentions_at(clause, *by.span(1)), subject(clause, place).mentions
    )


def asked_to_unite(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find who asks all parties to unite."""
    together = ALL_TO_UNITE.match(clause.signs, place + 1)
    caller = subject(clause, place).mentions if together else ()
    return checked(clause, place, together.end(), Stance.SEEKS, caller, ()) if together and caller else None


def wanted(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find seats that are wanted; a wish for a union is found by the union."""
    for way in (wanted_partners, wanted_from, wanted_given, wanted_place, wanted_inside):
        found = way(clause, place, telling)
        if found is not None:
            return found
    if clause.words(place).startswith("propos"):
        return None
    return seats(clause, place, telling) if SEATS_NEXT.match(clause.signs, place + 1) else None


def wanted_partners(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find like-minded parties that are wanted."""
    if not ANYONE_NEXT.match(clause.signs, place + 1):
        return None
    who = subject(clause, place)
    left = clause.signs[who.place + 1 : place]
    stance = None if odd(left) or "r" in left else Stance.SEEKS
    return checked(clause, place, place + 2, stance, who.mentions, ())


def wanted_from(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find the seats named before that are wanted from somebody ("ten seats that the Reds want from the Blues")."""
    source = aim(clause, place + 1, WANTED_FROM)
    if source is None or not SEATS_BEFORE.search(clause.signs, 0, place):
        return None
    return checked(clause, place, source[1], Stance.DEMANDS, subject(clause, place).mentions, source[0])


def wanted_given(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find who is wanted to give seats, or to leave a place ("would like the Reds to leave us Northport")."""
    give = TO_GIVE.match(clause.signs, place + 1) or TO_LEAVE.match(clause.signs, place + 1)
    if give is None or ("#" not in give[0] and "X" not in give[0] and not GIVING.match(clause.words(give.start(2)))):
        return None
    target = mentions_at(clause, *give.span(1))
    return checked(clause, place, give.end(), Stance.DEMANDS, subject(clause, place).mentions, target)


def wanted_place(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find a place that is wanted from somebody ("wants Northport from the Reds")."""
    source = aim(clause, place + 1, PLACE_FROM)
    if source is None or not bare(clause, place + 1) or odd(clause.signs[max(0, place - 3) : place]):
        return None
    return checked(clause, place, source[1], Stance.DEMANDS, subject(clause, place).mentions, source[0])


def wanted_inside(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find who is wanted in a front."""
    held = aim(clause, place + 1, frames.DIRECT, HAVE_INSIDE)
    if held is None or not taken_in(clause, held[1], telling) or odd(clause.signs[max(0, place - 3) : place]):
        return None
    return checked(clause, place, held[1], Stance.SEEKS, subject(clause, place).mentions, held[0])


def taken_in(clause: Clause, place: int, telling: Telling) -> bool:
    """Say whether somebody is wanted inside: "with us", "in its front", "in the Broad Front"."""
    front = aim(clause, place, IN_FRONT)
    named = front is not None and any(p in telling.blocs for m in front[0] for p in m.parties)
    return named or HELD.match(clause.low, clause.chunks[place - 1].end) is not None
