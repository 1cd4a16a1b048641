"""A scenario, the states it went through, and the links by which it is shown to others."""

from __future__ import annotations

import uuid

from django.db import models

from prepoll_web.cases.models import Case
from prepoll_web.teams.models import Team, User


class Scenario(models.Model):
    """What a team supposes of a case; `plan` is as `scenarios.plan` writes it, `version` counts its changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="scenarios")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="scenarios")
    name = models.CharField(max_length=80)
    plan = models.JSONField()
    seed = models.PositiveBigIntegerField()
    draws = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """A state that a scenario was in. Rows are added only; `before` is the version that undoing leads back to."""

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="editions")
    version = models.PositiveIntegerField()
    before = models.PositiveIntegerField(null=True)  # None: the state it was made in
    name = models.CharField(max_length=80)
    plan = models.JSONField()
    words = models.CharField(max_length=300)  # what was changed
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """One row for each version."""

        constraints = (models.UniqueConstraint(fields=("scenario", "version"), name="one_edition_for_each_version"),)

    def __str__(self) -> str:
        return f"{self.scenario}, version {self.version}"


class ShareLink(models.Model):
    """A page of a scenario as it stood, for whoever has the link until it expires or is revoked.

    Of the link's secret only the SHA-256 is kept. `page` is the whole page, made when the link was:
    what the team does later is not on it. `windows` are the silent periods of the case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="links")
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="links")
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=80)  # whom it is for
    secret_hash = models.CharField(max_length=64, unique=True)
    page = models.TextField()
    windows = models.JSONField(default=list)
    answers = models.CharField(max_length=80, blank=True)  # who answers for showing it in a silent period
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
