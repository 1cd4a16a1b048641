"""What a cue found becomes claims: one for each actor and target, or for each pair."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from prepoll.names import UNDIRECTED, PartyCode, Stance
from prepoll.news import frames
from prepoll.news.clause import Chunk, Clause
from prepoll.news.found import Claim, Found, Telling, sides
from prepoll.news.frames import aim, mentions_at
from prepoll.news.mentions import Kind, Mention
from prepoll.news.scope import MAIN

RESTRICTED = re.compile("w|h|9[NHWZ]|[|][NH]")
EXCEPT = (" than", " except", " but", " barring")
UNAIMED = frozenset({Stance.ALONE, Stance.SEEKS, Stance.OPEN, Stance.TALKS, Stance.RULES_OUT})
OF_THE_TOPIC = frozenset({Stance.TALKS, Stance.BREAKS})  # "the talks with B" are those of who was spoken of
SINGLED_OUT = re.compile(rf"({frames.LIST})")
AMONG_THEM = (" among them", " included", " for one")
SUCH_AS = ("including the ", "including ", "such as the ", "such as ", "like the ", "among them the ", "among them ")
WILL = re.compile(r"[NHWZ]v\.?\Z")
ANY = re.compile(r"(?<!\w)(?:any|no)(?: [\w\-]+)? \Z")
PLURAL = re.compile("(?:deals|pacts|alliances|tie-ups|partnerships|coalitions)$")
OURS = re.compile(r"(?<!\w)(?:our|us)(?!\w)")
LET_US = re.compile(r"(?<!\w)let(?: us|'s)(?!\w)")
OUGHT = re.compile(r">\.?\Z")
MUST = re.compile(r"must|should|ought|need|has to|have to|let")


def paired(clause: Clause, found: Found, telling: Telling) -> Iterator[Claim]:
    """Yield the claims of what was found: one for each actor and target, or for each pair."""
    stance = talked(clause, found)
    if stance is Stance.AGREED and dependent(clause, found):
        stance = Stance.OPEN
    anyone = found.targets is not None and found.targets != () and all(m.kind is Kind.ANYONE for m in found.targets)
    if (
        anyone
        and stance is Stance.RULES_OUT
        and not excepted(clause, found)
        and not RESTRICTED.match(clause.signs, found.end)
    ):
        stance = Stance.ALONE
    if stance is Stance.RULES_OUT and found.targets is None and any_at_all(clause, found, telling):
        stance = Stance.ALONE
    if stance is Stance.SEEKS and found.targets is None and PLURAL.search(clause.words(found.place)):
        found = found._replace(targets=())
    actors = (
        sides(found.actors)
        or sides(named_behind(clause, found) or mandated(clause, found))
        or [(p, None) for p in telling.own]
    )
    if (
        not actors
        and stance in OF_THE_TOPIC
        and clause.low.endswith("the ", clause.start, core_of(clause, found).start)
    ):
        actors = [(p, None) for p in telling.topic]
    core = core_of(clause, found)
    last = clause.chunks[min(found.end, len(clause.chunks)) - 1]
    spared = excepted(clause, found) if anyone else ()
    for actor, target, by in couples(actors, found, stance, telling, clause):
        start = min(core.start, by.start) if by and by.start >= clause.start else core.start
        unsaid = target is None and not anyone
        said = Stance.RULES_OUT if target in spared else stance
        yield Claim(actor, target, said, start, max(core.end, last.end), core.cue, by, core.start, unsaid)


def any_at_all(clause: Clause, found: Found, telling: Telling) -> bool:
    """Say whether any union is refused, and nobody else is spoken of ("ruled out any pre-poll alliance")."""
    if clause.signs[found.place] != "U" or len(sides(found.actors)) > 1:
        return False
    acting = {p for p, _ in sides(found.actors)} or set(telling.own)
    named = (
        {p for c in clause.chunks if c.mention for p in c.mention.parties} | set(telling.recent) | set(telling.asked)
    )
    between = clause.low[
        clause.chunks[found.place - 1].end if found.place else clause.start : core_of(clause, found).start
    ]
    return bool(acting) and not named - acting and ANY.search(between) is not None


def talked(clause: Clause, found: Found) -> Stance:
    """Return the stance of talks that are only wished for, possible or looked for; any other as it is."""
    stance = found.stance
    speaking = clause.words(found.place).split()[0] in ("talk", "speak", "approach")
    if stance is Stance.TALKS and speaking and re.search("[vm>s]", clause.signs[max(0, found.place - 3) : found.place]):
        stance = Stance.SEEKS
    if (
        stance is Stance.TALKS
        and found.targets
        and "will" in clause.low[clause.start : clause.chunks[found.place].start]
    ):
        stance = Stance.SEEKS if all(m.kind is Kind.ANYONE for m in found.targets) else stance
    if (
        stance is Stance.TALKS
        and clause.words(found.place).startswith("sit")
        and "m" in clause.signs[max(0, found.place - 2) : found.place]
    ):
        stance = Stance.OPEN
    mutual = stance is Stance.SEEKS and found.targets is None and len(sides(found.actors)) == 2
    if mutual and clause.words(found.place - 1).startswith("explor"):
        stance = Stance.TALKS
    return stance


def dependent(clause: Clause, found: Found) -> bool:
    """Say whether an agreement is one only if something happens ("if we get ten seats, we will go with B")."""
    opening = clause.signs.rfind("i", 0, found.place)
    main = MAIN.search(clause.signs, opening, found.place) if opening >= 0 else None
    closed = main.start() if main else clause.signs.find(",", opening, found.place)
    return opening >= 0 and closed >= 0 and WILL.search(clause.signs, closed, found.place) is not None


def core_of(clause: Clause, found: Found) -> Chunk:
    """Return the chunk that a claim hangs on."""
    return clause.chunks[found.place]


def named_behind(clause: Clause, found: Found) -> tuple[Mention, ...]:
    """Return who is named right behind a headline's claim ("No alliance with B, A's conference resolves")."""
    behind = clause.signs[found.end : found.end + 2]
    headline = behind in (",N", ",H") and clause.signs[: found.end].find("v") < 0 and '"' not in clause.signs
    return mentions_at(clause, found.end + 1, found.end + 2) if headline else ()


def mandated(clause: Clause, found: Found) -> tuple[Mention, ...]:
    """Return who has been given the power to act, where nobody else acts ("has mandated Roth to begin talks")."""
    place = clause.signs.rfind("s", 0, found.place)
    given = place >= 0 and clause.words(place).startswith(frames.EMPOWERED)
    return mentions_at(clause, place + 1, place + 2) if given else ()


def excepted(clause: Clause, found: Found) -> tuple[PartyCode, ...]:
    """Return the parties that "parties other than B" leaves out."""
    if not clause.words(found.end - 1).endswith(EXCEPT):
        return ()
    named = aim(clause, found.end, frames.DIRECT)
    return tuple(p for p, _ in sides(named[0])) if named else ()


def singled_out(clause: Clause, found: Found) -> tuple[PartyCode, ...]:
    """Return the parties named among like-minded ones ("like-minded parties, B among them", "such as B")."""
    for named in SINGLED_OUT.finditer(clause.signs, found.end):
        behind = clause.chunks[named.end(1) - 1].end
        ahead = clause.low[clause.start : clause.chunks[named.start(1)].start]
        if clause.low.startswith(AMONG_THEM, behind) or ahead.endswith(SUCH_AS):
            return tuple(p for p, _ in sides(mentions_at(clause, *named.span(1))))
    return ()


Sides = list[tuple[PartyCode, Mention | None]]
Couple = tuple[PartyCode, PartyCode | None, Mention | None]


def couples(actors: Sides, found: Found, stance: Stance, telling: Telling, clause: Clause) -> Iterator[Couple]:
    """Yield actor, target and the mention of the actor."""
    targets = [p for p, _ in sides(found.targets or ())]
    if stance is Stance.ALONE or for_anyone(found):
        yield from with_anyone(actors, found, stance, clause)
    elif not targets and len(actors) > 1:
        yield from among(actors, found, stance, telling, clause)
    elif not targets and stance is Stance.RULES_OUT and PLURAL.search(clause.words(found.place)):
        yield from ((a, None, m) for a, m in actors)
    elif actors:
        yield from towards(
            actors, targets or other_side(actors[0][0], stance, clause, telling), found, stance, telling, clause
        )


def for_anyone(found: Found) -> bool:
    """Say whether a target is anybody."""
    return bool(found.targets) and all(m.kind is Kind.ANYONE for m in found.targets or ())


def with_anyone(actors: Sides, found: Found, stance: Stance, clause: Clause) -> Iterator[Couple]:
    """Yield a claim on nobody in particular, and those whom it leaves out."""
    if stance in (Stance.SEEKS, Stance.OPEN, Stance.TALKS):
        spared = excepted(clause, found) if stance is not Stance.TALKS else ()
        yield from ((a, p, m) for a, m in actors for p in (*spared, *singled_out(clause, found)))
    if stance in UNAIMED:
        yield from ((a, None, m) for a, m in actors)


def among(actors: Sides, found: Found, stance: Stance, telling: Telling, clause: Clause) -> Iterator[Couple]:
    """Yield the pairs of several actors: of us with the others, or each with each."""
    ourselves = any(m.kind is Kind.SELF for m in found.actors)
    between = stance is Stance.RULES_OUT and "7" in clause.signs  # "there is nothing between A and B", A said
    between |= stance is Stance.BREAKS
    ours = [a for a in actors if (ourselves or between) and a[0] in telling.own]
    if stance in UNDIRECTED or (stance is Stance.BREAKS and not ours):
        yield from ((a, b, m) for (a, m), (b, _) in combinations(actors, 2))
    else:
        yield from ((a, b, m) for a, m in ours or actors for b, _ in actors if a != b)


def towards(
    actors: Sides, targets: list[PartyCode], found: Found, stance: Stance, telling: Telling, clause: Clause
) -> Iterator[Couple]:
    """Yield each actor with each target; roles change where others ought to come to the speaker's party."""
    if stance in (Stance.SEEKS, Stance.OPEN, Stance.DEMANDS) and swapped(clause, found, targets, telling):
        yield from ((own, a, None) for own in telling.own for a, _ in actors if own != a)
        return
    first = actors[0][0]
    if stance is Stance.SEEKS and telling.own and first not in telling.own and beckoned(clause, found):
        yield from ((own, a, None) for own in telling.own for a, _ in actors if own != a)
        return
    if targets == [first] and len(actors) == 1:
        targets = [p for p in telling.own if p != first] or other_side(first, stance, clause, telling)
    nobody = (stance in (Stance.SEEKS, Stance.OPEN) and found.targets is not None) or stance is Stance.TALKS
    for actor, mention in actors:
        yield from ((actor, target, mention) for target in targets if target != actor)
        if nobody and not targets:
            yield actor, None, mention


def beckoned(clause: Clause, found: Found) -> bool:
    """Say whether somebody else ought to join, which whoever says so wishes ("the Greens should join the front")."""
    head = clause.signs.rfind("q", 0, found.place)
    left = clause.signs[max(head, 0) : found.place]
    return head >= 0 and clause.signs[found.place] in "JYQ" and OUGHT.search(left) is not None


def swapped(clause: Clause, found: Found, targets: list[PartyCode], telling: Telling) -> bool:
    """Say whether somebody else ought to come to the speaker's party ("they must join us", "B owes us a seat")."""
    left = clause.signs[: found.place]
    owing = clause.words(found.place).startswith("owe")
    must = ">" in left or any(s == "s" and MUST.match(clause.words(n)) for n, s in enumerate(left))
    return bool(targets) and (must or owing) and targets == list(telling.own)


def other_side(actor: PartyCode, stance: Stance, clause: Clause, telling: Telling) -> list[PartyCode]:
    """Return the party meant where none is named: the other one of the sentence, else the one last spoken of."""
    ours = actor not in telling.own and OURS.search(clause.low, clause.start, clause.end)
    if stance in (Stance.AGREED, Stance.SUPPORTS, Stance.SEAT_DEAL):
        return list(telling.own) if ours else co_speaker(actor, clause) if stance is Stance.AGREED else []
    if stance is Stance.SEEKS:
        us = LET_US.search(clause.low, clause.start, clause.end) and not telling.loose and "8" not in clause.signs
        return [p for p in telling.recent if p not in telling.own][:1] if us and telling.own else []
    here = [p for c in clause.chunks if c.mention and c.cue == "name" for p in c.mention.parties if p != actor]
    if here:
        return here[:1] if len(set(here)) == 1 else []
    return [] if telling.loose else [p for p in (*telling.own, *telling.recent) if p != actor][:1]


def co_speaker(actor: PartyCode, clause: Clause) -> list[PartyCode]:
    """Return the one other party that stands beside who says "we shall fight together"."""
    if not re.search("[JY]", clause.signs):
        return []
    named = [p for c in clause.chunks if c.mention and c.cue == "name" for p in c.mention.parties if p != actor]
    return named if len(set(named)) == 1 and clause.signs.count('"') == 2 else []
