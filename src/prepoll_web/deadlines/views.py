"""What falls due, whose turn it is, one's own calendar and reminders."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from prepoll.commands.output import Row
from prepoll_web.deadlines import clock
from prepoll_web.deadlines.access import fetch_by_secret
from prepoll_web.deadlines.actions import make_feed, revoke_feed, set_address
from prepoll_web.deadlines.calendars import calendar_of
from prepoll_web.deadlines.forms import AddressForm
from prepoll_web.deadlines.models import Feed, Recipient
from prepoll_web.deadlines.sources import deadlines_of, turns_of
from prepoll_web.teams.access import Right, fetch_membership, may, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.handing_out import as_file, row_of
from prepoll_web.teams.models import Membership


@require_safe
def of_team(request: HttpRequest, team: str) -> HttpResponse:
    """List what falls due and whose turn it is."""
    member = fetch_membership(signed_in(request), team, Right.READ)
    note_reading(member, "deadlines", clock.reading(member.team))
    return _page(request, member)


COLUMNS = ("kind", "ends", "what", "waits_for")


@require_safe
def of_team_file(request: HttpRequest, team: str, kind: str) -> HttpResponse:
    """Hand out whose turn it is and what falls due, as the page says it; as JSON or as a table."""
    member = fetch_membership(signed_in(request), team, Right.READ)
    at = clock.reading(member.team)
    note_reading(member, f"deadlines.{kind}", at)
    rows: list[Row] = [
        row_of(
            COLUMNS, kind="turn", ends=_hour(turn.ends), what=turn.words, waits_for="you" if turn.mine else turn.whom
        )
        for turn in turns_of(member, at)
    ]
    rows += [
        row_of(COLUMNS, kind="deadline", ends=_hour(each.ends), what=each.words) for each in deadlines_of(member, at)
    ]
    return as_file(kind, rows, COLUMNS, "deadlines")


def _hour(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


@require_POST
def new_feed(request: HttpRequest, team: str) -> HttpResponse:
    """Make a secret address for one's own calendar, and show it this once."""
    member = fetch_membership(signed_in(request), team, Right.KEEP_CALENDAR)
    _, secret = make_feed(member.user, team, clock.reading(member.team))
    return _page(request, member, made=request.build_absolute_uri(reverse("calendar", args=(secret,))))


@require_POST
def end_feed(request: HttpRequest, team: str) -> HttpResponse:
    """End the address of one's own calendar."""
    member = fetch_membership(signed_in(request), team, Right.KEEP_CALENDAR)
    revoke_feed(member.user, team, clock.reading(member.team))
    return redirect("deadlines", team=team)


@require_POST
def reminders(request: HttpRequest, team: str) -> HttpResponse:
    """Say where one's own reminders go."""
    member = fetch_membership(signed_in(request), team, Right.KEEP_CALENDAR)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, member, form=form)
    set_address(member.user, team, form.cleaned_data["address"], clock.reading(member.team))
    return redirect("deadlines", team=team)


@login_not_required
@require_safe
def calendar(request: HttpRequest, calendar: str) -> HttpResponse:
    """Give a member's calendar to whoever has its secret address."""
    member, found = fetch_by_secret(calendar)
    at = clock.reading(member.team)
    note_reading(member, f"calendar:{found.id}", at)
    content = calendar_of(member.team, deadlines_of(member, at), at, settings.PREPOLL_ADDRESS.rstrip("/"))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
    return response


def _page(request: HttpRequest, member: Membership, form: AddressForm | None = None, made: str = "") -> HttpResponse:
    at, own = clock.reading(member.team), {"team": member.team, "user": member.user}
    recipient = Recipient.objects.filter(**own).first()
    shown = {
        "team": member.team,
        "deadlines": deadlines_of(member, at),
        "turns": turns_of(member, at),
        "feed": Feed.objects.filter(**own, revoked_at=None).first(),
        "made": made,
        "form": form or AddressForm(initial={"address": recipient.address if recipient else ""}),
        "may_keep": may(member, Right.KEEP_CALENDAR),
        "at": at,
    }
    return render(request, "deadlines/of_team.html", shown, status=422 if form else 200)
