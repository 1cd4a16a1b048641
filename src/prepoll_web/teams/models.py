"""A team, a user, and the membership that joins them."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody who can sign in."""


class Role(models.TextChoices):
    """What a member is in a team."""

    VIEWER = "viewer", _("viewer")
    ANALYST = "analyst", _("analyst")
    NEGOTIATOR = "negotiator", _("negotiator")
    APPROVER = "approver", _("approver")
    OWNER = "owner", _("owner")


class Team(models.Model):
    """A newsroom, a party's war room: whose members see the same cases, and nobody else does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60, unique=True)
    founded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user's role in a team; a user may belong to several teams."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    since = models.DateTimeField()

    class Meta:
        """One role for each member of a team."""

        constraints = (
            models.UniqueConstraint(fields=("team", "user"), name="one_membership_for_each_user_of_a_team"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.user} in {self.team}: {self.role}"
