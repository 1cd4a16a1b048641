"""What the evidence of a team adds to a case folder."""

from __future__ import annotations

from datetime import date

from prepoll_web.cases.models import Case
from prepoll_web.cases.working import Added
from prepoll_web.evidence.models import Article, DaySet, Judgement, Way


def additions(case: Case) -> Added:
    """Return the articles added and not withdrawn, the judgements that stand, and the day the case was taken to."""
    articles = Article.objects.filter(case=case, withdrawn_at=None).exclude(way=Way.FOLDER).order_by("name")
    gone = Article.objects.filter(case=case, way=Way.FOLDER).exclude(withdrawn_at=None)
    day = day_set(case)
    return Added(
        articles={f"{article.name}{article.ending}": article.raw for article in articles},
        without=sorted(gone.values_list("name", flat=True)),
        rows={"judgements": judgement_rows(case, day or case.as_of)},
        day=day,
    )


def day_of(case: Case) -> date:
    """Return the day of a case as its team has it."""
    return day_set(case) or case.as_of


def day_set(case: Case) -> date | None:
    """Return the day that a team has taken a case to, None where it is still that of the upload."""
    newest = DaySet.objects.filter(case=case).order_by("-id").first()
    return newest.day if newest and newest.day > case.as_of else None


def standing(case: Case) -> list[Judgement]:
    """List the judgements of a case that were not taken back, oldest first."""
    return list(Judgement.objects.filter(case=case, undone_at=None).select_related("by").order_by("at", "id"))


def judgement_rows(case: Case, day: date) -> list[dict[str, str]]:
    """Return the standing judgements in the columns of judgements.csv, for a case taken to a day.

    A judgement of a reading is known from the case's day on at the latest: a case of an earlier year is
    judged today, and its claims are no less judged.
    """
    return [
        {
            "statement": row.statement,
            "verdict": row.verdict,
            "correction": row.correction,
            "by": row.by.username,
            "at": row.at.isoformat(timespec="microseconds"),
            "known": min(day, row.at.date()).isoformat(),
        }
        for row in standing(case)
    ]
