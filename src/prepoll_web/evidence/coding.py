"""Read articles with the library, and keep what it finds as rows that become the library's values again."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from prepoll import __version__
from prepoll.case import load_case, news_folder
from prepoll.case.articles import read_articles
from prepoll.case.types import Article as LibraryArticle
from prepoll.case.types import Case as LibraryCase
from prepoll.errors import CaseError, Severity
from prepoll.identity import content_id
from prepoll.names import Attribution, Stage, Stance
from prepoll.news import Cast, Reading, Span, Statement, read_article
from prepoll_web.cases.models import Case
from prepoll_web.cases.store import folder_of, waiting_room
from prepoll_web.evidence.additions import day_of
from prepoll_web.evidence.models import Article, Claim, Coding

MACHINE = f"prepoll {__version__}"
_DAYS = ("decided_on", "deadline_date", "dated")
_KINDS = {"stance": Stance, "attribution": Attribution, "stage": Stage}


def case_on(case: Case, day: date | None = None) -> LibraryCase:
    """Return the uploaded case as the library reads it on a day: the team's where none is given."""
    return _load(folder_of(case), day or day_of(case))


@lru_cache(maxsize=16)
def _load(folder: Path, day: date) -> LibraryCase:
    return load_case(folder, day)


def cast_of(case: Case) -> Cast:
    """Return whom the coder may find in a case."""
    return _cast(folder_of(case), day_of(case))


@lru_cache(maxsize=16)
def _cast(folder: Path, day: date) -> Cast:
    read = _load(folder, day)
    return Cast(read.parties, read.people, read.blocs)


@lru_cache(maxsize=64)
def basis_of(cast: Cast) -> str:
    """Name what a reading depends on beside the article: the program's version, and the cast."""
    rows = [[row.row.id for row in rows] for rows in (cast.parties, cast.people, cast.blocs)]
    return content_id("basis", [__version__, rows])


def as_library(name: str, ending: str, raw: str) -> LibraryArticle:
    """Read an article as the case room would; CaseError with everything that is wrong with it."""
    with waiting_room() as room:
        (room / "news").mkdir()
        (room / "news" / f"{name}{ending}").write_bytes(raw.encode("utf-8"))
        articles, found = read_articles(room, "news")
    errors = [each.finding for each in found if each.finding.severity is Severity.ERROR]
    if errors or not articles:
        raise CaseError(errors)
    return articles[0]


def folder_articles(case: Case) -> list[LibraryArticle]:
    """Read the articles that came with a case, whatever their day."""
    news = news_folder(folder_of(case))
    articles, _ = read_articles(news.parent, news.name)
    return articles


def storable(text: str) -> str:
    """Put the sign for what cannot be shown in place of zero characters, which databases refuse; nothing moves."""
    return text.replace("\x00", "\ufffd")


def digest_of(ending: str, raw: str) -> str:
    """Name an article by its kind and its text."""
    return hashlib.sha256(f"{ending}\x1f{raw}".encode()).hexdigest()


def code(article: Article, cast: Cast, at: datetime) -> Coding:
    """Have the coder read an article, and keep what it finds."""
    found = read_article(article.raw, article.name, cast, article.dated, html=article.ending in (".html", ".htm"))
    coding, new = Coding.objects.get_or_create(
        article=article,
        coder=MACHINE,
        basis=basis_of(cast),
        defaults={"machine": True, "text": found.text, "made_at": at},
    )
    if new:
        Claim.objects.bulk_create([row_of(coding, statement) for statement in found.statements])
    return coding


def row_of(coding: Coding, statement: Statement) -> Claim:
    """Write a statement as a row."""
    held = {each.name: getattr(statement, each.name) for each in fields(statement)}
    kept = {name: value for name, value in held.items() if name not in ("source", "copies")}
    kept |= {name: kept[name].isoformat() for name in _DAYS if kept[name] is not None}
    kept |= {name: str(kept[name]) for name in _KINDS if kept[name] is not None}
    span = statement.source
    return Claim(coding=coding, key=statement.id, start=span.start, end=span.end, fields=kept)


def statement_of(row: Claim, article: str) -> Statement:
    """Make a row the statement again that it was written from; its id is the same."""
    held: dict[str, Any] = dict(row.fields)
    held |= {name: date.fromisoformat(held[name]) for name in _DAYS if held[name] is not None}
    held |= {name: kind(held[name]) for name, kind in _KINDS.items() if held[name] is not None}
    return Statement(**held, source=Span(article, row.start, row.end))


def reading_of(coding: Coding) -> Reading:
    """Make a coding of an article the library's reading again; mentions that stay in doubt are not kept."""
    name = coding.article.name
    statements = tuple(statement_of(row, name) for row in coding.claims.all())
    return Reading(name, coding.text, statements, ())
