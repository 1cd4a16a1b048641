"""The queue of claims: one at a time, judged by one key, and the record of who judged what."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from prepoll.commands.output import Row
from prepoll.errors import PrepollError
from prepoll.names import PartyKind, Stance, Verdict
from prepoll.news import Statement, statement_json
from prepoll.review import precision_by_cue
from prepoll_web.cases.access import fetch_case
from prepoll_web.cases.models import Case
from prepoll_web.evidence.actions import Decision, judge, take_back, take_stock
from prepoll_web.evidence.desk import Desk, desk_of
from prepoll_web.evidence.forms import CorrectionForm, initial_of
from prepoll_web.evidence.handing_out import as_csv, as_json, said_plainly
from prepoll_web.evidence.models import Judgement
from prepoll_web.evidence.reviewing import Queue, queue_of, waiting
from prepoll_web.evidence.words import CHOOSABLE, SHORT, VERDICTS
from prepoll_web.teams.access import Right, may, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.models import Membership


@require_safe
@said_plainly
def review(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Show the next claim that waits, or the one asked for."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ)
    note_reading(member, f"review:{found.id}", timezone.now())
    return _claim(request, member, found)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claim is to be shown, and what is to be said above it."""

    after: str = ""  # the one that follows this
    show: str = ""  # this one
    problem: str = ""
    form: CorrectionForm | None = None


def _claim(request: HttpRequest, member: Membership, found: Case, wanted: Wanted | None = None) -> HttpResponse:
    """Show one claim with its keys: in a page of its own, or as the part that htmx asked for."""
    take_stock(found, timezone.now())
    wanted = wanted or Wanted()
    everything = request.GET.get("all", "") == "1"
    desk = desk_of(found)
    queue = queue_of(found, desk, everything=everything)
    after = wanted.after or request.GET.get("after", "")
    claim = queue.find(wanted.show or request.GET.get("claim", "")) or queue.next(after)
    shown = {
        "team": found.team,
        "case": found,
        "may_add": may(member, Right.ADD_EVIDENCE),
        "all": everything,
        "agreed": queue.agreed,
        "judged": len([each for each in queue.claims if each.judgement]),
        "total": len(queue.claims),
        "problem": wanted.problem,
        "precision": precision_by_cue(queue.claims),
    }
    form = wanted.form
    if claim is not None:
        form = form or CorrectionForm(_codes(desk), initial=initial_of(claim.statement))
        shown |= {"now": waiting(found, desk, queue, claim), "stances": _stances(claim.statement), "form": form}
    part = "evidence/claim.html" if _wants_part(request) else "evidence/review.html"
    return render(request, part, shown, status=422 if wanted.problem or (form and form.errors) else 200)


def _wants_part(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _codes(desk: Desk) -> list[str]:
    return sorted(party.code for party in desk.case.parties if party.kind is not PartyKind.OTHER)


def _stances(statement: Statement) -> list[tuple[int, Stance, str, bool]]:
    """List key, stance, its word and whether the claim has it."""
    return [
        (key, stance, str(SHORT[stance]), stance is statement.stance) for key, stance in enumerate(CHOOSABLE, start=1)
    ]


@require_POST
@said_plainly
def decide(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Judge a claim and go on to the next."""
    member, found = fetch_case(signed_in(request), team, case, Right.ADD_EVIDENCE)
    key = request.POST.get("statement", "")
    desk = desk_of(found)
    claim = queue_of(found, desk, everything=True).find(key)
    if claim is None:
        return _claim(request, member, found, Wanted(problem=gettext("There is no such claim in this case.")))
    form = CorrectionForm(_codes(desk), request.POST) if request.POST.get("decision") == "correct" else None
    decision = _decision(request, claim.statement, form)
    if decision is None:
        problem = "" if form else gettext("Choose what to do with it.")
        return _claim(request, member, found, Wanted("", key, problem, form))
    try:
        judge(member.user, team, case, decision, timezone.now())
    except PrepollError as error:
        return _claim(request, member, found, Wanted(show=key, problem=str(error)))
    return _gone_on(request, member, found, key)


def _decision(request: HttpRequest, statement: Statement, form: CorrectionForm | None) -> Decision | None:
    """Read what was decided, None where the form is sent back or says nothing."""
    seen = request.POST.get("seen", "")
    number = int(seen) if seen.isdecimal() and len(seen) < 6 else 0
    asked, _, value = request.POST.get("decision", "").partition(":")
    correction = ""
    if form is not None:
        if not form.is_valid():
            return None
        correction = form.correction(statement)
    elif asked == "stance" and value in set(Stance):
        correction = "" if value == statement.stance else f"stance={value}"
    elif asked not in ("accept", "reject"):
        return None
    verdict = Verdict.REJECTED if asked == "reject" else Verdict.CORRECTED if correction else Verdict.CONFIRMED
    return Decision(statement.id, verdict, correction, number)


def _gone_on(request: HttpRequest, member: Membership, found: Case, after: str) -> HttpResponse:
    if _wants_part(request):
        return _claim(request, member, found, Wanted(after))
    every = {"all": "1"} if request.GET.get("all") == "1" else {}
    address = reverse("review", kwargs={"team": found.team.slug, "case": found.id})
    return redirect(f"{address}?{urlencode({'after': after, **every})}")


@require_POST
@said_plainly
def undo(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Take back one's own newest judgement and show its claim again."""
    member, found = fetch_case(signed_in(request), team, case, Right.ADD_EVIDENCE)
    undone = take_back(member.user, team, case, timezone.now())
    if undone is None:
        return _claim(request, member, found, Wanted(problem=gettext("There is no judgement of yours to take back.")))
    if _wants_part(request):
        return _claim(request, member, found, Wanted(show=undone.statement))
    address = reverse("review", kwargs={"team": found.team.slug, "case": found.id})
    return redirect(f"{address}?{urlencode({'claim': undone.statement})}")


COLUMNS = ("statement", "article", "dated", "claim", "quote", "verdict", "correction", "by", "at", "taken_back")


@require_safe
@said_plainly
def decisions(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """List who judged what and when, the newest first, those taken back marked."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ)
    note_reading(member, f"decisions:{found.id}", timezone.now())
    shown = {"team": found.team, "case": found, "rows": _rows(found)}
    return render(request, "evidence/decisions.html", shown)


@require_safe
@said_plainly
def decisions_csv(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Hand out the judgements as a table."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ)
    note_reading(member, f"decisions:{found.id}.csv", timezone.now())
    return as_csv(_rows(found), COLUMNS, "judgements")


@require_safe
@said_plainly
def decisions_json(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Hand out the judgements as JSON."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ)
    note_reading(member, f"decisions:{found.id}.json", timezone.now())
    return as_json(_rows(found))


def _rows(found: Case) -> list[Row]:
    take_stock(found, timezone.now())
    statements = {one.id: one for reading in desk_of(found).readings for one in reading.statements}
    rows: list[Row] = []
    for row in Judgement.objects.filter(case=found).select_related("by").order_by("-id"):
        one = statements.get(row.statement)
        said = f"{one.actor} {SHORT[one.stance]} {one.target or gettext('like-minded parties')}" if one else ""
        rows.append(
            {
                "statement": row.statement,
                "article": one.source.article if one else "",
                "dated": str(one.dated) if one else "",
                "claim": said,
                "quote": one.quote if one else "",
                "verdict": str(VERDICTS[row.verdict]),
                "correction": row.correction,
                "by": row.by.username,
                "at": row.at.isoformat(timespec="seconds"),
                "taken_back": row.undone_at.isoformat(timespec="seconds") if row.undone_at else "",
            }
        )
    return rows


@require_safe
@said_plainly
def claims_json(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Hand out every claim of a case with its newest verdict, as JSON."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ)
    note_reading(member, f"claims:{found.id}.json", timezone.now())
    take_stock(found, timezone.now())
    return as_json(claim_rows(queue_of(found, desk_of(found), everything=True)))


@require_safe
@said_plainly
def claims_csv(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Hand out every claim of a case with its newest verdict, as a table."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ)
    note_reading(member, f"claims:{found.id}.csv", timezone.now())
    take_stock(found, timezone.now())
    rows = claim_rows(queue_of(found, desk_of(found), everything=True))
    return as_csv(rows, ("id", "article"), "claims")


def claim_rows(queue: Queue, article: str = "") -> list[Row]:
    """List the claims of a case, or those of one article, with their newest verdicts."""
    return [
        {
            "id": claim.statement.id,
            "article": claim.article.id,
            "dated": str(claim.statement.dated),
            **statement_json(claim.statement),
            "cue": claim.statement.cue,
            "verdict": str(claim.judgement.verdict) if claim.judgement else None,
            "by": claim.judgement.by if claim.judgement else None,
        }
        for claim in queue.claims
        if not article or claim.article.id == article
    ]
