"""A case of a team."""

from __future__ import annotations

import uuid

from django.db import models

from prepoll_web.teams.models import Team, User


class Case(models.Model):
    """A case folder as it was uploaded. It is not changed: a newer state of the case is a case of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="cases")
    title = models.CharField(max_length=200)
    as_of = models.DateField()
    input_hash = models.CharField(max_length=64)
    findings = models.JSONField(default=list)  # warnings and notes, each a text
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title
