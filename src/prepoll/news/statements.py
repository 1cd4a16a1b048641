"""Claims of one article become statements: mentions of one claim are joined, the most specific wins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from prepoll.names import UNDIRECTED, Attribution, PartyCode, Stage, Stance
from prepoll.news.attribute import Voice
from prepoll.news.found import GIST, Claim
from prepoll.news.types import Span, Statement

RANK = {Attribution.NAMED: 0, Attribution.SOURCES: 1, Attribution.REPORTER: 2}
GOOD = frozenset(
    {
        Stance.SEEKS,
        Stance.OPEN,
        Stance.TALKS,
        Stance.OFFERS,
        Stance.DEMANDS,
        Stance.AGREED,
        Stance.SEAT_DEAL,
        Stance.SUPPORTS,
    }
)
PAIRED = frozenset({Stance.TALKS, Stance.OPEN, Stance.SEEKS, Stance.RULES_OUT})
RUMOURED = frozenset({Stance.TALKS, Stance.AGREED})
BAD = frozenset({Stance.RULES_OUT, Stance.BREAKS})


class Details(NamedTuple):
    """What the words around a claim add to it."""

    hedge: str | None = None
    condition: str | None = None
    deadline: str | None = None
    deadline_date: date | None = None
    seats: str | None = None
    reason: str | None = None
    stage: Stage | None = None
    decided_by: str | None = None
    decided_on: date | None = None
    authorised: str | None = None


class Told(NamedTuple):
    """A claim with who says it and what is said around it."""

    claim: Claim
    voice: Voice
    details: Details


def statements(told: Iterable[Told], text: str, article: str, dated: date | None) -> tuple[Statement, ...]:
    """Join the claims of an article; one statement for each actor, target and stance.

    Where two mentions of one claim give different deadlines, each keeps its statement, so that the
    contradiction stays visible.
    """
    groups: dict[tuple[PartyCode, PartyCode | None, Stance], list[Told]] = {}
    for one in by_cues_first(told):
        groups.setdefault(key(one.claim), []).append(one)
    out: list[Statement] = []
    for same in consistent(groups).values():
        same.sort(key=lambda t: (RANK[t.voice.attribution], t.voice.name is None, t.claim.start))
        out.append(statement(same, text, article, dated))
        first = out[-1]
        others = [t for t in same if t.details.deadline_date and t.details.deadline_date != first.deadline_date]
        for other in {t.details.deadline_date: t for t in reversed(others)}.values():
            out.append(statement([other], text, article, dated))
    return tuple(sorted(out, key=lambda s: (s.source.start, s.source.end, s.stance, s.actor, s.target or "")))


def by_cues_first(told: Iterable[Told]) -> list[Told]:
    """Leave out what only classes of words tell of a pair of which a cue tells something in the same article."""
    all_told = list(told)
    cued = {frozenset((t.claim.actor, t.claim.target)) for t in all_told if t.claim.cue != GIST}
    return [t for t in all_told if t.claim.cue != GIST or frozenset((t.claim.actor, t.claim.target)) not in cued]


def key(claim: Claim) -> tuple[PartyCode, PartyCode | None, Stance]:
    """Return what makes two claims one; a pair in either order where the stance has no direction."""
    if claim.stance in UNDIRECTED and claim.target is not None and claim.target < claim.actor:
        return claim.target, claim.actor, claim.stance
    return claim.actor, claim.target, claim.stance


def consistent(
    groups: dict[tuple[PartyCode, PartyCode | None, Stance], list[Told]],
) -> dict[tuple[PartyCode, PartyCode | None, Stance], list[Told]]:
    """Drop what a stronger claim of the same article contradicts: a refusal outweighs an agreement."""
    refused: dict[tuple[PartyCode, PartyCode], list[Told]] = {}
    for (a, b, stance), group in groups.items():
        if stance in BAD and b:
            refused.setdefault((a, b), []).extend(group)
    kept = {}
    for (a, b, stance), group in groups.items():
        against = refused.get((a, b)) or (refused.get((b, a)) if stance in UNDIRECTED else None) if b else None
        if against and stance in GOOD and stance is not Stance.DEMANDS and stance is not Stance.OFFERS:
            named = any(t.voice.attribution is Attribution.NAMED for t in group)
            if not named or all(t.voice.attribution is Attribution.NAMED for t in against):
                continue
        if stance in RUMOURED and b and rumoured(group) and denied_by_name(groups, a, b):
            continue
        if stance is Stance.RULES_OUT and b is None and (a, None, Stance.ALONE) in groups:
            continue
        if b is None and all(t.claim.unsaid for t in group) and stance in PAIRED and elsewhere(groups, a, stance):
            continue
        kept[a, b, stance] = group
    return kept


def rumoured(group: Sequence[Told]) -> bool:
    """Say whether nobody by name stands behind a claim."""
    return all(t.voice.attribution is not Attribution.NAMED for t in group)


def denied_by_name(
    groups: Mapping[tuple[PartyCode, PartyCode | None, Stance], list[Told]], a: PartyCode, b: PartyCode
) -> bool:
    """Say whether somebody by name denies what is told of a pair."""
    denials = [*groups.get((a, b, Stance.DENIES), ()), *groups.get((b, a, Stance.DENIES), ())]
    return any(t.voice.attribution is Attribution.NAMED for t in denials)


def elsewhere(groups: Iterable[tuple[PartyCode, PartyCode | None, Stance]], party: PartyCode, stance: Stance) -> bool:
    """Say whether the same party has the same stance towards somebody named."""
    return any(s is stance and b is not None and (a == party or (s in UNDIRECTED and b == party)) for a, b, s in groups)


def statement(same: list[Told], text: str, article: str, dated: date | None) -> Statement:
    """Make a statement of the mentions of one claim, the most specific first."""
    best = same[0]
    gathered = best.details
    for other in same[1:]:
        missing = {name: getattr(other.details, name) for name in Details._fields if getattr(gathered, name) is None}
        gathered = gathered._replace(**missing)
    claim, voice = best.claim, best.voice
    start, end = trimmed(text, claim.start, claim.end)
    return Statement(
        actor=claim.actor,
        target=claim.target,
        stance=claim.stance,
        speaker=voice.name,
        role=voice.role,
        attribution=voice.attribution,
        quote=text[start:end],
        source=Span(article, start, end),
        dated=dated,
        cue=claim.cue,
        **{name: getattr(gathered, name) for name in Details._fields},
    )


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Take white space and stray marks off both ends of a span."""
    run = text[start:end]
    if run[:1].isalnum() and run[-1:].isalnum():
        return start, end
    left = len(run) - len(re.sub(r"\A[\s,;:\"\u201c\u201d.]+", "", run))
    right = len(re.sub(r"[\s,;:\"\u201c\u201d]+\Z", "", run))
    return (start + left, start + right) if left < right else (start, end)
