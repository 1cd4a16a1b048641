"""One name for what elections and files spell in several ways: parties, states."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from prepoll.backtest.spellings import party_code, state_name
from prepoll.backtest.types import StateName
from prepoll.names import PartyCode

HABIT = 0.02
"""Part of an election's votes under other spellings from which on that is how its file writes all codes."""

SAME_STATE = 2 / 3
"""Part of the constituencies, of each of two states, whose names must be the same in both for one to be the other."""

RENAMED_SINCE = 2004
"""States of elections before this year are taken as they are named: none of those is tested."""

Seats = Mapping[int, Mapping[StateName, Collection[str]]]
"""The constituencies' names of each election, by state."""


@dataclass(frozen=True)
class NameBook:
    """The names that a record goes by: states and the parties of each general election."""

    states: Mapping[int, Collection[StateName]] = field(default_factory=dict)
    renamed: Mapping[StateName, StateName] = field(default_factory=dict)
    parties: Mapping[int, Collection[PartyCode]] = field(default_factory=dict)

    @cached_property
    def known_states(self) -> frozenset[StateName]:
        """List the states of all elections, those that are taken for renamed ones too."""
        return frozenset(state for states in self.states.values() for state in states) | set(self.renamed)

    def state(self, spelling: str) -> StateName:
        """Return the name of a state, from one that differs in capitals or marks or is a later one."""
        name = state_name(spelling)
        name = name if name in self.known_states else alike(name, sorted(self.known_states))
        return self.renamed.get(name, name)

    def party(self, spelling: str, year: int | None = None) -> PartyCode:
        """Return the code of a party in an election, or in any, from one that differs in capitals or marks."""
        code = party_code(spelling)
        years = [year] if year is not None else sorted(self.parties)
        known = [self.parties.get(one, frozenset()) for one in years]
        return code if any(code in parties for parties in known) else alike(code, sorted(set().union(*known)))


def alike(name: str, known: Iterable[str]) -> str:
    """Return the one of `known` that differs in capitals, blanks and marks alone; `name` where none or several do.

    >>> alike("Jd (u)", ["JD(U)", "JD(S)"]), alike("jnp", ["JnP", "JNP"])
    ('JD(U)', 'jnp')
    """
    return _one_alike(name, _by_letters(known))


def _one_alike(name: str, by_letters: Mapping[str, list[str]]) -> str:
    found = by_letters.get(_plain(name), ())
    return found[0] if len(found) == 1 else name


def _by_letters(names: Iterable[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        found[_plain(name)].append(name)
    return found


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.replace("&", "and").casefold()) or name


def other_spellings(votes: Mapping[int, Mapping[PartyCode, float]]) -> Mapping[int, Mapping[PartyCode, PartyCode]]:
    """Say by year which codes never seen before are others of the last election, spelt otherwise; from votes by code.

    Those must not stand with more votes themselves. Older ones count where a large party is spelt otherwise too: else
    a code is taken up again by others.
    """
    known = {year: set(codes) for year, codes in votes.items()}
    found: dict[int, dict[PartyCode, PartyCode]] = {}
    for year in sorted(known):
        past = sorted(before for before in known if before < year)
        ever = {code for before in past for code in known[before]}
        mine = _spelt(votes[year], known[past[-1]] if past else set(), ever)
        if sum(votes[year][code] for code in mine) >= HABIT * sum(votes[year].values()):
            mine = _spelt(votes[year], ever, ever) | mine
        found[year] = mine
        known[year] = {mine.get(code, code) for code in known[year]}
    return {year: codes for year, codes in found.items() if codes}


def _spelt(votes: Mapping[PartyCode, float], like: set[PartyCode], ever: set[PartyCode]) -> dict[PartyCode, PartyCode]:
    by_letters = _by_letters(sorted(like))
    meant = {code: _one_alike(code, by_letters) for code in sorted(set(votes) - ever)}
    return {code: old for code, old in meant.items() if old != code and votes[code] > votes.get(old, -1)}


def renamed_states(seats: Seats) -> Mapping[StateName, StateName]:
    """Map states to the earlier name of the state that has the same constituencies and is there no more."""
    found: dict[StateName, StateName] = {}
    years = sorted(seats)
    for before, year in pairwise(years):
        gone = sorted(set(seats[before]) - set(seats[year]))
        for state in sorted(set(seats[year]) - set(seats[before])) if year >= RENAMED_SINCE else ():
            names = set(seats[year][state])
            same = [old for old in gone if _same(names, set(seats[before][old]))]
            if len(same) == 1:
                found[state] = found.get(same[0], same[0])
    return found


def _same(now: set[str], then: set[str]) -> bool:
    return len(now & then) >= SAME_STATE * max(len(now), len(then))
