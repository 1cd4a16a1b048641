"""The record of a team, for its owners."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from prepoll.commands.output import Row
from prepoll_web.events.chain import breaks
from prepoll_web.events.handing_out import lines_of
from prepoll_web.events.models import Event, What
from prepoll_web.teams.access import Right, fetch_membership, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.handing_out import as_csv

SHOWN = 100
"""How many rows a page shows."""


@require_safe
def take_out(request: HttpRequest, team: str) -> HttpResponse:
    """Hand the whole record out as JSON Lines; that it was taken out stands in it as the last row."""
    member = fetch_membership(signed_in(request), team, Right.READ_RECORD)
    note_reading(member, "record.jsonl", timezone.now())
    content = "".join(lines_of(str(member.team.id)))
    response = HttpResponse(content, content_type="application/jsonl; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="record-{member.team.slug}.jsonl"'
    return response


@require_safe
def record_csv(request: HttpRequest, team: str) -> HttpResponse:
    """Hand the whole record out as a table, the oldest row first; to be checked it is taken out as JSON Lines."""
    member = fetch_membership(signed_in(request), team, Right.READ_RECORD)
    note_reading(member, "record.csv", timezone.now())
    events = Event.objects.filter(chain=str(member.team.id)).order_by("number")
    rows: list[Row] = [
        {
            "number": each.number,
            "at": each.at.isoformat(timespec="seconds"),
            "who": each.who,
            "what": each.what,
            "about": each.about,
            "details": json.dumps(each.details, ensure_ascii=False, sort_keys=True),
        }
        for each in events.iterator()
    ]
    return as_csv(rows, (), f"record-{member.team.slug}")


@require_safe
def record(request: HttpRequest, team: str) -> HttpResponse:
    """Show who did and read what, newest first; asked to, check that no row was changed."""
    member = fetch_membership(signed_in(request), team, Right.READ_RECORD)
    note_reading(member, "record", timezone.now())
    chain = str(member.team.id)
    asked = {key: request.GET.get(key, "").replace("\x00", "") for key in ("who", "what", "before")}
    rows = Event.objects.filter(chain=chain).order_by("-number")
    if asked["who"]:
        rows = rows.filter(who=asked["who"])
    if asked["what"] in What.values:
        rows = rows.filter(what=asked["what"])
    if asked["before"].isascii() and asked["before"].isdigit() and len(asked["before"]) < 10:
        rows = rows.filter(number__lt=int(asked["before"]))
    words = dict(What.choices)
    shown = [(event, words.get(event.what, event.what)) for event in rows[:SHOWN]]
    checked = "check" in request.GET
    page = {
        "team": member.team,
        "rows": shown,
        "more": shown[-1][0].number if len(shown) == SHOWN else None,
        "asked": asked,
        "kinds": What.choices,
        "checked": checked,
        "breaks": breaks(chain) if checked else [],
        "newest": Event.objects.filter(chain=chain).order_by("-number").first(),
    }
    return render(request, "teams/record.html", page)
