"""Who says it: the speaker in the sentence, in the one before or after, or in a chain of quotations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from prepoll.names import Attribution, PartyCode
from prepoll.news.lexicon import alternation, table
from prepoll.news.mentions import Kind, Mention
from prepoll.news.segment import Sentence

VERB = re.compile(r"(?<![\w\-])" + alternation(table("speech")["verbs"]) + r"(?![\w\-])")
SOURCES = re.compile(r"(?<![\w\-])" + alternation(table("speech")["sources"]) + r"(?![\w\-])")
ACCORDING = re.compile(r"(?<![\w\-])" + alternation(table("speech")["according"]) + r" ")
HE_SAID = re.compile(
    r"(?<![\w\-])(?:he|she|the (?:\w+[ -]){0,2}(?:politician|actor|veteran|professor|scion|"
    + alternation(table("roles")["head"])[3:]
    + r") (?:\w+ ){0,2}\Z"
)
UNKNOWN_AFTER = re.compile(r" (?:\w+'s )?((?:[A-Z\u00c0-\u00de][\w'\u2019\-]*\.? ){1,3}[A-Z\u00c0-\u00de][\w\-]+)")
UNKNOWN_BEFORE = re.compile(
    r"((?:[A-Z\u00c0-\u00de][\w\-]*\.? ){1,3}[A-Z\u00c0-\u00de][\w\-]+)"
    r"(?:, [^,.;\"]{2,60},)? (?:has |had |also |later |then )?\Z"
)
NOT_OF = "".join(f"(?<!{word} )" for word in table("roles")["people_of"])  # "leaders of X" are X
PREPOSITION = re.compile(
    rf"(?<![\w\-])(?:{NOT_OF}of|with|by|against|to|from|for|between|over|than|about|into|under|behind|after|"
    r"before|without|like|as|on|at|in|towards?|including|among|unlike) "
    r"(?:(?:the|its|his|her|their|any|an?|old|former|ally) )*\Z"
)
OBJECT_OF = re.compile(r"(?<![\w\-])(\w+ed) (?:the |its |his |her )?\Z")


@dataclass(frozen=True, slots=True)
class Voice:
    """Stands behind a claim: a person, a party, unnamed people or the reporter."""

    attribution: Attribution
    name: str | None = None
    role: str | None = None
    parties: tuple[PartyCode, ...] = ()


@dataclass(frozen=True, slots=True)
class Speech:
    """A verb of speech and whose it is."""

    start: int
    voice: Voice


REPORTER = Voice(Attribution.REPORTER)
SOURCE = Voice(Attribution.SOURCES)


def speeches(
    text: str,
    low: str,
    sentence: Sentence,
    quotes: Sequence[tuple[int, int]],
    mentions: Sequence[Mention],
    before: Voice | None,
) -> list[Speech]:
    """List the acts of speech in a sentence, outside its quotations; "he said" goes back to `before`."""
    found: list[Speech] = []
    for verb in VERB.finditer(low, sentence.start, sentence.end):
        if any(s < verb.start() < e for s, e in quotes):
            continue
        last = found[-1].voice if found else before
        voice = whose(text, low, sentence, verb, mentions, last)
        if voice is not None:
            found.append(Speech(verb.start(), voice))
    for phrase in ACCORDING.finditer(low, sentence.start, sentence.end):
        after = next((m for m in mentions if 0 <= m.start - phrase.end() < 30), None)
        if after is not None and not any(s < phrase.start() < e for s, e in quotes):
            found.append(Speech(phrase.start(), of(after)))
    if not found:
        unnamed = SOURCES.search(low, sentence.start, sentence.end)
        if unnamed and not any(s < unnamed.start() < e for s, e in quotes):
            found.append(Speech(unnamed.start(), SOURCE))
    return sorted(found, key=lambda s: s.start)


def whose(
    text: str, low: str, sentence: Sentence, verb: re.Match[str], mentions: Sequence[Mention], before: Voice | None
) -> Voice | None:
    """Say who speaks a verb of speech, None where nobody can be told."""
    head = low[sentence.start : verb.start()]
    clause = head[max(head.rfind('"'), head.rfind(";")) + 1 :]
    if HE_SAID.search(clause):
        return person_before(mentions, sentence, verb.start()) or before
    unnamed = SOURCES.search(clause)
    inside = [
        m
        for m in mentions
        if sentence.start <= m.start and m.end <= verb.start() and m.start >= verb.start() - len(clause)
    ]
    subjects = [m for n, m in enumerate(inside) if speaks(low, m, verb.start()) and not (n and is_object(low, m.start))]
    subject = subjects[-1] if subjects else None
    if unnamed and (subject is None or verb.start() - len(clause) + unnamed.start() > subject.start or "not" in clause):
        return SOURCE
    if subject is not None:
        return of(subject)
    after = next((m for m in mentions if 0 <= m.start - verb.end() < 45 and '"' not in low[verb.end() : m.start]), None)
    if after is not None and inverted(low, verb, after):
        return of(after)
    if SOURCES.match(low, verb.end() + 1) or SOURCES.search(low, verb.end(), min(verb.end() + 40, sentence.end)):
        return SOURCE
    return stranger(text, sentence, verb)


def is_object(low: str, place: int) -> bool:
    """Say whether a mention follows right on a verb that is none of speech."""
    verb = OBJECT_OF.search(low, max(0, place - 30), place)
    return verb is not None and not VERB.fullmatch(verb[1])


def speaks(low: str, mention: Mention, verb: int) -> bool:
    """Say whether a mention before a verb of speech can be its subject."""
    if mention.kind not in (Kind.PERSON, Kind.PARTY):
        return False
    between = low[mention.end : verb]
    if len(between) > 140 or (len(between) > 25 and "," not in between and mention.kind is Kind.PARTY):
        return False
    return not PREPOSITION.search(low, max(0, mention.start - 30), mention.start)


def inverted(low: str, verb: re.Match[str], after: Mention) -> bool:
    """Say whether the subject follows the verb ("…," said X)."""
    ahead = low[max(0, verb.start() - 3) : verb.start()]
    return ('"' in ahead or "," in ahead or "-" in ahead) and not PREPOSITION.search(low, verb.end(), after.start)


def stranger(text: str, sentence: Sentence, verb: re.Match[str]) -> Voice | None:
    """Name a speaker who is not in the cast, None where no name stands beside the verb."""
    after = UNKNOWN_AFTER.match(text, verb.end())
    before = UNKNOWN_BEFORE.search(text, max(sentence.start, verb.start() - 110), verb.start())
    found = after or before
    return Voice(Attribution.NAMED, found[1].strip()) if found else None


def person_before(mentions: Sequence[Mention], sentence: Sentence, position: int) -> Voice | None:
    """Return the voice of the last person named earlier in the sentence."""
    inside = [m for m in mentions if m.kind is Kind.PERSON and sentence.start <= m.start and m.end <= position]
    return of(inside[0]) if inside else None


def of(mention: Mention) -> Voice:
    """Return the voice of a person, or of a party that speaks with nobody named."""
    return Voice(Attribution.NAMED, mention.person, mention.role, mention.parties)


def voice_of_quote(
    quote: tuple[int, int], sentence: Sentence, acts: Sequence[Speech], earlier: Voice | None
) -> Voice | None:
    """Say who speaks a quotation; `acts` are those of the paragraph, `earlier` spoke last before it."""
    near = [a for a in acts if quote[1] <= a.start <= quote[1] + 200]
    same = [a for a in near if a.start < max(sentence.end, quote[1] + 90)]
    ahead = [a for a in acts if a.start < quote[0]]
    if same and not (ahead and ahead[-1].start >= sentence.start and ahead[-1].start > quote[0] - 25):
        return same[0].voice
    if ahead:
        return ahead[-1].voice
    return near[0].voice if near else earlier
