"""Reminders by mail: each once, and none of anything that has lapsed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from prepoll_web.deadlines import clock
from prepoll_web.deadlines.models import Recipient, Reminder
from prepoll_web.deadlines.sources import Deadline, deadlines_of
from prepoll_web.deadlines.wording import ending
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.teams.access import Right, may
from prepoll_web.teams.models import Membership

HOURS: Final = (24, 2)
"""How many hours before its end a deadline is called to mind."""


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that is to go out."""

    member: Membership
    address: str
    deadline: Deadline
    hours: int
    at: datetime


def remind() -> int:
    """Send every reminder that is due; return how many went out.

    Nothing is claimed while the mail server cannot be reached, so the next round tries again. What fails after
    it was claimed is not tried again: it may have gone out.
    """
    waiting = [due for due in _due() if not _claimed(due)]
    if not waiting:
        return 0
    post = get_connection()
    post.open()
    try:
        return sum(_send(due, post) for due in waiting)
    finally:
        post.close()


def _due() -> Iterator[Due]:
    for each in Recipient.objects.select_related("team", "user").order_by("id"):
        member = Membership.objects.select_related("team", "user").filter(team=each.team, user=each.user).first()
        if member is None or not each.user.is_active or not may(member, Right.KEEP_CALENDAR):
            continue
        at = clock.reading(each.team)
        for deadline in deadlines_of(member, at):
            if hours := hours_before(deadline.ends, at):
                yield Due(member, each.address, deadline, hours, at)


def hours_before(ends: datetime, at: datetime) -> int:
    """Return the nearest of the hours at which a deadline is called to mind and that has come; 0 where none has."""
    left = (ends - at).total_seconds() / 3600
    return min((hours for hours in HOURS if 0 < left <= hours), default=0)


def _key(due: Due) -> dict[str, object]:
    deadline = due.deadline
    return {
        "team": due.member.team,
        "user": due.member.user,
        "about": deadline.about,
        "term": deadline.term.value,
        "ends": deadline.ends,
        "hours": due.hours,
    }


def _claimed(due: Due) -> bool:
    return Reminder.objects.filter(**_key(due)).exists()


def _send(due: Due, post: BaseEmailBackend) -> int:
    about, ends = due.deadline.about, due.deadline.ends.isoformat()
    told: dict[str, str | int | None] = {"to": due.member.user.username, "hours": due.hours, "ends": ends}
    try:
        with transaction.atomic():
            row = Reminder.objects.create(**_key(due), at=due.at)
            record(What.REMINDED, by="", at=due.at, team=due.member.team.id, about=about, details=told)
    except IntegrityError:
        return 0  # another process sends it
    try:
        return _message(due, post).send()
    except OSError as error:  # SMTPException is one too
        Reminder.objects.filter(pk=row.pk).update(problem=str(error)[:200])
        return 0


def _message(due: Due, post: BaseEmailBackend) -> EmailMessage:
    site = settings.PREPOLL_ADDRESS.rstrip("/")
    when = ending(due.deadline.ends, "j F Y")
    lines = [f"{due.deadline.words}: {when}.", _("Team: %(team)s") % {"team": due.member.team.name}]
    if site and due.deadline.href:
        lines.append(f"{site}{due.deadline.href}")
    subject = _("%(words)s in less than %(hours)s hours") % {"words": due.deadline.words, "hours": due.hours}
    return EmailMessage(" ".join(subject.split()), "\n".join(lines), None, [due.address], connection=post)
