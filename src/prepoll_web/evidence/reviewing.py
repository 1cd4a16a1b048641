"""The queue of claims that wait for a person: which comes next, and what is hidden as agreed."""

from __future__ import annotations

from dataclasses import dataclass

from prepoll.agreement import Level
from prepoll.agreement.measures import SAME, matched
from prepoll.review import Claim, Passage, passage, queue
from prepoll_web.cases.models import Case
from prepoll_web.evidence.actions import newest_number
from prepoll_web.evidence.coders import Coded, coded, coders_of
from prepoll_web.evidence.desk import Desk
from prepoll_web.evidence.models import Article, Judgement
from prepoll_web.evidence.words import Marked


@dataclass(frozen=True, slots=True)
class Waiting:
    """One claim of the queue, ready to be shown."""

    claim: Claim
    shown: Marked
    passage: Passage
    article: Article
    seen: int  # number of its newest judgement
    left: int  # claims that wait, this one included


@dataclass(frozen=True, slots=True)
class Queue:
    """All claims in their order, those that wait, and how many are hidden because two coders agree on them."""

    claims: tuple[Claim, ...]
    waiting: tuple[Claim, ...]
    agreed: int

    def next(self, after: str = "") -> Claim | None:
        """Return the first waiting claim after one in the order of all; from the start where none follows."""
        place = {claim.statement.id: number for number, claim in enumerate(self.claims)}
        behind = place.get(after, -1)
        later = [claim for claim in self.waiting if place[claim.statement.id] > behind]
        return next(iter(later or self.waiting), None)

    def find(self, key: str) -> Claim | None:
        """Return a claim by its statement's id, whether it waits or not."""
        return next((claim for claim in self.claims if claim.statement.id == key), None)


def queue_of(case: Case, desk: Desk, *, everything: bool = False) -> Queue:
    """List the claims of a case; without `everything`, those on which two coders agree do not wait."""
    claims = queue(desk.case, desk.readings, judged=True)
    unjudged = tuple(claim for claim in claims if claim.judgement is None)
    agreed = frozenset() if everything else agreed_keys(case, desk)
    waiting = tuple(claim for claim in unjudged if claim.statement.id not in agreed)
    return Queue(claims, waiting, len(unjudged) - len(waiting))


def agreed_keys(case: Case, desk: Desk) -> frozenset[str]:
    """Name the program's claims that the newest other coder has found too, with stance and attribution."""
    others = coders_of(case)
    if not others:
        return frozenset()
    theirs = coded(case, others[-1])
    found: set[str] = set()
    for reading in desk.readings:
        own = [Coded.of(statement) for statement in reading.statements]
        keys = {claim: statement.id for claim, statement in zip(own, reading.statements, strict=True)}
        pairs = matched(own, theirs.get(reading.article, ()), SAME[Level.ATTRIBUTION])
        found |= {keys[ours] for ours, _ in pairs}
    return frozenset(found)


def waiting(case: Case, desk: Desk, queue: Queue, claim: Claim) -> Waiting:
    """Make a claim ready to be shown."""
    article = next(each for each in desk.articles if each.name == claim.article.id)
    key = claim.statement.id
    judgement = Judgement.objects.filter(case=case, statement=key, undone_at=None).order_by("-number").first()
    seen = newest_number(case, key)
    return Waiting(claim, Marked(1, claim.statement, judgement), passage(claim), article, seen, len(queue.waiting))
