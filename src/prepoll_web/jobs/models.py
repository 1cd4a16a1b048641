"""A job: long work that a member asked for."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from prepoll_web.cases.models import Case
from prepoll_web.teams.models import Team, User


class State(models.TextChoices):
    """How far a job has come."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


MOVES: Final[Mapping[State, tuple[State, ...]]] = {
    State.WAITING: (State.RUNNING,),
    State.RUNNING: (State.WAITING, State.RUNNING),
    State.DONE: (State.RUNNING,),
    State.FAILED: (State.RUNNING,),
    State.CANCELLED: (State.WAITING, State.RUNNING),
}
"""From which states each state is reached; a running job that is taken up again stays running."""

OPEN: Final = (State.WAITING, State.RUNNING)


class Job(models.Model):
    """Work of one kind on a case, and its result once it is done.

    Whoever works on it holds it by a word of their own until `lease_until`, and says again and again that
    they still do. The same inputs are one job, unless the earlier one failed or was cancelled.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="jobs")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="jobs")
    kind = models.CharField(max_length=20)
    asked = models.JSONField(default=dict)
    input_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)  # of 100
    doing = models.CharField(max_length=200, blank=True)  # one sentence
    result = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    held_by = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """The same inputs are one job, while it may still give a result."""

        constraints = (
            models.UniqueConstraint(
                fields=("case", "kind", "input_hash"),
                condition=models.Q(state__in=(State.WAITING, State.RUNNING, State.DONE)),
                name="one_job_for_the_same_inputs",
            ),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="state_is_known"),
        )
        indexes = (models.Index(fields=("state", "asked_at"), name="jobs_in_turn"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.case}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Say whether there is still something to come of it."""
        return self.state in OPEN
