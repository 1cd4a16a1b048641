"""Offers: writing one, one with its values and what can be decided about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prepoll.errors import PrepollError
from prepoll_web.approvals.actions import may_take_back, turn_of
from prepoll_web.approvals.texts import digest_of
from prepoll_web.deadlines.clock import reading
from prepoll_web.deadlines.moments import names_stay, zone_of
from prepoll_web.evidence.coding import case_on
from prepoll_web.evidence.handing_out import as_json, said_plainly
from prepoll_web.talks.access import fetch_offer, fetch_talk
from prepoll_web.talks.answers import SENT_BACK, acted, version_of
from prepoll_web.talks.claims import leavings
from prepoll_web.talks.drafting import (
    SeenOffer,
    approval_of,
    approve_offer,
    draft_offer,
    drop_offer,
    edit_offer,
    note_received,
    unapprove_offer,
)
from prepoll_web.talks.exchange import accept_offer, decline_offer, send_offer, settle, withdraw_offer
from prepoll_web.talks.mandate import outside
from prepoll_web.talks.models import Agreement, Offer, OfferState, Talk
from prepoll_web.talks.offer_form import OfferForm
from prepoll_web.talks.table import joined
from prepoll_web.talks.text import Text, alliance_given, courtesies_given, read_text, seats_given, seats_of
from prepoll_web.talks.words import in_words
from prepoll_web.talks.worth import countered, is_stale, newest, no_counter, not_in_figures, sides, value_now
from prepoll_web.teams.access import Right, may, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.models import Membership


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def make(request: HttpRequest, team: str, talk: UUID) -> HttpResponse:
    """Draft an offer: anew, as an answer to one (`?answers=`), or from a counter-offer suggested (`&counter=`)."""
    member, found = fetch_talk(signed_in(request), team, talk, Right.NEGOTIATE)
    at, read = reading(member.team), case_on(found.case)
    answers = _answered(found, request.GET.get("answers", ""))
    if request.method != "POST":
        note_reading(member, f"talk:{found.id}/offer", at)
        start = _start(answers, request.GET.get("counter", ""))
        return _form(request, found, OfferForm(found, read, text=start, at=at), answers=answers)
    form = OfferForm(found, read, request.POST, at=at)
    if not form.is_valid():
        return _form(request, found, form, answers=answers, status=SENT_BACK)

    def act() -> str:
        draft = form.draft(answers.id if answers else None)
        sender = request.POST.get("sender", "")
        if sender and sender != found.ours:
            heard = replace(draft, text=replace(draft.text, sender=sender), answers=None)
            return _at(note_received(member.user, team, talk, heard, reading(member.team)))
        return _at(draft_offer(member.user, team, talk, draft, reading(member.team)))

    return acted(act, lambda problem, status: _form(request, found, form, problem, status=status, answers=answers))


def _answered(talk: Talk, offer: str) -> Offer | None:
    """Return the offer that is to be answered, None where none is named."""
    if not offer:
        return None
    try:
        found = Offer.objects.filter(talk=talk, id=UUID(offer)).exclude(shared=None).first()
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


def _start(answers: Offer | None, counter: str) -> Text | None:
    """Return what a draft starts from: the offer that it answers, or what was suggested in answer to it."""
    if answers is None:
        return None
    valuation = newest(answers, reading(answers.talk.team))
    suggested = valuation.document["counters"] if valuation else []
    text = replace(read_text(answers.text), sender=answers.talk.ours, words="", reply_due="")
    place = int(counter) if counter.isdecimal() and len(counter) < 3 else len(suggested)
    return countered(text, answers.talk.ours, suggested[place]) if place < len(suggested) else text


def _form(  # noqa: PLR0913 - the page has a form, a problem, and what it is about
    request: HttpRequest,
    talk: Talk,
    form: OfferForm,
    problem: str = "",
    *,
    answers: Offer | None = None,
    offer: Offer | None = None,
    status: int = 200,
) -> HttpResponse:
    heard = [] if offer or answers or joined(talk) else talk.parties
    shown = {
        "team": talk.team, "case": talk.case, "talk": talk, "form": form, "problem": problem, "answers": answers,
        "offer": offer, "heard": heard,
    }  # fmt: skip
    return render(request, "talks/write_offer.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def edit(request: HttpRequest, team: str, offer: UUID) -> HttpResponse:
    """Change a draft."""
    member, found = fetch_offer(signed_in(request), team, offer, Right.NEGOTIATE)
    if found.shared_id is not None or found.dropped_at is not None:
        return redirect("offer", team=team, offer=offer)
    at, talk, read = reading(member.team), found.talk, case_on(found.talk.case)
    if request.method != "POST":
        note_reading(member, f"offer:{found.id}/edit", at)
        form = OfferForm(talk, read, text=read_text(found.text), at=at)
        form.initial["note"] = found.note
        return _form(request, talk, form, offer=found)
    form = OfferForm(talk, read, request.POST, at=at)
    if not form.is_valid():
        return _form(request, talk, form, offer=found, status=SENT_BACK)

    def act() -> str:
        return _at(edit_offer(member.user, _seen(request, team, offer), form.draft(), reading(member.team)))

    return acted(act, lambda problem, status: _form(request, talk, form, problem, offer=found, status=status))


@require_safe
@said_plainly
def page(request: HttpRequest, team: str, offer: UUID) -> HttpResponse:
    """Show an offer with what it is worth to each side by our own study; valued at once where it is not yet."""
    member, found = fetch_offer(signed_in(request), team, offer, Right.READ_TALKS)
    note_reading(member, f"offer:{found.id}", reading(member.team))
    return _page(request, member, found)


@require_POST
@said_plainly
def value(request: HttpRequest, team: str, offer: UUID) -> HttpResponse:
    """Value an offer anew, as the case now is."""
    member, found = fetch_offer(signed_in(request), team, offer, Right.READ_TALKS)

    def act() -> str:
        value_now(member, found, reading(member.team))
        return _at(found)

    return acted(act, lambda problem, status: _page(request, member, found, problem, status))


@require_safe
@said_plainly
def document(request: HttpRequest, team: str, offer: UUID) -> HttpResponse:
    """Hand out what an offer is worth as `prepoll offer --json` prints it, with what it was asked with."""
    member, found = fetch_offer(signed_in(request), team, offer, Right.READ_TALKS)
    note_reading(member, f"offer:{found.id}/json", reading(member.team))
    text = read_text(found.text)
    at = reading(member.team)
    valuation = newest(found, at) or value_now(member, found, at)
    asked = {
        "alliance": alliance_given(text), "seats_given": seats_given(text), "courtesies_given": courtesies_given(text),
        "objective": found.talk.objective,
    }  # fmt: skip
    return as_json({**valuation.document, "asked": asked, "valued_at": valuation.made_at.isoformat()})


@require_POST
@said_plainly
def approve(request: HttpRequest, team: str, offer: UUID) -> HttpResponse:
    """Approve a draft as it was read."""
    return _decided(request, team, offer, Right.APPROVE, approve_offer)


@require_POST
@said_plainly
def unapprove(request: HttpRequest, team: str, offer: UUID) -> HttpResponse:
    """Take an approval of a draft back."""
    return _decided(request, team, offer, Right.APPROVE, unapprove_offer)


@require_POST
@said_plainly
def send(request: HttpRequest, team: str, offer: UUID) -> HttpResponse:
    """Send a draft to everybody at the table."""
    return _decided(request, team, offer, Right.NEGOTIATE, send_offer)


@require_POST
@said_plainly
def drop(request: HttpRequest, team: str, offer: UUID) -> HttpResponse:
    """Give a draft up."""
    return _decided(request, team, offer, Right.NEGOTIATE, drop_offer)


@require_POST
@said_plainly
def accept(request: HttpRequest, team: str, offer: UUID) -> HttpResponse:
    """Accept an offer, or note that a party which is not on the server does; an agreement is led to."""
    party = request.POST.get("party", "")
    return _decided(
        request, team, offer, Right.NEGOTIATE, lambda by, _seen, at: accept_offer(by, team, offer, at, party)
    )


@require_POST
@said_plainly
def decline(request: HttpRequest, team: str, offer: UUID) -> HttpResponse:
    """Decline an offer, or note that a party which is not on the server does."""
    party = request.POST.get("party", "")
    return _decided(
        request, team, offer, Right.NEGOTIATE, lambda by, _seen, at: decline_offer(by, team, offer, at, party)
    )


@require_POST
@said_plainly
def withdraw(request: HttpRequest, team: str, offer: UUID) -> HttpResponse:
    """Take an offer back."""
    return _decided(request, team, offer, Right.NEGOTIATE, lambda by, _seen, at: withdraw_offer(by, team, offer, at))


def _decided(request: HttpRequest, team: str, offer: UUID, right: Right, decide: Callable[..., object]) -> HttpResponse:
    """Decide about an offer, and lead to the agreement that it became, or to the offer."""
    member, found = fetch_offer(signed_in(request), team, offer, right)

    def act() -> str:
        made = decide(member.user, _seen(request, team, offer), reading(member.team))
        if isinstance(made, Agreement):
            return reverse("agreement", kwargs={"team": team, "agreement": made.id})
        return _at(found)

    def show(problem: str, status: int) -> HttpResponse:
        return _page(request, member, fetch_offer(member.user, team, offer, right)[1], problem, status)

    return acted(act, show)


def _seen(request: HttpRequest, team: str, offer: UUID) -> SeenOffer:
    return SeenOffer(team, offer, version_of(request.POST.get("version", "")))


def _at(offer: Offer) -> str:
    return reverse("offer", kwargs={"team": offer.talk.team.slug, "offer": offer.id})


def _page(request: HttpRequest, member: Membership, found: Offer, problem: str = "", status: int = 200) -> HttpResponse:
    at, talk = reading(member.team), found.talk
    settle(talk, at)
    if found.shared is not None:
        found.shared.refresh_from_db()
    read, text = case_on(talk.case), read_text(found.text)
    valuation, unvalued = newest(found, at), ""
    if valuation is None and found.dropped_at is None:
        try:
            valuation = value_now(member, found, at)
        except PrepollError as error:
            unvalued = str(error)
    shown = {
        "team": talk.team,
        "case": talk.case,
        "talk": talk,
        "offer": found,
        "key": f"offer:{found.id}",
        "said": in_words(found.text, read),
        "valuation": valuation,
        "sides": sides(valuation, talk) if valuation else [],
        "unvalued": unvalued,
        "zone": str(zone_of(read.country)),
        "moved_on": valuation is not None and is_stale(valuation, talk),
        "leavings": leavings(talk.case, text, at),
        "left_out": not_in_figures(text, valuation.document["allocation"]) if valuation else [],
        "no_counter": no_counter(valuation) if valuation else "",
        "stay": sorted(names_stay(read, at) & seats_of(text)),
        **_approval(member, found),
        "digest": digest_of(found.text),
        "problem": problem,
        **_choices(member, found, text, at),
    }
    return render(request, "talks/offer.html", shown, status=status)


def _approval(member: Membership, offer: Offer) -> dict[str, object]:
    """Return how far a draft is approved, and what the member can do about that."""
    found = approval_of(offer) if offer.shared is None else None
    draft = found is not None and offer.dropped_at is None and may(member, Right.APPROVE)
    return {
        "approval": found,
        "turn": bool(found and draft and turn_of(member.user, found)),
        "yours": bool(found and draft and may_take_back(member.user, found)),
    }


def _choices(member: Membership, offer: Offer, text: Text, at: datetime) -> dict[str, object]:
    """Return what a member can do about an offer."""
    talk, shared = offer.talk, offer.shared
    others = {each.ours for each in joined(talk)}
    acts = may(member, Right.NEGOTIATE)
    is_open = shared is not None and shared.state == OfferState.OPEN
    given = set(shared.assents.values_list("party", flat=True)) if shared else set()
    waited = [party for party in text.parties if party not in given and party != offer.sender]
    agreement = Agreement.objects.filter(shared=shared).first() if shared else None
    return {
        "draft": shared is None and offer.dropped_at is None,
        "is_open": is_open,
        "waited": waited if is_open else [],
        "given": sorted(given),
        "may_act": acts,
        "may_approve": may(member, Right.APPROVE),
        "may_answer": acts and is_open and talk.ours in waited,
        "may_withdraw": acts and is_open and offer.sender == talk.ours,
        "absent": [party for party in waited if acts and is_open and party != talk.ours and party not in others],
        "outside": outside(member, talk, text, at) if acts and (is_open or shared is None) else (),
        "agreement": agreement,
    }
