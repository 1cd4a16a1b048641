"""What falls due and whose turn it is, asked of every application that knows of some.

Applications above this one say what they know by `contribute` and `contribute_turns`; nothing here knows of talks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from prepoll.errors import PrepollError
from prepoll_web.cases.models import Case
from prepoll_web.deadlines.moments import Term, lapsed
from prepoll_web.teams.access import Right, may
from prepoll_web.teams.models import Membership


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that lapses at a moment.

    `words` are what a reminder and a calendar say: they leave the workbench, so they name no figure and no limit.
    """

    about: str  # "offer:…", as in the record; with `term` it names the deadline
    term: Term
    ends: datetime
    words: str
    href: str = ""
    right: Right = Right.READ


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that waits for somebody; `mine` where the member who looks can do it, else `whom` it waits for."""

    about: str
    words: str
    href: str
    mine: bool
    whom: str = ""
    ends: datetime | None = None
    case: Case | None = None
    within: str = ""  # the talks that it belongs to, "talk:…"

    def belongs(self, name: str) -> bool:
        """Say whether it is about something, a part of it, or belongs to it; `name` is as in the record."""
        return name in (self.within, self.about) or self.about.startswith(f"{name}:")


Source = Callable[[Membership, datetime], Iterable[Deadline]]
Turns = Callable[[Membership, datetime], Iterable[Turn]]
_SOURCES: list[Source] = []
_said = logging.getLogger("django.prepoll.deadlines")
Each = TypeVar("Each")
_TURNS: list[Turns] = []


def contribute(source: Source) -> None:
    """Have an application asked for deadlines; called in its `ready`."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def contribute_turns(turns: Turns) -> None:
    """Have an application asked whose turn it is; called in its `ready`."""
    if turns not in _TURNS:
        _TURNS.append(turns)


def deadlines_of(member: Membership, at: datetime) -> list[Deadline]:
    """List the deadlines that a member may know of and that have not lapsed, the earliest first."""
    return sorted(_open(member, at), key=lambda each: (each.ends, each.words, each.about))


def _open(member: Membership, at: datetime) -> Iterator[Deadline]:
    for source in _SOURCES:
        for each in _answers(source, member, at):
            if may(member, each.right) and not lapsed(each.ends, at):
                yield each


def turns_of(member: Membership, at: datetime) -> list[Turn]:
    """List what waits for the member first, then what waits for others; each by its deadline, those without last."""
    found = [each for turns in _TURNS for each in _answers(turns, member, at)]
    return sorted(found, key=lambda each: (not each.mine, each.ends is None, each.ends or at, each.words, each.whom))


def _answers(ask: Callable[[Membership, datetime], Iterable[Each]], member: Membership, at: datetime) -> list[Each]:
    """Ask an application; one case that cannot be read does not keep back what the others know."""
    try:
        return list(ask(member, at))
    except PrepollError as error:
        _said.warning("Of the team %s some deadlines are not known: %s", member.team.slug, error)
        return []
