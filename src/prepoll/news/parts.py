"""Which part each name plays in a sentence that no cue explains: who acts, towards whom, who is only asked to act."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from prepoll.news.found import Telling
from prepoll.news.phrases import Group, Token
from prepoll.news.verbs import STANDS_FOR

WITH = frozenset(
    ("with", "to", "from", "between", "among", "amongst", "towards", "toward", "alongside", "beside", "of", "including")
)
SUPPORTED = frozenset(("for", "behind", "to", "of", "in"))
GIVEN = frozenset(("to", "for"))
ASKED = frozenset(("from", "of", "with"))
OPENS = frozenset("|q")  # what stands before a subject
JOINS = frozenset(",a")
VERBS = frozenset("fbjygrewcdnlGvDMoJP")
ASKING = re.compile(r"[wDO][p.]?\Z")


class Scene(NamedTuple):
    """A topic in its sentence: the row of tokens, the part of it that the topic stands in, the names of that part."""

    row: Sequence[Token]
    place: int
    begin: int
    end: int
    named: Sequence[Group]
    telling: Telling

    @property
    def topic(self) -> str:
        """Return the sign of what is spoken of."""
        return self.row[self.place].sign

    def signs(self, left: int, right: int) -> str:
        """Return the signs between two places."""
        return "".join(token.sign for token in self.row[left:right])


class Parts(NamedTuple):
    """Who acts and towards whom: None for an actor who is not named, and for a target where all actors are partners."""

    actor: Group | None
    target: Group | None
    before: str  # the signs that say what is done
    behind: str
    urged: bool = False  # the target is asked to do it


def scene_of(row: Sequence[Token], signs: str, place: int, named: Sequence[Group], telling: Telling) -> Scene:
    """Return a topic with the part of its sentence between hard marks and words that open another clause."""
    begin = signs.rfind("|", 0, place) + 1
    end = signs.find("|", place)
    end = len(signs) if end < 0 else end
    return Scene(row, place, begin, end, [g for g in named if begin <= g.first < end], telling)


def owned(scene: Scene, target: Group, low: str) -> bool:
    """Say whether a target only owns what is supported: a bill, a demand."""
    return target.owner and not STANDS_FOR.match(low, scene.row[target.last].end)


def parts_of(scene: Scene) -> Parts:
    """Find actor and target of a topic, and the words that say what is done."""
    ahead = [g for g in scene.named if g.last < scene.place]
    behind = [g for g in scene.named if g.first > scene.place]
    actor = acting(scene, ahead)
    agent = next((g for g in behind if g.link == "by"), None)
    target = partner(scene, behind)
    rest = [g for g in ahead if g is not actor]
    same = target is not None and actor is not None and set(target.parties) <= set(actor.parties)
    begin = actor.last + 1 if actor is not None else scene.begin
    before = scene.signs(begin, scene.place)
    asked = next((g for g in reversed(rest) if urged(scene, g)), None)
    if target is None or same:
        direct = scene.topic not in "YlA"
        target = next((g for g in reversed(rest) if g.link in WITH or (not g.link and direct)), None)
    if agent is not None and "b" in before:
        target = agent if negated(before) else target or actor
        actor = actor if negated(before) else agent
    if asked is not None:
        target = asked if target is None or target is asked or same else None
    last = target.last + 1 if target is not None and target.first > scene.place else scene.place + 1
    return Parts(actor, target, before, scene.signs(last, scene.end), asked is not None)


def urged(scene: Scene, group: Group) -> bool:
    """Say whether the names of a list are asked to do what follows ("invited B to", "appealed to B to")."""
    following = scene.signs(group.last + 1, group.last + 2)
    return following in ("f", "n") and ASKING.search(scene.signs(scene.begin, group.first)) is not None


def acting(scene: Scene, ahead: Sequence[Group]) -> Group | None:
    """Return the names before a topic that are its subject: after no preposition, and no object of a verb."""
    free = [g for g in ahead if not g.link]
    subjects = [g for g in free if not g.owner and opens(scene, g)]
    if scene.topic in "BTPO" and free and free[-1].owner and not subjects:
        return free[-1]
    return subjects[-1] if subjects else free[0] if free else None


def opens(scene: Scene, group: Group) -> bool:
    """Say whether the names of a list open a clause."""
    before = scene.row[group.first - 1].sign if group.first > scene.begin else "|"
    following = scene.signs(group.last + 1, group.last + 2)
    return before in OPENS or (before in JOINS and following in VERBS)


def partner(scene: Scene, behind: Sequence[Group]) -> Group | None:
    """Return the names behind a topic that are its partner."""
    links = SUPPORTED if scene.topic == "P" else GIVEN | ASKED if scene.topic in "X#L" else WITH
    for group in behind:
        if group.link in links:
            return group
        if not group.link and group.first == scene.place + 1 and scene.topic in "PJYTQp":
            return group
        if scene.topic == "l" and group.link == "against":
            return group
        if not group.link:
            return None
    return None


def negated(run: str) -> bool:
    """Say whether a run has an odd number of negations."""
    return run.count("n") % 2 == 1
