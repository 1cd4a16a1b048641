"""A sentence with its mentions masked: same length, so that a pattern's places are the text's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from prepoll.names import PartyCode
from prepoll.news.attribute import PREPOSITION, Voice
from prepoll.news.context import Context, first_subject, group_left
from prepoll.news.lexicon import alternation, table
from prepoll.news.mentions import Kind, Mention
from prepoll.news.segment import Sentence

BASE = {
    Kind.PARTY: 0xE000,
    Kind.PERSON: 0xE000,
    Kind.ANYONE: 0xF000,
    Kind.PAIR: 0xF300,
    Kind.SELF: 0xF500,
    Kind.IT: 0xF600,
    Kind.HE: 0xF600,
}
ROOM = {0xE000: 0xFFF, 0xF000: 0x2FF, 0xF300: 0x1FF, 0xF500: 0xFF, 0xF600: 0x2FF}
BLANK = re.compile(r"\s")
PRIVATE = re.compile("[\ue000-\uf8ff]")
RUN = re.compile("([\ue000-\uf8ff])\\1*")
WORDS = {
    Kind.ANYONE: table("words")["words"]["anyone"],
    Kind.PAIR: table("words")["words"]["pair"],
    Kind.SELF: table("words")["words"]["ourselves"],
    Kind.IT: table("words")["words"]["pronoun"],
}
SOME_PARTIES = re.compile(r"(?<![\w\-'])" + table("words")["reference"]["anyone"] + r"(?![\w\-])")
FOLLOWED = alternation(table("words")["pair"]["followed_by"])
BLOC_WORDS = frozenset(
    ("the alliance", "the bloc", "the front", "the grouping", "the grand alliance", "the combine", "the coalition")
)
OTHERS = frozenset(
    (
        "them",
        "the latter",
        "the other side",
        "those people",
        "these people",
        "that lot",
        "those fellows",
        "those gentlemen",
        "its ally",
        "its partner",
        "its neighbour",
        "its bigger partner",
        "its senior partner",
        "its junior partner",
        "its rival",
        "him",
    )
)
BARE = frozenset(("the two", "both", "the three", "all three", "the pair"))
REFERENCE = re.compile(
    r"(?<![\w\-'])(?:" + "|".join(f"(?P<{kind}>{alternation(words)})" for kind, words in WORDS.items()) + r")(?![\w\-])"
)
OUTFIT = re.compile(r"(?:'s?)(?: own)? (?:party|outfit|men|camp|side|team|faction|group|formation|people|force)(?!\w)")


@dataclass(frozen=True, slots=True)
class Masked:
    """A sentence whose mentions are runs of private characters; `mentions` in the order of the text."""

    text: str
    start: int
    mentions: tuple[Mention, ...]

    def within(self, start: int, end: int) -> list[Mention]:
        """Return the mentions between two places of the masked text."""
        return [m for m in self.mentions if start <= m.start - self.start and m.end - self.start <= end]


def mask(
    low: str,
    sentence: Sentence,
    mentions: Sequence[Mention],
    context: Context,
    voices: Sequence[tuple[int, int, Voice | None]],
) -> Masked:
    """Mask the mentions of a sentence; pronouns are resolved by what stands before them.

    `voices` are the runs of quotation with who speaks them.
    """
    run = BLANK.sub(" ", PRIVATE.sub("?", low[sentence.start : sentence.end]))
    named = [widened(m, low) for m in mentions if sentence.start <= m.start and m.end <= sentence.end]
    found = named + [
        Mention(sentence.start + some.start(), sentence.start + some.end(), Kind.ANYONE, ())
        for some in SOME_PARTIES.finditer(run)
        if free(named, sentence.start + some.start(), sentence.start + some.end())
    ]
    taken = tuple(found)
    for reference in REFERENCE.finditer(run):
        start, end = sentence.start + reference.start(), sentence.start + reference.end()
        plain = reference[0] in BLOC_WORDS and context.bloc is None
        if plain or not free(taken, start, end) or counts_something(reference, run):
            continue
        before = tuple(m for m in named if m.end <= start)
        speaker = next((v for s, e, v in voices if s <= start < e), None)
        governed = PREPOSITION.search(low, max(0, start - 24), start) is not None
        place = Place(before, context, speaker, governed, low)
        found.append(referred(Kind(reference.lastgroup or "it"), start, end, reference[0], place))
    found.sort(key=lambda m: m.start)
    return Masked(covered(run, sentence.start, found), sentence.start, tuple(found))


def free(taken: Sequence[Mention], start: int, end: int) -> bool:
    """Say whether no mention overlaps a span."""
    return not any(m.start < end and start < m.end for m in taken)


def covered(run: str, offset: int, found: Sequence[Mention]) -> str:
    """Write each mention as a run of its own private character; the length stays."""
    pieces, position = [], 0
    counts = dict.fromkeys(BASE.values(), 0)
    for mention in found:
        base = BASE[mention.kind]
        sign = chr(base + min(counts[base], ROOM[base]))
        counts[base] += 1
        pieces += [run[position : mention.start - offset], sign * (mention.end - mention.start)]
        position = mention.end - offset
    return "".join([*pieces, run[position:]])


def counts_something(reference: re.Match[str], run: str) -> bool:
    """Say whether "the two" or "both" counts a thing that follows ("both seats")."""
    if reference.lastgroup != Kind.PAIR or reference[0] not in BARE:
        return False
    rest = run[reference.end() : reference.end() + 12]
    return bool(re.match(r" [a-z]", rest)) and not re.match(f" {FOLLOWED}(?!\\w)", rest)


def widened(mention: Mention, low: str) -> Mention:
    """Take "X's outfit" for X's party."""
    if mention.kind is not Kind.PERSON:
        return mention
    outfit = OUTFIT.match(low, mention.end)
    return Mention(mention.start, outfit.end(), Kind.PARTY, mention.parties) if outfit else mention


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reference stands: the names before it in the sentence, the sentences before, and whose words it is in."""

    before: tuple[Mention, ...]
    context: Context
    speaker: Voice | None
    governed: bool  # by a preposition
    low: str  # the article

    @property
    def own(self) -> tuple[PartyCode, ...]:
        """Return the speaker's party."""
        return self.speaker.parties if self.speaker else ()

    @property
    def others(self) -> tuple[PartyCode, ...]:
        """Return the party last named that is not the speaker's."""
        named = [p for m in reversed(self.before) for p in m.parties] + list(self.context.recent)
        return tuple(p for p in named if p not in self.own)[:1]


def referred(kind: Kind, start: int, end: int, words: str, place: Place) -> Mention:
    """Resolve one reference by the mentions before it in the sentence, else by the context."""
    anybody = words in ("they", "them") and place.speaker and place.context.loose and not place.before
    if kind is Kind.ANYONE or anybody:
        return Mention(start, end, Kind.ANYONE, ())
    if words in ("he", "she") or words.startswith(("his ", "her ")):
        return of_person(start, end, words, place)
    return Mention(start, end, kind, meant(kind, words, place))


def meant(kind: Kind, words: str, place: Place) -> tuple[PartyCode, ...]:
    """Return the parties that "the two sides", "we", "the alliance", "them" or "the party" are."""
    if kind is Kind.PAIR:
        return several(words, place)
    if kind is Kind.SELF:
        return place.own
    if words in BLOC_WORDS:
        return (place.context.bloc,) if place.context.bloc else ()
    here = group_left(place.before, place.low) if words == "they" else ()
    if here:
        return here
    if place.governed or words in OTHERS or (place.speaker is not None and words.startswith(("they", "it"))):
        return place.others
    return place.own or first_subject(place.before, place.low) or place.context.topic


def several(words: str, place: Place) -> tuple[PartyCode, ...]:
    """Return the two or three parties that "the two sides" or "the three" are."""
    size = 3 if "three" in words or "trio" in words else 2
    here = list(dict.fromkeys(p for m in place.before for p in m.parties))
    if len(here) >= size:
        return tuple(here[-size:])
    group = place.context.group
    return group if len(group) == size else tuple(reversed(place.context.recent[:size]))


def of_person(start: int, end: int, words: str, place: Place) -> Mention:
    """Resolve "he" to a person, "his party" to the person's party."""
    people = [m for m in place.before if m.kind is Kind.PERSON]
    free_standing = [m for m in people if not PREPOSITION.search(place.low, max(0, m.start - 30), m.start)]
    person = next(iter(free_standing), place.context.person) or next(iter(people), None)
    himself = words in ("he", "she")
    kind = Kind.HE if himself else Kind.IT
    if person is None:
        return Mention(start, end, kind, ())
    return Mention(
        start, end, kind, person.parties, person.person if himself else None, person.role if himself else None
    )
