"""A case as its desk has it: the upload, the articles and judgements since, and who is where that follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from prepoll.case.types import Article as LibraryArticle
from prepoll.case.types import Case as LibraryCase
from prepoll.case.types import Judgement as LibraryJudgement
from prepoll.case.types import Row
from prepoll.ledger import Ledger, build_ledger
from prepoll.names import Verdict
from prepoll.news import Reading, once
from prepoll.news.types import Statement
from prepoll_web.cases.models import Case
from prepoll_web.evidence.additions import standing
from prepoll_web.evidence.coding import basis_of, case_on, cast_of, reading_of
from prepoll_web.evidence.models import Article, Coding, Judgement, Way


@dataclass(frozen=True, slots=True)
class Desk:
    """What is known of a case: the library's case with all articles and judgements, and the readings."""

    case: LibraryCase
    readings: tuple[Reading, ...]
    articles: tuple[Article, ...]  # those that count, by file name
    decisions: tuple[Judgement, ...]  # given here and not taken back, oldest first

    def public(self) -> Desk:
        """Return the desk without the team's own records: what was said in public, and what follows from that."""
        own = {row.name for row in self.articles if row.way == Way.RECORD}
        case = replace(self.case, articles=tuple(each for each in self.case.articles if each.id not in own))
        articles = tuple(row for row in self.articles if row.name not in own)
        readings = tuple(each for each in self.readings if each.article not in own)
        return replace(self, case=case, readings=readings, articles=articles)

    def ledger(self, day: date | None = None, judged_by: datetime | None = None) -> Ledger:
        """Return who is where on a day up to the case's; with `judged_by`, as it was judged by then."""
        judgements = self.case.judgements
        if judged_by is not None:
            judgements = tuple(row for row in judgements if row.at <= judged_by)
        case = replace(self.case, as_of=min(day or self.case.as_of, self.case.as_of), judgements=judgements)
        return build_ledger(case, self.statements(judgements))

    def statements(self, judgements: Iterable[LibraryJudgement] = ()) -> tuple[Statement, ...]:
        """List all statements, one for each claim that copies of one text carry."""
        return once(self.readings, (row.statement for row in judgements or self.case.judgements))


def desk_of(case: Case, at: datetime | None = None) -> Desk:
    """Gather what is known of a case, as a study of its working folder would find it; with `at`, as it was then."""
    base = case_on(case)
    on_shelf = Q(withdrawn_at=None) if at is None else Q(withdrawn_at=None) | Q(withdrawn_at__gt=at)
    counted = Article.objects.filter(on_shelf, case=case, dated__lte=base.as_of).defer("raw").order_by("name")
    if at is not None:
        counted = counted.filter(Q(added_at__lte=at) | Q(way=Way.FOLDER))
    articles = tuple(counted)
    decisions = tuple(standing(case) if at is None else standing_then(case, at))
    held = replace(
        base,
        articles=tuple(_article(each) for each in articles),
        judgements=base.judgements + tuple(_judgement(number, row) for number, row in enumerate(decisions)),
    )
    return Desk(held, _readings(case, articles), articles, decisions)


def standing_then(case: Case, at: datetime) -> list[Judgement]:
    """List the judgements that stood at an hour, oldest first."""
    stood = Q(undone_at=None) | Q(undone_at__gt=at)
    return list(Judgement.objects.filter(stood, case=case, at__lte=at).select_related("by").order_by("at", "id"))


def _readings(case: Case, articles: Sequence[Article]) -> tuple[Reading, ...]:
    codings = (
        Coding.objects.filter(article__in=articles, machine=True, basis=basis_of(cast_of(case)))
        .select_related("article")
        .prefetch_related("claims")
        .defer("article__raw")
        .order_by("article__name")
    )
    return tuple(reading_of(coding) for coding in codings)


def _article(row: Article) -> LibraryArticle:
    """Return an article without its text, which the readings hold."""
    html = row.ending in (".html", ".htm")
    known = (row.source or None, row.address or None, row.title or None)
    return LibraryArticle(row.name, f"news/{row.name}{row.ending}", row.dated, *known, "", html)


def _judgement(number: int, row: Judgement) -> LibraryJudgement:
    place = Row("judgements.csv", 1_000_000 + number, f"judgement:{row.pk}")
    return LibraryJudgement(row.statement, Verdict(row.verdict), row.correction or None, row.by.username, row.at, place)
