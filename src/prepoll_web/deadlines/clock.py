"""What the clock says: never earlier than anything that a team's record has seen."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from prepoll_web.events.models import Event
from prepoll_web.teams.models import Team


def reading(*teams: Team, now: datetime | None = None) -> datetime:
    """Return the hour to judge deadlines by: now, or the latest hour in the records of the teams if that is later.

    A clock that is set back therefore brings nothing back that has lapsed. Two teams that decide together hand
    in both. An action that has waited for a lock reads again with the hour that it was handed as `now`.
    """
    at = timezone.now() if now is None else now
    seen = [_latest(team) for team in teams]
    return max([at, *(each for each in seen if each is not None)])


def _latest(team: Team) -> datetime | None:
    latest: datetime | None = Event.objects.filter(chain=str(team.id)).aggregate(latest=Max("at"))["latest"]
    return latest
