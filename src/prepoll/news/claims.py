"""Cues in a masked sentence become claims: who stands where towards whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prepoll.names import PartyCode, Stance
from prepoll.news.lexicon import Cue, slot
from prepoll.news.mask import Masked
from prepoll.news.mentions import Kind, Mention
from prepoll.news.scope import about_a_thing, stance_of
from prepoll.news.sides import Telling, parties_of

TO_COME = re.compile(r"(?<![\w\-])(?:will|would|shall) (?:\w+ )?(?:hold|meet|initiate|begin|open|start)(?!\w)")
RESTRICTED = re.compile(r" (?:that|who|which|whose|unless|except|other than)\b")


@dataclass(frozen=True, slots=True)
class Claim:
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


def claims(masked: Masked, cues: Iterable[Cue], telling: Telling) -> list[Claim]:
    """Return the claims of a sentence, in the order of the text; a question makes none."""
    if masked.text.rstrip("\"' )").endswith("?"):
        return []
    return apart(found_claims(masked, cues, telling))


def apart(found: Iterable[Claim]) -> list[Claim]:
    """Of claims on one pair whose words overlap, keep the one with the most words of its own."""
    kept: list[Claim] = []
    for claim in sorted(found, key=lambda c: (c.target is None, c.core_start - c.end)):
        if not any(covers(other, claim) for other in kept):
            kept.append(claim)
    return sorted(kept, key=lambda c: c.start)


def covers(kept: Claim, claim: Claim) -> bool:
    """Say whether a claim says again, in the same words, what another says of its pair."""
    except_it = kept.stance is Stance.RULES_OUT and claim.stance is Stance.OPEN and not claim.unsaid
    whole = claim.target is None and not except_it
    same = kept.actor == claim.actor and (kept.target == claim.target or whole)
    return same and kept.core_start < claim.end and claim.core_start < kept.end


def found_claims(masked: Masked, cues: Iterable[Cue], telling: Telling) -> Iterator[Claim]:
    """Yield every claim that a cue finds in a sentence."""
    for cue in cues:
        for found in cue.pattern.finditer(masked.text):
            stance = stance_of(cue, masked, found, telling.year)
            aim = slot(found, "T")
            if stance is None or (aim and about_a_thing(masked.text, *aim)):
                continue
            if stance is Stance.RULES_OUT and cue.stance is not Stance.SUPPORTS and anyone_at_all(masked, found):
                stance = Stance.ALONE
            if stance is Stance.TALKS and anyone_at_all(masked, found) and TO_COME.search(found[0]):
                stance = Stance.SEEKS
            core, end = masked.start + found.start(), masked.start + found.end()
            for actor, target, by in parties_of(cue, masked, found, stance, telling):
                if cue.bloc_only and target not in telling.blocs:
                    continue
                begin = min(core, by.start) if by else core
                unsaid = target is None and slot(found, "T") is None
                yield Claim(actor, target, stance, begin, end, cue.id, by, core, unsaid)


def anyone_at_all(masked: Masked, found: re.Match[str]) -> bool:
    """Say whether a refusal is of everybody, with no exception after it."""
    aim = slot(found, "T")
    if aim is None or RESTRICTED.match(masked.text, aim[1]):
        return False
    mentions = masked.within(*aim)
    return bool(mentions) and all(m.kind is Kind.ANYONE for m in mentions)
