"""What a figure rested on that no longer counts as it did: claims rejected or corrected, articles withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from prepoll.ledger import Entry, Ledger, changes
from prepoll.names import Verdict
from prepoll_web.cases.models import Case
from prepoll_web.evidence.desk import Desk, desk_of
from prepoll_web.evidence.models import Article, Judgement
from prepoll_web.evidence.relations import between, said, stood
from prepoll_web.evidence.words import in_words


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A claim that a figure could rest on and that does not count as it did, with who took it away and when."""

    statement: str
    words: str
    quote: str
    article: Article
    because: str  # a verdict, or "withdrawn"
    by: str
    at: datetime
    relations: tuple[str, ...]  # in words, those that rested on it


@dataclass(frozen=True, slots=True)
class Moved:
    """A relation that is not what it was when a figure was made."""

    pair: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Marks:
    """Why a figure is stale: the claims that went, and the relations that moved with them or with new ones."""

    withdrawn: tuple[Withdrawn, ...]
    moved: tuple[Moved, ...]

    def __bool__(self) -> bool:
        return bool(self.withdrawn or self.moved)


def marks_since(case: Case, made: datetime, day: date) -> Marks:
    """Say what changed in a case's evidence since a figure was made as of a day."""
    if not touched(case, made):
        return Marks((), ())
    now = desk_of(case)
    day = min(day, now.case.as_of)
    then = _desk_then(case, now, made)
    before, after = then.ledger(day), now.ledger(day)
    gone = _withdrawn(case, then, before, made)
    moved = tuple(
        Moved(between(one.after), stood(one.before), stood(one.after))
        for one in changes(before, after)
        if not one.after.inferred or (one.before and not one.before.inferred)
    )
    return Marks(gone, moved)


def touched(case: Case, made: datetime) -> bool:
    """Say whether anything was judged, taken back, added or withdrawn since an hour."""
    judged = Judgement.objects.filter(Q(at__gt=made) | Q(undone_at__gt=made), case=case)
    shelf = Article.objects.filter(Q(added_at__gt=made) | Q(withdrawn_at__gt=made), case=case)
    return judged.exists() or shelf.exists()


def _desk_then(case: Case, now: Desk, made: datetime) -> Desk:
    """Return the desk as it was, on the day that the case has now."""
    held = desk_of(case, at=made)
    return replace(held, case=replace(held.case, as_of=now.case.as_of))


def _withdrawn(case: Case, then: Desk, before: Ledger, made: datetime) -> tuple[Withdrawn, ...]:
    rested: dict[str, list[Entry]] = {}
    for entry in before.entries:
        for name in entry.statements:
            rested.setdefault(name, []).append(entry)
    original = {one.original_id: one.statement for one in before.statements}
    articles = {each.name: each for each in then.articles}
    found = []
    for key, because, by, at in _taken(case, then, made):
        statement = original.get(key)
        if statement is None:
            continue
        entries = [entry for entry in rested.get(statement.id, []) if not entry.inferred]
        relations = tuple(f"{between(entry)}: {said(entry)}" for entry in entries)
        article = articles[statement.source.article]
        found.append(Withdrawn(key, in_words(statement), statement.quote, article, because, by, at, relations))
    return tuple(found)


def _taken(case: Case, then: Desk, made: datetime) -> list[tuple[str, str, str, datetime]]:
    """List the claims rejected, corrected or withdrawn with their article since, with by whom and when."""
    rows = Judgement.objects.filter(case=case, undone_at=None, at__gt=made).select_related("by").order_by("id")
    newest = {row.statement: row for row in rows}
    taken = [
        (row.statement, row.verdict, row.by.username, row.at)
        for row in newest.values()
        if row.verdict != Verdict.CONFIRMED
    ]
    gone = Article.objects.filter(case=case, withdrawn_at__gt=made).select_related("withdrawn_by").order_by("name")
    held = {reading.article: reading for reading in then.readings}
    for article in gone:
        by = article.withdrawn_by.username if article.withdrawn_by else ""
        at = article.withdrawn_at
        assert at is not None, "the rows were asked for by it"
        statements = held[article.name].statements if article.name in held else ()
        taken += [(one.id, "withdrawn", by, at) for one in statements]
    return taken
