"""Every change of what leaves the team: links made and revoked, exports for the public."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext

from prepoll.brief import SilenceError
from prepoll.errors import UsageError
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.scenarios.access import fetch_scenario
from prepoll_web.scenarios.models import Scenario, ShareLink
from prepoll_web.scenarios.public_page import Answered, map_picture, map_png, public_page
from prepoll_web.scenarios.silence import check_open, read_window, window_json, windows_of
from prepoll_web.scenarios.studies import Opened, open_case
from prepoll_web.teams.access import Right, fetch_membership
from prepoll_web.teams.models import User

SECRET_BYTES: Final = 32
LONGEST_DAYS: Final = 90


class Form(StrEnum):
    """A form in which a scenario leaves the team."""

    PAGE = "html"
    PNG = "png"
    SVG = "svg"


MAKERS: Final[Mapping[Form, Callable[[Opened, Scenario, Answered], bytes]]] = {
    Form.PAGE: lambda opened, scenario, answered: public_page(opened, scenario, answered).encode(),
    Form.PNG: lambda opened, scenario, answered: map_png(opened, scenario),
    Form.SVG: lambda opened, scenario, answered: map_picture(opened, scenario).encode(),
}
"""How each form is made."""


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """What a link is asked for with: whom it is for, for how many days, who answers in a silent period."""

    name: str
    days: int
    answers: str = ""


def make_link(by: User, team: str, scenario: UUID, asked: LinkAsked, at: datetime) -> tuple[ShareLink, str]:
    """Make a link to a scenario as it stands now; returned with its secret, which is not kept.

    Raises UsageError where name or days will not do, SilenceError in a silent period for which nobody
    answers, and what the library raises.
    """
    _, found = fetch_scenario(by, team, scenario, Right.PUBLISH)
    name, answers = " ".join(asked.name.split()), " ".join(asked.answers.split())
    if not 0 < len(name) <= 80 or len(answers) > 80:
        raise UsageError(gettext("Say in 1 to 80 characters whom the link is for."))
    if not 1 <= asked.days <= LONGEST_DAYS:
        raise UsageError(gettext("A link lasts 1 to %(longest_days)s days.") % {"longest_days": LONGEST_DAYS})
    opened = open_case(found.case, found.seed, found.draws)
    closed = windows_of(opened.case)
    page = public_page(opened, found, Answered(answers, check_open(closed, at, answers)))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        fetch_scenario(by, team, scenario, Right.PUBLISH)  # again: opening takes seconds, and rights can end
        link = ShareLink(
            team=found.team, scenario=found, version=found.version, name=name, secret_hash=hash_of(secret), page=page,
            windows=[window_json(window) for window in closed], answers=answers, made_by=by, made_at=at,
            expires_at=at + timedelta(days=asked.days),
        )  # fmt: skip
        link.save(force_insert=True)
        _record(What.LINK_MADE, link, by.username, at)
    return link, secret


@transaction.atomic
def revoke_link(by: User, team: str, link: UUID, at: datetime) -> ShareLink:
    """End a link at once; ending it again changes nothing."""
    member = fetch_membership(by, team, Right.PUBLISH)
    found = ShareLink.objects.filter(team=member.team, id=link).select_related("scenario").first()
    if found is None:
        raise Http404
    if ShareLink.objects.filter(pk=found.pk, revoked_at=None).update(revoked_at=at, revoked_by=by):
        _record(What.LINK_REVOKED, found, by.username, at)
    return found


def read_link(secret: str, at: datetime) -> ShareLink:
    """Fetch a link by its secret, and note that it was read.

    Raises Http404 where there is none, or it has expired or was revoked, or its scenario was removed;
    SilenceError in a silent period for which nobody answers.
    """
    found = (
        ShareLink.objects.filter(
            secret_hash=hash_of(secret), revoked_at=None, expires_at__gt=at, scenario__removed_at=None
        )
        .select_related("scenario")
        .first()
    )
    if found is None:
        raise Http404
    check_open([read_window(each) for each in found.windows], at, found.answers)
    _record(What.LINK_READ, found, "", at)
    return found


def export(by: User, team: str, scenario: UUID, form: Form, answers: str, at: datetime) -> bytes:
    """Make a scenario's page or map for the public, and note it.

    Raises SilenceError in a silent period for which nobody answers, and what the library raises.
    """
    _, found = fetch_scenario(by, team, scenario, Right.PUBLISH)
    opened = open_case(found.case, found.seed, found.draws)
    answers = " ".join(answers.split())[:80]
    rule = check_open(windows_of(opened.case), at, answers)
    made = MAKERS[form](opened, found, Answered(answers, rule))
    details: dict[str, str | int | None] = {
        "form": form.value, "version": found.version, "answers": answers, "overrides": rule,
    }  # fmt: skip
    about = f"scenario:{found.id}"
    record(What.EXPORTED, by=by.username, at=at, team=found.team_id, about=about, details=details)
    return made


def silent_now(scenario: Scenario, at: datetime) -> str:
    """Say which silent period holds at an hour; the empty text where none does."""
    opened = open_case(scenario.case, scenario.seed, scenario.draws)
    try:
        check_open(windows_of(opened.case), at, "")
    except SilenceError as error:
        return str(error)
    return ""


def hash_of(secret: str) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _record(what: What, link: ShareLink, by: str, at: datetime) -> None:
    details: dict[str, str | int | None] = {
        "name": link.name, "version": link.version, "scenario": str(link.scenario_id), "answers": link.answers,
    }  # fmt: skip
    record(what, by=by, at=at, team=link.team_id, about=f"link:{link.id}", details=details)
