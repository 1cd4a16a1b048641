"""Every change of meetings: called, written down, corrected by a newer row, closed; and the line in public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from prepoll.errors import UsageError
from prepoll_web.approvals.models import Body
from prepoll_web.cases.access import fetch_case
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.meetings.access import fetch_line, fetch_meeting
from prepoll_web.meetings.models import Item, ItemKind, Mandate, Meeting, PublicLine
from prepoll_web.meetings.public_line import Says
from prepoll_web.teams.access import Right
from prepoll_web.teams.models import User

LONGEST_TEXT = 8000


class ClosedError(UsageError):
    """The minutes of the meeting are closed."""


class CorrectedError(UsageError):
    """What was to be corrected was corrected by somebody else."""


@dataclass(frozen=True, slots=True)
class Called:
    """Which body meets, for which party, and when."""

    body: UUID
    party: str
    begins_at: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """A row for a meeting's paper; `instead_of` is the row that it corrects."""

    kind: ItemKind
    text: str
    instead_of: UUID | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A line for the public: its words, what it says of each party ("": of any other), from which day on."""

    text: str
    stands: Mapping[str, Says]
    said_on: date
    mandate: UUID | None = None


@transaction.atomic
def call_meeting(by: User, team: str, case: UUID, called: Called, at: datetime) -> Meeting:
    """Call a meeting of a body of the team; UsageError where the body is not there any more."""
    member, found = fetch_case(by, team, case, Right.HOLD_MEETING)
    body = Body.objects.filter(team=member.team, id=called.body, ended_at=None).first()
    if body is None:
        raise UsageError(_("There is no such body. Choose one of the list."))
    meeting = Meeting.objects.create(
        team=member.team, case=found, body=body, party=called.party, begins_at=called.begins_at,
        called_by=by, called_at=at,
    )  # fmt: skip
    told = {"body": body.name, "party": called.party, "begins_at": called.begins_at.isoformat()}
    _note(What.MEETING_CALLED, meeting, by, at, told)
    return meeting


@transaction.atomic
def write_down(by: User, team: str, meeting: UUID, written: Written, at: datetime) -> Item:
    """Add a row to a meeting's paper, or a correction of one.

    Raises ClosedError once the minutes are closed, CorrectedError where the row was corrected already, and
    UsageError where the text will not do.
    """
    _member, found = fetch_meeting(by, team, meeting, Right.HOLD_MEETING, lock=True)
    _check_open(found)
    text = _checked(written.text)
    before = _to_correct(found, written)
    newest = found.items.order_by("-number").first()
    item = Item(meeting=found, kind=written.kind, text=text, instead_of=before, by=by, at=at)
    item.number = newest.number + 1 if newest else 1
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError as error:
        raise CorrectedError(_("Somebody else has just corrected this. Load the page again.")) from error
    what = What.ITEM_CORRECTED if before else What.ITEM_ADDED
    told = {"kind": item.kind, "before": before.text if before else "", "after": text}
    _note(what, found, by, at, {"item": item.number, **told})
    return item


def _to_correct(meeting: Meeting, written: Written) -> Item | None:
    if written.instead_of is None:
        return None
    found = meeting.items.filter(id=written.instead_of, kind=written.kind).first()
    if found is None:
        raise Http404
    return found


@transaction.atomic
def close(by: User, team: str, meeting: UUID, at: datetime) -> Meeting:
    """Close the minutes of a meeting: from now on nothing is added. ClosedError where they are closed already."""
    _member, found = fetch_meeting(by, team, meeting, Right.HOLD_MEETING, lock=True)
    _check_open(found)
    found.closed_by, found.closed_at = by, at
    found.save(update_fields=["closed_by", "closed_at"])
    _note(What.MEETING_CLOSED, found, by, at, {"items": found.items.count()})
    return found


@transaction.atomic
def settle_line(by: User, team: str, meeting: UUID, said: Said, at: datetime) -> PublicLine:
    """Settle what a party says in public; the line that the meeting had before is given up by it."""
    _member, found = fetch_meeting(by, team, meeting, Right.HOLD_MEETING, lock=True)
    text = _checked(said.text)
    mandate = Mandate.objects.filter(meeting=found, id=said.mandate).first() if said.mandate else None
    earlier = PublicLine.objects.filter(meeting=found, ended_at=None).first()
    if earlier is not None:
        PublicLine.objects.filter(pk=earlier.pk).update(ended_by=by, ended_at=at)
    line = PublicLine.objects.create(
        meeting=found, mandate=mandate, party=found.party, text=text, said_on=said.said_on, by=by, at=at,
        stands={party: says.value for party, says in said.stands.items()},
    )  # fmt: skip
    told = {"before": earlier.text if earlier else "", "after": text, "said_on": said.said_on.isoformat()}
    _note(What.PUBLIC_LINE_SET, found, by, at, told)
    return line


@transaction.atomic
def end_line(by: User, team: str, line: UUID, at: datetime) -> PublicLine:
    """Give a line up; giving it up again changes nothing."""
    _member, found = fetch_line(by, team, line, Right.HOLD_MEETING)
    if PublicLine.objects.filter(pk=found.pk, ended_at=None).update(ended_by=by, ended_at=at):
        _note(What.PUBLIC_LINE_ENDED, found.meeting, by, at, {"before": found.text, "after": ""})
    return found


def _check_open(meeting: Meeting) -> None:
    if meeting.closed_at is not None:
        raise ClosedError(_("The minutes of this meeting are closed."))


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not 0 < len(text) <= LONGEST_TEXT or "\x00" in text:
        raise UsageError(_("Write 1 to %(most)s characters.") % {"most": LONGEST_TEXT})
    return text


def _note(what: What, meeting: Meeting, by: User, at: datetime, told: Mapping[str, str | int | None]) -> None:
    record(what, by=by.username, at=at, team=meeting.team_id, about=f"meeting:{meeting.id}", details=told)
