"""Who says it: the speaker in the sentence, in the one before or after, or in a chain of quotations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from prepoll.names import Attribution, PartyCode
from prepoll.news.gates import Gates
from prepoll.news.lexicon import alternation, table
from prepoll.news.mentions import Kind, Mention
from prepoll.news.segment import Sentence

VERBS = AhoCorasick(table("speech")["verbs"])
VERB = re.compile(r"(?<![\w\-])" + alternation(table("speech")["verbs"]) + r"(?![\w\-])")
INNER = frozenset("_-")  # marks within a word
IMPERSONAL = re.compile(r"(?<![\w\-])" + alternation(table("speech")["impersonal"]) + r"(?![\w\-])")
SOURCES = re.compile(
    r"(?<![\w\-])(?:" + alternation(table("speech")["sources"]) + "|" + table("speech")["somebody"] + r")(?![\w\-])"
)
OF_WHICH = frozenset((" of the ", " of ", " from the ", " from ", " in the ", " in "))
PASSIVE = ("is ", "are ", "was ", "were ")
GOING_ON = ("added", "adds", "went on", "continued", "concluded")
UNNAMED = Gates({"sources": (SOURCES,)})
ACCORDING = re.compile(r"(?<![\w\-])" + alternation(table("speech")["according"]) + r" ")
HE_SAID = re.compile(
    r"(?<![\w\-])(?:he|she|the (?:\w+[ -]){0,2}(?:politician|actor|veteran|professor|scion|"
    + alternation(table("roles")["head"])[3:]
    + r") (?:\w+ ){0,2}\Z"
)
TITLES = (*dict.fromkeys(h.split()[-1] for h in table("roles")["head"]), "politician", "actor", "professor")
MOST = 400  # characters of a clause; nothing that is looked for in its last words is longer
UNKNOWN_AFTER = re.compile(r" (?:\w+'s )?((?:[A-Z\u00c0-\u00de][\w'\u2019\-]*\.? ){1,3}[A-Z\u00c0-\u00de][\w\-]+)")
ADVERBS = ("has", "had", "also", "later", "then")
UNKNOWN_BEFORE = re.compile(
    r"((?:[A-Z\u00c0-\u00de][\w\-]*\.? ){1,3}[A-Z\u00c0-\u00de][\w\-]+)"
    rf"(?:, [^,.;\"]{{2,60}},)? (?:(?:{'|'.join(ADVERBS)}) )?\Z"
)
NOT_OF = "".join(f"(?<!{word} )" for word in table("roles")["people_of"])  # "leaders of X" are X
PREPOSITIONS = [
    "of",
    "with",
    "by",
    "against",
    "to",
    "from",
    "for",
    "between",
    "over",
    "than",
    "about",
    "into",
    "under",
    "behind",
    "after",
    "before",
    "without",
    "like",
    "as",
    "on",
    "at",
    "in",
    "toward",
    "towards",
    "including",
    "among",
    "unlike",
]
DETERMINERS = frozenset(["the", "its", "his", "her", "their", "any", "a", "an", "old", "former", "ally"])
PREPOSITION = re.compile(
    rf"(?<![\w\-])(?:{NOT_OF}{'|'.join(PREPOSITIONS)}) (?:(?:{'|'.join(sorted(DETERMINERS))}) )*\Z"
)
ENDINGS = tuple(PREPOSITIONS)
WINDOW = 30  # characters before a name in which a preposition may govern it
GOES_ON = re.compile(
    r"(?:'s? [\w\-]+| [a-z\-]+ly)?"
    r" (?:would|will|had|has|have|was|were|is|are|could|can|may|might|must|should|did|does|do|shall)\b"
)
APPOSED = re.compile(r",[^;\"]{2,120}, (?:\w+ ){0,2}")
BESIDE_QUOTE = re.compile(r'[,.!?\u2026]" (?:(?P<he>(?:s?he|they) )(?=\w+(?:ed|s)(?!\w))|(?=[^\s\d"]))')
ANY_VERB = re.compile(r"\w+(?:ed|s) ")
VERB_BEHIND = re.compile(r",? \w+(?:ed|s)(?![\w\-])")
OBJECT_OF = re.compile(rf"(?<![\w\-])(\w+ed|{alternation(table('speech')['transitive'])}) (?:the |its |his |her )?\Z")


class Voice(NamedTuple):
    """Stands behind a claim: a person, a party, unnamed people or the reporter."""

    attribution: Attribution
    name: str | None = None
    role: str | None = None
    parties: tuple[PartyCode, ...] = ()


class Speech(NamedTuple):
    """A verb of speech and whose it is."""

    start: int
    voice: Voice


REPORTER = Voice(Attribution.REPORTER)
SOURCE = Voice(Attribution.SOURCES)


class Verb(NamedTuple):
    """A verb of speech: code points of the text, `end` exclusive."""

    start: int
    end: int


class Seen(NamedTuple):
    """What the matcher saw of the words of a sentence: of speech, of unnamed sources, of "according to"."""

    speech: bool = True
    unnamed: bool = True
    according: bool = True


NONE = Seen(speech=False, unnamed=False, according=False)


class Line(NamedTuple):
    """A sentence as it is searched for speech: its quotations, its mentions, and who "he" is before it."""

    text: str  # of the article
    low: str
    sentence: Sentence
    quotes: Sequence[tuple[int, int]]
    mentions: Sequence[Mention]
    before: Voice | None
    last: Voice | None = None  # who spoke last
    seen: Seen = Seen()

    def quoted(self, place: int) -> bool:
        """Say whether a place is inside a quotation."""
        return any(s < place < e for s, e in self.quotes)


def speeches(line: Line) -> list[Speech]:
    """List the acts of speech in a sentence, outside its quotations, in the order of the text."""
    start, end = line.sentence.start, line.sentence.end
    found: list[Speech] = []
    for verb in verbs(line.low, start, end):
        voice = None if line.quoted(verb.start) else whose(line, verb, found[-1].voice if found else line.before)
        found += [Speech(verb.start, voice)] if voice else []
    for phrase in ACCORDING.finditer(line.low, start, end) if line.seen.according else ():
        voice = according(line, phrase.end())
        found += [Speech(phrase.start(), voice)] if voice and not line.quoted(phrase.start()) else []
    found = found or wordless(line)
    return sorted(found, key=lambda s: s.start) if len(found) > 1 else found


def according(line: Line, place: int) -> Voice | None:
    """Return whom "according to" names at a place: unnamed sources, or the mention next to it."""
    if SOURCES.match(line.low, place):
        return SOURCE
    after = next((m for m in line.mentions if 0 <= m.start - place < 30), None)
    return of(after) if after else None


def verbs(low: str, start: int, end: int) -> list[Verb]:
    """List the verbs of speech in a run of text, whole words only, the longest at each place."""
    places = VERBS.find_matches_as_indexes(low[start:end], overlapping=True)
    free = [Verb(start + a, start + b) for _, a, b in places if stands_free(low, start + a, start + b, end)]
    if len(free) < 2:
        return free
    found: list[Verb] = []
    for verb in sorted(free, key=lambda v: (v.start, -v.end)):
        if not found or verb.start >= found[-1].end:
            found.append(verb)
    return found


def stands_free(low: str, left: int, right: int, end: int) -> bool:
    """Say whether a run of letters is a whole word of a text that ends at `end`, and no part of a hyphened one."""
    before, behind = low[left - 1 : left], low[right : min(right + 1, end)]
    return not (before.isalnum() or before in INNER) and not (behind.isalnum() or behind in INNER)


def wordless(line: Line) -> list[Speech]:
    """Return the act of a sentence without a verb of speech: unnamed sources, or "X was plain: …"."""
    beside = beside_quote(line)
    if beside is not None:
        return [beside]
    unnamed = None
    if line.seen.unnamed:
        unnamed = IMPERSONAL.search(line.low, line.sentence.start, line.sentence.end)
    if unnamed and not line.quoted(unnamed.start()):
        return [Speech(unnamed.start(), SOURCE)]
    colon = line.low.find(": ", line.sentence.start, line.sentence.end)
    last = line.mentions[-1] if line.mentions else None
    if last and last.kind is Kind.PERSON and last.end == line.sentence.end and line.low.endswith(": ", 0, last.start):
        return [Speech(last.start, of(last))]  # "No pact: X"
    people = [m for m in line.mentions if m.kind is Kind.PERSON and m.end <= colon] if colon >= 0 else []
    if not people or line.quoted(colon) or governed(line.low, people[-1].start):
        return []
    return [Speech(people[-1].end, of(people[-1]))]


def beside_quote(line: Line) -> Speech | None:
    """Return the act of a verb of any kind between a quotation and who speaks it ("…," sniffed the Reds' Anna Roth)."""
    if line.low.find('"', line.sentence.start, line.sentence.end) < 0:
        return None
    place = BESIDE_QUOTE.search(line.low, line.sentence.start, line.sentence.end)
    if place is None:
        return None
    if place["he"]:
        return Speech(place.end(), line.before) if line.before and line.before.name else None
    verb = ANY_VERB.match(line.low, place.end())
    people = (m for m in line.mentions if m.kind is Kind.PERSON and m.start >= place.end())
    person = next(people, None)
    if person is None:
        return None
    verb_first = (
        verb is not None and person.start - verb.end() < 45 and not governed(line.low, person.start, verb.end())
    )
    plain = person.start - place.end() < 5 and VERB_BEHIND.match(line.low, person.end) is not None
    return Speech(place.end(), of(person)) if verb_first or plain else None


def whose(line: Line, verb: Verb, before: Voice | None) -> Voice | None:
    """Say who speaks a verb of speech, None where nobody can be told."""
    head = line.low[line.sentence.start : verb.start]
    clause = head[max(head.rfind('"'), head.rfind(";")) + 1 :]
    if line.low.startswith(" to ", verb.end) and clause.endswith(PASSIVE):
        return SOURCE  # "are said to"
    if by_pronoun(clause):
        goes_on = line.low.startswith(GOING_ON, verb.start) and line.last and line.last.name
        return person_before(line, verb.start) or (line.last if goes_on else before)
    offset = verb.start - len(clause)
    inside = [m for m in line.mentions if offset <= m.start and m.end <= verb.start]
    subjects = [
        m for n, m in enumerate(inside) if speaks(line.low, m, verb.start) and not (n and is_object(line.low, m.start))
    ]
    unnamed = SOURCES.search(clause) if UNNAMED.seen(clause) else None
    if unnamed and (not subjects or offset + unnamed.start() > subjects[-1].start or "not" in clause):
        return SOURCE
    if (
        unnamed
        and subjects[-1].kind is Kind.PARTY
        and line.low[offset + unnamed.end() : subjects[-1].start] in OF_WHICH
    ):
        return SOURCE
    behind = subject_behind(line, verb)
    if behind is not None and (not subjects or behind.start - verb.end < 20):
        return of(behind)
    return of(foremost(line.low, subjects, verb.start)) if subjects else somebody(line, verb)


def foremost(low: str, subjects: Sequence[Mention], verb: int) -> Mention:
    """Return who speaks of several: the first of two people who speak as one, and a person, not whose head it is."""
    last = subjects[-1]
    for one in reversed(subjects[:-1]):
        if one.kind is not Kind.PERSON:
            continue
        if last.kind is Kind.PARTY and APPOSED.fullmatch(low, one.end, verb):
            return one  # "X, head of the rival PARTY, said"
        return one if low[one.end : last.start] == " and " else last
    return last


def by_pronoun(clause: str) -> bool:
    """Say whether "he", or a title such as "the leader", stands before a verb of speech."""
    last = clause[-MOST:].rsplit(" ", 4)[-4:]
    return last[-1] == "" and any(map(he, last[:-1])) and HE_SAID.search(clause) is not None


def he(word: str) -> bool:
    """Say whether a word ends in "he", "she", or a title."""
    if word.endswith("he"):
        return not word[:-2].removesuffix("s")[-1:].isalnum()
    return word.endswith(TITLES)


def subject_behind(line: Line, verb: Verb) -> Mention | None:
    """Return the subject that follows a verb of speech ("…," said X)."""
    near = (m for m in line.mentions if 0 <= m.start - verb.end < 45 and '"' not in line.low[verb.end : m.start])
    after = next(near, None)
    return after if after is not None and inverted(line.low, verb, after) else None


def somebody(line: Line, verb: Verb) -> Voice | None:
    """Return unnamed sources after a verb of speech, or a speaker who is not in the cast."""
    end = min(verb.end + 40, line.sentence.end)
    if UNNAMED.seen(line.low[verb.end : end]) and SOURCES.search(line.low, verb.end, end):
        return SOURCE
    return stranger(line.text, line.sentence, verb)


def governed(low: str, place: int, begin: int | None = None) -> bool:
    """Say whether a preposition behind `begin`, else one not far before, governs what starts at a place."""
    begin = max(0, place - WINDOW) if begin is None else begin
    window = low[begin:place]
    if not window.endswith(" "):
        return False
    words = window[:-1].split(" ")
    while words and words[-1] in DETERMINERS:
        words.pop()
    if not words or not words[-1].endswith(ENDINGS):
        return False
    return PREPOSITION.search(low, begin, place) is not None


def is_object(low: str, place: int) -> bool:
    """Say whether a mention follows right on a verb that is none of speech."""
    verb = OBJECT_OF.search(low, max(0, place - 30), place)
    return verb is not None and not VERB.fullmatch(verb[1])


def speaks(low: str, mention: Mention, verb: int) -> bool:
    """Say whether a mention before a verb of speech can be its subject."""
    if mention.kind not in (Kind.PERSON, Kind.PARTY):
        return False
    between = low[mention.end : verb]
    if len(between) > (40 if mention.kind is Kind.PERSON else 25) and not APPOSED.fullmatch(between):
        return False
    return not governed(low, mention.start)


def inverted(low: str, verb: Verb, after: Mention) -> bool:
    """Say whether the subject follows the verb ("…," said X)."""
    ahead = low[max(0, verb.start - 3) : verb.start]
    if '"' not in ahead and GOES_ON.match(low, after.end):
        return False  # "Roth, who was in Northport, said the Reds would …"
    return ('"' in ahead or "," in ahead or "-" in ahead) and not governed(low, after.start, verb.end)


def stranger(text: str, sentence: Sentence, verb: Verb) -> Voice | None:
    """Name a speaker who is not in the cast, None where no name stands beside the verb."""
    found = UNKNOWN_AFTER.match(text, verb.end)
    begin = max(sentence.start, verb.start - 110)
    if found is None and may_end_in_a_name(text[begin : verb.start]):
        found = UNKNOWN_BEFORE.search(text, begin, verb.start)
    return Voice(Attribution.NAMED, found[1].strip()) if found else None


def may_end_in_a_name(words: str) -> bool:
    """Say whether words before a verb can end in somebody's name, or in what is said of them between commas."""
    if not words.endswith(" "):
        return False
    head, _, last = words[:-1].rpartition(" ")
    last = head.rpartition(" ")[2] if last in ADVERBS else last
    return last.endswith(",") or not last[:1].islower()


def person_before(line: Line, position: int) -> Voice | None:
    """Return the voice of the person whom the sentence began with; not of one right before the pronoun."""
    people = [m for m in line.mentions if m.kind is Kind.PERSON and m.end <= position]
    return of(people[0]) if people and position - people[0].end > 18 else None


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
