"""One pass over the text finds the names of the cast and the words that cues hang on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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


class Hit(NamedTuple):
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


@dataclass(frozen=True, slots=True)
class Sighted:
    """What one pass over an article finds, each list in the order of the text."""

    hits: tuple[Hit, ...]  # names, the longest at each place
    strong: list[int]  # places of anchors that a claim can hang on wherever a name is near
    weak: list[int]  # places of those that need one beside them
    traces: Mapping[str, list[int]]  # where patterns that are asked for later may be found, by their names


class Finder:
    """Finds names, anchors and traces; built once for a cast and a lexicon.

    `traced` names patterns that are searched for later, each with runs of letters that it cannot do without.
    """

    def __init__(
        self, cast: Cast, strong: Iterable[str], weak: Iterable[str], traced: Mapping[str, Iterable[str]]
    ) -> None:
        names: dict[str, list[Name]] = {}
        for name in written_names(cast):
            names.setdefault(lowered(name.written), []).append(name)
        strength = dict.fromkeys(weak, 1) | dict.fromkeys(strong, 2)
        traces: dict[str, list[str]] = {}
        for trace, runs in traced.items():
            for run in runs:
                traces.setdefault(run, []).append(trace)
        patterns = dict.fromkeys([*names, *strength, *traces])
        self.traced = tuple(traced)
        self.automaton = AhoCorasick(list(patterns))
        self.meant = tuple((tuple(names.get(p, ())), strength.get(p, 0), tuple(traces.get(p, ()))) for p in patterns)

    def find(self, text: str, low: str) -> Sighted:
        """Return the names, anchors and traces in `text`."""
        hits: list[Hit] = []
        strong: list[int] = []
        weak: list[int] = []
        traces: dict[str, list[int]] = {trace: [] for trace in self.traced}
        meant = self.meant
        for index, start, end in self.automaton.find_matches_as_indexes(low, overlapping=True):
            names, strength, traced = meant[index]
            for trace in traced:
                traces[trace].append(start)
            if start and low[start - 1].isalnum():
                continue
            if strength:
                (weak if strength == 1 else strong).append(start)
            for name in names:
                if fits(text, start, end, name.written):
                    hits.append(Hit(start, end, name))
        for places in traces.values():
            places.sort()
        return Sighted(longest(hits), sorted(set(strong)), sorted(set(weak)), traces)


def live(strong: Iterable[int], weak: Iterable[int], hits: Sequence[Hit], low: str | None) -> list[int]:
    """Return the anchors that a name is near, in the order of the text: the weak ones in the name's own line.

    `low` is the text in lower case, None for an interview, whose answers name nobody: there all are held alike.
    """
    starts = [hit.start for hit in hits]
    kept = [place for place in strong if near(starts, place)]
    kept += [place for place in weak if (near(starts, place) if low is None else in_line(starts, place, low))]
    return sorted(kept)


def near(starts: Sequence[int], place: int) -> bool:
    """Say whether the last name before a place or the first after it is not far."""
    after = bisect_left(starts, place)
    if after < len(starts) and starts[after] - place <= FAR:
        return True
    return after > 0 and place - starts[after - 1] <= FAR


def in_line(starts: Sequence[int], place: int, low: str) -> bool:
    """Say whether the last name before a place or the first after it is close, in the same line."""
    after = bisect_left(starts, place)
    if after < len(starts) and starts[after] - place <= CLOSE and low.find("\n", place, starts[after]) < 0:
        return True
    before = starts[after - 1] if after else place - CLOSE - 1
    return place - before <= CLOSE and low.find("\n", before, place) < 0


def fits(text: str, start: int, end: int, written: str) -> bool:
    """Say whether a name stands free and in the case it is written in."""
    if end < len(text) and text[end].isalnum():
        return False
    found = text[start:end]
    if start >= 4 and text[start - 4 : start].lower() in ("non-", "nti-"):
        return False
    if found == written:
        return True
    return all(not asked.isupper() or letter.isupper() for asked, letter in zip(written, found, strict=True))


def longest(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Keep the longest of overlapping hits; names written alike at one place are joined."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=place_of):
        if kept and hit.start < kept[-1].end:
            if (hit.start, hit.end) == (kept[-1].start, kept[-1].end):
                kept[-1] = Hit(hit.start, hit.end, joined(kept[-1].name, hit.name))
            elif hit.end - hit.start > kept[-1].end - kept[-1].start:
                kept[-1] = hit  # "the Left" is part of "the Left Front"
            continue
        kept.append(hit)
    return tuple(kept)


def place_of(hit: Hit) -> tuple[int, int]:
    """Return what orders hits: by place, the longer first."""
    return hit.start, -hit.end


def joined(a: Name, b: Name) -> Name:
    """Put together two names that are written alike but for their case."""
    return Name(a.written, tuple(dict.fromkeys(a.parties + b.parties)), tuple(dict.fromkeys(a.people + b.people)))
