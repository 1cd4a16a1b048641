"""What the sentences before a sentence leave behind: topic, people, parties named in one breath."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from prepoll.names import PartyCode
from prepoll.news.attribute import governed
from prepoll.news.lexicon import table
from prepoll.news.mentions import Kind, Mention
from prepoll.news.segment import Sentence

LOOSE = re.compile(r"(?<![\w\-'])" + table("words")["loose"] + r"(?![\w\-])")
PRONOUN = re.compile(r"(?<![\w\-'])(?:he|she)(?![\w\-'])")
VERB_NEXT = re.compile(
    r"(?:,[^,.;]{2,70},)? (?:also |later |who |now )?"
    r"(?:\w+ed|said|told|says|tells|has|had|is|was|will|would|did|wrote|spoke|met|made)(?!\w)"
)
TELLS = re.compile(r" (?:said|says|told|added|asked|declared|announced|warned|replied|insisted|shot back|quipped)\b")
OWNING = ("'s", "s'")
BREATH = 20  # characters; what stands between two names of one breath is shorter
IN_ONE_BREATH = re.compile(r",? ?(?:and|or|&|,|as well as)? ?(?:the |with |its )?")


class Context(NamedTuple):
    """What the sentences before leave behind."""

    topic: tuple[PartyCode, ...] = ()  # the party last spoken of as subject
    recent: tuple[PartyCode, ...] = ()  # parties named, the latest first
    person: Mention | None = None
    loose: bool = False  # like-minded parties were spoken of last
    group: tuple[PartyCode, ...] = ()  # the parties last named in one breath
    bloc: PartyCode | None = None  # the bloc last named


def after(
    context: Context, sentence: Sentence, named: Sequence[Mention], low: str, blocs: frozenset[str], *, traced: bool
) -> Context:
    """Return the context that a sentence leaves behind; `traced` where words for anybody may stand in it."""
    loose = traced and LOOSE.search(low, sentence.start, sentence.end) is not None
    if not named:
        return context._replace(loose=True) if loose and not context.loose else context
    recent = dict.fromkeys([*(p for m in reversed(named) for p in m.parties), *context.recent])
    return Context(
        topic=first_subject(named, low) or context.topic,
        recent=tuple(recent)[:6],
        person=person_left(context, sentence, named, low),
        loose=loose,
        group=group_left(named, low) or context.group,
        bloc=next((m.party for m in reversed(named) if m.party in blocs), context.bloc) if blocs else context.bloc,
    )


def person_left(context: Context, sentence: Sentence, named: Sequence[Mention], low: str) -> Mention | None:
    """Return who "he" will be: the sentence's first subject, the one before where it begins with a pronoun."""
    people = [m for m in named if m.kind is Kind.PERSON]
    if not people:
        return context.person
    if context.person is not None and PRONOUN.search(low, sentence.start, people[0].start):
        return context.person
    quoted = low.startswith(('"', "\u201c"), sentence.start)
    teller = next((m for m in people if TELLS.match(low, m.end)), None) if quoted else None
    subject = teller or next((m for m in people if acts(m, sentence, low)), None)
    return subject or context.person or people[-1]


def acts(person: Mention, sentence: Sentence, low: str) -> bool:
    """Say whether a person is a subject: first in the sentence, or before a verb, and after no preposition."""
    if governed(low, person.start) or low[person.end : person.end + 2] in OWNING:
        return False
    return (
        person.start - sentence.start < 45
        or bool(VERB_NEXT.match(low, person.end))
        or low.endswith("said ", 0, person.start)
    )


def group_left(named: Sequence[Mention], low: str) -> tuple[PartyCode, ...]:
    """Return the parties last joined by "and" or commas."""
    groups: list[list[Mention]] = []
    for mention in named:
        last = groups[-1][-1].end if groups else -BREATH
        if mention.start - last < BREATH and IN_ONE_BREATH.fullmatch(low, last, mention.start):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    if len(groups) == len(named):
        return ()
    several = [tuple(dict.fromkeys(p for m in group for p in m.parties)) for group in groups if len(group) > 1]
    return several[-1] if several and len(several[-1]) > 1 else ()


def first_subject(before: Sequence[Mention], low: str) -> tuple[PartyCode, ...]:
    """Return the parties of the first mention that is not the object of a preposition."""
    for mention in before:
        if mention.parties and not governed(low, mention.start):
            return mention.parties
    return ()
