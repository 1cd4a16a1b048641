"""Every change of evidence: articles come and are withdrawn, claims are judged, feeds followed, the day moves on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from prepoll.errors import PrepollError, UsageError
from prepoll.ledger.judging import correction_defects
from prepoll.names import PartyKind, Verdict
from prepoll.watch.keep import slug
from prepoll_web.cases.access import fetch_case
from prepoll_web.cases.models import Case
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.evidence.access import fetch_article
from prepoll_web.evidence.additions import day_of
from prepoll_web.evidence.coding import (
    MACHINE,
    as_library,
    basis_of,
    case_on,
    cast_of,
    code,
    digest_of,
    folder_articles,
    storable,
)
from prepoll_web.evidence.models import Article, Claim, Coding, DaySet, Judgement, Way
from prepoll_web.teams.access import Right
from prepoll_web.teams.models import User

NOTHING: Final = frozenset({"", "none", "null", "-"})


class ClaimMovedError(PrepollError):
    """Somebody else has judged the claim since it was shown."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as somebody hands it in."""

    text: str
    ending: str  # .md, .txt, .html
    day: date
    title: str
    source: str = ""
    address: str = ""
    way: Way = Way.PASTE


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict on a claim; `seen` is the number of the newest judgement that its page showed, 0 for none."""

    statement: str
    verdict: Verdict
    correction: str = ""
    seen: int = 0


def take_stock(case: Case, at: datetime) -> None:
    """Have every article of a case read that has not been read with this version and this cast.

    What is written follows from the files alone, so whoever looks first may have it written.
    """
    if not Article.objects.filter(case=case, way=Way.FOLDER).exists():
        _shelve(case, at)
    cast = cast_of(case)
    read = Coding.objects.filter(article__case=case, coder=MACHINE, basis=basis_of(cast))
    unread = list(Article.objects.filter(case=case).exclude(codings__in=read))
    if unread:
        with transaction.atomic():
            for article in unread:
                code(article, cast, at)


def _shelve(case: Case, at: datetime) -> None:
    """Write a row for each article that came with a case."""
    rows = [
        Article(
            case=case,
            name=each.id,
            ending=each.file[each.file.rindex(".") :].lower(),
            raw=storable(each.raw),
            dated=each.date,
            title=(each.title or "")[:300],
            source=(each.source or "")[:300],
            address=(each.address or "")[:1000],
            digest=digest_of(each.file, each.raw),
            way=Way.FOLDER,
            added_at=at,
        )
        for each in folder_articles(case)
    ]
    Article.objects.bulk_create(rows, ignore_conflicts=True)


def add_article(by: User, team: str, case: UUID, draft: Draft, at: datetime) -> Article:
    """Add an article to a case and have it read.

    Raises UsageError where it is in the case already, CaseError with everything that is wrong with it.
    """
    member, found = fetch_case(by, team, case, Right.ADD_EVIDENCE)
    raw = draft.text if draft.ending == ".html" or draft.text.startswith("---") else _with_head(draft)
    digest = digest_of(draft.ending, draft.text)
    name = f"{draft.day}-{slug(draft.title)}-{digest[:8]}"
    read = as_library(name, draft.ending, raw)
    article = Article(
        case=found,
        name=name,
        ending=draft.ending,
        raw=raw,
        dated=read.date,
        title=(draft.title or read.title or "")[:300],
        source=(draft.source or read.source or "")[:300],
        address=(draft.address or read.address or "")[:1000],
        digest=digest,
        way=draft.way,
        added_by=by,
        added_at=at,
    )
    take_stock(found, at)
    try:
        with transaction.atomic():
            article.save(force_insert=True)
            code(article, cast_of(found), at)
            details: dict[str, str | int | None] = {"title": article.title, "way": str(draft.way), "sha256": digest}
            about = f"article:{article.id}"
            record(What.ARTICLE_ADDED, by=by.username, at=at, team=member.team.id, about=about, details=details)
    except IntegrityError as error:
        raise UsageError(gettext("This article is in the case already.")) from error
    return article


def _with_head(draft: Draft) -> str:
    """Put day, source, address and title above a text, as the files of a case have them."""
    head = {"date": str(draft.day), "source": draft.source, "address": draft.address, "title": draft.title}
    lines = [f"{key}: {' '.join(value.split())}" for key, value in head.items() if value.strip()]
    return "\n".join(["---", *lines, "---", "", draft.text.strip(), ""])


@transaction.atomic
def withdraw_article(by: User, team: str, article: UUID, at: datetime) -> Article:
    """Withdraw an article: its claims count no longer; UsageError where it was withdrawn already."""
    member, found = fetch_article(by, team, article, Right.ADD_EVIDENCE)
    still = Article.objects.filter(pk=found.pk, withdrawn_at=None)
    if not still.update(withdrawn_at=at, withdrawn_by=by):
        raise UsageError(gettext("The article was withdrawn already."))
    record(What.ARTICLE_WITHDRAWN, by=by.username, at=at, team=member.team.id, about=f"article:{found.id}")
    return found


@transaction.atomic
def restore_article(by: User, team: str, article: UUID, at: datetime) -> Article:
    """Take a withdrawn article back in; UsageError where it is in."""
    member, found = fetch_article(by, team, article, Right.ADD_EVIDENCE)
    gone = Article.objects.filter(pk=found.pk).exclude(withdrawn_at=None)
    if not gone.update(withdrawn_at=None, withdrawn_by=None):
        raise UsageError(gettext("The article is in the case."))
    record(What.ARTICLE_RESTORED, by=by.username, at=at, team=member.team.id, about=f"article:{found.id}")
    return found


def judge(by: User, team: str, case: UUID, decision: Decision, at: datetime) -> Judgement:
    """Judge a claim, if nobody has since it was shown.

    Raises ClaimMovedError where somebody has, UsageError where there is no such claim or the correction
    makes no sense.
    """
    member, found = fetch_case(by, team, case, Right.ADD_EVIDENCE)
    if not Claim.objects.filter(coding__article__case=found, coding__machine=True, key=decision.statement).exists():
        raise UsageError(gettext("There is no such claim in this case."))
    if problems := correction_problems(found, decision):
        raise UsageError("\n".join(problems))
    judgement = Judgement(
        case=found,
        statement=decision.statement,
        number=decision.seen + 1,
        verdict=decision.verdict,
        correction=decision.correction,
        by=by,
        at=at,
    )
    try:
        with transaction.atomic():
            if newest_number(found, decision.statement) != decision.seen:
                raise IntegrityError
            judgement.save(force_insert=True)
            details: dict[str, str | int | None] = {
                "verdict": str(decision.verdict),
                "correction": decision.correction,
                "number": judgement.number,
            }
            about = f"claim:{decision.statement}"
            record(What.CLAIM_JUDGED, by=by.username, at=at, team=member.team.id, about=about, details=details)
    except IntegrityError as error:
        raise ClaimMovedError(
            gettext("Somebody else has judged this claim since it was shown. Look at it again.")
        ) from error
    return judgement


def newest_number(case: Case, statement: str) -> int:
    """Return the number of the newest judgement of a statement, 0 where there is none."""
    newest = Judgement.objects.filter(case=case, statement=statement).order_by("-number").first()
    return newest.number if newest else 0


def correction_problems(case: Case, decision: Decision) -> list[str]:
    """List what is wrong with a correction, the parties that the case does not have included."""
    if decision.verdict is not Verdict.CORRECTED:
        return []
    problems = [f"{found.problem}. {found.way_out}" for found in correction_defects(decision.correction)]
    known = {party.code for party in case_on(case).parties if party.kind is not PartyKind.OTHER}
    given = dict(re.findall(r"(?:^|;)\s*(actor|target)\s*=\s*([^;]*?)\s*(?=;|$)", decision.correction))
    if given.get("actor", "-") in NOTHING and "actor" in given:
        problems.append(gettext("A claim needs somebody who makes it."))
    codes = ", ".join(sorted(known))
    wrong = [code for code in given.values() if code.casefold() not in NOTHING and code not in known]
    told = gettext("There is no party %(code)s. Codes: %(codes)s.")
    return problems + [told % {"code": repr(code), "codes": codes} for code in wrong]


@transaction.atomic
def take_back(by: User, team: str, case: UUID, at: datetime) -> Judgement | None:
    """Take back one's own newest judgement in a case; None where there is none left."""
    member, found = fetch_case(by, team, case, Right.ADD_EVIDENCE)
    own = Judgement.objects.filter(case=found, by=by, undone_at=None).order_by("-id").first()
    if own is None or not Judgement.objects.filter(pk=own.pk, undone_at=None).update(undone_at=at):
        return None
    details: dict[str, str | int | None] = {"verdict": own.verdict, "number": own.number}
    about = f"claim:{own.statement}"
    record(What.JUDGEMENT_UNDONE, by=by.username, at=at, team=member.team.id, about=about, details=details)
    return own


@transaction.atomic
def set_day(by: User, team: str, case: UUID, day: date, at: datetime) -> DaySet:
    """Take a case to a day: what is known by then counts. UsageError for a day before that of the upload."""
    member, found = fetch_case(by, team, case, Right.ADD_EVIDENCE)
    if day < found.as_of:
        raise UsageError(
            gettext("The case was uploaded as of %(as_of)s. Give that day or a later one.") % {"as_of": found.as_of}
        )
    if day > at.date() and day > day_of(found):
        raise UsageError(
            gettext("%(day)s has not come yet. Give a day up to today, %(date)s.") % {"day": day, "date": at.date()}
        )
    case_on(found, day)  # what is wrong with the rows known by then is said now
    made = DaySet.objects.create(case=found, day=day, by=by, at=at)
    details = {"day": str(day)}
    record(What.DAY_SET, by=by.username, at=at, team=member.team.id, about=f"case:{found.id}", details=details)
    return made
