"""Agreements: the final text, who has signed, what it became in the team's case, obligations and rebels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from prepoll.errors import PrepollError, UsageError
from prepoll_web.approvals.actions import may_take_back, turn_of
from prepoll_web.deadlines.clock import reading
from prepoll_web.deadlines.moments import lapsed, names_stay, zone_of
from prepoll_web.evidence.coding import case_on
from prepoll_web.evidence.handing_out import said_plainly
from prepoll_web.evidence.models import Article
from prepoll_web.jobs.actions import ask_for
from prepoll_web.jobs.models import State
from prepoll_web.scenarios.kind import SCENARIO_BRIEF, asked
from prepoll_web.scenarios.models import Scenario
from prepoll_web.talks.access import fetch_agreement
from prepoll_web.talks.answers import SENT_BACK, acted, faults
from prepoll_web.talks.claims import leavings
from prepoll_web.talks.forms import RebelForm
from prepoll_web.talks.models import Agreement, AgreementState, Rebel, Side
from prepoll_web.talks.signing import (
    answered_for,
    digest_of_text,
    finish,
    let_fall,
    not_done,
    note_rebel,
    note_signed,
    sign,
    standing_of,
    unsign,
)
from prepoll_web.talks.taking_in import take_in
from prepoll_web.talks.text import read_text, seats_of
from prepoll_web.talks.words import as_markdown, duty_in_words, in_words, seat_name
from prepoll_web.teams.access import Right, may, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.models import Membership, User

Act = Callable[[User, datetime], object]


@require_safe
@said_plainly
def page(request: HttpRequest, team: str, agreement: UUID) -> HttpResponse:
    """Show an agreement."""
    member, found, side = fetch_agreement(signed_in(request), team, agreement, Right.READ_TALKS)
    note_reading(member, f"agreement:{found.id}", reading(member.team))
    return _page(request, member, side)


@require_POST
@said_plainly
def approve(request: HttpRequest, team: str, agreement: UUID) -> HttpResponse:
    """Approve an agreement for the team, as it was read; with the last signature it goes into the team's case."""
    seen = request.POST.get("digest", "")

    def act(by: User, at: datetime) -> None:
        _taken_in(sign(by, team, agreement, seen, at), by, team, at)

    return _done(request, team, agreement, Right.APPROVE, act)


@require_POST
@said_plainly
def take_signature_back(request: HttpRequest, team: str, agreement: UUID) -> HttpResponse:
    """Take an approval of an agreement back, and the signature with it."""
    return _done(request, team, agreement, Right.APPROVE, lambda by, at: unsign(by, team, agreement, at))


@require_POST
@said_plainly
def note_other(request: HttpRequest, team: str, agreement: UUID) -> HttpResponse:
    """Note that a party which is not on the server has signed; with the last signature it goes into the team's case."""
    party = request.POST.get("party", "")

    def act(by: User, at: datetime) -> None:
        _taken_in(note_signed(by, team, agreement, party, at), by, team, at)

    return _done(request, team, agreement, Right.APPROVE, act)


def _taken_in(agreement: Agreement, by: User, team: str, at: datetime) -> None:
    """Write an agreement into the team's case where it now has every signature; these stand, whatever comes of it."""
    if agreement.state != AgreementState.SIGNED:
        return
    try:
        take_in(by, team, agreement.id, at)
    except PrepollError as error:
        told = _("It is signed. It could not be written into the case: %(why)s")
        raise UsageError(told % {"why": error}) from error


@require_POST
@said_plainly
def write_in(request: HttpRequest, team: str, agreement: UUID) -> HttpResponse:
    """Write an agreement that all have signed into the team's case."""
    return _done(request, team, agreement, Right.NEGOTIATE, lambda by, at: take_in(by, team, agreement, at))


@require_POST
@said_plainly
def fall(request: HttpRequest, team: str, agreement: UUID) -> HttpResponse:
    """Let an agreement fall through."""
    return _done(request, team, agreement, Right.NEGOTIATE, lambda by, at: let_fall(by, team, agreement, at))


@require_POST
@said_plainly
def done(request: HttpRequest, team: str, agreement: UUID, number: int) -> HttpResponse:
    """Note an obligation as done."""
    return _done(request, team, agreement, Right.NEGOTIATE, lambda by, at: finish(by, team, agreement, number, at))


@require_POST
@said_plainly
def undone(request: HttpRequest, team: str, agreement: UUID, number: int) -> HttpResponse:
    """Note an obligation as not done after all."""
    return _done(request, team, agreement, Right.NEGOTIATE, lambda by, at: not_done(by, team, agreement, number, at))


@require_POST
@said_plainly
def rebel(request: HttpRequest, team: str, agreement: UUID) -> HttpResponse:
    """Note somebody who stands against the agreement."""
    member, found, side = fetch_agreement(signed_in(request), team, agreement, Right.NEGOTIATE)
    form = RebelForm(case_on(side.talk.case), found.text["parties"], request.POST)
    if not form.is_valid():
        return _page(request, member, side, faults(form), SENT_BACK)
    standard = form.standard()
    return _done(
        request, team, agreement, Right.NEGOTIATE, lambda by, at: note_rebel(by, team, agreement, standard, at)
    )


@require_POST
@said_plainly
def brief(request: HttpRequest, team: str, agreement: UUID) -> HttpResponse:
    """Ask for the brief of what was agreed, and lead to it or to how far it is."""
    member, _found, side = fetch_agreement(signed_in(request), team, agreement, Right.NEGOTIATE)

    def act() -> str:
        at = reading(member.team)
        scenario = _scenario(take_in(member.user, team, agreement, at))
        if scenario is None:
            raise UsageError(_("The brief is made of the scenario with the agreed slate; there is none."))
        job = ask_for(member.user, team, scenario.case_id, SCENARIO_BRIEF.name, asked(scenario), at)
        return SCENARIO_BRIEF.address(job) if job.state == State.DONE else reverse("job", args=(team, job.id))

    return acted(act, lambda problem, status: _page(request, member, side, problem, status))


@require_safe
@said_plainly
def markdown(request: HttpRequest, team: str, agreement: UUID) -> HttpResponse:
    """Hand the agreement out as text: what is shared, and nothing of the team's own."""
    member, found, side = fetch_agreement(signed_in(request), team, agreement, Right.READ_TALKS)
    note_reading(member, f"agreement:{found.id}/md", reading(member.team))
    text = as_markdown(found.text, case_on(side.talk.case), _signed_in_words(found))
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="agreement.md"'
    return response


def _signed_in_words(agreement: Agreement) -> str:
    rows = agreement.sides.exclude(signed_at=None)
    signed = ", ".join(f"{row.party} ({row.signed_at:%d %B %Y, %H:%M} UTC)" for row in rows)
    return _("Signed by: %(signed)s") % {"signed": signed} if signed else str(agreement.get_state_display())


def _done(request: HttpRequest, team: str, agreement: UUID, right: Right, act: Act) -> HttpResponse:
    """Do something about an agreement, and lead back to it."""
    member = fetch_agreement(signed_in(request), team, agreement, right)[0]

    def led() -> str:
        act(member.user, reading(member.team))
        return reverse("agreement", kwargs={"team": team, "agreement": agreement})

    def show(problem: str, status: int) -> HttpResponse:
        return _page(request, member, fetch_agreement(member.user, team, agreement, right)[2], problem, status)

    return acted(led, show)


def _page(request: HttpRequest, member: Membership, side: Side, problem: str = "", status: int = 200) -> HttpResponse:
    found, talk = side.agreement, side.talk
    at, read = reading(member.team), case_on(talk.case)
    mine = answered_for(side)
    signs = found.state == AgreementState.IN_PRINCIPLE
    shown = {
        "team": talk.team,
        "case": talk.case,
        "talk": talk,
        "agreement": found,
        "key": f"agreement:{found.id}",
        "side": side,
        "said": in_words(found.text, read),
        "leavings": leavings(talk.case, read_text(found.text), at),
        "zone": str(zone_of(read.country)),
        "sides": found.sides.all(),
        **_approval(member, side, signs=signs),
        "digest": digest_of_text(found),
        "absent": Side.objects.filter(agreement=found, talk=talk, own=False, signed_at=None) if signs else [],
        "article": Article.objects.filter(case=talk.case, id=side.article).first() if side.article else None,
        "scenario": _scenario(side),
        "stay": sorted(names_stay(read, found.settled_at or at) & seats_of(read_text(found.text))),
        "obligations": [
            (row, duty_in_words(row, read), row.party in mine, row.done_at is None and lapsed(row.due, at))
            for row in found.obligations.all()
        ],
        "rebels": [
            (row, seat_name(read, row.seat)) for row in Rebel.objects.filter(side=side).select_related("noted_by")
        ],
        "rebel_form": RebelForm(read, found.text["parties"]),
        "may_act": may(member, Right.NEGOTIATE),
        "may_approve": may(member, Right.APPROVE),
        "problem": problem,
    }
    with timezone.override(zone_of(read.country)):
        return render(request, "talks/agreement.html", shown, status=status)


def _approval(member: Membership, side: Side, *, signs: bool) -> dict[str, object]:
    """Return how far the team has approved an agreement that is not settled, and what the member can do about that."""
    found, approver = standing_of(side), may(member, Right.APPROVE)
    waits = signs and side.signed_at is None
    return {
        "standing": found if waits else None,
        "turn": waits and approver and (found.complete or bool(turn_of(member.user, found))),
        "yours": signs and approver and may_take_back(member.user, found),
    }


def _scenario(side: Side) -> Scenario | None:
    if side.scenario is None:
        return None
    return Scenario.objects.filter(team=side.talk.team, id=side.scenario, removed_at=None).first()
