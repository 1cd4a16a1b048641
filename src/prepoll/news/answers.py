"""Answers in few words: a door that is open, a report that is not so, a question that does not arise."""

from __future__ import annotations

import re

from prepoll.names import Stance
from prepoll.news import frames
from prepoll.news.clause import Clause
from prepoll.news.found import Found, Telling, checked
from prepoll.news.frames import aim, mentions_at, subject
from prepoll.news.mentions import Kind, Mention
from prepoll.news.scope import odd

WITH_WHOM = re.compile(rf'(?:\A|[";|])1\.?({frames.LIST}),?(?P<will>\.?[WZ]v+)?\Z')  # "With the Blues, no."
TELLING = frozenset("ULKJQYMPpVBRAXGgF")
DEALING = re.compile(rf"[.9#]{{1,5}}1\.?({frames.LIST})")  # "ruled out any such gesture towards the Blues"
FLAT = re.compile("rul|reject|spurn|refus|dismiss|oppos|veto|block|resist")
ENTRY = re.compile(rf"\.?({frames.LIST})'?")
INTO = re.compile(r"'s? (?:entry|inclusion|induction|admission|return|participation)")
SHORT_REFUSAL = re.compile("does not arise|out of the question|not a chance|not in my")
WHOLE_REFUSAL = re.compile(
    r"rul\w+ (?:it|that|this|anything) out|out of the question|happen|unthinkable|impossible"
    r"|against (?:it|that|the idea)"
)
SHORT_DENIAL = re.compile(
    r"nothing to it|nice story|invention|imagination|fantasy|fairy tale|nothing of the|not an iota|no truth|fiction"
    r"|baseless|hogwash|planted|figment|fabricat|concoct|nonsense|mere specul"
)


def welcomed(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find a door that is open, or a proposal that would be considered."""
    signs = clause.signs
    if re.match(r"[42]?[.]?[ULKJ]", signs[place + 1 :]):
        return None
    who = subject(clause, place)
    left = signs[who.place + 1 : place]
    stance = Stance.RULES_OUT if odd(left) or "r" in left else Stance.OPEN
    if "welcome" in clause.words(place) and who.mentions and telling.own:
        return checked(clause, place, place + 1, stance, (), who.mentions)
    target = aim(clause, place + 1, frames.DIRECT, frames.AFTER_LINK)
    opening = signs.rfind("i", 0, place)
    if target is None and opening >= 0:
        named = re.compile("[NHZE0]").search(signs, opening, place)
        target = (mentions_at(clause, *named.span()), place + 1) if named else None
    actors = () if who.place < opening else who.mentions
    return checked(clause, place, target[1] if target else place + 1, stance, actors, target[0] if target else ())


def denied(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find a denial that answers what was told before ("There is nothing of the sort")."""
    told = set(clause.signs) & frozenset("ULKJYQOP")
    if told or not telling.own or not SHORT_DENIAL.search(clause.words(place)):
        return None
    return Found(place, place + 1, Stance.DENIES, (), None)


def never(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find a "Never" that is all there is of a quotation."""
    fronted = WITH_WHOM.search(clause.signs, 0, place)
    flat = fronted and (fronted["will"] or clause.signs[place + 1 : place + 2] in ("", ",", ";", '"', "n"))
    run = clause.signs[fronted.start() : sentence_end(clause, place)] if fronted else ""
    if fronted and flat and telling.own and not set(run) & TELLING:
        return checked(clause, place, place + 1, Stance.RULES_OUT, (), mentions_at(clause, *fronted.span(1)))
    alone = (
        re.fullmatch(r'"n[,;]?"', clause.signs[place - 1 : place + 3]) or clause.signs[place - 1 : place + 2] == '"n"'
    )
    if place == 0 or not alone or not telling.own or not re.search("[ULKJQYP]", clause.signs):
        return None
    return Found(place, place + 1, Stance.RULES_OUT, (), None)


def sentence_end(clause: Clause, place: int) -> int:
    """Return the place of the mark that ends the words around a place."""
    stop = re.compile('[";|]').search(clause.signs, place)
    return stop.start() if stop else len(clause.signs)


def brushed_off(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find a short refusal that answers what the sentence, or the one before it, asks or tells."""
    if telling.own and telling.matter and WHOLE_REFUSAL.search(clause.words(place)) and not set(clause.signs) & TELLING:
        who = subject(clause, place)
        stance = Stance.OPEN if odd(clause.signs[who.place + 1 : place]) else Stance.RULES_OUT
        chunk = clause.chunks[place]
        other = tuple(p for p in telling.asked if p not in telling.own)[:1]
        target = (Mention(chunk.start, chunk.end, Kind.IT, other),) if other else None
        return checked(clause, place, place + 1, stance, (), target)
    entry = ENTRY.match(clause.signs, place + 1) if FLAT.match(clause.words(place)) else None
    if entry and INTO.match(clause.low, clause.chunks[entry.end(1) - 1].end):
        who = subject(clause, place)
        stance = Stance.OPEN if odd(clause.signs[who.place + 1 : place]) else Stance.RULES_OUT
        return checked(clause, place, entry.end(), stance, who.mentions, mentions_at(clause, *entry.span(1)))
    dealing = DEALING.match(clause.signs, place + 1) if FLAT.match(clause.words(place)) else None
    if dealing:
        who = subject(clause, place)
        stance = Stance.OPEN if odd(clause.signs[who.place + 1 : place]) else Stance.RULES_OUT
        return checked(clause, place, dealing.end(), stance, who.mentions, mentions_at(clause, *dealing.span(1)))
    whom = aim(clause, place + 1, frames.DIRECT) if clause.words(place) == "no to" else None
    if whom:
        who = subject(clause, place)
        stance = Stance.OPEN if odd(clause.signs[who.place + 1 : place]) else Stance.RULES_OUT
        return checked(clause, place, whom[1], stance, who.mentions, whom[0])
    words = SHORT_REFUSAL.search(clause.words(place))
    asked_about = re.search('[ULKJQYP].*"', clause.signs[:place])
    if not words or not asked_about or re.search("[ULKJQYP]", clause.signs[clause.signs.rfind('"', 0, place) : place]):
        return None
    return Found(place, place + 1, Stance.RULES_OUT, (), None)
