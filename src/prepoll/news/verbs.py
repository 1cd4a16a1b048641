"""Verbs with an object, and those that need none: joins, quits, shuns, supports, fights alone."""

from __future__ import annotations

import re
from typing import NamedTuple

from prepoll.names import Stance
from prepoll.news import frames
from prepoll.news.clause import Clause
from prepoll.news.found import Found, Telling, ahead, checked, sides
from prepoll.news.frames import Subject, aim, mentions_at, subject
from prepoll.news.mentions import Kind, Mention
from prepoll.news.scope import odd, stance_of
from prepoll.news.unions import UNDER_URGE, asserted, governed, noun_sign, urged

PARTED = {
    "show": (" the door",),
    "turn": (" away", " down"),
    "kick": (" out",),
    "boot": (" out",),
    "turf": (" out",),
}
THROWN_OUT = re.compile(r"expel|evict|oust|drop|thrown|kicked|turned out|shown")
STANDS_FOR = re.compile(
    r"'s? ?(?:\w+ )?(?:candidates?|nominees?|contenders?|side|camp|fold|front|alliance|party"
    r"|bloc|leadership|ranks|man|woman|candidature|candidacy|bid|ticket|list|doors?)"
)
INVITED = re.compile(r"\^|O.*[NHZ]|[NHZ].*O")
BIDDEN = re.compile(r" (?:be|been|was|were|is|are) (?:\w+ )?(?:invited|asked|urged|requested|persuaded) (?:to )?\Z")
PASSIVE = re.compile(r"[vjy]\.?\Z")
PERFECT = re.compile("[yj]n[.v]?\\Z")
OWNED = re.compile(r"[jl1]\.?([NH])'?\Z")
ANYBODY = re.compile(r"E[wvms].*[vm]\Z")
AUXILIARY = re.compile(r"v\.?\Z")
BESIDES = re.compile(r" in \w+ing")
NOT_TO_BE = re.compile(r"\A[vm>]n[v.]?\Z")
WITH_ONE = re.compile(rf"(?:\A|[\";])1[v.]?({frames.LIST})[.v]?\Z")  # "with the Greens on board, the Reds …"
AND_THEN = re.compile(rf",\.?({frames.LIST})")
TO_COME = re.compile(r"(?:will|would|shall)(?: not| never|n't) (?:be |get )?\Z")
THANKED = re.compile(r"4\.?([NH])'?\.?\Z")
ASKING = re.compile("appeal|plead|wr[io]t|turn")
TO_DO = re.compile(r"2\.")
STAYS = re.compile(
    r"(?:(?:will|would|shall|won't|going to) (?:not |never |n't )?(?:be )?"
    r"|(?:no question|no intention|no plans?|no thought) of |no plans? to |never "
    r"|(?:rul\w+|laugh\w+) (?:out|off) (?:any |the )?(?:idea of |possibility of |question of )?)\Z"
)
PHONED = re.compile("dial|phone|teleph|rang|rings")
COMES_BACK = re.compile("return|come|came|walk|enter|re-")
INTO_UNION = re.compile(r" (?:alliance|front|bloc|coalition|fold|combine|grouping|pact|it)$")
MEMBER = re.compile(r"belong|is |are |was |were |be |been |remain")  # to be no member is no refusal
OF_UNION = {"Q": (re.compile(rf"\.?[31]\.?({frames.LIST})"), re.compile(rf"\.?[UZ][31]\.?({frames.LIST})"))}
CONDITIONAL = re.compile("[mi]")
TO_EVENT = re.compile(
    r" (?:to|for) (?:an?|the|its|his|her|their) (?:\w+ ){0,2}(?:debate|function|dinner|lunch|wedding|ceremony"
    r"|inauguration|launch|screening|festival|funeral|exhibition|match|parade)\b"
)
ON_BOARD = re.compile(
    r" (?:on board|aboard|along\b|together\b|back"
    r"|(?:in|into) (?:the|its|their|his|her|our) (?:\w+ )?(?:fold|alliance|front|bloc|camp|coalition|tent))"
)
ONE_OF_THEM = re.compile(
    r" (?:lawmaker|legislator|member|mla|mp|councillor|worker|minister|activist|veteran|rebel|senator|deputy|chief)s?\b"
)
NOBODY_STANDS = re.compile(
    r"(?:put|field|nominat)\w* (?:up )?(?:nobody|no one|no candidate)|(?:stand|step)\w* (?:down|aside)|withdr[ae]w"
    r"|not (?:field|put up|contest|stand)"
)
TAKEN_BACK = re.compile(
    r"(?<!\w)(?:withdr[ae]w\w*|revok\w+|ended|ends|took back) (?:its |their |his |her |all |the )?\Z"
)
CLAIMED = re.compile(r"(?:claim|boast|secur|won|enjoy|obtain)\w* (?:to have |of |)(?:the |a |their |its )?(?:\w+ )?\Z")
HAS = re.compile("ha|enjoy")
LINKS = {
    "B": (frames.AFTER_LINK,), "P": (frames.GIVEN_TO,), "p": (frames.AFTER_LINK,), "R": (frames.AFTER_LINK,),
}  # fmt: skip


class Verb(NamedTuple):
    """A verb in its clause: who acts, and the signs between them and it."""

    clause: Clause
    place: int
    who: Subject
    left: str
    telling: Telling

    @property
    def sign(self) -> str:
        """Return the sign of the verb."""
        return self.clause.signs[self.place]

    @property
    def words(self) -> str:
        """Return the words of the verb."""
        return self.clause.words(self.place)

    def makes(
        self, end: int, stance: Stance | None, actors: tuple[Mention, ...], targets: tuple[Mention, ...] | None
    ) -> Found | None:
        """Return what the verb says of actors and targets."""
        return checked(self.clause, self.place, end, stance, actors, targets)


def direct(clause: Clause, place: int, telling: Telling) -> Found | None:
    """Find a verb that takes its target as object: approaches, quits, shuns, joins, supports."""
    who = subject(clause, place)
    verb = Verb(clause, place, who, governed(clause, who) + clause.signs[who.place + 1 : place], telling)
    told = who.urged
    if told is not None and verb.sign == "V" and clause.signs[told] == "W":
        verb = verb._replace(who=Subject(mentions_at(clause, told, told + 1), told), left="")
    elif who.urged is not None:
        return urged(clause, place, who, telling) if verb.sign in UNDER_URGE else None
    if verb.sign == "P" and verb.left.endswith("a2") and clause.words(place - 2) == "and":
        verb = verb._replace(left="")  # "decided not to stand and to support the Reds"
    passive = frames.BY_WHOM.match(clause.signs, place + 1)
    if (verb.sign == "Q" and (INVITED.search(verb.left) or bidden(verb))) or (passive and not who.mentions):
        return None
    beside = passive is not None and clause.signs[place + 1] == "6"
    target = (
        None
        if beside
        else aim(clause, place + 1, *OF_UNION.get(verb.sign, ()), frames.DIRECT, *LINKS.get(verb.sign, ()))
    )
    if target is None and verb.sign == "Q" and INTO_UNION.search(verb.words):
        target = the_union(verb)
    if passive and target is None and PASSIVE.search(verb.left):
        return done_by(verb, mentions_at(clause, *passive.span(1)), passive.end())
    return done_to(verb, target)


def the_union(verb: Verb) -> tuple[tuple[Mention, ...], int] | None:
    """Return the parties of "the alliance" that was spoken of before, in which the subject is a newcomer."""
    acting = {p for m in verb.who.mentions for p in m.parties}
    chunk, telling = verb.clause.chunks[verb.place], verb.telling
    ours = verb.words.endswith(" it") or " our " in verb.words
    parties = telling.own if ours and telling.own else telling.union
    if not acting or not parties or acting & set(parties):
        return None
    return (Mention(chunk.start, chunk.end, Kind.IT, parties),), verb.place + 1


def bidden(verb: Verb) -> bool:
    """Say whether the subject is only asked to do it, which is the doing of others ("has not been invited to join")."""
    return BIDDEN.search(verb.clause.low, verb.clause.start, verb.clause.chunks[verb.place].start) is not None


def done_by(verb: Verb, actors: tuple[Mention, ...], end: int) -> Found | None:
    """Find what is done to the subject by somebody; not to have been approached is a denial."""
    if verb.sign == "V" and odd(verb.left):
        stance = (
            Stance.RULES_OUT if TO_COME.search(verb.clause.low, verb.clause.start, begin_of(verb)) else Stance.DENIES
        )
        return verb.makes(end, stance, verb.who.mentions, actors)
    return verb.makes(end, stance_of(verb.sign, verb.left, ""), actors, verb.who.mentions)


def begin_of(verb: Verb) -> int:
    """Return where a verb begins in the text."""
    return verb.clause.chunks[verb.place].start


def done_to(verb: Verb, target: tuple[tuple[Mention, ...], int] | None) -> Found | None:
    """Find what the subject does to its object, or, where there is none, to whom it was spoken of."""
    right = ahead(verb.clause, target[1]) if target else ""
    stance = stance_of(noun_sign(verb.clause, verb.place, verb.left), verb.left, right)
    if target is None:
        return without_object(verb, stance)
    if not fitting(verb, target[1]):
        return None
    return SPECIAL.get(verb.sign, plainly)(verb, target[0], target[1], stance)


def without_object(verb: Verb, stance: Stance | None) -> Found | None:
    """Find two that part ways, an offer declined with thanks, somebody who can forget about it."""
    after = verb.place + 1
    if verb.sign == "R" and "thanks" in verb.words:
        return verb.makes(after, Stance.RULES_OUT, verb.who.mentions, None)
    if verb.sign in "RQ" and told_off(verb, stance):
        return verb.makes(after, stance, (), verb.who.mentions)
    newcomer = on_board(verb) if verb.sign == "Q" else None
    if newcomer is not None:
        return newcomer
    owner = OWNED.search(verb.clause.signs, 0, verb.place) if verb.sign == "P" else None
    if owner:
        backer = mentions_at(verb.clause, *owner.span(1))
        return verb.makes(after, Stance.SUPPORTS, backer, subject(verb.clause, owner.start()).mentions)
    thanked = THANKED.search(verb.clause.signs, 0, verb.place) if verb.sign == "P" else None
    if thanked and "thank" in verb.clause.low[verb.clause.start : begin_of(verb)]:
        return verb.makes(after, Stance.SUPPORTS, mentions_at(verb.clause, *thanked.span(1)), verb.who.mentions)
    two = len(sides(verb.who.mentions)) > 1
    return verb.makes(after, stance, verb.who.mentions, None) if verb.sign == "B" and two else None


def told_off(verb: Verb, stance: Stance | None) -> bool:
    """Say whether a subject can forget about it, will be no part of it or has "no place in our alliance"."""
    if verb.sign == "Q":
        return stance is Stance.RULES_OUT and shut_out(verb)
    if "forget" in verb.words:
        return len(verb.who.mentions) == 1
    return verb.words.startswith("no ") and " in " in verb.words and bool(verb.who.mentions)


def on_board(verb: Verb) -> Found | None:
    """Find whom one who is on board is with ("with the Greens on board, the Reds …")."""
    newcomer = WITH_ONE.search(verb.clause.signs, 0, verb.place)
    host = aim(verb.clause, verb.place + 1, AND_THEN) if newcomer else None
    if newcomer is None or host is None:
        return None
    return verb.makes(host[1], Stance.AGREED, mentions_at(verb.clause, *newcomer.span(1)), host[0])


def fitting(verb: Verb, end: int) -> bool:
    """Say whether an object is one: the whole of it, and no bill or charge that its owner only owns."""
    if verb.sign in "RB":
        return whole(verb.clause, verb.place, end)
    return not (verb.sign in "PQV" and owned(verb.clause, end))


def plainly(verb: Verb, targets: tuple[Mention, ...], end: int, stance: Stance | None) -> Found | None:
    """Take subject and object as actor and target."""
    return verb.makes(end, stance, verb.who.mentions, targets)


def shunned(verb: Verb, targets: tuple[Mention, ...], end: int, stance: Stance | None) -> Found | None:
    """Find who is shunned: the subject where it "can forget" about us, else the object."""
    if "forget" in verb.words and len(verb.who.mentions) == 1:
        return verb.makes(verb.place + 1, stance, (), verb.who.mentions)
    if verb.words.startswith("than "):
        return plainly(verb, targets, end, Stance.RULES_OUT)  # "would sooner lose than sit with the Blues"
    return plainly(verb, targets, end, stance)


def left(verb: Verb, targets: tuple[Mention, ...], end: int, stance: Stance | None) -> Found | None:
    """Find who is left, or thrown out of what."""
    if AUXILIARY.search(verb.left) and THROWN_OUT.match(verb.words):
        return verb.makes(end, stance, targets, verb.who.mentions)
    vague = all(m.kind is Kind.IT and m.party not in verb.telling.blocs for m in targets)
    if stance is None and stays(verb.clause, verb.place, verb.left):
        stance = Stance.AGREED
    return None if vague else plainly(verb, targets, end, stance)


def stays(clause: Clause, place: int, left: str) -> bool:
    """Say whether it is only refused to leave somebody ("will not walk out of the front", "ruled out leaving it")."""
    refused = odd(left) or left.endswith("r")
    return refused and STAYS.search(clause.low, clause.start, clause.chunks[place].start) is not None


def backed(verb: Verb, targets: tuple[Mention, ...], end: int, stance: Stance | None) -> Found | None:
    """Find who is supported, or has or seeks the support of whom."""
    words, behind = verb.words, verb.clause.signs[verb.place + 1]
    if all(m.kind is Kind.PAIR for m in targets) and set("UL") & set(verb.clause.signs[: verb.place]):
        return None  # "a pact that will see them support each other's candidates" is one pact
    if (
        behind == "9"
        or (words == "back" and behind == "2")
        or (words.startswith("vot") and not set(verb.left) & set("SV"))
    ):
        return None
    if TAKEN_BACK.search(verb.clause.low, verb.clause.start, verb.clause.chunks[verb.place].start):
        return verb.makes(end, stance_of("B", verb.left, ""), verb.who.mentions, targets)
    if words.endswith(" by"):
        return given_by(verb, targets, end)
    if HAS.match(words):
        return verb.makes(end, stance, targets, verb.who.mentions)
    return of_whom(verb, targets, end) if behind in "53" else plainly(verb, targets, end, stance)


def given_by(verb: Verb, backers: tuple[Mention, ...], end: int) -> Found | None:
    """Find whom "the support given by the Reds" is for: who accepts it, else who acts, else who is spoken of."""
    taken = frames.BY_WHOM.match(verb.clause.signs, end)
    takers = mentions_at(verb.clause, *taken.span(1)) if taken else verb.who.mentions
    if not takers and verb.telling.topic:
        chunk = verb.clause.chunks[verb.place]
        takers = (Mention(chunk.start, chunk.end, Kind.IT, verb.telling.topic),)
    return verb.makes(end, Stance.SUPPORTS, backers, takers) if takers else None


def of_whom(verb: Verb, targets: tuple[Mention, ...], end: int) -> Found | None:
    """Find who has, seeks or gives the support of somebody."""
    if CLAIMED.search(verb.clause.low, verb.clause.start, verb.clause.chunks[verb.place].start):
        return verb.makes(end, Stance.SUPPORTS, targets, verb.who.mentions)
    if "s" in verb.left or "F" in verb.left:
        return verb.makes(end, Stance.SEEKS, verb.who.mentions, targets)
    return verb.makes(end, stance_of("P", verb.left, ""), targets, verb.who.mentions)


def not_opposed(verb: Verb, targets: tuple[Mention, ...], end: int, stance: Stance | None) -> Found | None:
    """Find two that have agreed to stay out of each other's way, or one that stays out of another's."""
    run = verb.clause.low[verb.clause.start : verb.clause.chunks[verb.place].start]
    if verb.words == "for the sake of":
        return verb.makes(end, Stance.SUPPORTS, verb.who.mentions, targets) if NOBODY_STANDS.search(run) else None
    if "c" in verb.left and all(m.kind is Kind.PAIR for m in targets):
        return verb.makes(end, Stance.AGREED, verb.who.mentions, None)
    return plainly(verb, targets, end, stance)


def joined(verb: Verb, targets: tuple[Mention, ...], end: int, stance: Stance | None) -> Found | None:
    """Find a party that joins another or a front; not a person who joins a party, nor who joins in a protest."""
    clause, place = verb.clause, verb.place
    last = clause.chunks[verb.who.place].end if verb.who.mentions else clause.start
    if MEMBER.match(verb.words) and stance is Stance.RULES_OUT and shut_out(verb):
        return verb.makes(end, stance, (), verb.who.mentions)
    if (MEMBER.match(verb.words) and stance is Stance.RULES_OUT) or ONE_OF_THEM.match(clause.low, last):
        return None
    if INTO_UNION.search(verb.words) and not (stance is Stance.AGREED and CONDITIONAL.search(verb.left)):
        return plainly(verb, targets, end, stance)
    us = all(m.kind is Kind.SELF for m in targets)
    if us and ANYBODY.search(clause.signs, 0, place):
        return verb.makes(end, Stance.OPEN, (), ())
    front = any(m.kind is Kind.ANYONE or p in verb.telling.blocs for m in targets for p in (m.parties or ("",)))
    only_back = COMES_BACK.match(verb.words) and not (front or us or stance is Stance.RULES_OUT)
    one_person = verb.words.startswith(("join", "re")) and a_person_only(verb.who) and not front
    beside = BESIDES.match(clause.low, clause.chunks[end - 1].end)
    perfect = PERFECT.search(verb.left) if stance is Stance.RULES_OUT else None
    not_yet = perfect and clause.words(place - len(perfect[0]) + 1) in ("not", "never")
    untold = not_yet or (stance is Stance.AGREED and asserted(clause, place, verb.left, stance) is None)
    return None if only_back or one_person or beside or untold else plainly(verb, targets, end, stance)


def shut_out(verb: Verb) -> bool:
    """Say whether the speaker's party says of another that it will be no part of a union."""
    acting = {p for m in verb.who.mentions for p in m.parties}
    return (
        bool(verb.telling.own and acting)
        and not acting & set(verb.telling.own)
        and NOT_TO_BE.search(verb.left) is not None
    )


def approached(verb: Verb, targets: tuple[Mention, ...], end: int, stance: Stance | None) -> Found | None:
    """Find who is approached; not who is invited to something that has nothing to do with a union."""
    after = verb.clause.chunks[end - 1].end
    if verb.words.startswith("knock") and not verb.clause.low.startswith(("'s door", "' door"), after):
        return None
    if verb.words.startswith(("bring", "brought")) and not ON_BOARD.match(verb.clause.low, after):
        return None
    if odd(verb.left) and all(m.kind is Kind.SELF for m in targets):
        return verb.makes(end, Stance.DENIES, targets, verb.who.mentions)
    if (
        ASKING.match(verb.words)
        and TO_DO.match(verb.clause.signs, end)
        and not set("ULJKQYPpXG") & set(verb.clause.signs[end:])
    ):
        return None  # "appealed to the Reds to respect the rule"
    if PHONED.match(verb.words) and not set("ULJK") & set(verb.clause.signs[end:]):
        return None
    elsewhere = verb.words.startswith("invit") and TO_EVENT.match(verb.clause.low, after)
    return None if elsewhere else plainly(verb, targets, end, stance)


SPECIAL = {"V": approached, "R": shunned, "B": left, "P": backed, "p": not_opposed, "Q": joined}


def owned(clause: Clause, end: int) -> bool:
    """Say whether a target only owns what a verb is about: a bill, a charge, a protest."""
    after = clause.chunks[end - 1].end
    return clause.low.startswith("'", after) and not STANDS_FOR.match(clause.low, after)


def whole(clause: Clause, place: int, end: int) -> bool:
    """Say whether the second part of a parted verb is there ("show N the door", "turn N away")."""
    after = clause.chunks[end - 1].end
    words = clause.words(place)
    return all(
        not words.startswith(verb) or " " in words or clause.low.startswith(rest, after)
        for verb, rest in PARTED.items()
    )


def a_person_only(who: Subject) -> bool:
    """Say whether only people act, no party."""
    return bool(who.mentions) and all(m.kind is Kind.PERSON for m in who.mentions)
