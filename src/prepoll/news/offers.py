"""Offers: of seats, from somebody, and what becomes of them."""

from __future__ import annotations

import re

from prepoll.names import Stance
from prepoll.news import frames
from prepoll.news.clause import Clause
from prepoll.news.found import Found, Telling, ahead, checked
from prepoll.news.frames import aim, mentions_at, subject
from prepoll.news.mentions import Kind, Mention
from prepoll.news.scope import odd
from prepoll.news.shares import COUNTED, FOR_WHOM, OWNER, POSSESSOR, seats

REQUEST = re.compile("request|plea|appeal|call")
SEATS_FROM = re.compile(rf"#X?5\.?({frames.LIST})")
NUMBERED = re.compile(r"#X?v[.f]?\Z")
ACCEPTING = re.compile(
    r"(?<!\w)(?:accept(?:s|ed|ing)|agreed to|said yes to|taken up|took up) (?:(?:the|an|its|their) )?"
    r"(?:\w+ ){0,4}(?:'s )?\Z"
)
ACCEPTED_FROM = re.compile(rf"\.?[35]?\.?({frames.LIST})")
HEARD_FROM = re.compile(rf"\.?({frames.LIST})")
OFFER_FROM = re.compile(rf"[.4U]{{0,3}}5\.?({frames.LIST})")
ANY_OFFER = re.compile(r"(?:consider|study|look at|examine|listen to|welcome) (?:any|every|all) (?:\w+ )?\Z")
REFUSED_OF = re.compile(r"r\.?([NH])'?\Z")
CAME_FROM = re.compile(rf"[.4U1m]{{0,3}}[jvy]{{1,2}}\.?5\.?({frames.LIST})")  # "no proposal has come from B"
REQUESTED = re.compile(rf"\.?5\.?({frames.LIST})4?[.9]?#?X")
TO_COUNTED = re.compile(rf"[.9]?({frames.LIST})[.249]{{0,2}}(?:#X|X|#)")
HELD_OUT_TO = re.compile(rf"[.U]?[24]?\.?({frames.LIST})")
AWAITED = re.compile("respon|reply|replied|consider|study|waiting|await|answer")


def offered(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find an offer: of seats, from somebody, or one of a party's own that is refused or waits for an answer."""
    had = SEATS_FROM.match(clause.signs, place + 1)
    if had:
        giver = mentions_at(clause, *had.span(1))
        return checked(clause, place, had.end(), Stance.OFFERS, giver, subject(clause, place).mentions)
    raised = TO_COUNTED.match(clause.signs, place + 1) if clause.words(place).startswith("offer") else None
    if raised:
        who = subject(clause, place).mentions
        return checked(clause, place, raised.end(), Stance.OFFERS, who, mentions_at(clause, *raised.span(1)))
    told = hand_held_out(clause, place) or final_offer(clause, place) or weighed(clause, place)
    if told is not None:
        return told
    source = OFFER_FROM.match(clause.signs, place + 1) or (
        clause.signs[place - 1 : place] in ("n", "d", "0") and CAME_FROM.match(clause.signs, place + 1)
    )
    requested = REQUESTED.match(clause.signs, place + 1) if REQUEST.match(clause.words(place)) else None
    if requested:
        asker = mentions_at(clause, *requested.span(1))
        return checked(clause, place, requested.end(), Stance.DEMANDS, asker, subject(clause, place).mentions)
    owner = POSSESSOR.search(clause.signs, 0, place)
    owner = REFUSED_OF.search(clause.signs, 0, place) or owner  # "rejected the Reds' offer of five seats"
    if owner and clause.words(place).startswith("offer") and COUNTED.match(clause.signs, place + 1):
        giver = mentions_at(clause, *owner.span(1))
        return checked(clause, place, place + 2, Stance.OFFERS, giver, subject(clause, owner.start(1)).mentions)
    heard = clause.words(place).endswith(" from")
    return seats(clause, place, telling) or (received if source or heard else own_offer)(clause, place, telling)


def weighed(clause: Clause, place: int) -> Found | None:
    """Find who would consider any offer that came."""
    if clause.signs[place - 1 : place] != "o" or ANY_OFFER.search(clause.low, 0, clause.chunks[place].start) is None:
        return None
    who = subject(clause, place)
    return checked(clause, place, place + 1, Stance.OPEN, who.mentions, ())


def hand_held_out(clause: Clause, place: int) -> Found | None:
    """Find whose offer a headline tells of ("Roth's olive branch to Greens")."""
    owner, target = POSSESSOR.search(clause.signs, 0, place), aim(clause, place + 1, HELD_OUT_TO)
    if owner is None or target is None or "'" not in owner[0] or target[1] < len(clause.chunks):
        return None
    return checked(clause, place, target[1], Stance.SEEKS, mentions_at(clause, *owner.span(1)), target[0])


def final_offer(clause: Clause, place: int) -> Found | None:
    """Find how many seats an offer is of that is named last ("Ten seats is our final offer to the Greens")."""
    target = aim(clause, place + 1, frames.DIRECT, FOR_WHOM) if NUMBERED.search(clause.signs, 0, place) else None
    if target is None or not clause.words(place).startswith("offer"):
        return None
    return checked(clause, place, target[1], Stance.OFFERS, (), target[0])


def accepted(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find who accepts whose offer or invitation, which makes an alliance of it."""
    said = clause.low[clause.start : clause.chunks[place].start]
    source = ACCEPTED_FROM.match(clause.signs, place + 1)
    owner = OWNER.search(clause.signs, 0, place)
    who = subject(clause, owner.start(1) if owner else place)
    left = clause.signs[who.place + 1 : place]
    if not ACCEPTING.search(said) or not (source or owner) or not who.mentions or odd(left) or set(left) & set("rmsoi"):
        return None
    giver = mentions_at(clause, *(source or owner).span(1))  # type: ignore[union-attr]  # one of them is found
    return checked(clause, place, source.end() if source else place + 1, Stance.AGREED, who.mentions, giver)


def received(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find an offer from somebody that is refused, or was never made."""
    source = (
        OFFER_FROM.match(clause.signs, place + 1)
        or HEARD_FROM.match(clause.signs, place + 1)
        or CAME_FROM.match(clause.signs, place + 1)
    )
    who = subject(clause, place)
    left = clause.signs[who.place + 1 : place]
    stance = Stance.RULES_OUT if "r" in left else Stance.DENIES if odd(left) or left.endswith("d") else None
    target = mentions_at(clause, *source.span(1)) if source else ()
    return checked(clause, place, source.end() if source else place + 1, stance, who.mentions, target)


def own_offer(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find what becomes of a party's offer ("A has turned down B's offer")."""
    signs = clause.signs
    taken = accepted(clause, place, telling)
    if taken is not None:
        return taken
    owner = OWNER.search(signs, 0, place)
    if owner is None:
        return refused(clause, place, telling)
    who, offering = subject(clause, owner.start(1)), mentions_at(clause, *owner.span(1))
    left, right = signs[who.place + 1 : owner.start(1)], ahead(clause, place + 1)
    by = frames.BY_WHOM.match(signs, place + 1)
    if "r" in left:
        return (
            None
            if odd(left) or "d" in left
            else checked(clause, place, place + 1, Stance.RULES_OUT, who.mentions, offering)
        )
    if "r" in right:
        refusing = mentions_at(clause, *by.span(1)) if by and not odd(right) else ()
        return checked(clause, place, by.end(), Stance.RULES_OUT, refusing, offering) if by and refusing else None
    if who.mentions and AWAITED.search(clause.low, clause.start, clause.end):
        return checked(clause, place, place + 1, Stance.SEEKS, offering, who.mentions)
    return None


def refused(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find who refuses "our offer" or "its appeal"."""
    who = subject(clause, place)
    left = clause.signs[who.place + 1 : place]
    whose = clause.low[clause.start : clause.chunks[place].start].rsplit(None, 1)[-1:]
    if "r" not in left or odd(left) or not who.mentions or whose not in (["our"], ["its"], ["their"]):
        return None
    chunk = clause.chunks[place]
    ours = (Mention(chunk.start, chunk.end, Kind.SELF, telling.own),) if whose == ["our"] and telling.own else None
    return checked(clause, place, place + 1, Stance.RULES_OUT, who.mentions, ours)
