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
    weak: list[int]  # places of all, of those too that need one beside them
    traces: Mapping[str, list[int]]  # where patterns that are asked for later may be found, by their names


class Finder:
    """Finds names, anchors and traces; built once for a cast and a lexicon.

    `traced` names patterns that are searched for later, each with runs of letters that it cannot do without, `begun`
    those that need a word to begin with one of the runs.
    """

    def __init__(
        self,
        cast: Cast,
        strong: Iterable[str],
        weak: Iterable[str],
        traced: Mapping[str, Iterable[str]],
        begun: Mapping[str, Iterable[str]],
    ) -> None:
        names: dict[str, list[Name]] = {}
        for name in written_names(cast):
            names.setdefault(lowered(name.written), []).append(name)
        anchors = {"strong": beginnings(strong), "weak": beginnings([*weak, *strong])}
        self.traced = (*anchors, *begun, *traced)
        traced = {trace: beginnings(runs) for trace, runs in traced.items()}
        runs, starts = inverted(traced, self.traced), inverted({**anchors, **begun}, self.traced)
        patterns = dict.fromkeys([*names, *starts, *runs])
        self.automaton = AhoCorasick(list(patterns))
        self.meant = tuple((runs.get(p, ()), starts.get(p, ()), tuple(names.get(p, ()))) for p in patterns)

    def find(self, text: str, low: str) -> Sighted:
        """Return the names, anchors and traces in `text`."""
        hits: list[Hit] = []
        places: list[list[int]] = [[] for _ in self.traced]
        meant = self.meant
        for index, start, end in self.automaton.find_matches_as_indexes(low, overlapping=True):
            runs, starts, names = meant[index]
            for trace in runs:
                places[trace].append(start)
            if not (starts or names) or (start and low[start - 1].isalnum()):
                continue
            for trace in starts:
                places[trace].append(start)
            for name in names:
                if fits(text, start, end, name.written):
                    hits.append(Hit(start, end, name))
        for found in places:
            found.sort()
        return Sighted(longest(hits), places[0], places[1], dict(zip(self.traced, places, strict=True)))


def beginnings(forms: Iterable[str]) -> list[str]:
    """List the forms that begin with no other one, which is what it takes to find where forms begin.

    >>> beginnings(["seat-sharing pact", "pacts", "seat-sharing", "pact"])
    ['pact', 'seat-sharing']
    """
    kept: list[str] = []
    for form in sorted(set(forms)):
        if not (kept and form.startswith(kept[-1])):
            kept.append(form)
    return kept


def inverted(several: Mapping[str, Iterable[str]], order: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return for each run of letters the numbers, in an order, of what it is listed for."""
    found: dict[str, list[int]] = {}
    for name, runs in several.items():
        for run in runs:
            found.setdefault(run, []).append(order.index(name))
    return {run: tuple(dict.fromkeys(numbers)) for run, numbers in found.items()}


def live(strong: Iterable[int], weak: Iterable[int], hits: Sequence[Hit], low: str | None) -> list[int]:
    """Return the anchors that a name is near, in the order of the text: the weak ones in the name's own line.

    `low` is the text in lower case, None for an interview, whose answers name nobody: there all are held alike.
    """
    if not hits:
        return []
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
    if start >= 4 and text[start - 1] == "-" and text[start - 4 : start].lower() in ("non-", "nti-"):
        return False
    found = text[start:end]
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
