"""Who acts in a cue, and towards whom: slots, subjects, the party beside, the party spoken of before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from prepoll.names import UNDIRECTED, PartyCode, Stance
from prepoll.news.attribute import PREPOSITION, is_object
from prepoll.news.lexicon import Cue, slot
from prepoll.news.mask import RUN, Masked
from prepoll.news.mentions import Kind, Mention

HEADLINE = re.compile(r", (?:and |then |to |will |may )?\Z")
PARTICIPLE = re.compile(r"(?:\A\W*|(?:after|before|by|since|despite|besides|hours after|days after) )\Z")
AHEAD = re.compile(r"[^,;\ue000-\uf8ff]{0,50}, (?:the )?([\ue000-\uefff])")
RELATED = re.compile(r",? (?:which|who|that) ")
PAIRWISE = frozenset({Stance.AGREED, Stance.SEAT_DEAL, Stance.BREAKS})  # none of them is towards nobody
Sided = tuple[PartyCode, PartyCode | None, Mention | None]


@dataclass(frozen=True, slots=True)
class Telling:
    """In what situation a sentence is told: the speaker's party, parties named before, the article's year."""

    own: tuple[PartyCode, ...] = ()
    recent: tuple[PartyCode, ...] = ()
    year: int | None = None
    blocs: frozenset[PartyCode] = frozenset()


def parties_of(cue: Cue, masked: Masked, found: re.Match[str], stance: Stance, telling: Telling) -> Iterator[Sided]:
    """Yield actor, target and the actor's mention for each pair that the cue puts together."""
    aim = slot(found, "T")
    targets = masked.within(*aim) if aim else []
    codes = actors_of(cue, masked, found, telling.own)
    if cue.target in ("none", "anyone"):
        yield from ((code, None, m) for code, m in codes)
    elif not targets and len(codes) > 1 and (stance in UNDIRECTED or stance is Stance.BREAKS):
        yield from pairs(codes, stance, telling.own)
    else:
        aims = targets_of(cue, masked, found, targets, telling, {code for code, _ in codes})
        yield from ((a, b, m) for a, m in codes for b in aims if a != b and (b or stance not in PAIRWISE))


def actors_of(
    cue: Cue, masked: Masked, found: re.Match[str], own: tuple[PartyCode, ...]
) -> list[tuple[PartyCode, Mention]]:
    """List the acting parties with their mentions: the slot, else the subject, else the speaker's party."""
    place = slot(found, "A")
    actors = masked.within(*place) if place else []
    actors = actors or actor_mentions(cue, masked, found)
    if not actors and own:
        start = masked.start + found.start()
        actors = [Mention(start, start, Kind.SELF, own)]
    return [(code, m) for m in actors for code in (m.parties or (own if m.kind is Kind.SELF else ()))]


def pairs(codes: list[tuple[PartyCode, Mention]], stance: Stance, own: tuple[PartyCode, ...]) -> Iterator[Sided]:
    """Yield each pair of parties that act together; a break goes from the speaker's side, else from the first named."""
    if stance is Stance.BREAKS:
        (a, m), (b, n) = codes[:2]
        yield (b, a, n) if b in own else (a, b, m)
        return
    yield from ((a, b, m) for i, (a, m) in enumerate(codes) for b, _ in codes[i + 1 :] if a != b)


def targets_of(
    cue: Cue,
    masked: Masked,
    found: re.Match[str],
    targets: list[Mention],
    telling: Telling,
    taken: set[PartyCode],
) -> list[PartyCode | None]:
    """List the parties that the cue is about; None stands for like-minded parties."""
    aims: list[PartyCode | None] = [code for m in targets if m.kind is not Kind.PAIR for code in m.parties]
    if any(m.kind is Kind.ANYONE for m in targets):
        aims.append(None)
    if cue.target == "subject":
        return [p for m in actor_mentions(cue, masked, found) for p in m.parties]
    if not targets and cue.target in ("near", "context", "context or open"):
        beside = near(masked, found, taken | set(telling.own))
        if beside is None and cue.target != "near":
            beside = next((p for p in (*telling.own, *telling.recent) if p not in taken), None)
        return [beside] if beside else [None] if cue.target == "context or open" else []
    alone = cue.target == "unnamed" and near(masked, found, taken | set(telling.own)) is None
    return aims or ([None] if cue.target == "open" or alone else [])


def near(masked: Masked, found: re.Match[str], taken: set[PartyCode]) -> PartyCode | None:
    """Return the other party nearest to a cue in its sentence: first after it, then before it."""
    place = masked.start + found.start()
    single = [m for m in masked.mentions if m.party and m.party not in taken and m.kind in (Kind.PARTY, Kind.PERSON)]
    later = [m for m in single if m.start >= place]
    earlier = [m for m in single if m.start < place]
    nearest = later[0] if later else earlier[-1] if earlier else None
    return nearest.party if nearest else None


def actor_mentions(cue: Cue, masked: Masked, found: re.Match[str]) -> list[Mention]:
    """Find the subject to the left of a cue: the nearest mention that is no object; with what is joined to it."""
    if cue.actor == "speaker":
        return []
    text = masked.text[: found.start()]
    following = (
        AHEAD.match(masked.text, found.end())
        if PARTICIPLE.search(text) and found[0].split()[0].endswith("ing")
        else None
    )
    if following:
        ahead = next((m for m in masked.mentions if m.start - masked.start == following.start(1)), None)
        return [ahead] if ahead and ahead.parties else []
    for run in reversed(list(RUN.finditer(text, max(0, text.rfind('"'))))):
        mention = subject_at(masked, text, run)
        if mention is None:
            continue
        between = text[run.end() :]
        if len(between) > 160 or ";" in between:
            return []
        listed = together(masked, run.start())
        if HEADLINE.match(between) and not listed:
            first = next((m for m in masked.mentions if m.kind in (Kind.PARTY, Kind.PERSON)), mention)
            return [first] if first.parties else []
        return [*listed, mention] if mention.parties or mention.kind is Kind.SELF else []
    return []


def subject_at(masked: Masked, text: str, run: re.Match[str]) -> Mention | None:
    """Return the mention of a run if it can be the subject of what follows."""
    mention = next((m for m in masked.mentions if m.start - masked.start == run.start()), None)
    if mention is None or mention.kind is Kind.ANYONE:
        return None
    if RELATED.match(text, run.end()):
        return mention
    if PREPOSITION.search(text, max(0, run.start() - 30), run.start()):
        return None
    if is_object(text, run.start()) and RUN.search(text, 0, max(0, run.start() - 12)):
        return None
    return mention


def together(masked: Masked, start: int) -> list[Mention]:
    """Return the mentions joined by "and" or commas to the one that begins at `start`."""
    found: list[Mention] = []
    position = start
    while joint := re.search(r"([\ue000-\uefff])\1*(?: and|,|, and| or| &)(?: the)? \Z", masked.text[:position]):
        mention = next((m for m in masked.mentions if m.start - masked.start == joint.start()), None)
        if mention is None or PREPOSITION.search(masked.text, max(0, joint.start() - 30), joint.start()):
            break
        found.insert(0, mention)
        position = joint.start()
    return found
