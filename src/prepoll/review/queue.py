"""Which claims wait for a person, and the passage that each stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from prepoll.case.types import Article, Case, Judgement
from prepoll.news.types import Reading, Statement

AROUND = 280  # characters shown before and after a claim
BREAK = re.compile(r"\s+")
FRONT = re.compile(r"\ufeff?---\r?\n.*?\n---\s*", re.DOTALL)  # the lines above an article


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the coder with its article, and the newest verdict on it, if there is one."""

    statement: Statement
    text: str  # what the statement's offsets count in
    article: Article
    judgement: Judgement | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text with a claim in it; white space is as a terminal shows it."""

    before: str
    claim: str
    after: str


def queue(case: Case, readings: Iterable[Reading], *, judged: bool = False) -> tuple[Claim, ...]:
    """List the claims that nobody has judged, by article and place; with `judged`, all claims.

    A claim that the coder finds in an article of the case but dated after its day is left out.
    """
    articles = {article.id: article for article in case.articles}
    newest: dict[str, Judgement] = {}
    for row in sorted(case.judgements, key=lambda row: (row.at, row.row.line)):
        newest[row.statement] = row
    claims = [
        Claim(statement, reading.text, articles[reading.article], newest.get(statement.id))
        for reading in readings
        for statement in reading.statements
        if statement.dated is None or statement.dated <= case.as_of
    ]
    waiting = [claim for claim in claims if judged or claim.judgement is None]
    return tuple(sorted(waiting, key=_order))


def _order(claim: Claim) -> tuple[date, str, int, str]:
    return claim.article.date, claim.article.id, claim.statement.source.start, claim.statement.id


def passage(claim: Claim, around: int = AROUND) -> Passage:
    """Cut a claim's passage out of its article, at white space, with … where something is left out."""
    start, end, text = claim.statement.source.start, claim.statement.source.end, claim.text
    head = FRONT.match(text)
    opening = head.end() if head and head.end() <= start else 0
    first, last = max(opening, start - around), min(len(text), end + around)
    before, after = text[first:start], text[end:last]
    if first > opening:
        before = "… " + before.partition(" ")[2]
    if last < len(text):
        after = after.rpartition(" ")[0] + " …"
    return Passage(*(BREAK.sub(" ", part) for part in (before, text[start:end], after)))
