"""A team, a user, and the membership that joins them."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody who can sign in, with a second factor where they have set one up."""

    second_factor = models.CharField(max_length=64, blank=True)  # the key of their authenticator, base 32
    second_factor_step = models.BigIntegerField(default=0)  # the newest code used; none is taken twice


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


class InvitationState(models.TextChoices):
    """What has become of an invitation."""

    OPEN = "open", _("open")
    TAKEN = "taken", _("taken")
    REVOKED = "revoked", _("taken back")


class Invitation(models.Model):
    """A link that lets one person join a team in a role, once and until a day; only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="invitations")
    name = models.CharField(max_length=80)  # whom it is for, in the owner's words
    role = models.CharField(max_length=12, choices=Role.choices)
    secret_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=InvitationState.choices, default=InvitationState.OPEN)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        """Roles and states that are known."""

        constraints = (
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="invited_role_is_known"),
            models.CheckConstraint(condition=models.Q(state__in=InvitationState.values), name="invited_state_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.name} to {self.team} as {self.role}: {self.state}"


class FailedSignIn(models.Model):
    """A sign-in that failed lately: by hashes, as passwords end up in the wrong field."""

    name_hash = models.CharField(max_length=64)
    address_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        """Found by time."""

        indexes = (models.Index(fields=("at",), name="failed_lately"),)

    def __str__(self) -> str:
        return f"failed at {self.at}"
