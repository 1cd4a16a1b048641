"""Short answers: what "never", "yes" or "why not" says to the question before it, or to what one was asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prepoll.names import PartyCode, Stance
from prepoll.news.clause import Clause
from prepoll.news.found import Found, Telling
from prepoll.news.mentions import Kind, Mention
from prepoll.news.scope import odd

LABEL = r"[\"' (\u2026.]*(?:(?:\w[\w.'\- ]{0,40}|a)[:.] +)?[\"' ]*(?:well, |look, |see, |oh, |but )*"
NO = re.compile(
    LABEL + r"(?:(?:no|nope)(?=[,.!;:\"' ]|\Z)(?! (?:decision|one|doubt|harm|objection|reason|problem))"
    r"|not at all|certainly not|absolutely not|of course not|definitely not|by no means|not a chance|none whatsoever"
    r"|nothing of the (?:sort|kind)|not yet|not so far)"
)
NEVER = re.compile(
    LABEL + r"(?:no[,.!] +)*(?:never(?=[,.!;\"' ]|\Z)(?! say| closed| shut)|out of the question|not possible|impossible"
    r"|no way|no chance|no question|over my dead body|that is out of the question|it is out of the question"
    r"|(?:it|that|the question) does not arise|unthinkable|not in (?:my|a|this|a hundred))"
)
YES = re.compile(
    LABEL + r"(?:yes|yeah|indeed|of course(?! not)|certainly(?! not)|definitely(?! not))(?=[,.!;:\"' ]|\Z)"
)
PERHAPS = re.compile(
    LABEL + r"(?:why not|perhaps|maybe|possibly|it is possible|(?:anything|everything) (?:is possible|can happen)"
    r"|nothing is ruled out|never say never|all options are open|if they)"
)
WISHING = re.compile(
    r"(?:will|would|could|can|might|may|should|ready|willing|open|possible|consider|chance|rule|ever)\b"
)
TALKING = frozenset("KM")
UNITED = frozenset("ULJQYP")
ASKED = re.compile(r"x(?P<asked>[^\";:x]{1,14}?)(?:,(?P<who>[NHZ][^q,\"]{0,4})(?=[qrd])|,?(?=:))(?P<answer>[qrd:].*)")
BEING_ASKED = ("asked", "question", "query", "queries")


def asked_about(clause: Clause, telling: Telling) -> Iterator[Found]:
    """Yield what somebody answers in the sentence that says what they were asked about."""
    found = ASKED.search(clause.signs) if "x" in clause.signs and telling.own else None
    if found is None or not clause.words(found.start()).startswith(BEING_ASKED):
        return
    about = set(found["asked"])
    target = other_party(mentions_between(clause, *found.span("asked")), telling.own)
    stance = answered(clause, found, talking=bool(about & TALKING), united=bool(about & UNITED))
    if target is not None and stance is not None:
        yield Found(found.start("answer"), len(clause.signs), stance, (), (target,))


def answered(clause: Clause, found: re.Match[str], *, talking: bool, united: bool) -> Stance | None:
    """Return what an answer makes of what was asked about, None where it says more than a word or nothing."""
    signs = found["answer"].lstrip("q:")
    begin = clause.chunks[found.start("answer")].end
    words = clause.low[begin : clause.end].lstrip(" :,")
    if set(signs) & (TALKING | UNITED | set("ABVF")):
        return None
    if not (talking or united):
        return short(words, talking=False, united=False, wishing=True)
    if "r" in signs:
        return Stance.OPEN if odd(signs) else Stance.RULES_OUT
    if "d" in signs:
        return Stance.DENIES
    if set(signs) & set("o^"):
        return Stance.RULES_OUT if odd(signs) else Stance.OPEN
    return short(words, talking=talking, united=united, wishing=True)


def short(words: str, *, talking: bool, united: bool, wishing: bool) -> Stance | None:
    """Return the stance of a few words that answer a question about talks, a union or a party.

    >>> short("never. i would rather sleep", talking=False, united=False, wishing=True)
    <Stance.RULES_OUT: 'rules_out'>
    """
    if NEVER.match(words):
        return Stance.RULES_OUT
    if PERHAPS.match(words):
        return Stance.OPEN
    if not (talking or united):
        return None
    if NO.match(words):
        return Stance.RULES_OUT if wishing and not talking else Stance.DENIES
    if YES.match(words):
        return Stance.TALKS if talking else Stance.OPEN if wishing else Stance.AGREED
    return None


def reply(question: Clause, words: str, own: tuple[PartyCode, ...]) -> tuple[Mention, Stance] | None:
    """Return the party that a question is about and what a sentence answers to it, None where it does not."""
    signs = set(question.signs)
    target = other_party(mentions_between(question, 0, len(question.chunks)), own)
    wishing = WISHING.search(question.low, question.start, question.end) is not None
    stance = short(words, talking=bool(signs & TALKING), united=bool(signs & UNITED), wishing=wishing)
    return (target, stance) if target is not None and stance is not None else None


def other_party(named: list[Mention], own: tuple[PartyCode, ...]) -> Mention | None:
    """Return the last of some mentions that is another's party."""
    fits = [m for m in named if m.parties and not set(m.parties) & set(own)]
    return fits[-1] if fits else None


def mentions_between(clause: Clause, start: int, end: int) -> list[Mention]:
    """Return the parties and people named between two places of a clause."""
    kinds = (Kind.PARTY, Kind.PERSON)
    return [c.mention for c in clause.chunks[start:end] if c.mention is not None and c.mention.kind in kinds]
