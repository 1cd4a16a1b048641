"""A body of a team, who speaks for it, and what was approved."""

from __future__ import annotations

import uuid
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from prepoll_web.cases.models import Case
from prepoll_web.teams.models import Team, User


class Kind(models.TextChoices):
    """What may need approval."""

    MANDATE = "mandate", _("mandates")
    OFFER = "offer", _("offers")
    AGREEMENT = "agreement", _("agreements")


class Body(models.Model):
    """A body of a team, such as a state executive. `needed_for` are the kinds that it must approve.

    Names are kept apart by the action that makes a body: a case that comes from elsewhere brings its bodies along.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="bodies")
    name = models.CharField(max_length=80)
    needed_for = models.JSONField(default=list)  # each a Kind
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # it is asked no more

    class Meta:
        """In the order they were made."""

        ordering = ("made_at", "id")

    def __str__(self) -> str:
        return self.name


class Speaker(models.Model):
    """A user who speaks for a body, for as long as `ended_at` is empty and they belong to the team."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="speakers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Nobody speaks for a body twice at a time."""

        ordering = ("since", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("body", "user"), condition=models.Q(ended_at=None), name="one_voice_of_each_speaker"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} for {self.body}"


STANDS: Final = models.Q(ended_at=None)
"""Approvals that were not taken back."""


class Approval(models.Model):
    """That somebody approved a text. What it is about is a word such as "mandate:…"; it holds for that text alone.

    `body` is whom they spoke for; None where the team has no body that needs to be asked. Rows are added;
    the only change is that one is taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="approvals")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="approvals", null=True)
    subject = models.CharField(max_length=60)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="approvals", null=True)
    digest = models.CharField(max_length=64)  # SHA-256 of the text
    text = models.JSONField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """A body approves a text once; where there is no body, the team does."""

        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("team", "subject", "digest", "body"),
                condition=STANDS & models.Q(body__isnull=False),
                name="one_approval_of_each_body",
            ),
            models.UniqueConstraint(
                fields=("team", "subject", "digest"),
                condition=STANDS & models.Q(body=None),
                name="one_approval_without_a_body",
            ),
        )
        indexes = (models.Index(fields=("team", "subject"), name="approvals_of_a_subject"),)

    def __str__(self) -> str:
        return f"{self.subject}, by {self.by}"
