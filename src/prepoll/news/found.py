"""What a cue finds in a clause: its stance and the mentions that fill its frame."""

from __future__ import annotations

import re
from typing import NamedTuple

from prepoll.names import PartyCode, Stance
from prepoll.news.clause import Clause
from prepoll.news.mentions import Mention
from prepoll.news.scope import supposed

GIST = "gist"  # stands for a cue where classes of words tell a claim
STOP = re.compile('[";:?|q,]')
WANTING = re.compile("i[.]?n[.]?\\Z")
IF_LATER = re.compile('[^";:|]{0,6}i')


class Telling(NamedTuple):
    """Whose words a sentence is in, what was spoken of before it, and which codes are blocs."""

    own: tuple[PartyCode, ...]  # the speaker's party
    recent: tuple[PartyCode, ...]
    loose: bool  # like-minded parties were spoken of last
    blocs: frozenset[PartyCode]
    topic: tuple[PartyCode, ...] = ()  # the party last spoken of as subject
    union: tuple[
        PartyCode, ...
    ] = ()  # what "the alliance" is: the bloc last named, else the parties last named together
    matter: bool = False  # a union or talks were spoken of right before
    asked: tuple[PartyCode, ...] = ()  # parties named before the paragraph, the latest first


class Claim(NamedTuple):
    """A cue found in a sentence, with its parties; code points of the text."""

    actor: PartyCode
    target: PartyCode | None
    stance: Stance
    start: int
    end: int
    cue: str
    by: Mention | None  # the mention that the actor was read from
    core_start: int = 0  # where the cue itself begins
    unsaid: bool = False  # no target is named, not even "any party"


class Found(NamedTuple):
    """A cue with the mentions that fill its frame."""

    place: int
    end: int  # the place after the last chunk of the frame
    stance: Stance
    actors: tuple[Mention, ...]
    targets: tuple[Mention, ...] | None


def checked(
    clause: Clause,
    place: int,
    end: int,
    stance: Stance | None,
    actors: tuple[Mention, ...],
    targets: tuple[Mention, ...] | None,
) -> Found | None:
    """Make what was found of its parts, None where it is supposed or no stance is left."""
    if stance is Stance.BREAKS and IF_LATER.match(clause.signs, end):
        return None
    if stance is None or (
        supposed(clause, place) and (stance is not Stance.RULES_OUT or denied_in_condition(clause, place))
    ):
        return None
    return Found(place, end, stance, actors, targets)


def denied_in_condition(clause: Clause, place: int) -> bool:
    """Say whether what a cue speaks of is wanting in the condition of a sentence ("if no pact is offered")."""
    opening = clause.signs.rfind("i", 0, place)
    return opening >= 0 and WANTING.search(clause.signs, opening, place) is not None


def ahead(clause: Clause, place: int) -> str:
    """Return the signs after a place up to the next mark."""
    stop = STOP.search(clause.signs, place)
    return clause.signs[place : min(stop.start() if stop else len(clause.signs), place + 9)]


def sides(mentions: tuple[Mention, ...]) -> list[tuple[PartyCode, Mention | None]]:
    """Return the parties of mentions, each once."""
    return list({p: (p, m) for m in mentions for p in m.parties}.values())
