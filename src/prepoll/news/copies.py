"""Articles that carry one text: a claim that ten papers took from one agency is one claim with ten sources."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from prepoll.names import UNDIRECTED, Stance
from prepoll.news.clean import clean
from prepoll.news.types import Reading, Statement

SHINGLE = 5  # words in a row
LEAST = 12  # shingles; what is shorter is too short to tell
SHARED = 0.6  # part of the shorter text's shingles that the longer has too
WORD = re.compile(r"\w+")
Key = tuple[str, str, Stance, str, str]


def copies(texts: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Group articles by containment: a text that is mostly within another, cut or with a new head, is its copy.

    `texts` is article id → body. Returned are the groups of two or more, ids in the order given; an
    article that copies two others joins them into one group. Containment, not Jaccard: an agency's text
    inside a longer article is a copy although most of the longer one is its own.
    """
    shingled = {article: shingles(text) for article, text in texts.items()}
    holders: defaultdict[str, list[str]] = defaultdict(list)
    head = {article: article for article in texts}
    for article, mine in shingled.items():
        if len(mine) < LEAST:
            continue
        shared = Counter(other for shingle in sorted(mine) for other in holders[shingle])
        for other, count in shared.items():
            if count >= SHARED * min(len(mine), len(shingled[other])):
                head[_root(head, article)] = _root(head, other)
        for shingle in mine:
            holders[shingle].append(article)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for article in texts:
        groups[_root(head, article)].append(article)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def shingles(text: str) -> frozenset[str]:
    """Return the runs of five words of a text, in lower case.

    >>> sorted(shingles("Both sides will meet again soon."))
    ['both sides will meet again', 'sides will meet again soon']
    """
    words = WORD.findall(text.casefold())
    return frozenset(" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))


def _root(head: dict[str, str], article: str) -> str:
    while head[article] != article:
        article = head[article]
    return article


def once(readings: Sequence[Reading], judged: Iterable[str] = ()) -> tuple[Statement, ...]:
    """List the statements of many articles, one for each claim that copies of one text carry.

    Kept is the one that somebody has judged (`judged` holds statement ids), else that of the oldest
    article; `Statement.copies` names the other articles. Order is that of the readings.
    """
    groups = copies({reading.article: reading.text[clean(reading.text).body :] for reading in readings})
    of = {article: place for place, group in enumerate(groups) for article in group}
    held: defaultdict[tuple[int, Key], list[Statement]] = defaultdict(list)
    statements = [statement for reading in readings for statement in reading.statements]
    for statement in statements:
        if statement.source.article in of:
            held[of[statement.source.article], _key(statement)].append(statement)
    told = frozenset(judged)
    kept: dict[str, Statement] = {}
    for alike in held.values():
        first = min(alike, key=lambda one: (one.id not in told, str(one.dated or "9"), one.source.article))
        others = sorted({one.source.article for one in alike} - {first.source.article})
        kept[first.id] = replace(first, copies=tuple(others))
    return tuple(
        kept.get(statement.id, statement)
        for statement in statements
        if statement.source.article not in of or statement.id in kept
    )


def _key(statement: Statement) -> Key:
    """Name a claim with its speaker's last name, which papers write in different ways."""
    sides = (statement.actor, statement.target or "")
    first, second = sorted(sides) if statement.stance in UNDIRECTED and statement.target else sides
    speaker = (statement.speaker or "").casefold().split()
    return first, second, statement.stance, str(statement.attribution), speaker[-1] if speaker else ""
