"""Code what was kept: every kept article once, its statements in the journal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from prepoll.case import load_case
from prepoll.news import Cast, Reading, read_article, statement_json
from prepoll.watch.journal import Journal
from prepoll.watch.keep import HASH_LINE


def code_new(folder: Path, journal: Journal, now: datetime) -> tuple[Reading, ...]:
    """Read the kept articles that are not in the journal yet, write each one's line, and return the readings.

    Articles that stand in the case's news folder without having been kept by following are left to the
    other commands. Raises CaseError where the case has defects.
    """
    case = load_case(folder, now.date())
    cast = Cast(case.parties, case.people, case.blocs)
    made = []
    for article in case.articles:
        kept = HASH_LINE.search(article.raw)
        if kept is None or article.id in journal.articles:
            continue
        reading = read_article(article.raw, article.id, cast, article.date, html=article.html)
        statements = [statement_json(statement) for statement in reading.statements]
        journal.add({"id": article.id, "coded": now.isoformat(), "sha256": kept[1], "statements": statements})
        made.append(reading)
    return tuple(made)
