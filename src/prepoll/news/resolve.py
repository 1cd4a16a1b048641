"""Names in the text become parties and people as of the article's day; doubt stays doubt."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from operator import itemgetter

from prepoll.names import PartyCode
from prepoll.news.attribute import stands_free
from prepoll.news.find import Hit
from prepoll.news.join import ROLE, joined, role_ahead, role_begin, role_behind, titled
from prepoll.news.lexicon import table
from prepoll.news.mentions import Kind, Mention
from prepoll.news.roll import roll
from prepoll.news.segment import OPENERS
from prepoll.news.shorts import short_names
from prepoll.news.spelling import CAPITAL, alike, full_names
from prepoll.news.types import Cast, Unresolved

BEFORE_PERSON = re.compile(rf"(?<![\w\-])({ROLE})(?:,| and)? \Z", re.IGNORECASE)
AFTER_PERSON = re.compile(
    r", (?:(?:the|a|an|its|who is|who heads)? ?)((?!(?:in|at|on|with|who|which|and|but) )(?:[\w&'\u2019\-]+ ){0,3}?"
    + ROLE
    + r"(?: of (?:the |its )?[\w& ]{2,40})?)[,.]",
    re.IGNORECASE,
)
AFTER_PARTY = re.compile(rf"(?:'s?|\u2019s?)? ((?:[\w&]+ ){{0,2}}{ROLE}),? ", re.IGNORECASE)
TITLES = frozenset(table("roles")["titles"]) | frozenset(w for h in table("roles")["head"] for w in h.split())
NO_NAMES = TITLES | OPENERS
TOKEN_BEFORE = re.compile(rf"({CAPITAL}) \Z")
TOKEN_AFTER = re.compile(rf" ({CAPITAL})")
WHOLE_NAME = re.compile(rf"{CAPITAL}(?: {CAPITAL}){{0,3}}")
OF_LEADER = re.compile(r" (?:of|led by|headed by) ")
LEADERS = re.compile(r"(?:'s?|\u2019s?) ")
COMMON = frozenset(table("words")["common"]["words"])
NOT_BEFORE = re.compile(rf" (?:{'|'.join(table('words')['common']['not_before'])})\b")
BRACKET = re.compile(r" \(([A-Za-z&.()\-]{2,14})\)")
FAR_ROLE = 160  # characters within which the words of a role follow the name of its party


class Resolver:
    """Resolves the names of one article, in the order of the text."""

    def __init__(self, cast: Cast, text: str, dated: date | None, roles: Sequence[int]) -> None:
        self.text = text
        self.roles = roles  # where the words of roles may stand
        self.roll = roll(cast, dated)
        self.rows = self.roll.rows
        self.introduced: dict[str, list[str]] = {}  # surname → people named in full so far
        self.strangers: dict[str, tuple[PartyCode | None, str | None]] = {}
        self.brackets: dict[str, PartyCode] = {}
        self.others: set[str] = set()  # surnames of people who are not in the cast
        self.lines = self.roll.lines
        self.weight: Counter[PartyCode] = Counter()
        self.unresolved: list[Unresolved] = []

    def resolve(self, hits: Sequence[Hit]) -> tuple[Mention, ...]:
        """Return the mentions of the article."""
        self.weigh(hits)
        first = [mention for hit in hits if (mention := self.one(hit)) is not None]
        found = merged(first)
        more = [*self.abbreviated(), *self.misspelt(found)]
        found = merged([*first, *more]) if more else found
        found = put_in(found, short_names(self.text, found, self.roll.words, self.roll.lasts))
        found = self.with_strangers(found)
        found = put_in(found, self.surnames(found))
        return tuple(self.titled(joined(self.wings(found), self.text)))

    def titled(self, found: list[Mention]) -> list[Mention]:
        """Take "the PARTY president" for the person of that party and role who was named before."""
        if not any(m.kind is Kind.PARTY and self.role_follows(m.end) for m in found):
            return found
        return titled(found, self.text, self.role_words)

    def role_follows(self, place: int) -> bool:
        """Say whether a word of a role stands not far behind a place."""
        after = bisect_left(self.roles, place)
        return after < len(self.roles) and self.roles[after] - place < FAR_ROLE

    def wings(self, found: Sequence[Mention]) -> list[Mention]:
        """Take "the People's Party of Roth" for Roth's party where that too is called a People's Party."""
        out = list(found)
        for place, (one, two) in enumerate(pairwise(found)):
            if one.person is None is two.person or two.start - one.end > len(" headed by "):
                continue
            party, person, between = (one, two, OF_LEADER) if two.person else (two, one, LEADERS)
            if party.person or not person.person or not person.parties or party.parties == person.parties:
                continue
            written = self.text[party.start : party.end].lower()
            if between.fullmatch(self.text, one.end, two.start) and self.roll.called(person.parties[0], written):
                out[place + (party is two)] = party._replace(parties=person.parties)
        return out

    def weigh(self, hits: Iterable[Hit]) -> None:
        """Count the evidence that the article speaks of each party, and note bracketed abbreviations."""
        for hit in hits:
            if len(hit.name.parties) == 1 and not hit.name.people:
                self.weight[hit.name.parties[0]] += 1
                bracket = BRACKET.match(self.text, hit.end) if self.text.startswith(" (", hit.end) else None
                if bracket:
                    self.brackets.setdefault(bracket[1], hit.name.parties[0])
            elif len(hit.name.people) == 1:
                party = self.rows[hit.name.people[0]][0]
                if party:
                    self.weight[party] += 1

    def abbreviated(self) -> list[Mention]:
        """Find the abbreviations that the article itself introduces in brackets."""
        pattern = "|".join(re.escape(short) for short in sorted(self.brackets, key=len, reverse=True))
        found = re.finditer(rf"(?<![\w\-])(?:{pattern})(?![\w\-])", self.text) if pattern else ()
        return [Mention(m.start(), m.end(), Kind.PARTY, (self.brackets[m[0]],)) for m in found]

    def one(self, hit: Hit) -> Mention | None:
        """Resolve one hit; None where it is somebody else or stays in doubt."""
        name = hit.name
        if name.people and not name.parties:
            return self.person(hit)
        parties = name.parties
        if len(parties) > 1 and self.text[hit.start : hit.end] in self.brackets:
            parties = (self.brackets[self.text[hit.start : hit.end]],)
        if len(parties) > 1:
            parties = self.likeliest(parties)
        if len(parties) != 1 or (name.people and not parties):
            self.unresolved.append(
                Unresolved(self.text[hit.start : hit.end], hit.start, hit.end, name.parties + name.people)
            )
            return None
        if self.common(hit):
            return None
        return Mention(hit.start, hit.end, Kind.PARTY, parties)

    def common(self, hit: Hit) -> bool:
        """Say whether a one-word name is the common word here ("Union minister", "the labour market")."""
        if hit.name.written.lower().removeprefix("the ") not in COMMON:
            return False
        return NOT_BEFORE.match(self.text[hit.end : hit.end + 24].lower()) is not None

    def likeliest(self, parties: tuple[PartyCode, ...]) -> tuple[PartyCode, ...]:
        """Keep the one candidate that the rest of the article speaks of, all where that leaves a tie.

        Where the article speaks of neither, the neighbours decide: a file of parties lists those of
        one country together, so the candidate whose rows stand by the parties spoken of is meant.
        """
        ranked = sorted(parties, key=lambda p: -self.weight[p])
        if self.weight[ranked[0]] > self.weight[ranked[1]]:
            return (ranked[0],)
        kin = {p: sum(n / (1 + abs(self.lines[p] - self.lines[q])) for q, n in self.weight.items()) for p in parties}
        near, far = sorted(kin.values(), reverse=True)[:2]
        return (max(kin, key=lambda p: kin[p]),) if near > 2 * far else parties

    def person(self, hit: Hit) -> Mention | None:
        """Resolve a person; a lone surname beside another given name is somebody else."""
        start, end = hit.start, hit.end
        if " " not in hit.name.written:
            extended = self.extended(hit)
            if extended is None:
                return None
            start, end = extended
        people = hit.name.people
        if len(people) > 1:
            people = self.among(people, start, end)
        if len(people) != 1:
            self.unresolved.append(Unresolved(self.text[start:end], start, end, hit.name.people))
            return None
        return self.known(people[0], start, end)

    def among(self, people: tuple[str, ...], start: int, end: int) -> tuple[str, ...]:
        """Keep those whose party stands beside the name, or who were named before."""
        before = [p for p in people if p in self.introduced.get(p.split()[-1], ())]
        if len(before) == 1:
            return tuple(before)
        near = self.text[max(0, start - 60) : end + 60]
        beside = [p for p in people if (code := self.rows[p][0]) and re.search(rf"\b{re.escape(code)}\b", near)]
        if len(beside) == 1:
            return tuple(beside)
        heaviest = sorted(people, key=lambda p: -self.weight[self.rows[p][0] or ""])
        first, second = (self.weight[self.rows[p][0] or ""] for p in heaviest[:2])
        return (heaviest[0],) if first > second == 0 else people

    def known(self, name: str, start: int, end: int) -> Mention:
        """Make the mention of a person of the cast, and remember the surname."""
        bare = name.split(" (", maxsplit=1)[0]
        self.remember(bare, name)
        party = self.rows[name][0]
        return Mention(start, end, Kind.PERSON, (party,) if party else (), bare, None)

    def remember(self, bare: str, name: str) -> None:
        """Let the surname stand for the person from here on."""
        known = self.introduced.setdefault(bare.rsplit(maxsplit=1)[-1], [])
        if name not in known:
            known.append(name)

    def extended(self, hit: Hit) -> tuple[int, int] | None:
        """Return the whole name around a surname, None where the given name is another's."""
        after = TOKEN_AFTER.match(self.text, hit.end)
        if after and after[1].lower().rstrip(".") not in TITLES and not after[1].isupper():
            return None
        start = hit.start
        tokens: list[str] = []
        while (before := TOKEN_BEFORE.search(self.text, max(0, start - 30), start)) and len(tokens) < 3:
            word = before[1]
            owner = word.endswith(("'s", "\u2019s")) or (word.isupper() and len(word) > 2)
            if owner or word.lower().rstrip(".") in NO_NAMES:
                break
            tokens.insert(0, before[1])
            start = before.start()
        if not tokens:
            known = any(name in self.introduced.get(name.split(" (")[0].split()[-1], ()) for name in hit.name.people)
            return None if hit.name.written in self.others and not known else (hit.start, hit.end)
        written = [*tokens, hit.name.written]
        for name in hit.name.people:
            if alike(written, name.split(" (")[0].split()):
                return start, hit.end
        self.others.add(hit.name.written)
        return None

    def misspelt(self, found: Sequence[Mention]) -> list[Mention]:
        """Find full names that are written a little differently from the cast's."""
        by_initial = self.roll.by_initial
        if not by_initial:
            return []
        more = []
        for match in full_names(self.text, self.roll.initials):
            tokens = match[0].split()
            if tokens[-1][0] not in by_initial or overlapped(found, match.start(), match.end()):
                continue
            while tokens and tokens[0].lower().rstrip(".") in TITLES:
                tokens = tokens[1:]
            near = [
                n
                for n in by_initial.get(tokens[-1][0] if tokens else "", ())
                if alike(tokens, n.split(" (")[0].split())
            ]
            if len(tokens) > 1 and len(near) == 1:
                more.append(self.known(near[0], match.end() - len(" ".join(tokens)), match.end()))
        return more

    def with_strangers(self, found: Sequence[Mention]) -> list[Mention]:
        """Add people who are not in the cast but whose party the text gives, and give roles to all."""
        out: list[Mention] = []
        for mention in found:
            if mention.kind is Kind.PARTY:
                out.append(mention)
                stranger = self.stranger_after(mention, found)
                if stranger:
                    out.append(stranger)
            else:
                out.append(self.with_role(mention))
        return merged(out) if len(out) > len(found) else out

    def stranger_after(self, party: Mention, found: Sequence[Mention]) -> Mention | None:
        """Find "PARTY role Given Surname" where nobody of that name is in the cast."""
        role = None
        if self.role_follows(party.end) and role_ahead(self.text, party.end):
            role = AFTER_PARTY.match(self.text, party.end)
        name = WHOLE_NAME.match(self.text, role.end()) if role else None
        if role is None or name is None or overlapped(found, name.start(), name.end()):
            return None
        if name[0].lower() in TITLES or " " not in name[0]:
            return None
        self.strangers[name[0]] = (party.party, role[1])
        self.remember(name[0], name[0])
        return Mention(name.start(), name.end(), Kind.PERSON, party.parties, name[0], role[1])

    def with_role(self, mention: Mention) -> Mention:
        """Give a person the role that the text puts before or after the name."""
        text, window = self.text, max(0, mention.start - 60)
        before = None
        nearest = bisect_left(self.roles, mention.start)
        if nearest and self.roles[nearest - 1] >= window and role_behind(text[window : mention.start]):
            before = BEFORE_PERSON.search(text, role_begin(text, window, mention.start), mention.start)
        role = before[1].strip() if before else None
        behind = AFTER_PERSON.match(text, mention.end) if role is None and text.startswith(", ", mention.end) else None
        role = behind[1].strip() if behind else role
        if role == mention.role:
            return mention
        return Mention(mention.start, mention.end, mention.kind, mention.parties, mention.person, role)

    def surnames(self, found: Sequence[Mention]) -> list[Mention]:
        """Find people by a surname (or a lone given name) after they were named in full."""
        if not self.introduced:
            return []
        ends = {m.end for m in found}
        named: dict[str, list[Mention]] = {}
        for mention in found:
            if mention.person:
                named.setdefault(mention.person.split()[-1], []).append(mention)
        out = []
        for start, end in whole_words(self.text, sorted(self.introduced)):
            if start in ends or overlapped(found, start, start + 1):
                continue
            same = named.get(self.text[start:end], [])
            earlier = same[: bisect_right(same, start, key=end_of)]
            names = list(dict.fromkeys(m.person for m in earlier if m.person))
            parties = {m.parties for m in earlier}
            other = TOKEN_BEFORE.search(self.text, max(0, start - 30), start)
            if other and other[1].lower().rstrip(".") not in NO_NAMES:
                continue
            if len(parties) == 1:
                out.append(Mention(start, end, Kind.PERSON, earlier[-1].parties, names[-1]))
            elif parties:
                self.unresolved.append(Unresolved(self.text[start:end], start, end, tuple(names)))
        return out

    def role_words(self, person: str, role: str | None) -> str:
        """Return all that is known of a person's role, in lower case."""
        return " ".join([*self.roll.held.get(person, ()), role or ""]).lower()


def whole_words(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """List where some words stand in a text as whole words, in its order; of two at one place the first given."""
    found = []
    for word in words:
        start = text.find(word)
        while start >= 0:
            if stands_free(text, start, start + len(word), len(text)):
                found.append((start, start + len(word)))
            start = text.find(word, start + 1)
    found.sort(key=itemgetter(0))
    kept: list[tuple[int, int]] = []
    for start, end in found:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def end_of(mention: Mention) -> int:
    """Return where a mention ends."""
    return mention.end


def overlapped(found: Sequence[Mention], start: int, end: int) -> bool:
    """Say whether a mention overlaps a span; `found` in the order of the text and apart."""
    before = bisect_left(found, end, key=itemgetter(0))
    return before > 0 and found[before - 1].end > start


def place_of(mention: Mention) -> tuple[int, int]:
    """Return what orders mentions: by place, the longer first."""
    return mention.start, -mention.end


def merged(found: Iterable[Mention]) -> list[Mention]:
    """Sort mentions by place; of overlapping ones the longer stays."""
    kept: list[Mention] = []
    for mention in sorted(found, key=place_of):
        if kept and mention.start < kept[-1].end:
            continue
        kept.append(mention)
    return kept


def put_in(found: list[Mention], more: list[Mention]) -> list[Mention]:
    """Put more mentions into a list in the order of the text, whose mentions are apart."""
    return merged([*found, *more]) if more else found
