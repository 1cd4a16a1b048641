"""The rows of the pages of meetings as files: the lists of a team and of a case, the paper of one meeting."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from prepoll.commands.output import Row
from prepoll_web.cases.access import fetch_case
from prepoll_web.deadlines.clock import reading
from prepoll_web.evidence.handing_out import said_plainly
from prepoll_web.meetings.access import fetch_meeting
from prepoll_web.meetings.mandates import Judged, State
from prepoll_web.meetings.models import ItemKind, Meeting, PublicLine
from prepoll_web.meetings.paper import standing_items
from prepoll_web.meetings.views import listed, mandates_of
from prepoll_web.teams.access import Right, fetch_membership, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.handing_out import as_file, row_of
from prepoll_web.teams.models import Membership

MEETINGS = ("kind", "id", "who", "begins", "case", "party", "contradicted", "with", "until", "state", "waits_for")
PAPER = ("kind", "number", "who", "at", "text", "before", "with", "until", "state", "waits_for")


@require_safe
@said_plainly
def of_team(request: HttpRequest, team: str, kind: str) -> HttpResponse:
    """Hand out the meetings of a team and its mandates."""
    member = fetch_membership(signed_in(request), team, Right.READ_MEETINGS)
    note_reading(member, f"meetings.{kind}", reading(member.team))
    return as_file(kind, _listed(member, Meeting.objects.filter(team=member.team)), MEETINGS, "meetings")


@require_safe
@said_plainly
def of_case(request: HttpRequest, team: str, case: UUID, kind: str) -> HttpResponse:
    """Hand out the meetings of a case and its mandates."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ_MEETINGS)
    note_reading(member, f"meetings:{found.id}.{kind}", reading(member.team))
    return as_file(kind, _listed(member, Meeting.objects.filter(case=found)), MEETINGS, "meetings")


def _listed(member: Membership, found: QuerySet[Meeting]) -> list[Row]:
    meetings, mandates = listed(member, found)
    rows = [
        row_of(
            MEETINGS,
            kind="meeting",
            id=str(each.id),
            who=each.body.name,
            begins=each.begins_at.isoformat(timespec="seconds"),
            case=each.case.title,
            party=each.party,
            contradicted=against,
            state="closed" if each.closed_at else "open",
        )
        for each, against in meetings
    ]
    return rows + [row_of(MEETINGS, id=str(each.mandate.id), **_mandate(each)) for each in mandates]


def _mandate(judged: Judged) -> dict[str, str]:
    """Return the cells of a mandate that its row in a list shows."""
    missing = judged.standing.missing if judged.state is State.DRAFT else ()
    return {
        "kind": "mandate",
        "who": judged.mandate.holder.username,
        "with": ", ".join(judged.mandate.terms["partners"]),
        "until": judged.mandate.until.isoformat(timespec="seconds"),
        "state": judged.state.value,
        "waits_for": ", ".join(body.name if body else "an approver" for body in missing),
    }


@require_safe
@said_plainly
def page(request: HttpRequest, team: str, meeting: UUID, kind: str) -> HttpResponse:
    """Hand out a meeting's paper: who was there, what was reported and decided, its mandates, its public lines."""
    member, found = fetch_meeting(signed_in(request), team, meeting, Right.READ_MEETINGS)
    note_reading(member, f"meeting:{found.id}.{kind}", reading(member.team))
    rows = [
        row_of(
            PAPER,
            kind=sheet.value,
            number=row.number,
            who=row.by.username,
            at=row.at.isoformat(timespec="seconds"),
            text=row.text,
            before=row.instead_of.text if row.instead_of else None,
        )
        for sheet in ItemKind
        for row in standing_items(found, sheet)
    ]
    rows += [row_of(PAPER, **_mandate(each)) for each in mandates_of([found], member.team)]
    lines = PublicLine.objects.filter(meeting=found).select_related("by", "ended_by")
    return as_file(kind, [*rows, *map(_line, lines)], PAPER, "meeting")


def _line(line: PublicLine) -> Row:
    """Return the row of a public line; of one that was given up the page says who did."""
    who = line.by if line.ended_by is None else line.ended_by
    cells = {"who": who.username, "at": str(line.said_on), "text": line.text}
    return row_of(PAPER, kind="public_line", state="stands" if line.ended_at is None else "given up", **cells)
