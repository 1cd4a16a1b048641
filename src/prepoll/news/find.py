"""One pass over the text finds the names of the cast and the words that cues hang on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from prepoll.names import PartyKind
from prepoll.news.types import Cast

FAR, CLOSE = 1200, 240  # characters from a strong and from a weak anchor to the nearest name
PLAIN = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2011": "-", "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class Name:
    """A way to write a party or a person; `who` are all that are written so."""

    written: str
    parties: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found in the text."""

    start: int
    end: int
    name: Name


def lowered(text: str) -> str:
    """Lower-case text without changing its length; curly marks become straight ones.

    >>> len(lowered("\u0130stanbul \u201cx\u201d"))
    12
    """
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return low if low.isascii() else low.translate(PLAIN)


def written_names(cast: Cast) -> tuple[Name, ...]:
    """List every way to write a party, bloc or person of the cast, shared ones once."""
    parties: dict[str, list[str]] = {}
    people: dict[str, list[str]] = {}
    for party in cast.parties:
        if party.kind is not PartyKind.OTHER:
            for written in (party.name, party.code.replace("_", " "), *party.aliases):
                note(parties, written, party.code)
    for person in cast.people:
        bare = person.name.split(" (")[0]
        for written in (bare, *person.aliases):
            note(people, written, person.name)
    return tuple(
        Name(written, tuple(parties.get(written, ())), tuple(people.get(written, ())))
        for written in {**parties, **people}
    )


def note(known: dict[str, list[str]], written: str, who: str) -> None:
    """Add one way to write a name; single letters are none."""
    written = written.translate(PLAIN).strip()
    if len(written) > 1 and who not in known.setdefault(written, []):
        known[written].append(who)


class Finder:
    """Finds names and anchors, the words that a claim can hang on; built once for a cast and a lexicon."""

    def __init__(self, cast: Cast, strong: Iterable[str], weak: Iterable[str]) -> None:
        self.names: dict[str, list[Name]] = {}
        for name in written_names(cast):
            self.names.setdefault(lowered(name.written), []).append(name)
        strength = dict.fromkeys(weak, 1) | dict.fromkeys(strong, 2)
        patterns = dict.fromkeys([*self.names, *strength])
        self.automaton = AhoCorasick(list(patterns))
        self.meant = tuple((self.names.get(p, ()), strength.get(p, 0)) for p in patterns)

    def find(self, text: str, low: str) -> tuple[tuple[Hit, ...], list[int], list[int]]:
        """Return the names in `text`, longest first at each place, and the places of strong and of weak anchors."""
        hits: list[Hit] = []
        places: tuple[list[int], ...] = ([], [], [])
        meant = self.meant
        for index, start, end in self.automaton.find_matches_as_indexes(low, overlapping=True):
            if start and low[start - 1].isalnum():
                continue
            names, strength = meant[index]
            places[strength].append(start)
            for name in names:
                if fits(text, start, end, name.written):
                    hits.append(Hit(start, end, name))
        return longest(hits), sorted(set(places[2])), sorted(set(places[1]))


def live(strong: Iterable[int], weak: Iterable[int], hits: Sequence[Hit], low: str) -> list[int]:
    """Return the anchors that a name is near, in the order of the text: the weak ones in the name's own line."""
    starts = [hit.start for hit in hits]
    kept = [place for place in strong if any(abs(n - place) <= FAR for n in beside(starts, place))]
    kept += [p for p in weak if any(abs(n - p) <= CLOSE and unbroken(low, n, p) for n in beside(starts, p))]
    return sorted(kept)


def beside(starts: Sequence[int], place: int) -> Sequence[int]:
    """Return the last name before a place and the first after it."""
    after = bisect_left(starts, place)
    return starts[max(0, after - 1) : after + 1]


def unbroken(low: str, a: int, b: int) -> bool:
    """Say whether two places stand in one line."""
    return low.find("\n", min(a, b), max(a, b)) < 0


def fits(text: str, start: int, end: int, written: str) -> bool:
    """Say whether a name stands free and in the case it is written in."""
    if end < len(text) and text[end].isalnum():
        return False
    if start >= 4 and text[start - 4 : start].lower() in ("non-", "nti-"):
        return False
    return all(not asked.isupper() or found.isupper() for asked, found in zip(written, text[start:end], strict=True))


def longest(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Keep the longest of overlapping hits; names written alike at one place are joined."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if kept and hit.start < kept[-1].end:
            if (hit.start, hit.end) == (kept[-1].start, kept[-1].end):
                kept[-1] = Hit(hit.start, hit.end, joined(kept[-1].name, hit.name))
            elif hit.end - hit.start > kept[-1].end - kept[-1].start:
                kept[-1] = hit  # "the Left" is part of "the Left Front"
            continue
        kept.append(hit)
    return tuple(kept)


def joined(a: Name, b: Name) -> Name:
    """Put together two names that are written alike but for their case."""
    return Name(a.written, tuple(dict.fromkeys(a.parties + b.parties)), tuple(dict.fromkeys(a.people + b.people)))
