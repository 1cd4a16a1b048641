"""Approaches: noting one, with the open list that the advice drafts; one approach with its answers."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prepoll.errors import PrepollError
from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED
from prepoll_web.cases.access import fetch_case
from prepoll_web.deadlines.clock import reading
from prepoll_web.deadlines.moments import lapsed, zone_of
from prepoll_web.evidence.coding import case_on
from prepoll_web.evidence.handing_out import said_plainly
from prepoll_web.talks.access import fetch_approach
from prepoll_web.talks.actions import answer_approach, make_approach
from prepoll_web.talks.answers import SENT_BACK, acted, faults
from prepoll_web.talks.claims import public
from prepoll_web.talks.forms import AnswerForm, ApproachForm
from prepoll_web.talks.invited import Candidate, candidates, region_of
from prepoll_web.talks.models import Approach, Reply
from prepoll_web.teams.access import Right, may, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.models import Membership


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def make(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Note an approach; with `?list=PARTY` the form starts from the open list that the advice drafts for a party."""
    member, found = fetch_case(signed_in(request), team, case, Right.NEGOTIATE)
    at, read = reading(member.team), case_on(found)
    problem = ""
    if request.method == "POST":
        form = ApproachForm(read, request.POST)
        if form.is_valid():
            try:
                approach = make_approach(member.user, team, case, form.asked(), at)
            except PrepollError as error:
                problem = str(error)
            else:
                return redirect("approach", team=team, approach=approach.id)
        return _form(request, member, found, form, problem)
    note_reading(member, f"approaches:{found.id}", at)
    ours = request.GET.get("list", "")
    if ours not in {party.code for party in read.parties}:
        return _form(request, member, found, ApproachForm(read))
    try:
        rows = candidates(found, ours, DEFAULT_SEED, DEFAULT_DRAWS)
    except PrepollError as error:
        return _form(request, member, found, ApproachForm(read), str(error))
    suggested = [row for row in rows if row.suggested]
    chosen = {"ours": ours, "parties": [row.party for row in suggested], "region": region_of(suggested)}
    return _form(request, member, found, ApproachForm(read, initial=chosen), rows=rows)


def _form(
    request: HttpRequest,
    member: Membership,
    found: object,
    form: ApproachForm,
    problem: str = "",
    rows: Sequence[Candidate] | None = None,
) -> HttpResponse:
    choices = form.fields["ours"].choices  # type: ignore[attr-defined]
    shown = {
        "team": member.team,
        "case": found,
        "form": form,
        "problem": problem,
        "candidates": rows,
        "suggested": [row for row in rows or () if row.suggested],
        "listed": form["ours"].value() or choices[0][0],
        "parties": choices,
    }
    return render(request, "talks/make_approach.html", shown, status=SENT_BACK if form.is_bound or problem else 200)


@require_safe
@said_plainly
def page(request: HttpRequest, team: str, approach: UUID) -> HttpResponse:
    """Show an approach, each party's answer, and what the ledger says of the same pairs."""
    member, found = fetch_approach(signed_in(request), team, approach, Right.READ_TALKS)
    note_reading(member, f"approach:{found.id}", reading(member.team))
    return _page(request, member, found)


@require_POST
@said_plainly
def answer(request: HttpRequest, team: str, approach: UUID) -> HttpResponse:
    """Note what a party said."""
    member, found = fetch_approach(signed_in(request), team, approach, Right.NEGOTIATE)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, member, found, faults(form), SENT_BACK)

    def act() -> str:
        answer_approach(member.user, team, approach, form.answer(), reading(member.team))
        return reverse("approach", kwargs={"team": team, "approach": approach})

    return acted(act, lambda problem, status: _page(request, member, found, problem, status))


def _page(
    request: HttpRequest, member: Membership, found: Approach, problem: str = "", status: int = 200
) -> HttpResponse:
    at, zone = reading(member.team), zone_of(case_on(found.case).country)
    over = lapsed(found.reply_due, at)
    rows = list(found.addressees.select_related("noted_by", "talk"))
    shown = {
        "team": found.team,
        "case": found.case,
        "approach": found,
        "key": f"approach:{found.id}",
        "rows": [(row, over and row.reply == Reply.WAITING) for row in rows],
        "public": public(found.case, found.ours, tuple(row.party for row in rows), at),
        "replies": [(each.value, each.label) for each in (Reply.ANSWERED, Reply.DECLINED)],
        "every_reply": Reply.choices,
        "may_act": may(member, Right.NEGOTIATE),
        "zone": str(zone),
        "problem": problem,
    }
    with timezone.override(zone):
        return render(request, "talks/approach.html", shown, status=status)
