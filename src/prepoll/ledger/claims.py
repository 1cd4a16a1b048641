"""A statement becomes claims: by one party, towards one party, a bloc, or all that are like-minded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from prepoll.case.types import Case
from prepoll.ledger.places import Place, place
from prepoll.ledger.types import Judged
from prepoll.names import UNDIRECTED, Attribution, PartyCode, PartyKind, Relation, Stance
from prepoll.news.types import Statement

SETS: Mapping[Stance, Relation] = {
    Stance.AGREED: Relation.ALLIED,
    Stance.SEAT_DEAL: Relation.ALLIED,
    Stance.TALKS: Relation.TALKING,
    Stance.OFFERS: Relation.TALKING,
    Stance.DEMANDS: Relation.TALKING,
    Stance.SUPPORTS: Relation.SUPPORTING,
    Stance.SEEKS: Relation.OPEN,
    Stance.OPEN: Relation.OPEN,
    Stance.RULES_OUT: Relation.RULED_OUT,
    Stance.ALONE: Relation.RULED_OUT,
    Stance.BREAKS: Relation.BROKEN,
}
"""What each stance sets; `denies` sets nothing, it cancels."""

REFUSALS = frozenset({Relation.RULED_OUT, Relation.BROKEN})
INVITING = frozenset({Stance.SEEKS, Stance.OPEN, Stance.TALKS})
"""Stances that, said of like-minded parties, hold for each party not refused, and that reopen what broke."""


class Level(IntEnum):
    """How closely a claim names the other party."""

    ALL = 0  # like-minded parties, or alone
    BLOC = 1
    DIRECT = 2


class Rank(IntEnum):
    """Who counts before whom on one day."""

    REPORTER = 0
    SOURCES = 1
    NAMED = 2
    JUDGED = 3


RANKS: Mapping[Attribution, Rank] = {
    Attribution.REPORTER: Rank.REPORTER,
    Attribution.SOURCES: Rank.SOURCES,
    Attribution.NAMED: Rank.NAMED,
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What one statement says of one party towards another."""

    judged: Judged
    by: PartyCode
    to: PartyCode | None
    level: Level
    place: Place

    @property
    def statement(self) -> Statement:
        """Return the statement as it counts."""
        return self.judged.statement

    @property
    def stance(self) -> Stance:
        """Return the statement's stance."""
        return self.statement.stance

    @property
    def day(self) -> date:
        """Return the day of the article."""
        return self.statement.dated or date.min

    @property
    def rank(self) -> Rank:
        """Say who stands behind it: a person's judgement, somebody named, sources, the reporter."""
        return Rank.JUDGED if self.judged.judgement is not None else RANKS[self.statement.attribution]

    @property
    def named(self) -> bool:
        """Say whether somebody named or a judgement stands behind it."""
        return self.rank >= Rank.NAMED

    @property
    def soft(self) -> bool:
        """Say whether it is hedged or conditional, or refuses a number of seats without saying which."""
        hedged = self.statement.hedge is not None or self.statement.condition is not None
        return hedged or (self.refuses and self.place.counted)

    @property
    def sets(self) -> Relation | None:
        """Return the relation that it sets; None for a denial, and for a refusal of nobody in particular.

        To refuse everybody is `alone`: `rules_out` without a target is a refusal whose target is not known.
        """
        return None if self.aimless else SETS.get(self.stance)

    @property
    def aimless(self) -> bool:
        """Say whether it refuses without saying whom."""
        return self.stance is Stance.RULES_OUT and self.statement.target is None

    @property
    def refuses(self) -> bool:
        """Say whether it is a refusal."""
        return self.sets in REFUSALS

    @property
    def joint(self) -> bool:
        """Say whether it holds for both sides; words to like-minded parties bind their speaker only."""
        return self.stance in UNDIRECTED and self.level is not Level.ALL

    def concerns(self, side: PartyCode) -> bool:
        """Say whether it sets where `side` stands."""
        return self.by == side or (self.joint and self.to == side)

    def order(self) -> tuple[int, bool, bool, str, int, str]:
        """Sort claims of one day, level and rank: weakest first, so that the last one applied decides.

        Steps forward before refusals; hedged steps before plain ones, but plain refusals before hedged ones
        (the hedge is kept); a deadline, then the article's id and place settle what is left, for the choice of
        quote only.
        """
        firmness = FIRMNESS[self.stance]
        late = self.soft if self.refuses else not self.soft
        span = self.statement.source
        return firmness, late, self.statement.deadline is not None, span.article, span.start, self.statement.id


FIRMNESS: Mapping[Stance, int] = {
    stance: position
    for position, stance in enumerate(
        (
            Stance.DENIES,
            Stance.OPEN,
            Stance.SEEKS,
            Stance.SUPPORTS,
            Stance.DEMANDS,
            Stance.OFFERS,
            Stance.TALKS,
            Stance.AGREED,
            Stance.SEAT_DEAL,
            Stance.BREAKS,
            Stance.ALONE,
            Stance.RULES_OUT,
        )
    )
}


def claims_of(judged: Iterable[Judged], case: Case) -> tuple[Claim, ...]:
    """Spell out what the statements say party by party: as said, and for the members of a bloc named in them."""
    return tuple(claim for one in judged for claim in _spelt_out(one, case))


def _spelt_out(judged: Judged, case: Case) -> list[Claim]:
    statement = judged.statement
    where = place(statement.seats, case)
    said = Claim(judged, statement.actor, statement.target, _level(statement), where)
    if statement.target is None or _restates_membership(statement, case):
        return [said]
    day = statement.dated or date.min
    actors = _members(statement.actor, case, day)
    targets = _members(statement.target, case, day)
    members = [
        Claim(judged, by, to, Level.BLOC, where)
        for by in actors
        for to in targets
        if by != to and (by, to) != (statement.actor, statement.target)
    ]
    return [said, *members] if statement.actor != statement.target else members


def _level(statement: Statement) -> Level:
    return Level.ALL if statement.target is None else Level.DIRECT


def _members(code: PartyCode, case: Case, day: date) -> tuple[PartyCode, ...]:
    """List a bloc's members on a day; a party stands for itself."""
    party = case.party_by_code.get(code)
    if party is None or party.kind is not PartyKind.BLOC:
        return (code,)
    return tuple(sorted(set(case.members(code, day))))


def _restates_membership(statement: Statement, case: Case) -> bool:
    """Say whether a party is said to be with a bloc it was in before: membership alone makes no relation."""
    if statement.stance not in (Stance.AGREED, Stance.SUPPORTS) or statement.dated is None:
        return False
    return any(
        {row.bloc, row.party} == {statement.actor, statement.target}
        and (row.since is None or row.since < statement.dated)
        and (row.until is None or statement.dated <= row.until)
        for row in case.blocs
    )


def without_denied(claims: Iterable[Claim], case: Case) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """Part claims into those that stand and those that a denial cancels.

    A denial cancels what unnamed people or the reporter claimed of its actor and its target up to its day;
    towards nobody in particular, all such claims about its actor.
    """
    every = tuple(claims)
    denials: dict[PartyCode, list[Claim]] = {}
    for claim in every:
        if claim.stance is Stance.DENIES:
            denials.setdefault(claim.by, []).append(claim)
    cancelled = [_denied(claim, denials, case) for claim in every]
    standing = tuple(claim for claim, gone in zip(every, cancelled, strict=True) if not gone)
    return standing, tuple(claim for claim, gone in zip(every, cancelled, strict=True) if gone)


def _denied(claim: Claim, denials: Mapping[PartyCode, list[Claim]], case: Case) -> bool:
    if claim.named or claim.refuses or claim.stance is Stance.DENIES:
        return False
    sides = [side for side in (claim.by, claim.to) if side is not None and claim.concerns(side)]
    return any(_answers(denial, claim, case) for side in sides for denial in denials.get(side, []))


def _answers(denial: Claim, claim: Claim, case: Case) -> bool:
    """Say whether a denial is about the party and the target of a claim, and not older."""
    if claim.day > denial.day:
        return False
    other = claim.to if claim.by == denial.by else claim.by
    if denial.to is None or denial.to == other:
        return True
    return other is not None and other in case.members(denial.to, denial.day)
