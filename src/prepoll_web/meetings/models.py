"""A meeting, what is on its paper, the mandates it gave, and the line it settled for the public."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from prepoll_web.approvals.models import Body
from prepoll_web.cases.models import Case
from prepoll_web.teams.models import Team, User


class Meeting(models.Model):
    """A meeting of a body about a case, for a party. The agenda is drafted from a run, whose pins stand beside it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="meetings")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="meetings")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    party = models.CharField(max_length=200)  # for which the body speaks
    begins_at = models.DateTimeField()
    agenda = models.TextField(blank=True)  # Markdown; empty: not drafted yet
    draft = models.JSONField(default=dict)  # the mandate that the agenda drafts, as `drafting.draft_json` writes it
    seed = models.PositiveBigIntegerField(null=True)
    draws = models.PositiveIntegerField(null=True)
    version = models.CharField(max_length=40, blank=True)  # of prepoll
    input_hash = models.CharField(max_length=64, blank=True)
    as_of = models.DateField(null=True)
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)  # its minutes are closed: nothing is added or corrected

    class Meta:
        """The latest first."""

        ordering = ("-begins_at", "-called_at")

    def __str__(self) -> str:
        return f"{self.body}, {self.begins_at:%d %B %Y}"


class ItemKind(models.TextChoices):
    """What a row of a meeting's paper is."""

    PRESENT = "present", _("Present")
    POLITICAL = "political", _("Reported by the political side")
    PARLIAMENTARY = "parliamentary", _("Reported by the parliamentary side")
    DECISION = "decision", _("Decided")
    MINUTES = "minutes", _("Minutes")


class Item(models.Model):
    """One row of a meeting's paper. Rows are added only; a correction is a new row that names the old one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()  # from 1 on within the meeting
    kind = models.CharField(max_length=14, choices=ItemKind.choices)
    text = models.TextField()
    instead_of = models.OneToOneField("self", on_delete=models.PROTECT, related_name="corrected_by", null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """One row for each number; a row is corrected once, and then its correction is."""

        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("meeting", "number"), name="one_item_for_each_number"),)

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"


class Mandate(models.Model):
    """What a decision lets a member negotiate. `terms` are as `limits.terms_json` writes them.

    In force for as long as the text of its version is approved, it is not withdrawn and `until` has not come;
    that is reckoned whenever it is asked, and kept nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="mandates")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="mandates")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="mandates")
    decision = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="mandates")
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    terms = models.JSONField()
    until = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        ordering = ("-made_at", "id")

    def __str__(self) -> str:
        return f"{self.holder} of {self.meeting}"


class MandateEdition(models.Model):
    """A text that a mandate has or had; rows are added only."""

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="editions")
    version = models.PositiveIntegerField()
    text = models.JSONField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """One row for each version."""

        ordering = ("version",)
        constraints = (models.UniqueConstraint(fields=("mandate", "version"), name="one_text_for_each_version"),)

    def __str__(self) -> str:
        return f"{self.mandate}, version {self.version}"


class PublicLine(models.Model):
    """What a party says in public from an hour on. `stands` tells of each partner what the line says, for comparing.

    A line is not changed: another takes its place, or it is given up.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="lines")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="lines", null=True)
    party = models.CharField(max_length=200)
    text = models.TextField()
    stands = models.JSONField(default=dict)  # by code of a party, "" for any other: a `public_line.Says`
    said_on = models.DateField()  # what is said after this day is held against it
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """A meeting has one line at a time."""

        ordering = ("-at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("meeting",), condition=models.Q(ended_at=None), name="one_line_of_each_meeting"
            ),
        )

    def __str__(self) -> str:
        return self.text[:60]
