"""The talks of a case: the list, opening some, joining another team's; one talk with its rounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from prepoll.errors import PrepollError, UsageError
from prepoll_web.cases.access import fetch_case
from prepoll_web.cases.models import Case
from prepoll_web.deadlines.clock import reading
from prepoll_web.deadlines.moments import lapsed, zone_of
from prepoll_web.deadlines.sources import Turn, turns_of
from prepoll_web.evidence.coding import case_on
from prepoll_web.evidence.handing_out import said_plainly
from prepoll_web.talks.access import fetch_talk
from prepoll_web.talks.actions import SeenTalk, open_talk, set_terms
from prepoll_web.talks.answers import SENT_BACK, acted, faults, version_of
from prepoll_web.talks.claims import public
from prepoll_web.talks.exchange import settle, settle_case
from prepoll_web.talks.forms import JoinForm, OpeningForm, TermsForm
from prepoll_web.talks.lines import end_line, leave_line, make_line, take_line
from prepoll_web.talks.models import Addressee, Approach, Offer, Reply, Side, Talk
from prepoll_web.talks.signing import move_talk
from prepoll_web.talks.stages import MOVES, Move, Stage, moves_from
from prepoll_web.talks.table import joined
from prepoll_web.talks.words import in_words
from prepoll_web.teams.access import Right, may, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.models import Membership

WORDS = {
    Move.EXPLORE: gettext_lazy("We explore"),
    Move.TALK: gettext_lazy("We talk"),
    Move.FAIL: gettext_lazy("The talks have failed"),
    Move.REOPEN: gettext_lazy("Open them again"),
}
"""What the button of each move by hand says."""


@require_safe
@said_plainly
def of_case(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """List the approaches and talks of a case, with the forms that open talks and join another team's."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ_TALKS)
    note_reading(member, f"talks:{found.id}", reading(member.team))
    return _list(request, member, found)


@require_POST
@said_plainly
def make(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Open talks, or say what is wrong with the form."""
    member, found = fetch_case(signed_in(request), team, case, Right.NEGOTIATE)
    form = OpeningForm(case_on(found), request.POST)
    return _made(
        request, member, found, form,
        lambda: open_talk(member.user, team, case, form.opening(), reading(member.team)),
    )  # fmt: skip


@require_POST
@said_plainly
def join(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Join the talks of another team by its code."""
    member, found = fetch_case(signed_in(request), team, case, Right.NEGOTIATE)
    form = JoinForm(case_on(found), request.POST)
    return _made(
        request, member, found, form,
        lambda: take_line(member.user, team, case, form.cleaned_data["code"], reading(member.team), form.reckoned()),
    )  # fmt: skip


def _made(request: HttpRequest, member: Membership, found: Case, form: Form, act: Callable[[], Talk]) -> HttpResponse:
    """Make talks by a form that holds together, and lead to them."""
    problem = ""
    if form.is_valid():
        try:
            talk = act()
        except PrepollError as error:
            problem = str(error)
        else:
            return redirect("talk", team=member.team.slug, talk=talk.id)
    return _list(request, member, found, form, problem, SENT_BACK)


def _list(
    request: HttpRequest,
    member: Membership,
    found: Case,
    form: Form | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    read = case_on(found)
    talks, approaches = listed(member, found)
    shown = {
        "team": found.team,
        "case": found,
        "talks": talks,
        "approaches": approaches,
        "form": form if isinstance(form, OpeningForm) else OpeningForm(read),
        "join": form if isinstance(form, JoinForm) else JoinForm(read),
        "zone": str(zone_of(read.country)),
        "problem": problem,
        "may_act": may(member, Right.NEGOTIATE),
    }
    return render(request, "talks/of_case.html", shown, status=status)


Approached = tuple[Approach, list[tuple[Addressee, bool]], list[Turn]]
"""An approach, each whom it is addressed to and whether the time to reply is up, and whose turn it is."""


class Listed(NamedTuple):
    """Talks as they are listed, with whose turn it is and how many rounds there were."""

    talk: Talk
    turns: list[Turn]
    rounds: int


def listed(member: Membership, found: Case) -> tuple[list[Listed], list[Approached]]:
    """Return the talks and the approaches of a case with whose turn it is; offers whose time is up have lapsed."""
    at = reading(member.team)
    settle_case(found, at)
    talks = Talk.objects.filter(case=found).select_related("team", "opened_by").order_by("opened_at", "id")
    rounds = dict(Offer.objects.filter(talk__case=found).order_by().values_list("talk").annotate(Count("id")))
    turns = turns_of(member, at)
    approaches = Approach.objects.filter(case=found).prefetch_related("addressees").order_by("-made_at")
    return [
        Listed(talk, [turn for turn in turns if turn.within == f"talk:{talk.id}"], rounds.get(talk.pk, 0))
        for talk in talks
    ], [
        (
            row,
            [(each, lapsed(row.reply_due, at) and each.reply == Reply.WAITING) for each in row.addressees.all()],
            [turn for turn in turns if turn.belongs(f"approach:{row.id}")],
        )
        for row in approaches
    ]


@require_safe
@said_plainly
def page(request: HttpRequest, team: str, talk: UUID) -> HttpResponse:
    """Show talks: their stage, the rounds, who is at the table, the public claims beside."""
    member, found = fetch_talk(signed_in(request), team, talk, Right.READ_TALKS)
    note_reading(member, f"talk:{found.id}", reading(member.team))
    return _page(request, member, found)


@require_POST
@said_plainly
def move(request: HttpRequest, team: str, talk: UUID) -> HttpResponse:
    """Take talks to another stage."""
    member, found = fetch_talk(signed_in(request), team, talk, Right.NEGOTIATE)

    def act() -> str:
        wanted = request.POST.get("move", "")
        if wanted not in list(Move):
            raise UsageError(_("There is no such stage to go to."))
        seen = SeenTalk(team, talk, version_of(request.POST.get("version", "")))
        move_talk(member.user, seen, Move(wanted), reading(member.team))
        return _at(found)

    return acted(act, lambda problem, status: _page(request, member, found, problem, status))


@require_POST
@said_plainly
def terms(request: HttpRequest, team: str, talk: UUID) -> HttpResponse:
    """Keep what an offer has to be worth to us."""
    member, found = fetch_talk(signed_in(request), team, talk, Right.NEGOTIATE)
    form = TermsForm(found, request.POST)
    if not form.is_valid():
        return _page(request, member, found, faults(form), SENT_BACK)

    def act() -> str:
        seen = SeenTalk(team, talk, version_of(request.POST.get("version", "")))
        set_terms(member.user, seen, form.terms(), reading(member.team))
        return _at(found)

    return acted(act, lambda problem, status: _page(request, member, found, problem, status))


@require_POST
@said_plainly
def line(request: HttpRequest, team: str, talk: UUID) -> HttpResponse:
    """Make a code for the other side, shown once."""
    member, found = fetch_talk(signed_in(request), team, talk, Right.NEGOTIATE)
    party = request.POST.get("party", "")
    try:
        _made_line, secret = make_line(member.user, team, talk, party, reading(member.team))
    except PrepollError as error:
        return _page(request, member, found, str(error), SENT_BACK)
    return _page(request, member, found, code=(party, secret))


@require_POST
@said_plainly
def end(request: HttpRequest, team: str, talk: UUID) -> HttpResponse:
    """End the line to another team."""
    member, found = fetch_talk(signed_in(request), team, talk, Right.NEGOTIATE)

    def act() -> str:
        end_line(member.user, team, talk, request.POST.get("party", ""), reading(member.team))
        return _at(found)

    return acted(act, lambda problem, status: _page(request, member, found, problem, status))


@require_POST
@said_plainly
def leave(request: HttpRequest, team: str, talk: UUID) -> HttpResponse:
    """Leave the table of the team whose code was taken up."""
    member, found = fetch_talk(signed_in(request), team, talk, Right.NEGOTIATE)

    def act() -> str:
        leave_line(member.user, team, talk, reading(member.team))
        return _at(found)

    return acted(act, lambda problem, status: _page(request, member, found, problem, status))


def _at(talk: Talk) -> str:
    return reverse("talk", kwargs={"team": talk.team.slug, "talk": talk.id})


def _lines(talk: Talk) -> dict[str, object]:
    """Return at whose table these talks sit, which codes of theirs wait, and which lines have ended and by whom."""
    taken, made = talk.lines_taken.select_related("near"), talk.lines_made
    table = taken.filter(ended_at=None).first()
    sits = made.filter(ended_at=None).exclude(far=None).values("party")
    gone = made.filter(left=True).exclude(party__in=sits)  # whoever left and came back has not left
    return {
        "heads": table is None,
        "table_of": table.near.ours if table else "",
        "codes": sorted(made.filter(ended_at=None, far=None).values_list("party", flat=True)),
        "put_out": taken.exclude(ended_at=None).order_by("-ended_at").first(),
        "gone": {line.party: line for line in gone.order_by("ended_at")}.values(),
    }


def _page(
    request: HttpRequest,
    member: Membership,
    found: Talk,
    problem: str = "",
    status: int = 200,
    code: tuple[str, str] | None = None,
) -> HttpResponse:
    at, read = reading(member.team), case_on(found.case)
    settle(found, at)
    found.refresh_from_db()
    others = {talk.ours for talk in joined(found)}
    offers = Offer.objects.filter(talk=found).select_related("shared", "made_by", "answers")
    shown = {
        "team": found.team,
        "case": found.case,
        "talk": found,
        "key": f"talk:{found.id}",
        "zone": str(zone_of(read.country)),
        "offers": [(offer, in_words(offer.text, read)) for offer in offers],
        "sides": Side.objects.filter(talk=found, own=True).select_related("agreement").order_by("agreement__made_at"),
        "joined": sorted(others),
        "absent": [party for party in found.parties if party not in others],
        **_lines(found),
        "moves": [(each.value, WORDS[each]) for each in moves_from(Stage(found.stage))],
        "public": public(found.case, found.ours, tuple(found.parties), at),
        "terms": TermsForm(found),
        "may_act": may(member, Right.NEGOTIATE),
        "may_draft": found.stage in MOVES[Move.OFFER],
        "code": code,
        "problem": problem,
    }
    with timezone.override(zone_of(read.country)):
        return render(request, "talks/page.html", shown, status=status)
