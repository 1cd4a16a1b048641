"""What a pattern cannot do without: a few letters in a row that tell at a glance where to search for it at all.

A search by pattern costs many times what a pass of the matcher does, and most sentences hold neither a deadline
nor a hedge. The letters are read off the patterns themselves, so a new word in a cue file needs no second list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from re import _constants as ops  # type: ignore[attr-defined]  # the only way to read what a pattern is made of
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from ahocorasick_rs import AhoCorasick

DIGITS = frozenset("0123456789")
OTHER_DIGIT = re.compile(r"(?![0-9])\d")
LEAST = 2  # letters; a shorter run is everywhere
EVERYWHERE = frozenset(
    ("party", " seats", "the ", "in ", "in a")
)  # in every article; another run of the pattern tells more
REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)


class Gates:
    """Tells which of some patterns a run of text can hold; built once."""

    def __init__(self, patterns: Mapping[str, Iterable[re.Pattern[str]]]) -> None:
        self.bits = {name: 1 << n for n, name in enumerate(patterns)}
        self.all = (1 << len(self.bits)) - 1
        self.always = 0  # patterns of which nothing is known
        known: dict[str, int] = {}
        for name, several in patterns.items():
            for pattern in several:
                wanted = needed(pattern)
                self.always |= 0 if wanted else self.bits[name]
                for run in wanted:
                    known[run] = known.get(run, 0) | self.bits[name]
        self.masks = tuple(known.values())
        self.automaton = AhoCorasick(list(known))

    def seen(self, run: str) -> int:
        """Return the bits of the patterns that lower-case text can hold; all of them where it has other digits."""
        if not run.isascii() and OTHER_DIGIT.search(run):
            return self.all
        masks, found = self.masks, self.always
        for index, _, _ in self.automaton.find_matches_as_indexes(run, overlapping=True):
            found |= masks[index]
        return found


def needed(pattern: re.Pattern[str]) -> frozenset[str]:
    """Return runs of letters of which every match of a pattern holds one; none where that cannot be told.

    >>> sorted(needed(re.compile(r"(?<!x)(?:authori[sz]ed|given (?:a|the) mandate)")))
    [' mandate', 'authori']
    """
    if pattern.flags & re.IGNORECASE:
        return frozenset()
    return of_sequence(parser.parse(pattern.pattern, pattern.flags)) or frozenset()


def of_sequence(items: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """Return the best of what the parts of a sequence need: the one whose shortest run is the longest."""
    wanted: list[frozenset[str]] = []
    run = ""
    for kind, value in items:
        if kind is ops.LITERAL:
            run += chr(value)
            continue
        inner = of_item(kind, value)
        wanted += [frozenset({run})] if run else []
        wanted += [inner] if inner else []
        run = ""
    wanted += [frozenset({run})] if run else []
    best = max(wanted, key=telling, default=None)
    return best if best and all(len(one) >= LEAST or one in DIGITS for one in best) else None


def telling(runs: frozenset[str]) -> int:
    """Return how much runs tell: the length of the shortest, little for one that is everywhere."""
    return min(LEAST if run in EVERYWHERE else len(run) for run in runs)


def of_item(kind: Any, value: Any) -> frozenset[str] | None:  # noqa: ANN401  the parser's own marks
    """Return what one part of a sequence needs, None where it may stand for anything or be left out."""
    if kind is ops.SUBPATTERN:
        return of_sequence(value[3])
    if kind is ops.ATOMIC_GROUP:
        return of_sequence(value)
    if kind is ops.BRANCH:
        each = [of_sequence(way) for way in value[1]]
        return None if None in each else frozenset(run for way in each for run in way or ())
    if kind in REPEATS:
        return of_sequence(value[2]) if value[0] else None
    return DIGITS if kind is ops.IN and value == [(ops.CATEGORY, ops.CATEGORY_DIGIT)] else None
