"""Articles, codings of them, and judgements of what was coded."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from prepoll.names import Verdict
from prepoll_web.cases.models import Case
from prepoll_web.teams.models import User


class Way(models.TextChoices):
    """How an article came to the desk."""

    FOLDER = "folder", _("with the case")
    PASTE = "paste", _("pasted")
    UPLOAD = "upload", _("uploaded")
    FEED = "feed", _("from a feed")
    RECORD = "record", _("our own record, not public")


class Article(models.Model):
    """One article of a case: of its folder, or added since. Its text is not changed; it can be withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="articles")
    name = models.CharField(max_length=200)  # the file's stem, by which statements name it
    ending = models.CharField(max_length=5)  # .md, .txt, .html
    raw = models.TextField()  # the file as it was decoded
    dated = models.DateField()
    title = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=1000, blank=True)
    digest = models.CharField(max_length=64)  # SHA-256 that keeps an article from being added twice
    way = models.CharField(max_length=10, choices=Way.choices)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)  # null: with the case
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        """Each name and each content once in a case."""

        constraints = (
            models.UniqueConstraint(fields=("case", "name"), name="one_article_of_each_name"),
            models.UniqueConstraint(fields=("case", "digest"), name="one_article_of_each_content"),
        )

    def __str__(self) -> str:
        return self.title or self.name


class Coding(models.Model):
    """What one coder found in one article: this program in some version, or somebody whose file was uploaded."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="codings")
    coder = models.CharField(max_length=100)
    machine = models.BooleanField()
    basis = models.CharField(max_length=64, blank=True)  # of a machine: its version and whom it could find
    text = models.TextField()  # what the spans count in
    made_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        """A coder reads an article once, a machine once for each basis."""

        constraints = (models.UniqueConstraint(fields=("article", "coder", "basis"), name="one_coding_of_each_coder"),)

    def __str__(self) -> str:
        return f"{self.article}, by {self.coder}"


class Claim(models.Model):
    """One statement of a coding with its span, in the fields of the library's statement."""

    coding = models.ForeignKey(Coding, on_delete=models.PROTECT, related_name="claims")
    key = models.CharField(max_length=40)  # the statement's id
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    fields = models.JSONField()

    class Meta:
        """A coding holds a statement once."""

        ordering = ("start", "key")
        constraints = (models.UniqueConstraint(fields=("coding", "key"), name="one_claim_of_each_content"),)

    def __str__(self) -> str:
        return self.key


class Judgement(models.Model):
    """A person's verdict on a statement. It is not changed; it can be taken back by whoever gave it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="judgements")
    statement = models.CharField(max_length=40)
    number = models.PositiveIntegerField()  # from 1 on for each statement: of two who judge at once one comes first
    verdict = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Verdict])
    correction = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        """Judgements of a statement are numbered without a gap."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("case", "statement", "number"), name="one_judgement_of_each_number"),
        )

    def __str__(self) -> str:
        return f"{self.statement}: {self.verdict}"


class Feed(models.Model):
    """A feed that a case follows, with what it last said of itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="feeds")
    address = models.CharField(max_length=1000)
    state = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    asked_at = models.DateTimeField(null=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        """A case follows a feed once."""

        constraints = (models.UniqueConstraint(fields=("case", "address"), name="one_feed_of_each_address"),)

    def __str__(self) -> str:
        return self.address


class DaySet(models.Model):
    """The day that a team has taken a case to; the newest row counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="days")
    day = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case} on {self.day}"
