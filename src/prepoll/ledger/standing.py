"""Where two parties stand towards each other: the claims of a pair, folded day by day.

The rules, in the order of the design: a judgement comes first (applied before, and as an override after);
then the later event; on one day named before sources before reporter. Where that leaves a choice: an
alliance with a name behind it is not undone by later steps forward (talks about the rest); of steps forward
on one day the furthest counts; a refusal beside an opening of the same day, level and rank is kept and
softened, but a hedged "alone" gives way to it; words to all do not undo a refusal of one party.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from prepoll.ledger.claims import INVITING, REFUSALS, Claim, Level
from prepoll.names import PartyCode, Relation, SeatCode, Stance

MEMORY = timedelta(days=14)
"""How long a named refusal holds against claims without a name."""

CLOSENESS = (Relation.UNKNOWN, Relation.OPEN, Relation.SUPPORTING, Relation.TALKING, Relation.ALLIED)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one party stands towards another, and the claim that decides it."""

    stand: Relation = Relation.UNKNOWN
    claim: Claim | None = None
    soft: bool = False
    rivals: tuple[Claim, ...] = ()  # claims of the other tendency that do not prevail
    refused: tuple[Claim, ...] = ()  # refusals limited to seats, in force
    backing: tuple[Claim, ...] = ()  # support for seats, in force
    denial: Claim | None = None  # the latest denial

    @property
    def named_refusal(self) -> bool:
        """Say whether somebody named refuses."""
        return self.stand in REFUSALS and self.claim is not None and self.claim.named


@dataclass(frozen=True, slots=True)
class PairState:
    """Where both parties of a pair stand, and since when their relation is what it is."""

    first: PartyCode
    second: PartyCode | None
    a: Standing = Standing()
    b: Standing = Standing()
    since: date | None = None

    @property
    def relation(self) -> Relation:
        """Return the relation of the pair; of two steps forward, the one that names the party, not its bloc."""
        if self.second is None:
            return self.a.stand
        direct = [side for side in (self.a, self.b) if side.claim is not None and side.claim.level is Level.DIRECT]
        if len(direct) == 1 and not {self.a.stand, self.b.stand} & {*REFUSALS, Relation.ALLIED}:
            return direct[0].stand
        return relation_of(self.a.stand, self.b.stand)

    @property
    def tenor(self) -> tuple[Relation, bool]:
        """Return the relation and whether words that name the party itself decide it."""
        sides = [side for side in (self.a, self.b) if side.stand is self.relation and side.claim is not None]
        return self.relation, any(side.claim is not None and side.claim.level is Level.DIRECT for side in sides)


def relation_of(a: Relation, b: Relation) -> Relation:
    """Join two stands: a refusal by either decides; allied needs both; else the closer of the two."""
    for refusal in (Relation.RULED_OUT, Relation.BROKEN):
        if refusal in (a, b):
            return refusal
    if a is b:
        return a
    less = [stand for stand in (a, b) if stand is not Relation.ALLIED]
    closest = max(less, key=CLOSENESS.index)
    return Relation.OPEN if closest is Relation.UNKNOWN else closest


def fold(first: PartyCode, second: PartyCode | None, claims: Iterable[Claim]) -> PairState:
    """Fold a pair's claims, in any order, into where the two stand after the last of them."""
    state = PairState(first, second)
    every = tuple(claims)
    own = frozenset(side for side in (first, second) if any(_own_words(claim, side) for claim in every))
    ordered = sorted(every, key=lambda claim: (claim.day, claim.level, claim.rank, *claim.order()))
    for day, todays in groupby(ordered, key=lambda claim: claim.day):
        before = state.tenor
        for _, level in groupby(todays, key=lambda claim: claim.level):
            state = _apply_level(state, tuple(level), own)
        if state.tenor != before:
            state = replace(state, since=day)
    return state


def _own_words(claim: Claim, side: PartyCode | None) -> bool:
    """Say whether a claim gives a side words that name the other party itself, not its bloc."""
    return side is not None and claim.level is Level.DIRECT and claim.sets is not None and claim.concerns(side)


def _apply_level(state: PairState, claims: Sequence[Claim], own: frozenset[PartyCode | None]) -> PairState:
    """Apply one day's claims of one level: on each side those of the highest rank.

    What is said of a bloc leaves a side in `own` alone: it has words for the member itself.
    """
    said_a, said_b = (
        [one for one in claims if side is not None and one.concerns(side) and not _covered(one, side, own)]
        for side in (state.first, state.second)
    )
    a = _end_together(state.a, said_b)
    b = _end_together(state.b, said_a)
    a, b = _apply_side(a, said_a, state.first), _apply_side(b, said_b, state.second)
    return replace(state, a=_mended(a, b, state.first), b=_mended(b, a, state.second))


def _covered(claim: Claim, side: PartyCode, own: frozenset[PartyCode | None]) -> bool:
    return claim.level is Level.BLOC and side in own


def _end_together(standing: Standing, others: Sequence[Claim]) -> Standing:
    """End this side's talks or alliance where the other side breaks it: the break is news for both."""
    told = [claim for claim in _highest(others) if claim.stance is Stance.BREAKS and claim.level is not Level.ALL]
    breaks = [claim for claim in told if claim.place.everywhere or claim.place.counted]
    if breaks and standing.stand in (Relation.ALLIED, Relation.TALKING):
        return replace(standing, stand=Relation.BROKEN, claim=breaks[-1], soft=breaks[-1].soft, backing=())
    return standing


def _mended(standing: Standing, other: Standing, side: PartyCode | None) -> Standing:
    """Lift a break that the other side made once the other side has come back; till then it is as soft as theirs."""
    theirs = standing.claim is not None and standing.claim.by != side
    if standing.stand is not Relation.BROKEN or not theirs:
        return standing
    if other.stand in REFUSALS:
        return replace(standing, soft=other.soft)
    return replace(standing, stand=Relation.UNKNOWN, claim=None, soft=False)


def _highest(claims: Sequence[Claim]) -> list[Claim]:
    """Keep the claims of the highest rank; a denial outranks nothing.

    Support is part of an alliance and speaks against none: beside it a lower-ranked alliance is kept.
    """
    telling = [claim for claim in claims if claim.sets is not None]
    top = max((claim.rank for claim in telling), default=None)
    highest = [claim for claim in telling if claim.rank == top]
    if all(claim.stance is Stance.SUPPORTS for claim in highest):
        return highest + [claim for claim in telling if claim.sets is Relation.ALLIED]
    return highest


def _apply_side(standing: Standing, claims: Sequence[Claim], side: PartyCode | None) -> Standing:
    winners = _without_idle_threats(_highest(claims))
    denials = [claim for claim in claims if claim.stance is Stance.DENIES]
    if denials:
        standing = replace(standing, denial=denials[-1])
    for claim in winners:
        standing = _step(standing, claim, side)
    losers = [claim for claim in claims if claim.sets is not None and claim not in winners]
    return _contest(standing, losers)


def _without_idle_threats(claims: list[Claim]) -> list[Claim]:
    """Leave out a hedged "alone" beside words to like-minded parties: who seeks allies says what it would do else."""
    inviting = any(claim.level is Level.ALL and claim.stance in INVITING for claim in claims)
    return [claim for claim in claims if not (inviting and claim.stance is Stance.ALONE and claim.soft)]


def _contest(standing: Standing, losers: Sequence[Claim]) -> Standing:
    """Note the day's lower-ranked claims that say another kind of thing than what stands."""
    rivals = tuple(claim for claim in losers if claim.sets and _kind(claim.sets) != _kind(standing.stand))
    return replace(standing, rivals=standing.rivals + rivals) if rivals else standing


def _kind(stand: Relation) -> str:
    if stand in REFUSALS:
        return "refusal"
    return "alliance" if stand is Relation.ALLIED else "step"


def _step(standing: Standing, claim: Claim, side: PartyCode | None) -> Standing:
    if claim.refuses:
        return _refuse(standing, claim)
    return _advance(standing, claim, side)


def _refuse(standing: Standing, claim: Claim) -> Standing:
    """Apply a refusal: everywhere, or in the seats it names."""
    if standing.stand is Relation.ALLIED and claim.stance is Stance.ALONE:
        return standing
    if claim.level is Level.ALL and claim.to is not None and claim.stance is Stance.BREAKS:
        return _uninvited(standing)
    if not claim.place.everywhere and not claim.place.counted:
        return replace(standing, refused=(*standing.refused, claim), backing=_outside(standing.backing, claim))
    if standing.stand in REFUSALS and not _replaces(standing, claim):
        return standing
    softened = _same_breath(standing, claim)
    rivals = (standing.claim,) if softened and standing.claim is not None else ()
    stand = claim.sets or Relation.RULED_OUT
    return replace(standing, stand=stand, claim=claim, soft=claim.soft or softened, rivals=rivals, backing=())


def _uninvited(standing: Standing) -> Standing:
    """Take back what words to all had opened; where the party has words of its own they stay."""
    general = standing.claim is not None and standing.claim.level is Level.ALL
    return Standing() if general and standing.stand is Relation.OPEN else standing


def _replaces(standing: Standing, claim: Claim) -> bool:
    """Say whether a refusal takes the place of an earlier one.

    Without a name it leaves a named one of the last 14 days; a general one leaves one that names the party,
    unless it is firmer.
    """
    earlier = standing.claim
    if earlier is None:
        return True
    if earlier.named and not claim.named and claim.day - earlier.day <= MEMORY:
        return False
    if earlier.level > claim.level:
        return standing.soft and not claim.soft
    return not (_of_a_kind(earlier, claim) and standing.soft and not claim.soft)


def _same_breath(standing: Standing, claim: Claim) -> bool:
    """Say whether the party refuses and opens on one day, at one level and rank."""
    earlier = standing.claim
    if earlier is None or earlier.refuses or standing.stand is Relation.UNKNOWN:
        return False
    return _of_a_kind(earlier, claim)


def _of_a_kind(earlier: Claim, claim: Claim) -> bool:
    """Say whether two claims are of one day, level and rank."""
    return (earlier.day, earlier.level, earlier.rank) == (claim.day, claim.level, claim.rank)


def _outside(claims: tuple[Claim, ...], refusal: Claim) -> tuple[Claim, ...]:
    """Keep support for the seats that a refusal leaves."""
    refused = set(refusal.place.seats)
    kept = []
    for claim in claims:
        seats = tuple(seat for seat in claim.place.seats if seat not in refused)
        if seats or not claim.place.located:
            kept.append(replace(claim, place=replace(claim.place, seats=seats, whole=False)))
    return tuple(kept)


def _advance(standing: Standing, claim: Claim, side: PartyCode | None) -> Standing:
    """Apply a step forward: openness, talks, support or an alliance."""
    if claim.level is Level.ALL and claim.to is not None:
        return _invited(standing, claim)
    if _held_back(standing, claim):
        return replace(standing, rivals=(*standing.rivals, claim))
    standing = _lift_seats(standing, claim)
    if _keeps(standing, claim):
        return standing
    rivals = _spoken_against(standing, claim, side)
    return replace(standing, stand=claim.sets or standing.stand, claim=claim, soft=claim.soft, rivals=rivals)


def _spoken_against(standing: Standing, claim: Claim, side: PartyCode | None) -> tuple[Claim, ...]:
    """List this side's named refusal or denial of the last 14 days that the other side's word overtakes.

    A denial also speaks against a claim without a name.
    """
    others = claim.joint and claim.by != side
    refusal = standing.claim if standing.named_refusal and others else None
    denial = standing.denial if others or not claim.named else None
    return tuple(one for one in (refusal, denial) if one is not None and _recent(one, claim))


def _invited(standing: Standing, claim: Claim) -> Standing:
    """Apply words to like-minded parties: open where nothing, or only words to all, stood before."""
    general = standing.claim is None or standing.claim.level is Level.ALL
    if claim.stance not in INVITING or not general:
        return standing
    if _held_back(standing, claim):
        return replace(standing, rivals=(*standing.rivals, claim))
    return replace(standing, stand=Relation.OPEN, claim=claim, soft=claim.soft, rivals=())


def _held_back(standing: Standing, claim: Claim) -> bool:
    """Say whether a claim without a name runs against a named refusal of the last 14 days."""
    refusal = standing.claim
    return refusal is not None and standing.named_refusal and not claim.named and _recent(refusal, claim)


def _recent(earlier: Claim, claim: Claim) -> bool:
    return claim.day - earlier.day <= MEMORY


def _keeps(standing: Standing, claim: Claim) -> bool:
    """Say whether a step forward leaves what stands: an alliance, where it is named or the step is support.

    A break is not mended by support.
    """
    if standing.stand is Relation.ALLIED and claim.sets is not Relation.ALLIED:
        return claim.stance is Stance.SUPPORTS or (standing.claim is not None and standing.claim.named)
    return standing.stand is Relation.BROKEN and claim.stance is Stance.SUPPORTS


def _lift_seats(standing: Standing, claim: Claim) -> Standing:
    """Take back refusals limited to seats that the claim overtakes, and add support for seats."""
    refused = tuple(one for one in standing.refused if not _overtakes(claim, one))
    backing = (*standing.backing, claim) if claim.stance is Stance.SUPPORTS else standing.backing
    return replace(standing, refused=refused, backing=backing)


def _overtakes(claim: Claim, refusal: Claim) -> bool:
    if not claim.named and refusal.named and _recent(refusal, claim):
        return False
    if claim.sets is Relation.ALLIED or refusal.level is Level.ALL:
        return True
    return bool(set(claim.place.seats) & set(refusal.place.seats))


def refused_seats(standing: Standing) -> tuple[SeatCode, ...]:
    """List the seats for which this side refuses, beside what it says in general."""
    return tuple(sorted({seat for claim in standing.refused for seat in claim.place.seats}))
