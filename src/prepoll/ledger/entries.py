"""One row of the ledger for a pair: what its state means for an alliance, and why, in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from prepoll.case.types import Case
from prepoll.ledger.claims import REFUSALS, Claim, Level
from prepoll.ledger.standing import PairState, Standing, refused_seats
from prepoll.ledger.types import Entry
from prepoll.names import Attribution, PartyCode, Relation, SeatCode, Stage, Stance, Status

JOINT = re.compile(r"\b(jointly|joint (statement|press|announcement|declaration)|together with)\b", re.IGNORECASE)

PHRASES: Mapping[Stance, str] = {
    Stance.SEEKS: "{a} seeks {b}",
    Stance.OPEN: "{a} is open to {b}",
    Stance.TALKS: "{a} is in talks with {b}",
    Stance.OFFERS: "{a} offers seats to {b}",
    Stance.DEMANDS: "{a} asks {b} for seats",
    Stance.AGREED: "{a} and {b} have an alliance",
    Stance.SEAT_DEAL: "{a} and {b} have shared out seats",
    Stance.SUPPORTS: "{a} supports {b}",
    Stance.ALONE: "{a} fights alone",
    Stance.RULES_OUT: "{a} rules out {b}",
    Stance.BREAKS: "{a} has broken with {b}",
    Stance.DENIES: "{a} denies dealings with {b}",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair's state, its claims that count and those that a denial cancelled."""

    state: PairState
    claims: tuple[Claim, ...]
    denied: tuple[Claim, ...]


def entry_of(pair: Pair, case: Case) -> Entry:
    """Make the ledger's row of a pair."""
    state = pair.state
    sides = [state.a, state.b]
    only = _only_seats(state)
    relation = _shown(state)
    resting = _resting(pair)
    return Entry(
        a=state.first,
        b=state.second,
        relation=relation,
        a_stands=_stand(state.a),
        b_stands=None if state.second is None else _stand(state.b),
        status=status_of(pair, case),
        hedged=any(side.soft for side in sides if _decides(side, relation)),
        contested=any(side.rivals for side in sides) or _one_sided_alliance(state),
        inferred=_inferred(state, relation),
        stage=_stage(pair, relation),
        since=state.since if state.since is not None or not only else _first_day(state),
        falls_due=_falls_due(pair, relation),
        only_seats=only,
        statements=tuple(dict.fromkeys(claim.statement.id for claim in resting)),
        why=_why(pair, case),
    )


def _stand(side: Standing) -> Relation:
    """Return where a side stands; a refusal for some seats shows where there is nothing else."""
    if side.stand is Relation.UNKNOWN and side.refused:
        return Relation.RULED_OUT
    return side.stand


def _shown(state: PairState) -> Relation:
    limited = state.relation is Relation.UNKNOWN and (state.a.refused or state.b.refused)
    return Relation.RULED_OUT if limited else state.relation


def _first_day(state: PairState) -> date | None:
    return min((claim.day for side in (state.a, state.b) for claim in side.refused), default=None)


def _decides(side: Standing, relation: Relation) -> bool:
    if side.stand is Relation.UNKNOWN and side.refused:
        return relation in REFUSALS
    return side.stand is relation


def _one_sided_alliance(state: PairState) -> bool:
    stands = (state.a.stand, state.b.stand)
    return state.second is not None and Relation.ALLIED in stands and stands[0] is not stands[1]


def _inferred(state: PairState, relation: Relation) -> bool:
    """Say whether nothing that names the other party itself decides the row."""
    if state.second is None:
        return False
    levels = [
        claim.level
        for side in (state.a, state.b)
        if _decides(side, relation)
        for claim in ((side.claim,) if side.claim is not None else side.refused)
    ]
    return bool(levels) and all(level is not Level.DIRECT for level in levels)


def _only_seats(state: PairState) -> tuple[SeatCode, ...]:
    """List the seats to which the row's refusal or support is limited; none: everywhere."""
    if state.relation is Relation.UNKNOWN:
        return tuple(sorted({*refused_seats(state.a), *refused_seats(state.b)}))
    if state.relation is not Relation.SUPPORTING:
        return ()
    sides = [side for side in (state.a, state.b) if side.stand is Relation.SUPPORTING]
    places = [claim.place for side in sides for claim in side.backing]
    return tuple(sorted({seat for one in places for seat in one.seats}))


def status_of(pair: Pair, case: Case) -> Status:
    """Say what a pair's state means for a bloc with both: bound, free, softly barred or barred."""
    state = pair.state
    refusing = [side for side in (state.a, state.b) if side.stand in REFUSALS]
    if refusing:
        return Status.SOFTLY_BARRED if all(side.soft for side in refusing) else Status.BARRED
    if state.relation is Relation.ALLIED and state.second is not None and bound(pair, case):
        return Status.BOUND
    limited = [claim for side in (state.a, state.b) for claim in side.refused if claim.place.located]
    if state.relation is Relation.UNKNOWN and limited:
        return Status.SOFTLY_BARRED if all(claim.soft for claim in limited) else Status.BARRED
    return Status.FREE


def bound(pair: Pair, case: Case) -> bool:
    """Say whether an alliance has a named statement of each side, a joint announcement or a confirmation."""
    state = pair.state
    since = state.since
    current = [claim for claim in pair.claims if since is not None and claim.day >= since and claim.named]
    deals = [claim for claim in current if claim.sets is Relation.ALLIED]
    if any(claim.judged.judgement is not None for claim in deals):
        return True
    if any(_announced_jointly(claim, state, case) for claim in deals):
        return True
    assents = deals + [claim for claim in current if claim.stance is Stance.SUPPORTS]
    sides = {side for claim in assents for side in _speaking_for(claim, state, case)}
    return bool(deals) and {state.first, state.second} <= sides


def _announced_jointly(claim: Claim, state: PairState, case: Case) -> bool:
    statement = claim.statement
    spoken = " ".join((statement.speaker or "", statement.role or "", statement.quote))
    both = {state.first, state.second} <= _people_of(spoken, claim.day, case)
    return both or JOINT.search(spoken) is not None


def _speaking_for(claim: Claim, state: PairState, case: Case) -> set[PartyCode]:
    """Name the sides of the pair that a named statement speaks for: its speaker's, else its actor."""
    speakers = _people_of(claim.statement.speaker or "", claim.day, case) & {state.first, str(state.second)}
    return speakers or {claim.by}


def _people_of(text: str, day: date, case: Case) -> set[PartyCode]:
    """Collect the parties of the case's people whose full names stand in a text."""
    found = set()
    for person in case.people:
        current = (person.since is None or person.since <= day) and (person.until is None or day <= person.until)
        names = [name for name in (person.name, *person.aliases) if " " in name]
        if person.party is not None and current and any(name.casefold() in text.casefold() for name in names):
            found.add(person.party)
    return found


def _matching(pair: Pair, relation: Relation) -> list[Claim]:
    """List the claims in force: those of the row's tendency since it began."""
    since = pair.state.since
    deciding = {id(side.claim) for side in (pair.state.a, pair.state.b)}
    return [
        claim
        for claim in pair.claims
        if claim.sets is not None
        and since is not None
        and claim.day >= since
        and claim.refuses == (relation in REFUSALS)
        and (claim.level is not Level.ALL or pair.state.second is None or id(claim) in deciding)
    ]


def _stage(pair: Pair, relation: Relation) -> Stage | None:
    """Return how far talks have come, by the latest claim that says so; on one day the higher rank."""
    told = [claim for claim in _matching(pair, relation) if claim.level is not Level.ALL or pair.state.second is None]
    staged = [claim for claim in told if claim.statement.stage is not None]
    latest = max(staged, key=lambda claim: (claim.day, claim.rank, claim.order()), default=None)
    return latest.statement.stage if latest is not None else None


def _falls_due(pair: Pair, relation: Relation) -> date | None:
    """Return the last day promised by the latest claims that name one."""
    dated = [(claim.day, claim.statement.deadline_date) for claim in _matching(pair, relation)]
    promised = [(day, due) for day, due in dated if due is not None]
    newest = max((day for day, _ in promised), default=None)
    return max((due for day, due in promised if day == newest), default=None)


def _resting(pair: Pair) -> list[Claim]:
    """Order the claims that a row rests on: the deciding ones first, then the newest."""
    state = pair.state
    sides = sorted((state.a, state.b), key=lambda side: not _decides(side, state.relation))
    deciding = [claim for side in sides for claim in ((side.claim,) if side.claim else side.refused)]
    others = [claim for claim in pair.claims if claim.level is not Level.ALL or state.second is None]
    shown = [*others, *(rival for side in sides for rival in side.rivals)]
    newest = sorted(shown, key=lambda claim: (claim.day, claim.level, claim.rank, claim.order()), reverse=True)
    return [*deciding, *newest]


def _why(pair: Pair, case: Case) -> str:
    """Say in one sentence which statements decide the row and by which rule."""
    state = pair.state
    sides = sorted((state.a, state.b), key=lambda side: not _decides(side, state.relation))
    said: list[str] = []
    for side in sides:
        if side.claim is not None:
            said.append(_reason(side.claim, side, state))
        said += [_limited(claim, state) for claim in side.refused]
        said += [f"contested: {phrase(rival)}" for rival in side.rivals]
    if state.relation is Relation.ALLIED and state.second is not None:
        said.append(_binding(pair, case))
    said += [f"denied, so not counted: {source_of(claim)}" for claim in pair.denied]
    said += [
        phrase(claim)
        for claim in pair.claims
        if claim.stance is Stance.DENIES and not state.a.claim and not state.b.claim
    ]
    return "; ".join(dict.fromkeys(said)) + "." if said else "Nothing is known."


def _binding(pair: Pair, case: Case) -> str:
    if bound(pair, case):
        return "bound, by a named statement of each side, a joint announcement or a confirmation"
    return "not bound: no named statement of each side, joint announcement or confirmation yet"


def _reason(claim: Claim, side: Standing, state: PairState) -> str:
    words = phrase(claim)
    if claim.level is Level.ALL and state.second is not None:
        other = state.second if claim.by == state.first else state.first
        words += _generally(claim, other, side)
    elif claim.level is Level.BLOC:
        words += f", which holds for its members, without words of their own here ({state.first}, {state.second})"
    if side.soft and claim.refuses:
        words += _softness(claim)
    elif claim.soft:
        words += f", hedged by {hedging(claim)}"
    return words


def _generally(claim: Claim, other: PartyCode, side: Standing) -> str:
    if claim.refuses:
        return f", which refuses {other} too as they were not allied"
    return f", and has not refused {other}: open to it by inference"


def _softness(claim: Claim) -> str:
    if not claim.soft:
        return ", softly barred as it opened on the same day: it would have to act on that"
    if claim.statement.condition is not None:
        return f", softly barred: would change with {hedging(claim)}"
    return f", softly barred: {claim.by} would have to go past {hedging(claim)}"


def hedging(claim: Claim) -> str:
    """Quote the words that weaken a claim."""
    words = [claim.statement.condition, claim.statement.hedge]
    quoted = [f"“{one}”" for one in words if one is not None]
    return " and ".join(quoted) or f"“{claim.place.words}”, which does not say which seats"


def _limited(claim: Claim, state: PairState) -> str:
    if not claim.place.located:
        return f"{phrase(claim)}, limited to “{claim.place.words}”, which names no seat of the case: bars nothing here"
    return f"{phrase(claim)}, only in {', '.join(claim.place.seats)}" + (_softness(claim) if claim.soft else "")


def phrase(claim: Claim) -> str:
    """Say who claims what of whom, and when."""
    target = claim.statement.target or "like-minded parties"
    said = PHRASES[claim.stance].format(a=claim.statement.actor, b=target)
    if claim.stance is Stance.SUPPORTS and claim.place.located:
        said += f" in {', '.join(claim.place.seats)}"
    return f"{said} ({source_of(claim)})"


def source_of(claim: Claim) -> str:
    """Name the speaker, or what stands for one, and the day."""
    statement = claim.statement
    unnamed = {
        Attribution.NAMED: "on record",
        Attribution.SOURCES: "unnamed sources",
        Attribution.REPORTER: "the reporter",
    }
    who = (
        statement.speaker
        if statement.speaker and statement.attribution is Attribution.NAMED
        else unnamed[statement.attribution]
    )
    judged = f", {claim.judged.note}" if claim.judged.note else ""
    return f"{who}, {claim.day.day} {claim.day:%B %Y}{judged}"


def located_refusals(sides: Iterable[Standing]) -> Sequence[Claim]:
    """List the refusals limited to seats that the case knows."""
    return [claim for side in sides for claim in side.refused if claim.place.located]
