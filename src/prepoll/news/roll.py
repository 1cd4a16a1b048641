"""Who is what in a cast on a day, looked up once for all articles of that day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from prepoll.case.types import Person
from prepoll.names import PartyCode
from prepoll.news.types import Cast


class Roll(NamedTuple):
    """What the cast's rows say on a day, looked up once."""

    rows: Mapping[str, tuple[PartyCode | None, str | None]]  # party and role of each person
    held: Mapping[str, list[str]]  # name without what is in brackets → roles
    by_initial: Mapping[str, list[str]]  # first letter of a surname → people with more names than one
    lines: Mapping[PartyCode, int]  # of the file of parties
    names: Mapping[PartyCode, tuple[str, ...]]  # every way to write a party, in lower case
    words: Mapping[PartyCode, frozenset[str]]  # of these names
    lasts: Mapping[str, PartyCode]  # last words of names of several that no other party of the cast has, as written
    initials: re.Pattern[str]  # the first letter of a surname behind a space

    def called(self, party: PartyCode, written: str) -> bool:
        """Say whether a party's name begins with or ends in some words."""
        return any(name.startswith(written) or name.endswith(written) for name in self.names.get(party, ()))


@lru_cache(maxsize=64)
def roll(cast: Cast, dated: date | None) -> Roll:
    """Look up who is what in a cast on a day."""
    rows = roles_on(cast.people, dated)
    held: dict[str, list[str]] = {}
    by_initial: dict[str, list[str]] = {}
    for name, (_, role) in rows.items():
        bare = name.split(" (")[0]
        held.setdefault(bare, []).extend([role] if role else [])
        tokens = bare.split()
        if len(tokens) > 1:
            by_initial.setdefault(tokens[-1][0], []).append(name)
    names = {p.code: tuple(name.lower() for name in (p.name, *p.aliases)) for p in cast.parties}
    words = {code: frozenset(word for name in several for word in name.split()) for code, several in names.items()}
    initials = re.compile(" [" + re.escape("".join(sorted(by_initial))) + "]" if by_initial else r"(?!)")
    return Roll(
        rows,
        held,
        by_initial,
        {p.code: p.row.line for p in cast.parties},
        names,
        words,
        last_words(cast, words),
        initials,
    )


def last_words(cast: Cast, words: Mapping[PartyCode, frozenset[str]]) -> dict[str, PartyCode]:
    """Return the last words of names of several words that one party of a cast has alone."""
    several = [(name.rsplit(" ", 1)[-1], p.code) for p in cast.parties for name in (p.name, *p.aliases) if " " in name]
    return {word: code for word, code in several if sum(word.lower() in one for one in words.values()) == 1}


def roles_on(people: Iterable[Person], dated: date | None) -> dict[str, tuple[PartyCode | None, str | None]]:
    """Map each name to party and role on a day; a role not held then yields to one that was."""
    rows: dict[str, tuple[PartyCode | None, str | None]] = {}
    held: dict[str, bool] = {}
    for person in people:
        now = dated is None or ((person.since or dated) <= dated <= (person.until or dated))
        if person.name not in rows or (now and not held[person.name]):
            rows[person.name] = (person.party, person.role)
            held[person.name] = now
    return rows
