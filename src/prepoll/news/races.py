"""Who goes to the polls how: alone, with somebody, under a banner, in whose favour; and who looks for allies."""

from __future__ import annotations

import re

from prepoll.names import Stance
from prepoll.news import frames
from prepoll.news.clause import Clause
from prepoll.news.found import Found, Telling, checked, sides
from prepoll.news.frames import aim, mentions_at, subject
from prepoll.news.scope import odd, stance_of
from prepoll.news.verbs import ON_BOARD

BANNER = re.compile(r"(?:'s?)? (?:banner|symbol|flag|umbrella|leadership|logo)")
GETTING = re.compile(r"^(?:get|got|receive|bag|secure)|content|make|made")
TWO_NUMBERS = re.compile(r"[.9]?#X?a#X?")
FIELDING = re.compile("(?:a )?(?:candidate|nominee)")
GOT = re.compile(rf"[.9]?(?:#X|X|#)(?:5\.?|[.9Yf]{{1,3}}[UL]\.?1\.?)({frames.LIST})")
HAVING = re.compile(rf"[ljgVPQ]\.?({frames.LIST})")  # "happy to have the Greens in the fold"
DOOR_KEPT = re.compile(r"(?:door|gate)s? (?:\w+ )?(?:on|to|for)$")  # "has not closed the door on"
STANDING_DOWN = re.compile(r"withdr|stand|stood|step|pull|retire|candidate|nominee|vote|favou?r")
SOLO_VERB = re.compile(
    r"a candidate|candidate|nominee|be |is |are |fly|plough|go|went|gone"
    r"|lone|full|complete|no |a lone|chart|walk|tread|stand"
)


def alone(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find who fights alone."""
    who = subject(clause, place)
    left = clause.signs[who.place + 1 : place]
    if "y" in left and "q" not in clause.signs[:place]:
        return None
    if FIELDING.match(clause.words(place)) and not re.search(r"[ljv]\.?\Z", left):
        return None
    around = left + clause.signs[place + 1 : place + 5]
    if who.urged is not None or not ("l" in around or SOLO_VERB.match(clause.words(place))):
        return None
    stance = stance_of("A", left, "") if len(sides(who.mentions)) < 2 or "all" not in clause.words(place) else None
    return checked(clause, place, place + 1, stance, who.mentions, ())


def got(clause: Clause, place: int) -> Found | None:
    """Find who gets how many seats of whom ("got three seats as part of the deal with the Reds")."""
    seats = GOT.match(clause.signs, place + 1) if GETTING.search(clause.words(place)) else None
    if seats is None:
        return None
    who = subject(clause, place)
    left = clause.signs[who.place + 1 : place]
    stance = None if odd(left) or set(left) & set("rsdio") else Stance.OFFERS if "m" in left else Stance.SEAT_DEAL
    return checked(clause, place, seats.end(), stance, mentions_at(clause, *seats.span(1)), who.mentions)


def apiece(clause: Clause, place: int) -> Found | None:
    """Find two that fight so many seats and so many ("A and B, contesting 120 and 123 seats respectively")."""
    who = subject(clause, place)
    counted = TWO_NUMBERS.match(clause.signs, place + 1)
    if counted is None or len(sides(who.mentions)) != 2 or odd(clause.signs[who.place + 1 : place]):
        return None
    return checked(clause, place, counted.end(), Stance.SEAT_DEAL, who.mentions, None)


def fought(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find who goes to the polls with somebody, or under somebody's banner."""
    signs = clause.signs
    given = got(clause, place) or apiece(clause, place)
    if given is not None:
        return given
    under = aim(clause, place + 1, re.compile(rf"l?9({frames.LIST})"))
    if under and BANNER.match(clause.low, clause.chunks[under[1] - 1].end):
        target = under
    else:
        words = clause.words(place)
        plain = "" if words.startswith("go") else "[.#f9]{0,3}l" if words.startswith("f") else "[.#f9]{0,3}[lf]"
        found = aim(clause, place + 1, re.compile(rf"{plain}[f9.]{{0,2}}1\.?({frames.LIST})"))
        if found is None:
            return None
        target = found
    who = subject(clause, place)
    if who.urged is not None:
        return None
    stance = stance_of("J", signs[who.place + 1 : place], "")
    return checked(
        clause, place, target[1], asserted_fight(stance, signs[who.place + 1 : place]), who.mentions, target[0]
    )


def asserted_fight(stance: Stance | None, left: str) -> Stance | None:
    """Keep an agreement to fight together only where it is told of what is to come."""
    return None if stance is Stance.AGREED and not re.search(r"[vc>l]", left) else stance


def favoured(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find somebody in whose favour a candidate is withdrawn."""
    words = clause.words(place)
    target = aim(clause, place + 1, frames.DIRECT)
    if target and DOOR_KEPT.search(words):
        who = subject(clause, place)
        left = clause.signs[who.place + 1 : place]
        stance = None if "y" in left else Stance.RULES_OUT if odd(left) else Stance.OPEN
        return checked(clause, place, target[1], stance, who.mentions, target[0])
    held = aim(clause, place + 1, HAVING) if not target else None
    if held and ON_BOARD.match(clause.low, clause.chunks[held[1] - 1].end):
        who = subject(clause, place)
        stance = Stance.RULES_OUT if odd(clause.signs[who.place + 1 : place]) else Stance.OPEN
        return checked(clause, place, held[1], stance, who.mentions, held[0])
    if not words.startswith("in fav"):
        return None
    who = subject(clause, place)
    run = clause.low[clause.start : clause.chunks[place].start]
    if target is None or not STANDING_DOWN.search(run):
        return None
    return checked(clause, place, target[1], Stance.SUPPORTS, who.mentions, target[0])


def ended(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find a bloc that is over, or that somebody has ended."""
    if not telling.blocs:
        return None
    who = subject(clause, place)
    left = clause.signs[who.place + 1 : place]
    gone = any(p in telling.blocs for m in who.mentions for p in m.parties)
    if not gone or not re.fullmatch(r"[vjy.]{1,3}", left):
        return None
    by = frames.BY_WHOM.match(clause.signs, place + 1)
    actors = mentions_at(clause, *by.span(1)) if by else ()
    return checked(clause, place, by.end() if by else place + 1, Stance.BREAKS, actors, who.mentions)


def looking(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find who looks for allies."""
    who = subject(clause, place)
    left = clause.signs[who.place + 1 : place]
    return checked(clause, place, place + 1, None if odd(left) or "r" in left else Stance.SEEKS, who.mentions, ())
