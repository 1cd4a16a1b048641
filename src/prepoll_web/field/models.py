"""Reporters, who have a code and no name, their links, and what they report."""

from __future__ import annotations

import uuid

from django.db import models

from prepoll.names import Measure, ReportKind, Sphere
from prepoll_web.cases.models import Case
from prepoll_web.teams.models import Team, User


class Reporter(models.Model):
    """Somebody who reports. The workbench knows a code; who that is stands nowhere in it."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="reporters")
    number = models.PositiveIntegerField()
    sphere = models.CharField(max_length=14, choices=[(each.value, each.value) for each in Sphere])
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)  # the number stays, so that nobody else is given the code

    class Meta:
        """Codes are numbered within a team."""

        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("team", "number"), name="one_reporter_of_each_number"),)

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Return the code that a reporter goes by."""
        return f"R-{self.number:03}"


class Link(models.Model):
    """An address by which a reporter sends reports on one case without an account; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reporter = models.ForeignKey(Reporter, on_delete=models.PROTECT, related_name="links")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="field_links")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.reporter}, {self.case}"


class FieldReport(models.Model):
    """One report. Sending it twice adds nothing: the sender's browser has named it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="field_reports")
    reporter = models.ForeignKey(Reporter, on_delete=models.PROTECT, related_name="reports")
    client_id = models.UUIDField(unique=True)
    day = models.DateField()
    seat = models.CharField(max_length=200, blank=True)  # empty: the whole case
    party = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=[(each.value, each.value) for each in ReportKind])
    measure = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Measure])
    of = models.CharField(max_length=200, blank=True)  # a partner, a base, in words
    estimate = models.FloatField(null=True)  # fractions
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    receipt = models.CharField(max_length=12)
    received_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)  # null: by a link

    class Meta:
        """Newest last."""

        ordering = ("received_at", "id")

    def __str__(self) -> str:
        return f"{self.reporter} {self.day}: {self.party} {self.kind}"


class Forgotten(models.Model):
    """What a deleted report leaves: the id that its sender's browser gave it, so that it does not come back."""

    client_id = models.UUIDField(primary_key=True)

    def __str__(self) -> str:
        return str(self.client_id)
