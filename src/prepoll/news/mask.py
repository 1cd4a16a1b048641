"""A sentence with its mentions masked: same length, so that a pattern's places are the text's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from prepoll.news.attribute import PREPOSITION, Voice
from prepoll.news.context import Context, first_subject
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
ROOM = {
    Kind.PARTY: 0xFFF,
    Kind.PERSON: 0xFFF,
    Kind.ANYONE: 0x2FF,
    Kind.PAIR: 0x1FF,
    Kind.SELF: 0xFF,
    Kind.IT: 0x2FF,
    Kind.HE: 0x2FF,
}
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
    run = PRIVATE.sub("?", low[sentence.start : sentence.end]).replace("\n", " ").replace("\t", " ").replace("\r", " ")
    named = [widened(m, low) for m in mentions if sentence.start <= m.start and m.end <= sentence.end]
    found = list(named)
    for some in SOME_PARTIES.finditer(run):
        start, end = sentence.start + some.start(), sentence.start + some.end()
        if not any(m.start < end and start < m.end for m in named):
            found.append(Mention(start, end, Kind.ANYONE, ()))
    taken = list(found)
    for reference in REFERENCE.finditer(run):
        start, end = sentence.start + reference.start(), sentence.start + reference.end()
        plain = reference[0] in BLOC_WORDS and context.bloc is None
        if plain or any(m.start < end and start < m.end for m in taken) or counts_something(reference, run):
            continue
        speaker = next((v for s, e, v in voices if s <= start < e), None)
        found.append(
            referred(Kind(reference.lastgroup or "it"), start, end, reference[0], named, context, speaker, low)
        )
    found.sort(key=lambda m: m.start)
    pieces, position = [], 0
    counts = dict.fromkeys(Kind, 0)
    for mention in found:
        sign = chr(
            BASE[mention.kind]
            + min(counts[mention.kind] + (0x800 if mention.kind is Kind.PERSON else 0), ROOM[mention.kind])
        )
        if mention.kind is Kind.HE:
            sign = chr(ord(sign) + 0x80)
        counts[mention.kind] += 1
        pieces += [run[position : mention.start - sentence.start], sign * (mention.end - mention.start)]
        position = mention.end - sentence.start
    return Masked("".join([*pieces, run[position:]]), sentence.start, tuple(found))


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


def referred(
    kind: Kind,
    start: int,
    end: int,
    words: str,
    named: Sequence[Mention],
    context: Context,
    speaker: Voice | None,
    low: str,
) -> Mention:
    """Resolve one reference by the mentions before it in the sentence, else by the context."""
    before = [m for m in named if m.end <= start]
    if kind is Kind.ANYONE:
        return Mention(start, end, kind, ())
    if kind is Kind.PAIR:
        size = 3 if "three" in words or "trio" in words else 2
        parties = list(dict.fromkeys(p for m in before for p in m.parties))
        group = context.group if len(context.group) == size else tuple(reversed(context.recent[:size]))
        return Mention(start, end, kind, tuple(parties[-size:]) if len(parties) >= size else group)
    if kind is Kind.SELF:
        return Mention(start, end, kind, speaker.parties if speaker else ())
    if words in ("he", "she", "him") or words.startswith(("his ", "her ")):
        person = next((m for m in before if m.kind is Kind.PERSON), context.person)
        actual = Kind.HE if words in ("he", "she", "him") else Kind.IT
        if person is None:
            return Mention(start, end, actual, ())
        return Mention(
            start,
            end,
            actual,
            person.parties,
            person.person if actual is Kind.HE else None,
            person.role if actual is Kind.HE else None,
        )
    own = speaker.parties if speaker else ()
    if words in BLOC_WORDS:
        return Mention(start, end, Kind.IT, (context.bloc,) if context.bloc else ())
    if words in ("they", "them") and speaker is not None and context.loose and not before:
        return Mention(start, end, Kind.ANYONE, ())
    if speaker is not None and words.startswith(("they", "it")):
        others = [p for m in reversed(before) for p in m.parties if p not in own]
        others += [p for p in context.recent if p not in own]
        return Mention(start, end, Kind.IT, tuple(others[:1]))
    if words in OTHERS or PREPOSITION.search(low, max(0, start - 24), start):
        others = [p for m in reversed(before) for p in m.parties if p not in own]
        others += [p for p in context.recent if p not in own]
        return Mention(start, end, Kind.IT, tuple(others[:1]))
    return Mention(start, end, Kind.IT, own or first_subject(before, low) or context.topic)
