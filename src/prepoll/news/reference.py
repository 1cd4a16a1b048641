"""What "the two sides", "it", "his party" and "we" mean, by what stands before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from prepoll.names import PartyCode
from prepoll.news.attribute import Voice, governed
from prepoll.news.clause import Chunk, Clause
from prepoll.news.context import Context, first_subject, group_left
from prepoll.news.mentions import Kind, Mention

KINDS = {"W": Kind.SELF, "Z": Kind.IT, "D": Kind.PAIR, "E": Kind.ANYONE, "0": Kind.ANYONE}
REFERENCES = re.compile("[WZDE0]")
BLOC_WORDS = frozenset(
    ("the alliance", "the bloc", "the front", "the grouping", "the grand alliance", "the combine", "the coalition")
)
OTHERS = frozenset(
    (
        "them",
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
LINKS = (" to", " with", " for", " from", " of", " on")
OF_TWO = {"the former": slice(0, 1), "the latter": slice(1, None)}
PEOPLE_OF = re.compile(
    r"(?<!\w)(?:sources?|insiders?|leaders?|aides?|functionar\w+|people|officials?|members?|figures?|strategists?)"
    r" (?:in|of|from|within|inside|close to) (?:the )?\Z"
)
BARE = frozenset(("the two", "both", "the three", "all three", "the pair"))
OUTFIT = re.compile(
    r"(?:'s?)(?: own)? (?:party|outfit|men|camp|side|team|faction|group|grouping|formation|front|alliance"
    r"|people|force)(?!\w)"
)


def referenced(
    clause: Clause, context: Context, voices: Sequence[tuple[int, int, Voice | None]], teller: Voice | None
) -> Clause:
    """Resolve the pronouns and other references of a clause by what stands before them.

    `voices` are the runs of quotation with who speaks them, `teller` speaks the rest of the sentence.
    """
    if not REFERENCES.search(clause.signs):
        return clause
    chunks, signs = list(clause.chunks), list(clause.signs)
    for place, sign in enumerate(clause.signs):
        kind = KINDS.get(sign)
        if kind is None:
            continue
        chunk, words = chunks[place], clause.words(place)
        if words in BLOC_WORDS and context.bloc is None:
            signs[place] = "U"
            continue
        if counts_something(words, clause, place):
            signs[place] = "#"
            continue
        named = tuple(c.mention for c in chunks[:place] if c.mention is not None and c.cue == "name")
        speaker = next((v for s, e, v in voices if s <= chunk.start < e), teller if sign in "WD" else None)
        governed = clause.signs[place - 1 : place].isdigit() or (place > 0 and clause.words(place - 1).endswith(LINKS))
        where = Place(named, context, speaker, governed, clause.low)
        chunks[place] = Chunk(chunk.start, chunk.end, chunk.cue, referred(kind, chunk.start, chunk.end, words, where))
    return Clause("".join(signs), tuple(chunks), clause.low, clause.start, clause.end)


def counts_something(words: str, clause: Clause, place: int) -> bool:
    """Say whether "the two" or "both" counts a thing that follows ("both seats")."""
    return words in BARE and clause.signs[place + 1 : place + 2] in ("X", ".", "#")


def widened(mention: Mention, low: str) -> Mention:
    """Take "X's outfit" for X's party."""
    if mention.kind is not Kind.PERSON or not low.startswith("'", mention.end):
        return mention
    outfit = OUTFIT.match(low, mention.end)
    return Mention(mention.start, outfit.end(), Kind.PARTY, mention.parties) if outfit else mention


class Place(NamedTuple):
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
        acting = self.acting if self.governed else ()
        return tuple(p for p in named if p not in self.own and p not in acting)[:1]

    @property
    def acting(self) -> tuple[PartyCode, ...]:
        """Return the party of who acts before the reference."""
        free_standing = (m for m in reversed(self.before) if m.parties and not governed(self.low, m.start))
        return next((m.parties for m in free_standing), ())


def referred(kind: Kind, start: int, end: int, words: str, place: Place) -> Mention:
    """Resolve one reference by the mentions before it in the sentence, else by the context."""
    anybody = words in ("they", "them") and place.speaker and place.context.loose and not place.before
    if kind is Kind.ANYONE or anybody:
        return Mention(start, end, Kind.ANYONE, ())
    if words == "him":
        return the_other(start, end, place)
    if words in ("he", "she") or words.startswith(("his ", "her ")):
        return of_person(start, end, words, place)
    return Mention(start, end, kind, meant(kind, words, place))


def the_other(start: int, end: int, place: Place) -> Mention:
    """Resolve "him" to the person last spoken of who is not of the speaker's party, else to another party."""
    people = [m for m in (*place.before, place.context.person) if m is not None and m.kind is Kind.PERSON]
    subjects = {p for m in place.before[:1] for p in m.parties} | set(place.own)
    other = next((m for m in reversed(people) if m.parties and not subjects & set(m.parties)), None)
    return Mention(start, end, Kind.IT, other.parties if other else place.others)


def meant(kind: Kind, words: str, place: Place) -> tuple[PartyCode, ...]:
    """Return the parties that "the two sides", "we", "the alliance", "them" or "the party" are."""
    if kind is Kind.PAIR or words in OF_TWO:
        return several(words, place)[OF_TWO.get(words, slice(None))]
    if kind is Kind.SELF:
        return place.own
    if words in BLOC_WORDS:
        return (place.context.bloc,) if place.context.bloc else ()
    here = group_left(place.before, place.low) if words == "they" else ()
    if here:
        return here
    if place.governed or words in OTHERS or (place.speaker is not None and words.startswith(("they", "it"))):
        return place.others
    return place.own or first_subject(place.before, place.low) or telling_of(place) or place.context.topic


def telling_of(place: Place) -> tuple[PartyCode, ...]:
    """Return the party whose unnamed people speak ("a leader of the Reds said the party …")."""
    if not place.before:
        return ()
    last = place.before[-1]
    return last.parties if PEOPLE_OF.search(place.low, max(0, last.start - 40), last.start) else ()


def several(words: str, place: Place) -> tuple[PartyCode, ...]:
    """Return the two or three parties that "the two sides" or "the three" are."""
    size = 3 if "three" in words or "trio" in words else 2
    here = list(dict.fromkeys(p for m in place.before for p in m.parties))
    if len(here) >= size:
        return tuple(here[-size:])
    if len(here) == 1 and size == 2 and len(place.own) == 1 and place.own[0] not in here:
        return (place.own[0], here[0])  # "on the Reds, he said the two could work together"
    group = place.context.group
    return group if len(group) == size else tuple(reversed(place.context.recent[:size]))


def of_person(start: int, end: int, words: str, place: Place) -> Mention:
    """Resolve "he" to a person, "his party" to the person's party."""
    people = [m for m in place.before if m.kind is Kind.PERSON]
    free_standing = [m for m in people if not governed(place.low, m.start)]
    person = next(iter(free_standing), place.context.person) or next(iter(people), None)
    himself = words in ("he", "she")
    kind = Kind.HE if himself else Kind.IT
    if person is None:
        return Mention(start, end, kind, ())
    return Mention(
        start, end, kind, person.parties, person.person if himself else None, person.role if himself else None
    )
