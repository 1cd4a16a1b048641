"""Everybody at one table: the talks that lines join, locked in one order; events written in one order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prepoll_web.deadlines.clock import reading
from prepoll_web.events.chain import record, wait_for_turn
from prepoll_web.events.models import What
from prepoll_web.talks.models import Line, Talk
from prepoll_web.talks.stages import Move, Stage, StageError, moved
from prepoll_web.teams.models import Team, User


@dataclass(frozen=True, slots=True)
class Row:
    """A row to be written into a team's record; `by` is empty where it is another team's doing."""

    team: Team
    what: What
    about: str
    by: str = ""
    details: Mapping[str, str | int | None] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The talks of every team that takes part, under lock, and the hour to judge deadlines by."""

    talks: tuple[Talk, ...]
    at: datetime

    def of(self, talk: Talk) -> Talk:
        """Return talks as they are under the lock."""
        return next(each for each in self.talks if each.pk == talk.pk)

    def others(self, talk: Talk) -> tuple[Talk, ...]:
        """Return the talks of the other teams."""
        return tuple(each for each in self.talks if each.pk != talk.pk)

    def speaker(self, party: str) -> Talk | None:
        """Return the talks of the team that speaks for a party, None where it is not on the server."""
        return next((each for each in self.talks if each.ours == party), None)


def take_seats(talk: Talk, at: datetime) -> Table:
    """Lock the talks of everybody at a table, and then the records of their teams; within a transaction.

    Always in one order, so that no two wait for each other. SQLite lets one writer through at a time anyway.
    """
    head = _head(talk)
    Talk.objects.select_for_update(no_key=True).get(pk=head)
    if _head(talk) != head:  # the line was ended while one waited
        return take_seats(talk, at)
    far = list(_joined(head))
    rows = Talk.objects.select_for_update(of=("self",), no_key=True).select_related("team", "case__team")
    talks = tuple(rows.filter(id__in=[head, *far]).order_by("id"))
    for chain in sorted({str(each.team_id) for each in talks}):
        wait_for_turn(chain)
    return Table(talks, reading(*(each.team for each in talks), now=at))


def joined(talk: Talk) -> tuple[Talk, ...]:
    """List the talks of the other teams at a table, without a lock; by the party that each speaks for."""
    head = _head(talk)
    ids = {head, *_joined(head)} - {talk.pk}
    return tuple(Talk.objects.select_related("team").filter(id__in=ids).order_by("ours"))


def _head(talk: Talk) -> UUID:
    taken = Line.objects.filter(far=talk, ended_at=None).values_list("near_id", flat=True).first()
    return taken or talk.pk


def _joined(head: UUID) -> list[UUID]:
    rows = Line.objects.filter(near=head, ended_at=None).exclude(far=None).values_list("far_id", flat=True)
    return [far for far in rows if far is not None]


def advance(talk: Talk, move: Move, *, quietly: bool = False) -> None:
    """Take talks that are under lock where a move leads; quietly, talks that cannot go there stay where they are.

    Raises StageError where they cannot and it is not quietly.
    """
    try:
        talk.stage = moved(Stage(talk.stage), move).value
    except StageError:
        if quietly:
            return
        raise
    talk.version += 1
    talk.save(update_fields=["stage", "version"])


def write(rows: list[Row], at: datetime) -> None:
    """Write rows into the records of the teams at a table."""
    for row in rows:
        record(row.what, by=row.by, at=at, team=row.team.id, about=row.about, details=row.details)


def own(talk: Talk, by: User, what: What, about: str, **details: str | int | None) -> Row:
    """Make the row of a team's own act."""
    return Row(talk.team, what, about, by.username, details)
