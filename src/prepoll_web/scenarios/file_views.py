"""The rows of scenario pages as files: the list of a case, one seat, how many seats are won, the links to others."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from prepoll.commands.output import Row
from prepoll.errors import PrepollError
from prepoll_web.cases.access import fetch_case
from prepoll_web.scenarios.access import fetch_scenario
from prepoll_web.scenarios.charts import seat_chances
from prepoll_web.scenarios.figures import figures
from prepoll_web.scenarios.models import Scenario, ShareLink
from prepoll_web.scenarios.plan import read_plan
from prepoll_web.scenarios.seat_page import SeatPage, seat_page
from prepoll_web.scenarios.studies import open_case
from prepoll_web.scenarios.views import SENT_BACK, given_of
from prepoll_web.teams.access import Right, may, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.handing_out import as_file

SCENARIOS = ("id", "name", "version", "changed", "by", "seed", "draws")
SEAT = ("kind", "what", "party", "share", "low90", "high90", "chance")
CHANCES = ("party", "seats", "part")
LINKS = ("for", "version", "made", "by", "ends", "answers", "state")


@require_safe
def of_case(request: HttpRequest, team: str, case: UUID, kind: str) -> HttpResponse:
    """Hand out the list of a case's scenarios."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ)
    note_reading(member, f"scenarios:{found.id}.{kind}", timezone.now())
    living = Scenario.objects.filter(case=found, removed_at=None).select_related("changed_by").order_by("made_at", "id")
    rows = [_row(SCENARIOS, each.id, each.name, each.version, each.changed_at.isoformat(timespec="seconds"),
                 each.changed_by.username, each.seed, each.draws) for each in living]  # fmt: skip
    return as_file(kind, rows, SCENARIOS, "scenarios")


@require_safe
def seat(request: HttpRequest, team: str, scenario: UUID, seat: str, kind: str) -> HttpResponse:
    """Hand out a seat's shares and chances, past results, and what moved the shares."""
    member, found = fetch_scenario(signed_in(request), team, scenario, Right.READ)
    note_reading(member, f"scenario:{found.id}/{seat}.{kind}"[:100], timezone.now())
    try:
        opened = open_case(found.case, found.seed, found.draws)
        if seat not in opened.seat:
            raise Http404
        seen = may(member, Right.READ_FIELD)
        page = seat_page(opened, read_plan(found.plan), seat, given_of(request), reporters=seen)
    except PrepollError as error:
        return _problem(error)
    return as_file(kind, _seat_rows(page), SEAT, f"seat-{page.code}")


@require_safe
def chances(request: HttpRequest, team: str, scenario: UUID, kind: str) -> HttpResponse:
    """Hand out how likely each number of seats is."""
    member, found = fetch_scenario(signed_in(request), team, scenario, Right.READ)
    note_reading(member, f"scenario:{found.id}/chances.{kind}", timezone.now())
    try:
        opened = open_case(found.case, found.seed, found.draws)
        reckoned = figures(opened, read_plan(found.plan), given_of(request))
    except PrepollError as error:
        return _problem(error)
    rows = [_row(CHANCES, row.party, k, part) for row in seat_chances(reckoned) for k, part in row.parts]
    return as_file(kind, rows, CHANCES, "how-many-seats")


@require_safe
def links(request: HttpRequest, team: str, scenario: UUID, kind: str) -> HttpResponse:
    """Hand out the list of links to a scenario; the addresses are kept nowhere."""
    member, found = fetch_scenario(signed_in(request), team, scenario, Right.READ)
    note_reading(member, f"scenario:{found.id}/links.{kind}", timezone.now())
    made = ShareLink.objects.filter(scenario=found).select_related("made_by").order_by("-made_at")
    return as_file(kind, [_link(each) for each in made], LINKS, "links")


def _link(link: ShareLink) -> Row:
    state = "revoked" if link.revoked_at else "ended" if link.expires_at <= timezone.now() else "open"
    return _row(LINKS, link.name, link.version, link.made_at.isoformat(timespec="seconds"), link.made_by.username,
                link.expires_at.isoformat(timespec="seconds"), link.answers, state)  # fmt: skip


def _seat_rows(page: SeatPage) -> list[Row]:
    """List what a seat's page shows, each row saying of what kind it is."""
    now = [_row(SEAT, "share", "", row.party, row.share.mean, row.share.low90, row.share.high90, row.chance)
           for row in page.rows]  # fmt: skip
    past = [
        _row(SEAT, "past", f"{count.election} {count.day}", party, part, None, None, None)
        for count in page.past
        for party, part in count.shares
    ]
    moved = [
        _row(SEAT, "moved", f"{row.kind}: {row.source}, {row.before} to {row.after}", row.party, None, None, None, None)
        for row in page.evidence
    ]
    return [*now, *past, *moved]


def _row(columns: tuple[str, ...], *values: object) -> Row:
    kept = (value if isinstance(value, (str, int, float)) or value is None else str(value) for value in values)
    return dict(zip(columns, kept, strict=True))


def _problem(error: PrepollError) -> HttpResponse:
    return HttpResponse(str(error), content_type="text/plain; charset=utf-8", status=SENT_BACK)
