"""Every change of the field: reporters get codes and links, reports come in once, and are deleted on request."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext

from prepoll.errors import UsageError
from prepoll.identity import content_id
from prepoll.names import Measure, ReportKind, Sphere
from prepoll_web.cases.access import fetch_case
from prepoll_web.cases.models import Case
from prepoll_web.cases.working import forget_working
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.field.access import (
    digest_of,
    fetch_own_link,
    fetch_report,
    fetch_reporter,
    hold_reporters,
    reporters_of,
)
from prepoll_web.field.models import FieldReport, Forgotten, Link, Reporter
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import User

LASTS: Final = timedelta(days=90)
"""How long a reporter's link holds."""

MOST_A_DAY: Final = 200
"""Reports that a link takes in a day; a secret that got out is not to fill the disk."""

BY_LINK: Final = "a reporter's link"
"""Who sent a report, in the record, where no account did."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a report says; shares are fractions. `client_id` is the sender's own name for it."""

    client_id: UUID
    day: date
    party: str
    kind: ReportKind
    measure: Measure
    seat: str = ""
    of: str = ""
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender is given: a code, and whether the report had come before."""

    code: str
    again: bool


def add_reporter(by: User, team: str, sphere: Sphere, at: datetime) -> Reporter:
    """Give a new reporter a code; no name is asked for or kept."""
    member = fetch_membership(by, team, Right.READ_FIELD)
    for _ in range(5):
        newest = Reporter.objects.filter(team=member.team).order_by("-number").first()
        number = newest.number + 1 if newest else 1
        try:
            with transaction.atomic():
                made = Reporter.objects.create(team=member.team, number=number, sphere=sphere, added_by=by, added_at=at)
                about = f"reporter:{made.code}"
                record(What.REPORTER_ADDED, by=by.username, at=at, team=member.team.id, about=about)
        except IntegrityError:
            continue  # somebody else has taken the number
        return made
    raise UsageError(gettext("Many codes are being given out at this moment. Try again."))


@transaction.atomic
def make_link(by: User, team: str, case: UUID, reporter: int, at: datetime) -> tuple[Link, str]:
    """Make the address by which a reporter sends reports on a case, and return it with its secret, told only now."""
    member, found = fetch_case(by, team, case, Right.READ_FIELD)
    whose = hold_reporters([fetch_reporter(member, reporter)])[reporter]
    secret = secrets.token_urlsafe(24)
    link = Link.objects.create(
        reporter=whose, case=found, digest=digest_of(secret), made_by=by, made_at=at, until=at + LASTS
    )
    about = f"link:{link.id}"
    details = {"reporter": whose.code, "until": link.until.isoformat()}
    record(What.FIELD_LINK_MADE, by=by.username, at=at, team=member.team.id, about=about, details=details)
    return link, secret


@transaction.atomic
def revoke_link(by: User, team: str, link: UUID, at: datetime) -> Link:
    """Revoke a reporter's link; UsageError where it was revoked already."""
    member, found = fetch_own_link(by, team, link)
    if not Link.objects.filter(pk=found.pk, revoked_at=None).update(revoked_at=at):
        raise UsageError(gettext("The link was revoked already."))
    record(What.FIELD_LINK_REVOKED, by=by.username, at=at, team=member.team.id, about=f"link:{found.id}")
    return found


def send_report(by: User, team: str, case: UUID, reporter: int, told: Told, at: datetime) -> Receipt:
    """Take in a report that a member writes down for a reporter; sent again it changes nothing."""
    member, found = fetch_case(by, team, case, Right.READ_FIELD)
    return _take(found, fetch_reporter(member, reporter), told, by, at)


def send_by_link(link: Link, told: Told, at: datetime) -> Receipt:
    """Take in a report that came by a reporter's link; sent again it changes nothing.

    Raises UsageError where the reporter's links have brought as many as a day may bring.
    """
    day = FieldReport.objects.filter(reporter=link.reporter, sent_by=None, received_at__gt=at - timedelta(days=1))
    if day.count() >= MOST_A_DAY:
        raise UsageError(
            gettext("%(most_a_day)s reports came by this link within a day. Send the rest tomorrow.")
            % {"most_a_day": MOST_A_DAY}
        )
    return _take(link.case, link.reporter, told, None, at)


def send_table(by: User, team: str, case: UUID, rows: Sequence[tuple[int, Told]], at: datetime) -> int:
    """Take in a table of reports whole or not at all, each once; return how many are new."""
    member, found = fetch_case(by, team, case, Right.READ_FIELD)
    numbers = {number for number, _told in rows}
    with transaction.atomic():
        whose = hold_reporters([each for each in reporters_of(member) if each.number in numbers])
        if len(whose) < len(numbers):
            raise Http404
        given = [_take(found, whose[number], told, by, at) for number, told in rows]
    return sum(not each.again for each in given)


@transaction.atomic
def _take(case: Case, reporter: Reporter, told: Told, by: User | None, at: datetime) -> Receipt:
    hold_reporters([reporter])
    code = receipt_of(told.client_id)
    if Forgotten.objects.filter(client_id=told.client_id).exists():
        return Receipt(code, again=True)
    report = FieldReport(
        case=case, reporter=reporter, receipt=code, received_at=at, sent_by=by, **asdict(told)
    )  # fmt: skip
    try:
        with transaction.atomic():
            report.save(force_insert=True)
            who, about = by.username if by else BY_LINK, f"report:{report.id}"
            details = {"reporter": reporter.code, "receipt": code}
            record(What.REPORT_RECEIVED, by=who, at=at, team=case.team_id, about=about, details=details)
    except IntegrityError:
        return Receipt(code, again=True)
    return Receipt(code, again=False)


def receipt_of(client_id: UUID) -> str:
    """Return the code that a report is confirmed with, the same however often it is sent."""
    return "F-" + content_id("receipt", str(client_id)).partition(":")[2][:8].upper()


@transaction.atomic
def delete_report(by: User, team: str, report: UUID, at: datetime) -> Case:
    """Delete a report on request; the record keeps that it was deleted, by whom and when, and nothing of it.

    Folders made for studies with the report in them are removed; briefs that were made with it stay.
    """
    member, found = fetch_report(by, team, report)
    case, client_id = found.case, found.client_id
    hold_reporters([found.reporter])
    if not FieldReport.objects.filter(pk=found.pk).delete()[0]:
        raise UsageError(gettext("The report was deleted already."))
    Forgotten.objects.get_or_create(client_id=client_id)
    record(What.REPORT_DELETED, by=by.username, at=at, team=member.team.id, about=f"report:{report}")
    transaction.on_commit(lambda: forget_working(case))
    return case


@transaction.atomic
def delete_reporter(by: User, team: str, number: int, at: datetime) -> int:
    """Delete a reporter on request, with all reports and links in every case; return how many reports went.

    The code is not given out again. The record keeps that it was deleted, by whom and when.
    """
    member = fetch_membership(by, team, Right.READ_FIELD)
    found = hold_reporters([fetch_reporter(member, number)])[number]
    Reporter.objects.filter(pk=found.pk).update(deleted_at=at, sphere="")
    reports = list(found.reports.all())
    cases = list(Case.objects.filter(id__in={report.case_id for report in reports}))
    for report in reports:
        Forgotten.objects.get_or_create(client_id=report.client_id)
    found.reports.all().delete()
    found.links.all().delete()
    for report in reports:  # rows first and the record last, as everywhere: no two wait for each other
        record(What.REPORT_DELETED, by=by.username, at=at, team=member.team.id, about=f"report:{report.pk}")
    record(What.REPORTER_DELETED, by=by.username, at=at, team=member.team.id, about=f"reporter:{found.code}")
    transaction.on_commit(lambda: _forget_all(cases))
    return len(reports)


def _forget_all(cases: Sequence[Case]) -> None:
    for case in cases:
        forget_working(case)


def note_link_read(link: Link, at: datetime) -> None:
    """Record that a reporter's link was opened."""
    record(What.READ, by=BY_LINK, at=at, team=link.case.team_id, about=f"link:{link.id}")
