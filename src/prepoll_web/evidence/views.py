"""The articles of a case: the list, adding one, reading one, the feeds it follows, the day it is taken to."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prepoll.commands.output import Row
from prepoll.errors import CaseError, PrepollError
from prepoll_web.cases.access import fetch_case
from prepoll_web.cases.models import Case
from prepoll_web.evidence import actions
from prepoll_web.evidence.access import fetch_article, fetch_feed
from prepoll_web.evidence.additions import day_of
from prepoll_web.evidence.coders import coders_of
from prepoll_web.evidence.coding import basis_of, cast_of, statement_of
from prepoll_web.evidence.desk import desk_of
from prepoll_web.evidence.following import add_feed, ask_feed
from prepoll_web.evidence.forms import ArticleForm, DayForm, FeedForm
from prepoll_web.evidence.handing_out import as_file, said_plainly
from prepoll_web.evidence.models import Article, Coding, Feed, Judgement
from prepoll_web.evidence.review_views import claim_rows
from prepoll_web.evidence.reviewing import queue_of
from prepoll_web.evidence.words import Marked, pieces
from prepoll_web.teams.access import Right, may, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.models import Membership


@require_safe
@said_plainly
def overview(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Show what a case knows: its day, its articles, its feeds, how many claims wait."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ)
    note_reading(member, f"evidence:{found.id}", timezone.now())
    return _overview(request, member, found)


def _overview(
    request: HttpRequest, member: Membership, found: Case, problem: str = "", feed: FeedForm | None = None
) -> HttpResponse:
    actions.take_stock(found, timezone.now())
    day = day_of(found)
    queue = queue_of(found, desk_of(found))
    shown = {
        "team": found.team,
        "case": found,
        "day": day,
        "day_form": DayForm(initial={"day": day}),
        "articles": _articles(found),
        "feeds": Feed.objects.filter(case=found).order_by("address"),
        "feed_form": feed or FeedForm(),
        "waiting": len(queue.waiting),
        "agreed": queue.agreed,
        "coders": coders_of(found),
        "problem": problem,
        "may_add": may(member, Right.ADD_EVIDENCE),
    }
    return render(request, "evidence/overview.html", shown, status=422 if problem or (feed and feed.errors) else 200)


@require_safe
@said_plainly
def articles_file(request: HttpRequest, team: str, case: UUID, kind: str) -> HttpResponse:
    """Hand out the list of a case's articles, as JSON or as a table."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ)
    note_reading(member, f"evidence:{found.id}.{kind}", timezone.now())
    actions.take_stock(found, timezone.now())
    day = day_of(found)
    rows = [_told(each, day) for each in _articles(found)]
    return as_file(kind, rows, ARTICLES, "articles")


ARTICLES = ("id", "dated", "title", "source", "address", "claims", "way", "added", "by", "state")


def _told(article: Article, day: date) -> Row:
    values = {
        "id": article.name,
        "dated": str(article.dated),
        "title": str(article),
        "source": article.source,
        "address": article.address,
        "claims": getattr(article, "claims", 0),  # counted by the query
        "way": article.way,
        "added": article.added_at.isoformat(timespec="seconds") if article.added_by else "",
        "by": article.added_by.username if article.added_by else "",
        "state": "withdrawn" if article.withdrawn_at else "after the day of the case" if article.dated > day else "",
    }
    return {name: values[name] for name in ARTICLES}


def _articles(found: Case) -> Iterable[Article]:
    own = Q(codings__machine=True, codings__basis=basis_of(cast_of(found)))
    articles = Article.objects.filter(case=found).defer("raw").select_related("added_by")
    return articles.annotate(claims=Count("codings__claims", filter=own)).order_by("-dated", "name")


@require_safe
@said_plainly
def article_file(request: HttpRequest, team: str, article: UUID, kind: str) -> HttpResponse:
    """Hand out the claims of an article with their newest verdicts, as JSON or as a table."""
    member, found = fetch_article(signed_in(request), team, article, Right.READ)
    note_reading(member, f"article:{found.id}.{kind}", timezone.now())
    actions.take_stock(found.case, timezone.now())
    queue = queue_of(found.case, desk_of(found.case), everything=True)
    return as_file(kind, claim_rows(queue, found.name), ("id", "article"), "claims-of-article")


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def add(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Add an article by its text or as a file."""
    member, found = fetch_case(signed_in(request), team, case, Right.ADD_EVIDENCE)
    form = ArticleForm(request.POST, request.FILES) if request.method == "POST" else ArticleForm()
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            article = actions.add_article(member.user, team, case, form.draft(), timezone.now())
        except CaseError as error:
            problem = "\n".join(f"{each.value or ''} {each.problem}. {each.way_out}".strip() for each in error.findings)
        except PrepollError as error:
            problem = str(error)
        else:
            return redirect("article", team=team, article=article.id)
    shown = {"team": found.team, "case": found, "form": form, "problem": problem}
    return render(request, "evidence/add.html", shown, status=422 if form.is_bound else 200)


@require_safe
@said_plainly
def article(request: HttpRequest, team: str, article: UUID) -> HttpResponse:
    """Show an article with every claim marked."""
    member, found = fetch_article(signed_in(request), team, article, Right.READ)
    note_reading(member, f"article:{found.id}", timezone.now())
    actions.take_stock(found.case, timezone.now())
    coding = Coding.objects.get(article=found, machine=True, basis=basis_of(cast_of(found.case)))
    judged = Judgement.objects.filter(case=found.case, undone_at=None).select_related("by").order_by("number")
    newest = {row.statement: row for row in judged}
    claims = tuple(
        Marked(number, statement_of(row, found.name), newest.get(row.key))
        for number, row in enumerate(coding.claims.all(), start=1)
    )
    shown = {
        "team": found.case.team,
        "case": found.case,
        "article": found,
        "pieces": pieces(coding.text, claims),
        "claims": claims,
        "link": found.address if found.address.startswith(("https://", "http://")) else "",
        "later": found.dated > day_of(found.case),
        "may_add": may(member, Right.ADD_EVIDENCE),
    }
    return render(request, "evidence/article.html", shown)


@require_POST
@said_plainly
def withdraw(request: HttpRequest, team: str, article: UUID) -> HttpResponse:
    """Withdraw an article; where it is withdrawn already its page says so."""
    member, found = fetch_article(signed_in(request), team, article, Right.ADD_EVIDENCE)
    with suppress(PrepollError):  # it is as was asked for
        actions.withdraw_article(member.user, team, found.id, timezone.now())
    return redirect("article", team=team, article=found.id)


@require_POST
@said_plainly
def restore(request: HttpRequest, team: str, article: UUID) -> HttpResponse:
    """Take a withdrawn article back in; where it is in already its page says so."""
    member, found = fetch_article(signed_in(request), team, article, Right.ADD_EVIDENCE)
    with suppress(PrepollError):  # it is as was asked for
        actions.restore_article(member.user, team, found.id, timezone.now())
    return redirect("article", team=team, article=found.id)


@require_POST
@said_plainly
def follow(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Have a case follow a feed."""
    member, found = fetch_case(signed_in(request), team, case, Right.ADD_EVIDENCE)
    form = FeedForm(request.POST)
    if not form.is_valid():
        return _overview(request, member, found, feed=form)
    try:
        add_feed(member.user, team, case, form.cleaned_data["address"], timezone.now())
    except PrepollError as error:
        return _overview(request, member, found, str(error), form)
    return redirect("evidence", team=team, case=found.id)


@require_POST
@said_plainly
def ask(request: HttpRequest, team: str, feed: UUID) -> HttpResponse:
    """Ask a feed for news; what went wrong stands beside the feed."""
    member, found = fetch_feed(signed_in(request), team, feed, Right.ADD_EVIDENCE)
    ask_feed(member.user, team, found.id, timezone.now())
    return redirect("evidence", team=team, case=found.case_id)


@require_POST
@said_plainly
def take_to(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Take a case to a day."""
    member, found = fetch_case(signed_in(request), team, case, Right.ADD_EVIDENCE)
    form = DayForm(request.POST)
    if not form.is_valid():
        return _overview(request, member, found, "\n".join(map(str, form.errors["day"])))
    try:
        actions.set_day(member.user, team, case, form.cleaned_data["day"], timezone.now())
    except PrepollError as error:
        return _overview(request, member, found, str(error))
    return redirect("evidence", team=team, case=found.id)
