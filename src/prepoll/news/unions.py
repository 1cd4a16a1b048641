"""Unions and talks: with whom, between whom, and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from prepoll.names import Stance
from prepoll.news import frames
from prepoll.news.clause import Clause
from prepoll.news.found import Found, Telling, ahead, checked, sides
from prepoll.news.frames import Subject, aim, mentions_at, subject
from prepoll.news.mentions import Kind, Mention
from prepoll.news.scope import ANEW, BASE, odd, stance_of, supposed

UNDER_URGE = frozenset("JYQUPpKML")
PAIR_AHEAD = re.compile(r"7\.?([NHZ]a\.?[NHZ]),?\.?[vjy][^\";:?|,NHZq]*\Z")  # "between A and B there is no pact"
LEFT_AIM = re.compile(rf"1\.?({frames.LIST}),?[NHZ]?[vjqy.]{{0,2}}\Z")
NAMING = frozenset(("in", "of", "for", "to", "by", "from"))
OWN_ALLY = re.compile(r"(?:our|its|their|his|her) (?:ally|allies|partners?)")
OVER_SEATS = re.compile("9(?:#?(?:3?[#.]{0,2})X|L)")
TO_COME = frozenset(("will", "would", "shall", "going to", "'ll"))
SETTINGS = (" in the ", " at the ", " during the ", " throughout the ")  # "not raised in the talks" denies none
SHOWN = re.compile("candidate|ticket|list|symbol|platform|campaign")
FIELDED = re.compile(r"[lv]\.?\Z")
NAMED = re.compile("[NHZ]")
GOING_ON = re.compile(r"(?:are|is|was|were|'re|'m) (?:\w+ )?(?:talking|negotiating|bargaining|haggling|discussing)$")
HEADLINE_OVER = re.compile(r" (?:over|off)(?=[,:;.]? ?(?:says|said|:)|[,:;.]?\Z|, |: )")
HEADLINE_ON = re.compile(r" (?:stays?|on|intact)(?=[,:;.]? ?(?:says|said|:)|[,:;.]?\Z|, |: )")
FROM_THEM = re.compile(rf"[.9]?E[53]\.?({frames.LIST})")  # "spoken to anybody from the Blues"
SHAKEN = re.compile(r"sh[ao]\w+ hands")
GATHERING = re.compile(
    r" (?:the |an? |in )?(?:[\w\-]+ ){0,3}"
    r"(?:meeting|protest|rally|march|debate|panel|committee|delegation|strike|session)\b"
)
ELSEWHERE = re.compile(
    r"(?: \w+){0,3} (?:in (?:the )?(?:house|parliament|court)"
    r"|(?:against|for|on) the (?:bill|motion|law|ordinance|budget))\b"
    r"|(?: (?:to|in|on|against|for)(?: [\w\-]+){0,5}"
    r" (?:bill|motion|law|ordinance|budget|strike|protests?|amendments?|drive|relief|flood)\b)"
)
NOT_BEGUN = re.compile(
    r" (?:have|has|had|are|were|did)(?: not|n't) (?:yet )?"
    r"(?:begun|begin|started|start|taken place|happened|been held|opened)"
)
AFTER_TALKS = re.compile(r"(?<!\w)(?:after|following|ending) (?:\w+ ){0,3}\Z")
INTO_STRANGE = re.compile(r"[BQ]\.\Z")  # "quit the … fold" of a party that is not in the cast
STRANGERS = re.compile(r"[.XL#f43']{0,3}?1\.(?![NHWZDE0])")  # talks with somebody who is no party of the cast
HARMING = re.compile(
    r"(?<!\w)(?:los(?:e|t|ing)|affect|stop(?:ping)?|prevent|derail|undo|weaken|damag|harm|hurt|spoil|wreck|scupper"
    r"|sacrific|jeopardi|endanger|undermin|betray|regret|destroy|disrupt|come in the way of"
    r"|(?:alternative|substitute|threat|bar|obstacle|hurdle|barrier|impediment|hitch) (?:to|in))"
)
FEARED = re.compile(
    r"(?<!\w)(?:fear(?:s|ed|ing)?|afraid|worr(?:y|ies|ied)|(?:attempt|effort|plot|ploy|conspirac(?:y|ies)|plan|try|tried)s?"
    r"|trying) (?:that|to|the|it|they|of) "
)
GONE_UNDER = re.compile(r"l\.?2[.9]?([NH])\.?9\Z")  # "Northport has gone to B under the pact with A"
OUT_FOR_WHOM = re.compile(rf"[vj]{{1,2}}\.?r4\.?({frames.LIST})")  # "a pact with B is out of the question for A"
RATHER_THAN = re.compile(r"(?:rather|sooner) (?:[\w\-']+ ){1,8}?than (?:to |ever )?\Z")
TROUBLED = re.compile(
    r" (?:(?:was|were|is|are|had|has|have|been|being|might|may|could|would|about|to|be|on|in|under|a|the|its|their|any)"
    r" ){1,4}(?:trouble|danger|strain\w*"
    r"|jeopardy|crisis|rocks|brink|verge|shak[ye]\w*|crack\w*|crumbl\w*|fray\w*|wobbl\w*"
    r"|falter\w*|weaken\w*|threat\w*|collaps\w*|unravel\w*|break\w*|split\w*|fall\w* apart|end(?:ed|ing)?|over|dead)\b"
)
HOPED = re.compile(r"(?<!\w)(?:giv(?:e|en|ing) up|los(?:e|t|ing) (?:hope|heart|faith|sight))")
CONSENT = re.compile(r"(?<!\w)(?:its|their|his|her|the) (?:nod|consent|blessing|approval|assent)")
OWN = re.compile(r"(?:\A|.* )(?:the|our|its|their|his|her|my) ?")
PAST_WORDS = re.compile(
    r"(?:statements?|remarks?|comments?|questions?|quer\w+|views?|stand|position|speculation) (?:on|about) \Z"
)
FALLEN = re.compile("[vjy]?[eB]")
PREDICATE = re.compile(r"[vjn.]{1,3}\Z")
UNDER = re.compile(r"(?:under|as part of|as per|per|in line with|in accordance with|as a result of|thanks to)$")


class Partners(NamedTuple):
    """Who is in a union: the actors, the targets, None where all are actors, and the place after them."""

    actors: tuple[Mention, ...]
    targets: tuple[Mention, ...] | None
    end: int
    left: str  # the signs between the actor and the union


def union(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find a union, a division of seats, or talks: with whom, between whom, and what is said of it."""
    who = subject(clause, place)
    if who.urged is not None:
        return urged(clause, place, who, telling)
    left = governed(clause, who) + clause.signs[who.place + 1 : place]
    left = "" if left in ("m3", "m.3") and not who.mentions else left  # "the possibility of a pact was ruled out"
    partners = partners_of(clause, place, who, left)
    if handshake(clause, place) or (
        clause.signs[place] in "KJY" and ELSEWHERE.match(clause.low, clause.chunks[place].end)
    ):
        return None
    if partners is None or overshadowed(clause, place, partners) or only_named(clause, place):
        return None
    stance = union_stance(clause, place, partners)
    if stance is Stance.DENIES and partners.targets and all(m.kind is Kind.SELF for m in partners.targets):
        partners = partners._replace(actors=partners.targets, targets=partners.actors)  # "nobody of theirs spoke to us"
    if partners.targets and (apart := set_apart(clause, place, who, partners, stance)) is not None:
        return apart
    by = frames.BY_WHOM.match(clause.signs, partners.end)
    by_whom = mentions_at(clause, *by.span(1)) if by and not partners.left.strip(".") and partners.targets else ()
    return checked(clause, place, partners.end, stance, by_whom or partners.actors, partners.targets)


def set_apart(clause: Clause, place: int, who: Subject, partners: Partners, stance: Stance | None) -> Found | None:
    """Find a union whose actor stands elsewhere: who got a seat under it, for whom it is out of the question."""
    end, targets = partners.end, partners.targets
    given = GONE_UNDER.search(clause.signs, 0, place) if place else None
    if given and UNDER.search(clause.words(place - 1)):
        return checked(clause, place, end, Stance.SEAT_DEAL, mentions_at(clause, *given.span(1)), targets)
    refusing = aim(clause, end, OUT_FOR_WHOM) if stance is Stance.RULES_OUT and not who.mentions else None
    if refusing:
        return checked(clause, place, refusing[1], stance, refusing[0], targets)
    if clause.signs[place - 2 : place] == "q3":
        return checked(clause, place, end, said_of(clause, place), who.mentions, targets)
    return None


def said_of(clause: Clause, place: int) -> Stance | None:
    """Return what a quotation right before says of a union (""It is all speculation," Roth said of a pact with B")."""
    quoted = clause.signs[: clause.signs.rfind('"', 0, place)].rpartition('"')[2]
    for sign, plain, negated in (
        ("d", Stance.DENIES, None),
        ("r", Stance.RULES_OUT, Stance.OPEN),
        ("o^", Stance.OPEN, None),
    ):
        if set(sign) & set(quoted):
            return negated if odd(quoted) else plain
    return None


def handshake(clause: Clause, place: int) -> bool:
    """Say whether people only shake hands: where no deal, no seats and no election are spoken of."""
    shaking = SHAKEN.match(clause.words(place)) is not None
    idle = place + 3 < len(clause.signs) or odd(clause.signs[max(0, place - 3) : place])
    return shaking and not set(clause.signs) & set("ULXlf") and idle


def union_stance(clause: Clause, place: int, partners: Partners) -> Stance | None:
    """Return the stance towards a union: by the words around it, and as far as they tell of one."""
    sign, left = clause.signs[place], partners.left
    on_seats = sign == "U" and (over_seats(clause, place + 1) or over_seats(clause, partners.end))
    stance = stance_of("L" if on_seats else noun_sign(clause, place, left), left, ahead(clause, partners.end))
    if stance is None and sign == "U" and SHOWN.search(clause.words(place)) and FIELDED.search(left):
        return Stance.AGREED
    if stance is Stance.SEEKS and FALLEN.match(ahead(clause, partners.end)):
        return Stance.BREAKS  # "a last effort to unite the two fell apart"
    stance = told_behind(clause, place, partners, stance)
    begin, end = clause.start, clause.chunks[place].start
    if stance is not None and clause.low.find("than ", begin, end) >= 0 and RATHER_THAN.search(clause.low, begin, end):
        stance = Stance.RULES_OUT
    if stance is None and left and UNDER.search(clause.words(place - 1)):
        return Stance.SEAT_DEAL if on_seats or sign == "L" else Stance.AGREED
    if stance is Stance.DENIES and "d" not in left and refuses_to_come(clause, place, left):
        return Stance.RULES_OUT
    if stance is Stance.BREAKS and FEARED.search(clause.low, clause.start, clause.chunks[place].start):
        return None
    stance = unharmed(clause, place, left) if stance is Stance.RULES_OUT else stance
    return asserted(clause, place, left, stance)


def unharmed(clause: Clause, place: int, left: str) -> Stance | None:
    """Return the stance of a negated union: no refusal where only what would harm it is negated ("cannot lose it")."""
    negation = max(left.rfind("n"), left.rfind("0"))
    if negation < 0 or not odd(left):
        return Stance.RULES_OUT
    begin, end = clause.chunks[max(0, place - len(left) + negation)].end, clause.chunks[place].start
    if CONSENT.search(clause.low, begin, end):
        return None
    if HOPED.search(clause.low, begin, end):
        return Stance.OPEN
    if not HARMING.search(clause.low, begin, end):
        return Stance.RULES_OUT
    there = OWN.fullmatch(clause.low, begin, end) or clause.words(place).startswith("the ")
    return Stance.AGREED if there else Stance.OPEN


def told_behind(clause: Clause, place: int, partners: Partners, stance: Stance | None) -> Stance | None:
    """Return the stance that the words right behind a union and its partners tell: not begun, over, on."""
    sign, behind = clause.signs[place], clause.chunks[partners.end - 1].end
    if stance is Stance.DENIES and TROUBLED.match(clause.low, behind):
        return BASE.get(sign) if sign in "UL" else None  # it is denied that it is in trouble
    if sign == "K" and NOT_BEGUN.match(clause.low, behind):
        return Stance.DENIES
    if stance is None and sign in "UL" and HEADLINE_OVER.match(clause.low, behind):
        return Stance.BREAKS
    return BASE[sign] if stance is None and sign in "UL" and HEADLINE_ON.match(clause.low, behind) else stance


def over_seats(clause: Clause, place: int) -> bool:
    """Say whether an understanding is one over seats, by what follows its partners."""
    return OVER_SEATS.match(clause.signs, place) is not None and clause.words(place) in ("over", "on")


def refuses_to_come(clause: Clause, place: int, left: str) -> bool:
    """Say whether talks or a deal are denied for what is to come ("will not sit with B", "is not forging a pact")."""
    between = range(max(0, place - len(left)), place)
    settling = clause.signs[place] in "UL" and any(clause.chunks[n].cue == "settling" for n in between)
    return settling or any(clause.words(n) in TO_COME for n in between)


def only_named(clause: Clause, place: int) -> bool:
    """Say whether a union is only what something is about ("no interest in its allies", "about a possible pact")."""
    before = clause.words(place - 1).rsplit(" ", 1)[-1] if place else ""
    if clause.signs[place] == "J" and OWN_ALLY.fullmatch(clause.words(place)) and "K" in clause.signs[:place]:
        return True
    if clause.signs[place] == "J":
        return before in NAMING and OWN_ALLY.fullmatch(clause.words(place)) is not None
    if clause.signs[place] in "UL" and before == "over" and "K" in clause.signs[:place]:
        return True
    if (
        clause.signs[place] == "U"
        and before in ("on", "about")
        and PAST_WORDS.search(clause.low, clause.start, clause.chunks[place].start)
    ):
        return True
    return clause.signs[place] == "U" and clause.signs[max(0, place - 2) : place] == "9m"


def overshadowed(clause: Clause, place: int, partners: Partners) -> bool:
    """Say whether another cue tells what a union is only a part of: an invitation, talks, a handshake."""
    sign, left = clause.signs[place], partners.left
    invited = sign in "JYQ" and "O" in left and NAMED.search(left) is not None
    talked_about = sign in "UL" and "K" in left and partners.targets is None
    return invited or talked_about or (sign == "U" and "J" in left[-6:])


def partners_of(clause: Clause, place: int, who: Subject, left: str) -> Partners | None:
    """Find who is in a union: between whom, with whom, or whose it is; None for talks that nobody is told to hold."""
    both = aim(clause, place + 1, frames.BETWEEN) or of_several(clause, place)
    if both:
        return Partners(both[0], None, both[1], left)
    beside = aim(clause, place + 1, *ways_beside(clause, place, left))
    if beside:
        nobody = all(m.kind is Kind.SELF and not m.parties for m in beside[0])
        return None if nobody else Partners(who.mentions, beside[0], beside[1], left)
    found = before(clause, place, who, left)
    if found[1] is None and clause.signs[place] == "U" and INTO_STRANGE.search(clause.signs, 0, place):
        return None
    if found[1] is None and (STRANGERS.match(clause.signs, place + 1) or only_it(clause, found[0], found[2])):
        return None
    return (
        talking(clause, place, *found)
        if clause.signs[place] == "K" and found[1] is None
        else Partners(found[0], found[1], place + 1, found[2])
    )


def talking(
    clause: Clause, place: int, actors: tuple[Mention, ...], targets: tuple[Mention, ...] | None, left: str
) -> Partners | None:
    """Find who talks where nobody stands beside the talks."""
    if clause.low.endswith(SETTINGS, 0, clause.chunks[place].start) or AFTER_TALKS.search(
        clause.low, clause.start, clause.chunks[place].start
    ):
        return None
    actors = nearby_pair(clause, place) or actors if len(sides(actors)) < 2 else actors
    if talk_is_told(clause, place, actors):
        return Partners(actors, targets, place + 1, left)
    return Partners(actors, (), place + 1, left) if "s" in left else None


def only_it(clause: Clause, actors: tuple[Mention, ...], left: str) -> bool:
    """Say whether a union is only what "it" is or is not ("It is not an alliance")."""
    words = [clause.low[m.start : m.end] for m in actors if m.kind is Kind.IT]
    it = len(actors) == 1 and words in (["it"], ["this"], ["that"])
    return it and "v" in left and PREDICATE.fullmatch(left) is not None


def of_several(clause: Clause, place: int) -> tuple[tuple[Mention, ...], int] | None:
    """Find the partners of "an alliance of A and B"."""
    found = aim(clause, place + 1, frames.AMONG)
    return found if found and len(sides(found[0])) > 1 else None


def ways_beside(clause: Clause, place: int, left: str) -> Iterator[re.Pattern[str]]:
    """Yield the patterns by which the partner can stand beside a union: with, and to where it is asked for."""
    if clause.signs[place] == "K":
        yield FROM_THEM
    if clause.words(place).endswith(frames.LINKED):
        yield frames.DIRECT
    yield frames.BESIDE
    if clause.signs[place] == "K":
        yield frames.TALKING_TO
    elif "s" in left or "O" in left:
        yield frames.TOWARDS


def governed(clause: Clause, who: Subject) -> str:
    """Return the sign of a denial that the clause of a subject hangs on ("denied reports that it was …")."""
    head = frames.head_of(clause.signs, who.place) if who.mentions else 0
    found = re.search(r"([dm])[.h3]{0,2}\Z|(n)(?:\.?v?\.?|h|[.9mf#]{1,4}[vm])\Z|(0)[93]\Z", clause.signs[:head])
    return (found[1] or found[2] or found[3]) if found else ""


def talk_is_told(clause: Clause, place: int, actors: tuple[Mention, ...]) -> bool:
    """Say whether talks with nobody named are told as such: of two parties, or as going on or over."""
    following = clause.signs[place + 1 : place + 2]
    if HEADLINE_ON.match(clause.low, clause.chunks[place].end):
        return len(sides(actors)) > 0
    if actors and GOING_ON.match(clause.words(place)):
        return True
    return (
        len(sides(actors)) > 1
        or following in ("v", "j", "y", "e", "k", "c")
        or clause.signs[place - 1 : place] in "nty9"
    )


def noun_sign(clause: Clause, place: int, left: str) -> str:
    """Return the sign of a cue, that of a union for a gerund that is a subject ("joining hands with B is …")."""
    sign = clause.signs[place]
    gerund = sign in "JYQPB" and "ing" in clause.words(place).split()[0]
    return "U" if gerund and not left.strip(".,q93h") else sign


def nearby_pair(clause: Clause, place: int) -> tuple[Mention, ...]:
    """Return two parties named together before a cue in its sentence ("… between A and B, but talks go on")."""
    found = re.search(r"7\.?([NHWZ]a[NHWZ])", clause.signs[:place])
    return mentions_at(clause, *found.span(1)) if found else ()


def before(
    clause: Clause, place: int, who: Subject, left: str
) -> tuple[tuple[Mention, ...], tuple[Mention, ...] | None, str]:
    """Return actor and target of a union whose partners stand before it ("the A-B pact", "with B it has no pact")."""
    owners = frames.OWNERS.search(clause.signs, 0, place)
    if owners:
        return mentions_at(clause, *owners.span()), None, ""
    pair = PAIR_AHEAD.search(clause.signs, 0, place)
    if pair and clause.signs[place] in "UL":
        return mentions_at(clause, *pair.span(1)), None, left
    aimed = LEFT_AIM.search(clause.signs, 0, who.place + 1 if who.mentions else place)
    if aimed:
        return who.mentions, mentions_at(clause, *aimed.span(1)), left
    return who.mentions, None, left


def asserted(clause: Clause, place: int, left: str, stance: Stance | None) -> Stance | None:
    """Keep an agreement told by a verb only where the verb tells it: no bare infinitive, no bare gerund."""
    sign = clause.signs[place]
    if stance is not Stance.AGREED or sign not in "JYQ":
        return stance
    first = clause.words(place).split()[0]
    if sign == "J" and not left and first.endswith("ing"):
        return None
    if sign == "Y" and not ("l" in left or set("lX") & set(clause.signs[place + 1 : place + 7])):
        return None
    if sign != "Y" and first.endswith("ing") and not re.search(r"[vcl]\.?\Z", left):
        return None
    if left.endswith("2") and len(left) > 1 and not re.search(r"[cvl]\.?2\Z|B[NHZE]2\Z", left):
        return None
    told = "q" in clause.signs[:place] or '"' in clause.signs[:place]
    return None if "y" in ANEW.split(left)[-1] and not told else stance


def urged(clause: Clause, place: int, who: Subject, telling: Telling) -> Found | None:
    """Find what somebody is asked to do: to come along, which is an approach; else nothing."""
    if clause.signs[place] not in UNDER_URGE or who.urged is None:
        return None
    if GATHERING.match(clause.low, clause.chunks[place].end):
        return None
    target = mentions_at(clause, frames.head_of(clause.signs, who.urged), who.urged + 1)
    left = clause.signs[who.place + 1 : place]
    beside = aim(clause, place + 1, frames.BESIDE, frames.DIRECT)
    own = {p for m in who.mentions for p in m.parties} | set(telling.own)
    if any(m.kind is Kind.PAIR for m in target):
        return None
    third = {p for m in beside[0] for p in m.parties} - own - telling.blocs if beside else set()
    left = left.rpartition("a")[2]
    if clause.signs[place] in "Pp" and re.match(r"[.9]{0,2}#?X", clause.signs[place + 1 :]):
        return Found(place, place + 2, Stance.DEMANDS, who.mentions, target)
    if third or odd(left) or "r" in left or supposed(clause, place):
        return None
    return Found(place, beside[1] if beside else place + 1, Stance.SEEKS, who.mentions, target)


def meeting(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find a meeting about seats or a union."""
    rest = clause.signs[place + 1 :]
    anybody = aim(clause, place + 1, FROM_THEM)
    if anybody and odd(clause.signs[max(0, place - 4) : place]):
        return checked(clause, place, anybody[1], Stance.DENIES, subject(clause, place).mentions, anybody[0])
    if not re.search(r"[ULXKJY]", rest.split('"')[0]) or not set("ts") & set(rest):
        rest = ""
    if not rest and not re.search(r"[mv][^nNHZ]{0,2}\Z", clause.signs[:place]):
        return None
    who = subject(clause, place)
    left = clause.signs[who.place + 1 : place]
    other = aim(clause, place + 1, frames.DIRECT, frames.BESIDE, frames.BETWEEN)
    stance = stance_of("M", left, "")
    return checked(clause, place, other[1] if other else place + 1, stance, who.mentions, other[0] if other else None)
