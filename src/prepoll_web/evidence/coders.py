"""Other coders of a case's articles: their files, and where they and the program disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from prepoll.agreement import Agreement, Coding, Level, agreement, read_coding
from prepoll.agreement.measures import SAME, matched
from prepoll.agreement.types import Claim as Agreed
from prepoll.errors import UsageError
from prepoll.identity import content_id
from prepoll.names import Attribution, Stance
from prepoll.news import Statement
from prepoll_web.cases.access import fetch_case
from prepoll_web.cases.models import Case
from prepoll_web.cases.store import waiting_room
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.evidence import models
from prepoll_web.evidence.coding import MACHINE, basis_of, cast_of
from prepoll_web.evidence.models import Article
from prepoll_web.evidence.words import STANCES, STANDS_BEHIND
from prepoll_web.teams.access import Right
from prepoll_web.teams.models import User


class Coded:
    """Makes the claims that agreement compares."""

    @staticmethod
    def of(statement: Statement) -> Agreed:
        """Return a statement as far as agreement goes."""
        span = statement.source
        held = (statement.actor, statement.target, statement.stance, statement.speaker, str(statement.attribution))
        return Agreed(*held, span.start, span.end)

    @staticmethod
    def row(claim: models.Claim) -> Agreed:
        """Return a stored claim as far as agreement goes."""
        get = claim.fields.get
        held = (get("actor"), get("target"), Stance(get("stance")), get("speaker"), get("attribution"))
        return Agreed(*held, claim.start, claim.end)


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where two coders do not say the same: one's claim beside the other's, None where there is none."""

    article: Article
    ours: Agreed | None
    theirs: Agreed | None
    quote: str

    @property
    def words(self) -> tuple[str, str]:
        """Say both sides; empty where a coder has found nothing."""
        return _said(self.ours), _said(self.theirs)


def _said(claim: Agreed | None) -> str:
    if claim is None:
        return ""
    behind = STANDS_BEHIND[Attribution(claim.attribution)] if claim.attribution else ""
    speaker = f" ({claim.speaker or behind})" if claim.speaker or behind else ""
    return f"{claim.actor} {STANCES[claim.stance]} {claim.target or '–'}{speaker}"


def add_coding(by: User, team: str, case: UUID, coder: str, file: IO[bytes], at: datetime) -> int:
    """Add a coder's file to a case and return how many of its articles the case has.

    Raises CaseError with every defect of the file, UsageError where none of its articles is of the case,
    a claim lies outside its article or the coder has read one of them already.
    """
    member, found = fetch_case(by, team, case, Right.ADD_EVIDENCE)
    if coder.startswith("prepoll "):
        raise UsageError(gettext("This name is the program's own. Give the coder another."))
    with waiting_room() as room:
        path = Path(room) / "coding.jsonl"
        content = file.read()
        if b"\x00" in content or b"\\u0000" in content:
            raise UsageError(gettext("The file holds a zero character, which no text has. Write the coding anew."))
        path.write_bytes(content)
        coding = read_coding(path)
    articles = {each.name: each for each in Article.objects.filter(case=found, name__in=list(coding))}
    if not articles:
        raise UsageError(gettext("The file codes none of this case's articles. Its ids are the articles' file names."))
    texts = _texts(found)
    _check_spans(coding, texts)
    try:
        with transaction.atomic():
            for name, article in sorted(articles.items()):
                _keep(article, coder, texts.get(name, ""), coding[name], by, at)
            details: dict[str, str | int | None] = {"coder": coder, "articles": len(articles)}
            about = f"case:{found.id}"
            record(What.CODING_ADDED, by=by.username, at=at, team=member.team.id, about=about, details=details)
    except IntegrityError as error:
        raise UsageError(
            gettext("%(coder)s has coded one of these articles already. Give another name.") % {"coder": coder}
        ) from error
    return len(articles)


def _check_spans(coding: Coding, texts: dict[str, str]) -> None:
    wrong = [name for name in sorted(texts) if any(claim.end > len(texts[name]) for claim in coding.get(name, ()))]
    if wrong:
        raise UsageError(
            gettext("Claims lie outside the text of %(list)s. The coder has read another text.")
            % {"list": ", ".join(wrong)}
        )


def _keep(article: Article, coder: str, text: str, claims: Sequence[Agreed], by: User, at: datetime) -> None:
    made = models.Coding.objects.create(article=article, coder=coder, machine=False, text=text, made_at=at, added_by=by)
    rows: dict[str, models.Claim] = {}
    for claim in claims:
        fields = {
            "actor": claim.actor,
            "target": claim.target,
            "stance": str(claim.stance),
            "speaker": claim.speaker,
            "attribution": claim.attribution,
        }
        key = content_id("coded", [fields, claim.start, claim.end])
        rows[key] = models.Claim(coding=made, key=key, start=claim.start, end=claim.end, fields=fields)
    models.Claim.objects.bulk_create(rows.values())


def _texts(case: Case) -> dict[str, str]:
    own = models.Coding.objects.filter(article__case=case, coder=MACHINE, basis=basis_of(cast_of(case)))
    return dict(own.values_list("article__name", "text"))


def coders_of(case: Case) -> list[str]:
    """List the other coders of a case, the newest last."""
    rows = (
        models.Coding.objects.filter(article__case=case, machine=False).order_by("id").values_list("coder", flat=True)
    )
    return list(dict.fromkeys(rows))


def coded(case: Case, coder: str) -> dict[str, tuple[Agreed, ...]]:
    """Return what a coder found in each article that counts, the program's newest reading under its own name."""
    rows = models.Coding.objects.filter(article__case=case, article__withdrawn_at=None, coder=coder)
    if coder == MACHINE:
        rows = rows.filter(basis=basis_of(cast_of(case)))
    return {
        row.article.name: tuple(Coded.row(claim) for claim in row.claims.all())
        for row in rows.select_related("article").prefetch_related("claims").order_by("article__name")
    }


def compare(case: Case, first: str, second: str) -> tuple[Agreement, list[Difference]]:
    """Compare two coders: the figures, and every place where they do not say the same, article by article."""
    ours, theirs = coded(case, first), coded(case, second)
    figures = agreement(ours, theirs)
    rows = Article.objects.filter(case=case, name__in=sorted(ours.keys() & theirs.keys())).order_by("dated", "name")
    texts = _texts(case)
    found = [
        each for article in rows for each in _differences(article, texts, ours[article.name], theirs[article.name])
    ]
    return figures, found


def _differences(
    article: Article, texts: dict[str, str], ours: Sequence[Agreed], theirs: Sequence[Agreed]
) -> list[Difference]:
    """Leave out what is the same, put beside each other what overlaps, and each of the rest beside nothing."""
    same = matched(ours, theirs, SAME[Level.ATTRIBUTION])
    left = [claim for claim in ours if claim not in [a for a, _ in same]]
    right = [claim for claim in theirs if claim not in [b for _, b in same]]
    pairs: list[tuple[Agreed | None, Agreed | None]] = list(matched(left, right, SAME[Level.FOUND]))
    pairs += [(claim, None) for claim in left if claim not in [a for a, _ in pairs]]
    pairs += [(None, claim) for claim in right if claim not in [b for _, b in pairs]]
    text = texts.get(article.name, "")
    found = []
    for a, b in pairs:
        spans = [claim for claim in (a, b) if claim is not None]
        start, end = min(claim.start for claim in spans), max(claim.end for claim in spans)
        found.append((start, Difference(article, a, b, text[start:end])))
    return [each for _, each in sorted(found, key=lambda one: (one[0], one[1].words))]
