"""The chain: how a row's digest is reckoned, how rows are added, how a break is found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext

from prepoll_web.events.models import Event, What

SERVER: Final = "server"
"""The chain of what concerns no team."""

FIRST: Final = "0" * 64
"""What stands in the place of a digest before the first row."""


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a chain does not hold."""

    chain: str
    number: int
    problem: str


@transaction.atomic
def record(
    what: What,
    *,
    by: str,
    at: datetime,
    team: UUID | None = None,
    about: str = "",
    details: Mapping[str, str | int | None] | None = None,
) -> Event:
    """Add a row to the team's chain, or to the server's where there is no team."""
    chain = SERVER if team is None else str(team)
    wait_for_turn(chain)
    last = Event.objects.filter(chain=chain).order_by("-number").first()
    event = Event(
        chain=chain,
        number=last.number + 1 if last else 1,
        at=at,
        who=by,
        what=what,
        about=about,
        details=dict(details or {}),
        before=last.digest if last else FIRST,
    )
    event.digest = digest(event)
    event.save(force_insert=True)
    return event


def wait_for_turn(chain: str) -> None:
    """Let one writer at a time add to a chain, until its transaction ends.

    On SQLite whoever writes has the whole database; PostgreSQL lets many write, so the chain is locked by its name.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [chain])


def digest(event: Event) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of a row and, through `before`, of all rows before it."""
    fields = {
        "chain": event.chain,
        "number": event.number,
        "at": event.at.astimezone(UTC).isoformat(),
        "who": event.who,
        "what": str(event.what),
        "about": event.about,
        "details": event.details,
        "before": event.before,
    }
    written = json.dumps(fields, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def breaks(chain: str) -> list[Break]:
    """List every place where a chain was changed: a row altered, taken out, put in, or put elsewhere.

    Rows cut off at the end leave no trace in the rest; keep the newest digest elsewhere to notice that.
    """
    found: list[Break] = []
    before, expected = FIRST, 1
    for event in Event.objects.filter(chain=chain).order_by("number").iterator():
        if event.number != expected:
            missing = gettext("rows %(first)s to %(last)s are missing") % {"first": expected, "last": event.number - 1}
            found.append(Break(chain, expected, missing))
        if event.before != before:
            found.append(Break(chain, event.number, gettext("the row does not follow the one before it")))
        if event.digest != digest(event):
            found.append(Break(chain, event.number, gettext("the row was changed")))
        before, expected = event.digest, event.number + 1
    return found


def chains() -> list[str]:
    """List all chains."""
    return sorted(Event.objects.order_by().values_list("chain", flat=True).distinct())
